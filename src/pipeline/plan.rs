//! What a program asks of a pipeline.

use crate::backend::kernel::{Kernel, Kind, Launch, What};
use crate::backend::pipeline::{Blocks, Form, OwnArgument, Plan};
use crate::backend::streams::{StreamHold, Urgency};
use crate::named::Named;
use crate::{Error, Result, memory};

/// Blocks of a direction unless the program says otherwise, and the most.
const DEPTH: u64 = 3;
const MOST_DEPTH: u64 = 64;
/// Most bytes of a block.
const MOST_BYTES: u64 = 1 << 36;

/// Whether steps overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u32)]
pub enum Mode {
    /// Steps are on the way while the caller goes on.
    #[default]
    Asynchronous = 0,
    /// Each step is done when the call returns.
    Synchronous = 1,
}

impl Named for Mode {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Asynchronous, "asynchronous"), (Self::Synchronous, "synchronous")];

    fn number(self) -> u32 {
        self as u32
    }
}

/// A pipeline as a program asks for it.
#[derive(Debug, Clone)]
pub struct Config {
    /// Bytes of a configuration block.
    pub config_bytes: u64,
    /// Of a telemetry block.
    pub telemetry_bytes: u64,
    /// Of the state.
    pub state_bytes: u64,
    /// Blocks of both directions; 0: 3.
    pub depth: u32,
    /// Configuration blocks, where that is not `depth`; 0: it is.
    pub upload_depth: u32,
    /// Likewise telemetry blocks.
    pub download_depth: u32,
    /// Whether steps overlap.
    pub mode: Mode,
    /// How steps are given to a device.
    pub form: Form,
    /// Whether stages are timed.
    pub timing: bool,
    /// Of the kernel.
    pub launch: Launch,
    /// Of the kernel; none: its blocks' addresses.
    pub arguments: Vec<OwnArgument>,
    /// Of its streams.
    pub urgency: Urgency,
    /// Where the kernel is to run.
    pub stream: Option<StreamHold>,
}

fn depth(own: u32, both: u32, name: &str) -> Result<u64> {
    let (value, name) = if own == 0 { (both, "depth") } else { (own, name) };
    match u64::from(value) {
        0 => Ok(DEPTH),
        value if value <= MOST_DEPTH => Ok(value),
        _ => Err(Error::argument(format!(
            "config->{name} is {value}; 0 (the default, {DEPTH}) to {MOST_DEPTH} are allowed"
        ))),
    }
}

fn bytes(value: u64, name: &str) -> Result<usize> {
    if value <= MOST_BYTES {
        return Ok(value as usize);
    }
    Err(Error::argument(format!("config->{name} is {value}; at most {MOST_BYTES} are allowed")))
}

impl Config {
    fn blocks(&self) -> Result<Blocks> {
        Ok(Blocks {
            config: bytes(self.config_bytes, "config_bytes")?,
            telemetry: bytes(self.telemetry_bytes, "telemetry_bytes")?,
            state: bytes(self.state_bytes, "state_bytes")?,
            up: depth(self.upload_depth, self.depth, "upload_depth")?,
            down: depth(self.download_depth, self.depth, "download_depth")?,
        })
    }

    /// The arguments: those that were given, or the addresses of the blocks that there are.
    fn arguments(&mut self) -> Result<Vec<OwnArgument>> {
        let bytes = [self.config_bytes, self.telemetry_bytes, self.state_bytes];
        let kinds = [Kind::Config, Kind::Telemetry, Kind::State];
        if self.arguments.is_empty() {
            let there = kinds.into_iter().zip(bytes).filter(|(_, bytes)| *bytes > 0);
            let made: Vec<_> = there.map(|(kind, _)| OwnArgument { kind, value: Vec::new() }).collect();
            return memory::collected(made.into_iter(), "arguments");
        }
        for (i, argument) in self.arguments.iter().enumerate() {
            let place = kinds.iter().position(|kind| *kind == argument.kind);
            if let Some(place) = place.filter(|place| bytes[*place] == 0) {
                let name = kinds[place].name();
                return Err(Error::argument(format!(
                    "config->arguments[{i}].kind is {} ({name}), and config->{name}_bytes is 0",
                    argument.kind as u32
                )));
            }
        }
        Ok(std::mem::take(&mut self.arguments))
    }

    /// What a backend is asked for.
    pub(super) fn plan(mut self, kernel: &Kernel) -> Result<Plan> {
        let blocks = self.blocks()?;
        kernel.admits_launch(&self.launch, "config")?;
        let arguments = self.arguments()?;
        let borrowed = memory::collected(arguments.iter().map(OwnArgument::borrow), "arguments")?;
        kernel.admits(&borrowed, "config->arguments")?;
        if let Some(stream) = &self.stream {
            if matches!(kernel.what(), What::Function(_)) {
                return Err(Error::argument(
                    "config->stream is given, and the kernel is a function of the processor; NULL is allowed",
                ));
            }
            if stream.device() != kernel.info().device {
                return Err(Error::argument(format!(
                    "config->stream is of device {}, and the kernel of {}",
                    stream.device(),
                    kernel.info().device
                )));
            }
            if self.form == Form::Graphs {
                return Err(Error::argument(
                    "config->form is 2 (graphs), whose slots have streams of their own; config->stream must be NULL",
                ));
            }
        }
        Ok(Plan {
            blocks,
            launch: self.launch,
            arguments,
            form: self.form,
            timing: self.timing,
            urgency: self.urgency,
            stream: self.stream,
            asynchronous: self.mode == Mode::Asynchronous,
        })
    }
}
