//! `db.transform`: a function from the old values of a row to its new ones.

use rhai::{Dynamic, Map};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::origin::Origin;

use crate::error::GuestError;
use crate::host::{CallError, Order, Refused, TransformReport, TransformSpec};

use super::call::Call;
use super::db::filter;
use super::errors::{Failure, stop};
use super::method::{Answer, Method, method};
use super::modules::{self, Lookup, Module};
use super::options::Options;
use super::row_worker::Asked;
use super::{pace, row};

/// Rows in one page unless the script says otherwise.
const BATCH_ROWS: u32 = 5_000;

/// Threads at most.
const THREADS: i64 = 256;

/// What a row function gives back to have its row deleted.
#[derive(Debug, Clone, Copy)]
pub(super) struct DeleteRow;

pub(super) const METHODS: &[Method] = &[
    method("transform(table, options, row_function)", |call| transform(call, false)),
    method("transform_batches(table, options, rows_function)", |call| transform(call, true)),
];

pub(super) const FUNCTIONS: &[Method] = &[
    method("delete_row()", |_| Ok(Dynamic::from(DeleteRow))),
    method("insert_row(table, values)", insert_row),
];

/// Inserts a row into another table, together with the changes of the row at hand.
fn insert_row(call: &mut Call<'_>) -> Answer {
    if !call.run.is_in_rows() {
        let hint = "elsewhere it is `db.insert(table, values)`".to_owned();
        return Err(
            call.misuse_with("it belongs into a row function of `db.transform`", Some(hint))
        );
    }
    let table = call.object(0, "the table")?;
    let given = call.map(1, "the values")?;
    let mut values = Vec::with_capacity(given.len());
    for (name, value) in given {
        values.push((call.ident(name.as_str())?, call.value(value)?));
    }
    if values.is_empty() {
        return Err(call.misuse("a row has no columns"));
    }
    row::insert(table, values);
    Ok(Dynamic::UNIT)
}

fn transform(call: &mut Call<'_>, whole: bool) -> Answer {
    let given = call.any(2);
    let (mut spec, lookups) = spec(call)?;
    let function = match given.try_cast_result::<Module>() {
        Ok(module) => return modules::transform(call, &spec, lookups, &module),
        Err(given) => call.function_of(given, "the row function")?,
    };
    if !lookups.is_empty() {
        let hint = "a script reads it beforehand: `let cities = db.lookup(\"cities\", \"id\")`";
        let message = "`lookups` is for transforms of a module";
        return Err(call.misuse_with(message, Some(hint.to_owned())));
    }
    let (run, origin) = (call.run, call.origin);
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
    let asked = Asked { context: call.context, origin, run, function, spec: &spec, whole };
    let report = run.with_host(call.method_name(), origin, |host| {
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
    answer.insert("inserted".into(), count(report.inserted));
    answer.insert("refused".into(), count(report.refused));
    answer.into()
}

fn spec(call: &mut Call<'_>) -> Result<(TransformSpec, Vec<Lookup>), Failure> {
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
    let order = order(&mut options)?;
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
    let lock_millis = pace::lock_millis(&mut options, &commit)?;
    let refused = refused(&mut options)?;
    let lookups = lookups(&mut options)?;
    options.end()?;
    let spec = TransformSpec {
        table,
        read,
        write,
        key,
        filter,
        order,
        batch_rows,
        parallel,
        commit,
        lock_millis,
        refused,
    };
    Ok((spec, lookups))
}

/// `lookups: #{ cities: ["id", "name"], countries: [] }`.
fn lookups(options: &mut Options<'_, '_>) -> Result<Vec<Lookup>, Failure> {
    let Some(given) = options.some("lookups") else { return Ok(Vec::new()) };
    let Some(map) = given.try_cast::<Map>() else {
        let message = "`lookups` is a map such as `#{ cities: [\"id\", \"name\"] }`";
        return Err(options.call.misuse(message));
    };
    let mut lookups = Vec::with_capacity(map.len());
    for (name, columns) in map {
        let columns = options.call.names_of(columns, &format!("`lookups.{name}`"))?;
        lookups.push((ObjectName::bare(options.call.ident(name.as_str())?), columns));
    }
    Ok(lookups)
}

/// `order: "desc"`: along the key, one way or the other.
fn order(options: &mut Options<'_, '_>) -> Result<Option<Order>, Failure> {
    let Some(given) = options.some("order") else { return Ok(None) };
    match given.into_string().as_deref() {
        Ok("asc") => Ok(Some(Order::Ascending)),
        Ok("desc") => Ok(Some(Order::Descending)),
        _ => {
            let hint = "name the columns as `key` if a unique constraint is within them";
            let message = "`order` is \"asc\" or \"desc\", along the key: a page begins behind the key of \
                           the last row, and no other column tells where that was";
            Err(options.call.misuse_with(message, Some(hint.to_owned())))
        }
    }
}

/// Rows that are refused unless the script says otherwise.
const MOST_REFUSED: u64 = 1_000;

/// `refused: #{ into: "rejects", most: 100 }`.
fn refused(options: &mut Options<'_, '_>) -> Result<Refused, Failure> {
    let Some(given) = options.some("refused") else { return Ok(Refused::Fail) };
    let message = "`refused` is a map such as `#{ into: \"rejects\", most: 100 }`";
    let Some(mut map) = given.try_cast::<Map>() else { return Err(options.call.misuse(message)) };
    let Some(into) = map.remove("into") else { return Err(options.call.misuse(message)) };
    let into = options.call.object_of(into, "`refused.into`")?;
    let most = match map.remove("most").map(|most| most.as_int()) {
        None => MOST_REFUSED,
        Some(Ok(most)) => u64::try_from(most).map_err(|_| options.call.misuse(message))?,
        Some(Err(_)) => return Err(options.call.misuse(message)),
    };
    if map.is_empty() {
        Ok(Refused::Collect { into, most })
    } else {
        Err(options.call.misuse(message))
    }
}
