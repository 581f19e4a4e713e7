//! How files are written: in one go, through links, never over anything but a regular file.

use chroma2::geometry::load::write_atomically;
use chroma2::render::{read_png, write_png};
use std::io::Write;
use std::path::{Path, PathBuf};

/// An empty folder of this process.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("chroma2-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn entries(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[test]
fn a_failure_leaves_the_old_file() {
    let folder = folder("old-file");
    let path = folder.join("a.txt");
    std::fs::write(&path, "old").unwrap();
    let failed = write_atomically(&path, |out| {
        out.write_all(b"new")?;
        Err(std::io::Error::other("full"))
    });
    assert!(failed.unwrap_err().to_string().contains("full"));
    assert_eq!(std::fs::read(&path).unwrap(), b"old");
    write_atomically(&path, |out| out.write_all(b"new")).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"new");
    assert_eq!(entries(&folder), 1, "nothing else stays");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A rename would put a regular file in the place of the device, for everybody.
#[cfg(target_os = "linux")]
#[test]
fn sockets_pipes_devices_and_folders_are_not_replaced() {
    let folder = folder("socket");
    let path = folder.join("socket");
    let _socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
    for path in [path.as_path(), &folder, Path::new("/proc/self/fd/0/x")] {
        let error = write_atomically(path, |out| out.write_all(b"x")).unwrap_err().to_string();
        assert!(error.contains(&path.display().to_string()), "{error}");
    }
    assert!(!std::fs::symlink_metadata(&path).unwrap().is_file());
    assert_eq!(entries(&folder), 1);
    std::fs::remove_dir_all(&folder).unwrap();
}

#[cfg(unix)]
#[test]
fn links_stay_links() {
    let (folder, other) = (folder("link"), folder("linked"));
    let (link, target) = (folder.join("link"), other.join("target"));
    std::fs::write(&target, "old").unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    write_atomically(&link, |out| out.write_all(b"new")).unwrap();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(std::fs::read(&target).unwrap(), b"new");
    assert_eq!((entries(&folder), entries(&other)), (1, 1));
    std::fs::remove_dir_all(&folder).unwrap();
    std::fs::remove_dir_all(&other).unwrap();
}

/// The longest names that file systems take, with no room for more letters.
#[test]
fn long_names() {
    let folder = folder("long");
    let path = folder.join("n".repeat(255));
    write_atomically(&path, |out| out.write_all(b"x")).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"x");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Whoever is last wins; never a mixture, never an error.
#[test]
fn several_threads_write_one_file() {
    let folder = folder("threads");
    let path = folder.join("picture.png");
    std::thread::scope(|scope| {
        for shade in 1..5u8 {
            let path = &path;
            scope.spawn(move || {
                for _ in 0..20 {
                    let side = 8 * u32::from(shade);
                    let pixels = vec![[shade, shade, shade, 255]; (side * side) as usize];
                    write_png(path, &pixels, side, side).unwrap();
                }
            });
        }
    });
    let (pixels, width, height) = read_png(&path).unwrap();
    assert_eq!(pixels.len(), (width * height) as usize);
    assert!(pixels.iter().all(|&[shade, _, _, _]| 8 * u32::from(shade) == width), "of one thread");
    assert_eq!(entries(&folder), 1);
    std::fs::remove_dir_all(&folder).unwrap();
}
