//! The stand-in driver and a C program that uses the library, both compiled here.

use super::support::{STRICT, compilers, linked_library, root, run, scratch};
use chroma2::backend::cuda::kernels::embedded_needs;
use std::sync::OnceLock;

/// A program and the driver that it is to load.
pub struct Rig {
    driver: String,
    program: String,
    image: String,
}

impl Rig {
    /// Compiles tests/cuda_backend/PROGRAM.c and the driver.
    pub fn new(test: &str, program: &str) -> Self {
        Self::compiled(test, program, &compilers().0, "-std=c99 -g -D_GNU_SOURCE", &format!("{program}.c"))
    }

    /// Compiles benches/PROGRAM.cpp and the driver.
    pub fn of_bench(test: &str, program: &str) -> Self {
        let source = format!("../../benches/{program}.cpp");
        Self::compiled(test, program, &compilers().1, "-std=c++17 -O1", &source)
    }

    fn compiled(test: &str, program: &str, compiler: &str, flags: &str, source_file: &str) -> Self {
        let out = scratch(test);
        let library = linked_library(&format!("{test}_library"));
        let path = |name: &str| out.join(name).display().to_string();
        let driver = driver().to_owned();
        let binary = path(program);
        let mut arguments: Vec<String> = STRICT.iter().map(|&flag| flag.to_owned()).collect();
        arguments.extend(words(flags));
        arguments.extend([include("include"), include("tests/c"), source(source_file)]);
        arguments.extend(["-o".into(), binary.clone(), format!("-L{}", library.display())]);
        arguments.push(format!("-Wl,-rpath,{}", library.display()));
        arguments.extend(words("-lchroma2 -ldl -lm -lpthread"));
        run(compiler, &arguments, &[]);

        let image = path("image");
        std::fs::write(&image, "the stand-in does not read it").expect("a scratch file");
        Self { driver, program: binary, image }
    }

    /// Runs the program; `fake` is what the driver is to do. Gives what was printed.
    pub fn run(&self, fake: &str, arguments: &[&str]) -> String {
        self.run_in(&[], fake, arguments)
    }

    fn run_in(&self, more: &[(&str, &str)], fake: &str, arguments: &[&str]) -> String {
        // What is tested is the device, which is not to leave events to the processor.
        let mut environment = vec![
            ("CHROMA2_LIBCUDA", self.driver.as_str()),
            ("CHROMA2_FAKE", fake),
            ("CHROMA2_PLACEMENT", "device"),
        ];
        if embedded_needs().is_none() {
            environment.push(("CHROMA2_FATBIN", &self.image)); // a build without nvcc
            environment.push(("CHROMA2_MESSAGES_FATBIN", &self.image));
        }
        environment.extend_from_slice(more);
        run(&self.program, arguments, &environment)
    }

    /// As [`Rig::run`], with a variable of the environment.
    pub fn run_named(&self, name: &str, value: &str, arguments: &[&str]) -> String {
        self.run_in(&[(name, value)], "", arguments)
    }

    /// As [`Rig::run`], with an environment of its own.
    pub fn run_with(&self, environment: &[(&str, &str)]) -> String {
        run(&self.program, &[] as &[&str], environment)
    }

    /// A file that the driver takes for code of any kind.
    pub fn image(&self) -> &str {
        &self.image
    }

    /// The driver's path.
    pub fn driver(&self) -> &str {
        &self.driver
    }
}

/// The driver, compiled once.
fn driver() -> &'static str {
    static DRIVER: OnceLock<String> = OnceLock::new();
    DRIVER.get_or_init(|| {
        let folder = scratch("cuda_driver");
        let path = |name: &str| folder.join(name).display().to_string();
        let (lane, transfer, messages) = (path("lane.o"), path("transfer.o"), path("messages.o"));
        let driver = path("libcuda.so.1");
        let mut flags = words("-std=c++17 -O2 -g -fPIC -ffp-contract=off -fno-math-errno -fno-trapping-math -fno-strict-aliasing");
        flags.extend(words("-DCHROMA2_LEVEL=device -Wno-unknown-pragmas -Wno-psabi"));
        flags.extend([include("kernels"), include("include"), include("tests/device")]);
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("fma") {
            flags.push("-mfma".into());
        }
        let compile = |arguments: Vec<String>| run(&compilers().1, &[&flags[..], &arguments].concat(), &[]);
        let mut arguments = words("-DCHROMA2_PROPAGATE_BLOCK=1 -c -o");
        arguments.extend([lane.clone(), source("../device/lane.cpp")]);
        compile(arguments);
        let mut arguments = words("-std=c++20 -DCHROMA2_ONE_LANE -DCHROMA2_TRANSFER_BLOCK=1 -c -o");
        arguments.extend([transfer.clone(), source("../device/transfer.cpp")]);
        compile(arguments);
        let mut arguments = words("-std=c++20 -DCHROMA2_ONE_LANE -c -o");
        arguments.extend([messages.clone(), include("tests/c"), source("../device/messages.cpp")]);
        compile(arguments);
        let mut arguments = words("-shared -pthread -o");
        arguments.extend([
            driver.clone(),
            source("fake_driver.cpp"),
            source("fake_kernels.cpp"),
            source("fake_graphs.cpp"),
            source("fake_staying.cpp"),
            lane,
            transfer,
            messages,
        ]);
        compile(arguments);
        driver
    })
}

fn source(name: &str) -> String {
    root().join("tests/cuda_backend").join(name).display().to_string()
}

fn include(folder: &str) -> String {
    format!("-I{}", root().join(folder).display())
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}
