//! `db.transform`: a function from the old values of a row to its new ones.

use rhai::{Dynamic, Map};
use sandshift_model::ident::Ident;
use sandshift_model::origin::Origin;

use crate::error::GuestError;
use crate::host::{CallError, TransformReport, TransformSpec};

use super::call::Call;
use super::db::filter;
use super::errors::{Failure, stop};
use super::method::{Answer, Method, method};
use super::modules::{self, Module};
use super::pace;
use super::row_worker::Asked;

/// Rows in one page unless the script says otherwise.
const BATCH_ROWS: u32 = 5_000;

/// Threads at most.
const THREADS: i64 = 256;

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
    let (run, origin) = (call.run, call.origin);
    let mut spec = spec;
    if spec.key.is_empty() {
        let table = call.host(|host| host.inspect(&spec.table, origin))?;
        spec.key = table.map(|table| table.primary_key().to_vec()).unwrap_or_default();
    }
    if !spec.read.is_empty() {
        // The key is read as well, so that an error can say which row it was.
        let missing = spec.key.iter().filter(|name| !spec.read.contains(name));
        let missing: Vec<Ident> = missing.cloned().collect();
        spec.read.extend(missing);
    }
    let asked = Asked { context: call.context, origin, run, function, spec: &spec };
    let report = run.with_host("transform", origin, |host| {
        let _guard = run.in_rows();
        host.transform(&spec, origin, &asked).map_err(|error| from_host(error, origin))
    });
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
    let parallel = match options.integer("parallel")? {
        Some(threads) if (1..=THREADS).contains(&threads) => u32::try_from(threads).ok(),
        Some(_) => return Err(options.call.misuse("`parallel` must be from 1 to 256")),
        None => None,
    };
    let commit = pace::commit(&mut options)?;
    options.end()?;
    Ok(TransformSpec { table, read, write, key, filter, batch_rows, parallel, commit })
}
