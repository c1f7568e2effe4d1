//! Walks over the graph: ancestors, descendants, lineage, and the order in which to run.
//!
//! All walks are loops with their own stack, because histories are longer than a thread's stack.

use super::graph::{At, Graph};
use super::id::{BranchLabel, RevisionId};

/// A set of revisions, one flag for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Members(Vec<bool>);

impl Members {
    pub(super) fn none(graph: &Graph) -> Self {
        Self(vec![false; graph.len()])
    }

    pub(super) fn has(&self, at: At) -> bool {
        self.0[at]
    }

    /// Adds a revision and tells whether it is new.
    pub(super) fn add(&mut self, at: At) -> bool {
        !std::mem::replace(&mut self.0[at], true)
    }

    pub(super) fn remove(&mut self, at: At) {
        self.0[at] = false;
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = At> + '_ {
        (0..self.0.len()).filter(|&at| self.0[at])
    }
}

/// Which edges a walk follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edges {
    /// Parents and children only: one branch.
    Branch,
    /// Dependencies too: everything that must run before or after.
    All,
}

impl Graph {
    /// The ancestors of a revision, dependencies included, by id and without itself.
    #[must_use]
    pub fn ancestors(&self, id: &RevisionId) -> Vec<&RevisionId> {
        self.find_id(id.as_str()).map_or_else(Vec::new, |start| {
            let found = self.at_or_below([start], Edges::All);
            self.ids(found.iter().filter(|&at| at != start))
        })
    }

    /// The descendants of a revision, dependents included, by id and without itself.
    #[must_use]
    pub fn descendants(&self, id: &RevisionId) -> Vec<&RevisionId> {
        self.find_id(id.as_str()).map_or_else(Vec::new, |start| {
            let found = self.at_or_above([start], Edges::All);
            self.ids(found.iter().filter(|&at| at != start))
        })
    }

    /// The labels of the branches that a revision is on, in no particular order.
    ///
    /// A label covers the revision that declares it, its descendants, and its ancestors until a
    /// branch point or merge.
    #[must_use]
    pub fn labels_of(&self, id: &RevisionId) -> Vec<&BranchLabel> {
        let Some(start) = self.find_id(id.as_str()) else {
            return Vec::new();
        };
        let below = self.at_or_below([start], Edges::Branch);
        let mut carriers: Vec<At> = below.iter().collect();
        let mut at = start;
        // A label rises only through revisions that neither divide nor join.
        while let ([only_child], [] | [_]) = (&*self.nodes[at].children, &*self.nodes[at].parents) {
            let child = &self.nodes[*only_child];
            if child.parents.len() > 1 || child.children.len() > 1 {
                break;
            }
            carriers.push(*only_child);
            at = *only_child;
        }
        let labels = carriers.into_iter().map(|at| &self.nodes[at].revision.labels);
        labels.flatten().collect()
    }

    pub(super) fn at_or_below(&self, start: impl IntoIterator<Item = At>, edges: Edges) -> Members {
        self.reach(start, |at, stack| {
            let node = &self.nodes[at];
            stack.extend(&node.parents);
            if edges == Edges::All {
                stack.extend(&node.dependencies);
            }
        })
    }

    pub(super) fn at_or_above(&self, start: impl IntoIterator<Item = At>, edges: Edges) -> Members {
        self.reach(start, |at, stack| {
            let node = &self.nodes[at];
            stack.extend(&node.children);
            if edges == Edges::All {
                stack.extend(&node.dependents);
            }
        })
    }

    /// Everything on one line with a revision: itself, its ancestors and its descendants.
    pub(super) fn lineage(&self, at: At, edges: Edges) -> Members {
        let mut members = self.at_or_below([at], edges);
        for above in self.at_or_above([at], edges).iter() {
            members.add(above);
        }
        members
    }

    fn reach(
        &self,
        start: impl IntoIterator<Item = At>,
        push_next: impl Fn(At, &mut Vec<At>),
    ) -> Members {
        let mut reached = Members::none(self);
        let mut stack: Vec<At> = start.into_iter().collect();
        while let Some(at) = stack.pop() {
            if reached.add(at) {
                push_next(at, &mut stack);
            }
        }
        reached
    }

    /// Sorts a set so that each revision comes after all of its ancestors in the set.
    ///
    /// A branch stays together, and siblings follow each other by id. The reverse is the order in
    /// which to undo.
    pub(super) fn running_order(&self, wanted: &Members) -> Vec<At> {
        enum Visit {
            Enter(At),
            Leave(At),
        }
        let mut order = Vec::new();
        let mut seen = Members::none(self);
        for end in wanted.iter() {
            if self.nodes[end].children.iter().any(|&child| wanted.has(child)) {
                continue;
            }
            let mut stack = vec![Visit::Enter(end)];
            while let Some(visit) = stack.pop() {
                match visit {
                    Visit::Leave(at) => order.push(at),
                    Visit::Enter(at) => {
                        if wanted.has(at) && seen.add(at) {
                            stack.push(Visit::Leave(at));
                            stack.extend(self.nodes[at].below().rev().map(Visit::Enter));
                        }
                    }
                }
            }
        }
        order
    }

    /// Drops everything from a set that something else in the set is built upon.
    pub(super) fn tips(&self, members: &Members) -> Vec<At> {
        let is_tip = |&at: &At| !self.nodes[at].above().any(|up| members.has(up));
        members.iter().filter(is_tip).collect()
    }
}
