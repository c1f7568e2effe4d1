//! Plans between two given ends, for when there is no database to ask.

use super::error::{Result, RevisionError};
use super::graph::{At, Graph};
use super::plan::{Plan, downgrade, refuse_current, upgrade};
use super::resolve::{Overstep, Resolver};
use super::state::State;
use super::target::{Range, Target};
use super::walk::{Edges, Members};

/// Plans the way up between two ends without a database, as if it were at the lower one.
///
/// # Errors
///
/// As for [`upgrade`]; also when the lower end is no ancestor of the upper one.
pub fn upgrade_range(graph: &Graph, range: &Range) -> Result<Plan> {
    let state = end_as_state(graph, range.from.as_ref())?;
    let heads = Target::heads();
    let to = range.to.as_ref().unwrap_or(&heads);
    let plan = upgrade(&state, to)?;
    let ends = end_as_state_from(&state, to)?;
    if let (Some(from), true) = (&range.from, !is_within(&state.rows, &ends.applied)) {
        return Err(RevisionError::UnrelatedEnds { from: from.to_string(), to: to.to_string() });
    }
    Ok(plan)
}

/// Plans the way down between two ends without a database, as if it were at the first one.
///
/// # Errors
///
/// As for [`downgrade`]; also when an end is missing, because nothing else says where to begin.
pub fn downgrade_range(graph: &Graph, range: &Range) -> Result<Plan> {
    let (Some(from), Some(to)) = (&range.from, &range.to) else {
        return Err(RevisionError::NotHere {
            target: ":".into(),
            reason: "going down without a database needs both ends, as in `head:base`",
        });
    };
    downgrade(&end_as_state(graph, Some(from))?, to)
}

fn end_as_state<'g>(graph: &'g Graph, end: Option<&Target>) -> Result<State<'g>> {
    let empty = State::empty(graph);
    match end {
        Some(target) => end_as_state_from(&empty, target),
        None => Ok(empty),
    }
}

fn end_as_state_from<'g>(seen_from: &State<'g>, end: &Target) -> Result<State<'g>> {
    let mut rows = Vec::new();
    for address in &end.addresses {
        refuse_current(address)?;
        let spots = Resolver::new(seen_from, address, Overstep::Refuse)?.spots()?;
        rows.extend(spots.into_iter().flatten());
    }
    let graph = seen_from.graph;
    let applied = graph.at_or_below(rows, Edges::All);
    Ok(State::at(graph, graph.tips(&applied)))
}

fn is_within(rows: &[At], members: &Members) -> bool {
    rows.iter().all(|&row| members.has(row))
}
