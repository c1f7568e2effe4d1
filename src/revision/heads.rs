//! The rows of the table of heads, and how one step changes them.
//!
//! The rows are the revisions that ran and that nothing that ran is built upon. A runner applies
//! the changes of a step in their order, in the transaction of the step, and stops when a row it
//! must update or delete is not there exactly once.

use std::collections::BTreeSet;

use super::graph::At;
use super::id::RevisionId;
use super::state::State;
use super::walk::Members;

/// One change of the table of heads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum HeadsChange {
    /// A new row: a branch opens.
    Insert(RevisionId),
    /// A row moves along its branch.
    Update {
        /// The id in the row before.
        from: RevisionId,
        /// The id in the row after.
        to: RevisionId,
    },
    /// A row goes: a branch ends, or is joined to another.
    Delete(RevisionId),
}

impl HeadsChange {
    /// The row that must be there exactly once before the change; none for an insert.
    #[must_use]
    pub fn row_before(&self) -> Option<&RevisionId> {
        match self {
            Self::Insert(_) => None,
            Self::Update { from, .. } => Some(from),
            Self::Delete(id) => Some(id),
        }
    }

    /// The row that is there after the change and must not be there before; none for a delete.
    #[must_use]
    pub fn row_after(&self) -> Option<&RevisionId> {
        match self {
            Self::Insert(id) => Some(id),
            Self::Update { to, .. } => Some(to),
            Self::Delete(_) => None,
        }
    }

    /// Changes a set of rows.
    pub fn apply(&self, rows: &mut BTreeSet<RevisionId>) {
        if let Some(gone) = self.row_before() {
            rows.remove(gone);
        }
        if let Some(new) = self.row_after() {
            rows.insert(new.clone());
        }
    }
}

/// The rows while a plan is made.
pub(super) struct Rows<'g> {
    state: &'g State<'g>,
    rows: BTreeSet<At>,
    applied: Members,
}

impl<'g> Rows<'g> {
    pub(super) fn of(state: &'g State<'g>) -> Self {
        Self { state, rows: state.rows.iter().copied().collect(), applied: state.applied.clone() }
    }

    /// Runs a revision: it takes the place of the rows it is built upon.
    pub(super) fn up(&mut self, at: At) -> Vec<HeadsChange> {
        let node = &self.state.graph.nodes[at];
        let replaced: Vec<At> = node.below().filter(|down| self.rows.remove(down)).collect();
        self.applied.add(at);
        self.rows.insert(at);
        let new = self.id(at);
        let Some((&moved, joined)) = replaced.split_first() else {
            return vec![HeadsChange::Insert(new)];
        };
        let mut changes = self.deletes(joined);
        changes.push(HeadsChange::Update { from: self.id(moved), to: new });
        changes
    }

    /// Undoes a revision: what it was built upon shows again, unless something else still hides it.
    pub(super) fn down(&mut self, at: At) -> Vec<HeadsChange> {
        let graph = self.state.graph;
        self.rows.remove(&at);
        self.applied.remove(at);
        let is_hidden = |down: At| graph.nodes[down].above().any(|up| self.applied.has(up));
        let shown: Vec<At> = graph.nodes[at].below().filter(|&down| !is_hidden(down)).collect();
        let shown: Vec<At> = shown.into_iter().filter(|&down| self.rows.insert(down)).collect();
        let old = self.id(at);
        let Some((&moved, opened)) = shown.split_first() else {
            return vec![HeadsChange::Delete(old)];
        };
        let mut changes = vec![HeadsChange::Update { from: old, to: self.id(moved) }];
        changes.extend(opened.iter().map(|&at| HeadsChange::Insert(self.id(at))));
        changes
    }

    pub(super) fn into_ids(self) -> Vec<RevisionId> {
        self.state.graph.cloned_ids(self.rows)
    }

    fn deletes(&self, rows: &[At]) -> Vec<HeadsChange> {
        rows.iter().map(|&at| HeadsChange::Delete(self.id(at))).collect()
    }

    fn id(&self, at: At) -> RevisionId {
        self.state.graph.id(at).clone()
    }
}
