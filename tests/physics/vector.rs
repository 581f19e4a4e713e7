//! Three-vectors in double precision.

pub type Vec3 = [f64; 3];

pub fn wide(a: [f32; 3]) -> Vec3 {
    a.map(f64::from)
}

pub fn narrow(a: Vec3) -> [f32; 3] {
    a.map(|x| x as f32)
}

pub fn dot(a: Vec3, b: Vec3) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub fn cross(a: Vec3, b: Vec3) -> Vec3 {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/// s a + b
pub fn add(s: f64, a: Vec3, b: Vec3) -> Vec3 {
    [0, 1, 2].map(|i| s * a[i] + b[i])
}

pub fn scale(s: f64, a: Vec3) -> Vec3 {
    a.map(|x| s * x)
}

pub fn length(a: Vec3) -> f64 {
    dot(a, a).sqrt()
}

pub fn unit(a: Vec3) -> Vec3 {
    scale(1.0 / length(a), a)
}

pub fn distance(a: Vec3, b: Vec3) -> f64 {
    length(add(-1.0, a, b))
}

/// Some unit vector across a unit vector.
pub fn any_across(a: Vec3) -> Vec3 {
    unit(if a[0].abs() < 0.5 { cross(a, [1.0, 0.0, 0.0]) } else { cross(a, [0.0, 1.0, 0.0]) })
}

/// The angle of `a` about the unit `axis`, in turns within [0, 1), from the unit vector `from` across it.
pub fn azimuth(a: Vec3, axis: Vec3, from: Vec3) -> f64 {
    let turns = dot(a, cross(axis, from)).atan2(dot(a, from)) / std::f64::consts::TAU;
    turns.rem_euclid(1.0)
}
