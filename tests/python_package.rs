//! The Python package: its generated layer, its types, its wheel. What it does is tested against the installed library
//! (`install.rs`). Needs .venv (scripts/bootstrap).

mod support;

use support::cmake::{built, tool};
use support::{root, run, scratch};

#[test]
fn low_layer_is_that_of_the_headers() {
    let Some(python) = tool("python") else { return };
    run(&python, &["-B", &root().join("python/generate").display().to_string(), "--check"], &[]);
}

#[test]
fn types_are_complete_and_right() {
    let Some(mypy) = tool("mypy") else { return };
    let folder = scratch("mypy").display().to_string();
    let config = root().join("pyproject.toml").display().to_string();
    let path = root().join("python").display().to_string();
    let package = root().join("python/chroma2").display().to_string();
    let user = root().join("tests/python/typed.py").display().to_string();
    let examples = root().join("examples_py");
    let mut programs: Vec<String> = std::fs::read_dir(&examples)
        .expect("there are examples")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|end| end == "py") || path.join("__init__.py").exists())
        .map(|path| path.display().to_string())
        .collect();
    programs.sort();
    assert!(programs.len() > 9, "{programs:?}");
    let search = format!("{path}:{}", examples.display());
    let environment = [("MYPYPATH", search.as_str())];
    let options = ["--config-file", &config, "--cache-dir", &folder];
    let given: Vec<&str> =
        [package.as_str(), user.as_str()].into_iter().chain(programs.iter().map(String::as_str)).collect();
    run(&mypy, &[&options[..], &given].concat(), &environment);
    // What is wrong is found: every line that says so has its error, and no other.
    let wrong = root().join("tests/python/typed_wrong.py");
    let output = std::process::Command::new(&mypy)
        .args(options)
        .arg(&wrong)
        .env("MYPYPATH", &path)
        .output()
        .expect("mypy runs");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let text = std::fs::read_to_string(&wrong).expect("it was given to mypy");
    for (line, text) in (1..).zip(text.lines()) {
        let found = said.contains(&format!("typed_wrong.py:{line}: error"));
        assert_eq!(found, text.contains("# wrong"), "line {line}: {text}\n{said}");
    }
}

#[test]
fn wheel_has_all_that_is_needed() {
    let Some(python) = tool("python") else { return };
    if built().0 != "Release" || std::env::var_os("CHROMA2_TEST_LIBRARY").is_some() {
        println!("skipped: wheels have a release build");
        return;
    }
    let folder = scratch("wheel");
    let target = built().1.display().to_string();
    let environment = [("CARGO_TARGET_DIR", target.as_str()), ("CARGO_NET_OFFLINE", "true")];
    let script = root().join("scripts/wheel").display().to_string();
    let wheel = run(&script, &[folder.display().to_string()], &environment);
    let wheel = wheel.trim();
    assert!(wheel.contains("-py3-none-manylinux_2_"), "{wheel}");
    let site = folder.join("site").display().to_string();
    let pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-index",
        "--target",
    ];
    run(&python, &[&pip[..], &[&site, wheel]].concat(), &[]);
    // The library in it is the one that is loaded, and the headers are there for kernels and C.
    let program = "import chroma2, pathlib, chroma2._library as l\n\
                   assert pathlib.Path(l.path()).parent == pathlib.Path(chroma2.__file__).parent / 'lib', l.path()\n\
                   assert 'three.js' in (pathlib.Path(chroma2.display.__file__).parent / 'viewer.js').read_text()[:200]\n\
                   folder = pathlib.Path(chroma2.include_folder())\n\
                   assert folder == pathlib.Path(chroma2.__file__).parent / 'include', folder\n\
                   assert (folder / 'chroma2/device_queue.cuh').is_file() and (folder / 'chroma2/cpp').is_dir()\n\
                   print(chroma2.__version__, chroma2.Context(backend='cpu').info().backend)";
    let said =
        run("env", &["-u", "CHROMA2_LIBRARY", &format!("PYTHONPATH={site}"), &python, "-c", program], &[]);
    assert_eq!(said.trim(), format!("{} 1", env!("CARGO_PKG_VERSION")));
}
