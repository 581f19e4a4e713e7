//! Operators and functions of expressions, with the errors that the C library would report.

/// A binary operator.
pub fn operate(operator: &str, a: f64, b: f64) -> Result<f64, String> {
    let truth = |is: bool| Ok(if is { 1.0 } else { 0.0 });
    match operator {
        "||" => truth(a != 0.0 || b != 0.0),
        "&&" => truth(a != 0.0 && b != 0.0),
        "==" => truth(a == b),
        "!=" => truth(a != b),
        ">=" => truth(a >= b),
        "<=" => truth(a <= b),
        ">" => truth(a > b),
        "<" => truth(a < b),
        "+" => Ok(a + b),
        "-" => Ok(a - b),
        "*" => Ok(a * b),
        "/" if b == 0.0 => Err(format!("{a} / 0")),
        "/" => Ok(a / b),
        _ => in_range(a.powf(b), true, || format!("{a} ^ {b}")),
    }
}

/// A function by its name.
pub fn call(name: &str, arguments: &[f64]) -> Result<f64, String> {
    let one: Option<fn(f64) -> f64> = match name {
        "abs" => Some(|a| if a < 0.0 { -a } else { a }),
        "sqrt" => Some(f64::sqrt),
        "sin" => Some(f64::sin),
        "cos" => Some(f64::cos),
        "tan" => Some(f64::tan),
        "asin" => Some(f64::asin),
        "acos" => Some(f64::acos),
        "atan" => Some(f64::atan),
        "sinh" => Some(f64::sinh),
        "cosh" => Some(f64::cosh),
        "tanh" => Some(f64::tanh),
        "exp" => Some(f64::exp),
        "log" => Some(f64::ln),
        "log10" => Some(f64::log10),
        _ => None,
    };
    let two: Option<fn(f64, f64) -> f64> = match name {
        "min" => Some(|a, b| if a < b { a } else { b }),
        "max" => Some(|a, b| if a > b { a } else { b }),
        "pow" => Some(f64::powf),
        "atan2" => Some(f64::atan2),
        _ => None,
    };
    match (one, two, arguments) {
        (Some(function), _, &[a]) => {
            let may_be_zero = name != "exp" || a.is_infinite();
            in_range(function(a), may_be_zero, || format!("{name}({a})"))
        }
        (_, Some(function), &[a, b]) => {
            let may_be_zero = name != "pow" || a == 0.0 || a.is_infinite() || b.is_infinite();
            in_range(function(a, b), may_be_zero, || format!("{name}({a}, {b})"))
        }
        (Some(_), ..) => Err(format!("{name} takes one argument, not {}", arguments.len())),
        (_, Some(_), _) => Err(format!("{name} takes two arguments, not {}", arguments.len())),
        (None, None, _) => Err(format!("there is no function {name:?}")),
    }
}

/// A result that is a number, and not too large or (unless it may be 0) too small for one.
fn in_range(value: f64, may_be_zero: bool, what: impl Fn() -> String) -> Result<f64, String> {
    if value.is_finite() && (may_be_zero || value != 0.0) {
        Ok(value)
    } else {
        Err(format!("{} is not a number in the range of numbers", what()))
    }
}
