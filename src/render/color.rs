//! Colours: sRGB bytes outside, linear light inside, where mixing is done.

use std::sync::OnceLock;

/// Red, green, blue (sRGB) and opacity, 0 to 255.
pub type Rgba = [u8; 4];

/// Colours that stay apart for most kinds of colour vision (Okabe and Ito, "Color Universal
/// Design", 2008), for things without a colour of their own.
pub const PALETTE: [Rgba; 8] = [
    [230, 159, 0, 255],
    [86, 180, 233, 255],
    [0, 158, 115, 255],
    [240, 228, 66, 255],
    [0, 114, 178, 255],
    [213, 94, 0, 255],
    [204, 121, 167, 255],
    [128, 128, 128, 255],
];

/// The transfer function of sRGB (IEC 61966-2-1), from byte to linear light.
pub(super) fn to_linear(byte: u8) -> f32 {
    static TABLE: OnceLock<[f32; 256]> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        std::array::from_fn(|i| {
            let x = i as f64 / 255.0;
            let linear = if x <= 0.04045 { x / 12.92 } else { ((x + 0.055) / 1.055).powf(2.4) };
            linear as f32
        })
    });
    table[usize::from(byte)]
}

/// The byte nearest to a linear value, clamped to 0 and 255.
pub(super) fn to_srgb(linear: f32) -> u8 {
    let x = f64::from(linear).clamp(0.0, 1.0);
    let encoded = if x <= 0.003_130_8 { 12.92 * x } else { 1.055 * x.powf(1.0 / 2.4) - 0.055 };
    (encoded * 255.0).round() as u8
}

/// Radiance gathered along a ray from the eye on, and what is still let through.
#[derive(Debug, Clone, Copy)]
pub(super) struct Radiance {
    rgb: [f32; 3],
    pub transparency: f32,
}

impl Radiance {
    pub(super) const NONE: Self = Self { rgb: [0.0; 3], transparency: 1.0 };

    /// Puts a layer behind those so far; `brightness` dims its colour.
    pub(super) fn add(&mut self, color: Rgba, brightness: f32) {
        let opacity = f32::from(color[3]) / 255.0;
        for (sum, byte) in self.rgb.iter_mut().zip(color) {
            *sum += self.transparency * opacity * brightness * to_linear(byte);
        }
        self.transparency *= 1.0 - opacity;
    }

    /// The mean of several rays.
    pub(super) fn mean(radiances: &[Self]) -> Self {
        let scale = 1.0 / radiances.len() as f32;
        let sum = |value: fn(&Self) -> f32| radiances.iter().map(value).sum::<f32>() * scale;
        Self {
            rgb: [sum(|l| l.rgb[0]), sum(|l| l.rgb[1]), sum(|l| l.rgb[2])],
            transparency: sum(|l| l.transparency),
        }
    }

    /// As bytes, colour and opacity apart.
    pub(super) fn rgba(&self) -> Rgba {
        let opacity = 1.0 - self.transparency;
        if opacity <= 0.0 {
            return [0; 4];
        }
        let [r, g, b] = self.rgb.map(|x| to_srgb(x / opacity));
        [r, g, b, (opacity * 255.0).round() as u8]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_the_way_to_linear_light_and_back() {
        for byte in 0..=255 {
            assert_eq!(to_srgb(to_linear(byte)), byte);
            let mut radiance = Radiance::NONE;
            radiance.add([byte, 7, 255, 128], 1.0);
            assert_eq!(radiance.rgba(), [byte, 7, 255, 128]);
        }
    }

    #[test]
    fn front_layers_hide_what_is_behind() {
        let blend = |layers: &[Rgba]| {
            let mut radiance = Radiance::NONE;
            layers.iter().for_each(|&layer| radiance.add(layer, 1.0));
            radiance.rgba()
        };
        assert_eq!(blend(&[[255, 0, 0, 255], [0, 255, 0, 255]]), [255, 0, 0, 255]);
        assert_eq!(blend(&[[0, 255, 0, 255], [255, 0, 0, 255]]), [0, 255, 0, 255]);
        let half = blend(&[[255, 0, 0, 128], [0, 255, 0, 255]]);
        assert!(half[0] > half[1] && half[1] > 180 && half[3] == 255, "{half:?}");
        assert_eq!(blend(&[[9, 9, 9, 0]]), [0; 4]);
    }
}
