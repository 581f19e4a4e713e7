//! Rays from the camera through the layers of a scene.

use super::camera::{Ray, View, along, dot};
use super::color::Radiance;
use super::{Camera, Rgba, Style};
use crate::backend::LoadedScene;
use crate::geometry::{Committed, RayHits, Rays};
use crate::layout::NONE;
use crate::{Error, Result, memory};
use rayon::prelude::*;

/// Rays that are traced at once: some tens of megabytes.
const RAYS_AT_ONCE: usize = 1 << 18;

/// What is still let through when a ray is given up: less than half a step of a byte.
const OPAQUE: f32 = 1.0 / 512.0;

/// A ray on its way.
#[derive(Debug, Clone, Copy)]
struct RayPath {
    ray: Ray,
    radiance: Radiance,
    layers: u32,
    last: (u32, u32),
    done: bool,
}

/// Draws a picture into `pixels`: rows from the top, width x height entries. Runs in the rayon pool
/// of the calling thread; the picture does not depend on its size.
pub fn render(committed: &Committed, camera: &Camera, style: &Style, pixels: &mut [Rgba]) -> Result<()> {
    render_on(None, committed, camera, style, pixels)
}

/// As [`render`], by a backend where there is one, to which the geometry is loaded; the picture does not depend
/// on it.
pub fn render_on(
    loaded: Option<&dyn LoadedScene>,
    committed: &Committed,
    camera: &Camera,
    style: &Style,
    pixels: &mut [Rgba],
) -> Result<()> {
    let view = camera.view()?;
    style.check(committed)?;
    let count = camera.width as usize * camera.height as usize;
    if pixels.len() != count {
        return Err(Error::argument(format!(
            "pixels: room for {}; {} x {} are needed",
            pixels.len(),
            camera.width,
            camera.height
        )));
    }
    memory::ready()?;
    let listed = 4 * size_of::<&RayPath>() as u64; // by the loop that looks for rays which go on
    let _held = memory::hold(rays(count, style) * listed + (1 << 20), RAYS)?;
    let mut first_triangle = memory::room(committed.model().meshes.len(), "meshes")?;
    let mut triangles = 0;
    for mesh in &committed.model().meshes {
        first_triangle.push(triangles);
        triangles += mesh.triangles.len();
    }
    let rays_a_pixel = (style.samples * style.samples) as usize;
    let band = (RAYS_AT_ONCE / rays_a_pixel).max(1);
    for (i, part) in pixels.chunks_mut(band).enumerate() {
        let mut paths = start(&view, camera.width, style.samples, i * band, part.len())?;
        while step(loaded, committed, style, &first_triangle, &mut paths)? {}
        part.par_iter_mut().zip(paths.par_chunks(rays_a_pixel)).for_each(|(pixel, paths)| {
            let radiances: Vec<Radiance> = paths
                .iter()
                .map(|path| {
                    let mut radiance = path.radiance;
                    radiance.add(style.background, 1.0);
                    radiance
                })
                .collect();
            *pixel = Radiance::mean(&radiances).rgba();
        });
    }
    Ok(())
}

/// The rays of `count` pixels from pixel `first` on, those of a pixel together.
fn start(view: &View, width: u32, samples: u32, first: usize, count: usize) -> Result<Vec<RayPath>> {
    let a_pixel = (samples * samples) as usize;
    let path = |i: usize| {
        let (pixel, sample) = (first + i / a_pixel, (i % a_pixel) as u32);
        let within = |n: u32| (f64::from(n) + 0.5) / f64::from(samples);
        let x = (pixel % width as usize) as f64 + within(sample % samples);
        let y = (pixel / width as usize) as f64 + within(sample / samples);
        let ray = view.ray(x, y);
        RayPath { ray, radiance: Radiance::NONE, layers: 0, last: (NONE, NONE), done: false }
    };
    memory::collected_by_all((0..count * a_pixel).into_par_iter().map(path), RAYS)
}

const RAYS: &str = "rays of a picture";

/// Rays that are traced at once.
fn rays(count: usize, style: &Style) -> u64 {
    count.saturating_mul((style.samples * style.samples) as usize).min(RAYS_AT_ONCE) as u64
}

/// Bytes that a picture of `count` pixels needs at most: its rays, what they meet, and lists of them.
pub fn needs(count: usize, style: &Style) -> u64 {
    let of_hits = 4 + 4 + 4 + 12 + 8;
    rays(count, style)
        * (size_of::<RayPath>() as u64 + of_hits + 12 + 12 + 4 + 3 * size_of::<&RayPath>() as u64)
        + (1 << 20)
}

/// Takes each ray to the next thing that it meets; whether any ray goes on.
fn step(
    loaded: Option<&dyn LoadedScene>,
    committed: &Committed,
    style: &Style,
    first_triangle: &[usize],
    paths: &mut [RayPath],
) -> Result<bool> {
    let mut active: Vec<&mut RayPath> = paths.par_iter_mut().filter(|path| !path.done).collect();
    if active.is_empty() {
        return Ok(false);
    }
    let single = |from: [f64; 3]| from.map(|x| x as f32);
    let origins = memory::collected_by_all(active.par_iter().map(|path| single(path.ray.origin)), RAYS)?;
    let directions =
        memory::collected_by_all(active.par_iter().map(|path| single(path.ray.direction)), RAYS)?;
    let lengths = memory::collected_by_all(active.par_iter().map(|path| path.ray.length as f32), RAYS)?;
    let rays = Rays { origins: &origins, directions: &directions, max_distances: Some(&lengths) };
    let hits = match loaded {
        // SAFETY: the batch's arrays are those of the rays and the hits.
        Some(loaded) => committed.closest_hits_by(&rays, |batch| unsafe { loaded.trace(batch, 0, true) })?,
        None => committed.closest_hits(&rays)?,
    };
    active
        .par_iter_mut()
        .enumerate()
        .for_each(|(i, path)| meet(path, &hits, i, committed, style, first_triangle));
    Ok(true)
}

fn meet(
    path: &mut RayPath,
    hits: &RayHits,
    i: usize,
    committed: &Committed,
    style: &Style,
    first_triangle: &[usize],
) {
    let what = (hits.instance[i], hits.triangle[i]);
    let distance = f64::from(hits.distance[i]);
    if what.0 == NONE || !distance.is_finite() {
        path.done = true;
        return;
    }
    // Beyond the hit by some steps of single precision, so that the same surface is not met again;
    // where it is (at a grazing angle), it counts once.
    let at = along(path.ray.origin, distance, path.ray.direction);
    let skip = at.iter().fold(1e-3f64, |most, x| most.max(x.abs() * 1e-6));
    let again = what == path.last && distance <= 4.0 * skip;
    path.ray.origin = along(path.ray.origin, distance + skip, path.ray.direction);
    path.ray.length -= distance + skip;
    path.last = what;
    if !again {
        let cosine = dot(hits.normal[i].map(f64::from), path.ray.direction);
        let brightness = 1.0 - style.shading * (1.0 - cosine.abs().min(1.0) as f32);
        let color = style.color(committed, first_triangle, what, cosine < 0.0);
        path.radiance.add(color, brightness);
        // What is invisible costs no layer, but not for ever.
        path.layers += if color[3] > 0 { 64 } else { 1 };
    }
    path.done =
        path.layers >= 64 * style.max_layers || path.radiance.transparency < OPAQUE || path.ray.length <= 0.0;
}
