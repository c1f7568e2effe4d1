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
        /// A revision on the branch with the lower head id.
        left: RevisionId,
        /// A revision on the other branch.
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
    let branches: Vec<Members> = heads
        .iter()
        .map(|&head| graph.at_or_below([head], Edges::All))
        .collect();
    let mut found = vec![Conflict::SeveralHeads {
        heads: graph.cloned_ids(heads.iter().copied()),
    }];
    found.extend(same_parents(graph, &branches));
    found.extend(same_objects(graph, &branches, touched));
    found
}

fn same_parents<'a>(
    graph: &'a Graph,
    branches: &'a [Members],
) -> impl Iterator<Item = Conflict> + 'a {
    let are_apart = |a: At, b: At| !branches.iter().any(|branch| branch.has(a) && branch.has(b));
    graph.nodes.iter().filter_map(move |node| {
        let siblings = &node.children;
        let is_apart = |&child: &At| {
            siblings
                .iter()
                .any(|&other| other != child && are_apart(child, other))
        };
        let apart: Vec<At> = siblings.iter().copied().filter(is_apart).collect();
        (!apart.is_empty()).then(|| Conflict::SameParent {
            parent: node.revision.id.clone(),
            children: graph.cloned_ids(apart),
        })
    })
}

fn same_objects(
    graph: &Graph,
    branches: &[Members],
    touched: &BTreeMap<RevisionId, BTreeSet<TouchedObject>>,
) -> Vec<Conflict> {
    let mut found: BTreeSet<(TouchedObject, At, At)> = BTreeSet::new();
    for (number, left) in branches.iter().enumerate() {
        for right in &branches[number + 1..] {
            let only = |one: &Members, other: &Members| {
                let apart = one.iter().filter(|&at| !other.has(at));
                Touches::of(graph, apart, touched)
            };
            only(left, right).meet(&only(right, left), &mut found);
        }
    }
    // The same pair can be apart in several pairs of branches, with its sides swapped.
    let is_first = |(object, left, right): &(TouchedObject, At, At)| {
        left < right || !found.contains(&(object.clone(), *right, *left))
    };
    let each_once = found.iter().filter(|entry| is_first(entry));
    each_once
        .map(|(object, left, right)| Conflict::SameObject {
            object: object.clone(),
            left: graph.id(*left).clone(),
            right: graph.id(*right).clone(),
        })
        .collect()
}

/// Who touches which columns of which table.
struct Touches<'a>(BTreeMap<&'a str, Vec<(Option<&'a str>, At)>>);

impl<'a> Touches<'a> {
    fn of(
        graph: &Graph,
        places: impl Iterator<Item = At>,
        touched: &'a BTreeMap<RevisionId, BTreeSet<TouchedObject>>,
    ) -> Self {
        let mut tables: BTreeMap<&'a str, Vec<_>> = BTreeMap::new();
        for at in places {
            for object in touched.get(graph.id(at)).into_iter().flatten() {
                let columns = tables.entry(object.table.as_str()).or_default();
                columns.push((object.column.as_deref(), at));
            }
        }
        Self(tables)
    }

    fn meet(&self, other: &Touches<'_>, found: &mut BTreeSet<(TouchedObject, At, At)>) {
        for (&table, ours) in &self.0 {
            for (column, left) in ours {
                for (their_column, right) in other.0.get(table).into_iter().flatten() {
                    let shared = match (column, their_column) {
                        (Some(a), Some(b)) if a == b => Some((*a).to_owned()),
                        (Some(_), Some(_)) => continue,
                        _ => None,
                    };
                    let object = TouchedObject {
                        table: table.to_owned(),
                        column: shared,
                    };
                    found.insert((object, *left, *right));
                }
            }
        }
    }
}
