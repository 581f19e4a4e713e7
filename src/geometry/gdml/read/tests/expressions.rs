//! Expressions: values as Geant4 11.4 computes them, and what it refuses.

use crate::geometry::gdml::read::dictionary::Dictionary;
use crate::geometry::gdml::read::document::{Place, Table};
use std::sync::Arc;

/// With c1 = 3, v1 = 2, q = (5, 6, 7) and r = ((1, 2), (3, 4)).
#[allow(clippy::approx_constant)]
const VALUES: [(&str, f64); 105] = [
    ("1", 1.0),
    ("-1", -1.0),
    ("+2.5", 2.5),
    ("1e3", 1000.0),
    (".5", 0.5),
    ("5.", 5.0),
    ("1.5e-3", 0.0015),
    ("0x1F", 31.0),
    ("1+2*3", 7.0),
    ("(1+2)*3", 9.0),
    ("2^3", 8.0),
    ("2**3", 8.0),
    ("2^3^2", 64.0),
    ("-2^2", -4.0),
    ("2^-1", 0.5),
    ("2^-1^2", 0.5),
    ("--3", 3.0),
    ("-+-4", 4.0),
    ("2*-3", -6.0),
    ("2*-3*4", -24.0),
    ("6/2/3", 1.0),
    ("6/2*3", 9.0),
    ("10-4-3", 3.0),
    ("1 - -1", 2.0),
    ("7-2+1", 6.0),
    ("3>2", 1.0),
    ("3<2", 0.0),
    ("3>=3", 1.0),
    ("2<=1", 0.0),
    ("2==2", 1.0),
    ("2!=2", 0.0),
    ("1&&0", 0.0),
    ("1||0", 1.0),
    ("1+1==2", 1.0),
    ("1<2&&2<3", 1.0),
    ("0||1&&0", 0.0),
    ("1==1>0", 1.0),
    ("3>2>1", 0.0),
    ("-1<0", 1.0),
    ("sqrt(16)", 4.0),
    ("pow(2,10)", 1024.0),
    ("sin(30*deg)", 0.49999999999999994),
    ("cos(pi)", -1.0),
    ("tan(pi/4)", 0.9999999999999999),
    ("asin(1)", 1.5707963267948966),
    ("acos(0)", 1.5707963267948966),
    ("atan(1)", 0.7853981633974483),
    ("atan2(1,-1)", 2.356194490192345),
    ("sinh(1)", 1.1752011936438014),
    ("cosh(1)", 1.5430806348152437),
    ("tanh(1)", 0.7615941559557649),
    ("exp(1)", 2.718281828459045),
    ("log(e)", 1.0),
    ("log10(1000)", 3.0),
    ("abs(-3)", 3.0),
    ("min(2,1)", 1.0),
    ("max(2,1)", 2.0),
    ("max(min(3,2),1)", 2.0),
    ("sqrt( 2 ) ", 1.4142135623730951),
    ("pi", 3.141592653589793),
    ("e", 2.718281828459045),
    ("gamma", 0.5772156649015329),
    ("mm", 1.0),
    ("cm", 10.0),
    ("m", 1000.0),
    ("km", 1000000.0),
    ("um", 0.001),
    ("nm", 1.0000000000000002e-06),
    ("angstrom", 1.0000000000000001e-07),
    ("deg", 0.017453292519943295),
    ("mrad", 0.001),
    ("ns", 1.0),
    ("s", 1000000000.0),
    ("us", 1000.0),
    ("eV", 9.999999999999997e-07),
    ("keV", 0.0009999999999999998),
    ("MeV", 0.9999999999999998),
    ("GeV", 999.9999999999998),
    ("g", 6.241509074460762e+21),
    ("kg", 6.241509074460762e+24),
    ("mg", 6.241509074460762e+18),
    ("2.7*g/cm3", 1.6852074501044058e+19),
    ("kelvin", 1.0),
    ("pascal", 6241.509074460762),
    ("atmosphere", 632420906.9697367),
    ("bar", 624150907.4460763),
    ("tesla", 0.0009999999999999998),
    ("volt", 9.999999999999997e-07),
    ("c1", 3.0),
    ("c1*v1", 6.0),
    ("q[1]", 5.0),
    ("q[2]+q[3]", 13.0),
    ("r[1,2]", 2.0),
    ("r[2,1]*2", 6.0),
    ("r[v1,c1-2]", 3.0),
    ("r_1_0", 3.0),
    ("q_0", 5.0),
    (" ( 1 + 2 ) * 3 ", 9.0),
    ("1/3", 0.3333333333333333),
    ("2.034*eV", 2.033999999999999e-06),
    ("1239.84193/400*eV", 3.099604824999999e-06),
    ("m/s", 1e-06),
    ("cm3", 1000.0),
    ("L", 1000000.0),
    ("c1>=3&&v1!=1", 1.0),
];

