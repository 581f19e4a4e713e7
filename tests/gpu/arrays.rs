//! Photons that a program gives as arrays, in host memory and in the GPU's; hits that stay there.

use crate::rig::{Rig, photons, rig, run, scene};
use crate::same;
use chroma2::backend::cuda::memory::Buffer;
use chroma2::backend::cuda::stream::Stream;
use chroma2::backend::hit_columns::{Column, DeviceHits};
use chroma2::layout::flag;
use chroma2::session::{EventOptions, GivenArrays, Light, PhotonArrays, Scalar, Vector};
use std::ffi::{c_int, c_void};

unsafe extern "C" {
    fn cuMemcpyDtoHAsync_v2(to: *mut c_void, from: u64, bytes: usize, stream: *mut c_void) -> c_int;
    fn cuStreamSynchronize(stream: *mut c_void) -> c_int;
}

/// Photons in two layouts: positions and the like as triples, directions as three arrays.
pub struct Given {
    position: Vec<[f32; 3]>,
    direction: [Vec<f32>; 3],
    wavelength: Vec<f32>,
    time: Vec<f32>,
    flags: Vec<u32>,
}

impl Given {
    /// In host memory.
    pub fn arrays(&self) -> PhotonArrays {
        arrays(self, <[u8]>::as_ptr)
    }
}

/// Copies in the GPU's memory.
pub struct OnDevice {
    pub arrays: PhotonArrays,
    _buffers: Vec<Buffer>,
}

impl OnDevice {
    pub fn new(rig: &Rig, given: &Given) -> Self {
        let stream = Stream::new(rig.primary()).expect("a stream");
        let buffers = std::cell::RefCell::new(Vec::new());
        let arrays = arrays(given, |bytes| {
            let buffer = Buffer::new(rig.primary(), bytes.len(), "photons of a test").expect("room");
            let _current = rig.primary().enter().expect("a context");
            buffer.fill(bytes, &stream).expect("a copy");
            let pointer = buffer.pointer();
            buffers.borrow_mut().push(buffer);
            pointer
        });
        Self { arrays, _buffers: buffers.into_inner() }
    }
}

pub fn given(count: usize) -> Given {
    let mut seed = 1u32;
    let mut next = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    let mut triples =
        |size: f32| -> Vec<[f32; 3]> { (0..count).map(|_| [(); 3].map(|()| size * next())).collect() };
    let (position, direction) = (triples(300.0), triples(2.0));
    Given {
        position,
        direction: std::array::from_fn(|axis| direction.iter().map(|d| d[axis]).collect()),
        wavelength: (0..count)
            .map(|i| if i % 997 == 5 { f32::NAN } else { 380.0 + (i % 64) as f32 })
            .collect(),
        time: (0..count).map(|i| (i % 100) as f32).collect(),
        flags: (0..count).map(|i| if i % 501 == 2 { flag::SURFACE_DETECT } else { 0 }).collect(),
    }
}

/// Arrays at the addresses where their bytes are.
fn arrays(given: &Given, at: impl Fn(&[u8]) -> *const u8) -> PhotonArrays {
    let position = at(bytemuck::cast_slice(&given.position));
    let scalar = |bytes: &[u8]| Scalar { pointer: at(bytes), stride: 4 };
    let position = Vector { pointers: [0, 4, 8].map(|bytes| position.wrapping_add(bytes)), stride: 12 };
    let direction = given.direction.each_ref().map(|axis| at(bytemuck::cast_slice(axis)));
    let direction = Vector { pointers: direction, stride: 4 };
    let wavelength = scalar(bytemuck::cast_slice(&given.wavelength));
    let time = scalar(bytemuck::cast_slice(&given.time));
    let flags = scalar(bytemuck::cast_slice(&given.flags));
    let count = given.position.len() as u64;
    let given = GivenArrays {
        position: Some(position),
        direction: Some(direction),
        wavelength: Some(wavelength),
        time: Some(time),
        flags: Some(flags),
        ..Default::default()
    };
    // SAFETY: as long as the count; the tests keep them until the event is done.
    unsafe { PhotonArrays::new(count, given) }
}

#[test]
fn of_host_memory() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    for count in [0, 1, 31, 33, 4097, photons() as usize] {
        let given = given(count);
        let there = || given.arrays();
        for slice in [0, 50_001] {
            let sessions = rig.sessions(&scene, slice);
            let copied = sessions.each_ref().map(|s| run(s, Light::Copied(there()), &scene.options));
            same::events(&format!("{count} copied, slices of {slice}"), &copied[0], &copied[1]);
            let borrowed = run(&sessions[0], Light::Borrowed(there()), &scene.options);
            same::events(&format!("{count} borrowed, slices of {slice}"), &borrowed, &copied[1]);
        }
    }
}

