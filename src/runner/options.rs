//! How a run is to go, as far as it does not follow from project and database.

use std::collections::BTreeMap;
use std::time::Duration;

use sandshift_model::operation::OnConflict;
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::Compilation;

use super::approving::Approval;
use crate::clock::Clock;
use crate::policy::plan::Policy;
use crate::report::Watcher;
use crate::report::sql::Detail;
use crate::session::undo::UndoLimits;

/// How a run is to go.
#[derive(Debug, Clone)]
pub struct Options {
    /// The parameters that scripts can ask for.
    pub parameters: BTreeMap<String, String>,
    /// How much a script may use.
    pub limits: Limits,
    /// How modules are compiled.
    pub compilation: Compilation,
    /// How long to wait for another runner.
    pub lock_wait: Duration,
    /// Who runs, for the journal: `user@host`.
    pub actor: String,
    /// The clock.
    pub clock: Clock,
    /// The moment that scripts see as now; the clock's when none.
    pub now_micros: Option<i64>,
    /// Where scripts' uuids start from; random when none. Any text.
    pub seed: Option<String>,
    /// Go on although files of applied revisions were edited.
    pub allow_edited: bool,
    /// Undo also where values stay lost.
    pub accept_loss: bool,
    /// How much is kept of the rows that a migration changes; none to keep nothing.
    pub keep_rows: Option<UndoLimits>,
    /// After how many microseconds the next run drops kept rows; none to keep them for ever.
    pub keep_micros: Option<u64>,
    /// What a rollback does with kept rows that somebody else has changed since.
    pub on_conflict: OnConflict,
    /// How much of the row work a dry run keeps for its text.
    pub detail: Detail,
    /// Who watches.
    pub watcher: Watcher,
    /// What the operator grants; none where nobody has a say.
    pub policy: Option<Policy>,
    /// What is wanted to be known of the run, and what it is held to.
    pub approval: Approval,
}

/// The version of the tool, for the journal.
pub(crate) const TOOL_VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is the same for every revision of one run.
#[derive(Debug, Clone)]
pub(crate) struct Moment {
    pub(crate) now_micros: i64,
    pub(crate) seed: String,
    /// What the rows of the journal that a dry run prints take their ids from: the newest id that
    /// the database has. Two dry runs print the same, and the text of a later one can still be run.
    pub(crate) newest_id: String,
}

impl Moment {
    /// Fixes moment and seed for one run.
    pub(crate) fn of(options: &Options) -> Self {
        let now_micros = options.now_micros.unwrap_or_else(|| (options.clock.now_micros)());
        let seed =
            options.seed.clone().unwrap_or_else(|| uuid::Uuid::new_v4().simple().to_string());
        Self { now_micros, seed, newest_id: String::new() }
    }
}
