//! Steps as CUDA graphs: one a pair of blocks, made once, so that a step is one launch. Each graph has a stage after another;
//! between its upload and its kernel it waits for the kernel of the graph before, unless all go to one stream.

use super::marks::{Marks, Stage};
use super::{Work, settle};
use crate::backend::cuda::driver::{
    CUfunction, CUgraph, CUgraphExec, CUgraphNode, KERNEL_NODE, KernelNode, capture, check, cuGraphDestroy,
    cuGraphExecDestroy, cuGraphExecKernelNodeSetParams, cuGraphGetNodes, cuGraphInstantiateWithFlags,
    cuGraphKernelNodeGetParams, cuGraphLaunch, cuGraphNodeGetType, cuStreamBeginCapture, cuStreamEndCapture,
};
use crate::backend::cuda::gpu::Gpu;
use crate::backend::cuda::primary::Primary;
use crate::backend::cuda::stream::Stream;
use crate::backend::cuda::streams::Lent;
use crate::backend::kernel::Arguments;
use crate::backend::streams::{Purpose, StreamHold, Urgency};
use crate::{Error, Result, memory};
use std::ffi::c_int;
use std::sync::Arc;

/// Most graphs of a pipeline: pairs of blocks, twice where marks are needed for longer.
const MOST: u64 = 128;
/// Most streams that they are launched on.
const MOST_STREAMS: u64 = 4;

/// A graph that can be launched.
#[derive(Debug)]
struct Graph {
    exec: CUgraphExec,
    /// The graph that it was made from, whose nodes name those of the other.
    graph: CUgraph,
    kernel: CUgraphNode,
    primary: Arc<Primary>,
}

// SAFETY: the driver's handles may be used by any thread with their context current, one at a time.
unsafe impl Send for Graph {}
// SAFETY: as above; who submits has the turn.
unsafe impl Sync for Graph {}

impl Drop for Graph {
    fn drop(&mut self) {
        if let Ok(_current) = self.primary.enter() {
            // SAFETY: ours; its launches were waited for.
            unsafe {
                if !self.exec.is_null() {
                    cuGraphExecDestroy(self.exec);
                }
                cuGraphDestroy(self.graph);
            }
        }
    }
}

/// A pipeline's graphs.
#[derive(Debug)]
pub(super) struct Graphs {
    streams: Vec<StreamHold>,
    graphs: Vec<Graph>,
    marks: Vec<Marks>,
}

fn divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { divisor(b, a % b) }
}

impl Graphs {
    /// All of them. The context must be current.
    pub(super) fn new(
        work: &Work,
        gpu: &Arc<Gpu>,
        urgency: Urgency,
        arguments: &mut Arguments,
    ) -> Result<Self> {
        let (up, down) = (work.blocks.up, work.blocks.down);
        // A graph waits for the mark of another one, so there are at least two. Where steps are timed, the marks of the step
        // before the oldest one on the way are still needed.
        let least = if work.timing { down + 1 } else { 2 };
        let each = up / divisor(up, down) * down;
        let pairs = least.div_ceil(each) * each;
        if pairs > MOST {
            return Err(Error::Unsupported(format!(
                "{up} configuration blocks and {down} of telemetry make {pairs} graphs; at most {MOST} are made"
            )));
        }
        let lanes = if work.memory.is_tiny() { 1 } else { up.max(down).min(MOST_STREAMS) };
        let mut made = Self {
            streams: memory::room(lanes as usize, "streams")?,
            graphs: memory::room(pairs as usize, "graphs")?,
            marks: memory::room(pairs as usize, "marks")?,
        };
        for _ in 0..lanes {
            made.streams.push(gpu.streams().lend(Purpose::Kernel, urgency)?);
        }
        for _ in 0..pairs {
            made.marks.push(Marks::new(gpu.primary(), work.timing)?);
        }
        let stream = &Stream::new(gpu.primary())?; // one that nobody else has, since it is captured
        for pair in 0..pairs {
            arguments.set(&work.memory.places(pair));
            let before = &made.marks[((pair + pairs - 1) % pairs) as usize];
            let graph = captured(gpu.primary(), stream, work.kernel.raw(), || {
                made.put(work, arguments, pair, before, stream)
            })?;
            made.graphs.push(graph);
        }
        Ok(made)
    }

