//! `module("normalise.wasm", "split-name")`: a row function that is a WebAssembly module, so that a
//! readable script can leave the work on rows to a fast one.

use rhai::Dynamic;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::nearest::nearest;
use sandshift_model::query::{Filter, Query, Row};

use crate::error::{GuestError, Resource};
use crate::guest::{LookupTable, RowFunction, RowModule, RowWorker};
use crate::host::{Inserted, Level, RowOutcome, TransformSpec};

use super::call::Call;
use super::errors::{self, Failure, stop};
use super::method::{Answer, Method, method};
use super::transform::{from_host, told};

/// One transform of a module, as scripts hold it; it is opened by the transform itself.
#[derive(Debug, Clone)]
pub(super) struct Module {
    file: String,
    name: String,
}

pub(super) const FUNCTIONS: &[Method] = &[method("module(file, name)", module)];

fn module(call: &mut Call<'_>) -> Answer {
    let file = call.text(0, "the file")?;
    let name = call.text(1, "the name of the transform")?;
    Ok(Dynamic::from(Module { file, name }))
}

/// A table that a transform reads before its first row: its name, and its columns, all of them when none is
/// named.
pub(super) type Lookup = (ObjectName, Vec<Ident>);

/// `db.transform` with a module in the place of the row function.
pub(super) fn transform(
    call: &Call<'_>,
    spec: &TransformSpec,
    lookups: Vec<Lookup>,
    module: &Module,
) -> Answer {
    let (run, origin) = (call.run, call.origin);
    let opened = run.with_host("transform", origin, |host| {
        host.module(&module.file).map_err(|error| from_host(error, origin))
    });
    let rows = opened.map_err(|error| stop(of(&module.file, error)))?;
    if !rows.names().contains(&module.name) {
        return Err(stop(unknown(module, &*rows, call)));
    }
    let tables = lookups.into_iter().map(|lookup| read(call, lookup)).collect::<Result<_, _>>()?;
    let asked = Asked { file: &module.file, function: rows.function(&module.name, tables) };
    let report = run.with_host("transform", origin, |host| {
        host.transform(spec, origin, &asked).map_err(|error| from_host(error, origin))
    });
    Ok(told(&report.map_err(stop)?))
}

/// Reads a table whole.
fn read(call: &Call<'_>, (name, columns): Lookup) -> Result<LookupTable, Failure> {
    let (origin, most) = (call.origin, call.run.limits.elements);
    let named = columns.iter().map(ToString::to_string).collect();
    let mut found = LookupTable { name: name.clone(), columns: named, rows: Vec::new() };
    let (filter, order, limit) = (Filter::all(), Vec::new(), None);
    let (table, descending, nulls_first) = (name, false, false);
    let query = Query::Table { table, columns, filter, order, descending, nulls_first, limit };
    let read = call.run.with_host("transform", origin, |host| {
        let read = host.query(&query, origin, &mut |names, row| {
            if found.rows.len() >= most {
                let limit = format!("{most} rows of a table in `lookups`");
                return Err(errors::limit(Resource::Length, limit, origin));
            }
            if found.rows.is_empty() {
                found.columns = names.to_vec();
            }
            found.rows.push(row);
            Ok(())
        });
        read.map_err(|error| from_host(error, origin))
    });
    read.map_err(stop)?;
    Ok(found)
}

/// A transform of a module, whose errors say which module it is.
struct Asked<'m> {
    file: &'m str,
    function: Box<dyn RowFunction + 'm>,
}

impl RowFunction for Asked<'_> {
    fn worker(&self) -> Result<Box<dyn RowWorker + '_>, GuestError> {
        let worker = self.function.worker().map_err(|error| of(self.file, error))?;
        Ok(Box::new(Named { file: self.file, worker }))
    }

    fn remembers(&self) -> bool {
        self.function.remembers()
    }
}

struct Named<'m> {
    file: &'m str,
    worker: Box<dyn RowWorker + 'm>,
}

impl RowWorker for Named<'_> {
    fn rows(&mut self, columns: &[Ident], rows: &[Row]) -> Result<Vec<RowOutcome>, GuestError> {
        self.worker.rows(columns, rows).map_err(|error| of(self.file, error))
    }

    fn take_inserted(&mut self) -> Vec<Inserted> {
        self.worker.take_inserted()
    }

    fn take_lines(&mut self) -> Vec<(Level, String)> {
        self.worker.take_lines()
    }
}

/// Says which module it was.
fn of(file: &str, mut error: GuestError) -> GuestError {
    if let GuestError::Thrown { message, .. }
    | GuestError::Misuse { message, .. }
    | GuestError::Syntax { message, .. } = &mut error
    {
        *message = format!("module `{file}`: {message}");
    }
    error
}

fn unknown(module: &Module, rows: &dyn RowModule, call: &Call<'_>) -> GuestError {
    let names = || rows.names().iter().map(String::as_str);
    let hint = nearest(&module.name, names()).map_or_else(
        || format!("it has `{}`", names().collect::<Vec<_>>().join("`, `")),
        |near| format!("did you mean `{near}`?"),
    );
    GuestError::Misuse {
        message: format!("module `{}` has no transform `{}`", module.file, module.name),
        hint: Some(hint),
        origin: call.origin,
    }
}
