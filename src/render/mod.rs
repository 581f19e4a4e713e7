//! Pictures of a committed geometry, for event displays: colours by triangle, surface, material or
//! channel value, seen through each other where they are transparent.

mod camera;
mod color;
mod color_map;
mod image;
mod style;
mod trace;

pub use camera::{Camera, MOST_PIXELS, Projection};
pub use color::{PALETTE, Rgba};
pub use color_map::ColorMap;
pub use image::{read_png, write_png};
pub use style::{Base, Channels, Style};
pub use trace::{needs, render, render_on};
