//! The device's kernels on the host: kernels/cuda, compiled by a C++ compiler for a warp of one lane
//! (tests/device/), gives the bits of the host's kernels over trees of its own.

mod common;
mod shapes;
mod support;

use chroma2::backend::cpu::kernels;
use chroma2::backend::scene::DeviceArrays;
use chroma2::geometry::device::DeviceGeometry;
use chroma2::geometry::{BuildOptions, CommitOptions, Instance, Material, Model, Quality, RayHits, Rays};
use chroma2::layout::{
    AsidePhoton, MOST_ASIDE, MediumChange, MediumChanges, PhotonState, PropagateJob, PropagateParams,
    RayBatch, RayJob, Scene, Source, SourceBatch,
};
use common::photons::{params, point_source, run_source};
use common::reference::load;
use std::ffi::{CString, c_char, c_int, c_void};
use std::ptr::{null, null_mut};
use std::sync::{Arc, OnceLock};

unsafe extern "C" {
    fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

type Entry<Job> = unsafe extern "C" fn(*const Job);

struct Lane {
    propagate: Entry<PropagateJob>,
    propagate_all: Entry<PropagateJob>,
    closest_hits: Entry<RayJob>,
    any_hits: Entry<RayJob>,
}

/// Compiles a file of tests/device; the functions of such names.
fn built<const N: usize>(file: &str, own: &[&str], names: [&std::ffi::CStr; N]) -> [*mut c_void; N] {
    let library = support::scratch("device").join(format!("{file}{}.so", own.concat())).display().to_string();
    let (root, (_, cxx)) = (support::root(), support::compilers());
    let include = |folder: &str| format!("-I{}", root.join(folder).display());
    let mut flags = vec!["-std=c++17", "-O2", "-shared", "-fPIC", "-ffp-contract=off", "-fno-math-errno"];
    flags.extend([
        "-fno-trapping-math",
        "-fno-strict-aliasing",
        "-DCHROMA2_LEVEL=device",
        "-DCHROMA2_PROPAGATE_BLOCK=1",
        "-Wno-unknown-pragmas",
        "-Wno-psabi",
    ]);
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("fma") {
        flags.push("-mfma");
    }
    flags.extend(own);
    let mut arguments: Vec<String> = flags.into_iter().map(str::to_owned).collect();
    arguments.extend([include("kernels"), include("tests/device")]);
    arguments.push(root.join("tests/device").join(file).display().to_string());
    arguments.extend(["-o".to_owned(), library.clone()]);
    support::run(&cxx, &arguments, &[]);
    let path = CString::new(library).expect("no NUL");
    // SAFETY: it is the library just built.
    let library = unsafe { dlopen(path.as_ptr(), 2) };
    assert!(!library.is_null(), "the library does not load");
    names.map(|name| {
        // SAFETY: as above.
        let symbol = unsafe { dlsym(library, name.as_ptr()) };
        assert!(!symbol.is_null(), "{name:?} is missing");
        symbol
    })
}

/// The kernels of a warp of one lane, compiled once.
fn lane() -> &'static Lane {
    static LANE: OnceLock<Lane> = OnceLock::new();
    LANE.get_or_init(|| {
        let names = [c"lane_propagate", c"lane_propagate_all", c"lane_closest_hits", c"lane_any_hits"];
        let [propagate, propagate_all, closest_hits, any_hits] = built("lane.cpp", &[], names);
        // SAFETY: functions of tests/device/lane.cpp.
        unsafe {
            Lane {
                propagate: std::mem::transmute::<*mut c_void, Entry<PropagateJob>>(propagate),
                propagate_all: std::mem::transmute::<*mut c_void, Entry<PropagateJob>>(propagate_all),
                closest_hits: std::mem::transmute::<*mut c_void, Entry<RayJob>>(closest_hits),
                any_hits: std::mem::transmute::<*mut c_void, Entry<RayJob>>(any_hits),
            }
        }
    })
}

