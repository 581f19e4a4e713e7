//! What the commit of a geometry noticed.

use super::geometry::chroma2_geometry;
use super::guard::guard;
use super::handle;
use super::read::{self, Config};
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
    /// 1: the commit was asked to check edges.
    pub edges_checked: u32,
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
        // SAFETY: the caller vouches for `report`.
        unsafe { read::write_struct(report, &value, "report") }
    })
}

fn describe(report: &CommitReport) -> chroma2_geometry_report {
    let edges = report.edges.clone().unwrap_or_default();
    let meshes = |list: &[(u32, u32)]| std::array::from_fn(|i| list.get(i).map_or(0, |entry| entry.0));
    let triangles = |list: &[(u32, u32)]| std::array::from_fn(|i| list.get(i).map_or(0, |entry| entry.1));
    chroma2_geometry_report {
        struct_size: 0,
        degenerate_count: report.degenerate_count,
        open_edge_count: edges.open_count,
        inconsistent_edge_count: edges.inconsistent_count,
        shared_edge_count: edges.shared_count,
        edges_checked: u32::from(report.edges.is_some()),
        reserved: 0,
        degenerate_meshes: meshes(&report.degenerate),
        degenerate_triangles: triangles(&report.degenerate),
        open_meshes: meshes(&edges.open),
        open_triangles: triangles(&edges.open),
        inconsistent_meshes: meshes(&edges.inconsistent),
        inconsistent_triangles: triangles(&edges.inconsistent),
    }
}
