//! The stages of an event, and how it may end.

/// What an event's time goes into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// From the submission until a thread takes the event's first part.
    Queue,
    /// Photons gathered or made, and sent to a GPU.
    Upload,
    /// Photons propagated.
    Propagate,
    /// End states counted, hits packed.
    Tally,
    /// Results brought from a GPU.
    Download,
    /// Results of the parts joined.
    Join,
    /// The program's function that is called at the end.
    Callback,
}

/// Number of stages.
pub const STAGES: usize = 7;

impl Stage {
    /// All of them, in the order of an event's life.
    pub const ALL: [Self; STAGES] =
        [Self::Queue, Self::Upload, Self::Propagate, Self::Tally, Self::Download, Self::Join, Self::Callback];
    /// Those that a GPU's own clock measures.
    pub const OF_DEVICE: [Self; 3] = [Self::Upload, Self::Propagate, Self::Tally];

    /// Its name in metrics and traces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Upload => "upload",
            Self::Propagate => "propagate",
            Self::Tally => "tally",
            Self::Download => "download",
            Self::Join => "join",
            Self::Callback => "callback",
        }
    }
}

/// How an event ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// With results.
    Succeeded,
    /// Early, as it was asked to.
    Cancelled,
    /// By an error.
    Failed,
}

/// Number of outcomes.
pub const OUTCOMES: usize = 3;

impl Outcome {
    /// All of them.
    pub const ALL: [Self; OUTCOMES] = [Self::Succeeded, Self::Cancelled, Self::Failed];

    /// Its name in metrics and traces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Succeeded => "succeeded",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
        }
    }
}
