//! Where a database is, compared with the files.

use std::path::PathBuf;

use super::apply;
use super::books;
use super::error::RunError;
use super::ghosts;
use super::project::Project;
use crate::backend::connection::Connection;
use crate::revision::{Graph, RevisionFile, RevisionId, State};

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
    /// The revision that an earlier run left half done.
    pub half_done: Option<String>,
    /// Files and journal together.
    pub graph: Graph,
}

/// Compares a database with the files.
///
/// # Errors
///
/// [`RunError`] when the database cannot be read, or records an id that neither files nor
/// journal know.
pub fn status(project: &Project, connection: &mut dyn Connection) -> Result<Status, RunError> {
    let there = books::exist(connection)?;
    let heads = if there { books::heads(connection)? } else { Vec::new() };
    let graph = ghosts::graph_with_ghosts(project, connection, &heads)?;
    let state = State::read(&graph, &heads)?;
    let applied: Vec<RevisionId> = state.applied().into_iter().cloned().collect();
    let pending: Vec<RevisionId> = state.pending().into_iter().cloned().collect();
    let files: Vec<&RevisionFile> = applied.iter().filter_map(|id| project.files.get(id)).collect();
    let missing = applied.iter().filter(|id| !project.files.contains_key(*id)).cloned().collect();
    let edited = if there { apply::edited(connection, &files)? } else { Vec::new() };
    let half_done = match there {
        true => books::half_run(connection)?.map(|half| half.revision),
        false => None,
    };
    Ok(Status { heads, applied, pending, edited, missing, half_done, graph: graph.clone() })
}
