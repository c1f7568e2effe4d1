//! How long the row work of a transform waits for locks of other sessions.

use std::time::Duration;

use sandshift_sandbox::host::{CallError, Commit, TransformSpec};

use super::{Way, host};
use crate::session::error::SessionError;
use crate::session::gate::Gate;

/// The longest wait; none for as long as the session says.
///
/// A dry run of a transform that commits page by page has no page to try again, and waits.
pub(super) fn lock_wait(way: &Way<'_>, spec: &TransformSpec) -> Option<Duration> {
    let millis = match (way, &spec.commit) {
        (Way::Batched(_), _) | (_, Commit::Migration) => spec.lock_millis?,
        (_, Commit::Batch(_)) => return None,
    };
    Some(Duration::from_millis(u64::from(millis)))
}

/// Does row work that waits no longer than that.
pub(super) fn within(
    gate: &mut Gate,
    wait: Option<Duration>,
    work: impl FnOnce(&mut Gate) -> Result<(), CallError>,
) -> Result<(), CallError> {
    // What the operator grants holds for the whole session already.
    let most = gate.most_lock_wait();
    let Some(wait) = wait.filter(|wait| most.is_none_or(|most| *wait < most)) else {
        return work(gate);
    };
    let setting = || SessionError::database("setting how long to wait for locks");
    let limited = gate.rows().and_then(|rows| rows.limit_lock_wait(wait).map_err(setting()));
    limited.map_err(host)?;
    let done = work(gate);
    let restored = gate.rows().and_then(|rows| {
        rows.restore_lock_wait().map_err(setting())?;
        most.map_or(Ok(()), |most| rows.limit_lock_wait(most).map_err(setting()))
    });
    // A transaction that failed takes no settings; its error is the one to tell.
    done.and_then(|()| restored.map_err(host))
}
