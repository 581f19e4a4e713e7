//! Text of any encoding that contains ASCII, as lines and words, and how parts of it stand in messages.

use super::fault::{Fault, Parsed};
use super::number;

/// Where the text of a file begins: behind the byte-order mark of UTF-8, if there is one. UTF-16 has no
/// ASCII in it, and is refused.
pub(in crate::geometry) fn start(bytes: &[u8]) -> Parsed<usize> {
    let wide = match *bytes {
        [0xef, 0xbb, 0xbf, ..] => return Ok(3),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => true,
        [a, 0, b, 0, ..] | [0, a, 0, b, ..] => [a, b].iter().all(|letter| (1..0x80).contains(letter)),
        _ => false,
    };
    if wide {
        return Err("its text is UTF-16; UTF-8, or another encoding that contains ASCII, is needed".into());
    }
    Ok(0)
}

/// A word of a file as a message shows it: what can't be shown is replaced, and what is beyond 40 letters
/// is left out.
pub(super) fn shown(word: &[u8]) -> String {
    const MOST: usize = 40;
    let text = String::from_utf8_lossy(&word[..word.len().min(4 * MOST + 4)]);
    let letters = text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c });
    let mut shown: String = letters.clone().take(MOST).collect();
    if letters.count() > MOST {
        shown.push('…');
    }
    shown
}

/// As [`shown`], in quotes.
pub(in crate::geometry) fn quote(word: &[u8]) -> String {
    format!("\"{}\"", shown(word))
}

/// Does a word equal a keyword (in small letters), in any case?
pub(super) fn is(word: &[u8], keyword: &str) -> bool {
    word.eq_ignore_ascii_case(keyword.as_bytes())
}

/// Does a word begin with a keyword, in any case?
pub(super) fn begins(word: &[u8], keyword: &str) -> bool {
    word.get(..keyword.len()).is_some_and(|head| is(head, keyword))
}

/// Between words: what ASCII calls white space.
#[inline]
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Where a line ends: with LF, CR LF or CR, whatever other lines end with.
#[inline]
fn is_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Goes through text word by word and line by line.
#[derive(Clone)]
pub(in crate::geometry) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Number of the line, from 1, in which the last word is.
    pub line: usize,
}

impl<'a> Scanner<'a> {
    /// From byte `at` on, which begins line `line`.
    pub(in crate::geometry) fn new(bytes: &'a [u8], at: usize, line: usize) -> Self {
        Self { bytes, at, line }
    }

    /// What is not read yet.
    pub(super) fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at..]
    }

    /// Bytes from here to the end.
    pub(super) fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// The next word of this line.
    #[inline]
    pub(super) fn word(&mut self) -> Option<&'a [u8]> {
        let rest = &self.bytes[self.at..];
        let first = rest.iter().position(|&b| !is_space(b) || is_end(b)).unwrap_or(rest.len());
        let length = rest[first..].iter().position(|&b| is_space(b)).unwrap_or(rest.len() - first);
        self.at += first + length;
        (length > 0).then(|| &rest[first..first + length])
    }

    /// The next word of this line or of a later one.
    #[inline]
    pub(super) fn word_ahead(&mut self) -> Option<&'a [u8]> {
        loop {
            match self.word() {
                None if self.next_line() => {}
                word => return word,
            }
        }
    }

    /// What is left of this line, without its end.
    pub(in crate::geometry) fn rest_of_line(&mut self) -> &'a [u8] {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|&b| is_end(b)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Leaves this line, whatever is left of it; false at the end of the file.
    pub(in crate::geometry) fn next_line(&mut self) -> bool {
        self.rest_of_line();
        let end = match self.rest() {
            [] => return false,
            [b'\r', b'\n', ..] => 2,
            _ => 1,
        };
        self.at += end;
        self.line += 1;
        true
    }

    /// The next word, which must be a finite number.
    pub(super) fn number<T: number::Float>(&mut self) -> Parsed<T> {
        let word = self.word_ahead().ok_or_else(|| self.ended("a number"))?;
        number::float(word).ok_or_else(|| self.wrong(word, number::NEEDED))
    }

    /// A fault: a word that is not what is needed.
    #[cold]
    pub(super) fn wrong(&self, word: &[u8], needed: &str) -> Fault {
        Fault::line(self.line, format_args!("{} is there; {needed} is needed", quote(word)))
    }

    /// A fault: the end of the file where something is needed.
    #[cold]
    pub(super) fn ended(&self, needed: &str) -> Fault {
        Fault::line(self.line, format_args!("the file ends; {needed} is needed"))
    }
}
