//! Geometries on a device: uploaded once, shared by all who use them.

use super::gpu::Gpu;
use super::memory::Buffer;
use super::outgrown::Outgrown;
use super::propagate::tail::Turns;
use super::resident::Division;
use super::upload::Upload;
use crate::backend::context::Context;
use crate::backend::scene::{DeviceArrays, SceneData};
use crate::layout::{MOST_ASIDE, Scene};
use crate::{Error, Result};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, Weak};

/// Few are less than one of so many instances that touch others, or photons that were put aside: the full
/// kernel takes a quarter more time for all, a second launch about that of the slice's last photons.
const FEW: usize = 64;

/// Geometries that were put on devices so far: memory that one of them has may have been another's before.
static UPLOADED: AtomicU64 = AtomicU64::new(0);

/// How many geometries were put on devices so far.
pub fn uploaded() -> u64 {
    UPLOADED.load(Ordering::Acquire)
}

/// A geometry's arrays for devices, once some device has asked for them: its trees may have to be built.
pub type DeviceForm = Option<Box<dyn DeviceArrays>>;

/// A committed geometry in the memory of a device.
pub struct DeviceScene {
    scene: Scene,
    data: Arc<dyn SceneData>,
    bytes: u64,
    many_unusual: AtomicBool,
    /// After how many turns its last photons are taken over.
    pub turns: Turns,
    /// How small events are divided between the device and the processor.
    pub division: Division,
    uploaded: u64,
    arrays: Vec<Arc<Buffer>>,
    outgrown: Arc<Outgrown>,
}

impl DeviceScene {
    /// Puts one on the device; of a `relative` that is there only what differs. `form`: as made for another device, or
    /// for this one from now on.
    fn upload(
        gpu: &Gpu,
        data: &Arc<dyn SceneData>,
        relative: Option<&Self>,
        form: &mut DeviceForm,
    ) -> Result<Self> {
        let make = |data: &Arc<dyn SceneData>| {
            let missing = || Error::Internal("a scene without a form for devices".into());
            Arc::clone(data).for_device(relative.is_some()).ok_or_else(missing)?
        };
        let mut own = None; // without what its family shares, and so not for devices without a relative
        let form = if relative.is_some() { &mut own } else { form };
        if form.is_none() {
            *form = Some(make(data)?);
        }
        let geometry = form.as_ref().ok_or_else(|| Error::Internal("a scene's form for devices".into()))?;
        let before = relative.map(|relative| make(&relative.data)).transpose()?;
        let before = before.as_ref().map_or_else(Vec::new, |before| before.arrays());
        let mut upload = Upload::new(gpu)?;
        let _current = gpu.primary().enter()?;
        let (mut arrays, mut size) = (Vec::new(), 0);
        for (i, array) in geometry.arrays().into_iter().enumerate() {
            let there = relative.and_then(|relative| relative.arrays.get(i)).zip(before.get(i));
            arrays.push(match there {
                Some((there, before)) => upload.changed(&array, there, before)?,
                None => Arc::new(upload.whole(&array)?),
            });
            size += array.bytes() as u64;
        }
        let addresses: Vec<u64> = arrays.iter().map(|array| array.address()).collect();
        let (touching, instances) = data.touching();
        Ok(Self {
            scene: geometry.scene(&addresses),
            data: Arc::clone(data),
            bytes: size,
            turns: Turns::default(),
            division: Division::default(),
            many_unusual: AtomicBool::new(touching * FEW > instances),
            uploaded: upload.sent,
            arrays,
            outgrown: Arc::clone(gpu.outgrown()),
        })
    }

    /// What the kernels take; its pointers are to the device, valid as long as this object.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// Whether so many photons need what the quick kernel leaves out that it is no gain.
    pub fn many_unusual(&self) -> bool {
        self.many_unusual.load(Ordering::Relaxed)
    }

    /// Says how many of some photons the quick kernel has put aside.
    pub fn put_aside(&self, aside: u64, photons: u64) {
        if aside * FEW as u64 > photons || aside > MOST_ASIDE.into() {
            self.many_unusual.store(true, Ordering::Relaxed);
        }
    }

    /// Bytes on the device.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}

impl Drop for DeviceScene {
    /// Its memory is freed when nothing runs: others of its session go on.
    fn drop(&mut self) {
        let own = std::mem::take(&mut self.arrays).into_iter().filter_map(Arc::into_inner);
        own.for_each(|buffer| self.outgrown.release(buffer));
    }
}

/// Whether two are one object, whatever their traits' tables.
fn same(a: &Arc<dyn SceneData>, b: &Arc<dyn SceneData>) -> bool {
    Arc::as_ptr(a).cast::<()>() == Arc::as_ptr(b).cast::<()>()
}

/// The geometries that are on a device; they leave with their last user.
#[derive(Default)]
pub struct Scenes(Mutex<Vec<Weak<DeviceScene>>>);

impl Scenes {
    /// A geometry on the device, uploaded if it is not there; its trees are built by the threads of the
    /// context. These must not wait for the lock: one that has it and waits for others in the midst of a
    /// build takes up whatever its pool has to do. So this is not called by them.
    pub fn of(
        &self,
        gpu: &Gpu,
        context: &Context,
        data: &Arc<dyn SceneData>,
        form: &mut DeviceForm,
    ) -> Result<Arc<DeviceScene>> {
        let mut known = self.0.lock().unwrap_or_else(|e| e.into_inner());
        known.retain(|scene| scene.strong_count() > 0);
        let there = known.iter().filter_map(Weak::upgrade);
        if let Some(scene) = there.into_iter().find(|scene| same(&scene.data, data)) {
            return Ok(scene);
        }
        let relative = match data.family() {
            0 => None,
            family => known.iter().filter_map(Weak::upgrade).rfind(|scene| scene.data.family() == family),
        };
        let scene = Arc::new(context.install(|| DeviceScene::upload(gpu, data, relative.as_deref(), form))??);
        UPLOADED.fetch_add(1, Ordering::Release);
        let (bytes, sent) = (scene.bytes, scene.uploaded);
        log::debug!(
            "geometry of {bytes} bytes on GPU {}, {sent} of them sent there",
            gpu.primary().ordinal()
        );
        known.push(Arc::downgrade(&scene));
        Ok(scene)
    }
}

impl std::fmt::Debug for DeviceScene {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeviceScene").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Scenes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scenes")
    }
}
