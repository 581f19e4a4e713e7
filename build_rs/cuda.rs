//! The kernels for GPUs: one fatbin of machine code for every architecture that nvcc and this
//! library know, and PTX for later ones. Without nvcc it is empty, and the library has no GPU.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Architectures with machine code, as far as nvcc knows them. Code of 8.0 also runs on 8.7, that of
/// 10.0 on 10.3, and so on within a major number.
const ARCHITECTURES: &[u32] = &[70, 75, 80, 86, 89, 90, 100, 120];

/// The value of `CHROMA2_CUDA_ARCHS` that asks for no kernels.
const NONE: &str = "none";

/// Same bits as on the processor: IEEE arithmetic as written.
const FLAGS: &[&str] =
    &["-std=c++17", "-O3", "--fmad=false", "-prec-div=true", "-prec-sqrt=true", "-ftz=false"];

/// Compiles the kernels into `OUT_DIR/kernels.fatbin` and tells the crate what is in it.
pub fn compile() {
    for name in ["CHROMA2_NVCC", "CUDA_HOME", "CUDA_PATH", "CHROMA2_CUDA_ARCHS"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    // Touched by scripts/bootstrap when it has installed nvcc.
    println!("cargo:rerun-if-changed=scripts/requirements.txt");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let (fatbin, linked) = (out.join("kernels.fatbin"), out.join("messages.fatbin"));
    let wanted = env::var_os("CHROMA2_CUDA_ARCHS").unwrap_or_default().to_string_lossy().into_owned();
    if let Err(reason) = numbers(&wanted) {
        fail(&reason); // with or without a compiler
    }
    let nvcc = match compiler(&wanted, find_nvcc) {
        Ok(nvcc) => nvcc,
        Err(reason) => {
            if wanted != NONE {
                println!(
                    "cargo:warning={reason}: this build of libchroma2 has the CPU backend only. \
                     `make bootstrap` installs nvcc into .venv; CHROMA2_NVCC, CUDA_HOME or PATH name another."
                );
            }
            fs::write(&fatbin, []).expect("OUT_DIR is writable");
            fs::write(&linked, []).expect("OUT_DIR is writable");
            tell("0", &[], reason);
            return;
        }
    };
    let (version, known) = (version_of(&nvcc), known_by(&nvcc));
    let chosen = choose(&wanted, &known).unwrap_or_else(|reason| fail(&reason));
    compile_to(&nvcc, &chosen, "kernels/cuda/entry.cu", &[], &fatbin);
    // Linked with functions of programs at run time.
    compile_to(&nvcc, &chosen, "kernels/cuda/messages_linked.cu", &["-rdc=true"], &linked);
    tell(&version, &chosen, "");
}

/// Compiles a file to machine code for architectures, and to PTX of the newest.
fn compile_to(nvcc: &Path, architectures: &[u32], file: &str, flags: &[&str], out: &Path) {
    let mut command = Command::new(nvcc);
    command.args(FLAGS).args(["-Ikernels", "-Iinclude", "-DCHROMA2_LEVEL=device", "--threads=0"]);
    for arch in architectures {
        command.arg(format!("-gencode=arch=compute_{arch},code=sm_{arch}"));
    }
    let newest = architectures.last().expect("one at least");
    command.arg(format!("-gencode=arch=compute_{newest},code=compute_{newest}"));
    command.args(flags).args(["-fatbin", file, "-o"]).arg(out);
    run(command);
}

/// The compiler to use, or why there are no kernels in this build, as the library's messages say it.
pub fn compiler(wanted: &str, find: impl FnOnce() -> Option<PathBuf>) -> Result<PathBuf, &'static str> {
    if wanted == NONE {
        return Err("CHROMA2_CUDA_ARCHS=none left them out");
    }
    find().ok_or("nvcc was not found in CUDA_HOME, CUDA_PATH, PATH or .venv")
}

fn tell(version: &str, architectures: &[u32], missing: &str) {
    let list: Vec<String> = architectures.iter().map(u32::to_string).collect();
    println!("cargo:rustc-env=CHROMA2_KERNELS_CUDA={version}");
    println!("cargo:rustc-env=CHROMA2_KERNELS_ARCHS={}", list.join(","));
    println!("cargo:rustc-env=CHROMA2_KERNELS_MISSING={missing}");
}

