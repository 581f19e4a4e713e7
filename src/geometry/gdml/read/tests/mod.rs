//! Tests of reading.

mod broken;
mod definitions;
mod entities;
mod expressions;
mod hostile;
mod optics;
mod public;
mod solids;
mod structure;

use crate::geometry::gdml::read::{Document, ReadOptions, read_text};

/// A description with these sections, which use the material `air`, the solid `w` and the volume `W`.
struct Sections<'a> {
    define: &'a str,
    materials: &'a str,
    solids: &'a str,
    /// Before the world's volume.
    before: &'a str,
    /// In it.
    world: &'a str,
    /// After it.
    after: &'a str,
}

const EMPTY: Sections = Sections { define: "", materials: "", solids: "", before: "", world: "", after: "" };

impl Sections<'_> {
    fn text(&self) -> String {
        let Self { define, materials, solids, before, world, after } = self;
        format!(
            r#"<?xml version="1.0"?>
<gdml xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="gdml.xsd">
<define>{define}</define>
<materials><material name="air" Z="7"><D value="0.001"/><atom value="14"/></material>{materials}</materials>
<solids><box name="w" x="1000" y="1000" z="1000"/>{solids}</solids>
<structure>{before}
<volume name="W"><materialref ref="air"/><solidref ref="w"/>{world}</volume>
{after}</structure>
<setup name="Default" version="1.0"><world ref="W"/></setup>
</gdml>"#
        )
    }

    fn read(&self) -> Document {
        read_text(&self.text(), "test.gdml", &ReadOptions::default())
            .unwrap_or_else(|error| panic!("{error}"))
    }

    fn fault(&self) -> String {
        fault(&self.text())
    }
}

fn fault(text: &str) -> String {
    match read_text(text, "test.gdml", &ReadOptions::default()) {
        Ok(_) => "no error".to_owned(),
        Err(error) => error.to_string(),
    }
}

/// A volume of the solid `w`.
fn volume(name: &str, content: &str) -> String {
    format!(r#"<volume name="{name}"><materialref ref="air"/><solidref ref="w"/>{content}</volume>"#)
}

fn assert_near(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{found:?}, expected {expected:?}");
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{found:?}, expected {expected:?}");
    }
}
