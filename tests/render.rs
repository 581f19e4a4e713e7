//! Pictures: geometry of the camera, colours, what hides what, and the same bytes every time.

use chroma2::geometry::{
    CommitOptions, Committed, Instance, Material, Mesh, Model, PerTriangle, Surface, WirePlane,
};
use chroma2::layout::NONE;
use chroma2::render::{
    Base, Camera, Channels, ColorMap, PALETTE, Projection, Rgba, Style, read_png, render, write_png,
};
use std::sync::Arc;

const RED: Rgba = [255, 0, 0, 255];
const GREEN: Rgba = [0, 255, 0, 255];
const BLUE: Rgba = [0, 0, 255, 255];
const WHITE: Rgba = [255; 4];

/// A square of side 2 across z, normal towards +z, inner material 1, outer material 0.
fn square(surface: u32) -> Mesh {
    Mesh {
        name: String::new(),
        vertices: vec![[-1.0, -1.0, 0.0], [1.0, -1.0, 0.0], [1.0, 1.0, 0.0], [-1.0, 1.0, 0.0]],
        triangles: vec![[0, 1, 2], [0, 2, 3]],
        inner_material: PerTriangle::Uniform(1),
        outer_material: PerTriangle::Uniform(0),
        surface: PerTriangle::Uniform(surface),
    }
}

/// Squares at z = 0, -2, -4, … with surfaces 0, 1, none, and channels 0, 1, -1.
fn scene(layers: u32) -> Committed {
    let mut model = Model::new();
    for name in ["air", "glass"] {
        model.add_material(Material::new(name)).unwrap();
    }
    for name in ["a", "b"] {
        model.add_surface(Surface { name: name.into(), ..Surface::default() }).unwrap();
    }
    for surface in [0, 1, NONE] {
        model.add_mesh(square(surface)).unwrap();
    }
    for i in 0..layers {
        let channel = if i % 3 < 2 { i as i32 } else { -1 };
        let translation = [0.0, 0.0, -2.0 * f64::from(i)];
        model.add_instance(Instance { channel, translation, ..Instance::of(i % 3) }).unwrap();
    }
    Arc::new(model).commit(&CommitOptions::default()).unwrap()
}

/// From +z down, 4 mm wide, so that the squares cover the middle half of the picture.
fn camera() -> Camera {
    Camera {
        position: [0.0, 0.0, 10.0],
        target: [0.0; 3],
        up: [0.0, 1.0, 0.0],
        projection: Projection::Orthographic(4.0),
        width: 40,
        height: 40,
        ..Camera::default()
    }
}

fn flat() -> Style<'static> {
    Style { shading: 0.0, ..Style::default() }
}

fn picture(committed: &Committed, camera: &Camera, style: &Style) -> Vec<Rgba> {
    let mut pixels = vec![[1; 4]; (camera.width * camera.height) as usize];
    render(committed, camera, style, &mut pixels).unwrap();
    pixels
}

/// The colour in the middle, a bit off the squares' diagonal.
fn middle(committed: &Committed, style: &Style) -> Rgba {
    picture(committed, &camera(), style)[40 * 18 + 24]
}

#[test]
fn what_is_in_front_covers_its_place_and_nothing_else() {
    let committed = scene(2);
    let pixels = picture(&committed, &camera(), &flat());
    for (i, pixel) in pixels.iter().enumerate() {
        let inside = (10..30).contains(&(i % 40)) && (10..30).contains(&(i / 40));
        assert_eq!(*pixel, if inside { PALETTE[0] } else { WHITE }, "pixel {i}");
    }
    let behind = Camera { position: [0.0, 0.0, -10.0], ..camera() };
    assert_eq!(picture(&committed, &behind, &flat())[40 * 18 + 24], PALETTE[1], "from the other side");
    let up = Camera { target: [0.0, 1.0, 0.0], position: [0.0, 1.0, 10.0], ..camera() };
    let pixels = picture(&committed, &up, &flat());
    assert_eq!((pixels[40 * 15 + 20], pixels[40 * 35 + 20]), (WHITE, PALETTE[0]), "rows from the top");
}

