//! Which revisions to run or undo for a target, in which order, and what each does to the heads.
//!
//! Pure: a runner carries a plan out, a dry run prints it. The same graph, state and target always
//! give the same plan.

use std::collections::BTreeSet;
use std::iter;
use std::num::NonZeroU32;

use super::error::{Result, RevisionError};
use super::graph::At;
use super::heads::{HeadsChange, Rows};
use super::id::RevisionId;
use super::resolve::{Overstep, Resolver};
use super::state::State;
use super::target::{Address, Anchor, Steps, Target};
use super::walk::{Edges, Members};

const UP: &str = "run";
const DOWN: &str = "rollback";

/// Whether a revision is run or undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Run it.
    Up,
    /// Undo it.
    Down,
}

impl Direction {
    /// Its word in the journal.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
        }
    }
}

/// One revision to run or undo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Whether to run or undo it.
    pub direction: Direction,
    /// Which one.
    pub revision: RevisionId,
    /// What to do to the table of heads, in this order.
    pub changes: Vec<HeadsChange>,
}

impl Step {
    /// The rows that must be in the table of heads, each exactly once, before the step.
    pub fn rows_expected(&self) -> impl Iterator<Item = &RevisionId> {
        self.changes.iter().filter_map(HeadsChange::row_before)
    }
}

/// The steps to a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The recorded heads before the first step, by id.
    pub before: Vec<RevisionId>,
    /// The steps, in the order in which to carry them out.
    pub steps: Vec<Step>,
    /// The recorded heads after the last step, by id.
    pub after: Vec<RevisionId>,
}

impl Plan {
    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The revisions in the order of the steps.
    pub fn revisions(&self) -> impl Iterator<Item = &RevisionId> {
        self.steps.iter().map(|step| &step.revision)
    }

    /// The recorded heads before each step, and behind the last one.
    pub fn heads(&self) -> impl Iterator<Item = BTreeSet<RevisionId>> {
        let mut rows: BTreeSet<RevisionId> = self.before.iter().cloned().collect();
        let before = rows.clone();
        let behind = self.steps.iter().map(move |step| {
            step.changes.iter().for_each(|change| change.apply(&mut rows));
            rows.clone()
        });
        iter::once(before).chain(behind)
    }
}

/// Plans the way up to a target.
///
/// What has run stays; everything the target is built upon and that has not run comes first. A
/// target that has run gives an empty plan.
///
/// # Errors
///
/// Of kind `Target`, when the target means nothing, several things, or leads down.
pub fn upgrade(state: &State<'_>, target: &Target) -> Result<Plan> {
    let mut ends = Vec::new();
    for address in &target.addresses {
        refuse_current(address)?;
        if let (Anchor::Here, Some(Steps::Down(_))) = (&address.anchor, address.steps) {
            return Err(wrong_direction(state, address, UP));
        }
        let spots = Resolver::new(state, address, Overstep::Refuse)?.spots()?;
        ends.extend(spots.into_iter().flatten());
    }
    let mut missing = state.graph.at_or_below(ends, Edges::All);
    for at in state.applied.iter() {
        missing.remove(at);
    }
    let mut rows = Rows::of(state);
    let order = state.graph.running_order(&missing);
    let steps = order.into_iter().map(|at| Step {
        direction: Direction::Up,
        revision: state.graph.id(at).clone(),
        changes: rows.up(at),
    });
    Ok(Plan { before: state.cloned_heads(), steps: steps.collect(), after: rows.into_ids() })
}

/// Plans the way from nothing to exactly what a state has applied.
#[must_use]
pub fn replay(state: &State<'_>) -> Plan {
    let empty = State::empty(state.graph);
    let mut rows = Rows::of(&empty);
    let order = state.graph.running_order(&state.applied);
    let steps = order.into_iter().map(|at| Step {
        direction: Direction::Up,
        revision: state.graph.id(at).clone(),
        changes: rows.up(at),
    });
    Plan { before: Vec::new(), steps: steps.collect(), after: rows.into_ids() }
}

/// Plans the way down to a target.
///
/// Everything that is built upon the target goes, dependents of other branches too; the target
/// itself stays. `-1` undoes exactly the recorded head, a merge too. `label@target` touches only
/// what that branch needs.
///
/// # Errors
///
/// Of kind `Target`, when the target means nothing, several things, or has not run.
pub fn downgrade(state: &State<'_>, target: &Target) -> Result<Plan> {
    let mut roots = Vec::new();
    for address in &target.addresses {
        refuse_current(address)?;
        let resolver = Resolver::new(state, address, Overstep::Refuse)?;
        match (&address.anchor, address.steps) {
            (Anchor::Here, Some(Steps::Down(count))) => roots.push(last_undone(&resolver, count)?),
            (Anchor::Here, _) => return Err(wrong_direction(state, address, DOWN)),
            _ => roots.extend(undone_above(&resolver)?),
        }
    }
    let mut undone = Members::none(state.graph);
    for at in state.graph.at_or_above(roots, Edges::All).iter() {
        if state.applied.has(at) {
            undone.add(at);
        }
    }
    let mut rows = Rows::of(state);
    let order = state.graph.running_order(&undone);
    let steps = order.into_iter().rev().map(|at| Step {
        direction: Direction::Down,
        revision: state.graph.id(at).clone(),
        changes: rows.down(at),
    });
    Ok(Plan { before: state.cloned_heads(), steps: steps.collect(), after: rows.into_ids() })
}

/// Finds the deepest revision that `-N` undoes.
fn last_undone(resolver: &Resolver<'_>, count: NonZeroU32) -> Result<At> {
    let mut at = resolver.start()?;
    let mut available = 0;
    while let Some(reached) = at {
        available += 1;
        if available == count.get() {
            return Ok(reached);
        }
        at = resolver.down(at, NonZeroU32::MIN)?;
    }
    Err(RevisionError::TooFewSteps {
        target: resolver.address.text.clone(),
        asked: count.get(),
        available,
    })
}

/// Finds what stands directly on the targets and must go, with all that stands on it.
fn undone_above(resolver: &Resolver<'_>) -> Result<Vec<At>> {
    let state = resolver.state;
    let mut roots = Vec::new();
    for spot in resolver.spots()? {
        match spot {
            None => roots.extend(resolver.on_branch(state.graph.bases_at())),
            Some(at) if state.applied.has(at) => {
                let children = state.graph.nodes[at].children.iter().copied();
                roots.extend(resolver.on_branch(children));
            }
            Some(_) => return Err(wrong_direction(state, resolver.address, DOWN)),
        }
    }
    Ok(roots)
}

pub(super) fn refuse_current(address: &Address) -> Result<()> {
    if address.anchor == Anchor::Current {
        return Err(RevisionError::NotHere {
            target: address.text.clone(),
            reason: "the database is there already",
        });
    }
    Ok(())
}

fn wrong_direction(state: &State<'_>, address: &Address, verb: &'static str) -> RevisionError {
    RevisionError::WrongDirection {
        target: address.text.clone(),
        verb,
        heads: state.cloned_heads(),
    }
}
