//! SQLite: a file or a memory database, driven through the SQLite that is built in.
//!
//! [`SqliteDialect`] is pure text; [`SqliteConnection`] talks to the file; [`connect`] opens it.
//! What makes SQLite different from the others is kept here and nowhere else: most changes of a
//! table make it again (`rebuild`), and what it is made of has to be read from the text of its
//! CREATE TABLE statement (`parse_table`).

/// Its name in scripts and settings.
const NAME: &str = "sqlite";

/// Its name for people.
const TITLE: &str = "SQLite";

mod alter;
mod answers;
mod backup;
pub mod classify;
mod column;
mod connection;
mod constraint;
mod convert;
mod create_table;
mod cursor;
mod decode;
mod dialect;
mod enums;
mod execute;
mod expression;
mod failure;
mod guard;
mod index;
mod inspect;
mod inspect_enums;
mod journal;
mod keyed;
mod literal;
mod lock;
mod mapping;
mod names;
mod objects;
mod open;
mod parameters;
mod parse_column;
mod parse_constraint;
mod parse_default;
mod parse_index;
mod parse_table;
mod rebuild;
mod rows;
mod schema_file;
mod scratch;
pub mod split;
mod table_rows;
mod together;
mod tokens;
mod types;
mod undo;
mod update_by_key;
mod walls;

pub use connection::SqliteConnection;
pub use dialect::SqliteDialect;
pub use open::{Options, connect, file};
