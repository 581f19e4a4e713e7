//! The kernels whose photons go through queues (benches/photon_queues) compile: they are measured beside the
//! library's, whose headers they share, and are no part of it.

mod support;

use support::{nvcc, root, run, scratch};

#[test]
fn kernels_compile() {
    let Some(nvcc) = nvcc() else { return };
    let (folder, root) = (scratch("photon_queues"), root());
    let include = |name: &str| format!("-I{}", root.join(name).display());
    let (kernels, header) = (include("kernels"), include("include"));
    let source = root.join("benches/photon_queues/kernel.cu").display().to_string();
    // One of each kind: by turns and at the end, by shares, ended ones by lanes.
    for kernel in ["FreshFirst", "LastOnesShare", "EndedLanes"] {
        let chosen = format!("-DCHROMA2_PHOTONS=k{kernel}");
        let ptx = folder.join(format!("{kernel}.ptx")).display().to_string();
        let options = ["-std=c++17", "--fmad=false", "-arch=compute_90", "-Werror", "all-warnings", "-ptx"];
        let places = [&kernels, &header, "-DCHROMA2_LEVEL=device", &chosen, &source, "-o", &ptx];
        run(&nvcc, &[&options[..], &places].concat(), &[]);
    }
}
