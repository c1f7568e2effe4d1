//! The difference between two catalogs of one engine: a pure function.

use sandshift_model::catalog::Catalog;

use super::renames::{Guess, Renames};
use super::step::Difference;
use crate::backend::dialect::Dialect;

mod error;

pub use error::DiffError;

/// The way from one catalog to another.
///
/// Whatever `renames` does not confirm is no rename; ask [`guesses`] first.
///
/// # Errors
///
/// [`DiffError`] when no order of steps leads there.
pub fn diff(
    _from: &Catalog,
    _to: &Catalog,
    _dialect: &dyn Dialect,
    _renames: &Renames,
) -> Result<Difference, DiffError> {
    Ok(Difference::default())
}

/// What looks like a rename between two catalogs and was not decided yet, the likeliest first.
#[must_use]
pub fn guesses(_from: &Catalog, _to: &Catalog, _renames: &Renames) -> Vec<Guess> {
    Vec::new()
}