#[test]
fn clipping_opens_the_view() {
    let committed = scene(2);
    let near = |near, far| picture(&committed, &Camera { near, far, ..camera() }, &flat())[40 * 18 + 24];
    assert_eq!(near(9.0, f64::INFINITY), PALETTE[0]);
    assert_eq!(near(11.0, f64::INFINITY), PALETTE[1]);
    assert_eq!(near(11.0, 11.5), WHITE);
    assert_eq!(near(13.0, f64::INFINITY), WHITE);
    let perspective = Camera { projection: Projection::Perspective(0.3), near: 11.0, ..camera() };
    assert_eq!(picture(&committed, &perspective, &flat())[40 * 18 + 24], PALETTE[1]);
}

#[test]
fn colours_by_surface_material_triangle_and_channel() {
    let committed = scene(3);
    let color = |base| middle(&committed, &Style { base, ..flat() });
    assert_eq!(color(Base::Surface(&[RED, GREEN, BLUE])), RED);
    assert_eq!(color(Base::Surface(&[[0; 4], GREEN, BLUE])), GREEN, "invisible ones let see");
    assert_eq!(color(Base::Surface(&[[0; 4], [0; 4], BLUE])), BLUE, "the last is for bare boundaries");
    assert_eq!(color(Base::Material(&[RED, GREEN])), GREEN, "what lies behind");
    let triangles = [RED, BLUE, GREEN, GREEN, GREEN, GREEN];
    let pixels = picture(&committed, &camera(), &Style { base: Base::Triangle(&triangles), ..flat() });
    assert_eq!((pixels[40 * 25 + 25 - 2], pixels[40 * 12 + 12]), (RED, BLUE), "below and above the diagonal");
    let values = [3.0, 7.0];
    let channels = Channels {
        values: &values,
        range: (3.0, 7.0),
        log: false,
        map: ColorMap::Grey,
        opacity: 255,
        missing: GREEN,
    };
    let by = |channels| middle(&committed, &Style { channels: Some(channels), ..flat() });
    assert_eq!(by(channels), [0, 0, 0, 255]);
    assert_eq!(by(Channels { range: (1.0, 5.0), ..channels }), [128, 128, 128, 255]);
    assert_eq!(by(Channels { range: (1.0, 9.0), log: true, ..channels }), [128, 128, 128, 255]);
    assert_eq!(by(Channels { values: &[], ..channels }), GREEN);
    assert_eq!(by(Channels { values: &[f32::NAN], ..channels }), GREEN);
    assert_eq!(by(Channels { values: &[0.0], range: (1.0, 9.0), log: true, ..channels }), GREEN);
    assert_eq!(Channels::range_of(&[2.0, f32::NAN, -1.0, 5.0], false), (-1.0, 5.0));
    assert_eq!(Channels::range_of(&[2.0, 0.0, -1.0, 5.0], true), (2.0, 5.0));
    assert_eq!(Channels::range_of(&[4.0], false), (2.0, 6.0));
}

#[test]
fn layers_blend_from_front_to_back() {
    let half = |color: Rgba| [color[0], color[1], color[2], 128];
    let see = |surfaces: [Rgba; 3], layers: u32, style: Style| {
        middle(&scene(layers), &Style { base: Base::Surface(&surfaces), ..style })
    };
    let one = see([half(RED), GREEN, BLUE], 2, flat());
    assert!(one[0] > one[1] && one[1] > 180 && one[2] == 0 && one[3] == 255, "red over green: {one:?}");
    let clear = Style { background: [0; 4], ..flat() };
    assert_eq!(see([half(RED), GREEN, BLUE], 1, clear), half(RED), "nothing behind");
    let two = see([half(RED), half(GREEN), BLUE], 2, clear);
    assert_eq!(two[3], 192, "a quarter is let through");
    assert!(two[0] > two[1]);
    let cut = Style { max_layers: 1, ..clear };
    assert_eq!(see([half(RED), half(GREEN), BLUE], 2, cut), half(RED), "one layer only");
    // Many faint layers: what is let through is the product.
    let faint = [255, 255, 255, 26];
    let many = see([faint; 3], 12, Style { max_layers: 100, ..clear });
    let expected = 1.0 - (1.0f64 - 26.0 / 255.0).powi(12);
    assert!((f64::from(many[3]) / 255.0 - expected).abs() < 0.004, "{many:?}");
}

#[test]
fn slanted_surfaces_are_darker() {
    let committed = scene(1);
    let shaded =
        Style { shading: 0.5, base: Base::Surface(&[WHITE, WHITE, WHITE]), background: RED, ..flat() };
    assert_eq!(middle(&committed, &shaded), WHITE);
    let slanted = Camera { position: [0.0, -10.0, 10.0 / 3.0f64.sqrt()], ..camera() }; // 60 degrees
    let pixel = picture(&committed, &slanted, &shaded)[40 * 19 + 20];
    // 1 - 0.5 (1 - cos 60) = 0.75 of the light, which sRGB encodes as 225.
    assert_eq!(pixel, [225, 225, 225, 255]);
}

