//! The values behind a PLY header, one after the other.

use super::fault::{Fault, Parsed};
use super::number;
use super::ply_header::{Element, Encoding, Header, Kind, Scalar};
use super::text::{Scanner, quote};
use crate::words::{are, count};

/// Reads values from a place on. Faults of its methods say what is wrong; [`Body::fault`] says where.
#[derive(Clone)]
pub(super) enum Body<'a> {
    /// Words; every element ends with a line.
    Ascii(Scanner<'a>),
    /// Numbers; `last` is where the one read last begins.
    Binary { bytes: &'a [u8], at: usize, last: usize, big: bool },
}

impl<'a> Body<'a> {
    pub(super) fn new(bytes: &'a [u8], header: &Header) -> Self {
        let at = header.end;
        match header.encoding {
            Encoding::Ascii => Self::Ascii(Scanner::new(bytes, at, header.lines)),
            encoding => Self::Binary { bytes, at, last: at, big: encoding == Encoding::BigEndian },
        }
    }

    /// Refuses a count that the rest of the file can't hold.
    pub(super) fn check(&self, element: &Element) -> Parsed<()> {
        let least = |kind| match kind {
            Kind::Scalar(scalar) | Kind::List(scalar, _) => self.least(scalar),
        };
        let least: usize = element.properties.iter().map(|property| least(property.kind)).sum();
        let left = self.left();
        // In ASCII files the last value may end with the file.
        if least == 0 || element.count <= ((left + 1) / least) as u64 {
            return Ok(());
        }
        Err(Fault::line(
            element.line,
            format_args!(
                "its header claims {} of element {} ({} each at least), but {} left",
                element.count,
                quote(element.name.as_bytes()),
                count(least, "byte"),
                are(left, "byte")
            ),
        ))
    }

    /// Bytes that a value takes at least: in ASCII files a digit and what parts it from the next one.
    fn least(&self, scalar: Scalar) -> usize {
        match self {
            Self::Ascii(_) => 2,
            Self::Binary { .. } => scalar.bytes(),
        }
    }

    fn left(&self) -> usize {
        match self {
            Self::Ascii(words) => words.left(),
            Self::Binary { bytes, at, .. } => bytes.len() - at,
        }
    }

    /// A fault at the value read last.
    #[cold]
    pub(super) fn fault(&self, what: impl std::fmt::Display) -> Fault {
        match self {
            Self::Ascii(words) => Fault::line(words.line, what),
            Self::Binary { last, .. } => Fault::byte(*last, what),
        }
    }

    /// The end of an element.
    pub(super) fn end(&mut self) -> Parsed<()> {
        if let Self::Ascii(words) = self
            && let Some(word) = words.word()
        {
            return Err(
                format!("{} follows its last value; the end of the line is needed", quote(word)).into()
            );
        }
        Ok(())
    }

    /// What is not read, once all elements are.
    pub(super) fn rest(mut self) -> Option<String> {
        match &mut self {
            Self::Ascii(words) => {
                words.word_ahead()?;
                Some(format!("what follows the last element, from line {} on, is not read", words.line))
            }
            Self::Binary { .. } => match self.left() {
                0 => None,
                left => Some(format!("{} not read, behind the last element", are(left, "byte"))),
            },
        }
    }

    fn word(words: &mut Scanner<'a>) -> Parsed<&'a [u8]> {
        words.word_ahead().ok_or_else(|| "the file ends; a value is needed".into())
    }

    /// The next bytes, in the order of this machine's numbers.
    #[inline]
    fn take<const N: usize>(&mut self) -> Parsed<[u8; N]> {
        let Self::Binary { bytes, at, last, big } = self else { return Ok([0; N]) };
        *last = *at;
        let mut value = *bytes[*at..].first_chunk::<N>().ok_or("the file ends; a value is needed")?;
        *at += N;
        if *big != cfg!(target_endian = "big") {
            value.reverse();
        }
        Ok(value)
    }

    /// A value of an integer type.
    #[inline]
    pub(super) fn integer(&mut self, scalar: Scalar) -> Parsed<i128> {
        if let Self::Ascii(words) = self {
            let word = Self::word(words)?;
            return number::integer(word)
                .map(i128::from)
                .ok_or_else(|| format!("{} is there; a whole number is needed", quote(word)).into());
        }
        Ok(match scalar {
            Scalar::I8 => i8::from_ne_bytes(self.take()?).into(),
            Scalar::U8 => u8::from_ne_bytes(self.take()?).into(),
            Scalar::I16 => i16::from_ne_bytes(self.take()?).into(),
            Scalar::U16 => u16::from_ne_bytes(self.take()?).into(),
            Scalar::I32 => i32::from_ne_bytes(self.take()?).into(),
            Scalar::U32 => u32::from_ne_bytes(self.take()?).into(),
            Scalar::I64 => i64::from_ne_bytes(self.take()?).into(),
            Scalar::U64 => u64::from_ne_bytes(self.take()?).into(),
            Scalar::F32 | Scalar::F64 => return Err("an integer type is needed".into()),
        })
    }

    /// A value of any type.
    #[inline]
    pub(super) fn number(&mut self, scalar: Scalar) -> Parsed<f64> {
        if let Self::Ascii(words) = self {
            let word = Self::word(words)?;
            let value = match scalar {
                Scalar::F32 => number::float::<f32>(word).map(f64::from),
                Scalar::F64 => number::float(word),
                _ => number::integer(word).map(|value| value as f64).or_else(|| number::float(word)),
            };
            return value
                .ok_or_else(|| format!("{} is there; {} is needed", quote(word), number::NEEDED).into());
        }
        match scalar {
            Scalar::F32 => Ok(f32::from_ne_bytes(self.take()?).into()),
            Scalar::F64 => Ok(f64::from_ne_bytes(self.take()?)),
            _ => self.integer(scalar).map(|value| value as f64),
        }
    }

    /// The length of a list, of which the rest of the file can hold so many values.
    pub(super) fn length(&mut self, length: Scalar, item: Scalar) -> Parsed<usize> {
        let claimed = self.integer(length)?;
        let most = (self.left() + 1) / self.least(item);
        match usize::try_from(claimed) {
            Ok(length) if length <= most => Ok(length),
            _ => {
                let left = count(self.left(), "byte");
                Err(format!("a list of {claimed} values, with {left} left in the file").into())
            }
        }
    }

    /// Leaves out a value or a list, whatever it holds.
    pub(super) fn skip(&mut self, kind: Kind) -> Parsed<()> {
        let (number, item) = match kind {
            Kind::Scalar(scalar) => (1, scalar),
            Kind::List(length, item) => (self.length(length, item)?, item),
        };
        match self {
            Self::Ascii(words) => (0..number).try_for_each(|_| Self::word(words).map(|_| ())),
            Self::Binary { bytes, at, last, .. } => {
                *last = *at;
                let end = *at + number * item.bytes();
                *at =
                    Some(end).filter(|&end| end <= bytes.len()).ok_or("the file ends; a value is needed")?;
                Ok(())
            }
        }
    }
}
