//! Numbers in messages: counts with their nouns and verbs, "1 mesh is", "2 meshes are", and real numbers.

use std::fmt::{self, Display, LowerExp};

/// Any type of number.
pub(crate) trait Number: Copy + Display + PartialEq + From<u8> {}

impl<N: Copy + Display + PartialEq + From<u8>> Number for N {}

/// Which of two words goes with a number.
pub(crate) fn one_or_many<N: Number>(number: N, [one, many]: [&str; 2]) -> &str {
    if number == N::from(1) { one } else { many }
}

/// A count with its noun, which is given for one.
pub(crate) fn count<N: Number>(number: N, noun: &str) -> String {
    format!("{number} {}", one_or_many(number, [noun, &plural(noun)]))
}

/// As [`count`], with "is" or "are".
pub(crate) fn are<N: Number>(number: N, noun: &str) -> String {
    format!("{} {}", count(number, noun), one_or_many(number, ["is", "are"]))
}

/// As [`count`], after "there is" or "there are".
pub(crate) fn there_are<N: Number>(number: N, noun: &str) -> String {
    format!("there {} {}", one_or_many(number, ["is", "are"]), count(number, noun))
}

/// A real number, with an exponent where it is tiny or has more than 15 digits: 1e300 is no row of zeros.
pub(crate) fn real<N: Copy + Into<f64> + Display + LowerExp>(number: N) -> impl Display {
    Real(number)
}

struct Real<N>(N);

impl<N: Copy + Into<f64> + Display + LowerExp> Display for Real<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.into().abs() {
            size if size == 0.0 || (1e-3..1e15).contains(&size) => Display::fmt(&self.0, f),
            _ => LowerExp::fmt(&self.0, f),
        }
    }
}

/// The plural of a noun. Of several words, it is the last one's.
fn plural(noun: &str) -> String {
    let vowel = |letter: u8| b"aeiou".contains(&letter);
    if let Some(stem) = noun.strip_suffix("ex") {
        return format!("{stem}ices");
    }
    match *noun.as_bytes() {
        [.., b's', b'h'] => format!("{noun}es"),
        [.., before, b'y'] if !vowel(before) => format!("{}ies", &noun[..noun.len() - 1]),
        _ => format!("{noun}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_and_many() {
        for (noun, many) in [
            ("triangle", "triangles"),
            ("wire plane", "wire planes"),
            ("mesh", "meshes"),
            ("vertex", "vertices"),
            ("entry", "entries"),
            ("ray", "rays"),
        ] {
            assert_eq!(count(1u8, noun), format!("1 {noun}"));
            assert_eq!(count(0usize, noun), format!("0 {many}"));
            assert_eq!(count(u64::MAX, noun), format!("18446744073709551615 {many}"));
        }
        let texts: Vec<String> = [0.0, -0.25, 1e-3, 1e-300, 123456.5, -1e300, f64::INFINITY, f64::NAN]
            .map(|number: f64| real(number).to_string())
            .into();
        assert_eq!(texts, ["0", "-0.25", "0.001", "1e-300", "123456.5", "-1e300", "inf", "NaN"]);
        assert_eq!([0.1_f32, f32::MAX].map(|number| real(number).to_string()), ["0.1", "3.4028235e38"]);
        assert_eq!([1, 2].map(|n: u32| are(n, "byte")), ["1 byte is", "2 bytes are"]);
        assert_eq!([1, 2].map(|n: usize| there_are(n, "mesh")), ["there is 1 mesh", "there are 2 meshes"]);
    }
}
