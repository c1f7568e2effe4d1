//! `db.transform`: a function from the old values of a row to its new ones.

use rhai::{Dynamic, Map};
use sandshift_model::ident::Ident;
use sandshift_model::nearest::nearest;
use sandshift_model::origin::Origin;
use sandshift_model::query::Row;
use sandshift_model::value::Value;

use crate::error::GuestError;
use crate::host::{CallError, RowOutcome, TransformReport, TransformSpec};

use super::call::{Call, kind};
use super::db::filter;
use super::errors::{Failure, guest_error, stop};
use super::method::{Answer, Method, method};
use super::modules::{self, Module};
use super::row_function::RowFunction;
use super::value;

/// Rows in one page unless the script says otherwise.
const BATCH_ROWS: u32 = 1_000;

/// What a row function gives back to have its row deleted.
#[derive(Debug, Clone, Copy)]
pub(super) struct DeleteRow;

pub(super) const METHODS: &[Method] =
    &[method("transform(table, options, row_function)", transform)];

pub(super) const FUNCTIONS: &[Method] = &[method("delete_row()", |_| Ok(Dynamic::from(DeleteRow)))];

fn transform(call: &mut Call<'_>) -> Answer {
    let given = call.any(2);
    let spec = spec(call)?;
    let function = match given.try_cast_result::<Module>() {
        Ok(module) => return modules::transform(call, &spec, &module),
        Err(given) => call.function_of(given, "the row function")?,
    };
    let run = call.run;
    let origin = call.origin;
    let mut key = spec.key.clone();
    let mut spec = spec;
    if key.is_empty() {
        let table = call.host(|host| host.inspect(&spec.table, origin))?;
        key = table.map(|table| table.primary_key().to_vec()).unwrap_or_default();
    }
    if !spec.read.is_empty() {
        // The key is read as well, so that an error can say which row it was.
        let missing = key.iter().filter(|name| !spec.read.contains(name));
        let missing: Vec<Ident> = missing.cloned().collect();
        spec.read.extend(missing);
    }
    let report = {
        let function = RowFunction::new(call.context, function)?;
        let mut worker = Worker { call, function, spec: &spec, key: &key };
        let mut on_rows = |columns: &[Ident], rows: &[Row]| {
            rows.iter().map(|row| run.in_row(|| worker.row(columns, row))).collect()
        };
        run.with_host("transform", origin, |host| {
            host.transform(&spec, origin, &mut on_rows).map_err(|error| from_host(error, origin))
        })
    };
    run.say_kept();
    Ok(told(&report.map_err(stop)?))
}

/// Why the host did not do it.
pub(super) fn from_host(error: CallError, origin: Origin) -> GuestError {
    match error {
        CallError::Host(error) => GuestError::Host { error, origin },
        CallError::Guest(error) => error.at(origin),
    }
}

/// What a transform gives back to the script.
pub(super) fn told(report: &TransformReport) -> Dynamic {
    let mut answer = Map::new();
    let count = |rows: u64| Dynamic::from(i64::try_from(rows).unwrap_or(i64::MAX));
    answer.insert("read".into(), count(report.read));
    answer.insert("changed".into(), count(report.changed));
    answer.insert("deleted".into(), count(report.deleted));
    answer.into()
}

fn spec(call: &mut Call<'_>) -> Result<TransformSpec, Failure> {
    let table = call.object(0, "the table")?;
    let mut options = call.options(1)?;
    let read = options.names("read")?;
    let write = options.names("write")?;
    let key = options.names("key")?;
    let condition = options.any("where").unwrap_or_else(|| Map::new().into());
    let parameters = match options.some("parameters") {
        Some(given) => match given.try_cast::<rhai::Array>() {
            Some(given) => {
                given.into_iter().map(|v| options.call.value(v)).collect::<Result<_, _>>()?
            }
            None => return Err(options.call.misuse("`parameters` must be an array")),
        },
        None => Vec::new(),
    };
    let filter = filter(options.call, condition, parameters)?;
    let batch = options.integer("batch")?.unwrap_or(i64::from(BATCH_ROWS));
    let batch_rows = u32::try_from(batch).ok().filter(|rows| (1..=100_000).contains(rows));
    let batch_rows =
        batch_rows.ok_or_else(|| options.call.misuse("`batch` must be from 1 to 100000"))?;
    options.end()?;
    Ok(TransformSpec { table, read, write, key, filter, batch_rows })
}

/// Runs the row function on one row after the other.
struct Worker<'w, 'c> {
    call: &'w Call<'c>,
    function: RowFunction<'w>,
    spec: &'w TransformSpec,
    key: &'w [Ident],
}

impl Worker<'_, '_> {
    fn row(&mut self, columns: &[Ident], row: &Row) -> Result<RowOutcome, GuestError> {
        let pairs = columns.iter().zip(row);
        let map: Map = pairs
            .map(|(name, old)| (name.as_str().into(), value::to_script(old.clone())))
            .collect();
        let given = self
            .function
            .call(map.into())
            .map_err(|failure| guest_error(*failure, &self.call.run.limits));
        given
            .and_then(|given| self.outcome(columns, row, given.flatten()))
            .map_err(|error| self.named(error, columns, row))
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
            if self.writes(&name) {
                let name = Ident::new(name.as_str()).map_err(|e| self.call.illegal_name(e))?;
                changes.push((name, new));
            } else if at.is_none_or(|at| row[at] != new) {
                return Err(self.not_written(&name));
            }
        }
        Ok(if changes.is_empty() { RowOutcome::Keep } else { RowOutcome::Change(changes) })
    }

    /// A row function may give its whole row back; the columns that it must not change then
    /// hold what they held.
    fn writes(&self, name: &str) -> bool {
        let named = |names: &[Ident]| names.iter().any(|own| own.as_str() == name);
        if self.spec.write.is_empty() { !named(self.key) } else { named(&self.spec.write) }
    }

    fn not_written(&self, name: &str) -> GuestError {
        let near = nearest(name, self.spec.write.iter().map(Ident::as_str));
        GuestError::Misuse {
            message: format!("the row function changes `{name}`, which `write` does not name"),
            hint: Some(match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add `{name}` to `write`"),
            }),
            origin: self.call.origin,
        }
    }

    fn misuse(&self, message: String) -> GuestError {
        GuestError::Misuse { message, hint: None, origin: self.call.origin }
    }

    /// Says at which row it happened.
    fn named(&self, mut error: GuestError, columns: &[Ident], row: &Row) -> GuestError {
        if let GuestError::Thrown { message, .. } | GuestError::Misuse { message, .. } = &mut error
        {
            let part = |name: &Ident| {
                let at = columns.iter().position(|column| column == name)?;
                Some(format!("{name} = {}", shown(&row[at])))
            };
            let key: Vec<String> = self.key.iter().filter_map(part).collect();
            if !key.is_empty() {
                let table = &self.spec.table;
                message.push_str(&format!(" (`{table}` row with {})", key.join(", ")));
            }
        }
        error
    }
}

/// A key value for a message; long texts are cut.
fn shown(value: &Value) -> String {
    let text = value::to_script(value.clone()).to_string();
    if text.chars().count() <= 80 { text } else { text.chars().take(80).chain(['…']).collect() }
}
