//! Pictures.

use super::arguments::{self, Config};
use super::geometry::chroma2_geometry;
use super::guard::guard;
use super::handle;
use super::status::chroma2_status;
use crate::render::{Base, Camera, Channels, ColorMap, Projection, Rgba, Style, needs, render_on, write_png};
use crate::{Error, Result};
use std::ffi::c_char;

/// Colours for numbers, of evenly growing lightness. Structs take it as uint32_t.
#[repr(u32)]
pub enum chroma2_color_map {
    /// From dark violet through green to yellow.
    Viridis = 0,
    /// From black through all hues to white.
    Cubehelix = 1,
    /// From black to white.
    Grey = 2,
}

/// Where a picture is taken from. Lengths in mm.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_camera {
    /// sizeof(chroma2_camera).
    pub struct_size: usize,
    /// Where it stands.
    pub position: [f64; 3],
    /// What is in the middle of the picture.
    pub target: [f64; 3],
    /// What is up in the picture, not along the view; 0, 0, 0: z.
    pub up: [f64; 3],
    /// Angle between the lower and the upper edge of the picture, radians, up to 3.1; 0: 45 degrees.
    pub vertical_fov: f64,
    /// Width of what is seen along parallel rays, instead of vertical_fov; 0: perspective.
    pub orthographic_width: f64,
    /// What is nearer than this, measured along the view, is cut away.
    pub near_clip: f64,
    /// What is farther than this, measured along the view, is cut away; 0: nothing.
    pub far_clip: f64,
    /// Pixels in a row; 0: 800. Width times height is at most 2^28.
    pub width: u32,
    /// Rows of pixels; 0: 600.
    pub height: u32,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_camera {
    const NAME: &'static str = "chroma2_camera";
}

/// How a picture is drawn. Colours are four bytes: red, green, blue (sRGB) and opacity; opacity 0 is
/// invisible, and what is not opaque shows what is behind it. At most one of the arrays of triangle,
/// surface and material colours may be given; without any, surfaces are told apart by colours of the
/// library's. Channel values come before these colours for what belongs to a channel.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_style {
    /// sizeof(chroma2_style).
    pub struct_size: usize,
    /// One colour for each triangle of each mesh, meshes in order; NULL: none.
    pub triangle_colors: *const u8,
    /// Number of colours, 4 bytes each.
    pub triangle_color_count: u64,
    /// One colour for each surface, then one for boundaries without surface; NULL: none.
    pub surface_colors: *const u8,
    /// Number of colours.
    pub surface_color_count: u64,
    /// One colour for each material, that of the one behind the boundary as seen; NULL: none.
    pub material_colors: *const u8,
    /// Number of colours.
    pub material_color_count: u64,
    /// A number for each channel, shown by a colour map; NULL: none.
    pub channel_values: *const f32,
    /// Number of values; channels beyond them, and NaN, have `missing_color`.
    pub channel_value_count: u64,
    /// Value of the map's first colour.
    pub value_low: f64,
    /// Value of the map's last colour; both 0: least and largest of the values.
    pub value_high: f64,
    /// 1: logarithmic; values of 0 or less have `missing_color`.
    pub log_scale: u32,
    /// A chroma2_color_map.
    pub color_map: u32,
    /// Opacity of mapped colours, 1 to 255; 0: 255.
    pub channel_opacity: u32,
    /// Colour of channels without a value.
    pub missing_color: [u8; 4],
    /// Colour behind everything.
    pub background: [u8; 4],
    /// 1: every colour as it is; 0: surfaces seen edge-on are darker.
    pub flat: u32,
    /// Most surfaces seen through each other, at most 1024; 0: 16.
    pub max_layers: u32,
    /// Rays a pixel along each of its sides, at most 16; 0: 2.
    pub samples: u32,
}

// SAFETY: pointers and plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_style {
    const NAME: &'static str = "chroma2_style";
}

fn camera(c: &chroma2_camera) -> Result<Camera> {
    let default = Camera::default();
    if c.orthographic_width != 0.0 {
        arguments::unused(c.vertical_fov, "camera->vertical_fov", "orthographic_width is given")?;
    }
    Ok(Camera {
        position: c.position,
        target: c.target,
        up: if c.up == [0.0; 3] { default.up } else { c.up },
        projection: match (c.vertical_fov, c.orthographic_width) {
            (0.0, 0.0) => default.projection,
            (angle, 0.0) => Projection::Perspective(angle),
            (_, width) => Projection::Orthographic(width),
        },
        near: c.near_clip,
        far: if c.far_clip == 0.0 { default.far } else { c.far_clip },
        width: if c.width == 0 { default.width } else { c.width },
        height: if c.height == 0 { default.height } else { c.height },
    })
}

/// A caller's colours; NULL gives `None`.
///
/// # Safety
/// `bytes` is NULL or has 4 * `count` readable bytes.
unsafe fn colors<'a>(bytes: *const u8, count: u64, argument: &str) -> Result<Option<&'a [Rgba]>> {
    if bytes.is_null() && count == 0 {
        return Ok(None);
    }
    // SAFETY: the same condition.
    unsafe { arguments::slice(bytes.cast::<Rgba>(), count, argument) }.map(Some)
}