const FAULTS: [(&str, &str); 46] = [
    ("1+", "column 3: the end, expected a value"),
    ("*1", "column 1: '*', expected a value"),
    ("()", "column 2: ')', expected a value"),
    ("(1", "column 1: \"(\" without its \")\""),
    ("1)", "column 2: \")\" without its \"(\""),
    ("1 2", "column 3: '2', expected an operator or the end"),
    ("2mm", "column 2: 'm', expected an operator or the end"),
    ("1.5.2", "column 4: '.', expected an operator or the end"),
    (".", "column 1: \".\" without digits"),
    ("1e", "column 2: 'e', expected an operator or the end"),
    ("1e400", "column 1: 1e400 is out of the range of numbers"),
    ("1e-400", "column 1: 1e-400 is out of the range of numbers"),
    ("2*foo", "column 3: \"foo\" is not defined"),
    ("sin", "column 1: \"sin\" is not defined"),
    ("sin()", "column 1: sin takes one argument, not 0"),
    ("sin(1,2)", "column 1: sin takes one argument, not 2"),
    ("atan2(1)", "column 1: atan2 takes two arguments, not 1"),
    ("ceil(1.5)", "column 1: there is no function \"ceil\""),
    ("sin(1", "column 4: \"(\" without its \")\""),
    ("1+1/0", "column 4: 1 / 0"),
    ("0^-1", "column 2: 0 ^ -1 is not a number in the range of numbers"),
    ("(-8)^0.5", "column 5: -8 ^ 0.5 is not a number in the range of numbers"),
    ("sqrt(-1)", "column 1: sqrt(-1) is not a number in the range of numbers"),
    ("log(0)", "column 1: log(0) is not a number in the range of numbers"),
    ("asin(2)", "column 1: asin(2) is not a number in the range of numbers"),
    ("exp(1000)", "column 1: exp(1000) is not a number in the range of numbers"),
    ("exp(-1000)", "column 1: exp(-1000) is not a number in the range of numbers"),
    ("pow(0,-1)", "column 1: pow(0, -1) is not a number in the range of numbers"),
    ("1&2", "column 2: '&', expected an operator or the end"),
    ("1=2", "column 2: '=', expected an operator or the end"),
    ("!1", "column 1: '!', expected a value"),
    ("1,2", "column 2: ',', expected an operator or the end"),
    ("_x", "column 1: '_', expected a value"),
    ("é", "column 1: 'é', expected a value"),
    ("q[0]", "column 1: \"q_-1\" is not defined"),
    ("q[4]", "column 1: \"q_3\" is not defined"),
    ("q[1.5]", "column 3: the value is 1.5, a whole number is expected"),
    ("1+r[1,x]", "column 7: \"x\" is not defined"),
    ("r[1]", "column 1: \"r_0\" is not defined"),
    ("r[1,3]", "column 1: \"r_0_2\" is not defined"),
    ("q[q[1]]", "column 3: brackets within brackets"),
    ("q[1", "column 2: \"[\" without its \"]\""),
    ("q [1]", "column 1: \"q\" is not defined"),
    ("1e308*10", "column 1: the value is inf"),
    (" ", "column 2: the end, expected a value"),
    ("0x", "column 2: 'x', expected an operator or the end"),
];

fn dictionary() -> Dictionary {
    let mut names = Dictionary::new();
    names.define("c1", 3.0).unwrap();
    names.define_variable("v1", 2.0).unwrap();
    let place = Place { file: "test".into(), line: 1 };
    let (q, r) = (vec![5.0, 6.0, 7.0], vec![1.0, 2.0, 3.0, 4.0]);
    let q = Table { name: "q".to_owned(), place: place.clone(), columns: 1, values: q };
    names.define_matrix(&Arc::new(q)).unwrap();
    names.define_matrix(&Arc::new(Table { name: "r".to_owned(), place, columns: 2, values: r })).unwrap();
    names
}

#[test]
fn values_are_those_of_geant4() {
    let names = dictionary();
    for (text, expected) in VALUES {
        let value = names.evaluate(text).unwrap_or_else(|fault| panic!("{text}: {fault:?}"));
        // The C library's functions may differ in the last bit.
        assert!((value - expected).abs() <= 4e-16 * expected.abs(), "{text}: {value:e}, not {expected:e}");
    }
}

#[test]
fn faults_name_the_column() {
    let names = dictionary();
    for (text, expected) in FAULTS {
        let fault = names.evaluate(text).expect_err(text);
        assert_eq!(format!("column {}: {}", fault.column, fault.what), expected, "{text}");
    }
}

#[test]
fn nothing_is_zero() {
    assert_eq!(dictionary().evaluate(""), Ok(0.0));
}

#[test]
fn nesting_has_a_bound() {
    let names = dictionary();
    for (text, is_deep) in [("(".repeat(100), false), ("-".repeat(100), false), ("(".repeat(10_000), true)] {
        let closed = format!("{text}1{}", ")".repeat(text.matches('(').count()));
        assert_eq!(names.evaluate(&closed).is_err(), is_deep);
    }
    let long = "1+".repeat(10_000) + "1";
    let fault = names.evaluate(&long).unwrap_err();
    assert_eq!(fault.what, "an expression of 20001 bytes, at most 16384 are allowed");
    assert_eq!(names.evaluate(&("1+".repeat(1000) + "1")), Ok(1001.0));
}

#[test]
fn brackets_of_names_are_replaced() {
    let names = dictionary();
    for (name, expected) in [("a", "a"), ("a[1]", "a_0"), ("a[v1+1]b[1,c1]", "a_2b_0_2"), ("a[]", "a_-1")] {
        assert_eq!(names.solve_brackets(name).as_deref(), Ok(expected));
    }
    for (name, column) in [("a[1", 2), ("a]", 2), ("a[x]", 3), ("a[1.5]", 3)] {
        assert_eq!(names.solve_brackets(name).unwrap_err().column, column, "{name}");
    }
}

#[test]
fn names_are_defined_once() {
    let mut names = dictionary();
    assert_eq!(names.define("c1", 1.0).unwrap_err(), "\"c1\" is defined already");
    assert_eq!(names.define("q_1", 1.0).unwrap_err(), "\"q_1\" is defined already");
    let own = "\"mm\" is the name of a unit or constant that expressions have";
    assert_eq!(names.define("mm", 1.0).unwrap_err(), own);
    // No expression can hold it, so that it may be given twice.
    names.define("a-b", 1.0).unwrap();
    names.define("a-b", 1.0).unwrap();
}
