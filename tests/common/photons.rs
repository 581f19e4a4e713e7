//! Photons of isotropic sources run through the kernels, and a hash of their end states.

use chroma2::backend::cpu::random::stream;
use chroma2::backend::cpu::{Kernels, kernels};
use chroma2::geometry::Committed;
use chroma2::layout::{PhotonState, PropagateParams, Source};
use chroma2::tables::{Cdf, TableStore};
use sha2::{Digest, Sha256};

/// Options with the default limits.
pub fn params(seed: u64, event: u64) -> PropagateParams {
    PropagateParams {
        stream: stream(seed, event),
        first_index: 0,
        max_steps: 1000,
        max_time: f32::INFINITY,
        weight_mode: 0,
        scatter_first: 0,
        velocity: 0,
        reserved: 0,
    }
}

/// A point source with a wavelength range (equal ends: a line) and its tables.
pub fn point_source(position: [f64; 3], (from, to): (f64, f64)) -> (Source, TableStore) {
    let mut tables = TableStore::default();
    let wavelength = if from == to {
        tables.constant(from)
    } else {
        tables
            .inverse_cdf(&Cdf::new(&[from, to], &[0.0, 1.0], "wavelength").expect("a range"))
            .expect("memory")
    };
    let position = position.map(|x| x as f32);
    let source = Source { position, wavelength, weight: 1.0, ..bytemuck::Zeroable::zeroed() };
    (source, tables)
}

/// Makes photons `params.first_index ..` of a source and runs them to their end on two threads, or on
/// the GPU where the tests run there.
pub fn run_source(
    scene: &Committed,
    source: &(Source, TableStore),
    params: &PropagateParams,
    count: usize,
) -> Vec<PhotonState> {
    #[cfg(feature = "cuda")]
    if let Some(context) = super::device::wanted() {
        let mut photons = vec![bytemuck::Zeroable::zeroed(); count];
        super::device::propagate(context, scene, params, Some(source), &mut photons);
        return photons;
    }
    run_with(kernels(), scene, source, params, count, 2)
}

/// The same with given kernels and number of threads.
pub fn run_with(
    kernels: &Kernels,
    scene: &Committed,
    (source, tables): &(Source, TableStore),
    params: &PropagateParams,
    count: usize,
    threads: usize,
) -> Vec<PhotonState> {
    let mut photons = vec![bytemuck::Zeroable::zeroed(); count];
    let size = count.div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        for (i, part) in photons.chunks_mut(size).enumerate() {
            let params = PropagateParams { first_index: params.first_index + (i * size) as u64, ..*params };
            scope.spawn(move || {
                let (batch, part): (_, &mut [PhotonState]) = (tables.batch_of(source), part);
                let (p, n) = (part.as_mut_ptr(), part.len() as u64);
                // SAFETY: the scene is committed, the tables are the source's, p has n photons.
                unsafe {
                    (kernels.generate)(scene.scene(), &batch, &params, p, n);
                    kernels.propagate_all(scene.scene(), &params, part, std::ptr::null_mut());
                }
            });
        }
    });
    photons
}

/// SHA-256 over the end states, little endian, in hexadecimal.
pub fn hash(photons: &[PhotonState]) -> String {
    const { assert!(cfg!(target_endian = "little")) };
    let digest = Sha256::digest(bytemuck::cast_slice::<_, u8>(photons));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