/// Casts rays by whole warps; how many had no room.
type WarpRays = unsafe extern "C" fn(*const RayJob) -> u32;

fn warp_rays(flag: &str) -> WarpRays {
    let [function] = built("warp.cpp", &[flag], [c"warp_closest_hits"]);
    // SAFETY: the function of tests/device/warp.cpp.
    unsafe { std::mem::transmute::<*mut c_void, WarpRays>(function) }
}

/// Runs photons as a slice does: by the quick kernel, and by the other one those that it puts aside.
///
/// # Safety
/// All that the job points to lives, but for the photons put aside.
unsafe fn propagate(job: PropagateJob) {
    let mut aside: Vec<AsidePhoton> = vec![bytemuck::Zeroable::zeroed(); MOST_ASIDE as usize];
    let mut aside_count = 0_u64;
    let job = PropagateJob { aside: aside.as_mut_ptr(), aside_count: &mut aside_count, ..job };
    // SAFETY: the caller guarantees the rest.
    unsafe {
        (lane().propagate)(&job);
        let count = *job.aside_count;
        assert!(count <= u64::from(MOST_ASIDE), "{count} photons put aside");
        *job.next = 0;
        (lane().propagate_all)(&PropagateJob { count, resumes: 1, ..job });
    }
}

/// The scene as a device sees it, at its addresses in the host's memory; copied for alignment.
fn scene(geometry: &DeviceGeometry, keep: &mut Vec<Vec<u128>>) -> Scene {
    let mut addresses = Vec::new();
    for array in geometry.arrays() {
        let bytes = array.to_vec();
        let mut copy = vec![0_u128; bytes.len().div_ceil(16)];
        bytemuck::cast_slice_mut(&mut copy)[..bytes.len()].copy_from_slice(&bytes);
        addresses.push(copy.as_ptr() as u64);
        keep.push(copy);
    }
    geometry.scene(&addresses)
}

/// Runs so many photons of sources, and counts legs that do not end as they began.
fn shine(
    geometry: &DeviceGeometry,
    sources: SourceBatch,
    params: &PropagateParams,
    count: usize,
) -> (Vec<PhotonState>, Box<MediumChanges>) {
    let mut photons: Vec<PhotonState> = vec![bytemuck::Zeroable::zeroed(); count];
    let mut changes: Box<MediumChanges> = bytemuck::zeroed_box();
    let (mut keep, mut next) = (Vec::new(), 0_u64);
    let job = PropagateJob {
        scene: scene(geometry, &mut keep),
        params: *params,
        sources,
        photons: photons.as_mut_ptr(),
        count: count as u64,
        next: &mut next,
        changes: &mut *changes,
        aside: null_mut(),
        aside_count: null_mut(),
        resumes: 0,
        generate: 1,
        refill_threshold: 0,
        hand_over: 0,
    };
    // SAFETY: everything that the job points to lives here.
    unsafe { propagate(job) };
    (photons, changes)
}

fn builds() -> [BuildOptions; 6] {
    let default = BuildOptions::default();
    [
        default,
        BuildOptions { max_leaf: 1, shuffle: Some(3), ..default },
        BuildOptions { quality: Quality::Fast, max_leaf: 2, ..default },
        BuildOptions { balanced: true, shuffle: Some(9), ..default },
        BuildOptions { piece: 50, ..default },
        BuildOptions { piece: 333, max_leaf: 2, shuffle: Some(4), ..default },
    ]
}