    /// Puts a step on a stream that is captured.
    fn put(
        &self,
        work: &Work,
        arguments: &mut Arguments,
        step: u64,
        before: &Marks,
        stream: &Stream,
    ) -> Result<()> {
        let (marks, memory, gpu) = (self.marks(step), &work.memory, work.kernel.gpu());
        let (small, in_order) = (memory.is_small(), self.streams.len() == 1);
        marks.begin_in_graph(Stage::Upload, stream)?;
        if small {
            memory.upload_by_kernel(gpu, step, stream)?;
        } else {
            memory.upload(step, stream)?;
            memory.clear_code(step, stream)?;
        }
        marks.end_in_graph(Stage::Upload, stream)?;
        if !in_order {
            before.computed().hold_graph(stream)?;
        }
        marks.begin_in_graph(Stage::Kernel, stream)?;
        work.kernel.put_on_graph(stream, &work.launch, arguments)?;
        if !in_order || work.blocks.up < work.blocks.down || work.timing {
            marks.end_in_graph(Stage::Kernel, stream)?;
        }
        marks.begin_in_graph(Stage::Download, stream)?;
        if small {
            memory.download_by_kernel(gpu, step, stream)?;
        } else {
            memory.download(step, stream)?;
        }
        marks.end_in_graph(Stage::Download, stream)
    }

    pub(super) fn marks(&self, step: u64) -> &Marks {
        &self.marks[(step % self.marks.len() as u64) as usize]
    }

    /// Puts a step on its way. The context must be current.
    pub(super) fn submit(&self, work: &Work, arguments: &mut Arguments, step: u64) -> Result<()> {
        let graph = &self.graphs[(step % self.graphs.len() as u64) as usize];
        let stream = Lent::of(&self.streams[(step % self.streams.len() as u64) as usize])?;
        if work.has_step {
            arguments.set(&work.memory.places(step));
            let parameters = KernelNode {
                function: work.kernel.raw(),
                grid: work.launch.grid,
                block: work.launch.block,
                shared: work.launch.shared,
                arguments: arguments.pointers().as_mut_ptr(),
                ..KernelNode::default()
            };
            // SAFETY: a live graph and its node; the driver copies the arguments before it returns.
            let code =
                unsafe { cuGraphExecKernelNodeSetParams(graph.exec, graph.kernel, &raw const parameters) };
            check(code, || "the arguments of a graph's kernel".into())?;
        }
        // SAFETY: both alive.
        check(unsafe { cuGraphLaunch(graph.exec, stream.stream().raw) }, || {
            format!("launch of a graph on GPU {}", graph.primary.ordinal())
        })?;
        stream.count_launch();
        Ok(())
    }
}

impl Drop for Graphs {
    fn drop(&mut self) {
        settle(&self.streams, &self.marks);
    }
}

/// Makes a graph of what `work` puts on a stream, a kernel of the program among it. The context must be current.
fn captured(
    primary: &Arc<Primary>,
    stream: &Stream,
    function: CUfunction,
    work: impl FnOnce() -> Result<()>,
) -> Result<Graph> {
    let what = || format!("a graph for GPU {}", primary.ordinal());
    // SAFETY: a live stream that nobody else uses.
    check(unsafe { cuStreamBeginCapture(stream.raw, capture::RELAXED) }, what)?;
    let put = work();
    let mut graph: CUgraph = std::ptr::null_mut();
    // SAFETY: begun above; a writable place.
    let ended = check(unsafe { cuStreamEndCapture(stream.raw, &raw mut graph) }, what);
    if graph.is_null() {
        put.and(ended)?;
        return Err(Error::Device(format!("{}: the driver gives none", what())));
    }
    let mut made = Graph {
        exec: std::ptr::null_mut(),
        graph,
        kernel: std::ptr::null_mut(),
        primary: Arc::clone(primary),
    };
    put.and(ended)?;
    // SAFETY: a live graph, a writable place.
    check(unsafe { cuGraphInstantiateWithFlags(&raw mut made.exec, graph, 0) }, what)?;
    made.kernel = kernel_of(graph, function, what)?;
    Ok(made)
}

/// The one node of a graph that launches a kernel.
fn kernel_of(graph: CUgraph, function: CUfunction, what: impl Fn() -> String) -> Result<CUgraphNode> {
    let mut count = 0usize;
    // SAFETY: a live graph; NULL asks for the number.
    check(unsafe { cuGraphGetNodes(graph, std::ptr::null_mut(), &raw mut count) }, &what)?;
    let mut nodes = memory::filled(std::ptr::null_mut(), count, "nodes")?;
    // SAFETY: room for so many.
    check(unsafe { cuGraphGetNodes(graph, nodes.as_mut_ptr(), &raw mut count) }, &what)?;
    for node in nodes.into_iter().take(count) {
        let mut kind: c_int = -1;
        // SAFETY: a node of a live graph, a writable place.
        check(unsafe { cuGraphNodeGetType(node, &raw mut kind) }, &what)?;
        if kind != KERNEL_NODE {
            continue;
        }
        let mut parameters = KernelNode::default();
        // SAFETY: a kernel's node, a writable place.
        check(unsafe { cuGraphKernelNodeGetParams(node, &raw mut parameters) }, &what)?;
        if parameters.function == function {
            return Ok(node);
        }
    }
    Err(Error::Internal(format!("{}: has no kernel", what())))
}
