//! The stand-in driver and a C program that uses the library, both compiled here.

use super::support::{STRICT, compilers, linked_library, root, run, scratch};
use chroma2::runtime::cuda::kernels::embedded_needs;

/// A program and the driver that it is to load.
pub struct Rig {
    driver: String,
    program: String,
    image: String,
}

impl Rig {
    /// Compiles tests/cuda_backend/PROGRAM.c and the driver.
    pub fn new(test: &str, program: &str) -> Self {
        let (cc, cxx) = compilers();
        let out = scratch(test);
        let library = linked_library(&format!("{test}_library"));
        let path = |name: &str| out.join(name).display().to_string();
        let source = |name: &str| root().join("tests/cuda_backend").join(name).display().to_string();
        let include = |folder: &str| format!("-I{}", root().join(folder).display());

        let driver = path("libcuda.so.1");
        let mut arguments = words("-std=c++17 -O1 -g -shared -fPIC -Wall -Wextra -ffp-contract=off");
        arguments.extend([include("kernels"), source("fake_driver.cpp"), source("fake_kernels.cpp")]);
        arguments.extend(["-o".into(), driver.clone()]);
        run(&cxx, &arguments, &[]);

        let binary = path(program);
        let mut arguments: Vec<String> = STRICT.iter().map(|&flag| flag.to_owned()).collect();
        arguments.extend(words("-std=c99 -g -D_GNU_SOURCE"));
        arguments.extend([include("include"), include("tests/c"), source(&format!("{program}.c"))]);
        arguments.extend(["-o".into(), binary.clone(), format!("-L{}", library.display())]);
        arguments.push(format!("-Wl,-rpath,{}", library.display()));
        arguments.extend(words("-lchroma2 -ldl -lm -lpthread"));
        run(&cc, &arguments, &[]);

        let image = path("image");
        std::fs::write(&image, "the stand-in does not read it").expect("a scratch file");
        Self { driver, program: binary, image }
    }

    /// Runs the program; `fake` is what the driver is to do. Gives what was printed.
    pub fn run(&self, fake: &str, arguments: &[&str]) -> String {
        let mut environment = vec![("CHROMA2_LIBCUDA", self.driver.as_str()), ("CHROMA2_FAKE", fake)];
        if embedded_needs().is_none() {
            environment.push(("CHROMA2_FATBIN", &self.image)); // a build without nvcc
        }
        run(&self.program, arguments, &environment)
    }

    /// As [`Rig::run`], with an environment of its own.
    pub fn run_with(&self, environment: &[(&str, &str)]) -> String {
        run(&self.program, &[] as &[&str], environment)
    }

    /// The driver's path.
    pub fn driver(&self) -> &str {
        &self.driver
    }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}