#[test]
fn photons_are_the_hosts() {
    const SCENES: [&str; 6] =
        ["detector_tiny", "detector_full", "fresnel_glass_ball", "weights", "wire_planes", "wls_surface"];
    const COUNT: usize = 3000;
    for (i, name) in SCENES.into_iter().enumerate() {
        let Some(reference) = load(name) else { return };
        let source = point_source(reference.position, reference.wavelength);
        let mut params = params(0x1234_5678_9abc_def0, 7);
        params.weight_mode = u32::from(reference.weight_mode);
        params.scatter_first = reference.scatter_first;
        params.first_index = 1 << 33;
        let committed = Arc::new(Arc::new(reference.model).commit(&CommitOptions::default()).expect("valid"));
        let expected = run_source(&committed, &source, &params, COUNT);
        let geometry = DeviceGeometry::new(&committed, &builds()[i % 6]).expect("it fits");
        let (photons, changes) = shine(&geometry, source.1.batch_of(&source.0), &params, COUNT);
        let different = photons.iter().zip(&expected).position(|(a, b)| a != b);
        assert!(different.is_none(), "{name}: photon {different:?}");
        assert_eq!(changes.total, 0, "{name}: {:?}", changes.entries.iter().find(|entry| entry.count > 0));
    }
}

/// Several sources in one launch, of an array that begins among their photons: each photon is the one that
/// its source makes alone.
#[test]
fn sources_follow_each_other() {
    const FIRST: u64 = 700;
    const ENDS: [u64; 4] = [500, 1500, 1500, 2000];
    let Some(reference) = load("detector_tiny") else { return };
    let (one, tables) = point_source(reference.position, reference.wavelength);
    let sources: [Source; 4] = std::array::from_fn(|i| Source { time: 100.0 * i as f32, ..one });
    let batch = SourceBatch {
        sources: sources.as_ptr(),
        ends: ENDS.as_ptr(),
        first: FIRST,
        count: 4,
        ..tables.batch_of(&one)
    };
    let params = PropagateParams { first_index: 12_345 + FIRST, ..params(5, 6) };
    let committed = Arc::new(Arc::new(reference.model).commit(&CommitOptions::default()).expect("valid"));
    let count = (ENDS[3] - FIRST) as usize;
    let make = |batch: &SourceBatch| {
        let mut photons: Vec<PhotonState> = vec![bytemuck::Zeroable::zeroed(); count];
        let states = photons.as_mut_ptr();
        // SAFETY: sources, tables and the scene live here, and there is room for the photons.
        unsafe { (kernels().generate)(committed.scene(), batch, &params, states, count as u64) };
        photons
    };
    let mut expected = make(&batch);
    let alone = sources.each_ref().map(|source| make(&tables.batch_of(source)));
    for (i, photon) in expected.iter().enumerate() {
        let source = ENDS.iter().position(|end| FIRST + (i as u64) < *end).expect("one of them");
        assert_eq!(*photon, alone[source][i], "photon {i}");
    }
    // SAFETY: the scene lives here.
    unsafe { kernels().propagate_all(committed.scene(), &params, &mut expected, null_mut()) };
    let geometry = DeviceGeometry::new(&committed, &BuildOptions::default()).expect("it fits");
    assert_eq!(shine(&geometry, batch, &params, count).0, expected);
}

/// Entries in use, in an order of their own.
fn places(changes: &MediumChanges) -> Vec<MediumChange> {
    let mut used: Vec<_> = changes.entries.iter().filter(|entry| entry.count > 0).copied().collect();
    used.sort_by_key(|entry| entry.key);
    used
}

#[test]
fn medium_changes_are_the_hosts() {
    const COUNT: usize = 4000;
    for (name, model, expected) in shapes::faults::worlds(90.0) {
        let committed = Arc::new(Arc::new(model).commit(&CommitOptions::default()).expect("valid"));
        let (source, tables) = point_source([0.3, 0.2, 10.1], (400.0, 400.0));
        let (batch, params) = (tables.batch_of(&source), params(3, 4));
        let mut host: Box<MediumChanges> = bytemuck::zeroed_box();
        let mut expected_photons: Vec<PhotonState> = vec![bytemuck::Zeroable::zeroed(); COUNT];
        let states = expected_photons.as_mut_ptr();
        // SAFETY: the scene and the tables live here, and there are so many photons.
        let count = unsafe {
            (kernels().generate)(committed.scene(), &batch, &params, states, COUNT as u64);
            kernels().propagate_all(committed.scene(), &params, &mut expected_photons, &mut *host)
        };
        assert_eq!((count, host.total, host.unlisted), (host.total, count, 0), "{name}");
        assert_eq!(count > 100, !expected.is_empty(), "{name}: {count}");

        let geometry = DeviceGeometry::new(&committed, &BuildOptions::default()).expect("it fits");
        let (photons, changes) = shine(&geometry, batch, &params, COUNT);
        assert_eq!(photons, expected_photons, "{name}");
        assert_eq!((changes.total, changes.unlisted), (count, 0), "{name}");
        assert_eq!(places(&changes), places(&host), "{name}");

        // SAFETY: both tables live here.
        unsafe { (kernels().merge_changes)(&mut *host, &*changes) };
        let twice: Vec<_> =
            places(&changes).iter().map(|e| MediumChange { count: 2 * e.count, ..*e }).collect();
        assert_eq!((places(&host), host.total), (twice, 2 * count), "{name}");
    }
}

