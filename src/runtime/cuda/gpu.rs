//! A GPU that work can be given to.

use super::device::{gpus, suits};
use super::kernels::{Image, image};
use super::module::Module;
use super::primary::Primary;
use crate::runtime::device::GpuInfo;
use crate::{Error, Result};
use std::sync::Arc;

/// A device's context with the kernels loaded in it. Any number of threads may use one at once.
#[derive(Debug)]
pub struct Gpu {
    info: GpuInfo,
    module: Module,
    primary: Arc<Primary>,
}

impl Gpu {
    /// Opens a device: the one of a number, or the first that kernels run on. An error says why not.
    pub fn open(ordinal: Option<u32>) -> Result<Arc<Self>> {
        let image = image()?;
        let gpus = gpus()?;
        let info = match ordinal {
            Some(ordinal) => {
                let info = gpus.get(ordinal as usize).ok_or_else(|| {
                    Error::argument(format!(
                        "device is {}; there are {} GPUs, from 1",
                        ordinal + 1,
                        gpus.len()
                    ))
                })?;
                suits(info, &image)?;
                info
            }
            None => match gpus.iter().find(|info| suits(info, &image).is_ok()) {
                Some(info) => info,
                None => {
                    suits(&gpus[0], &image)?;
                    &gpus[0]
                }
            },
        };
        Self::load(info, &image)
    }

    fn load(info: &GpuInfo, image: &Image) -> Result<Arc<Self>> {
        let primary = Primary::retain(info)?;
        let module = Module::load(&primary, image)?;
        Ok(Arc::new(Self { info: info.clone(), module, primary }))
    }

    /// The device's properties.
    pub fn info(&self) -> &GpuInfo {
        &self.info
    }

    /// The kernels.
    pub fn module(&self) -> &Module {
        &self.module
    }

    /// The device's context.
    pub fn primary(&self) -> &Arc<Primary> {
        &self.primary
    }

    /// Bytes of device memory held.
    pub fn memory(&self) -> u64 {
        self.primary.memory()
    }
}

/// Whether a context can be made on a device.
pub fn usable(info: &GpuInfo) -> bool {
    image().is_ok_and(|image| suits(info, &image).is_ok())
}
