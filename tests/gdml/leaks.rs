//! Light in the public files ends within their worlds, in the medium that it is in. `CHROMA2_SOAK=1` runs 10^6 photons in each file.

use crate::files::public;
use chroma2::backend::cpu::kernels;
use chroma2::backend::cpu::random::stream;
use chroma2::geometry::CommitOptions;
use chroma2::geometry::gdml::Loaded;
use chroma2::layout::{MediumChanges, NONE, PhotonState, PropagateParams, flag};
use std::sync::Arc;

/// Numbers between 0 and 1 from a seed (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Photons in and about randomly chosen placements, within the world.
fn starts(loaded: &Loaded, world: [[f64; 3]; 2], count: usize) -> Vec<PhotonState> {
    let mut chance = Chance(20_261_130);
    let boxes: Vec<_> = (0..loaded.model.instances.len() as u32)
        .map(|i| crate::reference::bounds(&loaded.model, i))
        .collect();
    let mut photons = Vec::with_capacity(count);
    while photons.len() < count {
        let [low, high] = boxes[(chance.next() * boxes.len() as f64) as usize];
        let at: [f64; 3] = std::array::from_fn(|k| low[k] + chance.next() * (high[k] - low[k]));
        if (0..3).any(|k| at[k] <= world[0][k] || at[k] >= world[1][k]) {
            continue;
        }
        let (z, phi) = (2.0 * chance.next() - 1.0, std::f64::consts::TAU * chance.next());
        let r = (1.0 - z * z).sqrt();
        photons.push(PhotonState {
            position: at.map(|x| x as f32),
            direction: [r * phi.cos(), r * phi.sin(), z].map(|x| x as f32),
            wavelength: 420.0,
            weight: 1.0,
            instance: NONE,
            triangle: NONE,
            ..bytemuck::Zeroable::zeroed()
        });
    }
    photons
}

fn assert_nothing_leaks(name: &str, overlaps: bool) {
    let Some(loaded) = public(name, 0.1) else { return };
    let count = if std::env::var_os("CHROMA2_SOAK").is_some() { 1_000_000 } else { 10_000 };
    let world = crate::reference::bounds(&loaded.model, 0);
    let mut photons = starts(&loaded, world, count);
    let scene = Arc::new(loaded.model).commit(&CommitOptions::default()).expect("a geometry");
    let params = PropagateParams {
        stream: stream(1, 1),
        first_index: 0,
        max_steps: 300,
        max_time: f32::INFINITY,
        weight_mode: 0,
        scatter_first: 0,
        velocity: 0,
        reserved: 0,
    };
    let mut changes: Box<MediumChanges> = bytemuck::zeroed_box();
    let begun = std::time::Instant::now();
    // SAFETY: all outlive the call.
    unsafe { kernels().propagate_all(scene.scene(), &params, &mut photons, &mut *changes) };
    let seconds = begun.elapsed().as_secs_f64();
    // The last ones are caught between faces that reflect all, in media that absorb nothing.
    let ends =
        [flag::NO_HIT, flag::BULK_ABSORB, flag::SURFACE_ABSORB, flag::SURFACE_DETECT, flag::STEP_LIMIT];
    let counts = ends.map(|end| photons.iter().filter(|p| p.flags & end != 0).count());
    eprintln!(
        "{name}: {counts:?} of {count}, {} changes, {:.0} photons/s",
        changes.total,
        count as f64 / seconds
    );
    assert_eq!(counts.iter().sum::<usize>(), count, "{name}: {counts:?}");
    for photon in &photons {
        let far = world.as_flattened().iter().fold(0.0_f64, |far, x| far.max(x.abs())) * 2.0_f64.powi(-20);
        let inside = (0..3).all(|k| {
            let x = f64::from(photon.position[k]);
            world[0][k] - far <= x && x <= world[1][k] + far
        });
        assert!(inside || overlaps, "{name}: {photon:?} is not in {world:?}");
    }
    assert!(changes.total == 0 || overlaps, "{name}: {} changes", changes.total);
}

macro_rules! public {
    ($($name:ident: $file:literal, $overlaps:literal;)*) => { $(
        #[test]
        fn $name() {
            assert_nothing_leaks($file, $overlaps);
        }
    )* };
}

public! {
    siblings_with_a_common_face: "sib", false;
    tiles_with_photosensors: "sipm", false;
    an_apex_module: "apex", false;
    a_dune_bar: "duneb", false;
    a_rain_of_tubes: "rain", false;
    a_liquid_argon_chamber: "lartpc", false;
    a_proximity_focusing_rich: "pfrich_min_FINAL", true;
    a_vertical_drift_cryostat: "pdvd", true;
}
