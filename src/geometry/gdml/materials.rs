//! Materials by Geant4's names of properties (G4MaterialPropertiesTable 11.4).

use super::problems::Problems;
use super::read::{self, Property};
use super::tables::{Spectrum, constant};
use crate::optics::{Component, Material, NO_LIMIT, Scintillation};
use crate::tables::{Cdf, Curve};

/// A photon in a material without a refractive index ends at once, as in Geant4: its absorption length, mm.
const STOPPING_LENGTH: f64 = 1e-6;

/// A material, and whether it has a refractive index.
pub(super) struct Optical {
    pub material: Material,
    pub is_opaque: bool,
}

/// What reads one material.
struct Reader<'a> {
    of: &'a read::Material,
    problems: &'a Problems<'a>,
    /// By property: whether it was asked for.
    used: std::cell::RefCell<Vec<bool>>,
}

impl<'a> Reader<'a> {
    /// The property of a name; the last one where the file has several.
    fn find(&self, name: &str) -> Option<&'a Property> {
        let mut found = None;
        for (property, used) in self.of.properties.iter().zip(self.used.borrow_mut().iter_mut()) {
            if property.name == name {
                *used = true;
                found = Some(property);
            }
        }
        let property = found?;
        if self.problems.is_ignored(&self.of.name, name) {
            let material = &self.of.name;
            self.problems
                .note(format!("material \"{material}\": {name} is left out, as it is to be ignored"));
            return None;
        }
        Some(property)
    }

    fn wrong(&self, property: &Property, why: &str) {
        let table = &property.table;
        let why = format!("(matrix \"{}\") {why}", table.name);
        self.problems
            .error(&property.place, &format!("material \"{}\": {} {why}", self.of.name, property.name));
    }

    /// What `read` makes of a property; `None` where there is none, or where it is wrong, which is then said.
    fn read<T>(&self, name: &str, read: impl Fn(&Property) -> Result<T, String>) -> Option<T> {
        let property = self.find(name)?;
        read(property).map_err(|why| self.wrong(property, &why)).ok()
    }

    fn spectrum(&self, name: &str) -> Option<Spectrum> {
        self.read(name, |property| Spectrum::of(&property.table))
    }

    fn curve(&self, name: &str) -> Option<Curve> {
        self.read(name, |property| Spectrum::of(&property.table)?.curve())
    }

    fn distribution(&self, name: &str) -> Option<Cdf> {
        self.read(name, |property| Spectrum::of(&property.table)?.distribution())
    }

    fn constant(&self, name: &str) -> Option<f64> {
        self.read(name, constant)
    }

    fn distribution_of(&self, names: &[&str]) -> Option<Cdf> {
        names.iter().filter_map(|name| self.distribution(name)).next()
    }
}

/// A material as the library has it. `delta`: shifters emit after their time constant exactly, not with an exponential delay.
pub(super) fn optical(of: &read::Material, delta: bool, problems: &Problems) -> Optical {
    let used = vec![false; of.properties.len()].into();
    let reader = Reader { of, problems, used };
    let mut material = Material::new(&of.name);
    let index = reader.spectrum("RINDEX");
    let is_opaque = index.is_none();
    if let Some(index) = &index {
        if let Ok(curve) = index.curve() {
            material.refractive_index = curve;
        }
        // The rule for group velocities goes by the file's own points.
        if let Some(velocity) = index.group_velocity().and_then(|velocity| velocity.curve().ok()) {
            material.group_velocity = velocity;
        }
    }
    // Geant4 computes it anew wherever it reads RINDEX.
    let place = |name: &str| of.properties.iter().rposition(|property| property.name == name);
    if let Some(velocity) = reader.curve("GROUPVEL").filter(|_| place("GROUPVEL") > place("RINDEX")) {
        material.group_velocity = velocity;
    }
    bulk(&reader, &mut material);
    density_fluctuations(&reader, index.as_ref(), &mut material);
    shifters(&reader, &mut material, delta);
    scintillation(&reader, &mut material);
    if is_opaque {
        material.absorption_length = Curve::Constant(STOPPING_LENGTH);
        material.components.clear();
    }
    for (property, used) in of.properties.iter().zip(reader.used.take()) {
        if !used {
            problems.property(&property.place, "material", &of.name, &property.name, "is not simulated");
        }
    }
    if let Err(error) = material.check(&format!("material \"{}\"", of.name)) {
        problems.error(&of.place, &error.to_string());
    }
    Optical { material, is_opaque }
}

/// A material that no volume is of, whose properties nobody looks at.
pub(super) fn unused(of: &read::Material) -> Optical {
    Optical { material: Material::new(&of.name), is_opaque: true }
}