/// # Safety
/// The arrays of `s` are as its comments say.
unsafe fn style<'a>(s: &chroma2_style) -> Result<Style<'a>> {
    arguments::limit(s.surface_color_count, arguments::MOST, "style->surface_color_count")?;
    arguments::limit(s.material_color_count, arguments::MOST, "style->material_color_count")?;
    arguments::limit(s.channel_value_count, arguments::MOST + 1, "style->channel_value_count")?;
    // SAFETY: the same condition.
    let (triangles, surfaces, materials, values) = unsafe {
        (
            colors(s.triangle_colors, s.triangle_color_count, "style->triangle_colors")?,
            colors(s.surface_colors, s.surface_color_count, "style->surface_colors")?,
            colors(s.material_colors, s.material_color_count, "style->material_colors")?,
            arguments::slice(s.channel_values, s.channel_value_count, "style->channel_values")?,
        )
    };
    let default = Style::default();
    let or = |value: u32, default: u32| if value == 0 { default } else { value };
    Ok(Style {
        base: match (triangles, surfaces, materials) {
            (None, None, None) => Base::Automatic,
            (Some(colors), None, None) => Base::Triangle(colors),
            (None, Some(colors), None) => Base::Surface(colors),
            (None, None, Some(colors)) => Base::Material(colors),
            _ => {
                return Err(Error::argument(
                    "style: more than one of triangle_colors, surface_colors and material_colors is given; one of them is allowed",
                ));
            }
        },
        channels: match s.channel_values.is_null() {
            true => {
                let why = "there are no channel_values";
                arguments::unused(s.value_low, "style->value_low", why)?;
                arguments::unused(s.value_high, "style->value_high", why)?;
                arguments::unused(s.log_scale, "style->log_scale", why)?;
                arguments::unused(s.color_map, "style->color_map", why)?;
                arguments::unused(s.channel_opacity, "style->channel_opacity", why)?;
                arguments::unused(s.missing_color, "style->missing_color", why)?;
                None
            }
            false => Some(channels(s, values)?),
        },
        background: s.background,
        shading: if arguments::switch(s.flat, "style->flat")? { 0.0 } else { default.shading },
        max_layers: or(s.max_layers, default.max_layers),
        samples: or(s.samples, default.samples),
    })
}

fn channels<'a>(s: &chroma2_style, values: &'a [f32]) -> Result<Channels<'a>> {
    let log = arguments::switch(s.log_scale, "style->log_scale")?;
    let map = ColorMap::from_number(s.color_map).ok_or_else(|| {
        let number = s.color_map;
        Error::argument(format!(
            "style->color_map is {number}; 0 (viridis), 1 (cubehelix) and 2 (grey) are allowed"
        ))
    })?;
    let opacity = u8::try_from(s.channel_opacity).map_err(|_| {
        Error::argument(format!("style->channel_opacity is {}; 0 to 255 is allowed", s.channel_opacity))
    })?;
    let range = match (s.value_low, s.value_high) {
        (0.0, 0.0) => Channels::range_of(values, log),
        range => range,
    };
    let opacity = if opacity == 0 { 255 } else { opacity };
    Ok(Channels { values, range, log, map, opacity, missing: s.missing_color })
}

/// Draws a committed geometry on all threads of its context. `style` may be NULL. Writes rows from
/// the top, 4 bytes a pixel (red, green, blue, opacity), to `rgba`, which has room for `size` bytes:
/// 4 * width * height. The same picture for any number of threads. Fails as an invalid state before
/// the commit. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_render(
    geometry: *const chroma2_geometry,
    camera: *const chroma2_camera,
    style: *const chroma2_style,
    rgba: *mut u8,
    size: usize,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry, "geometry")?;
        arguments::aligned(camera, "camera")?;
        // SAFETY: the caller guarantees `camera`.
        let camera = self::camera(&unsafe { arguments::config(camera, "camera") }?)?;
        let given = (!style.is_null())
            // SAFETY: the caller guarantees `style`.
            .then(|| unsafe { arguments::config(style, "style") })
            .transpose()?;
        let style = match &given {
            // SAFETY: the caller guarantees the arrays.
            Some(given) => unsafe { self::style(given) }?,
            None => Style::default(),
        };
        let needed = 4 * u64::from(camera.width) * u64::from(camera.height);
        if size as u64 != needed {
            return Err(Error::argument(format!(
                "size is {size}; 4 * {} * {} = {needed} bytes are needed",
                camera.width, camera.height
            )));
        }
        // SAFETY: the caller guarantees `rgba`.
        let pixels = unsafe { arguments::slice_mut(rgba.cast::<Rgba>(), size as u64 / 4, "rgba") }?;
        let committed = geometry.committed()?;
        let rays = (size as u64 / 4).saturating_mul(u64::from(style.samples).pow(2));
        let loaded = geometry.loaded()?;
        loaded.prepare(rays.max(1))?;
        let _charge = geometry.context().charge(needs(size / 4, &style), "rays of the picture")?;
        geometry.context().install(|| render_on(Some(loaded), &committed, &camera, &style, pixels))?
    })
}

/// Writes a picture as a PNG file: 4 * width * height bytes, rows from the top, red, green, blue
/// (sRGB) and opacity. Width and height are 1 or more, their product at most 2^28. A file of that name is
/// replaced. Fails as an input or output error. Any
/// thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_image_write_png(
    path: *const c_char,
    rgba: *const u8,
    width: u32,
    height: u32,
) -> chroma2_status {
    guard(|| {
        // SAFETY: the caller guarantees `path`.
        let path = unsafe { arguments::path(path, "path") }?;
        let count = width as usize * height as usize;
        // SAFETY: the caller guarantees `rgba`.
        let pixels = unsafe { arguments::slice(rgba.cast::<Rgba>(), count as u64, "rgba") }?;
        write_png(path, pixels, width, height)
    })
}
