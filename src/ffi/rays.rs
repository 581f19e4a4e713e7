//! Ray queries on a committed geometry.

use super::arguments::{self, Config};
use super::geometry::chroma2_geometry;
use super::guard::guard;
use super::handle;
use super::status::chroma2_status;
use super::strided;
use crate::geometry::Committed;
use crate::layout::RayBatch;
use crate::{Error, Result};

/// Rays as a structure of arrays of `count` entries. Directions may have any length: distances are
/// in mm. A ray whose direction is zero, or which has anything that is not a finite number, hits
/// nothing, nor does one whose origin is 10^18 mm away. What is hit lies ahead: a triangle or wire that the
/// origin lies on exactly is not met, and one that it lies on within rounding is met or not. To go on from a
/// hit, set the next origin off it by a few times 2^-23 of its largest coordinate (5 micrometres at
/// 10 m). Addresses and strides are multiples of 4.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_rays {
    /// sizeof(chroma2_rays).
    pub struct_size: usize,
    pub count: u64,
    /// x, y, z of each origin, mm.
    pub origins: *const f32,
    /// Bytes from origin to origin; 0: 12.
    pub origin_stride: usize,
    /// x, y, z of each direction.
    pub directions: *const f32,
    /// Bytes from direction to direction; 0: 12.
    pub direction_stride: usize,
    /// How far each ray goes, its end included, mm; above 0, else nothing is hit. NULL: without limit.
    pub max_distances: *const f32,
    /// Bytes from one to the next; 0: 4.
    pub max_distance_stride: usize,
    /// 0: these arrays and those of the hits are in host memory. Otherwise all of them are in the memory
    /// of the GPU at this place in the list of chroma2_device_get_info, which is that of the geometry's
    /// context, and what fills the rays is done (synchronize its stream). Nothing is copied then;
    /// materials, surfaces and channels can't be had.
    pub device: u32,
    /// 0.
    pub reserved: u32,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_rays {
    const NAME: &'static str = "chroma2_rays";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// Where to write what rays hit: arrays of the caller's with as many entries as there are rays, no
/// gaps, at multiples of 4. NULL ones are skipped.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_ray_hits {
    /// sizeof(chroma2_ray_hits).
    pub struct_size: usize,
    /// mm; infinity: nothing was hit.
    pub distances: *mut f32,
    /// Instance, or with CHROMA2_WIRE_BIT a wire plane; CHROMA2_NONE: nothing was hit.
    pub instances: *mut u32,
    /// Triangle of the instance's mesh, or wire of the plane; CHROMA2_NONE: nothing was hit.
    pub triangles: *mut u32,
    /// x, y, z of the unit normal in the world: on the outer side of a triangle, towards where the ray
    /// came from on a wire; 0: nothing was hit.
    pub normals: *mut f32,
    /// Two numbers a ray: the weights of the triangle's second and third vertex at the hit, between 0 and 1;
    /// 0: a wire, or nothing was hit.
    pub barycentrics: *mut f32,
    /// Material on the inner side; CHROMA2_NONE: nothing was hit.
    pub inner_materials: *mut u32,
    /// Material on the outer side; CHROMA2_NONE: nothing was hit.
    pub outer_materials: *mut u32,
    /// Surface to light from the outer side; CHROMA2_NONE: a bare boundary, or nothing was hit.
    pub surfaces: *mut u32,
    /// Channel; -1: none, or nothing was hit.
    pub channels: *mut i32,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_ray_hits {
    const NAME: &'static str = "chroma2_ray_hits";
}

/// A batch without outputs.
///
/// # Safety
/// `rays` points to a chroma2_rays.
unsafe fn batch(rays: *const chroma2_rays) -> Result<(RayBatch, u32)> {
    arguments::aligned(rays, "rays")?;
    // SAFETY: the same condition.
    let r = unsafe { arguments::config(rays, "rays") }?;
    let origin_stride = strided::check::<_, 3>(r.origins, r.origin_stride, r.count, "rays->origins")?;
    let direction_stride =
        strided::check::<_, 3>(r.directions, r.direction_stride, r.count, "rays->directions")?;
    let max_distance_stride = match r.max_distances.is_null() {
        true => 0,
        false => {
            strided::check::<_, 1>(r.max_distances, r.max_distance_stride, r.count, "rays->max_distances")?
        }
    };
    let batch = RayBatch {
        origin: r.origins,
        direction: r.directions,
        max_distance: r.max_distances,
        origin_stride: origin_stride as u64,
        direction_stride: direction_stride as u64,
        max_distance_stride: max_distance_stride as u64,
        count: r.count,
        distance: std::ptr::null_mut(),
        instance: std::ptr::null_mut(),
        triangle: std::ptr::null_mut(),
        normal: std::ptr::null_mut(),
        barycentric: std::ptr::null_mut(),
        hit: std::ptr::null_mut(),
    };
    Ok((batch, r.device))
}

/// Refuses misaligned output arrays and those of a size beyond memory.
fn output<T>(pointer: *mut T, count: u64, values: usize, what: &str) -> Result<*mut T> {
    if !pointer.is_null() && !pointer.is_aligned() {
        arguments::aligned(pointer.cast_const(), what)?;
    }
    let bytes = count.checked_mul((values * size_of::<T>()) as u64);
    if bytes.is_none_or(|bytes| bytes > isize::MAX as u64) {
        return Err(Error::argument(format!("{what}: {count} entries exceed the address space")));
    }
    Ok(pointer)
}

/// Finds the first thing that each ray meets, on all threads of the context. Where several lie at
/// the same distance, the least instance, then the least triangle is taken. The arrays of `hits`
/// must not be used otherwise meanwhile. Fails as an invalid state before the commit. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_closest_hits(
    geometry: *const chroma2_geometry,
    rays: *const chroma2_rays,
    hits: *const chroma2_ray_hits,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry, "geometry")?;
        let committed = geometry.committed()?;
        arguments::aligned(hits, "hits")?;
        // SAFETY: the caller guarantees `rays` and `hits`.
        let ((mut batch, device), h) = unsafe { (batch(rays)?, arguments::config(hits, "hits")?) };
        geometry.context().check_device(device, "rays->device", "the geometry's context")?;
        let count = batch.count;
        batch.distance = output(h.distances, count, 1, "hits->distances")?;
        batch.instance = output(h.instances, count, 1, "hits->instances")?;
        batch.triangle = output(h.triangles, count, 1, "hits->triangles")?;
        batch.normal = output(h.normals, count, 3, "hits->normals")?;
        batch.barycentric = output(h.barycentrics, count, 2, "hits->barycentrics")?;
        output(h.inner_materials, count, 1, "hits->inner_materials")?;
        output(h.outer_materials, count, 1, "hits->outer_materials")?;
        output(h.surfaces, count, 1, "hits->surfaces")?;
        output(h.channels, count, 1, "hits->channels")?;
        let looked_up = [
            ("inner_materials", h.inner_materials),
            ("outer_materials", h.outer_materials),
            ("surfaces", h.surfaces),
            ("channels", h.channels.cast()),
        ];
        let looked_up = looked_up.iter().find(|(_, pointer)| !pointer.is_null());
        if let Some((name, pointer)) = looked_up.filter(|_| device != 0) {
            return Err(Error::argument(format!(
                "hits->{name} is {pointer:p}; NULL is needed with rays in the memory of device {device}, of which \
                 materials, surfaces and channels can't be had"
            )));
        }
        let (mut instances, mut triangles) = (Vec::new(), Vec::new());
        if looked_up.is_some() {
            own_array(&mut batch.instance, &mut instances, count)?;
            own_array(&mut batch.triangle, &mut triangles, count)?;
        }
        // SAFETY: the caller guarantees the arrays.
        unsafe {
            geometry.loaded()?.trace(&batch, device, true)?;
            if looked_up.is_some() {
                look_up(&committed, &batch, &h);
            }
        }
        Ok(())
    })
}

