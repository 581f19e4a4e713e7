//! Arithmetic expressions, with the grammar and precedence of the evaluator that Geant4 uses.
//!
//! From loose to tight: `||`, `&&`, `== !=`, `< <= > >=`, `+ -`, `* /`, signs, `^` (or `**`). All are evaluated
//! from the left, powers too: `2^3^2` is 64, and `-2^2` is -4. `a[i,j]` is the element of a matrix, from 1.

use super::functions;
use super::limits::{MAX_EXPRESSION_BYTES, MAX_EXPRESSION_DEPTH};

/// What is wrong with an expression, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpressionFault {
    /// Of the character, from 1.
    pub column: usize,
    /// What was found there.
    pub what: String,
}

type Parsed<T> = Result<T, ExpressionFault>;

/// Binary operators with their precedence; longer ones first, since they begin like shorter ones.
const OPERATORS: [(&str, u8); 14] = [
    ("||", 1),
    ("&&", 2),
    ("==", 3),
    ("!=", 3),
    (">=", 4),
    ("<=", 4),
    (">", 4),
    ("<", 4),
    ("+", 5),
    ("-", 5),
    ("**", POWER),
    ("*", 6),
    ("/", 6),
    ("^", POWER),
];
const SIGN: u8 = 7;
const POWER: u8 = 8;

/// The value of an expression; `lookup` knows the names. It may be infinite, but is not made so by an operation
/// on finite numbers other than `+ - *`.
pub fn evaluate(text: &str, lookup: &dyn Fn(&str) -> Option<f64>) -> Parsed<f64> {
    let mut parser = Parser { text, at: 0, depth: 0, lookup };
    if text.len() > MAX_EXPRESSION_BYTES {
        let what =
            format!("an expression of {} bytes, at most {MAX_EXPRESSION_BYTES} are allowed", text.len());
        return parser.fail(0, what);
    }
    let value = parser.binary(0)?;
    parser.blanks();
    match parser.rest().chars().next() {
        None => Ok(value),
        Some(')') => parser.fail(parser.at, "\")\" without its \"(\""),
        Some(other) => parser.fail(parser.at, format!("{other:?}, expected an operator or the end")),
    }
}

/// An expression that must be a whole number.
pub fn evaluate_integer(text: &str, lookup: &dyn Fn(&str) -> Option<f64>) -> Parsed<i64> {
    whole(evaluate(text, lookup)?).map_err(|what| ExpressionFault { column: 1, what })
}

