//! Looks up the ids and labels that headers mention, among revisions that are not linked yet.

use std::collections::{BTreeMap, HashMap};

use super::graph::At;
use super::id::{BranchLabel, RevisionId};
use super::node::Revision;

/// What the names in headers refer to.
pub(super) struct Names<'a> {
    ids: HashMap<&'a str, At>,
    labels: BTreeMap<&'a BranchLabel, At>,
    revisions: &'a [Revision],
}

impl<'a> Names<'a> {
    pub(super) fn of(revisions: &'a [Revision]) -> Self {
        let mut labels = BTreeMap::new();
        for (at, revision) in revisions.iter().enumerate() {
            labels.extend(revision.labels.iter().map(|label| (label, at)));
        }
        Self {
            ids: revisions.iter().enumerate().map(|(at, r)| (r.id.as_str(), at)).collect(),
            labels,
            revisions,
        }
    }

    pub(super) fn id(&self, name: &str) -> Option<At> {
        self.ids.get(name).copied()
    }

    pub(super) fn id_or_label(&self, name: &str) -> Option<At> {
        self.id(name).or_else(|| {
            let label: BranchLabel = name.parse().ok()?;
            self.labels.get(&label).copied()
        })
    }

    /// The parents and dependencies of a revision, by id, each once; unknown names are left out.
    pub(super) fn below(&self, revision: &Revision) -> (Vec<At>, Vec<At>) {
        let mut parents: Vec<At> =
            revision.parents.iter().filter_map(|p| self.id(p.as_str())).collect();
        parents.sort_unstable();
        parents.dedup();
        let mut dependencies: Vec<At> = revision
            .depends_on
            .iter()
            .filter_map(|name| self.id_or_label(name))
            .filter(|at| !parents.contains(at))
            .collect();
        dependencies.sort_unstable();
        dependencies.dedup();
        (parents, dependencies)
    }

    pub(super) fn owned_ids(&self) -> HashMap<RevisionId, At> {
        let ids = self.revisions.iter().enumerate();
        ids.map(|(at, revision)| (revision.id.clone(), at)).collect()
    }

    pub(super) fn owned_labels(&self) -> BTreeMap<BranchLabel, At> {
        self.labels.iter().map(|(&label, &at)| (label.clone(), at)).collect()
    }
}
