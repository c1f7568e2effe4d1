//! What a database has applied, read from the heads that it records.

use super::error::Result;
use super::graph::{At, Graph};
use super::id::RevisionId;
use super::walk::{Edges, Members};

/// The recorded heads of a database and everything they imply.
///
/// A database records only revisions that no other recorded revision is built upon, through
/// parents or dependencies.
#[derive(Debug, Clone)]
pub struct State<'g> {
    pub(super) graph: &'g Graph,
    pub(super) rows: Vec<At>,
    pub(super) applied: Members,
}

impl<'g> State<'g> {
    /// Reads the recorded heads.
    ///
    /// # Errors
    ///
    /// [`UnknownRecorded`](super::RevisionError::UnknownRecorded) naming every id that no file
    /// declares.
    pub fn read<S: AsRef<str>>(graph: &'g Graph, rows: &[S]) -> Result<Self> {
        Ok(Self::at(graph, graph.recorded(rows)?))
    }

    /// The state of a database on which nothing has run.
    #[must_use]
    pub fn empty(graph: &'g Graph) -> Self {
        Self::at(graph, Vec::new())
    }

    pub(super) fn at(graph: &'g Graph, mut rows: Vec<At>) -> Self {
        rows.sort_unstable();
        rows.dedup();
        let applied = graph.at_or_below(rows.iter().copied(), Edges::All);
        Self { graph, rows, applied }
    }

    /// The recorded heads, by id.
    #[must_use]
    pub fn heads(&self) -> Vec<&'g RevisionId> {
        self.graph.ids(self.rows.iter().copied())
    }

    /// Whether a revision has run; false for an unknown one.
    #[must_use]
    pub fn has_applied(&self, id: &RevisionId) -> bool {
        self.graph.find_id(id.as_str()).is_some_and(|at| self.applied.has(at))
    }

    /// Everything that has run, in the order in which it could have run.
    #[must_use]
    pub fn applied(&self) -> Vec<&'g RevisionId> {
        self.graph.ids(self.graph.running_order(&self.applied))
    }

    /// Everything that has not run, in the order in which it would run.
    #[must_use]
    pub fn pending(&self) -> Vec<&'g RevisionId> {
        let mut pending = Members::none(self.graph);
        for at in (0..self.graph.len()).filter(|&at| !self.applied.has(at)) {
            pending.add(at);
        }
        self.graph.ids(self.graph.running_order(&pending))
    }

    /// The heads that have not run; none when the database is up to date.
    ///
    /// A head that only runs as a dependency of another one counts as run, although the database
    /// does not record it.
    #[must_use]
    pub fn missing_heads(&self) -> Vec<&'g RevisionId> {
        let graph = self.graph;
        graph.ids(graph.heads_at().filter(|&at| !self.applied.has(at)))
    }

    pub(super) fn cloned_heads(&self) -> Vec<RevisionId> {
        self.graph.cloned_ids(self.rows.iter().copied())
    }
}