/// The compiler that is named, that of a toolkit, or that of `.venv`.
fn find_nvcc() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMA2_NVCC") {
        let named = PathBuf::from(named);
        if !named.is_file() {
            fail(&format!(
                "CHROMA2_NVCC is {}, which is no file; the path of nvcc is needed",
                named.display()
            ));
        }
        return Some(named);
    }
    let toolkits = ["CUDA_HOME", "CUDA_PATH"].into_iter().filter_map(env::var_os);
    let homes = toolkits.map(|home| Path::new(&home).join("bin"));
    let path = env::var_os("PATH").unwrap_or_default();
    let venv = fs::read_dir(".venv/lib").into_iter().flatten().flatten();
    let venv = venv.map(|python| python.path().join("site-packages/nvidia/cu13/bin"));
    let folders = homes.chain(env::split_paths(&path)).chain(venv);
    folders.map(|folder| folder.join("nvcc")).find(|nvcc| nvcc.is_file())
}

/// What it says it is, as the driver numbers versions: 13000 for 13.0.
fn version_of(nvcc: &Path) -> String {
    let text = ask(nvcc, "--version");
    let release = text.split("release ").nth(1).and_then(|rest| rest.split(',').next()).unwrap_or_default();
    let mut parts = release.split('.').map(|part| part.trim().parse::<u32>().ok());
    match (parts.next().flatten(), parts.next().flatten()) {
        (Some(major), Some(minor)) => (major * 1000 + minor * 10).to_string(),
        _ => fail(&format!("{} --version names no release:\n{text}", nvcc.display())),
    }
}

/// Architectures that it has machine code for.
fn known_by(nvcc: &Path) -> Vec<u32> {
    let text = ask(nvcc, "--list-gpu-code");
    text.lines().filter_map(|line| line.trim().strip_prefix("sm_")?.parse().ok()).collect()
}

/// The architectures that CHROMA2_CUDA_ARCHS lists; none where it is empty or asks for no kernels.
fn numbers(wanted: &str) -> Result<Vec<u32>, String> {
    let parts = wanted.split(',').filter(|_| !wanted.is_empty() && wanted != NONE);
    let number = |part: &str| {
        let refused = || {
            let example = ARCHITECTURES.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
            format!(
                "CHROMA2_CUDA_ARCHS is {wanted:?}, where {part:?} is no architecture; \"{NONE}\", or numbers by \
                 commas such as \"{example}\" are allowed, or nothing for all of these"
            )
        };
        part.trim().parse().map_err(|_| refused())
    };
    parts.map(number).collect()
}

/// Those to compile for: the ones that are wanted, else all; nvcc must know them.
pub fn choose(wanted: &str, known: &[u32]) -> Result<Vec<u32>, String> {
    let mut chosen = numbers(wanted)?;
    if let Some(unknown) = chosen.iter().find(|arch| !known.contains(arch)) {
        return Err(format!(
            "CHROMA2_CUDA_ARCHS is {wanted:?}, but nvcc has no code for {unknown}; some of {known:?} are allowed"
        ));
    }
    if chosen.is_empty() {
        chosen.extend(ARCHITECTURES.iter().filter(|arch| known.contains(arch)));
    }
    if chosen.is_empty() {
        return Err(format!("nvcc knows {known:?} only; one of {ARCHITECTURES:?} is needed"));
    }
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen)
}

/// Ends the build with one line that says why; a panic would add its own.
fn fail(reason: &str) -> ! {
    eprintln!("{reason}");
    std::process::exit(1)
}

fn ask(nvcc: &Path, option: &str) -> String {
    let mut command = Command::new(nvcc);
    command.arg(option);
    run(command)
}

fn run(mut command: Command) -> String {
    let output =
        command.output().unwrap_or_else(|error| fail(&format!("{command:?} does not start: {error}")));
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let err = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        fail(&format!("{command:?}: {}\n{out}{err}", output.status));
    }
    out
}
