//! MySQL and MariaDB.
//!
//! Both servers are one dialect, `mysql`: what they share is written once, and the few places where
//! they part ask [`Flavour`]. Three facts shape this backend. Every schema change commits
//! at once, so an operation is a list of statements that each stand alone. A column can only be
//! redefined as a whole, so a redefinition restates all that the catalog knows of it. And a foreign
//! key needs an index, which the server would make and drop by itself: this backend does it openly,
//! so that the way back leaves no trace.
//!
//! Decisions that a user can see:
//! - tables get `utf8mb4` with a binary collation that does not ignore trailing spaces, so that
//!   unique constraints and comparisons mean the same as on SQLite and PostgreSQL;
//! - text of any length is `LONGTEXT` and bytes are `LONGBLOB`, because `TEXT` ends at 64 KiB;
//! - `float` is `DOUBLE`: the server prints a `FLOAT` with six digits, which would change values
//!   that are read and written back;
//! - moments are `DATETIME(6)` in UTC, because `TIMESTAMP` ends in 2038;
//! - a schema is a database of its own here, and nothing outside the connection's database is
//!   ever changed, so that a rehearsal on a scratch copy stays inside it.

mod alter_column;
mod backup;
mod blank;
mod blocks;
mod change_column;
pub mod classify;
mod column;
mod connection;
mod constraint;
mod decode;
mod default;
mod dialect;
mod enumeration;
mod failure;
mod flavour;
mod flight;
mod followers;
pub mod grants;
mod index;
mod inspect;
mod keys;
mod literal;
mod lock;
mod program;
mod program_head;
mod qualifier;
mod repeated;
mod restate;
mod rows;
mod schema_file;
mod scratch;
mod select;
mod sequence;
pub mod split;
mod support;
mod table;
mod table_rows;
mod temporal;
mod types;
mod undo;
mod unsupported;
mod update;
mod update_by_key;
mod walls;

pub use connection::{MysqlConnection, connect};
pub use dialect::MysqlDialect;
pub use flavour::Flavour;
