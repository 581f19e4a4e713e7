//! PNG files.

use super::Rgba;
use super::camera::MOST_PIXELS;
use crate::geometry::load::{read_bounded, write_atomically};
use crate::{Error, Result, memory};
use std::path::Path;

/// Writes an RGBA picture (rows from the top) as a PNG file of 8 bits a channel.
pub fn write_png(path: &Path, pixels: &[Rgba], width: u32, height: u32) -> Result<()> {
    let count = u64::from(width) * u64::from(height);
    if count == 0 || count > MOST_PIXELS || pixels.len() as u64 != count {
        return Err(Error::argument(format!(
            "{width} x {height} pixels and {} given; 1 to {MOST_PIXELS}, as many as given, are needed",
            pixels.len()
        )));
    }
    // Filtered rows, and what they are compressed to, which is hardly ever more.
    let _held = memory::hold(2 * (4 * count + u64::from(height)) + (2 << 20), "a PNG file")?;
    write_atomically(path, |out| {
        let mut encoder = png::Encoder::new(out, width, height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(pixels.as_flattened())?;
        Ok(writer.finish()?)
    })
}

/// Reads a PNG file that [`write_png`] wrote: pixels, width, height.
pub fn read_png(path: &Path) -> Result<(Vec<Rgba>, u32, u32)> {
    let bytes = read_bounded(path, 8 * MOST_PIXELS)?;
    let wrong = |e: png::DecodingError| Error::format(path, e);
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().map_err(wrong)?;
    let (width, height) = reader.info().size();
    let count = u64::from(width) * u64::from(height);
    if reader.output_color_type() != (png::ColorType::Rgba, png::BitDepth::Eight) || count > MOST_PIXELS {
        return Err(Error::format(path, "not an RGBA picture of 8 bits a channel"));
    }
    let mut pixels = memory::filled([0; 4], count as usize, "a picture")?;
    reader.next_frame(pixels.as_flattened_mut()).map_err(wrong)?;
    Ok((pixels, width, height))
}
