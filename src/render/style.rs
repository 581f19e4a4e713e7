//! What colours things have.

use super::{ColorMap, PALETTE, Rgba};
use crate::geometry::Committed;
use crate::layout::{NONE, WIRE_BIT};
use crate::words::real;
use crate::{Error, Result};

/// Where colours come from. Opacity 0 is invisible.
#[derive(Debug, Clone, Copy, Default)]
pub enum Base<'a> {
    /// Surfaces in turn from the palette, bare boundaries in a faint blue.
    #[default]
    Automatic,
    /// One colour for each triangle of each mesh, meshes in order; wires are automatic.
    Triangle(&'a [Rgba]),
    /// One for each surface, then one for bare boundaries.
    Surface(&'a [Rgba]),
    /// One for each material: that of the one behind the boundary, seen from the camera.
    Material(&'a [Rgba]),
}

/// Colours of what belongs to channels, by a number for each channel.
#[derive(Debug, Clone, Copy)]
pub struct Channels<'a> {
    /// Numbers; channels beyond them, and NaN, are `missing`.
    pub values: &'a [f32],
    /// Number of the map's first and last colour.
    pub range: (f64, f64),
    /// Logarithmic scale; the range is above 0 then, and numbers of 0 or less are `missing`.
    pub log: bool,
    /// The map.
    pub map: ColorMap,
    /// Opacity of mapped colours.
    pub opacity: u8,
    /// Colour of channels without a number.
    pub missing: Rgba,
}

/// How a picture is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// Colours of everything,
    pub base: Base<'a>,
    /// but of what belongs to channels.
    pub channels: Option<Channels<'a>>,
    /// Behind everything.
    pub background: Rgba,
    /// How much darker a surface seen edge-on is than one seen face-on, 0 to 1.
    pub shading: f32,
    /// Most surfaces seen through each other along a ray, 1 to 1024.
    pub max_layers: u32,
    /// Rays a pixel along each of its sides, 1 to 16.
    pub samples: u32,
}

impl Default for Style<'_> {
    fn default() -> Self {
        Self {
            base: Base::Automatic,
            channels: None,
            background: [255; 4],
            shading: 0.7,
            max_layers: 16,
            samples: 2,
        }
    }
}

/// A bare boundary that has no colour of its own.
const BARE: Rgba = [120, 170, 220, 40];

impl Style<'_> {
    pub(super) fn check(&self, committed: &Committed) -> Result<()> {
        let model = committed.model();
        let (given, needed, what) = match self.base {
            Base::Automatic => (0, 0, ""),
            Base::Triangle(colors) => {
                let triangles = model.meshes.iter().map(|mesh| mesh.triangles.len()).sum();
                (colors.len(), triangles, "triangle colours; one for each triangle of each mesh")
            }
            Base::Surface(colors) => (
                colors.len(),
                model.surfaces.len() + 1,
                "surface colours; one for each, and one for bare boundaries",
            ),
            Base::Material(colors) => (colors.len(), model.materials.len(), "material colours; one for each"),
        };
        if given != needed {
            return Err(Error::argument(format!("style: {given} {what}, {needed} in all, are needed")));
        }
        let ranges = [(self.samples, 16, "samples"), (self.max_layers, 1024, "max_layers")];
        if let Some((value, most, name)) =
            ranges.into_iter().find(|(value, most, _)| !(1..=*most).contains(value))
        {
            return Err(Error::argument(format!("style: {name} is {value}; 1 to {most} is allowed")));
        }
        if !(0.0..=1.0).contains(&self.shading) {
            return Err(Error::argument(format!(
                "style: shading is {}; 0 to 1 is allowed",
                real(self.shading)
            )));
        }
        self.channels.map_or(Ok(()), |channels| channels.check())
    }

    /// The colour of what was hit. `first_triangle` numbers the triangles of all meshes.
    pub(super) fn color(
        &self,
        committed: &Committed,
        first_triangle: &[usize],
        (instance, triangle): (u32, u32),
        from_outside: bool,
    ) -> Rgba {
        if let Some(channels) = &self.channels
            && let Ok(channel) = usize::try_from(committed.channel(instance, triangle))
        {
            return channels.color(channel);
        }
        let Some(attribute) = committed.attribute(instance, triangle) else { return [0; 4] };
        let surface = (attribute.surface != NONE).then_some(attribute.surface as usize);
        let automatic = surface.map_or(BARE, |surface| PALETTE[surface % PALETTE.len()]);
        match self.base {
            Base::Triangle(colors) if instance & WIRE_BIT == 0 => {
                let mesh = committed.instances()[instance as usize].mesh;
                colors[first_triangle[mesh as usize] + triangle as usize]
            }
            Base::Automatic | Base::Triangle(_) => automatic,
            Base::Surface(colors) => colors[surface.unwrap_or(colors.len() - 1)],
            Base::Material(colors) => {
                let behind = if from_outside { attribute.inner } else { attribute.outer };
                colors[behind as usize]
            }
        }
    }
}

impl Channels<'_> {
    /// The range of values that have a colour; one around a single value, 0 to 1 (1 to 10 on a
    /// logarithmic scale) for none.
    pub fn range_of(values: &[f32], log: bool) -> (f64, f64) {
        let shown = values.iter().map(|&v| f64::from(v)).filter(|v| v.is_finite() && (!log || *v > 0.0));
        let (low, high) =
            shown.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
        match (low < high, low == high, log) {
            (true, ..) => (low, high),
            (_, true, true) => (low / 2.0, low * 2.0),
            (_, true, false) => (low - 0.5 * low.abs().max(1.0), low + 0.5 * low.abs().max(1.0)),
            (.., true) => (1.0, 10.0),
            (.., false) => (0.0, 1.0),
        }
    }

    fn check(&self) -> Result<()> {
        let (low, high) = self.range;
        let fits = low.is_finite() && high.is_finite() && low < high && (!self.log || low > 0.0);
        if fits {
            return Ok(());
        }
        let (low, high) = (real(low), real(high));
        let positive = if self.log { ", above 0 on a logarithmic scale" } else { "" };
        Err(Error::argument(format!(
            "style: the range of channel values is {low} to {high}; two finite numbers, the lower one first{positive}, are needed"
        )))
    }

    fn color(&self, channel: usize) -> Rgba {
        let value = self.values.get(channel).map_or(f64::NAN, |&value| f64::from(value));
        if value.is_nan() || (self.log && value <= 0.0) {
            return self.missing;
        }
        let (low, high) = self.range;
        let share = match self.log {
            true => (value / low).ln() / (high / low).ln(),
            false => (value - low) / (high - low),
        };
        let [r, g, b] = self.map.color(share);
        [r, g, b, self.opacity]
    }
}
