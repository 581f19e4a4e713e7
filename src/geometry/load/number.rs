//! Numbers as mesh files and tables write them: `-1`, `+1`, `1.`, `.5`, `1e-5`, `1E+5`, and Fortran's `1D5`.

/// What a message asks for where [`float`] gives none.
pub(in crate::geometry) const NEEDED: &str = "a finite number";

/// A floating-point type, read with correct rounding.
pub(in crate::geometry) trait Float: std::str::FromStr + Copy {
    /// Neither infinite nor NaN.
    fn finite(self) -> bool;
}

impl Float for f32 {
    fn finite(self) -> bool {
        self.is_finite()
    }
}

impl Float for f64 {
    fn finite(self) -> bool {
        self.is_finite()
    }
}

/// A finite number; `None` for anything else, also for one beyond the range of its type.
#[inline]
pub(in crate::geometry) fn float<T: Float>(word: &[u8]) -> Option<T> {
    let text = std::str::from_utf8(word).ok()?;
    text.parse().ok().or_else(|| fortran(text)).filter(|&number: &T| number.finite())
}

/// A number with D before its exponent.
#[cold]
fn fortran<T: Float>(text: &str) -> Option<T> {
    text.contains(['d', 'D']).then(|| text.replace(['d', 'D'], "e").parse().ok())?
}

/// A whole number in decimal digits, with a sign or not.
#[inline]
pub(in crate::geometry) fn integer(word: &[u8]) -> Option<i64> {
    let (negative, digits) = match word {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() {
        return None;
    }
    // Summed up below zero, where there is one number more.
    let mut sum = 0i64;
    for digit in digits {
        let digit = digit.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        sum = sum.checked_mul(10)?.checked_sub(digit.into())?;
    }
    if negative { Some(sum) } else { sum.checked_neg() }
}
