//! The row function of a script, as the host asks it: a worker for each thread.

use std::sync::Arc;

use rhai::{Dynamic, FnPtr, Map, NativeCallContext};
use sandshift_model::ident::Ident;
use sandshift_model::nearest::nearest;
use sandshift_model::origin::Origin;
use sandshift_model::query::Row;
use sandshift_model::value::Value;

use crate::error::GuestError;
use crate::guest::{self, RowWorker};
use crate::host::{Inserted, Level, Refused, RowOutcome, TransformSpec};

use super::call::kind;
use super::errors::guest_error;
use super::lowered::{Given, Lowered};
use super::row_function::RowFunction;
use super::run::Run;
use super::stdlib::dictionary::Dictionary;
use super::transform::DeleteRow;
use super::{row, value};

/// A row function with the transform that asks it.
pub(super) struct Asked<'c> {
    pub(super) context: &'c NativeCallContext<'c>,
    pub(super) origin: Origin,
    pub(super) run: &'c Arc<Run>,
    pub(super) function: FnPtr,
    pub(super) spec: &'c TransformSpec,
}

impl guest::RowFunction for Asked<'_> {
    fn worker(&self) -> Result<Box<dyn RowWorker + '_>, GuestError> {
        let function = RowFunction::new(self.context, self.function.clone());
        let function = function.map_err(|failure| guest_error(*failure, &self.run.limits))?;
        // What an earlier transform of this thread left when it failed.
        row::take_lines();
        row::take_inserted();
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
        if self.columns != columns {
            self.prepare(columns);
        }
        rows.iter().enumerate().map(|(number, row)| self.row(columns, number, row)).collect()
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
        let place = |name| columns.iter().position(|column| column == name);
        self.key = asked.spec.key.iter().filter_map(place).collect();
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
            Some(Given::Changes(changes)) if changes.is_empty() => Some(RowOutcome::Keep),
            Some(Given::Changes(changes)) => Some(RowOutcome::Change(changes)),
            Some(Given::Value(value)) => self.outcome(columns, row, value).ok(),
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
        let pairs = columns.iter().zip(row);
        let map: Map =
            pairs.map(|(name, old)| (name.as_str().into(), value::copied(old))).collect();
        let given =
            self.function.call(map.into()).map_err(|failure| guest_error(*failure, &run.limits));
        let outcome = given.and_then(|given| self.outcome(columns, row, given.flatten()));
        match outcome {
            Err(GuestError::Thrown { message, .. }) if self.asked.spec.refused != Refused::Fail => {
                row::forget_inserted();
                Ok(RowOutcome::Refuse(message))
            }
            outcome => outcome.map_err(|error| self.named(error, columns, row)),
        }
    }

    fn outcome(
        &self,
        columns: &[Ident],
        row: &Row,
        given: Dynamic,
    ) -> Result<RowOutcome, GuestError> {
        if given.is_unit() {
            return Ok(RowOutcome::Keep);
        }
        if given.is::<DeleteRow>() {
            return Ok(RowOutcome::Delete);
        }
        let kind = kind(&given);
        let Some(map) = given.try_cast::<Map>() else {
            return Err(self.misuse(format!(
                "the row function must give a map of changed columns, () or delete_row(), not {kind}"
            )));
        };
        let mut changes = Vec::with_capacity(map.len());
        for (name, given) in map {
            let at = columns.iter().position(|column| column.as_str() == name.as_str());
            let new = value::from_script(given)
                .map_err(|reason| self.misuse(format!("column `{name}`: {reason}")))?;
            let new = at.map_or(new.clone(), |at| value::back_as(&row[at], new));
            if writes(self.asked.spec, &name) {
                let name = Ident::new(name.as_str()).map_err(|error| {
                    let (call, origin) = ("the row function".to_owned(), self.asked.origin);
                    GuestError::Name { call, error, origin }
                })?;
                changes.push((name, new));
            } else if at.is_none_or(|at| row[at] != new) {
                return Err(self.not_written(&name));
            }
        }
        Ok(if changes.is_empty() { RowOutcome::Keep } else { RowOutcome::Change(changes) })
    }

    fn not_written(&self, name: &str) -> GuestError {
        let near = nearest(name, self.asked.spec.write.iter().map(Ident::as_str));
        GuestError::Misuse {
            message: format!("the row function changes `{name}`, which `write` does not name"),
            hint: Some(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add `{name}` to `write`"),
            }),
            origin: self.asked.origin,
        }
    }

    fn misuse(&self, message: String) -> GuestError {
        GuestError::Misuse { message, hint: None, origin: self.asked.origin }
    }

    /// Says at which row it happened.
    fn named(&self, mut error: GuestError, columns: &[Ident], row: &Row) -> GuestError {
        if let GuestError::Thrown { message, .. } | GuestError::Misuse { message, .. } = &mut error
        {
            let part = |at: &usize| format!("{} = {}", columns[*at], shown(&row[*at]));
            let key: Vec<String> = self.key.iter().map(part).collect();
            if !key.is_empty() {
                let table = &self.asked.spec.table;
                message.push_str(&format!(" (`{table}` row with {})", key.join(", ")));
            }
        }
        error
    }
}

/// A row function may give its whole row back; the columns that it must not change then hold what
/// they held.
pub(super) fn writes(spec: &TransformSpec, name: &str) -> bool {
    let named = |names: &[Ident]| names.iter().any(|own| own.as_str() == name);
    if spec.write.is_empty() { !named(&spec.key) } else { named(&spec.write) }
}

/// A key value for a message; long texts are cut.
fn shown(value: &Value) -> String {
    let text = value::copied(value).to_string();
    if text.chars().count() <= 80 { text } else { text.chars().take(80).chain(['…']).collect() }
}