/// A value as a whole number of 32 bits.
pub fn whole(value: f64) -> Result<i64, String> {
    if value.fract() == 0.0 && value.abs() <= f64::from(i32::MAX) {
        Ok(value as i64)
    } else {
        Err(format!("the value is {value}, a whole number is expected"))
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    lookup: &'a dyn Fn(&str) -> Option<f64>,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start_matches(is_blank).len();
    }

    fn fail<T>(&self, at: usize, what: impl Into<String>) -> Parsed<T> {
        Err(ExpressionFault { column: self.text[..at].chars().count() + 1, what: what.into() })
    }

    /// One level deeper, for whatever may hold itself.
    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == MAX_EXPRESSION_DEPTH {
            return self.fail(self.at, format!("nested deeper than {MAX_EXPRESSION_DEPTH} levels"));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// Operands joined by operators that bind at least as tightly as `loosest`.
    fn binary(&mut self, loosest: u8) -> Parsed<f64> {
        let mut left = self.operand()?;
        loop {
            self.blanks();
            let Some(&(operator, precedence)) =
                OPERATORS.iter().find(|(operator, _)| self.rest().starts_with(operator))
            else {
                return Ok(left);
            };
            if precedence < loosest {
                return Ok(left);
            }
            let at = self.at;
            self.at += operator.len();
            let right = self.deeper(|parser| parser.binary(precedence + 1))?;
            left = match functions::operate(operator, left, right) {
                Ok(value) => value,
                Err(what) => return self.fail(at, what),
            };
        }
    }

    /// A number, a name, a function, something in parentheses, or one of them with a sign.
    fn operand(&mut self) -> Parsed<f64> {
        self.blanks();
        let at = self.at;
        match self.rest().chars().next() {
            None => self.fail(at, "the end, expected a value"),
            // 0 - x, as the evaluator has it: -0 is 0.
            Some('-') => Ok(0.0 - self.signed()?),
            Some('+') => self.signed(),
            Some('(') => {
                self.at += 1;
                let value = self.deeper(|parser| parser.binary(0))?;
                self.close(at)?;
                Ok(value)
            }
            Some(c) if c.is_ascii_alphabetic() => self.named(),
            Some(c) if c == '.' || c.is_ascii_digit() => self.number(),
            Some(c) => self.fail(at, format!("{c:?}, expected a value")),
        }
    }

    fn signed(&mut self) -> Parsed<f64> {
        self.at += 1;
        self.deeper(|parser| parser.binary(SIGN + 1))
    }

    fn close(&mut self, open: usize) -> Parsed<()> {
        self.blanks();
        match self.rest().chars().next() {
            Some(')') => self.at += 1,
            None => return self.fail(open, "\"(\" without its \")\""),
            Some(other) => {
                return self.fail(self.at, format!("{other:?}, expected an operator or \")\""));
            }
        }
        Ok(())
    }

    /// A number of C: decimal, or whole hexadecimal.
    fn number(&mut self) -> Parsed<f64> {
        let at = self.at;
        let bytes = self.rest().as_bytes();
        let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if let Some(hex) = self.rest().strip_prefix("0x").or(self.rest().strip_prefix("0X")) {
            let count = hex.bytes().take_while(u8::is_ascii_hexdigit).count();
            if count > 0 {
                self.at += 2 + count;
                let digits = hex[..count].bytes().map(|byte| (byte as char).to_digit(16).unwrap_or(0));
                return Ok(digits.fold(0.0, |value, digit| 16.0 * value + f64::from(digit)));
            }
        }
        let mut length = digits(0);
        let mut mantissa = length;
        if bytes.get(length) == Some(&b'.') {
            let after = digits(length + 1);
            mantissa += after;
            length += 1 + after;
        }
        if mantissa == 0 {
            return self.fail(at, "\".\" without digits");
        }
        let significant = length;
        if matches!(bytes.get(length), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(length + 1), Some(b'+' | b'-')));
            let count = bytes.get(length + 1 + sign..).map_or(0, |_| digits(length + 1 + sign));
            if count > 0 {
                length += 1 + sign + count;
            }
        }
        let text = &self.rest()[..length];
        let value: f64 = text.parse().unwrap_or(f64::NAN);
        let is_zero = text[..significant].bytes().all(|byte| byte == b'0' || byte == b'.');
        if !value.is_normal() && !is_zero {
            return self.fail(at, format!("{text} is out of the range of numbers"));
        }
        self.at += length;
        Ok(value)
    }

    /// A name with its indices, or a function with its arguments.
    fn named(&mut self) -> Parsed<f64> {
        let at = self.at;
        let mut name = String::new();
        loop {
            let rest = self.rest();
            let count = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
            name.push_str(&rest[..count]);
            self.at += count;
            if !self.rest().starts_with('[') {
                break;
            }
            self.indices(&mut name)?;
        }
        self.blanks();
        if self.rest().starts_with('(') {
            return self.function(at, &name);
        }
        match (self.lookup)(&name) {
            Some(value) => Ok(value),
            None => self.fail(at, format!("{name:?} is not defined")),
        }
    }

    /// `[i,j]` as `_0_0`, which is how elements are named.
    fn indices(&mut self, name: &mut String) -> Parsed<()> {
        let open = self.at;
        let Some(length) = self.rest().find(']') else {
            return self.fail(open, "\"[\" without its \"]\"");
        };
        let mut from = open + 1;
        for index in self.text[from..open + length].split(',') {
            let at = from;
            from += index.len() + 1;
            if index.contains('[') {
                return self.fail(at, "brackets within brackets");
            }
            let lookup = self.lookup;
            let value = self.deeper(|_| evaluate_integer(index, lookup)).map_err(|fault| {
                let before = self.text[..at].chars().count();
                ExpressionFault { column: before + fault.column, what: fault.what }
            })?;
            name.push_str(&format!("_{}", value - 1));
        }
        self.at = open + length + 1;
        Ok(())
    }

    fn function(&mut self, at: usize, name: &str) -> Parsed<f64> {
        let open = self.at;
        self.at += 1;
        let mut arguments = Vec::new();
        self.blanks();
        if !self.rest().starts_with(')') {
            loop {
                arguments.push(self.deeper(|parser| parser.binary(0))?);
                self.blanks();
                if !self.rest().starts_with(',') {
                    break;
                }
                self.at += 1;
            }
        }
        self.close(open)?;
        match functions::call(name, &arguments) {
            Ok(value) => Ok(value),
            Err(what) => self.fail(at, what),
        }
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t'..='\r')
}
