//! Row transforms: functions from a batch of rows to a batch with what changes.
//!
//! A script names the module and one of its transforms, and the host reads and writes the rows:
//! `db.transform("persons", #{ … }, module("normalise.wasm", "split-name"))`.
//!
//! ```
//! use sandshift_guest::prelude::*;
//! use sandshift_guest::transform::{Changes, Input};
//!
//! fn shout(rows: &Input) -> Result<Changes> {
//!     rows.map(["name"], |row| {
//!         Ok([row.text("name")?.map(str::to_uppercase).into()])
//!     })
//! }
//!
//! sandshift_guest::transforms! { "shout" => shout }
//! # fn main() {}
//! ```

use std::rc::Rc;

use crate::batch::{cells_of, values_of};
pub use crate::rows::{delete_row, insert_row, lookup_table};
use crate::{Batch, Result, Row, Value, rows};

/// The rows of one batch.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    rows: Vec<Row>,
}

/// What a transform changes: columns with one value for each row.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes(Batch);

impl Input {
    /// The rows of a batch.
    #[must_use]
    pub fn new(batch: Batch) -> Self {
        let names: Rc<[String]> = batch.columns.iter().map(|column| column.name.clone()).collect();
        let columns: Vec<Vec<Value>> = batch.columns.into_iter().map(values_of).collect();
        let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
        let row = |_| {
            let values = columns.iter_mut().map(|column| column.next().unwrap_or(Value::Null));
            Row::new(names.clone(), values.collect())
        };
        Self { rows: (0..batch.rows).map(row).collect() }
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows, taken out.
    #[cfg(target_arch = "wasm32")]
    pub(crate) fn into_rows(self) -> Vec<Row> {
        self.rows
    }

    /// Gives the columns that change, from the new values of each row. An error of the function refuses
    /// its row: with `refused` in the script the row stays as it is and the reason is taken aside, without it
    /// the migration ends with the reason. [`delete_row`] and [`insert_row`] are about the row
    /// that the function has at hand.
    ///
    /// # Errors
    ///
    /// In a unit test, that of the function, with the place of the row in the batch.
    pub fn map<S: Into<String>, const WIDTH: usize>(
        &self,
        columns: [S; WIDTH],
        mut change: impl FnMut(&Row) -> Result<[Value; WIDTH]>,
    ) -> Result<Changes> {
        let mut changed: [Vec<Value>; WIDTH] =
            std::array::from_fn(|_| Vec::with_capacity(self.rows.len()));
        for (at, row) in self.rows.iter().enumerate() {
            rows::enter(at);
            let values = match change(row) {
                Ok(values) => values,
                Err(error) => {
                    rows::refuse(at, &error)?;
                    [const { Value::Null }; WIDTH]
                }
            };
            changed.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
        }
        let columns = columns.into_iter().zip(changed);
        let columns = columns.map(|(name, values)| cells_of(name.into(), values)).collect();
        let rows = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
        Ok(Changes(Batch { rows, columns }))
    }
}

impl Changes {
    /// The batch of the answer.
    #[must_use]
    pub fn into_batch(self) -> Batch {
        self.0
    }
}

/// Makes a component of the crate with these transforms, by the names that scripts use.
#[macro_export]
macro_rules! transforms {
    ($($name:literal => $function:path),+ $(,)?) => {
        struct SandshiftExport;

        impl $crate::bindings::transform::Guest for SandshiftExport {
            fn transforms() -> ::std::vec::Vec<::std::string::String> {
                ::std::vec![$(::std::string::String::from($name)),+]
            }

            fn transform(
                name: ::std::string::String,
                rows: $crate::Batch,
            ) -> ::std::result::Result<$crate::Batch, ::std::string::String> {
                match name.as_str() {
                    $($name => $crate::transform::enter(rows, $function),)+
                    _ => ::std::result::Result::Err(::std::format!("there is no transform `{name}`")),
                }
            }
        }

        $crate::bindings::transform::export_transform!(SandshiftExport);
    };
}

/// Runs one transform of a component.
#[doc(hidden)]
pub fn enter(
    rows: Batch,
    function: impl Fn(&Input) -> Result<Changes>,
) -> std::result::Result<Batch, String> {
    crate::entry::tell_panics();
    function(&Input::new(rows)).map(Changes::into_batch).map_err(|error| error.to_string())
}
