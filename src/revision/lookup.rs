//! Finds the revisions that a target names, without planning anything.

use super::error::Result;
use super::id::RevisionId;
use super::resolve::{Overstep, Resolver};
use super::state::State;
use super::target::Target;

/// The revisions that a target names, in the order of the target, each once.
///
/// `base` names none; `heads` and `current` may name several.
///
/// # Errors
///
/// Of kind `Target`, when a part of the target means nothing, or several things where one is meant.
pub fn lookup<'g>(state: &State<'g>, target: &Target) -> Result<Vec<&'g RevisionId>> {
    let graph = state.graph;
    let mut found = Vec::new();
    for address in &target.addresses {
        for at in Resolver::new(state, address, Overstep::Refuse)?.spots()?.into_iter().flatten() {
            if !found.contains(&at) {
                found.push(at);
            }
        }
    }
    Ok(graph.ids(found))
}
