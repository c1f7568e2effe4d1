//! The databases: how each one spells an operation, and how it is talked to.
//!
//! Per database there is a pure half (text: [`dialect::Dialect`]) and a half that does input and
//! output ([`connection::Connection`]). The rest of the house knows the two traits alone.
//! SQL text is made only here.

pub mod among;
pub mod backup;
pub mod connection;
pub mod dialect;
pub mod fence;
mod flight;
pub mod identifiers;
pub mod keyset;
pub mod lexis;
pub mod mentioned;
pub mod mysql;
pub mod open;
pub mod piece;
pub mod placeholder;
pub mod plain;
pub mod postgres;
mod quotes;
pub mod repeated;
mod runtime;
pub mod scan;
mod scan_error;
mod scan_rules;
pub mod schema_file;
pub mod schema_part;
pub mod split_error;
pub mod sqlite;
pub mod statement_class;
mod table_places;
pub mod table_rows;
pub mod together;
pub mod undo;
pub mod walls;
pub mod walls_login;
mod watchdog;
