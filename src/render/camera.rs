//! Where a picture is taken from.

use crate::words::real;
use crate::{Error, Result};

/// Most pixels of a picture.
pub const MOST_PIXELS: u64 = 1 << 28;

/// How far points spread over the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Projection {
    /// From one point; the angle between the lower and the upper edge, in radians, up to 3.1.
    Perspective(f64),
    /// Along parallel rays; the width of what is seen, in mm.
    Orthographic(f64),
}

/// A camera in the world frame; lengths in mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// Where it stands.
    pub position: [f64; 3],
    /// What is in the middle of the picture.
    pub target: [f64; 3],
    /// What is up in the picture; need not be perpendicular to the view.
    pub up: [f64; 3],
    /// Perspective or orthographic.
    pub projection: Projection,
    /// What is nearer than this, measured along the view, is cut away.
    pub near: f64,
    /// What is farther than this, measured along the view, is cut away.
    pub far: f64,
    /// Pixels in a row.
    pub width: u32,
    /// Rows of pixels.
    pub height: u32,
}

impl Default for Camera {
    fn default() -> Self {
        Self {
            position: [0.0; 3],
            target: [1.0, 0.0, 0.0],
            up: [0.0, 0.0, 1.0],
            projection: Projection::Perspective(std::f64::consts::FRAC_PI_4),
            near: 0.0,
            far: f64::INFINITY,
            width: 800,
            height: 600,
        }
    }
}

/// A checked camera with its frame.
#[derive(Debug)]
pub(super) struct View {
    camera: Camera,
    right: [f64; 3],
    up: [f64; 3],
    pub forward: [f64; 3],
}

/// A ray with the length that may be seen of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ray {
    pub origin: [f64; 3],
    pub direction: [f64; 3],
    pub length: f64,
}

