//! A baseline: one revision that makes what a database holds.

use sandshift_model::catalog::Catalog;

use super::AdoptError;
use crate::backend::dialect::Dialect;
use crate::revision::Language;
use crate::schema::diff::diff;
use crate::schema::migration::Ways;
use crate::schema::renames::Renames;

/// The text below the header of a baseline that makes this catalog.
///
/// # Errors
///
/// [`AdoptError::Empty`] when there is nothing to make; [`AdoptError::Diff`] and [`AdoptError::Migration`] when what is
/// there cannot be written.
pub fn text(
    wanted: &Catalog,
    dialect: &dyn Dialect,
    language: Language,
) -> Result<String, AdoptError> {
    let nothing = Catalog::default();
    if wanted == &nothing {
        return Err(AdoptError::Empty);
    }
    let up = diff(&nothing, wanted, dialect, &Renames::default())?;
    let down = diff(wanted, &nothing, dialect, &Renames::default())?;
    let ways = Ways { dialect, from: &nothing, to: wanted, up: &up, down: &down };
    match language {
        Language::Sql => Ok(ways.sql()?),
        Language::Rhai | Language::Wasm => Ok(ways.rhai()),
    }
}
