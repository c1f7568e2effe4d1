//! Operations written as a rhai script, as a careful person would write it.
//!
//! The inverse of the words of `sandshift_sandbox::rhai`: what is written here, run there, asks for the
//! same operations again.

use sandshift_model::operation::Operation;

use super::step::Difference;

/// The body of a function for these steps: lines with four blanks before each.
#[must_use]
pub fn body(_difference: &Difference, _dialect: &str) -> String {
    String::new()
}

/// One operation as statements of a script, without blanks before the lines.
#[must_use]
pub fn statement(_operation: &Operation, _dialect: &str) -> String {
    String::new()
}
