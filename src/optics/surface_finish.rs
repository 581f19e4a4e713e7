//! Types and finishes of the surfaces of Geant4, by its names and numbers.

use crate::layout::{surface_finish, surface_kind};
use crate::named::Named;

/// What is beyond a surface of the models glisur and unified, with Geant4's number; functions take it as a
/// property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum SurfaceType {
    /// A metal: what is not reflected is absorbed, or goes straight on by its transmittance.
    DielectricMetal = surface_kind::DIELECTRIC_METAL,
    /// A dielectric or a paint.
    DielectricDielectric = surface_kind::DIELECTRIC_DIELECTRIC,
}

impl Named for SurfaceType {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::DielectricMetal, "dielectric_metal"), (Self::DielectricDielectric, "dielectric_dielectric")];

    fn number(self) -> u32 {
        self as u32
    }
}

/// How a surface of the models glisur and unified is worked, with Geant4's number; functions take it as a
/// property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum SurfaceFinish {
    /// Smooth.
    Polished = surface_finish::POLISHED,
    /// Paint on the surface that reflects as a mirror.
    PolishedFrontPainted = surface_finish::POLISHED_FRONT_PAINTED,
    /// Facets, a gap, and paint behind it that reflects as a mirror.
    PolishedBackPainted = surface_finish::POLISHED_BACK_PAINTED,
    /// Facets.
    Ground = surface_finish::GROUND,
    /// Paint on the surface that reflects diffusely.
    GroundFrontPainted = surface_finish::GROUND_FRONT_PAINTED,
    /// Facets, a gap, and paint behind it that reflects diffusely.
    GroundBackPainted = surface_finish::GROUND_BACK_PAINTED,
}

impl Named for SurfaceFinish {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Polished, "polished"),
        (Self::PolishedFrontPainted, "polishedfrontpainted"),
        (Self::PolishedBackPainted, "polishedbackpainted"),
        (Self::Ground, "ground"),
        (Self::GroundFrontPainted, "groundfrontpainted"),
        (Self::GroundBackPainted, "groundbackpainted"),
    ];

    fn number(self) -> u32 {
        self as u32
    }
}

impl SurfaceFinish {
    /// Whether there is paint behind a gap.
    pub(super) fn is_back_painted(self) -> bool {
        matches!(self, Self::PolishedBackPainted | Self::GroundBackPainted)
    }

    /// Whether there is paint.
    pub(super) fn is_painted(self) -> bool {
        !matches!(self, Self::Polished | Self::Ground)
    }
}

/// Types of Geant4 that are not simulated here.
pub(super) const OTHER_TYPES: &[(u32, &str)] = &[
    (2, "dielectric_LUT"),
    (3, "dielectric_LUTDAVIS"),
    (4, "dielectric_dichroic"),
    (5, "firsov"),
    (6, "x_ray"),
    (7, "coated"),
];

/// Finishes of Geant4 that are not simulated here: those of its look-up tables.
pub(super) const OTHER_FINISHES: &[(u32, &str)] = &[
    (6, "polishedlumirrorair"),
    (7, "polishedlumirrorglue"),
    (8, "polishedair"),
    (9, "polishedteflonair"),
    (10, "polishedtioair"),
    (11, "polishedtyvekair"),
    (12, "polishedvm2000air"),
    (13, "polishedvm2000glue"),
    (14, "etchedlumirrorair"),
    (15, "etchedlumirrorglue"),
    (16, "etchedair"),
    (17, "etchedteflonair"),
    (18, "etchedtioair"),
    (19, "etchedtyvekair"),
    (20, "etchedvm2000air"),
    (21, "etchedvm2000glue"),
    (22, "groundlumirrorair"),
    (23, "groundlumirrorglue"),
    (24, "groundair"),
    (25, "groundteflonair"),
    (26, "groundtioair"),
    (27, "groundtyvekair"),
    (28, "groundvm2000air"),
    (29, "groundvm2000glue"),
    (30, "Rough_LUT"),
    (31, "RoughTeflon_LUT"),
    (32, "RoughESR_LUT"),
    (33, "RoughESRGrease_LUT"),
    (34, "Polished_LUT"),
    (35, "PolishedTeflon_LUT"),
    (36, "PolishedESR_LUT"),
    (37, "PolishedESRGrease_LUT"),
    (38, "Detector_LUT"),
];
