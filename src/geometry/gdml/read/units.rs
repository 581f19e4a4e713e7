//! Units as values of Geant4's internal units: mm, ns, MeV, positron charges, kelvin, rad.
//!
//! There are two lists: names in expressions (the evaluator's), and names in attributes such as `lunit` (the
//! units table's). They differ in names, and in the last bit of some values.

/// Charge of the positron in coulomb.
const E_SI: f64 = 1.602176634e-19;
const PI: f64 = std::f64::consts::PI;
const DEGREE: f64 = PI / 180.0;

// The base units, as the system of units computes them.
const METRE: f64 = 1e3;
const SECOND: f64 = 1e9;
const JOULE: f64 = 1e-6 / E_SI;
const KILOGRAM: f64 = JOULE * SECOND * SECOND / (METRE * METRE);
const COULOMB: f64 = 1.0 / E_SI;
const AMPERE: f64 = COULOMB / SECOND;

/// Names and values in expressions, with the constants.
pub fn of_expressions() -> impl Iterator<Item = (&'static str, f64)> {
    let (m, kg, s, a) = (METRE, KILOGRAM, SECOND, AMPERE);
    let newton = m * kg / (s * s);
    let pascal = newton / (m * m);
    let bar = 1e5 * pascal;
    let joule = newton * m;
    let watt = joule / s;
    let coulomb = a * s;
    let volt = joule / coulomb;
    let ohm = volt / a;
    let farad = coulomb / volt;
    let tesla = volt * s / (m * m);
    let weber = volt * s;
    let (mm, cm, km) = (1e-3 * m, 1e-2 * m, 1e3 * m);
    let barn = 1e-28 * m * m;
    let litre = 1e-3 * m * m * m;
    let gram = 0.001 * kg;
    let ev = E_SI * coulomb * volt;
    let constants = [("pi", PI), ("e", std::f64::consts::E), ("gamma", 0.577_215_664_901_532_9)];
    let groups: [(f64, &[(&str, f64)]); 29] = [
        (m, &[("meter", 1.0), ("metre", 1.0), ("m", 1.0), ("decimeter", 1e-1), ("micrometer", 1e-6)]),
        (m, &[("micron", 1e-6), ("um", 1e-6), ("nanometer", 1e-9), ("nm", 1e-9), ("angstrom", 1e-10)]),
        (m, &[("fermi", 1e-15), ("parsec", 3.0856775807e+16), ("pc", 3.0856775807e+16)]),
        (
            1.0,
            &[("millimeter", mm), ("mm", mm), ("centimeter", cm), ("cm", cm), ("kilometer", km), ("km", km)],
        ),
        (1.0, &[("m2", m * m), ("mm2", mm * mm), ("cm2", cm * cm), ("km2", km * km)]),
        (barn, &[("barn", 1.0), ("millibarn", 1e-3), ("mbarn", 1e-3), ("microbarn", 1e-6)]),
        (barn, &[("nanobarn", 1e-9), ("picobarn", 1e-12)]),
        (1.0, &[("m3", m * m * m), ("mm3", mm * mm * mm), ("cm3", cm * cm * cm), ("cc", cm * cm * cm)]),
        (1.0, &[("km3", km * km * km), ("diopter", 1.0 / m), ("dioptre", 1.0 / m), ("dpt", 1.0 / m)]),
        (litre, &[("liter", 1.0), ("litre", 1.0), ("L", 1.0), ("centiliter", 1e-2), ("cL", 1e-2)]),
        (litre, &[("milliliter", 1e-3), ("mL", 1e-3)]),
        (kg, &[("kilogram", 1.0), ("kg", 1.0)]),
        (gram, &[("gram", 1.0), ("g", 1.0), ("milligram", 1e-3), ("mg", 1e-3)]),
        (s, &[("second", 1.0), ("s", 1.0), ("millisecond", 1e-3), ("ms", 1e-3), ("microsecond", 1e-6)]),
        (s, &[("us", 1e-6), ("nanosecond", 1e-9), ("ns", 1e-9), ("picosecond", 1e-12), ("ps", 1e-12)]),
        (s, &[("minute", 60.0), ("hour", 3600.0), ("day", 86400.0), ("year", 31536000.0)]),
        (a, &[("ampere", 1.0), ("amp", 1.0), ("A", 1.0), ("milliampere", 1e-3), ("mA", 1e-3)]),
        (a, &[("microampere", 1e-6), ("nanoampere", 1e-9)]),
        (1.0, &[("kelvin", 1.0), ("K", 1.0), ("mole", 1.0), ("mol", 1.0), ("candela", 1.0), ("cd", 1.0)]),
        (1.0, &[("radian", 1.0), ("rad", 1.0), ("milliradian", 1e-3), ("mrad", 1e-3), ("steradian", 1.0)]),
        (1.0, &[("degree", DEGREE), ("deg", DEGREE), ("sr", 1.0), ("lumen", 1.0), ("lm", 1.0)]),
        (
            1.0 / s,
            &[
                ("hertz", 1.0),
                ("Hz", 1.0),
                ("kilohertz", 1e3),
                ("kHz", 1e3),
                ("megahertz", 1e6),
                ("MHz", 1e6),
            ],
        ),
        (newton, &[("newton", 1.0), ("N", 1.0), ("kilonewton", 1e3), ("kN", 1e3)]),
        (pascal, &[("pascal", 1.0), ("Pa", 1.0), ("atmosphere", 101325.0), ("atm", 101325.0)]),
        (bar, &[("bar", 1.0), ("kilobar", 1e3), ("kbar", 1e3), ("millibar", 1e-3), ("mbar", 1e-3)]),
        (
            joule,
            &[("joule", 1.0), ("J", 1.0), ("kilojoule", 1e3), ("kJ", 1e3), ("megajoule", 1e6), ("MJ", 1e6)],
        ),
        (joule, &[("gigajoule", 1e9), ("GJ", 1e9)]),
        (ev, &[("electronvolt", 1.0), ("eV", 1.0), ("millielectronvolt", 1e-3), ("kiloelectronvolt", 1e3)]),
        (
            ev,
            &[("keV", 1e3), ("megaelectronvolt", 1e6), ("MeV", 1e6), ("gigaelectronvolt", 1e9), ("GeV", 1e9)],
        ),
    ];
    let more: [(f64, &[(&str, f64)]); 15] = [
        (ev, &[("teraelectronvolt", 1e12), ("TeV", 1e12), ("petaelectronvolt", 1e15), ("PeV", 1e15)]),
        (watt, &[("watt", 1.0), ("W", 1.0), ("kilowatt", 1e3), ("kW", 1e3), ("megawatt", 1e6), ("MW", 1e6)]),
        (watt, &[("gigawatt", 1e9), ("GW", 1e9)]),
        (coulomb, &[("coulomb", 1.0), ("C", 1.0)]),
        (volt, &[("volt", 1.0), ("V", 1.0), ("kilovolt", 1e3), ("kV", 1e3), ("megavolt", 1e6), ("MV", 1e6)]),
        (ohm, &[("ohm", 1.0)]),
        (1.0 / ohm, &[("siemens", 1.0), ("S", 1.0)]),
        (farad, &[("farad", 1.0), ("F", 1.0), ("millifarad", 1e-3), ("mF", 1e-3), ("microfarad", 1e-6)]),
        (farad, &[("uF", 1e-6), ("nanofarad", 1e-9), ("nF", 1e-9), ("picofarad", 1e-12), ("pF", 1e-12)]),
        (
            tesla,
            &[("tesla", 1.0), ("T", 1.0), ("gauss", 1e-4), ("Gs", 1e-4), ("kilogauss", 0.1), ("kGs", 0.1)],
        ),
        (weber, &[("weber", 1.0), ("Wb", 1.0), ("henry", 1.0 / a), ("H", 1.0 / a)]),
        (1.0 / (m * m), &[("lux", 1.0), ("lx", 1.0)]),
        (
            1.0 / s,
            &[("becquerel", 1.0), ("Bq", 1.0), ("kilobecquerel", 1e3), ("kBq", 1e3), ("megabecquerel", 1e6)],
        ),
        (1.0 / s, &[("MBq", 1e6), ("gigabecquerel", 1e9), ("GBq", 1e9), ("curie", 3.7e10), ("Ci", 3.7e10)]),
        (1.0 / s, &[("millicurie", 3.7e7), ("mCi", 3.7e7), ("microcurie", 3.7e4), ("uCi", 3.7e4)]),
    ];
    let dose = joule / kg;
    let doses = [("gray", 1.0), ("Gy", 1.0), ("kilogray", 1e3), ("milligray", 1e-3), ("microgray", 1e-6)];
    let doses = doses.into_iter().chain([("sievert", 1.0), ("Sv", 1.0)]).map(move |(n, v)| (n, v * dose));
    let mut all: Vec<(&'static str, f64)> = constants.into_iter().chain(doses).collect();
    for (unit, names) in groups.into_iter().chain(more) {
        all.extend(names.iter().map(|&(name, factor)| (name, factor * unit)));
    }
    all.into_iter()
}

/// What a unit of an attribute measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// mm.
    Length,
    /// rad.
    Angle,
    /// Anything else.
    Other,
}

