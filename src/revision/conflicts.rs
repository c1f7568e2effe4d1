//! Finds branches that nobody has joined and that may contradict each other.
//!
//! Which objects a revision touches is given by the caller, because only running or reading a
//! script can tell.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::graph::{At, Graph};
use super::id::RevisionId;
use super::walk::{Edges, Members};

/// A table, or a column of it, that a revision touches.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TouchedObject {
    /// The table, with its schema if the revision names one.
    pub table: String,
    /// The column; none when the revision touches the table as a whole.
    pub column: Option<String>,
}

impl fmt::Display for TouchedObject {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(out, "{}.{column}", self.table),
            None => out.write_str(&self.table),
        }
    }
}

/// Two or more revisions that no merge has put in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conflict {
    /// The history has several ends.
    SeveralHeads {
        /// The effective heads, by id.
        heads: Vec<RevisionId>,
    },
    /// Revisions with one parent whose branches nobody has joined.
    SameParent {
        /// The parent.
        parent: RevisionId,
        /// Its children that are apart from at least one other, by id.
        children: Vec<RevisionId>,
    },
    /// Revisions on two branches that touch the same table or column.
    SameObject {
        /// What both touch; the table when one of them touches it as a whole.
        object: TouchedObject,
        /// The one with the lower id.
        left: RevisionId,
        /// The other one.
        right: RevisionId,
    },
}

/// Finds all conflicts: heads first, then parents, then objects, each by id.
///
/// A history with one effective head has none, because a merge or dependency orders everything.
#[must_use]
pub fn conflicts(
    graph: &Graph,
    touched: &BTreeMap<RevisionId, BTreeSet<TouchedObject>>,
) -> Vec<Conflict> {
    let heads: Vec<At> = graph.effective_heads_at().collect();
    if heads.len() < 2 {
        return Vec::new();
    }
    let branches: Vec<Members> =
        heads.iter().map(|&head| graph.at_or_below([head], Edges::All)).collect();
    let mut found = vec![Conflict::SeveralHeads { heads: graph.cloned_ids(heads.iter().copied()) }];
    found.extend(same_parents(graph, &branches));
    found.extend(same_objects(graph, &branches, touched));
    found
}

/// Whether no branch holds both, so that nobody has put them in order.
fn are_apart(branches: &[Members], a: At, b: At) -> bool {
    !branches.iter().any(|branch| branch.has(a) && branch.has(b))
}

fn same_parents(graph: &Graph, branches: &[Members]) -> Vec<Conflict> {
    let mut found = Vec::new();
    for node in graph.nodes.iter().filter(|node| node.children.len() > 1) {
        let siblings = &node.children;
        let is_apart = |&a: &At| siblings.iter().any(|&b| a != b && are_apart(branches, a, b));
        let apart: Vec<At> = siblings.iter().copied().filter(is_apart).collect();
        if !apart.is_empty() {
            found.push(Conflict::SameParent {
                parent: node.revision.id.clone(),
                children: graph.cloned_ids(apart),
            });
        }
    }
    found
}

fn same_objects(
    graph: &Graph,
    branches: &[Members],
    touched: &BTreeMap<RevisionId, BTreeSet<TouchedObject>>,
) -> Vec<Conflict> {
    let mut tables: BTreeMap<&str, Vec<(Option<&str>, At)>> = BTreeMap::new();
    for (id, objects) in touched {
        // What every branch holds is a common ancestor and apart from nothing.
        let place = graph.find_id(id.as_str());
        let Some(at) = place.filter(|&at| !branches.iter().all(|branch| branch.has(at))) else {
            continue;
        };
        for object in objects {
            let touches = tables.entry(&object.table).or_default();
            touches.push((object.column.as_deref(), at));
        }
    }
    let mut found = BTreeSet::new();
    for (table, touches) in tables {
        for (number, &(column, left)) in touches.iter().enumerate() {
            for &(other_column, right) in &touches[number + 1..] {
                let Some(shared) = shared_column(column, other_column) else {
                    continue;
                };
                if are_apart(branches, left, right) {
                    found.insert((table, shared, left, right));
                }
            }
        }
    }
    let conflict =
        |(table, column, left, right): (&str, Option<&str>, At, At)| Conflict::SameObject {
            object: TouchedObject { table: table.to_owned(), column: column.map(str::to_owned) },
            left: graph.id(left).clone(),
            right: graph.id(right).clone(),
        };
    found.into_iter().map(conflict).collect()
}

/// What two touches of one table share: a column, the table as a whole, or nothing.
fn shared_column<'a>(one: Option<&'a str>, other: Option<&'a str>) -> Option<Option<&'a str>> {
    match (one, other) {
        (Some(a), Some(b)) => (a == b).then_some(Some(a)),
        (None, _) | (_, None) => Some(None),
    }
}