/// Slivers and tiny triangles, spheres and one lone sphere, placed near and 30 m away.
fn worlds() -> [Model; 3] {
    let mut heap = Model::new();
    heap.add_material(Material::default()).expect("valid");
    for mesh in [shapes::soup(3000, 5), shapes::sphere(300.0, 12), shapes::empty()] {
        heap.add_mesh(mesh).expect("valid");
    }
    let mut numbers = shapes::Numbers(3);
    for i in 0..60 {
        let translation = numbers.within(4000.0).map(f64::from);
        heap.add_instance(shapes::turned(Instance { translation, ..Instance::of(i % 3) }, i)).expect("valid");
    }
    let mut far = Model { instances: Vec::new(), ..heap.clone() };
    far.add_instance(Instance { translation: [-3e4, 2e4, 1e3], ..Instance::of(0) }).expect("valid");
    let mut lone = Model { instances: Vec::new(), ..heap.clone() };
    lone.add_instance(Instance::of(1)).expect("valid");
    [heap, far, lone]
}

fn batch(rays: &Rays, hits: &mut RayHits, any: *mut u8) -> RayBatch {
    RayBatch {
        origin: rays.origins.as_ptr().cast(),
        direction: rays.directions.as_ptr().cast(),
        max_distance: null(),
        origin_stride: 12,
        direction_stride: 12,
        max_distance_stride: 4,
        count: rays.origins.len() as u64,
        distance: hits.distance.as_mut_ptr(),
        instance: hits.instance.as_mut_ptr(),
        triangle: hits.triangle.as_mut_ptr(),
        normal: hits.normal.as_mut_ptr().cast(),
        barycentric: hits.barycentric.as_mut_ptr().cast(),
        hit: any,
    }
}

fn query(scene: Scene, rays: &Rays, hits: &mut RayHits, any: &mut [u8]) {
    let mut next = 0_u64;
    let rays = batch(rays, hits, any.as_mut_ptr());
    let mut job = RayJob { scene, rays, next: &mut next, refill_threshold: 0, reserved: 0 };
    // SAFETY: the arrays are as long as the batch says and live longer.
    unsafe {
        (lane().closest_hits)(&job);
        *job.next = 0;
        job.rays.distance = null_mut();
        (lane().any_hits)(&job);
    }
}

/// Rays from near the first instance and from farther away, some of them along axes.
fn rays_among(instances: &[Instance], count: usize) -> (Vec<[f32; 3]>, Vec<[f32; 3]>) {
    let mut numbers = shapes::Numbers(11);
    let centre = instances[0].translation.map(|x| x as f32);
    let origins = (0..count).map(|i| {
        let d = numbers.within([10.0, 1500.0, 4500.0][i % 3]);
        [0, 1, 2].map(|k| centre[k] + d[k])
    });
    let origins = origins.collect();
    let directions = (0..count).map(|i| match i % 5 {
        0 => [[1.0, 0.0, 0.0], [0.0, -1.0, -0.0], [-0.0, 1e-30, -1.0]][i % 3],
        _ => numbers.within(1.0),
    });
    (origins, directions.collect())
}