/// Units of attributes: name, symbol, kind, value.
const TABLE: &[(&str, &str, Kind, f64)] = &[
    ("parsec", "pc", Kind::Length, 3.0856775807e+16 * METRE),
    ("kilometer", "km", Kind::Length, 1e3 * METRE),
    ("meter", "m", Kind::Length, METRE),
    ("centimeter", "cm", Kind::Length, 10.0),
    ("millimeter", "mm", Kind::Length, 1.0),
    ("micrometer", "um", Kind::Length, 1e-6 * METRE),
    ("nanometer", "nm", Kind::Length, 1e-9 * METRE),
    ("angstrom", "Ang", Kind::Length, 1e-10 * METRE),
    ("fermi", "fm", Kind::Length, 1e-15 * METRE),
    ("radian", "rad", Kind::Angle, 1.0),
    ("milliradian", "mrad", Kind::Angle, 1e-3),
    ("degree", "deg", Kind::Angle, DEGREE),
    ("kilometer2", "km2", Kind::Other, 1e12),
    ("meter2", "m2", Kind::Other, METRE * METRE),
    ("centimeter2", "cm2", Kind::Other, 100.0),
    ("millimeter2", "mm2", Kind::Other, 1.0),
    ("barn", "barn", Kind::Other, 1e-28 * METRE * METRE),
    ("kilometer3", "km3", Kind::Other, 1e18),
    ("meter3", "m3", Kind::Other, METRE * METRE * METRE),
    ("centimeter3", "cm3", Kind::Other, 1000.0),
    ("millimeter3", "mm3", Kind::Other, 1.0),
    ("liter", "L", Kind::Other, 1e6),
    ("dL", "dL", Kind::Other, 1e5),
    ("cL", "cL", Kind::Other, 1e4),
    ("mL", "mL", Kind::Other, 1e3),
    ("steradian", "sr", Kind::Other, 1.0),
    ("millisteradian", "msr", Kind::Other, 1e-3),
    ("second", "s", Kind::Other, SECOND),
    ("millisecond", "ms", Kind::Other, 1e-3 * SECOND),
    ("microsecond", "us", Kind::Other, 1e-6 * SECOND),
    ("nanosecond", "ns", Kind::Other, 1.0),
    ("picosecond", "ps", Kind::Other, 1e-12 * SECOND),
    ("minute", "min", Kind::Other, 60.0 * SECOND),
    ("hour", "h", Kind::Other, 3600.0 * SECOND),
    ("day", "d", Kind::Other, 86400.0 * SECOND),
    ("year", "y", Kind::Other, 31536000.0 * SECOND),
    ("hertz", "Hz", Kind::Other, 1.0 / SECOND),
    ("kilohertz", "kHz", Kind::Other, 1e3 / SECOND),
    ("megahertz", "MHz", Kind::Other, 1e6 / SECOND),
    ("cm/ns", "cm/ns", Kind::Other, 10.0),
    ("mm/ns", "mm/ns", Kind::Other, 1.0),
    ("cm/us", "cm/us", Kind::Other, 1e-2),
    ("km/s", "km/s", Kind::Other, 1e-3),
    ("cm/ms", "cm/ms", Kind::Other, 1e-5),
    ("m/s", "m/s", Kind::Other, 1e-6),
    ("cm/s", "cm/s", Kind::Other, 1e-8),
    ("mm/s", "mm/s", Kind::Other, 1e-9),
    ("eplus", "e+", Kind::Other, 1.0),
    ("coulomb", "C", Kind::Other, COULOMB),
    ("electronvolt", "eV", Kind::Other, 1e-6),
    ("kiloelectronvolt", "keV", Kind::Other, 1e-3),
    ("megaelectronvolt", "MeV", Kind::Other, 1.0),
    ("gigaelectronvolt", "GeV", Kind::Other, 1e3),
    ("teraelectronvolt", "TeV", Kind::Other, 1e6),
    ("petaelectronvolt", "PeV", Kind::Other, 1e9),
    ("millielectronVolt", "meV", Kind::Other, 1e-9),
    ("joule", "J", Kind::Other, JOULE),
    ("milligram", "mg", Kind::Other, 1e-6 * KILOGRAM),
    ("gram", "g", Kind::Other, 1e-3 * KILOGRAM),
    ("kilogram", "kg", Kind::Other, KILOGRAM),
    ("g/cm3", "g/cm3", Kind::Other, 1e-3 * KILOGRAM / 1000.0),
    ("mg/cm3", "mg/cm3", Kind::Other, 1e-6 * KILOGRAM / 1000.0),
    ("kg/m3", "kg/m3", Kind::Other, KILOGRAM / 1e9),
    ("g/cm2", "g/cm2", Kind::Other, 1e-3 * KILOGRAM / 100.0),
    ("mg/cm2", "mg/cm2", Kind::Other, 1e-6 * KILOGRAM / 100.0),
    ("kg/cm2", "kg/cm2", Kind::Other, KILOGRAM / 100.0),
    ("cm2/g", "cm2/g", Kind::Other, 100.0 / (1e-3 * KILOGRAM)),
    ("GeV/cm", "GeV/cm", Kind::Other, 100.0),
    ("MeV/cm", "MeV/cm", Kind::Other, 0.1),
    ("keV/cm", "keV/cm", Kind::Other, 1e-4),
    ("eV/cm", "eV/cm", Kind::Other, 1e-7),
    ("watt", "W", Kind::Other, JOULE / SECOND),
    ("newton", "N", Kind::Other, JOULE / METRE),
    ("pascal", "Pa", Kind::Other, JOULE / METRE / (METRE * METRE)),
    ("bar", "bar", Kind::Other, 1e5 * (JOULE / METRE / (METRE * METRE))),
    ("atmosphere", "atm", Kind::Other, 101325.0 * (JOULE / METRE / (METRE * METRE))),
    ("ampere", "A", Kind::Other, AMPERE),
    ("milliampere", "mA", Kind::Other, 1e-3 * AMPERE),
    ("microampere", "muA", Kind::Other, 1e-6 * AMPERE),
    ("nanoampere", "nA", Kind::Other, 1e-9 * AMPERE),
    ("volt", "V", Kind::Other, 1e-6),
    ("kilovolt", "kV", Kind::Other, 1e-3),
    ("megavolt", "MV", Kind::Other, 1.0),
    ("volt/m", "V/m", Kind::Other, 1e-9),
    ("kilovolt/m", "kV/m", Kind::Other, 1e-6),
    ("megavolt/m", "MV/m", Kind::Other, 1e-3),
    ("tesla", "T", Kind::Other, 1e-6 * SECOND / (METRE * METRE)),
    ("kilogauss", "kG", Kind::Other, 0.1 * (1e-6 * SECOND / (METRE * METRE))),
    ("gauss", "G", Kind::Other, 1e-4 * (1e-6 * SECOND / (METRE * METRE))),
    ("kelvin", "K", Kind::Other, 1.0),
    ("mole", "mol", Kind::Other, 1.0),
    ("g/mole", "g/mol", Kind::Other, 1e-3 * KILOGRAM),
    ("becquerel", "Bq", Kind::Other, 1.0 / SECOND),
    ("curie", "Ci", Kind::Other, 3.7e10 / SECOND),
    ("gray", "Gy", Kind::Other, JOULE / KILOGRAM),
];

/// A unit of an attribute by its name or symbol.
pub fn of_attribute(name: &str) -> Option<(Kind, f64)> {
    TABLE.iter().find(|unit| unit.0 == name || unit.1 == name).map(|unit| (unit.2, unit.3))
}

/// What to say of a unit that is not of a kind.
pub fn expected(kind: Kind) -> String {
    let symbols: Vec<&str> = TABLE.iter().filter(|unit| unit.2 == kind).map(|unit| unit.1).collect();
    let allowed = symbols.join(", ");
    match kind {
        Kind::Length => format!("not a unit of length; allowed: {allowed}"),
        Kind::Angle => format!("not a unit of angle; allowed: {allowed}"),
        Kind::Other => "not a unit that has a meaning here".to_owned(),
    }
}
