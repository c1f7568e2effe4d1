//! A host that lets a script reach the rows that its transforms refused, and do nothing else.
//!
//! The script of an applied revision runs again from its beginning, and nothing of that may take effect or
//! come out otherwise than it did:
//!
//! - Changes of the schema are passed over. They are in the database already, and a script learns nothing
//!   from them.
//! - Rows that are inserted, updated or deleted, and raw SQL, are refused: a script learns how many rows it
//!   were, and may decide by it. So is whatever else cannot be told from the journal.
//! - Queries are answered with what the database holds now, in a transaction that is rolled back, so that a
//!   function that writes leaves nothing. This is how a lookup sees the rows that were missing.
//! - Transforms that are not retried are passed over with the counts of their run, which the journal has.
//! - Behind the last transform that is retried the script ends.

use std::collections::VecDeque;

use sandshift_model::ident::ObjectName;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::query::Query;
use sandshift_model::table::Table;
use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::guest::{RowFunction, RowModule};
use sandshift_sandbox::host::{
    Applied, CallError, Facts, Host, Level, OnRow, Savepoint, Side, TransformReport, TransformSpec,
};

use super::error::RunError;
use crate::error::Kind;
use crate::session::error::SessionError;
use crate::session::gate::Gate;
use crate::transform::{Retried, line, retry};

/// A transform of the run, as the journal has it.
#[derive(Debug)]
pub(super) struct Ran {
    /// Its table, as it stands there.
    pub(super) table: String,
    /// What came of it.
    pub(super) report: TransformReport,
    /// Its refused rows are to be retried.
    pub(super) is_wanted: bool,
}

/// The host.
#[derive(Debug)]
pub(super) struct RetryHost {
    gate: Gate,
    /// The transforms that the script has not come to yet.
    ahead: VecDeque<Ran>,
    done: Vec<Retried>,
}

impl RetryHost {
    pub(super) fn new(gate: Gate, ran: VecDeque<Ran>) -> Self {
        Self { gate, ahead: ran, done: Vec::new() }
    }

    /// Opens the transaction in which the script reads.
    pub(super) fn begin(&mut self) -> Result<(), SessionError> {
        self.gate.begin_page()
    }

    /// Rolls it back.
    pub(super) fn end(&mut self) {
        self.gate.undo_open_page();
    }

    /// What was done, when all of it was.
    pub(super) fn outcome(&mut self) -> Option<Vec<Retried>> {
        self.is_over().then(|| std::mem::take(&mut self.done))
    }

    fn is_over(&self) -> bool {
        !self.ahead.iter().any(|one| one.is_wanted)
    }

    /// Ends a script that has nothing more to do here.
    fn must_go_on(&self) -> Result<(), HostError> {
        if !self.is_over() {
            return Ok(());
        }
        Err(HostError::new(Fault::Fatal, "the refused rows are done, and nothing else is"))
    }

    fn retry(
        &mut self,
        spec: &TransformSpec,
        origin: Origin,
        function: &dyn RowFunction,
    ) -> Result<(), CallError> {
        self.end();
        let retried = retry(&mut self.gate, spec, origin, function)?;
        self.done.push(retried);
        Ok(self.begin().map_err(HostError::from)?)
    }
}

impl Host for RetryHost {
    fn apply(&mut self, operation: Operation, origin: Origin) -> Result<Applied, HostError> {
        self.must_go_on()?;
        let does_rows = matches!(
            operation,
            Operation::Execute(_)
                | Operation::InsertRows(_)
                | Operation::UpdateRows(_)
                | Operation::UpdateByKey(_)
                | Operation::DeleteRows(_)
        );
        if !does_rows {
            return Ok(Applied::default());
        }
        let reason =
            "before the transform whose rows are retried the script changes rows or runs SQL, \
                      which must not be done again"
                .to_owned();
        let advice = "write a revision with a transform of these rows alone".to_owned();
        Err(SessionError::Refused {
            reason,
            advice,
            code: "backfill::other_work",
            kind: Kind::Refused,
            origin,
        }
        .into())
    }

    fn query(&mut self, query: &Query, origin: Origin, on_row: OnRow<'_>) -> Result<(), CallError> {
        self.must_go_on()?;
        self.gate.query(query, origin, on_row)
    }

    fn inspect(&mut self, table: &ObjectName, origin: Origin) -> Result<Option<Table>, HostError> {
        self.must_go_on()?;
        self.gate.inspect(table, origin)
    }

    fn transform(
        &mut self,
        spec: &TransformSpec,
        origin: Origin,
        function: &dyn RowFunction,
    ) -> Result<TransformReport, CallError> {
        self.must_go_on()?;
        let table = line::shown(&spec.table.to_string());
        match self.ahead.front() {
            Some(ran) if ran.table == table => {}
            _ => return Err(HostError::from(changed(&table, origin)).into()),
        }
        let Some(ran) = self.ahead.pop_front() else { return Ok(TransformReport::default()) };
        if ran.is_wanted {
            let report = ran.report;
            if let Err(error) = self.retry(spec, origin, function) {
                // It is not done, so that the script must not count as done either.
                self.ahead.push_front(ran);
                return Err(error);
            }
            self.must_go_on()?;
            return Ok(report);
        }
        Ok(ran.report)
    }

    fn module(&mut self, file: &str) -> Result<Box<dyn RowModule>, CallError> {
        self.must_go_on()?;
        self.gate.module(file)
    }

    fn savepoint(&mut self, _: Savepoint, _: Origin) -> Result<(), HostError> {
        self.must_go_on()
    }

    fn side(&mut self, _: Side, _: Origin) -> Result<(), HostError> {
        self.must_go_on()
    }

    fn param(&self, name: &str) -> Option<String> {
        self.gate.param(name)
    }

    fn log(&mut self, level: Level, message: &str) {
        self.gate.log(level, message);
    }

    fn progress(&mut self, done: u64, total: Option<u64>) {
        self.gate.progress(done, total);
    }

    fn facts(&self) -> &Facts {
        self.gate.facts()
    }
}

/// The script does not come to the transforms that ran.
fn changed(table: &str, origin: Origin) -> SessionError {
    SessionError::Refused {
        reason: format!("when the revision ran it had no transform of `{table}` at this place"),
        advice: "let the script come to the same transforms as when it ran".to_owned(),
        code: "backfill::changed",
        kind: Kind::Refused,
        origin,
    }
}

/// Why nothing is retried.
pub(super) fn refused(code: &'static str, reason: String, advice: &str) -> RunError {
    RunError::Session(SessionError::Refused {
        reason,
        advice: advice.to_owned(),
        code,
        kind: Kind::Refused,
        origin: Origin::default(),
    })
}
