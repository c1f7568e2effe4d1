//! The account that a migration gives of itself where somebody wants to know.

use super::failure::Failure;
use super::options::Options;
use super::step::Position;
use crate::error::{Coded as _, Kind};
use crate::integrity::statements::Sent;
use crate::report::account::{Account, Fault};
use crate::report::event::Event;
use crate::session::Run;

/// Tells what a migration did, and why it failed if it did.
pub(super) fn tell(
    options: &Options,
    run: &Run,
    position: &Position,
    sent: Option<Sent>,
    (micros, failure): (u64, Option<&Failure>),
) {
    let Some(mut sent) = sent else { return };
    let (operations, rows) = (std::mem::take(&mut sent.operations), std::mem::take(&mut sent.rows));
    options.watcher.tell(Event::Accounted(Box::new(Account {
        run: run.id.clone(),
        revision: run.revision.clone(),
        direction: run.direction.to_owned(),
        checksum: run.checksum.clone(),
        heads_before: position.heads_before.iter().map(ToString::to_string).collect(),
        operations,
        rows,
        statements: sent.into_statements(),
        micros,
        failure: failure.map(|failure| Fault {
            code: failure.code().to_owned(),
            message: failure.to_string(),
            is_denial: matches!(failure.kind(), Kind::Denied | Kind::Refused),
        }),
    })));
}
