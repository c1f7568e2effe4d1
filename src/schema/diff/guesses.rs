//! What looks like a rename: evidence, weighed, and never taken for more than a question.

use sandshift_model::catalog::Catalog;

use crate::schema::renames::{Guess, Renames};

/// What looks like a rename between two catalogs and was not decided yet, the likeliest first.
#[must_use]
pub fn guesses(_from: &Catalog, _to: &Catalog, _renames: &Renames) -> Vec<Guess> {
    Vec::new()
}
