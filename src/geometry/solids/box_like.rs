//! Boxes and what is a box with its corners moved.

use super::check;
use super::closed_mesh::{ClosedMesh, cross, dot, length, sub};

/// A box by its full lengths.
pub(super) fn block(size: [f64; 3]) -> Result<ClosedMesh, String> {
    for (name, x) in ["size x", "size y", "size z"].into_iter().zip(size) {
        check::positive(name, x)?;
    }
    let [x, y, z] = size.map(|x| 0.5 * x);
    Ok(hexahedron([-z, z].map(|z| [[-x, -y, z], [x, -y, z], [x, y, z], [-x, y, z]])))
}

/// Full lengths along x and y at either end.
pub(super) fn trd(x: [f64; 2], y: [f64; 2], z: f64) -> Result<ClosedMesh, String> {
    for (name, value) in [("x1", x[0]), ("x2", x[1]), ("y1", y[0]), ("y2", y[1])] {
        check::not_negative(name, value)?;
    }
    check::positive("z", z)?;
    // An end may be a line or a point, but not both ends flat the same way.
    for (names, ends) in [("x1 and x2", x), ("y1 and y2", y)] {
        if ends == [0.0; 2] {
            return Err(format!("{names} are both 0, one of them must be above 0"));
        }
    }
    if x[0] == 0.0 && y[1] == 0.0 || x[1] == 0.0 && y[0] == 0.0 {
        // Two crossed edges: its sides are triangles, a tetrahedron.
        return weld(hexahedron(ends(x, y, z)));
    }
    weld(hexahedron(ends(x, y, z)))
}

fn ends(x: [f64; 2], y: [f64; 2], z: f64) -> [[[f64; 3]; 4]; 2] {
    std::array::from_fn(|end| {
        let (x, y, z) = (0.5 * x[end], 0.5 * y[end], if end == 0 { -0.5 * z } else { 0.5 * z });
        [[-x, -y, z], [x, -y, z], [x, y, z], [-x, y, z]]
    })
}

/// Full lengths; see [`super::Solid::Trap`].
pub(super) fn trap(
    z: f64,
    [theta, phi]: [f64; 2],
    y: [f64; 2],
    x_low_y: [f64; 2],
    x_high_y: [f64; 2],
    alpha: [f64; 2],
) -> Result<ClosedMesh, String> {
    check::positive("z", z)?;
    check::slant("theta", theta)?;
    check::angle("phi", phi)?;
    for end in 0..2 {
        let name = |what: &str| format!("{what}{}", end + 1);
        check::positive(&name("y"), y[end])?;
        check::positive(&name("x_low_y"), x_low_y[end])?;
        check::positive(&name("x_high_y"), x_high_y[end])?;
        check::slant(&name("alpha"), alpha[end])?;
    }
    let lean = [theta.tan() * phi.cos(), theta.tan() * phi.sin()];
    let corners = std::array::from_fn(|end| {
        let h = if end == 0 { -0.5 * z } else { 0.5 * z };
        let (y, low, high) = (0.5 * y[end], 0.5 * x_low_y[end], 0.5 * x_high_y[end]);
        let shift = y * alpha[end].tan();
        let at = |x: f64, y: f64| [h * lean[0] + x, h * lean[1] + y, h];
        [at(-shift - low, -y), at(-shift + low, -y), at(shift + high, y), at(shift - high, y)]
    });
    for side in 0..4 {
        let off = off_plane(side_of(&corners, side));
        let [low, high] = corners;
        let size =
            length(sub(high[side], low[(side + 1) % 4])).max(length(sub(low[side], low[(side + 1) % 4])));
        if off > 1e-4 * size {
            return Err(format!(
                "the side of {} y or x is not flat, a corner is {off} mm off: x, y and alpha of the ends do not fit",
                if side == 0 || side == 3 { "low" } else { "high" }
            ));
        }
    }
    Ok(hexahedron(corners))
}

/// The corners of a side, counterclockwise from outside.
fn side_of([low, high]: &[[[f64; 3]; 4]; 2], side: usize) -> [[f64; 3]; 4] {
    let next = (side + 1) % 4;
    [low[side], low[next], high[next], high[side]]
}

/// The distance of the diagonals of four corners.
pub(super) fn off_plane([a, b, c, d]: [[f64; 3]; 4]) -> f64 {
    let n = cross(sub(c, a), sub(d, b));
    let long = length(n);
    if long > 0.0 { (dot(n, sub(b, a)) / long).abs() } else { 0.0 }
}

/// A box whose sides lean.
pub(super) fn para(size: [f64; 3], alpha: f64, theta: f64, phi: f64) -> Result<ClosedMesh, String> {
    let [x, y, z] = size;
    for (name, value) in ["size x", "size y", "size z"].into_iter().zip(size) {
        check::positive(name, value)?;
    }
    check::slant("alpha", alpha)?;
    trap(z, [theta, phi], [y; 2], [x; 2], [x; 2], [alpha; 2])
}

/// Four corners, in any order.
pub(super) fn tet(corners: [[f64; 3]; 4]) -> Result<ClosedMesh, String> {
    for (i, corner) in corners.iter().enumerate() {
        corner
            .iter()
            .try_for_each(|&x| check::coordinate(&format!("a coordinate of corner {}", i + 1), x))?;
    }
    let [a, b, c, d] = corners;
    let six = dot(sub(d, a), cross(sub(b, a), sub(c, a)));
    let size = [b, c, d].iter().map(|&p| length(sub(p, a))).fold(0.0, f64::max);
    if !(six.abs() > 1e-12 * size.powi(3)) {
        return Err(format!("corners are {corners:?}, must not be in one plane"));
    }
    let mut mesh = ClosedMesh {
        vertices: corners.to_vec(),
        triangles: vec![[0, 2, 1], [0, 1, 3], [1, 2, 3], [2, 0, 3]],
    };
    if six < 0.0 {
        mesh.flip();
    }
    Ok(mesh)
}

/// A solid of two ends of four corners, counterclockwise from above.
pub(super) fn hexahedron(ends: [[[f64; 3]; 4]; 2]) -> ClosedMesh {
    let mut mesh =
        ClosedMesh { vertices: ends.concat(), triangles: vec![[0, 2, 1], [0, 3, 2], [4, 5, 6], [4, 6, 7]] };
    for i in 0..4 {
        let j = (i + 1) % 4;
        mesh.triangles.extend([[i, j, j + 4], [i, j + 4, i + 4]]);
    }
    mesh
}

/// Makes one vertex of those at one place, and drops facets of which nothing is left.
pub(super) fn weld(mut mesh: ClosedMesh) -> Result<ClosedMesh, String> {
    let same = mesh.same_vertices();
    let triangles = std::mem::take(&mut mesh.triangles);
    for t in triangles {
        mesh.triangle(t.map(|v| same[v as usize]));
    }
    mesh.compact();
    mesh.check_closed()?;
    Ok(mesh)
}
