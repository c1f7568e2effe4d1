//! Where a database is, compared with the files.

use std::path::PathBuf;

use sandshift_sandbox::guest::Entry;

use super::apply;
use super::books;
use super::error::RunError;
use super::ghosts;
use super::half_run::{self, HalfRun};
use super::project::Project;
use super::sql_guest::SqlGuest;
use crate::backend::connection::Connection;
use crate::backend::dialect::Dialect;
use crate::revision::{Graph, Language, RevisionFile, RevisionId, State};

/// The recorded heads of a database; never makes the bookkeeping.
///
/// # Errors
///
/// [`RunError`] when the database cannot be read, or was written by a newer version.
pub fn heads(connection: &mut dyn Connection) -> Result<Vec<String>, RunError> {
    Ok(books::heads(connection)?)
}

/// Where a database is.
#[derive(Debug, Clone)]
pub struct Status {
    /// The recorded heads.
    pub heads: Vec<String>,
    /// Applied revisions, in an order in which they can have run.
    pub applied: Vec<RevisionId>,
    /// Revisions that `run` would apply.
    pub pending: Vec<RevisionId>,
    /// Applied revisions whose files mean something else now.
    pub edited: Vec<(RevisionId, PathBuf)>,
    /// Applied revisions without a file.
    pub missing: Vec<RevisionId>,
    /// What an earlier run left half done.
    pub half_done: Option<HalfDone>,
    /// Files and journal together.
    pub graph: Graph,
}

/// A revision that is half done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HalfDone {
    /// The revision.
    pub revision: String,
    /// Whether it was being run (`up`) or undone (`down`).
    pub direction: String,
    /// Statements that took effect.
    pub done: usize,
    /// Statements in all, where that can be told without running it.
    pub of: Option<usize>,
    /// The statement of which nobody knows.
    pub in_flight: Option<String>,
    /// Undoing what was done has begun, and both `run` and `rollback` finish that first.
    pub is_being_undone: bool,
}

impl HalfDone {
    fn of(project: &Project, dialect: &dyn Dialect, half: HalfRun) -> Self {
        let file = project.files.iter().find(|(id, _)| id.as_str() == half.revision);
        let of = file.and_then(|(_, file)| sql_statements(file, dialect, &half.direction));
        let run = half.undoing.as_deref().unwrap_or(&half);
        Self {
            done: half.done().len(),
            of,
            in_flight: run.in_flight().map(|kept| kept.sql.clone()),
            is_being_undone: half.undoing.is_some(),
            revision: half.revision,
            direction: half.direction,
        }
    }
}

/// How many statements an SQL file has; a program shows it only by running.
fn sql_statements(file: &RevisionFile, dialect: &dyn Dialect, direction: &str) -> Option<usize> {
    if file.language != Language::Sql {
        return None;
    }
    let source = file.read_source().ok()?;
    let guest = SqlGuest::parse(&String::from_utf8_lossy(&source), dialect, None).ok()?;
    guest.statements(if direction == "up" { Entry::Up } else { Entry::Down })
}

/// Compares a database with the files.
///
/// # Errors
///
/// [`RunError`] when the database cannot be read, or records an id that neither files nor
/// journal know.
pub fn status(project: &Project, connection: &mut dyn Connection) -> Result<Status, RunError> {
    let there = books::exist(connection)?;
    let heads = if there { books::heads_there(connection)? } else { Vec::new() };
    let graph = ghosts::graph_with_ghosts(project, connection, &heads)?;
    let state = State::read(&graph, &heads)?;
    let applied: Vec<RevisionId> = state.applied().into_iter().cloned().collect();
    let pending: Vec<RevisionId> = state.pending().into_iter().cloned().collect();
    let files: Vec<&RevisionFile> = applied.iter().filter_map(|id| project.files.get(id)).collect();
    let missing = applied.iter().filter(|id| !project.files.contains_key(*id)).cloned().collect();
    let edited = if there { apply::edited(connection, &files)? } else { Vec::new() };
    let half = if there { half_run::read(connection)? } else { None };
    let half_done = half.map(|half| HalfDone::of(project, connection.dialect(), half));
    Ok(Status { heads, applied, pending, edited, missing, half_done, graph: graph.clone() })
}
