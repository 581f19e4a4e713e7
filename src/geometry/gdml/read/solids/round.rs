//! Solids with circles and ellipses. Attributes `z` are full lengths, those with a `d` are half of one.

use super::Measures;
use crate::Result;
use crate::geometry::gdml::read::reader::Reader;
use crate::geometry::gdml::read::xml::Element;
use crate::geometry::solids::Solid;

impl Reader {
    /// A solid that has no elements in it and is not made of others; `None` if there is none of the tag.
    pub fn simple_solid(&self, element: &Element, tag: &str) -> Result<Option<Solid>> {
        let measures = |attributes: &[&str]| {
            element.childless()?;
            Measures::new(self, element, attributes)
        };
        Ok(Some(match tag {
            "tube" => tube(&measures(&["rmin", "rmax", "z", "startphi", "deltaphi"])?)?,
            "cutTube" => {
                let planes = ["lowX", "lowY", "lowZ", "highX", "highY", "highZ"];
                let own = ["rmin", "rmax", "z", "startphi", "deltaphi"];
                let all: Vec<&str> = own.into_iter().chain(planes).collect();
                cut_tube(&measures(&all)?)?
            }
            "cone" => cone(&measures(&["rmin1", "rmax1", "rmin2", "rmax2", "z", "startphi", "deltaphi"])?)?,
            "sphere" => {
                sphere(&measures(&["rmin", "rmax", "startphi", "deltaphi", "starttheta", "deltatheta"])?)?
            }
            "orb" => Solid::Orb { r: measures(&["r"])?.length("r")? },
            "torus" => torus(&measures(&["rmin", "rmax", "rtor", "startphi", "deltaphi"])?)?,
            "ellipsoid" => ellipsoid(&measures(&["ax", "by", "cz", "zcut1", "zcut2"])?)?,
            "eltube" => {
                Solid::EllipticalTube { half: measures(&["dx", "dy", "dz"])?.lengths(["dx", "dy", "dz"])? }
            }
            "elcone" => elliptical_cone(&measures(&["dx", "dy", "zmax", "zcut"])?)?,
            "hype" => hype(&measures(&["rmin", "rmax", "inst", "outst", "z"])?)?,
            "paraboloid" => {
                let m = measures(&["rlo", "rhi", "dz"])?;
                Solid::Paraboloid { r: m.lengths(["rlo", "rhi"])?, half_z: m.length("dz")? }
            }
            _ => return self.flat_solid(element, tag),
        }))
    }
}

/// A tube, full or a section of one.
pub fn tube(m: &Measures) -> Result<Solid> {
    let [rmin, rmax, z] = m.lengths(["rmin", "rmax", "z"])?;
    Ok(Solid::Tube { rmin, rmax, z, start: m.angle("startphi")?, delta: m.angle("deltaphi")? })
}

fn cut_tube(m: &Measures) -> Result<Solid> {
    let [rmin, rmax, z] = m.lengths(["rmin", "rmax", "z"])?;
    let low = [m.number("lowX")?, m.number("lowY")?, m.number("lowZ")?];
    let high = [m.number("highX")?, m.number("highY")?, m.number("highZ")?];
    let (start, delta) = (m.angle("startphi")?, m.angle("deltaphi")?);
    Ok(Solid::CutTube { rmin, rmax, z, start, delta, low, high })
}

/// A cone, or a part of one.
pub fn cone(m: &Measures) -> Result<Solid> {
    let rmin = m.lengths(["rmin1", "rmin2"])?;
    let rmax = m.lengths(["rmax1", "rmax2"])?;
    let (start, delta) = (m.angle("startphi")?, m.angle("deltaphi")?);
    Ok(Solid::Cone { rmin, rmax, z: m.length("z")?, start, delta })
}

/// A ball or shell, or a section of one.
pub fn sphere(m: &Measures) -> Result<Solid> {
    let [rmin, rmax] = m.lengths(["rmin", "rmax"])?;
    Ok(Solid::Sphere {
        rmin,
        rmax,
        start: m.angle("startphi")?,
        delta: m.angle("deltaphi")?,
        start_theta: m.angle("starttheta")?,
        delta_theta: m.angle("deltatheta")?,
    })
}

/// A torus, or a section of one.
pub fn torus(m: &Measures) -> Result<Solid> {
    let [rmin, rmax, rtor] = m.lengths(["rmin", "rmax", "rtor"])?;
    Ok(Solid::Torus { rmin, rmax, rtor, start: m.angle("startphi")?, delta: m.angle("deltaphi")? })
}

/// An ellipsoid; cuts that are both 0 are none, others are at most at its ends.
pub fn ellipsoid(m: &Measures) -> Result<Solid> {
    let semi_axes = m.lengths(["ax", "by", "cz"])?;
    let end = semi_axes[2];
    let cut = match m.lengths(["zcut1", "zcut2"])? {
        [0.0, 0.0] => [-end, end],
        [low, high] => [low.max(-end), high.min(end)],
    };
    Ok(Solid::Ellipsoid { semi_axes, cut })
}

/// Its semi-axes are slopes, which the unit of length does not change.
fn elliptical_cone(m: &Measures) -> Result<Solid> {
    let [height, cut] = m.lengths(["zmax", "zcut"])?;
    Ok(Solid::EllipticalCone { slope: [m.number("dx")?, m.number("dy")?], height, cut: cut.min(height) })
}

/// A tube with hyperbolic sides.
pub fn hype(m: &Measures) -> Result<Solid> {
    let [rmin, rmax, z] = m.lengths(["rmin", "rmax", "z"])?;
    Ok(Solid::Hype { rmin, rmax, inner_stereo: m.angle("inst")?, outer_stereo: m.angle("outst")?, z })
}
