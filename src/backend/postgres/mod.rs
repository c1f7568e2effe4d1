//! PostgreSQL 12 and newer.
//!
//! Schema changes roll back, enums are real types, and the few statements that refuse a
//! transaction say so in their surroundings. The text half is [`PostgresDialect`], the other
//! half [`PostgresConnection`]; both are reached through the traits of [`crate::backend`].

mod backup;
mod blank;
pub mod classify;
mod connection;
mod decode;
mod dialect;
mod error;
mod first_words;
mod flight;
pub mod grants;
mod inspect;
mod leftovers;
mod literal;
mod lock;
mod look;
mod names;
mod numbers;
mod options;
mod parameters;
mod plain;
mod prepared;
mod render;
mod repeated;
mod restate;
mod schema_file;
mod schema_part;
mod session;
pub mod split;
mod table_rows;
mod timed;
mod together;
mod types;
mod walls;
mod wire;

pub use connection::{PostgresConnection, connect};
pub use dialect::PostgresDialect;
