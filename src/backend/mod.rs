//! Everything that knows a particular database.

pub mod identifiers;
pub mod lexis;
pub mod placeholder;
pub mod scan;
mod scan_error;
mod scan_rules;
