//! From a solid to its mesh.

use super::tessellation::Tessellation;
use super::{ClosedMesh, Solid};
use super::{arb8, boolean, box_like, extruded, planes, quadrics, sphere, tessellated, torus, tubes};

impl Solid {
    /// The solid's surface. The same parameters give the same bits. An error says which parameter is wrong,
    /// what it was and what is allowed.
    pub fn mesh(&self, tessellation: &Tessellation) -> Result<ClosedMesh, String> {
        tessellation.check()?;
        boolean::evaluate(self, tessellation)
    }
}

/// The mesh of a solid that is not made of others.
pub(super) fn simple(solid: &Solid, t: &Tessellation) -> Result<ClosedMesh, String> {
    let mesh = match solid {
        &Solid::Box { size } => box_like::block(size),
        &Solid::Tube { rmin, rmax, z, start, delta } => tubes::tube(rmin, rmax, z, [start, delta], t),
        &Solid::CutTube { rmin, rmax, z, start, delta, low, high } => {
            tubes::cut_tube([rmin, rmax, z], [start, delta], low, high, t)
        }
        &Solid::Cone { rmin, rmax, z, start, delta } => tubes::cone(rmin, rmax, z, [start, delta], t),
        &Solid::Sphere { rmin, rmax, start, delta, start_theta, delta_theta } => {
            sphere::sphere(rmin, rmax, [start, delta], [start_theta, delta_theta], t)
        }
        &Solid::Orb { r } => {
            super::check::positive("r", r)?;
            sphere::sphere(0.0, r, [0.0, 7.0], [0.0, 4.0], t)
        }
        &Solid::Ellipsoid { semi_axes, cut } => sphere::ellipsoid(semi_axes, cut, t),
        &Solid::EllipticalTube { half } => quadrics::elliptical_tube(half, t),
        &Solid::EllipticalCone { slope, height, cut } => quadrics::elliptical_cone(slope, height, cut, t),
        &Solid::Torus { rmin, rmax, rtor, start, delta } => torus::torus(rmin, rmax, rtor, [start, delta], t),
        Solid::Polycone { start, delta, planes } => planes::polycone([*start, *delta], planes, t),
        Solid::GenericPolycone { start, delta, outline } => {
            planes::generic_polycone([*start, *delta], outline, t)
        }
        Solid::Polyhedra { start, delta, sides, planes } => {
            planes::polyhedra([*start, *delta], *sides, planes, t)
        }
        Solid::GenericPolyhedra { start, delta, sides, outline } => {
            planes::generic_polyhedra([*start, *delta], *sides, outline, t)
        }
        &Solid::Trd { x, y, z } => box_like::trd(x, y, z),
        &Solid::Trap { z, theta, phi, y, x_low_y, x_high_y, alpha } => {
            box_like::trap(z, [theta, phi], y, x_low_y, x_high_y, alpha)
        }
        &Solid::Para { size, alpha, theta, phi } => box_like::para(size, alpha, theta, phi),
        Solid::Extruded { outline, sections } => extruded::extruded(outline, sections),
        &Solid::Arb8 { half_z, corners } => arb8::arb8(half_z, corners, t),
        &Solid::Tet { corners } => box_like::tet(corners),
        &Solid::Hype { rmin, rmax, inner_stereo, outer_stereo, z } => {
            quadrics::hype([rmin, rmax], [inner_stereo, outer_stereo], z, t)
        }
        &Solid::Paraboloid { r, half_z } => quadrics::paraboloid(r, half_z, t),
        Solid::Tessellated { vertices, facets } => tessellated::tessellated(vertices, facets),
        Solid::Union { .. }
        | Solid::Subtraction { .. }
        | Solid::Intersection { .. }
        | Solid::MultiUnion { .. }
        | Solid::Moved { .. }
        | Solid::Scaled { .. } => Err("not a simple solid".into()),
    }?;
    mesh.check_closed()?;
    Ok(mesh)
}