fn bulk(reader: &Reader, material: &mut Material) {
    let length = |name: &str| reader.curve(name).map(longest);
    if let Some(length) = length("ABSLENGTH") {
        material.absorption_length = length;
    }
    if let Some(length) = length("RAYLEIGH") {
        material.scattering_length = length;
    }
    if let Some(length) = length("MIEHG") {
        material.mie_length = length;
    }
    let number = |name: &str, to: &mut Curve| {
        if let Some(value) = reader.constant(name) {
            *to = Curve::Constant(value);
        }
    };
    number("MIEHG_FORWARD", &mut material.mie_forward);
    number("MIEHG_BACKWARD", &mut material.mie_backward);
    number("MIEHG_FORWARD_RATIO", &mut material.mie_forward_ratio);
}

/// Lengths as the library takes them: none is 0, none longer than it tells from infinity.
fn longest(curve: Curve) -> Curve {
    let within = |length: f64| length.clamp(STOPPING_LENGTH, NO_LIMIT);
    match curve {
        Curve::Constant(length) if length >= 0.0 => Curve::Constant(within(length)),
        Curve::Points { x, y } if y.iter().all(|length| *length >= 0.0) => {
            Curve::Points { x, y: y.into_iter().map(within).collect() }
        }
        wrong => wrong,
    }
}

/// Scattering by fluctuations of the density (Einstein and Smoluchowski), of what names its compressibility and, in Geant4, of what
/// is called Water, where the file has no RAYLEIGH: 1 / L = s (b k T / 6 pi) (E / h c)^4 ((n^2 - 1) (n^2 + 2) / 3)^2 at the
/// energies of RINDEX (G4OpRayleigh 11.4).
fn density_fluctuations(reader: &Reader, index: Option<&Spectrum>, material: &mut Material) {
    let given = reader.constant("ISOTHERMAL_COMPRESSIBILITY");
    let scale = reader.constant("RS_SCALE_FACTOR").unwrap_or(1.0);
    let has_length = reader.find("RAYLEIGH").is_some();
    let (compressibility, temperature) = match given {
        _ if has_length => return,
        _ if reader.of.name == "Water" => (7.658e-14, 283.15), // mm^3/MeV, K
        Some(compressibility) => (compressibility, 293.15),
        None => return,
    };
    let Some(index) = index else { return };
    const BOLTZMANN: f64 = 8.617_333_262e-11; // MeV/K
    let length = |(wavelength, n): (&f64, &f64)| {
        let wave_number = 2.0 * std::f64::consts::PI / (wavelength * 1e-6); // 1/mm
        let squared = n * n;
        let strength = (squared - 1.0) * (squared + 2.0) / 3.0;
        let factor = compressibility * BOLTZMANN * temperature / (6.0 * std::f64::consts::PI);
        (scale * factor * wave_number.powi(4) * strength * strength).recip()
    };
    let values = index.wavelengths.iter().zip(&index.values).map(length).collect();
    match (Spectrum { wavelengths: index.wavelengths.clone(), values }).curve() {
        Ok(curve) => material.scattering_length = longest(curve),
        Err(why) => reader
            .problems
            .error(&reader.of.place, &format!("material \"{}\": Rayleigh {why}", reader.of.name)),
    }
}

/// Wavelength shifters beside the plain absorption: components whose lengths add up to that of the material.
fn shifters(reader: &Reader, material: &mut Material, delta: bool) {
    let (mut components, mut losses) = (Vec::new(), Vec::new());
    for second in ["", "2"] {
        let name = |what: &str| format!("WLS{what}{second}");
        let length = reader.curve(&name("ABSLENGTH")).map(longest);
        let spectrum = reader.distribution(&name("COMPONENT"));
        let time = reader.constant(&name("TIMECONSTANT")).unwrap_or(0.0);
        let number = reader.constant(&name("MEANNUMBERPHOTONS"));
        let Some(absorption_length) = length else { continue };
        // As in Geant4, what cannot or does not emit absorbs all the same.
        let (Some(wavelength_cdf), false) = (spectrum, number == Some(0.0)) else {
            reader.problems.note(format!(
                "material \"{}\" has {} but emits nothing: light is absorbed by it",
                reader.of.name,
                name("ABSLENGTH")
            ));
            losses.push(absorption_length);
            continue;
        };
        let Ok(time_cdf) = Component::no_delay() else { continue };
        components.push(Component {
            absorption_length,
            reemission_prob: Curve::Constant(1.0),
            wavelength_cdf,
            time_cdf,
            delay: if delta { time } else { 0.0 },
            decay_time: if delta { 0.0 } else { time },
            downshift_only: true,
            mean_number: number.unwrap_or(0.0),
        });
    }
    if let Some(component) = reemission(reader, material) {
        components.push(component);
    } else if material.absorption_length.range().0 < NO_LIMIT {
        losses.push(material.absorption_length.clone());
    }
    if let Some(like) = components.first().cloned() {
        components.extend(losses.into_iter().map(|length| loss(&like, length)));
        let lengths: Vec<&Curve> = components.iter().map(|component| &component.absorption_length).collect();
        material.absorption_length = together(&lengths);
        material.components = components;
    } else if let [_, _, ..] = losses[..] {
        material.absorption_length = together(&losses.iter().collect::<Vec<_>>());
    } else if let Some(length) = losses.pop() {
        material.absorption_length = length;
    }
}

