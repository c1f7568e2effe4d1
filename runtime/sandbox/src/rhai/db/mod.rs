//! The `db` object: every method builds an operation, or asks the host for something.

use std::any::TypeId;
use std::sync::Arc;

use rhai::{Dynamic, Engine};
use sandshift_model::operation::Operation;

use super::call::Call;
use super::errors::{Failure, stop};
use super::method::{Answer, Method};
use super::run::Run;
use super::{inserter, lookup, query, savepoint, transform};

mod columns;
mod constraints;
mod enums;
mod filter;
mod functions;
mod indexes;
mod inspect;
mod objects;
mod report;
mod rows;
mod tables;
mod triggers;
mod views;

pub(super) use filter::filter;

/// Its name in messages.
pub(super) const TYPE_NAME: &str = "Db";

/// What `up`, `down` and `verify` are called with.
#[derive(Debug, Clone)]
pub(super) struct Db(Arc<Run>);

/// Every method of `db`.
pub(super) fn methods() -> impl Iterator<Item = &'static Method> {
    [
        tables::METHODS,
        columns::METHODS,
        indexes::METHODS,
        constraints::METHODS,
        enums::METHODS,
        views::METHODS,
        triggers::METHODS,
        functions::METHODS,
        objects::METHODS,
        rows::METHODS,
        inserter::DB_METHODS,
        inspect::METHODS,
        report::METHODS,
        query::METHODS,
        transform::METHODS,
        lookup::METHODS,
        savepoint::METHODS,
    ]
    .into_iter()
    .flatten()
}

/// The properties of `db`.
pub(super) const PROPERTIES: [&str; 2] = ["dialect", "revision"];

/// The object for a call.
pub(super) fn object(run: &Arc<Run>) -> Db {
    Db(Arc::clone(run))
}

/// Registers the type, its methods and its properties.
pub(super) fn register(engine: &mut Engine, run: &Arc<Run>) {
    engine.register_type_with_name::<Db>(TYPE_NAME);
    for method in methods() {
        method.register(engine, run, Some((TypeId::of::<Db>(), TYPE_NAME)));
    }
    engine.register_get("dialect", |db: &mut Db| -> Result<Dynamic, Failure> {
        Ok(db.0.facts().map_err(stop)?.dialect.clone().into())
    });
    engine.register_get("revision", |db: &mut Db| -> Result<Dynamic, Failure> {
        Ok(db.0.facts().map_err(stop)?.revision.clone().into())
    });
    inspect::register(engine, run);
    inserter::register(engine, run);
}

/// Does a schema operation, which gives nothing back.
fn apply(call: &Call<'_>, operation: impl Into<Operation>) -> Answer {
    rows_of(call, operation).map(|_| Dynamic::UNIT)
}

/// Does an operation on rows, which gives their number back.
pub(super) fn rows_of(call: &Call<'_>, operation: impl Into<Operation>) -> Result<u64, Failure> {
    let (operation, origin) = (operation.into(), call.origin);
    call.host(|host| host.apply(operation, origin)).map(|applied| applied.rows)
}

/// A number of rows for a script.
fn counted(rows: u64) -> Dynamic {
    i64::try_from(rows).unwrap_or(i64::MAX).into()
}