#[test]
fn wires_are_drawn() {
    let mut model = Model::clone(scene(1).model());
    let plane = WirePlane {
        origin: [0.0, 0.0, 2.0],
        pitch: 1.0,
        radius: 0.3,
        u_min: -9.0,
        u_max: 9.0,
        v_min: -0.1,
        v_max: 0.1,
        surface: 1,
        ..WirePlane::default()
    };
    model.add_wire_plane(plane).unwrap();
    let committed = Arc::new(model).commit(&CommitOptions::default()).unwrap();
    let pixels = picture(&committed, &camera(), &flat());
    assert_eq!((pixels[40 * 20 + 2], pixels[40 * 12 + 2]), (PALETTE[1], WHITE));
    let triangles = [RED; 6];
    let style = Style { base: Base::Triangle(&triangles), ..flat() };
    assert_eq!(picture(&committed, &camera(), &style)[40 * 20 + 2], PALETTE[1]);
}

#[test]
fn the_same_picture_for_any_number_of_threads() {
    let committed = scene(9);
    let camera = Camera { projection: Projection::Perspective(0.5), width: 301, height: 203, ..camera() };
    let style = Style {
        base: Base::Surface(&[[255, 0, 0, 90], [0, 200, 0, 90], [0, 0, 90, 90]]),
        samples: 3,
        ..Style::default()
    };
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| picture(&committed, &camera, &style))
    };
    let one = with(1);
    assert!(one == with(3));
    let colors: std::collections::HashSet<_> = one.iter().collect();
    assert!(colors.len() > 20, "a picture with something in it");
}

#[test]
fn png_files_keep_every_byte() {
    let path = std::env::temp_dir().join(format!("chroma2-render-{}.png", std::process::id()));
    let pixels: Vec<Rgba> = (0..35u8).map(|i| [i, 255 - i, i * 7, i * 3]).collect();
    write_png(&path, &pixels, 7, 5).unwrap();
    assert_eq!(read_png(&path).unwrap(), (pixels.clone(), 7, 5));
    assert!(write_png(&path, &pixels, 7, 6).unwrap_err().to_string().contains("35 given"));
    assert!(write_png(&path, &[], 0, 6).is_err());
    assert_eq!(read_png(&path).unwrap().1, 7, "a failed write leaves the file");
    std::fs::write(&path, b"no picture").unwrap();
    assert!(read_png(&path).is_err());
    std::fs::remove_file(&path).unwrap();
    assert!(write_png(&path.join("x.png"), &pixels, 7, 5).is_err());
}

#[test]
fn styles_that_do_not_fit_are_refused() {
    let committed = scene(2);
    let message =
        |style: Style| render(&committed, &camera(), &style, &mut [[0; 4]; 1600]).unwrap_err().to_string();
    let values = Channels {
        values: &[],
        range: (0.0, 1.0),
        log: false,
        map: ColorMap::Grey,
        opacity: 255,
        missing: RED,
    };
    assert!(message(Style { base: Base::Surface(&[RED; 2]), ..flat() }).contains("2 surface colours"));
    assert!(message(Style { base: Base::Material(&[RED; 3]), ..flat() }).contains("3 material colours"));
    assert!(message(Style { base: Base::Triangle(&[RED; 7]), ..flat() }).contains("7 triangle colours"));
    assert!(message(Style { samples: 17, ..flat() }).contains("samples is 17"));
    assert!(message(Style { max_layers: 0, ..flat() }).contains("max_layers is 0"));
    assert!(message(Style { shading: f32::NAN, ..flat() }).contains("shading"));
    for range in [(1.0, 1.0), (f64::NAN, 1.0), (0.0, f64::INFINITY)] {
        assert!(message(Style { channels: Some(Channels { range, ..values }), ..flat() }).contains("range"));
    }
    assert!(
        message(Style { channels: Some(Channels { log: true, ..values }), ..flat() }).contains("above 0")
    );
    let mut few = [[0; 4]; 3];
    assert!(render(&committed, &camera(), &flat(), &mut few).unwrap_err().to_string().contains("room for 3"));
}