/// Puts an array of our own where the caller wants none but the lookups need it.
fn own_array(pointer: &mut *mut u32, own: &mut Vec<u32>, count: u64) -> Result<()> {
    if pointer.is_null() {
        *own = crate::memory::filled(0, count as usize, "hits of rays")?;
        *pointer = own.as_mut_ptr();
    }
    Ok(())
}

/// Writes materials, surfaces and channels of hits.
///
/// # Safety
/// The arrays of `hits` are NULL or have room for the batch; those of its instances and triangles
/// are filled.
unsafe fn look_up(committed: &Committed, batch: &RayBatch, hits: &chroma2_ray_hits) {
    use super::geometry::CHROMA2_NONE;
    for i in 0..batch.count as usize {
        // SAFETY: as said above.
        unsafe {
            let (instance, triangle) = (*batch.instance.add(i), *batch.triangle.add(i));
            let found = committed.attribute(instance, triangle);
            for (to, value) in [
                (hits.inner_materials, found.map(|found| found.inner)),
                (hits.outer_materials, found.map(|found| found.outer)),
                (hits.surfaces, found.map(|found| found.surface)),
            ] {
                if !to.is_null() {
                    *to.add(i) = value.unwrap_or(CHROMA2_NONE);
                }
            }
            if !hits.channels.is_null() {
                *hits.channels.add(i) = committed.channel(instance, triangle);
            }
        }
    }
}

/// Writes 1 for each ray that meets anything, else 0, to `hit`, an array of as many bytes as there
/// are rays; faster than the closest hits. Fails as an invalid state before the commit. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_any_hits(
    geometry: *const chroma2_geometry,
    rays: *const chroma2_rays,
    hit: *mut u8,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry, "geometry")?;
        geometry.committed()?;
        // SAFETY: the caller guarantees `rays`.
        let (mut batch, device) = unsafe { batch(rays) }?;
        geometry.context().check_device(device, "rays->device", "the geometry's context")?;
        if batch.count > 0 {
            arguments::aligned(hit.cast_const(), "hit")?;
        }
        batch.hit = output(hit, batch.count, 1, "hit")?;
        // SAFETY: the caller guarantees the arrays.
        unsafe { geometry.loaded()?.trace(&batch, device, false) }
    })
}
