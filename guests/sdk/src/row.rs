//! Rows that are written: `row! { id: 1, name: "Ada" }`.

use crate::{Assignment, Filter, Value};

/// A row for [`crate::Db::insert`], or a condition for [`crate::Db::update`]; see [`crate::row!`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NewRow(pub(crate) Vec<(String, Value)>);

/// New values for [`crate::Db::update`]; see [`crate::set!`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SetColumns(pub(crate) Vec<(String, Assignment)>);

/// A row by the names of its columns; `()` and [`None`] are NULL. As a condition, each column has
/// this value, and `()` means IS NULL.
///
/// ```
/// use sandshift_guest::row;
///
/// let person = row! { id: 1, name: "Ada", "first seen": () };
/// # let _ = person;
/// ```
#[macro_export]
macro_rules! row {
    ($($column:tt: $value:expr),* $(,)?) => {
        [$(($crate::column_name!($column), $crate::Value::from($value))),*]
            .into_iter()
            .collect::<$crate::NewRow>()
    };
}

/// New values by the names of their columns; `expr("price + 1")` is SQL.
///
/// ```
/// use sandshift_guest::{expr, set};
///
/// let raise = set! { price: expr("price + 1"), rank: 7 };
/// # let _ = raise;
/// ```
#[macro_export]
macro_rules! set {
    ($($column:tt: $value:expr),* $(,)?) => {
        [$(($crate::column_name!($column), $crate::Assignment::from($value))),*]
            .into_iter()
            .collect::<$crate::SetColumns>()
    };
}

/// The name of a column, as a word or as a literal.
#[doc(hidden)]
#[macro_export]
macro_rules! column_name {
    ($name:ident) => {
        ::std::string::String::from(::std::stringify!($name))
    };
    ($name:literal) => {
        ::std::string::String::from($name)
    };
}

impl FromIterator<(String, Value)> for NewRow {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(cells: I) -> Self {
        Self(cells.into_iter().collect())
    }
}

impl FromIterator<(String, Assignment)> for SetColumns {
    fn from_iter<I: IntoIterator<Item = (String, Assignment)>>(cells: I) -> Self {
        Self(cells.into_iter().collect())
    }
}

impl From<NewRow> for Filter {
    fn from(row: NewRow) -> Self {
        Self::Equal(row.0)
    }
}
