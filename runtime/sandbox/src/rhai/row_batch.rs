//! Row functions that get many rows at once.

use rhai::{Array, Dynamic, Map};
use sandshift_model::ident::Ident;
use sandshift_model::query::Row;

use crate::error::GuestError;
use crate::guest::RowWorker;
use crate::host::{Inserted, Level, Refused, RowOutcome};

use super::call::kind;
use super::errors::guest_error;
use super::row_function::RowFunction;
use super::row_worker::Asked;
use super::{row, value};

/// Hands all rows at hand to the function at once.
pub(super) struct BatchWorker<'a, 'c> {
    asked: &'a Asked<'c>,
    function: RowFunction<'a>,
}

impl<'a, 'c> BatchWorker<'a, 'c> {
    pub(super) fn new(asked: &'a Asked<'c>, function: RowFunction<'a>) -> Self {
        Self { asked, function }
    }

    /// Asks about rows of which this is the number of the first one.
    fn ask(
        &mut self,
        columns: &[Ident],
        first: usize,
        rows: &[Row],
    ) -> Result<Vec<RowOutcome>, GuestError> {
        let (asked, run) = (self.asked, self.asked.run);
        run.watch.resume();
        let key = rows.first().map(|row| asked.key(columns).map(|at| &row[at]));
        row::enter(first, key.into_iter().flatten());
        let given: Array = rows.iter().map(|row| map_of(columns, row)).collect();
        let given = self.function.call(given.into());
        let given = given.map_err(|failure| guest_error(*failure, &run.limits))?.flatten();
        let found = kind(&given);
        let given = given.try_cast::<Array>().ok_or_else(|| {
            asked.misuse(format!(
                "the function must give an array with an entry for each row, not {found}"
            ))
        })?;
        if given.len() != rows.len() {
            return Err(asked.misuse(format!(
                "the function got {} rows and gave an array of {}",
                rows.len(),
                given.len()
            )));
        }
        let pairs = rows.iter().zip(given);
        pairs
            .map(|(row, given)| {
                let outcome = asked.outcome(columns, row, given.flatten());
                outcome.map_err(|error| asked.named(error, columns, row))
            })
            .collect()
    }

    /// Asks about rows one by one, to find those that the function refuses.
    fn one_by_one(
        &mut self,
        columns: &[Ident],
        rows: &[Row],
    ) -> Result<Vec<RowOutcome>, GuestError> {
        let mut outcomes = Vec::with_capacity(rows.len());
        for (number, row) in rows.iter().enumerate() {
            match self.ask(columns, number, std::slice::from_ref(row)) {
                Ok(outcome) => outcomes.extend(outcome),
                Err(GuestError::Thrown { message, .. })
                    if self.asked.spec.refused != Refused::Fail =>
                {
                    row::forget_inserted();
                    outcomes.push(RowOutcome::Refuse(message));
                }
                Err(error) => return Err(self.asked.named(error, columns, row)),
            }
        }
        Ok(outcomes)
    }
}

impl RowWorker for BatchWorker<'_, '_> {
    fn rows(&mut self, columns: &[Ident], rows: &[Row]) -> Result<Vec<RowOutcome>, GuestError> {
        let said = row::lines();
        match self.ask(columns, 0, rows) {
            Err(GuestError::Thrown { message, origin }) => {
                row::forget(said);
                let outcomes = self.one_by_one(columns, rows)?;
                if outcomes.iter().any(|outcome| matches!(outcome, RowOutcome::Refuse(_))) {
                    return Ok(outcomes);
                }
                // All of them together, and none of them alone.
                Err(GuestError::Thrown { message, origin })
            }
            outcome => outcome,
        }
    }

    fn take_inserted(&mut self) -> Vec<Inserted> {
        row::take_inserted()
    }

    fn take_lines(&mut self) -> Vec<(Level, String)> {
        row::take_lines()
    }
}

/// A row as a function sees it.
pub(super) fn map_of(columns: &[Ident], row: &Row) -> Dynamic {
    let pairs = columns.iter().zip(row);
    pairs.map(|(name, old)| (name.as_str().into(), value::copied(old))).collect::<Map>().into()
}
