//! The graph of all revisions: parents, dependencies, branches.
//!
//! Built once from the headers and never changed. Revisions are kept in the order of their ids, so
//! nothing depends on how a file system lists them. Two kinds of edges lead down: to the parents,
//! which make a branch, and to the dependencies, which only decide what runs first.

use std::collections::{BTreeMap, HashMap};

use super::error::{Result, RevisionError};
use super::file::RevisionFile;
use super::id::{BranchLabel, RevisionId};
use super::names::Names;
use super::node::Revision;
use super::validate;

/// The place of a revision in [`Graph::nodes`].
pub(super) type At = usize;

/// All revisions of a project and how they follow each other.
#[derive(Debug, Clone)]
pub struct Graph {
    pub(super) nodes: Vec<Node>,
    by_id: HashMap<RevisionId, At>,
    labels: BTreeMap<BranchLabel, At>,
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) revision: Revision,
    pub(super) parents: Vec<At>,
    pub(super) dependencies: Vec<At>,
    pub(super) children: Vec<At>,
    pub(super) dependents: Vec<At>,
}

impl Node {
    /// Everything that must run before this revision.
    pub(super) fn below(&self) -> impl DoubleEndedIterator<Item = At> + '_ {
        self.parents.iter().chain(&self.dependencies).copied()
    }

    /// Everything that can run only after this revision.
    pub(super) fn above(&self) -> impl Iterator<Item = At> + '_ {
        self.children.iter().chain(&self.dependents).copied()
    }
}

impl Graph {
    /// Builds the graph and checks it.
    ///
    /// # Errors
    ///
    /// The first problem of [`problems`](super::problems), naming the files.
    pub fn build(revisions: impl IntoIterator<Item = Revision>) -> Result<Self> {
        let mut revisions: Vec<Revision> = revisions.into_iter().collect();
        revisions.sort_by(|a, b| (&a.id, &a.file).cmp(&(&b.id, &b.file)));
        match validate::problems(&revisions).into_iter().next() {
            Some(problem) => Err(problem),
            None => Ok(Self::link(revisions)),
        }
    }

    /// Builds the graph of revision files and checks it.
    ///
    /// # Errors
    ///
    /// As for [`Graph::build`].
    pub fn of_files(files: &[RevisionFile]) -> Result<Self> {
        Self::build(files.iter().map(Revision::from))
    }

    fn link(revisions: Vec<Revision>) -> Self {
        let names = Names::of(&revisions);
        let edges: Vec<(Vec<At>, Vec<At>)> = revisions.iter().map(|r| names.below(r)).collect();
        let (by_id, labels) = (names.owned_ids(), names.owned_labels());
        let mut nodes: Vec<Node> = revisions
            .into_iter()
            .zip(edges)
            .map(|(revision, (parents, dependencies))| Node {
                revision,
                parents,
                dependencies,
                children: Vec::new(),
                dependents: Vec::new(),
            })
            .collect();
        // Walking up in the order of ids leaves every list of children in that order too.
        for at in 0..nodes.len() {
            for parent in nodes[at].parents.clone() {
                nodes[parent].children.push(at);
            }
            for dependency in nodes[at].dependencies.clone() {
                nodes[dependency].dependents.push(at);
            }
        }
        Self { nodes, by_id, labels }
    }

    /// How many revisions there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are no revisions at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// All revisions, by id.
    pub fn revisions(&self) -> impl Iterator<Item = &Revision> {
        self.nodes.iter().map(|node| &node.revision)
    }

    /// The revision with exactly this id.
    #[must_use]
    pub fn get(&self, id: &RevisionId) -> Option<&Revision> {
        self.by_id.get(id).map(|&at| &self.nodes[at].revision)
    }

    /// The revision that declares this branch label.
    #[must_use]
    pub fn labelled(&self, label: &BranchLabel) -> Option<&Revision> {
        self.labels.get(label).map(|&at| &self.nodes[at].revision)
    }

    /// All declared branch labels with the revision that declares each.
    pub fn labels(&self) -> impl Iterator<Item = (&BranchLabel, &RevisionId)> {
        self.labels.iter().map(|(label, &at)| (label, self.id(at)))
    }

