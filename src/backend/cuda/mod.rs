//! The CUDA backend's hold on the driver and the devices. cust enumerates devices and gives types;
//! the rest calls the driver's functions by itself, where cust lacks them or misreads their results.
//!
//! Whoever calls the driver has the device's primary context current ([`Primary::enter`]) for that
//! time only, so that the program's own use of CUDA is not disturbed.

mod device;
#[allow(missing_docs, non_snake_case)]
mod driver;
mod foreign;
mod gpu;
pub mod hits;
pub mod kernels;
pub mod lane;
pub mod launch;
mod load;
pub mod memory;
pub mod module;
mod outgrown;
mod primary;
pub mod programs;
mod rays;
pub mod scene;
pub mod stream;

pub use device::gpus;
pub use driver::is_of_device;
pub use gpu::{Gpu, usable};
pub use hits::DeviceHits;
pub use load::LIBRARY_VARIABLE;
pub use primary::{Current, Primary};
pub use rays::FEW_RAYS;
pub use scene::DeviceScene;

/// What [`chroma2_build_info`](crate::ffi::version::chroma2_build_info) says of this backend.
pub fn build_info() -> String {
    match kernels::embedded_needs() {
        None => "cuda (no kernels)".into(),
        Some(needs) => {
            let architectures: Vec<String> =
                kernels::architectures().map(|arch| format!("sm_{arch}")).collect();
            let (major, minor) = (needs.cuda / 1000, needs.cuda % 1000 / 10);
            format!("cuda (kernels of CUDA {major}.{minor} for {})", architectures.join(" "))
        }
    }
}
