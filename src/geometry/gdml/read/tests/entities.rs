//! Files that are included, by entities and by placements.

use super::{EMPTY, Sections, fault, volume};
use crate::geometry::gdml::read::{Document, ReadOptions, read, read_text};
use std::path::{Path, PathBuf};

/// A folder with files, which is removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let folder = std::env::temp_dir().join(format!("gdml-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for (file, text) in files {
            let path = folder.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    fn read(&self, outside: bool) -> Result<Document, String> {
        let options = ReadOptions { outside, ..ReadOptions::default() };
        let folder = format!("{}/", self.0.display());
        read(&self.0.join("main.gdml"), &options).map_err(|error| error.to_string().replace(&folder, ""))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn with_doctype(declarations: &str, solids: &str) -> String {
    let text = Sections { solids, ..EMPTY }.text();
    text.replacen(
        "?>\n",
        &format!("?>\n<!DOCTYPE gdml SYSTEM \"http://nowhere/gdml.dtd\" [\n{declarations}\n]>\n"),
        1,
    )
}

#[test]
fn entities_include_files() {
    let declarations = r#"<!-- &no; --><!ENTITY more SYSTEM "parts/more.xml"> <!ENTITY size "7">"#;
    let more = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<box name=\"m\" x=\"&size;\"/>\r\n<box name=\"n\" x=\"1&#48;\"/>";
    let text = with_doctype(declarations, "&more;<!-- &no; --><box name='l' x='&size;&size;'/>");
    let folder = Folder::new("include", &[("main.gdml", &text), ("parts/more.xml", more)]);
    let document = folder.read(false).unwrap();
    let names: Vec<&str> = document.solids.iter().map(|solid| solid.name.as_str()).collect();
    assert_eq!(names, ["w", "m", "n", "l"]);
    let places: Vec<(bool, u32)> = document
        .solids
        .iter()
        .map(|solid| (solid.place.file.ends_with("more.xml"), solid.place.line))
        .collect();
    assert_eq!(places, [(false, 8), (true, 2), (true, 3), (false, 8)]);
}

#[test]
fn faults_in_included_files_have_their_place() {
    let declarations = r#"<!ENTITY more SYSTEM "more.xml">"#;
    let text = with_doctype(declarations, "&more;");
    for (more, expected) in [
        (
            "<box name='m'\n x='1*'/>",
            "more.xml:1: <box name=\"m\">: x=\"1*\": column 3: the end, expected a value",
        ),
        ("\n\n<box name='m' x=1/>", "more.xml:3: not well-formed XML: expected a quote not '1'"),
        ("\n&no;", "more.xml:2: the entity \"no\" is not declared"),
        ("\n&more;", "more.xml:2: the entity \"more\" holds itself"),
    ] {
        let folder = Folder::new("fault", &[("main.gdml", &text), ("more.xml", more)]);
        assert_eq!(folder.read(false).unwrap_err(), expected);
    }
}

#[test]
fn files_outside_are_refused() {
    let inner = Folder::new("outside", &[("more.xml", "<orb name='m' r='1'/>")]);
    let absolute = inner.0.join("more.xml").display().to_string();
    for (name, is_allowed) in [
        ("../gdml-outside.xml".to_owned(), false),
        (absolute, true),
        ("http://nowhere/more.xml".to_owned(), false),
        ("file:///etc/passwd".to_owned(), false),
        ("../main/../main/more.xml".to_owned(), false),
    ] {
        let text = with_doctype(&format!(r#"<!ENTITY more SYSTEM "{name}">"#), "&more;");
        let folder = Folder::new("main", &[("main.gdml", &text)]);
        let refused = folder.read(false).unwrap_err();
        assert!(refused.starts_with("main.gdml:8: "), "{refused}");
        assert_eq!(folder.read(true).is_ok(), is_allowed, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn links_that_lead_outside_are_refused() {
    let text = with_doctype(r#"<!ENTITY more SYSTEM "link.xml">"#, "&more;");
    let folder = Folder::new("link", &[("main.gdml", &text)]);
    std::os::unix::fs::symlink("/etc/hostname", folder.0.join("link.xml")).unwrap();
    let refused = folder.read(false).unwrap_err();
    assert!(refused.contains("\"link.xml\" is outside of the folder"), "{refused}");
}

#[test]
fn texts_include_no_files() {
    let text = with_doctype(r#"<!ENTITY more SYSTEM "more.xml">"#, "&more;");
    let what = "test.gdml:8: \"more.xml\": a text that is not a file includes no files";
    assert_eq!(fault(&text), what);
    let text = Sections { world: "<physvol><file name=\"x.gdml\"/></physvol>", ..EMPTY }.text();
    let what = "test.gdml:7: <file name=\"x.gdml\">: \"x.gdml\": a text that is not a file includes no files";
    assert_eq!(fault(&text), what);
}

#[test]
fn laughs_have_a_bound() {
    let mut declarations = "<!ENTITY a0 \"1\">".to_owned();
    for k in 1..15 {
        declarations += &format!("<!ENTITY a{k} \"{}\">", format!("&a{};", k - 1).repeat(20));
    }
    let text = with_doctype(&declarations, "&a14;");
    assert_eq!(fault(&text), "test.gdml:8: more than 1048576 references to entities");
    let deep = declarations
        .replace("<!ENTITY a0", "<!ENTITY b \"&a14;\"><!ENTITY c \"&b;\"><!ENTITY d \"&c;\"><!ENTITY a0");
    assert_eq!(fault(&with_doctype(&deep, "&d;")), "test.gdml:8: entities nested deeper than 16 levels");
}

#[test]
fn worlds_of_other_files_are_placed() {
    let module =
        Sections { before: &volume("V", ""), world: "<physvol><volumeref ref=\"V\"/></physvol>", ..EMPTY };
    let module = module.text().replace("\"W\"", "\"Inner\"").replace("\"w\"", "\"inner\"");
    let world = r#"<physvol name="a"><file name="module.gdml"/></physvol><physvol><file name="module.gdml"/></physvol>
<physvol><file name="module.gdml" volname="V"/></physvol>"#;
    let main = Sections { world, ..EMPTY }.text();
    let folder = Folder::new("module", &[("main.gdml", &main), ("module.gdml", &module)]);
    let document = folder.read(false).unwrap();
    let names: Vec<&str> = document.volumes.iter().map(|volume| volume.name.as_str()).collect();
    // Its volume is asked for by name the second time, for which the file is read again.
    assert_eq!(names, ["W", "V", "Inner", "V", "Inner"]);
    let placed: Vec<usize> = document.volumes[0].daughters.iter().map(|daughter| daughter.volume).collect();
    assert_eq!(placed, [2, 2, 1]);
}

#[test]
fn files_that_place_one_another_are_refused() {
    let main = Sections { world: "<physvol><file name=\"b.gdml\"/></physvol>", ..EMPTY }.text();
    let other = main.replace("b.gdml", "main.gdml").replace("\"W\"", "\"X\"");
    let folder = Folder::new("cycle", &[("main.gdml", &main), ("b.gdml", &other)]);
    let what = "b.gdml:7: <file name=\"main.gdml\">: the file places itself";
    assert_eq!(folder.read(false).unwrap_err(), what);
}

#[test]
fn constants_of_files_are_their_own() {
    let module =
        Sections { define: "<constant name=\"k\" value=\"1\"/>", ..EMPTY }.text().replace("\"W\"", "\"X\"");
    let world = "<physvol><file name=\"b.gdml\"/><position x=\"k\"/></physvol>";
    let main = Sections { define: "<constant name=\"k\" value=\"2\"/>", world, ..EMPTY }.text();
    let folder = Folder::new("scope", &[("main.gdml", &main), ("b.gdml", &module)]);
    assert_eq!(folder.read(false).unwrap().volumes[0].daughters[0].placed.translation[0], 2.0);
}

#[test]
fn encodings() {
    let text = Sections { solids: "<!-- é --><orb name='o' r='1'/>", ..EMPTY }.text();
    let bytes: Vec<u8> = text.chars().map(|c| c as u32 as u8).collect();
    let folder = Folder::new("latin", &[]);
    let path = folder.0.join("main.gdml");
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(folder.read(false).unwrap_err(), "main.gdml: line 5 has a byte that is not UTF-8");
    let declared = text.replacen("?>", " encoding=\"ISO-8859-1\"?>", 1);
    std::fs::write(&path, declared.chars().map(|c| c as u32 as u8).collect::<Vec<u8>>()).unwrap();
    assert_eq!(folder.read(false).unwrap().solids.len(), 2);
    std::fs::write(&path, format!("\u{feff}{text}")).unwrap();
    assert_eq!(folder.read(false).unwrap().solids.len(), 2);
    std::fs::write(&path, b"\xff\xfe<\0").unwrap();
    assert_eq!(folder.read(false).unwrap_err(), "main.gdml: the text is UTF-16, UTF-8 is expected");
}

#[test]
fn files_that_cannot_be_opened() {
    let options = ReadOptions::default();
    let error = read(Path::new("/nowhere/x.gdml"), &options).unwrap_err();
    assert_eq!(error.to_string(), "/nowhere/x.gdml: No such file or directory (os error 2)");
    let error = read(&std::env::temp_dir(), &options).unwrap_err().to_string();
    assert!(error.ends_with(": not a regular file"), "{error}");
    // Opening a pipe would wait for its writer.
    let pipe = std::env::temp_dir().join(format!("chroma2-gdml-pipe-{}", std::process::id()));
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let error = read(&pipe, &options).unwrap_err().to_string();
    std::fs::remove_file(&pipe).unwrap();
    assert!(error.ends_with(": not a regular file"), "{error}");
    assert!(read_text("", "empty", &options).is_err());
}

#[test]
fn the_folder_of_a_bare_name_is_the_current_one() {
    use super::super::files::Files;
    let files = Files::new(false);
    assert_eq!(files.resolve(Some(Path::new("")), "Cargo.toml"), Ok(PathBuf::from("Cargo.toml")));
    assert!(files.resolve(Some(Path::new("src")), "../Cargo.toml").is_err());
}