    /// The revisions without children: the end of each branch.
    #[must_use]
    pub fn heads(&self) -> Vec<&RevisionId> {
        self.ids(self.heads_at())
    }

    /// The heads that no other revision depends on: what a database records when all has run.
    #[must_use]
    pub fn effective_heads(&self) -> Vec<&RevisionId> {
        self.ids(self.effective_heads_at())
    }

    /// The revisions without parents.
    #[must_use]
    pub fn bases(&self) -> Vec<&RevisionId> {
        self.ids(self.bases_at())
    }

    /// The revisions with several children.
    #[must_use]
    pub fn branch_points(&self) -> Vec<&RevisionId> {
        let points = (0..self.len()).filter(|&at| self.nodes[at].children.len() > 1);
        self.ids(points)
    }

    /// The children of a revision, by id; empty for an unknown one.
    #[must_use]
    pub fn children(&self, id: &RevisionId) -> Vec<&RevisionId> {
        self.by_id
            .get(id)
            .map_or_else(Vec::new, |&at| self.ids(self.nodes[at].children.iter().copied()))
    }

    /// What a revision depends on apart from its parents, as ids; empty for an unknown one.
    #[must_use]
    pub fn dependencies(&self, id: &RevisionId) -> Vec<&RevisionId> {
        self.by_id
            .get(id)
            .map_or_else(Vec::new, |&at| self.ids(self.nodes[at].dependencies.iter().copied()))
    }

    /// Whether another revision depends on this one; false for an unknown one.
    #[must_use]
    pub fn has_dependents(&self, id: &RevisionId) -> bool {
        self.by_id.get(id).is_some_and(|&at| !self.nodes[at].dependents.is_empty())
    }

    pub(super) fn heads_at(&self) -> impl Iterator<Item = At> + '_ {
        (0..self.len()).filter(|&at| self.nodes[at].children.is_empty())
    }

    pub(super) fn effective_heads_at(&self) -> impl Iterator<Item = At> + '_ {
        self.heads_at().filter(|&at| self.nodes[at].dependents.is_empty())
    }

    pub(super) fn bases_at(&self) -> impl Iterator<Item = At> + '_ {
        (0..self.len()).filter(|&at| self.nodes[at].parents.is_empty())
    }

    pub(super) fn id(&self, at: At) -> &RevisionId {
        &self.nodes[at].revision.id
    }

    pub(super) fn ids(&self, places: impl IntoIterator<Item = At>) -> Vec<&RevisionId> {
        places.into_iter().map(|at| self.id(at)).collect()
    }

    pub(super) fn cloned_ids(&self, places: impl IntoIterator<Item = At>) -> Vec<RevisionId> {
        places.into_iter().map(|at| self.id(at).clone()).collect()
    }

    pub(super) fn find_id(&self, text: &str) -> Option<At> {
        self.nodes.binary_search_by(|node| node.revision.id.as_str().cmp(text)).ok()
    }

    pub(super) fn find_label(&self, text: &str) -> Option<At> {
        let label: BranchLabel = text.parse().ok()?;
        self.labels.get(&label).copied()
    }

    /// The revisions whose id begins with `prefix`, by id.
    pub(super) fn find_prefix(&self, prefix: &str) -> impl Iterator<Item = At> + '_ {
        let first = self.nodes.partition_point(|node| node.revision.id.as_str() < prefix);
        let count = self.nodes[first..]
            .iter()
            .take_while(|node| node.revision.id.as_str().starts_with(prefix))
            .count();
        first..first + count
    }

    /// Finds the revisions that a database records.
    ///
    /// # Errors
    ///
    /// [`RevisionError::UnknownRecorded`] with all ids that no file declares.
    pub(super) fn recorded<S: AsRef<str>>(&self, rows: &[S]) -> Result<Vec<At>> {
        let mut known: Vec<At> = Vec::with_capacity(rows.len());
        let mut unknown = Vec::new();
        for row in rows {
            match self.find_id(row.as_ref()) {
                Some(at) => known.push(at),
                None => unknown.push(row.as_ref().to_owned()),
            }
        }
        if unknown.is_empty() {
            known.sort_unstable();
            known.dedup();
            Ok(known)
        } else {
            Err(RevisionError::UnknownRecorded { ids: unknown })
        }
    }
}
