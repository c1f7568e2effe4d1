//! How a revision would be undone.

use sandshift_sandbox::guest::Entry;
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::Compilation;

use super::books;
use super::error::RunError;
use super::prepare::no_program;
use super::program::Compiler;
use super::project::Project;
use crate::backend::connection::Connection;
use crate::backend::dialect::Dialect;
use crate::revision::RevisionId;
use crate::session::scope::Undo;

/// The way back that the journal keeps for the last `up` of a revision; empty for none.
///
/// # Errors
///
/// [`RunError`] when it cannot be read.
pub fn way_back(connection: &mut dyn Connection, revision: &str) -> Result<Vec<Undo>, RunError> {
    if !books::exist(connection)? {
        return Ok(Vec::new());
    }
    let Some(id) = books::last_up_ids(connection)?.remove(revision) else { return Ok(Vec::new()) };
    let recorded = books::recorded(connection, &id)?;
    let kept = recorded.and_then(|row| serde_json::from_str(&row.inverse).ok());
    Ok(kept.unwrap_or_default())
}

/// Tells whether a revision has a file with a `down` of its own.
///
/// # Errors
///
/// [`RunError`] when its file cannot be read or compiled.
pub fn has_down(
    project: &Project,
    dialect: &'static dyn Dialect,
    (limits, compilation): (&Limits, &Compilation),
    revision: &RevisionId,
) -> Result<bool, RunError> {
    if let Some(guest) = project.program(revision) {
        return Ok(guest.has(Entry::Down));
    }
    let Some(file) = project.files.get(revision) else { return Ok(false) };
    let source = file.read_source()?;
    let compiler = Compiler { dialect, limits, compilation };
    let guest = compiler.compile(file.language, &source, Some(file));
    Ok(guest.map_err(|error| no_program(error, revision, Some(file)))?.has(Entry::Down))
}
