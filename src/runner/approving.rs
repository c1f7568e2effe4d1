//! A plan held to the receipt of its rehearsal, before anything of it is sent.

use std::sync::Arc;

use super::options::Options;
use super::step::Migration;
use crate::integrity::receipt::{PlannedStep, Receipt, ReceiptError};
use crate::integrity::statements::Sent;
use crate::revision::Plan;

/// What is wanted to be known of a run, and what it is held to.
#[derive(Debug, Clone, Default)]
pub struct Approval {
    /// Each migration gives an account of what it sent.
    pub records: bool,
    /// What was approved; none where nothing has to be.
    pub receipt: Option<Arc<Receipt>>,
    /// Statements may touch other rows than in the rehearsal.
    pub rows_may_differ: bool,
}

impl Approval {
    /// What a migration has sent when it begins: nothing. None where nobody wants to know.
    pub(super) fn begin(&self, migration: &Migration) -> Option<Sent> {
        let approved = self.receipt.as_ref().map(|receipt| {
            let (revision, direction) = (migration.revision.as_str(), migration.direction.word());
            receipt.approved(revision, direction, self.rows_may_differ)
        });
        (self.records || approved.is_some()).then(|| Sent::under(approved))
    }
}

/// Refuses a plan that was not approved. A plan with nothing to do needs nobody's word.
///
/// # Errors
///
/// The receipt is of another plan, or of another kind of database.
pub(super) fn must_be_approved(
    dialect: &str,
    plan: &Plan,
    migrations: &[Migration],
    options: &Options,
) -> Result<(), ReceiptError> {
    let Some(receipt) = &options.approval.receipt else { return Ok(()) };
    if plan.is_empty() {
        return Ok(());
    }
    let steps: Vec<PlannedStep> = migrations
        .iter()
        .zip(plan.heads())
        .map(|(migration, heads)| PlannedStep {
            revision: migration.revision.to_string(),
            direction: migration.direction.word().to_owned(),
            checksum: migration.checksum.clone(),
            heads_before: heads.iter().map(ToString::to_string).collect(),
        })
        .collect();
    receipt.fits(dialect, &steps)
}

/// Refuses to undo a half-done revision, which no rehearsal can have shown.
///
/// # Errors
///
/// There is a receipt.
pub(super) fn must_not_undo(revision: &str, options: &Options) -> Result<(), ReceiptError> {
    match &options.approval.receipt {
        None => Ok(()),
        Some(_) => Err(ReceiptError::OtherPlan {
            reason: format!("what was done of the half-done `{revision}` would be undone first"),
        }),
    }
}
