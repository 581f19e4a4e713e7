//! What a user says of a GDML file beside the file.

use crate::geometry::solids::Tessellation;
use crate::named::Named;

/// What counts as a detection; files mean different things by the same tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Detection {
    /// EFFICIENCY of surfaces: a share of what they absorb (Geant4's boundary status Detection; Opticks).
    Surface = 1,
    /// That, and all light that enters a volume with the auxiliary tag SensDet (Geant4's sensitive detectors; LArSoft).
    Sensitive = 2,
    /// Light that has passed the surface into a volume with that tag; EFFICIENCY has no meaning (Celeritas).
    Entered = 3,
    /// Nothing.
    None = 4,
}

impl Named for Detection {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Surface, "surface"),
        (Self::Sensitive, "sensitive"),
        (Self::Entered, "entered"),
        (Self::None, "none"),
    ];

    fn number(self) -> u32 {
        self as u32
    }
}

/// How a file is read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How near meshes come to curved solids.
    pub tessellation: Tessellation,
    /// `None`: as the file says, where it has surfaces with EFFICIENCY or tags SensDet but not both.
    pub detection: Option<Detection>,
    /// What the file sets that is not simulated and may be left out: PROPERTY (of materials, and of surfaces what is not simulated),
    /// OBJECT.PROPERTY, or the name of a surface.
    pub ignore: Vec<String>,
    /// Placements with channels, in the order of their numbers ([`super::channels`]). Empty: all that detect.
    pub channels: Vec<String>,
    /// Files that it includes may be outside of its folder.
    pub outside: bool,
    /// Shifters emit with an exponential delay of their time constant, not after that time exactly, which is what Geant4 does
    /// by default.
    pub exponential_shifters: bool,
}