/// REEMISSIONPROB, which Geant4 does not know (Opticks, JUNO): a share of what is absorbed comes again with the spectrum of
/// scintillation. One that is 0 everywhere has no meaning.
fn reemission(reader: &Reader, material: &Material) -> Option<Component> {
    let reemission_prob = reader.curve("REEMISSIONPROB")?;
    if reemission_prob.range() == (0.0, 0.0) || material.absorption_length.range().0 >= NO_LIMIT {
        return None;
    }
    let names = ["SCINTILLATIONCOMPONENT1", "SLOWCOMPONENT", "FASTCOMPONENT"];
    let Some(wavelength_cdf) = reader.distribution_of(&names) else {
        if let Some(property) = reader.find("REEMISSIONPROB") {
            reader.wrong(property, &format!("needs a spectrum of {}", names.join(", ")));
        }
        return None;
    };
    Some(Component {
        absorption_length: material.absorption_length.clone(),
        reemission_prob,
        wavelength_cdf,
        time_cdf: Component::no_delay().ok()?,
        delay: 0.0,
        decay_time: 0.0,
        downshift_only: false,
        mean_number: 0.0,
    })
}

/// What stands for light that is absorbed and gone.
fn loss(like: &Component, absorption_length: Curve) -> Component {
    Component {
        absorption_length,
        reemission_prob: Curve::Constant(0.0),
        delay: 0.0,
        decay_time: 0.0,
        downshift_only: false,
        mean_number: 0.0,
        ..like.clone()
    }
}

/// 1 / (1 / L1 + 1 / L2 + ...), at all of their points and some between.
fn together(lengths: &[&Curve]) -> Curve {
    let of = |at: f64| lengths.iter().map(|length| 1.0 / length.value(at)).sum::<f64>().recip().min(NO_LIMIT);
    let mut points: Vec<f64> = Vec::new();
    for length in lengths {
        if let Curve::Points { x, .. } = length {
            points.extend(x);
        }
    }
    if points.is_empty() {
        return Curve::Constant(of(400.0));
    }
    points.sort_by(f64::total_cmp);
    points.dedup();
    // A sum of inverses bends between points where one length falls steeply.
    let between =
        |pair: &[f64]| (0..8).map(|i| pair[0] + (pair[1] - pair[0]) * f64::from(i) / 8.0).collect::<Vec<_>>();
    let mut x: Vec<f64> = points.windows(2).flat_map(between).collect();
    x.extend(points.last());
    let y = x.iter().map(|at| of(*at)).collect();
    Curve::Points { x, y }
}

/// By the names that Geant4 has had since 10.7, or else by those before.
fn scintillation(reader: &Reader, material: &mut Material) {
    let mut found = Vec::new();
    let ratio = reader.constant("YIELDRATIO");
    let former = ["FASTCOMPONENT", "SLOWCOMPONENT"].map(|name| reader.distribution(name));
    let times = ["FASTTIMECONSTANT", "SLOWTIMECONSTANT"].map(|name| reader.constant(name));
    let rises = ["FASTSCINTILLATIONRISETIME", "SLOWSCINTILLATIONRISETIME"].map(|name| reader.constant(name));
    for i in 1..=3 {
        let spectrum = reader.distribution(&format!("SCINTILLATIONCOMPONENT{i}"));
        let decay_time = reader.constant(&format!("SCINTILLATIONTIMECONSTANT{i}"));
        let rise_time = reader.constant(&format!("SCINTILLATIONRISETIME{i}"));
        let share = reader.constant(&format!("SCINTILLATIONYIELD{i}"));
        let Some(wavelength_cdf) = spectrum else { continue };
        let fraction = share.unwrap_or(if i == 1 { 1.0 } else { 0.0 });
        let (decay_time, rise_time) = (decay_time.unwrap_or(0.0), rise_time.unwrap_or(0.0));
        found.push(Scintillation { wavelength_cdf, decay_time, rise_time, fraction });
    }
    if found.is_empty() {
        let shares = match ratio {
            Some(ratio) => [ratio, 1.0 - ratio],
            None => [1.0, if former[0].is_some() { 0.0 } else { 1.0 }],
        };
        for (i, spectrum) in former.into_iter().enumerate() {
            let Some(wavelength_cdf) = spectrum else { continue };
            let (decay_time, rise_time) = (times[i].unwrap_or(0.0), rises[i].unwrap_or(0.0));
            found.push(Scintillation { wavelength_cdf, decay_time, rise_time, fraction: shares[i] });
        }
    }
    if let Some(number) = reader.constant("SCINTILLATIONYIELD") {
        material.scintillation_yield = number;
    }
    if let Some(scale) = reader.constant("RESOLUTIONSCALE") {
        material.resolution_scale = scale;
    }
    if found.iter().any(|one| one.fraction > 0.0) {
        material.scintillation = found;
    }
}
