//! Comparisons bit by bit that show what differs first.

use chroma2::session::{Columns, Event, Hits, Records};
use std::fmt::Write;

/// Every column as words, with how many a photon has.
fn words(columns: &Columns) -> [(&'static str, &[u32], usize); 9] {
    [
        ("position", bytemuck::cast_slice(&columns.position), 3),
        ("direction", bytemuck::cast_slice(&columns.direction), 3),
        ("polarization", bytemuck::cast_slice(&columns.polarization), 3),
        ("time", bytemuck::cast_slice(&columns.time), 1),
        ("wavelength", bytemuck::cast_slice(&columns.wavelength), 1),
        ("weight", bytemuck::cast_slice(&columns.weight), 1),
        ("flags", &columns.flags, 1),
        ("instance", &columns.instance, 1),
        ("triangle", &columns.triangle, 1),
    ]
}

/// One state as a table, with a mark where it differs.
fn table(gpu: &Columns, cpu: &Columns, i: usize) -> String {
    let mut text = String::new();
    for ((name, a, width), (_, b, _)) in words(gpu).into_iter().zip(words(cpu)) {
        for k in 0..width {
            let (a, b) = (a[i * width + k], b[i * width + k]);
            let show = |word: u32| match name {
                "flags" | "instance" | "triangle" => format!("{word:#010x} {word}"),
                _ => format!("{word:#010x} {:e}", f32::from_bits(word)),
            };
            let mark = if a == b { "" } else { "   <-- differs" };
            let name = if width == 3 { format!("{name}.{}", ["x", "y", "z"][k]) } else { name.into() };
            writeln!(text, "  {name:16} gpu {:28} cpu {:28}{mark}", show(a), show(b)).expect("a string");
        }
    }
    text
}

/// Fails with the first differing state.
pub fn states(what: &str, gpu: &Columns, cpu: &Columns) {
    assert_eq!(gpu.len(), cpu.len(), "{what}: number of states");
    let (a, b) = (words(gpu), words(cpu));
    let differs = |i: &usize| {
        a.iter().zip(&b).any(|((_, a, width), (_, b, _))| {
            let part = i * width..(i + 1) * width;
            a[part.clone()] != b[part]
        })
    };
    let different: Vec<usize> = (0..gpu.len()).filter(differs).collect();
    if let Some(&first) = different.first() {
        let some = &different[..different.len().min(12)];
        panic!(
            "{what}: {} of {} states differ: {some:?}\nstate {first}:\n{}",
            different.len(),
            gpu.len(),
            table(gpu, cpu, first)
        );
    }
}

/// Fails with the first differing entry.
pub fn lists<T: PartialEq + std::fmt::Debug>(what: &str, gpu: &[T], cpu: &[T]) {
    assert_eq!(gpu.len(), cpu.len(), "{what}: number of entries");
    let different = gpu.iter().zip(cpu).filter(|(a, b)| a != b).count();
    if let Some(first) = gpu.iter().zip(cpu).position(|(a, b)| a != b) {
        panic!(
            "{what}: {different} of {} entries differ, first {first}: gpu {:?}, cpu {:?}",
            gpu.len(),
            gpu[first],
            cpu[first]
        );
    }
}

/// Floats by their bits.
pub fn floats(what: &str, gpu: &[f32], cpu: &[f32]) {
    let bits = |values: &[f32]| -> Vec<u32> { values.iter().map(|value| value.to_bits()).collect() };
    lists(&format!("{what} (bits)"), &bits(gpu), &bits(cpu));
}

pub fn hits(what: &str, gpu: &Hits, cpu: &Hits) {
    lists(&format!("{what}: indices of hits"), &gpu.photon, &cpu.photon);
    lists(&format!("{what}: channels of hits"), &gpu.channel, &cpu.channel);
    lists(&format!("{what}: events of hits"), &gpu.event, &cpu.event);
    states(&format!("{what}: hits"), &gpu.states, &cpu.states);
}

fn records(what: &str, gpu: &Records, cpu: &Records) {
    lists(&format!("{what}: recorded photons"), &gpu.photon, &cpu.photon);
    lists(&format!("{what}: offsets of records"), &gpu.offset, &cpu.offset);
    states(&format!("{what}: records"), &gpu.states, &cpu.states);
}

/// Two events of the same: all that they gave.
pub fn events(what: &str, gpu: &Event, cpu: &Event) {
    let a = gpu.results().unwrap_or_else(|e| panic!("{what}: gpu: {e}"));
    let b = cpu.results().unwrap_or_else(|e| panic!("{what}: cpu: {e}"));
    match (&a.photons, &b.photons) {
        (Some(a), Some(b)) => states(what, a, b),
        (None, None) => {}
        _ => panic!("{what}: end states on one side only"),
    }
    match (&a.hits, &b.hits) {
        (Some(a), Some(b)) => hits(what, a, b),
        (None, None) => {}
        _ => panic!("{what}: hits on one side only"),
    }
    records(what, &a.records, &b.records);
    assert_eq!(a.summary, b.summary, "{what}: summary, gpu and cpu");
}
