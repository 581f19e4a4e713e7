//! Solids of parameters, as detector descriptions give them.

use std::sync::Arc;

/// A solid in its own frame. Lengths are in mm, angles in rad; `z` and `size` are full lengths, what begins with `half` is half
/// of one. Angles `start` and `delta` are about z, from x towards y; a `delta` of 2 pi or more is a full turn.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Solid {
    Box {
        size: [f64; 3],
    },
    Tube {
        rmin: f64,
        rmax: f64,
        z: f64,
        start: f64,
        delta: f64,
    },
    /// A tube between two planes through (0, 0, -z/2) and (0, 0, z/2) with these outward normals.
    CutTube {
        rmin: f64,
        rmax: f64,
        z: f64,
        start: f64,
        delta: f64,
        low: [f64; 3],
        high: [f64; 3],
    },
    /// Radii at -z/2, then at z/2.
    Cone {
        rmin: [f64; 2],
        rmax: [f64; 2],
        z: f64,
        start: f64,
        delta: f64,
    },
    /// Angles of theta are from z.
    Sphere {
        rmin: f64,
        rmax: f64,
        start: f64,
        delta: f64,
        start_theta: f64,
        delta_theta: f64,
    },
    Orb {
        r: f64,
    },
    /// Between the planes z = cut[0] and z = cut[1].
    Ellipsoid {
        semi_axes: [f64; 3],
        cut: [f64; 2],
    },
    EllipticalTube {
        half: [f64; 3],
    },
    /// The ellipse at z has semi-axes `slope` * (height - z); between z = -cut and z = cut.
    EllipticalCone {
        slope: [f64; 2],
        height: f64,
        cut: f64,
    },
    Torus {
        rmin: f64,
        rmax: f64,
        rtor: f64,
        start: f64,
        delta: f64,
    },
    /// Planes are (z, rmin, rmax).
    Polycone {
        start: f64,
        delta: f64,
        planes: Vec<[f64; 3]>,
    },
    /// The outline, (r, z), turned about z.
    GenericPolycone {
        start: f64,
        delta: f64,
        outline: Vec<[f64; 2]>,
    },
    /// As [`Solid::Polycone`]; radii are to the middles of the sides.
    Polyhedra {
        start: f64,
        delta: f64,
        sides: u32,
        planes: Vec<[f64; 3]>,
    },
    /// As [`Solid::GenericPolycone`]; radii are to the corners.
    GenericPolyhedra {
        start: f64,
        delta: f64,
        sides: u32,
        outline: Vec<[f64; 2]>,
    },
    /// Full lengths along x and y at -z/2 and z/2.
    Trd {
        x: [f64; 2],
        y: [f64; 2],
        z: f64,
    },
    /// Full lengths; `y`, `x_low_y`, `x_high_y`, `alpha` at -z/2, then at z/2 (as G4Trap, with its half lengths doubled).
    Trap {
        z: f64,
        theta: f64,
        phi: f64,
        y: [f64; 2],
        x_low_y: [f64; 2],
        x_high_y: [f64; 2],
        alpha: [f64; 2],
    },
    Para {
        size: [f64; 3],
        alpha: f64,
        theta: f64,
        phi: f64,
    },
    /// An outline in x and y; sections are (z, offset x, offset y, scale).
    Extruded {
        outline: Vec<[f64; 2]>,
        sections: Vec<[f64; 4]>,
    },
    /// Corners in x and y: four at -half_z, then four at half_z (as G4GenericTrap).
    Arb8 {
        half_z: f64,
        corners: [[f64; 2]; 8],
    },
    Tet {
        corners: [[f64; 3]; 4],
    },
    /// Radii at z = 0 and stereo angles; inner, outer.
    Hype {
        rmin: f64,
        rmax: f64,
        inner_stereo: f64,
        outer_stereo: f64,
        z: f64,
    },
    /// Radii at -half_z and half_z.
    Paraboloid {
        r: [f64; 2],
        half_z: f64,
    },
    /// Facets of three or four corners, indices into the vertices, counterclockwise from outside.
    Tessellated {
        vertices: Vec<[f64; 3]>,
        facets: Vec<Vec<u32>>,
    },
    /// The second solid is where `placed` puts it in the first one's frame.
    Union {
        first: Arc<Solid>,
        second: Arc<Solid>,
        placed: Placed,
    },
    Subtraction {
        first: Arc<Solid>,
        second: Arc<Solid>,
        placed: Placed,
    },
    Intersection {
        first: Arc<Solid>,
        second: Arc<Solid>,
        placed: Placed,
    },
    MultiUnion {
        parts: Vec<(Arc<Solid>, Placed)>,
    },
    /// A solid moved and turned within its frame (`firstposition`, `firstrotation` of booleans).
    Moved {
        solid: Arc<Solid>,
        placed: Placed,
    },
    /// Stretched along the axes; negative: reflected.
    Scaled {
        solid: Arc<Solid>,
        scale: [f64; 3],
    },
}

/// A point is at rotation * point + translation; the rotation is row-major, and may have a reflection in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// Row-major.
    pub rotation: [f64; 9],
    /// In mm.
    pub translation: [f64; 3],
}

impl Placed {
    /// Where it is.
    pub const IDENTITY: Self =
        Self { rotation: [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0], translation: [0.0; 3] };

    /// A point of the placed one in the frame around it.
    pub fn apply(&self, p: [f64; 3]) -> [f64; 3] {
        let r = &self.rotation;
        std::array::from_fn(|i| {
            r[3 * i] * p[0] + r[3 * i + 1] * p[1] + r[3 * i + 2] * p[2] + self.translation[i]
        })
    }

    /// What is placed so in what is placed as `self`.
    pub fn then(&self, inner: &Self) -> Self {
        let (a, b) = (&self.rotation, &inner.rotation);
        let rotation = std::array::from_fn(|k| (0..3).map(|j| a[3 * (k / 3) + j] * b[3 * j + k % 3]).sum());
        Self { rotation, translation: self.apply(inner.translation) }
    }

    /// Whether it turns right into left.
    pub fn is_reflected(&self) -> bool {
        let r = &self.rotation;
        r[0] * (r[4] * r[8] - r[5] * r[7]) - r[1] * (r[3] * r[8] - r[5] * r[6])
            + r[2] * (r[3] * r[7] - r[4] * r[6])
            < 0.0
    }
}
