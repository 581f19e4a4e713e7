//! The names of a file that expressions know: units, constants, variables, elements of matrices.

use super::document::Table;
use super::expression::{ExpressionFault, evaluate, evaluate_integer, whole};
use super::units;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What names mean in expressions.
pub struct Dictionary {
    values: HashMap<String, f64>,
    variables: HashSet<String>,
    /// Their elements are looked up when asked for: a file may have 10^5 of them.
    matrices: HashMap<String, Arc<Table>>,
}

impl Dictionary {
    /// The names that every file has.
    pub fn new() -> Self {
        let values = units::of_expressions().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { values, variables: HashSet::new(), matrices: HashMap::new() }
    }

    fn lookup(&self, name: &str) -> Option<f64> {
        self.values.get(name).copied().or_else(|| self.element(name))
    }

    /// `m_0_1` of a matrix `m`, or `m_1` if it is one row or one column.
    fn element(&self, name: &str) -> Option<f64> {
        let (rest, last) = name.rsplit_once('_')?;
        let last: usize = index(last)?;
        if let Some(table) = self.matrices.get(rest)
            && (table.columns == 1 || table.columns == table.values.len())
        {
            return table.values.get(last).copied();
        }
        let (rest, row) = rest.rsplit_once('_')?;
        let row = index(row)?;
        let table = self.matrices.get(rest)?;
        let is_line = table.columns == 1 || table.columns == table.values.len();
        if is_line || last >= table.columns {
            return None;
        }
        table.values.get(row.checked_mul(table.columns)?.checked_add(last)?).copied()
    }

    /// The value of an expression; nothing at all is 0.
    pub fn evaluate(&self, text: &str) -> Result<f64, ExpressionFault> {
        if text.is_empty() {
            return Ok(0.0);
        }
        let value = evaluate(text, &|name| self.lookup(name))?;
        if !value.is_finite() {
            return Err(ExpressionFault { column: 1, what: format!("the value is {value}") });
        }
        Ok(value)
    }

    /// The value of an expression that must be whole; nothing at all is 0.
    pub fn evaluate_integer(&self, text: &str) -> Result<i64, ExpressionFault> {
        whole(self.evaluate(text)?).map_err(|what| ExpressionFault { column: 1, what })
    }

    /// A name with its brackets replaced: `a[i]` with i = 3 is `a_2`.
    pub fn solve_brackets(&self, name: &str) -> Result<String, ExpressionFault> {
        let mut solved = String::with_capacity(name.len());
        let mut rest = name;
        while let Some(open) = rest.find(['[', ']']) {
            let at = name.len() - rest.len() + open;
            let column = name[..at].chars().count() + 1;
            let fail = |what: &str| Err(ExpressionFault { column, what: what.to_owned() });
            solved.push_str(&rest[..open]);
            if rest[open..].starts_with(']') {
                return fail("\"]\" without its \"[\"");
            }
            let Some(length) = rest[open..].find(']') else {
                return fail("\"[\" without its \"]\"");
            };
            for index in rest[open + 1..open + length].split(',') {
                if index.contains('[') {
                    return fail("brackets within brackets");
                }
                let value = match index {
                    "" => 0,
                    index => evaluate_integer(index, &|name| self.lookup(name)).map_err(|fault| {
                        ExpressionFault { column: column + fault.column, what: fault.what }
                    })?,
                };
                solved.push_str(&format!("_{}", value - 1));
            }
            rest = &rest[open + length + 1..];
        }
        solved.push_str(rest);
        Ok(solved)
    }

    /// Adds a constant. A name that no expression can hold is left out without a word, as Geant4 does.
    pub fn define(&mut self, name: &str, value: f64) -> Result<(), String> {
        let name = name.trim();
        if self.lookup(name).is_some() {
            return Err(self.taken(name));
        }
        if is_name(name) {
            self.values.insert(name.to_owned(), value);
        }
        Ok(())
    }

    /// Adds a variable, which loops may change.
    pub fn define_variable(&mut self, name: &str, value: f64) -> Result<(), String> {
        self.define(name, value)?;
        self.variables.insert(name.to_owned());
        Ok(())
    }

    /// Adds a matrix, so that expressions can use its elements.
    pub fn define_matrix(&mut self, table: &Arc<Table>) -> Result<(), String> {
        if is_name(&table.name) && self.matrices.contains_key(&table.name) {
            return Err(format!("the matrix {:?} is defined already", table.name));
        }
        self.matrices.insert(table.name.clone(), table.clone());
        Ok(())
    }

    /// Is it a variable?
    pub fn is_variable(&self, name: &str) -> bool {
        self.variables.contains(name)
    }

    /// A matrix by its name.
    pub fn matrix(&self, name: &str) -> Option<&Arc<Table>> {
        self.matrices.get(name)
    }

    /// Changes a variable.
    pub fn set(&mut self, name: &str, value: f64) {
        self.values.insert(name.to_owned(), value);
    }

    fn taken(&self, name: &str) -> String {
        let is_own = units::of_expressions().any(|(unit, _)| unit == name);
        let what =
            if is_own { "the name of a unit or constant that expressions have" } else { "defined already" };
        format!("{name:?} is {what}")
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// An index as names of elements have it: no sign, no leading zeros.
fn index(text: &str) -> Option<usize> {
    let is_plain = text == "0" || !text.starts_with('0');
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    (is_plain && is_digits).then(|| text.parse().ok()).flatten()
}
