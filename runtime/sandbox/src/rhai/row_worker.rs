//! The row function of a script, as the host asks it: a worker for each thread.

use std::sync::Arc;

use rhai::{FnPtr, NativeCallContext};
use sandshift_model::ident::Ident;
use sandshift_model::origin::Origin;
use sandshift_model::query::Row;

use crate::error::GuestError;
use crate::guest::{self, RowWorker};
use crate::host::{Inserted, Level, Refused, RowOutcome, TransformSpec};

use super::errors::guest_error;
use super::lowered::{Given, Lowered};
use super::row;
use super::row_batch::{BatchWorker, map_of};
use super::row_function::RowFunction;
use super::run::Run;
use super::stdlib::dictionary::Dictionary;

/// A row function with the transform that asks it.
pub(super) struct Asked<'c> {
    pub(super) context: &'c NativeCallContext<'c>,
    pub(super) origin: Origin,
    pub(super) run: &'c Arc<Run>,
    pub(super) function: FnPtr,
    pub(super) spec: &'c TransformSpec,
    /// The function gets an array of rows.
    pub(super) whole: bool,
}

impl guest::RowFunction for Asked<'_> {
    fn worker(&self) -> Result<Box<dyn RowWorker + '_>, GuestError> {
        let function = RowFunction::new(self.context, self.function.clone());
        let function = function.map_err(|failure| guest_error(*failure, &self.run.limits))?;
        // What an earlier transform of this thread left when it failed.
        row::take_lines();
        row::take_inserted();
        if self.whole {
            return Ok(Box::new(BatchWorker::new(self, function)));
        }
        let (lowered, columns) = (None, Vec::new());
        Ok(Box::new(Worker { asked: self, function, lowered, columns, key: Vec::new() }))
    }

    /// A closure that captures a variable shares it with the script around it, unless it stays as it
    /// is, whoever holds it.
    fn remembers(&self) -> bool {
        self.function.curry().iter().any(|captured| !Dictionary::is_fixed(captured))
    }
}

/// Runs the row function on one row after the other.
struct Worker<'a, 'c> {
    asked: &'a Asked<'c>,
    function: RowFunction<'a>,
    /// The same function in steps, for rows with these columns.
    lowered: Option<Lowered<'a>>,
    columns: Vec<Ident>,
    /// Where the key stands among the columns.
    key: Vec<usize>,
}

impl RowWorker for Worker<'_, '_> {
    fn rows(&mut self, columns: &[Ident], rows: &[Row]) -> Result<Vec<RowOutcome>, GuestError> {
        let mut outcomes = Vec::with_capacity(rows.len());
        self.each(columns, rows, &mut |outcome| outcomes.push(outcome))?;
        Ok(outcomes)
    }

    fn each(
        &mut self,
        columns: &[Ident],
        rows: &[Row],
        take: &mut dyn FnMut(RowOutcome),
    ) -> Result<(), GuestError> {
        if self.columns != columns {
            self.prepare(columns);
        }
        for (number, row) in rows.iter().enumerate() {
            take(self.row(columns, number, row)?);
        }
        Ok(())
    }

    fn take_inserted(&mut self) -> Vec<Inserted> {
        row::take_inserted()
    }

    fn take_lines(&mut self) -> Vec<(Level, String)> {
        row::take_lines()
    }
}

impl Worker<'_, '_> {
    /// Gets ready for rows with other columns.
    fn prepare(&mut self, columns: &[Ident]) {
        let asked = self.asked;
        self.key = asked.key(columns).collect();
        self.columns = columns.to_vec();
        let function = (asked.function.fn_name(), asked.function.curry());
        let is_alone = !guest::RowFunction::remembers(asked);
        self.lowered = asked.run.script().filter(|_| is_alone).and_then(|script| {
            Lowered::new(
                asked.context,
                &script,
                function,
                &asked.run.constants(),
                asked.spec,
                columns,
            )
        });
    }

    /// What the function in steps says; none when the engine has to run it.
    fn stepped(&mut self, columns: &[Ident], number: usize, row: &Row) -> Option<RowOutcome> {
        let lowered = self.lowered.as_mut()?;
        let said = row::lines();
        let outcome = match lowered.call(self.asked.run, row) {
            Some(Given::Changes { values, .. }) if values.is_empty() => Some(RowOutcome::Keep),
            Some(Given::Changes { columns, values }) => {
                Some(RowOutcome::Change { columns, values })
            }
            Some(Given::Value(value)) => self.asked.outcome(columns, row, value).ok(),
            None => None,
        };
        if outcome.is_none() {
            row::forget(said);
            row::enter(number, self.key.iter().filter_map(|at| row.get(*at)));
            self.lowered = self.lowered.take().filter(|lowered| !lowered.is_in_vain());
        }
        outcome
    }

    fn row(
        &mut self,
        columns: &[Ident],
        number: usize,
        row: &Row,
    ) -> Result<RowOutcome, GuestError> {
        let run = self.asked.run;
        run.watch.resume();
        row::enter(number, self.key.iter().filter_map(|at| row.get(*at)));
        if let Some(outcome) = self.stepped(columns, number, row) {
            return Ok(outcome);
        }
        let map = map_of(columns, row);
        let given = self.function.call(map).map_err(|failure| guest_error(*failure, &run.limits));
        let outcome = given.and_then(|given| self.asked.outcome(columns, row, given.flatten()));
        match outcome {
            Err(GuestError::Thrown { message, .. }) if self.asked.spec.refused != Refused::Fail => {
                row::forget_inserted();
                Ok(RowOutcome::Refuse(message))
            }
            outcome => outcome.map_err(|error| self.asked.named(error, columns, row)),
        }
    }
}
