//! Colours for numbers, of evenly growing lightness.

/// A map from 0…1 to a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u32)]
pub enum ColorMap {
    /// From dark violet through green to yellow.
    #[default]
    Viridis = 0,
    /// From black through red, green and blue to white, once and a half around the hues.
    Cubehelix = 1,
    /// From black to white.
    Grey = 2,
}

impl ColorMap {
    /// The map of a number of the C API.
    pub fn from_number(number: u32) -> Option<Self> {
        [Self::Viridis, Self::Cubehelix, Self::Grey].into_iter().find(|map| *map as u32 == number)
    }

    /// Red, green and blue (sRGB) of a number from 0 to 1; what lies outside is clamped, NaN is 0.
    pub fn color(self, value: f64) -> [u8; 3] {
        let t = if value > 0.0 { value.min(1.0) } else { 0.0 };
        let rgb = match self {
            Self::Viridis => viridis(t),
            Self::Cubehelix => cubehelix(t),
            Self::Grey => [t; 3],
        };
        rgb.map(|x| (x.clamp(0.0, 1.0) * 255.0).round() as u8)
    }
}

/// Viridis (S. van der Walt and N. Smith, 2015, CC0) as polynomials of degree six in each channel,
/// coefficients by M. Zucker (2019, CC0); off the table by 3/255 at most.
fn viridis(t: f64) -> [f64; 3] {
    const COEFFICIENTS: [[f64; 3]; 7] = [
        [0.2777273272234177, 0.005407344544966578, 0.3340998053353061],
        [0.1050930431085774, 1.404613529898575, 1.384590162594685],
        [-0.3308618287255563, 0.214847559468213, 0.09509516302823659],
        [-4.634230498983486, -5.799100973351585, -19.33244095627987],
        [6.228269936347081, 14.17993336680509, 56.69055260068105],
        [4.776384997670288, -13.74514537774601, -65.35303263337234],
        [-5.435455855934631, 4.645852612178535, 26.3124352495832],
    ];
    let mut rgb = [0.0; 3];
    for coefficient in COEFFICIENTS.iter().rev() {
        rgb = std::array::from_fn(|i| rgb[i] * t + coefficient[i]);
    }
    rgb
}

/// D. A. Green, Bull. Astr. Soc. India 39 (2011) 289, with the paper's default parameters: start
/// 0.5, -1.5 rotations, hue 1, gamma 1.
fn cubehelix(t: f64) -> [f64; 3] {
    let (s, c) = (std::f64::consts::TAU * (0.5 / 3.0 + 1.0 - 1.5 * t)).sin_cos();
    let amplitude = t * (1.0 - t) / 2.0;
    [
        t + amplitude * (-0.14861 * c + 1.78277 * s),
        t + amplitude * (-0.29227 * c - 0.90649 * s),
        t + amplitude * 1.97294 * c,
    ]
}

#[cfg(test)]
mod tests {
    use super::ColorMap;

    fn near(a: [u8; 3], b: [u8; 3], most: u8) -> bool {
        a.iter().zip(b).all(|(&a, b)| a.abs_diff(b) <= most)
    }

    #[test]
    fn published_colours() {
        // Of the published table of 256 entries: 0, 127 and 255.
        assert!(near(ColorMap::Viridis.color(0.0), [68, 1, 84], 4));
        assert!(near(ColorMap::Viridis.color(127.0 / 255.0), [33, 144, 141], 4));
        assert!(near(ColorMap::Viridis.color(1.0), [253, 231, 37], 4));
        assert_eq!(ColorMap::Cubehelix.color(0.0), [0; 3]);
        assert_eq!(ColorMap::Cubehelix.color(1.0), [255; 3]);
        assert_eq!(ColorMap::Grey.color(0.5), [128; 3]);
    }

    #[test]
    fn lightness_grows_evenly() {
        for map in [ColorMap::Viridis, ColorMap::Cubehelix, ColorMap::Grey] {
            let luma = |i: i32| {
                let [r, g, b] = map.color(f64::from(i) / 16.0).map(f64::from);
                0.30 * r + 0.59 * g + 0.11 * b
            };
            for i in 0..16 {
                let step = luma(i + 1) - luma(i);
                assert!((4.0..25.0).contains(&step), "{map:?} {i}: {step}");
            }
        }
    }

    #[test]
    fn outside_is_clamped() {
        let map = ColorMap::Viridis;
        assert_eq!(map.color(-3.0), map.color(0.0));
        assert_eq!(map.color(f64::INFINITY), map.color(1.0));
        assert_eq!(map.color(f64::NAN), map.color(0.0));
    }
}
