//! Does the database still hold what its revisions promised: hashes, and the `verify` functions.

use std::path::PathBuf;

use sandshift_sandbox::guest::Entry;

use super::apply;
use super::error::RunError;
use super::failure::Failure;
use super::granting::wall_in;
use super::options::{Moment, Options};
use super::prepare::{Memory, Workshop};
use super::project::Project;
use super::status;
use super::step::{Carriage, Stop};
use crate::backend::connection::Connection;
use crate::backend::dialect::ForeignKeys;
use crate::revision::{Direction, RevisionId, Step};
use crate::session::catalog_cache::CatalogCache;
use crate::session::error::SessionError;
use crate::session::sink::Rehearsal;

/// What `verify` found.
#[derive(Debug, Default)]
pub struct Verified {
    /// Revisions whose `verify` function ran to its end.
    pub passed: Vec<RevisionId>,
    /// Revisions whose `verify` function failed.
    pub failed: Vec<Failure>,
    /// Applied revisions whose files mean something else now.
    pub edited: Vec<(RevisionId, PathBuf)>,
    /// Applied revisions without a file.
    pub missing: Vec<RevisionId>,
}

impl Verified {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.failed.is_empty() && self.edited.is_empty() && self.missing.is_empty()
    }
}

/// Compares hashes, and calls the `verify` function of each applied revision, each inside a
/// transaction that is rolled back.
///
/// # Errors
///
/// [`RunError`] when it cannot be found out; what is wrong with the database is in the answer.
pub fn verify(
    project: &Project,
    mut connection: Box<dyn Connection>,
    options: &Options,
) -> Result<Verified, RunError> {
    apply::announce(&*connection, options);
    let status = status::status(project, &mut *connection)?;
    let mut verified =
        Verified { edited: status.edited, missing: status.missing, ..Verified::default() };
    wall_in(&mut *connection, options)?;
    let dialect = connection.dialect();
    let mut carriage = Carriage {
        dialect,
        sink: Box::new(Rehearsal { connection }),
        catalog: CatalogCache::default(),
        lock: None,
        options,
        moment: Moment::of(options),
        undo: Vec::new(),
        half: None,
    };
    let workshop = Workshop::new(project, dialect, options);
    for revision in status.applied.iter().filter(|id| project.files.contains_key(*id)) {
        check(&workshop, &mut carriage, revision, &mut verified)?;
    }
    Ok(verified)
}

fn check(
    workshop: &Workshop<'_>,
    carriage: &mut Carriage<'_>,
    revision: &RevisionId,
    verified: &mut Verified,
) -> Result<(), RunError> {
    let step = Step { direction: Direction::Up, revision: revision.clone(), changes: Vec::new() };
    let mut migration = workshop.migration(&step, &mut Memory::Recorded(&[]))?;
    if !migration.guest.has(Entry::Verify) {
        return Ok(());
    }
    // Each has a transaction of its own: PostgreSQL refuses everything behind a statement that
    // failed, and no revision should see what the `verify` of another one wrote.
    let frame = carriage.dialect.frame(ForeignKeys::Enforced);
    let known = carriage.catalog.snapshot();
    send_all(carriage, &frame.begin, "beginning to verify")?;
    let outcome = carriage.verify_only(&mut migration);
    send_all(carriage, &frame.rollback, "ending to verify")?;
    carriage.catalog.restore(known);
    match outcome {
        Ok(()) => verified.passed.push(revision.clone()),
        Err(Stop::Failed(failure)) => verified.failed.push(*failure),
        Err(Stop::Replan | Stop::Scratch | Stop::Cancelled(_)) => {}
    }
    Ok(())
}

fn send_all(
    carriage: &mut Carriage<'_>,
    statements: &[String],
    doing: &'static str,
) -> Result<(), SessionError> {
    let Some(connection) = carriage.sink.reader() else { return Ok(()) };
    let mut statements = statements.iter();
    statements.try_for_each(|sql| {
        connection.execute(sql).map(|_| ()).map_err(SessionError::database(doing))
    })
}