fn room_for_hits(count: usize) -> RayHits {
    RayHits {
        distance: vec![0.0; count],
        instance: vec![0; count],
        triangle: vec![0; count],
        normal: vec![[0.0; 3]; count],
        barycentric: vec![[0.0; 2]; count],
    }
}

/// All of a ray's hit, bit by bit.
fn bits(hits: &RayHits, i: usize) -> (u32, u32, u32, [u32; 3], [u32; 2]) {
    let (normal, barycentric) = (hits.normal[i].map(f32::to_bits), hits.barycentric[i].map(f32::to_bits));
    (hits.distance[i].to_bits(), hits.instance[i], hits.triangle[i], normal, barycentric)
}

#[test]
fn rays_are_the_hosts() {
    const COUNT: usize = 20_000;
    for (number, model) in worlds().into_iter().enumerate() {
        let (origins, directions) = rays_among(&model.instances, COUNT);
        let committed = Arc::new(Arc::new(model).commit(&CommitOptions::default()).expect("valid"));
        let rays = Rays { origins: &origins, directions: &directions, max_distances: None };
        let (expected, met) =
            (committed.closest_hits(&rays).expect("valid"), committed.any_hits(&rays).expect("valid"));
        assert!(met.iter().filter(|met| **met).count() > COUNT / 50, "world {number} is hardly hit");
        for build in builds() {
            let geometry = DeviceGeometry::new(&committed, &build).expect("it fits");
            let (mut keep, mut hits, mut any) = (Vec::new(), room_for_hits(COUNT), vec![2_u8; COUNT]);
            query(scene(&geometry, &mut keep), &rays, &mut hits, &mut any);
            for i in 0..COUNT {
                assert_eq!(bits(&hits, i), bits(&expected, i), "world {number}, {build:?}, ray {i}");
                assert_eq!(any[i], u8::from(met[i]), "world {number}, {build:?}, ray {i}");
            }
        }
    }
}

/// Each by all lanes of a warp; with little room for what is to be visited, some have to be left to a lane.
#[test]
fn rays_of_a_whole_warp_are_the_hosts() {
    const COUNT: usize = 120;
    let [ample, scarce] = ["-DCHROMA2_WARP_ROOM=128", "-DCHROMA2_WARP_ROOM=12"].map(warp_rays);
    let mut without_room = 0;
    for (number, model) in worlds().into_iter().enumerate() {
        let (origins, directions) = rays_among(&model.instances, COUNT);
        let committed = Arc::new(Arc::new(model).commit(&CommitOptions::default()).expect("valid"));
        let rays = Rays { origins: &origins, directions: &directions, max_distances: None };
        let expected = committed.closest_hits(&rays).expect("valid");
        for (i, build) in builds().into_iter().enumerate() {
            let geometry = DeviceGeometry::new(&committed, &build).expect("it fits");
            let cast = |function: WarpRays| {
                let (mut keep, mut hits, mut next) = (Vec::new(), room_for_hits(COUNT), 0_u64);
                let rays = batch(&rays, &mut hits, null_mut());
                let scene = scene(&geometry, &mut keep);
                let job = RayJob { scene, rays, next: &mut next, refill_threshold: 0, reserved: 0 };
                // SAFETY: the arrays are as long as the batch says and live longer.
                let left = unsafe { function(&job) } as usize;
                (hits, left)
            };
            let (hits, left) = cast(ample);
            assert_eq!(left, 0, "world {number}, {build:?}");
            for i in 0..COUNT {
                assert_eq!(bits(&hits, i), bits(&expected, i), "world {number}, {build:?}, ray {i}");
            }
            if i > 0 {
                continue;
            }
            let (hits, left) = cast(scarce);
            let different = (0..COUNT).filter(|&i| bits(&hits, i) != bits(&expected, i)).count();
            assert!(different <= left, "world {number}: {different} differ, {left} had no room");
            without_room += left;
        }
    }
    assert!(without_room > 0);
}
