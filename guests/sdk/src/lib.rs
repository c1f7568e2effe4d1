//! Migrations for Sandshift in Rust: what a script says with `db.create_table(…)` and
//! `column("id", integer()).primary_key()`, with the types and the libraries of Rust.
//!
//! A migration is a type with `up` and `down`. [`migration!`] makes a WebAssembly component of the
//! crate, which the host runs in a sandbox: everything goes through [`Db`], and there is no file,
//! clock or network beside it.
//!
//! ```
//! use sandshift_guest::prelude::*;
//!
//! struct Persons;
//!
//! impl Migration for Persons {
//!     fn up(db: &Db) -> Result {
//!         db.create_table(table("persons", [
//!             column("id", integer()).primary_key(),
//!             column("name", string(100)).not_null(),
//!         ]));
//!         db.insert("persons", [row! { id: 1, name: "Ada" }]);
//!         Ok(())
//!     }
//!
//!     fn down(db: &Db) -> Result {
//!         db.drop_table("persons");
//!         Ok(())
//!     }
//! }
//!
//! sandshift_guest::migration!(Persons);
//! # fn main() {}
//! ```
//!
//! Calls of [`Db`] have no errors: when one fails, the host does not continue the guest and undoes
//! what it did. [`Db::attempt`] is for operations that may fail. A panic ends the migration as well,
//! and its message reaches whoever runs it.
//!
//! [`testing::FakeHost`] runs the same code in a unit test.

#[doc(hidden)]
#[allow(
    clippy::all,
    missing_docs,
    unsafe_code,
    rust_2018_idioms,
    reason = "made by wit-bindgen, and calls between components need unsafe"
)]
pub mod bindings;

mod batch;
mod column;
mod constraint;
mod db;
#[doc(hidden)]
pub mod entry;
mod error;
mod host;
mod index;
mod log;
mod names;
pub mod operation;
mod query;
mod row;
pub(crate) mod rows;
mod table;
#[cfg(not(target_arch = "wasm32"))]
pub mod testing;
pub mod transform;
mod types;
mod value;
mod writer;

pub use bindings::contract::sandshift::guest::inspect::{SeenColumn, SeenTable};
pub use bindings::contract::sandshift::guest::log::Level;
pub use bindings::contract::sandshift::guest::operations::Operation;
pub use bindings::contract::sandshift::guest::schema::{
    Column, ColumnType, Constraint, ConstraintBody, ConstraintKind, DefaultValue, Deferrable,
    Exclude, ExcludeElement, ForeignKey, Generated, Identity, Index, IndexKey, IndexTerm,
    NumericSize, ReferentialAction, Table, TableOptions, Unique,
};
pub use bindings::contract::sandshift::guest::types::{
    Batch, Cells, ColumnCells, DialectText, Filter, ObjectName, TextCells, TextKind, Value,
};
pub use column::{ColumnDefault, ColumnSpec, column, expr, identity};
pub use constraint::{Reference, check, exclude, foreign_key, primary_key, reference, unique};
pub use db::{Db, RawDb};
pub use entry::{Forward, Migration, RawMigration};
pub use error::{Error, Result};
pub use index::{asc, desc, index, key};
pub use log::log;
pub use names::{per_dialect, schema_table};
pub use operation::Assignment;
pub use query::{Row, Rows, RowsQuery};
pub use row::{NewRow, SetColumns};
pub use table::{TableSpec, table};
pub use types::*;
pub use value::{FromValue, ValueError};
pub use writer::Writer;

/// What most migrations need, for `use sandshift_guest::prelude::*`.
pub mod prelude {
    pub use crate::operation::{self, alter_column};
    pub use crate::types::*;
    pub use crate::{
        Assignment, ConstraintKind, Db, Deferrable, Error, Filter, Forward, Level, Migration,
        Operation, RawDb, RawMigration, ReferentialAction, Result, Row, Value, asc, check, column,
        desc, exclude, expr, foreign_key, identity, index, key, per_dialect, primary_key,
        reference, row, schema_table, set, table, unique,
    };
}

#[cfg(test)]
#[allow(clippy::panic, clippy::unwrap_used, reason = "tests")]
mod tests;

/// The examples of the readme compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
