//! `db.insert_many`: rows that a script finds one after the other, written in batches.
//!
//! The last batch is written when the function ends, so that nobody has to think of it.

use std::any::TypeId;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rhai::{Dynamic, Engine};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::InsertRows;
use sandshift_model::query::Row;
use sandshift_model::value::Value;

use super::call::{Call, kind};
use super::db::rows_of;
use super::errors::Failure;
use super::method::{Answer, Method, method};
use super::run::Run;

/// Rows in one batch unless the script says otherwise.
const BATCH_ROWS: u32 = 500;

/// A batch ends when its texts and bytes are this long, however few rows it has.
const BATCH_BYTES: usize = 4 << 20;

/// Its name in messages.
const TYPE_NAME: &str = "Inserter";

/// What the function of `db.insert_many` is called with.
#[derive(Debug, Clone)]
struct Inserter(Arc<Mutex<Inside>>);

#[derive(Debug)]
struct Inside {
    table: ObjectName,
    batch_rows: usize,
    /// How many `db.attempt` stood around it when it was made.
    attempts: usize,
    open: bool,
    columns: Vec<Ident>,
    rows: Vec<Row>,
    bytes: usize,
    inserted: u64,
}

pub(super) const DB_METHODS: &[Method] =
    &[method("insert_many(table, options?, function)", insert_many)];

const METHODS: &[Method] = &[method("add(row)", add)];

/// The methods of an inserter.
pub(super) fn methods() -> impl Iterator<Item = &'static Method> {
    METHODS.iter()
}

/// Registers the type and its methods.
pub(super) fn register(engine: &mut Engine, run: &Arc<Run>) {
    engine.register_type_with_name::<Inserter>(TYPE_NAME);
    for method in METHODS {
        method.register(engine, run, Some((TypeId::of::<Inserter>(), TYPE_NAME)));
    }
}

/// Calls a function with an inserter, and writes what is left in it when the function has ended.
fn insert_many(call: &mut Call<'_>) -> Answer {
    let last = call.count() - 1;
    let function = call.function(last, "the function")?;
    let table = call.object(0, "the table")?;
    let batch_rows = if last == 2 { batch_rows(call)? } else { BATCH_ROWS };
    let inserter = Inserter(Arc::new(Mutex::new(Inside {
        table,
        batch_rows: batch_rows as usize,
        attempts: call.run.attempts(),
        open: true,
        columns: Vec::new(),
        rows: Vec::new(),
        bytes: 0,
        inserted: 0,
    })));
    let outcome = function.call_raw(call.context, None, [Dynamic::from(inserter.clone())]);
    let mut inside = inserter.inside();
    inside.open = false;
    outcome.map(drop)?;
    inside.write(call)?;
    Ok(i64::try_from(inside.inserted).unwrap_or(i64::MAX).into())
}

fn batch_rows(call: &mut Call<'_>) -> Result<u32, Failure> {
    let mut options = call.options(1)?;
    let batch = options.integer("batch")?.unwrap_or(i64::from(BATCH_ROWS));
    let rows = u32::try_from(batch).ok().filter(|rows| (1..=100_000).contains(rows));
    let rows = rows.ok_or_else(|| options.call.misuse("`batch` must be from 1 to 100000"))?;
    options.end()?;
    Ok(rows)
}

fn add(call: &mut Call<'_>) -> Answer {
    let row = call.map(0, "the row")?;
    if row.is_empty() {
        return Err(call.misuse("a row has no columns"));
    }
    let own = call.receiver.read_lock::<Inserter>().map(|own| own.clone());
    let own =
        own.ok_or_else(|| call.misuse(format!("it belongs to a {}", kind(&call.receiver))))?;
    let mut inside = own.inside();
    inside.may_be_used(call)?;
    let same = inside.columns.iter().map(Ident::as_str).eq(row.keys().map(|key| key.as_str()));
    if !same {
        // The rows of one statement fill the same columns, and their order stays.
        inside.write(call)?;
        inside.columns =
            row.keys().map(|key| call.ident(key.as_str())).collect::<Result<_, _>>()?;
    }
    let values = row.into_values().map(|value| call.value(value)).collect::<Result<Row, _>>()?;
    inside.bytes += values.iter().map(Value::held_bytes).sum::<usize>();
    inside.rows.push(values);
    if inside.rows.len() >= inside.batch_rows || inside.bytes >= BATCH_BYTES {
        inside.write(call)?;
    }
    Ok(Dynamic::UNIT)
}

impl Inserter {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    /// Refuses rows where some of them would be lost, or written at a moment that nobody knows.
    fn may_be_used(&self, call: &Call<'_>) -> Result<(), Failure> {
        let refuse =
            |message: &str, hint: &str| Err(call.misuse_with(message, Some(hint.to_owned())));
        if !self.open {
            let hint = "add rows inside the function of `db.insert_many`";
            return refuse("the function that it belongs to has ended", hint);
        }
        if call.run.is_in_rows() {
            let hint = "read the rows with `db.each`, whose function may add rows";
            return refuse("it was used inside a row function of `db.transform`", hint);
        }
        if call.run.attempts() != self.attempts {
            // Rows of before would go with what the savepoint undoes.
            let hint = "put the whole `db.insert_many` inside the `db.attempt`";
            return refuse("it was used inside a `db.attempt` that began later", hint);
        }
        Ok(())
    }

    fn write(&mut self, call: &Call<'_>) -> Result<(), Failure> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        let (table, columns) = (self.table.clone(), self.columns.clone());
        self.inserted += rows_of(call, InsertRows { table, columns, rows })?;
        Ok(())
    }
}