pub(super) fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// a + t b
pub(super) fn along(a: [f64; 3], t: f64, b: [f64; 3]) -> [f64; 3] {
    [a[0] + t * b[0], a[1] + t * b[1], a[2] + t * b[2]]
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn unit(a: [f64; 3]) -> Option<[f64; 3]> {
    let length = dot(a, a).sqrt();
    (length.is_normal() && length > 1e-12).then(|| a.map(|x| x / length))
}

impl Camera {
    pub(super) fn view(&self) -> Result<View> {
        let pixels = u64::from(self.width) * u64::from(self.height);
        if pixels == 0 || pixels > MOST_PIXELS {
            return Err(Error::argument(format!(
                "camera: {} x {} pixels; 1 to {MOST_PIXELS} in all are allowed",
                self.width, self.height
            )));
        }
        for (name, vector) in [("position", self.position), ("target", self.target), ("up", self.up)] {
            if vector.iter().any(|x| x.is_nan() || x.abs() > 1e9) {
                return Err(Error::argument(format!(
                    "camera: {name} is {vector:?}; numbers of magnitude 1e9 at most are allowed"
                )));
            }
        }
        let (what, value, most) = match self.projection {
            Projection::Perspective(angle) => ("vertical field of view (rad)", angle, 3.1),
            Projection::Orthographic(width) => ("orthographic width (mm)", width, 1e9),
        };
        if !(value >= 1e-6 && value <= most) {
            return Err(Error::argument(format!(
                "camera: {what} is {}; 1e-6 to {most} is allowed",
                real(value)
            )));
        }
        if !(self.near >= 0.0 && self.near < self.far && self.near <= 1e9) {
            return Err(Error::argument(format!(
                "camera: near is {} and far is {} (mm); 0 <= near < far is needed",
                real(self.near),
                real(self.far)
            )));
        }
        let forward = unit(along(self.target, -1.0, self.position))
            .ok_or_else(|| Error::argument("camera: target is where position is; a direction is needed"))?;
        let right = unit(cross(forward, self.up))
            .ok_or_else(|| Error::argument(format!("camera: up is {:?}, along the view", self.up)))?;
        Ok(View { camera: *self, right, up: cross(right, forward), forward })
    }
}

impl View {
    /// The ray through a point of the picture: x from 0 (left) to width, y from 0 (top) to height.
    pub(super) fn ray(&self, x: f64, y: f64) -> Ray {
        let camera = &self.camera;
        let (width, height) = (f64::from(camera.width), f64::from(camera.height));
        let (x, y) = (x - 0.5 * width, 0.5 * height - y); // from the middle, in pixels
        let shifted =
            |scale: f64, from: [f64; 3]| along(along(from, x * scale, self.right), y * scale, self.up);
        let (start, direction) = match camera.projection {
            Projection::Orthographic(seen) => (shifted(seen / width, camera.position), self.forward),
            Projection::Perspective(angle) => {
                let direction = shifted(2.0 * (0.5 * angle).tan() / height, self.forward);
                let length = dot(direction, direction).sqrt();
                (camera.position, direction.map(|d| d / length))
            }
        };
        let slant = dot(direction, self.forward);
        let origin = along(start, camera.near / slant, direction);
        Ray { origin, direction, length: (camera.far - camera.near) / slant }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: [f64; 3], b: [f64; 3]) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12)
    }

    #[test]
    fn perspective_rays_span_the_field_of_view() {
        let camera = Camera {
            position: [10.0, 0.0, 0.0],
            target: [0.0, 0.0, 0.0],
            projection: Projection::Perspective(std::f64::consts::FRAC_PI_2),
            width: 200,
            height: 100,
            near: 2.0,
            far: 5.0,
            ..Camera::default()
        };
        let view = camera.view().unwrap();
        let middle = view.ray(100.0, 50.0);
        assert!(close(middle.direction, [-1.0, 0.0, 0.0]) && close(middle.origin, [8.0, 0.0, 0.0]));
        assert_eq!(middle.length, 3.0);
        let top = view.ray(100.0, 0.0);
        let half = 0.5f64.sqrt();
        assert!(close(top.direction, [-half, 0.0, half]), "45 degrees up");
        assert!(close(top.origin, [8.0, 0.0, 2.0]), "the cut is a plane");
        // Looking along -x with z up, +y is on the right... of someone facing +x; here it is -y's side.
        let right = view.ray(150.0, 50.0);
        assert!(close(right.direction, [-half, half, 0.0]), "{:?}", right.direction);
    }

    #[test]
    fn orthographic_rays_are_parallel() {
        let camera = Camera {
            position: [0.0, 0.0, 100.0],
            target: [0.0; 3],
            up: [0.0, 1.0, 0.0],
            projection: Projection::Orthographic(40.0),
            width: 20,
            height: 10,
            ..Camera::default()
        };
        let ray = camera.view().unwrap().ray(0.0, 0.0);
        assert!(close(ray.origin, [-20.0, 10.0, 100.0]) && close(ray.direction, [0.0, 0.0, -1.0]));
        assert_eq!(ray.length, f64::INFINITY);
    }

    #[test]
    fn impossible_cameras_are_refused() {
        let message = |change: fn(&mut Camera)| {
            let mut camera = Camera::default();
            change(&mut camera);
            camera.view().unwrap_err().to_string()
        };
        assert!(message(|c| c.target = c.position).contains("direction is needed"));
        assert!(message(|c| c.up = [2.0, 0.0, 0.0]).contains("along the view"));
        assert!(message(|c| c.up = [0.0; 3]).contains("along the view"));
        assert!(message(|c| c.position[1] = f64::NAN).contains("position"));
        assert!(message(|c| c.projection = Projection::Perspective(3.2)).contains("field of view"));
        assert!(message(|c| c.projection = Projection::Orthographic(f64::NAN)).contains("width"));
        assert!(message(|c| c.width = 0).contains("pixels"));
        assert!(message(|c| (c.width, c.height) = (u32::MAX, u32::MAX)).contains("pixels"));
        assert!(message(|c| c.far = 0.0).contains("near"));
        assert!(message(|c| c.near = f64::NAN).contains("near"));
    }
}