/// Bytes of the GPU's memory.
fn fetch<T: bytemuck::Pod>(rig: &Rig, from: *const T, count: usize) -> Vec<T> {
    let _current = rig.primary().enter().expect("a context");
    let mut values = vec![T::zeroed(); count];
    // SAFETY: the caller gives as many values of the device; waited for.
    let codes = unsafe {
        let to = values.as_mut_ptr().cast();
        let bytes = size_of_val(&values[..]);
        let copied = if bytes == 0 {
            0
        } else {
            cuMemcpyDtoHAsync_v2(to, from.addr() as u64, bytes, std::ptr::null_mut())
        };
        (copied, cuStreamSynchronize(std::ptr::null_mut()))
    };
    assert_eq!(codes, (0, 0), "copy of {count} values from {from:?}");
    values
}

/// A property of all hits, by its address and stride alone.
fn column<T: bytemuck::Pod>(rig: &Rig, column: Column<T>, kept: &dyn DeviceHits) -> Vec<T> {
    let Some(last) = (kept.count() as usize).checked_sub(1) else {
        assert!(column.first.is_null());
        return Vec::new();
    };
    let bytes = fetch(rig, column.first.cast::<u8>(), last * column.stride + size_of::<T>());
    let at = |i: usize| &bytes[i * column.stride..][..size_of::<T>()];
    (0..=last).map(|i| bytemuck::pod_read_unaligned(at(i))).collect()
}

fn vectors(rig: &Rig, of: Column<f32>, kept: &dyn DeviceHits) -> Vec<[f32; 3]> {
    column(rig, Column { first: of.first.cast(), stride: of.stride }, kept)
}

fn compare_kept(rig: &Rig, what: &str, kept: &dyn DeviceHits, host: &chroma2::session::Hits) {
    assert_eq!(kept.count(), host.photon.len() as u64, "{what}: number of hits on the device");
    assert_eq!(kept.device(), rig.device().info().ordinal + 1);
    let (columns, states) = (kept.columns(), &host.states);
    let what = |name: &str| format!("{what}: {name} on the device");
    same::lists(&what("photon"), &column(rig, columns.photon, kept), &host.photon);
    same::lists(&what("channel"), &column(rig, columns.channel, kept), &host.channel);
    same::lists(&what("position"), &vectors(rig, columns.position, kept), &states.position);
    same::lists(&what("direction"), &vectors(rig, columns.direction, kept), &states.direction);
    same::lists(&what("polarization"), &vectors(rig, columns.polarization, kept), &states.polarization);
    same::floats(&what("time"), &column(rig, columns.time, kept), &states.time);
    same::floats(&what("wavelength"), &column(rig, columns.wavelength, kept), &states.wavelength);
    same::floats(&what("weight"), &column(rig, columns.weight, kept), &states.weight);
    same::lists(&what("flags"), &column(rig, columns.flags, kept), &states.flags);
    same::lists(&what("instance"), &column(rig, columns.instance, kept), &states.instance);
    same::lists(&what("triangle"), &column(rig, columns.triangle, kept), &states.triangle);
}

#[test]
fn of_device_memory_and_hits_there() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    for count in [1, 33, 4097, photons() as usize] {
        let given = given(count);
        let copies = OnDevice::new(&rig, &given);
        let there = copies.arrays;
        let options = EventOptions { device_hits: true, ..scene.options.clone() };
        let device = rig.device().info().ordinal + 1;
        for slice in [0, 30_000] {
            let [gpu, cpu] = rig.sessions(&scene, slice);
            let what = format!("{count} photons of device memory, slices of {slice}");
            let event = run(&gpu, Light::OnDevice(there, device), &options);
            let expected = run(&cpu, Light::Borrowed(given.arrays()), &scene.options);
            same::events(&what, &event, &expected);
            let results = event.results().expect("an end");
            let kept = results.device_hits.as_deref().expect("hits on the device");
            compare_kept(&rig, &what, kept, results.hits.as_ref().expect("hits"));
        }
        let wrong = rig.sessions(&scene, 0)[0].submit(Light::OnDevice(there, device + 1), options);
        assert!(wrong.is_err(), "photons of a device that is not the session's");
    }
}
