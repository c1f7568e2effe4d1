//! From the source of a revision to a guest that can be called, whatever the language.

use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::guest::Guest;
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::rhai::RhaiGuest;

use super::sql_guest::{SqlGuest, SqlSourceError};
use crate::backend::dialect::Dialect;
use crate::revision::Language;

/// Why a source is no program.
#[derive(Debug)]
pub(super) enum ProgramError {
    /// The guest's compiler refuses it.
    Guest(GuestError),
    /// The SQL file cannot be taken apart.
    Sql(SqlSourceError),
    /// The source is not text.
    NotText,
    /// This build has no engine for the language.
    NoEngine,
}

/// Compiles a source; runs nothing of it.
///
/// # Errors
///
/// [`ProgramError`].
pub(super) fn compile(
    language: Language,
    source: &[u8],
    dialect: &'static dyn Dialect,
    limits: &Limits,
) -> Result<Box<dyn Guest>, ProgramError> {
    let text = || std::str::from_utf8(source).map_err(|_| ProgramError::NotText);
    match language {
        Language::Rhai => {
            let guest = RhaiGuest::compile(text()?, limits).map_err(ProgramError::Guest)?;
            Ok(Box::new(guest))
        }
        Language::Sql => {
            let guest = SqlGuest::parse(text()?, dialect).map_err(ProgramError::Sql)?;
            Ok(Box::new(guest))
        }
        Language::Wasm => Err(ProgramError::NoEngine),
    }
}
