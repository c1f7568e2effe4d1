//! Says what a database has, without running anything.

use std::collections::BTreeSet;

use super::error::Result;
use super::graph::{At, Graph};
use super::heads::HeadsChange;
use super::id::RevisionId;
use super::plan::refuse_current;
use super::resolve::{Overstep, Resolver};
use super::state::State;
use super::target::Target;
use super::walk::Edges;

/// The changes that make a database record a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// The recorded ids before, as given.
    pub before: Vec<String>,
    /// What to do to the table of heads, in this order; nothing when it is right already.
    pub changes: Vec<HeadsChange>,
    /// Rows to delete before anything else, revision ids or not; empty unless purging.
    pub purged: Vec<String>,
    /// The recorded heads after, by id.
    pub after: Vec<RevisionId>,
}

/// Plans how to record a target: rows on the same line move to it, other branches stay.
///
/// `base` removes every row, `label@base` those of the branch.
///
/// # Errors
///
/// Of kind `Target`, when the target means nothing or several things.
pub fn stamp(state: &State<'_>, target: &Target) -> Result<Stamp> {
    let graph = state.graph;
    let wanted = destinations(state, target)?;
    let mut rows: BTreeSet<At> = state.rows.iter().copied().collect();
    let mut changes = Vec::new();
    for &at in wanted.emptied.iter().filter(|at| !wanted.ends.contains(at)) {
        if rows.remove(&at) {
            changes.push(HeadsChange::Delete(graph.id(at).clone()));
        }
    }
    for &end in &wanted.ends {
        if rows.contains(&end) {
            continue;
        }
        let line = graph.lineage(end, Edges::All);
        let moved: Vec<At> =
            rows.iter().copied().filter(|at| line.has(*at) && !wanted.ends.contains(at)).collect();
        for at in &moved {
            rows.remove(at);
        }
        rows.insert(end);
        let to = graph.id(end).clone();
        match moved.split_first() {
            None => changes.push(HeadsChange::Insert(to)),
            Some((&first, others)) => {
                changes.extend(others.iter().map(|&at| HeadsChange::Delete(graph.id(at).clone())));
                let from = graph.id(first).clone();
                changes.push(HeadsChange::Update { from, to });
            }
        }
    }
    Ok(Stamp {
        before: state.heads().iter().map(ToString::to_string).collect(),
        changes,
        purged: Vec::new(),
        after: graph.cloned_ids(rows),
    })
}

/// Plans how to record a target after removing every row, known or not.
///
/// This is the repair for ids that no file declares, so nothing in `rows` is checked.
///
/// # Errors
///
/// Of kind `Target`, when the target means nothing or several things.
pub fn stamp_purged<S: AsRef<str>>(graph: &Graph, rows: &[S], target: &Target) -> Result<Stamp> {
    let fresh = stamp(&State::empty(graph), target)?;
    let before: BTreeSet<&str> = rows.iter().map(AsRef::as_ref).collect();
    let before: Vec<String> = before.into_iter().map(str::to_owned).collect();
    Ok(Stamp { purged: before.clone(), before, ..fresh })
}

struct Destinations {
    /// The revisions to record, without those that others of them imply.
    ends: BTreeSet<At>,
    /// The rows that `base` takes away.
    emptied: Vec<At>,
}

fn destinations(state: &State<'_>, target: &Target) -> Result<Destinations> {
    let graph = state.graph;
    let mut named = Vec::new();
    let mut emptied = Vec::new();
    for address in &target.addresses {
        refuse_current(address)?;
        let resolver = Resolver::new(state, address, Overstep::Refuse)?;
        for spot in resolver.spots()? {
            match spot {
                Some(at) => named.push(at),
                None => emptied.extend(resolver.on_branch(state.rows.iter().copied())),
            }
        }
    }
    let implied = graph.at_or_below(named, Edges::All);
    Ok(Destinations { ends: graph.tips(&implied).into_iter().collect(), emptied })
}
