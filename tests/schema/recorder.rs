//! A host that writes down the operations of a script.

use sandshift_model::ident::ObjectName;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::query::{Query, Row};
use sandshift_model::table::Table;
use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::guest::{Entry, Guest, RowFunction, RowModule};
use sandshift_sandbox::host::{
    Applied, CallError, Facts, Host, Level, OnRow, Savepoint, Side, TransformReport, TransformSpec,
};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::rhai::RhaiGuest;
use std::sync::{Arc, Mutex};

/// What a script asked for, in order; its queries are answered with these rows of one column.
pub(crate) struct Recorder {
    pub(crate) operations: Vec<Operation>,
    pub(crate) queries: Vec<Query>,
    pub(crate) rows: Vec<Row>,
    facts: Facts,
}

impl Recorder {
    pub(crate) fn new(dialect: &str) -> Self {
        let facts = Facts {
            dialect: dialect.to_owned(),
            revision: "3f2a1c9d".to_owned(),
            now_micros: 1_700_000_000_123_456,
            seed: "00".repeat(32),
        };
        Self { operations: Vec::new(), queries: Vec::new(), rows: Vec::new(), facts }
    }

    /// The host after the function `up` of a script; the text of its error when it fails.
    pub(crate) fn after(self, source: &str) -> Result<Self, String> {
        let mut guest = RhaiGuest::compile(source, &Limits::default())
            .map_err(|error| format!("{error:?} in\n{source}"))?;
        let host = Arc::new(Mutex::new(self));
        let outcome = guest.call(Entry::Up, host.clone());
        outcome.map_err(|error| format!("{error:?} in\n{source}"))?;
        let own = Self::new(&host.lock().unwrap().facts.dialect);
        Ok(std::mem::replace(&mut *host.lock().unwrap(), own))
    }
}

fn refused<T>() -> Result<T, CallError> {
    Err(CallError::Host(HostError::new(Fault::Refused, "no part of a schema".to_owned())))
}

impl Host for Recorder {
    fn apply(&mut self, operation: Operation, _: Origin) -> Result<Applied, HostError> {
        self.operations.push(operation);
        Ok(Applied { rows: 0 })
    }

    fn query(&mut self, query: &Query, _: Origin, on_row: OnRow<'_>) -> Result<(), CallError> {
        self.queries.push(query.clone());
        for row in self.rows.clone() {
            on_row(&["value".to_owned()], row)?;
        }
        Ok(())
    }

    fn inspect(&mut self, _: &ObjectName, _: Origin) -> Result<Option<Table>, HostError> {
        Ok(None)
    }

    fn transform(
        &mut self,
        _: &TransformSpec,
        _: Origin,
        _: &dyn RowFunction,
    ) -> Result<TransformReport, CallError> {
        refused()
    }

    fn module(&mut self, _: &str) -> Result<Box<dyn RowModule>, CallError> {
        refused()
    }

    fn savepoint(&mut self, _: Savepoint, _: Origin) -> Result<(), HostError> {
        Ok(())
    }

    fn side(&mut self, _: Side, _: Origin) -> Result<(), HostError> {
        Ok(())
    }

    fn param(&self, _: &str) -> Option<String> {
        None
    }

    fn log(&mut self, _: Level, _: &str) {}

    fn progress(&mut self, _: u64, _: Option<u64>) {}

    fn facts(&self) -> &Facts {
        &self.facts
    }
}
