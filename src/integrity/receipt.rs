//! The receipt of a rehearsal: what a run would do, for somebody to approve and for the run to keep to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::statements::{Approved, SentStatement, hash_of};
use crate::error::{Coded, Kind};
use crate::revision::ContentHash;

/// The form of the file; a reader takes no other.
pub const FORMAT: u32 = 1;

/// What a rehearsal found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The form of the file.
    pub format: u32,
    /// The version of the tool that rehearsed.
    pub tool_version: String,
    /// When, as text.
    pub rehearsed: String,
    /// Who rehearsed.
    pub actor: String,
    /// On which kind of database.
    pub dialect: String,
    /// On which version of it.
    pub database_version: String,
    /// How the rehearsal worked.
    pub how: String,
    /// The moment that scripts saw as now, in microseconds since 1970-01-01 UTC; the run uses the same.
    pub now_micros: i64,
    /// Where the uuids of scripts started from; the run uses the same.
    pub seed: String,
    /// The hash of the plan: the revisions in their order, what they mean, and the heads before each.
    pub plan_sha256: ContentHash,
    /// The locks that the rehearsal held at its end, where the database tells.
    pub locks: Vec<HeldLock>,
    /// How long all of it took, in microseconds.
    pub duration_micros: u64,
    /// The revisions, in order.
    pub revisions: Vec<ApprovedRevision>,
}

/// A lock on a table or another relation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldLock {
    /// What is locked.
    pub relation: String,
    /// How, in the database's own words.
    pub mode: String,
}

/// One revision of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ApprovedRevision {
    /// Its id.
    pub revision: String,
    /// `up` or `down`.
    pub direction: String,
    /// The hash of what it means, as the journal keeps it.
    pub checksum: String,
    /// The heads before it.
    pub heads_before: Vec<String>,
    /// The hash of all its statements in their order.
    pub statements_sha256: ContentHash,
    /// Rows inserted, changed or deleted, by table; raw SQL stands under its own name.
    pub rows: BTreeMap<String, u64>,
    /// How long it took, in microseconds.
    pub duration_micros: u64,
    /// Its statements.
    pub statements: Vec<SentStatement>,
}

/// A step of a plan, as far as a receipt has to do with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedStep {
    /// The revision.
    pub revision: String,
    /// `up` or `down`.
    pub direction: String,
    /// The hash of what it means.
    pub checksum: String,
    /// The heads before it.
    pub heads_before: Vec<String>,
}

/// Why a receipt is of no use.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum ReceiptError {
    #[error("a receipt of a rehearsal is demanded, and none is given")]
    None,
    #[error("the receipt cannot be used: {reason}")]
    Malformed { reason: String },
    #[error("the receipt is of a rehearsal on `{approved}`, and this is `{found}`")]
    OtherDatabase { approved: String, found: String },
    #[error("the receipt approves another plan: {reason}")]
    OtherPlan { reason: String },
}

impl Receipt {
    /// Reads the bytes of a receipt.
    ///
    /// # Errors
    ///
    /// [`ReceiptError::Malformed`] when they are none, or contradict themselves.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        let bad = |reason: String| ReceiptError::Malformed { reason };
        let receipt: Self =
            serde_json::from_slice(bytes).map_err(|fault| bad(fault.to_string()))?;
        if receipt.format != FORMAT {
            let reason =
                format!("its format is {}, and this version reads {FORMAT}", receipt.format);
            return Err(bad(reason));
        }
        if receipt.plan_sha256 != plan_hash(&receipt.revisions) {
            return Err(bad("its plan was changed after the rehearsal".to_owned()));
        }
        match receipt.revisions.iter().find(|one| one.statements_sha256 != hash_of(&one.statements))
        {
            None => Ok(receipt),
            Some(one) => Err(bad(format!(
                "the statements of `{}` were changed after the rehearsal",
                one.revision
            ))),
        }
    }

    /// Makes sure that a plan is what was approved, or the rest of it.
    ///
    /// # Errors
    ///
    /// The database or the plan is another one.
    pub fn fits(&self, dialect: &str, plan: &[PlannedStep]) -> Result<(), ReceiptError> {
        if self.dialect != dialect {
            let (approved, found) = (self.dialect.clone(), dialect.to_owned());
            return Err(ReceiptError::OtherDatabase { approved, found });
        }
        // What an earlier run of the same plan has done is done.
        let Some(done) = self.revisions.len().checked_sub(plan.len()) else {
            let reason = format!("{} revisions and not {}", self.revisions.len(), plan.len());
            return Err(ReceiptError::OtherPlan { reason });
        };
        let pairs = plan.iter().zip(&self.revisions[done..]);
        match pairs.filter_map(|(step, approved)| step.differs_from(approved)).next() {
            None => Ok(()),
            Some(reason) => Err(ReceiptError::OtherPlan { reason }),
        }
    }

    /// What a revision may send; none of one that is not approved at all.
    #[must_use]
    pub fn approved(&self, revision: &str, direction: &str, rows_may_differ: bool) -> Approved {
        let is_meant =
            |one: &&ApprovedRevision| one.revision == revision && one.direction == direction;
        let found = self.revisions.iter().find(is_meant);
        let statements = found.map(|one| one.statements.clone()).unwrap_or_default().into();
        Approved { statements, rows_may_differ }
    }
}

impl PlannedStep {
    fn differs_from(&self, approved: &ApprovedRevision) -> Option<String> {
        let Self { revision, direction, checksum, heads_before } = self;
        if (revision, direction) != (&approved.revision, &approved.direction) {
            return Some(format!(
                "it has `{}` {} where `{revision}` {direction} would run",
                approved.revision, approved.direction
            ));
        }
        if *checksum != approved.checksum {
            return Some(format!("`{revision}` was changed since the rehearsal"));
        }
        if *heads_before != approved.heads_before {
            return Some(format!(
                "before `{revision}` the database is at {} and not at {}",
                list(heads_before),
                list(&approved.heads_before)
            ));
        }
        None
    }
}

fn list(heads: &[String]) -> String {
    if heads.is_empty() { "base".to_owned() } else { heads.join(", ") }
}

/// The hash of a plan.
#[must_use]
pub fn plan_hash(revisions: &[ApprovedRevision]) -> ContentHash {
    let mut hash = Sha256::new();
    let mut feed = |text: &str| {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    for one in revisions {
        [&one.revision, &one.direction, &one.checksum].into_iter().for_each(|text| feed(text));
        feed(&one.heads_before.join(","));
    }
    ContentHash::from_bytes(hash.finalize().into())
}

impl Coded for ReceiptError {
    fn code(&self) -> &'static str {
        match self {
            Self::None => "receipt::none",
            Self::Malformed { .. } => "receipt::malformed",
            Self::OtherDatabase { .. } => "receipt::other_database",
            Self::OtherPlan { .. } => "receipt::other_plan",
        }
    }

    fn kind(&self) -> Kind {
        Kind::Integrity
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::None => {
                "rehearse it (`sandshift run --dry-run --receipt FILE`), have that approved, and run with `--receipt FILE`"
            }
            Self::Malformed { .. } | Self::OtherDatabase { .. } | Self::OtherPlan { .. } => {
                "rehearse it again: `sandshift run --dry-run --receipt FILE`"
            }
        };
        Some(hint.to_owned())
    }
}
