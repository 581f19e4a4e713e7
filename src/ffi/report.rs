//! What the commit of a geometry noticed.

use super::arguments::{self, Config};
use super::geometry::chroma2_geometry;
use super::guard::guard;
use super::handle;
use super::status::chroma2_status;
use crate::geometry::CommitReport;

/// What the commit of a geometry noticed that is no error. Of each kind the first few examples are
/// kept: as many as the count says, 16 at most.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_geometry_report {
    /// sizeof(chroma2_geometry_report).
    pub struct_size: usize,
    /// Triangles without area, counted once for each mesh. No ray meets them.
    pub degenerate_count: u64,
    /// Edges that belong to one triangle only: a photon may get through there.
    pub open_edge_count: u64,
    /// Edges at which windings disagree: inside and outside are swapped on one of the triangles.
    pub inconsistent_edge_count: u64,
    /// Edges of four triangles or more, in balance, such as where two bodies touch.
    pub shared_edge_count: u64,
    /// Vertices of open edges that are within weld_tolerance of another one. They are one with it in
    /// the counts of edges, but stay as they are otherwise.
    pub welded_vertex_count: u64,
    /// Edges that are not counted as open because of that.
    pub welded_edge_count: u64,
    /// Closed meshes whose normals point inward: inner and outer material are swapped.
    pub inverted_mesh_count: u64,
    /// Pairs of instances that touch: light goes from one straight into the other. No fault. Of this and the
    /// next count together the check looks at about 2^22 pairs at most.
    pub touching_count: u64,
    /// Pairs of instances that share space.
    pub overlapping_count: u64,
    /// Instances whose outer material is not the inner one of the instance around them.
    pub misfit_count: u64,
    /// 1: the commit was asked for a check. Without one all counts but those of triangles without area, materials, surfaces
    /// and border surfaces are 0.
    pub checked: u32,
    /// 0.
    pub reserved: u32,
    /// Meshes and triangles of the first triangles without area.
    pub degenerate_meshes: [u32; 16],
    pub degenerate_triangles: [u32; 16],
    /// Meshes and triangles of the first open edges.
    pub open_meshes: [u32; 16],
    pub open_triangles: [u32; 16],
    /// Meshes and triangles of the first inconsistent edges.
    pub inconsistent_meshes: [u32; 16],
    pub inconsistent_triangles: [u32; 16],
    /// The first meshes with normals inward.
    pub inverted_meshes: [u32; 16],
    /// Both instances of the first pairs that touch.
    pub touching_instances: [u32; 16],
    pub touched_instances: [u32; 16],
    /// Both instances of the first pairs that share space.
    pub overlapping_instances: [u32; 16],
    pub overlapped_instances: [u32; 16],
    /// The first instances whose outer material does not fit, and what is around them.
    pub misfit_instances: [u32; 16],
    pub misfit_surroundings: [u32; 16],
    /// Surfaces with a property that is not its default and changes nothing: their model does not use it
    /// (`detect` of a wavelength shifter, say), or it has nothing to act on (`detect` of a film that absorbs
    /// nothing). The log says which, and why.
    pub unused_property_count: u64,
    /// Materials whose reemission components do not add up: the sum of the material's absorption length over
    /// the components' differs from 1 by more than 0.01 somewhere. The last component takes the remainder,
    /// whatever its own length is.
    pub unbalanced_material_count: u64,
    /// The first such surfaces.
    pub unused_property_surfaces: [u32; 16],
    /// The first such materials.
    pub unbalanced_materials: [u32; 16],
    /// Materials with a property that is not its default and changes nothing: `mie_forward`, `mie_backward` or
    /// `mie_forward_ratio` without `mie_length` or for light that never goes that way, `birks_constant` or `resolution_scale`
    /// without `scintillation_yield`, a `scintillation_yield` without components. The log says which, and why.
    pub unused_material_property_count: u64,
    /// Materials whose group velocity, given or made from the refractive index, is somewhere above that of light in
    /// vacuum or below a tenth of it. Light travels so all the same.
    pub odd_velocity_count: u64,
    /// Border surfaces that no light can meet: their instances have no face in common, or another one is all around the
    /// one whose border with no instance it would be.
    pub unmet_border_surface_count: u64,
    /// The first such materials.
    pub unused_property_materials: [u32; 16],
    /// The first such materials.
    pub odd_velocity_materials: [u32; 16],
    /// The first such border surfaces, in the order in which they were added; those of meshes are counted after those of
    /// instances.
    pub unmet_border_surfaces: [u32; 16],
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_geometry_report {
    const NAME: &'static str = "chroma2_geometry_report";
}

/// Writes what the commit noticed; report->struct_size must be set. Fails as an invalid state before
/// the commit. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_get_report(
    geometry: *const chroma2_geometry,
    report: *mut chroma2_geometry_report,
) -> chroma2_status {
    guard(|| {
        let committed = handle::get(geometry, "geometry")?.committed()?;
        let value = describe(committed.report());
        // SAFETY: the caller guarantees `report`.
        unsafe { arguments::write_struct(report, &value, "report") }
    })
}

fn describe(report: &CommitReport) -> chroma2_geometry_report {
    let check = report.check.clone().unwrap_or_default();
    let edges = &check.edges;
    let first = |list: &[(u32, u32)]| std::array::from_fn(|i| list.get(i).map_or(0, |entry| entry.0));
    let second = |list: &[(u32, u32)]| std::array::from_fn(|i| list.get(i).map_or(0, |entry| entry.1));
    let numbers = |list: &[u32]| std::array::from_fn(|i| list.get(i).copied().unwrap_or(0));
    chroma2_geometry_report {
        struct_size: 0,
        degenerate_count: report.degenerate_count,
        open_edge_count: edges.open_count,
        inconsistent_edge_count: edges.inconsistent_count,
        shared_edge_count: edges.shared_count,
        welded_vertex_count: edges.weld.joined_count,
        welded_edge_count: edges.weld.closed_count,
        inverted_mesh_count: check.inverted.count,
        touching_count: check.touching.count,
        overlapping_count: check.overlapping.count,
        misfit_count: check.misfits.count,
        checked: u32::from(report.check.is_some()),
        reserved: 0,
        degenerate_meshes: first(&report.degenerate),
        degenerate_triangles: second(&report.degenerate),
        open_meshes: first(&edges.open),
        open_triangles: second(&edges.open),
        inconsistent_meshes: first(&edges.inconsistent),
        inconsistent_triangles: second(&edges.inconsistent),
        inverted_meshes: numbers(&check.inverted.first),
        touching_instances: first(&check.touching.first),
        touched_instances: second(&check.touching.first),
        overlapping_instances: first(&check.overlapping.first),
        overlapped_instances: second(&check.overlapping.first),
        misfit_instances: first(&check.misfits.first),
        misfit_surroundings: second(&check.misfits.first),
        unused_property_count: report.optical.unused.count,
        unbalanced_material_count: report.optical.unbalanced.count,
        unused_property_surfaces: numbers(&report.optical.unused.first),
        unbalanced_materials: numbers(&report.optical.unbalanced.first),
        unused_material_property_count: report.optical.unused_of_materials.count,
        odd_velocity_count: report.optical.velocity.count,
        unmet_border_surface_count: report.optical.unmet_borders.count,
        unused_property_materials: numbers(&report.optical.unused_of_materials.first),
        odd_velocity_materials: numbers(&report.optical.velocity.first),
        unmet_border_surfaces: numbers(&report.optical.unmet_borders.first),
    }
}
