//! Which revisions a history shows, newest first.

use super::error::{Result, RevisionError};
use super::graph::At;
use super::id::RevisionId;
use super::resolve::{Branch, Overstep, Resolver, Spot};
use super::state::State;
use super::target::{Anchor, Range, Steps, Target};
use super::walk::{Edges, Members};

/// All revisions of the graph, newest first.
#[must_use]
pub fn history<'g>(state: &State<'g>) -> Vec<&'g RevisionId> {
    let everything = state.graph.at_or_below(state.graph.heads_at(), Edges::All);
    newest_first(state, &everything)
}

/// The revisions between two ends, both included, newest first.
///
/// An end that only counts steps starts from the other end, and stops at the last revision there
/// is. Without an upper end the history goes to every head above the lower one.
///
/// # Errors
///
/// Of kind `Target`, when an end means nothing or several things, or the lower end is no ancestor
/// of the upper one.
pub fn history_range<'g>(state: &State<'g>, range: &Range) -> Result<Vec<&'g RevisionId>> {
    let (lower, upper) = ends(state, range)?;
    let graph = state.graph;
    let mut shown = graph.at_or_below(upper.iter().copied(), Edges::All);
    if let Some(stray) = lower.iter().find(|&&at| !shown.has(at)) {
        return Err(RevisionError::UnrelatedEnds {
            from: range
                .from
                .as_ref()
                .map_or_else(|| graph.id(*stray).to_string(), Target::to_string),
            to: range.to.as_ref().map_or_else(|| "heads".into(), Target::to_string),
        });
    }
    let older = graph.at_or_below(lower.iter().copied(), Edges::All);
    for at in older.iter().filter(|at| !lower.contains(at)) {
        shown.remove(at);
    }
    if let Some(branch) = branch_of_base(state, range)? {
        for at in (0..graph.len()).filter(|&at| !branch.has(at)) {
            shown.remove(at);
        }
    }
    Ok(newest_first(state, &shown))
}

/// Resolves both ends, whichever must come first; the base is an empty list.
fn ends(state: &State<'_>, range: &Range) -> Result<(Vec<At>, Vec<At>)> {
    let graph = state.graph;
    match (&range.from, &range.to) {
        (None, None) => Ok((Vec::new(), graph.heads_at().collect())),
        (None, Some(to)) => Ok((Vec::new(), resolve(&State::empty(graph), state, to)?)),
        (Some(from), None) => {
            let heads = State::at(graph, graph.heads_at().collect());
            let lower = resolve(&heads, state, from)?;
            let above = graph.at_or_above(lower.iter().copied(), Edges::Branch);
            let is_wanted = |&at: &At| lower.is_empty() || above.has(at);
            let upper = graph.heads_at().filter(is_wanted).collect();
            Ok((lower, upper))
        }
        (Some(from), Some(to)) if counts_up(to) => {
            let lower = resolve(state, state, from)?;
            let upper = resolve(&State::at(graph, lower.clone()), state, to)?;
            Ok((lower, upper))
        }
        (Some(from), Some(to)) => {
            let upper = resolve(state, state, to)?;
            let lower = resolve(&State::at(graph, upper.clone()), state, from)?;
            Ok((lower, upper))
        }
    }
}

fn counts_up(target: &Target) -> bool {
    let counts = |anchor: &Anchor, steps: Option<Steps>| {
        matches!((anchor, steps), (Anchor::Here, Some(Steps::Up(_))))
    };
    target.addresses.iter().any(|address| counts(&address.anchor, address.steps))
}

/// Resolves one end: steps alone count from `here`, everything else is seen from `state`.
fn resolve(here: &State<'_>, state: &State<'_>, end: &Target) -> Result<Vec<At>> {
    let mut found: Vec<Spot> = Vec::new();
    for address in &end.addresses {
        match (&address.anchor, address.steps) {
            (Anchor::Here, Some(Steps::Down(count))) => {
                let resolver = Resolver::new(here, address, Overstep::Clamp)?;
                for at in resolver.on_branch(here.rows.iter().copied()) {
                    found.push(resolver.down(Some(at), count)?);
                }
            }
            (Anchor::Here, _) => {
                found.extend(Resolver::new(here, address, Overstep::Clamp)?.spots()?);
            }
            _ => found.extend(Resolver::new(state, address, Overstep::Clamp)?.spots()?),
        }
    }
    Ok(found.into_iter().flatten().collect())
}

/// The branch that `label@base:` limits a history to.
fn branch_of_base(state: &State<'_>, range: &Range) -> Result<Option<Members>> {
    let Some(from) = &range.from else {
        return Ok(None);
    };
    match from.addresses.as_slice() {
        [address] if address.anchor == Anchor::Base => match &address.branch {
            Some(name) => {
                let at = Branch::find(state.graph, name)?.at;
                Ok(Some(state.graph.lineage(at, Edges::Branch)))
            }
            None => Ok(None),
        },
        _ => Ok(None),
    }
}

fn newest_first<'g>(state: &State<'g>, shown: &Members) -> Vec<&'g RevisionId> {
    let order = state.graph.running_order(shown);
    state.graph.ids(order.into_iter().rev())
}
