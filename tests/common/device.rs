//! Photons through the kernels of a GPU instead of those of the processor: with
//! `CHROMA2_TEST_BACKEND=cuda` in the environment, the physics tests and the golden hashes run there.

use chroma2::backend::context::{Choice, Context};
use chroma2::backend::cuda::memory::Buffer;
use chroma2::backend::cuda::workspace::{ASIDE, CHANGES, COUNTERS, PIECE};
use chroma2::backend::cuda::{Cuda, Gpu};
use chroma2::backend::scene::SceneData;
use chroma2::geometry::{CommitOptions, Committed};
use chroma2::layout::{
    MOST_ASIDE, MediumChanges, PhotonState, PropagateJob, PropagateParams, Source, SourceBatch,
};
use chroma2::tables::TableStore;
use std::sync::{Arc, OnceLock};

/// The GPU's context, where tests are to run on it. Fails where they are and there is none.
pub fn wanted() -> Option<&'static Arc<Context>> {
    static CONTEXT: OnceLock<Option<Arc<Context>>> = OnceLock::new();
    let make = || match std::env::var("CHROMA2_TEST_BACKEND").as_deref() {
        Ok("cuda") => Some(Context::new(Choice::Cuda, 0).expect("CHROMA2_TEST_BACKEND is cuda: a GPU")),
        Ok("cpu") | Err(_) => None,
        Ok(other) => panic!("CHROMA2_TEST_BACKEND is {other}; cpu and cuda are allowed"),
    };
    CONTEXT.get_or_init(make).as_ref()
}

/// Makes photons of a source, where one is given, and runs them to their end, all in one kernel. Gives the
/// legs that did not end in the medium in which they began.
pub fn propagate(
    context: &Arc<Context>,
    scene: &Committed,
    params: &PropagateParams,
    source: Option<&(Source, TableStore)>,
    photons: &mut [PhotonState],
) -> Box<MediumChanges> {
    if photons.is_empty() {
        return bytemuck::zeroed_box();
    }
    // A GPU shares geometries with their users, and this one is only borrowed; trees change nothing.
    let scene = context.install(|| scene.model().commit(&CommitOptions::default()));
    let scene: Arc<dyn SceneData> = Arc::new(scene.expect("threads").expect("it was valid before"));
    let gpu = Cuda::of(context).expect("a context on a GPU");
    run(context, gpu, &scene, params, source, photons).expect("the GPU runs photons")
}

fn run(
    context: &Arc<Context>,
    gpu: &Arc<Gpu>,
    scene: &Arc<dyn SceneData>,
    params: &PropagateParams,
    source: Option<&(Source, TableStore)>,
    photons: &mut [PhotonState],
) -> chroma2::Result<Box<MediumChanges>> {
    let scene = gpu.scene(context, scene, &mut None)?;
    gpu.with_workspace(false, |workspace| {
        let bytes = size_of_val(photons);
        gpu.outgrown().grow(&mut workspace.photons, bytes, "photons")?;
        workspace.counters.clear(COUNTERS, &workspace.stream)?;
        let empty = TableStore::default();
        let tables = source.map_or(&empty, |(_, tables)| tables);
        let batch = source.map_or_else(bytemuck::Zeroable::zeroed, |(source, _)| tables.batch_of(source));
        let put = |part: &[u8]| {
            let buffer = Buffer::new(gpu.primary(), part.len(), "tables of a source")?;
            buffer.fill(part, &workspace.stream).map(|()| buffer)
        };
        let tables = [
            put(bytemuck::cast_slice(&tables.tables))?,
            put(bytemuck::cast_slice(&tables.segments))?,
            put(bytemuck::cast_slice(&tables.buckets))?,
        ];
        if source.is_none() {
            workspace.photons.fill(bytemuck::cast_slice(photons), &workspace.stream)?;
        }
        let job = PropagateJob {
            scene: *scene.scene(),
            params: *params,
            sources: SourceBatch {
                tables: tables[0].pointer(),
                segments: tables[1].pointer(),
                buckets: tables[2].pointer(),
                ..batch
            },
            photons: workspace.photons.pointer(),
            count: photons.len() as u64,
            next: workspace.next(),
            changes: workspace.changes(),
            aside: workspace.aside.pointer(0)?,
            aside_count: workspace.aside_count(),
            resumes: 0,
            generate: u32::from(source.is_some()),
            refill_threshold: 0,
            hand_over: 0,
        };
        let programs = gpu.programs();
        let quick = !scene.many_unusual();
        // SAFETY: buffers as large as the job says, kept until the waits below; counters come in between.
        let aside = unsafe {
            programs.propagate(&job, !quick, 1, &workspace.stream)?;
            workspace.counters.download(0, &workspace.totals, 0..COUNTERS, &workspace.stream)?;
            workspace.stream.wait()?;
            workspace.totals.values::<u64>(ASIDE, 1)?[0]
        };
        if aside > u64::from(MOST_ASIDE) {
            workspace.counters.clear(workspace.counters.bytes(), &workspace.stream)?;
            if source.is_none() {
                workspace.photons.fill(bytemuck::cast_slice(photons), &workspace.stream)?;
            }
            // SAFETY: as above.
            unsafe { programs.propagate(&job, true, 1, &workspace.stream) }?;
        } else if aside > 0 {
            workspace.counters.clear(ASIDE, &workspace.stream)?;
            let rest = PropagateJob { count: aside, resumes: 1, ..job };
            // SAFETY: as above.
            unsafe { programs.propagate(&rest, true, 1, &workspace.stream) }?;
        }
        workspace.pieces()?;
        let memory = &workspace.piece(0)?.memory;
        let all: &mut [u8] = bytemuck::cast_slice_mut(photons);
        for (i, part) in all.chunks_mut(PIECE).enumerate() {
            // SAFETY: read after the wait.
            unsafe { workspace.photons.download(i * PIECE, memory, 0..part.len(), &workspace.stream) }?;
            workspace.stream.wait()?;
            // SAFETY: the copy is done.
            part.copy_from_slice(unsafe { memory.values::<u8>(0, part.len()) }?);
        }
        const TABLE: usize = size_of::<MediumChanges>();
        // SAFETY: read after the wait.
        unsafe { workspace.counters.download(CHANGES, memory, 0..TABLE, &workspace.stream) }?;
        workspace.counters.clear(workspace.counters.bytes(), &workspace.stream)?; // for the workspace's next user
        workspace.stream.wait()?;
        // SAFETY: the copy is done.
        Ok(Box::new(unsafe { memory.values::<MediumChanges>(0, 1) }?[0]))
    })
}
