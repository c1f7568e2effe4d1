//! Everything that knows a particular database.

pub mod identifiers;
pub mod lexis;
pub mod mysql;
pub mod piece;
pub mod placeholder;
pub mod postgres;
pub mod scan;
mod scan_error;
mod scan_rules;
mod split_error;
pub mod sqlite;
pub mod statement_class;
