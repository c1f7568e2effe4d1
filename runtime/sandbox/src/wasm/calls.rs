//! What a component imports: each function asks the host, and none of them can fail for the
//! guest. A failure ends it.

use sandshift_model::operation::{Execute, Operation};
use sandshift_model::origin::{Call, Origin};
use sandshift_model::query::Query;
use sandshift_model::value::Value;
use wasmtime::component::Resource;

use crate::error::{Fault, GuestError, HostError, Resource as Used};
use crate::host::{CallError, Host, Level, Savepoint};
use crate::spool::Spool;

use super::bindings::{changes, env, inspect, log, operations, query, raw_sql, schema, types};
use super::convert::{self, Unfit, lent, table, value};
use super::cursor::{BATCH_ROWS, Cursor};
use super::errors;
use super::state::State;

impl types::Host for State {}

impl schema::Host for State {}

impl changes::Host for State {}

impl env::Host for State {
    fn dialect(&mut self) -> wasmtime::Result<String> {
        self.enter("dialect")?;
        Ok(self.facts.dialect.clone())
    }

    fn revision(&mut self) -> wasmtime::Result<String> {
        self.enter("revision")?;
        Ok(self.facts.revision.clone())
    }

    fn param(&mut self, name: String) -> wasmtime::Result<Option<String>> {
        self.enter("param")?;
        self.with_host(|host, _| Ok(host.param(&name)))
    }

    fn now_micros(&mut self) -> wasmtime::Result<i64> {
        self.enter("now-micros")?;
        Ok(self.facts.now_micros)
    }

    fn uuid4(&mut self) -> wasmtime::Result<String> {
        self.enter("uuid4")?;
        Ok(self.draw(|draw| draw.uuid4()))
    }

    fn uuid7(&mut self) -> wasmtime::Result<String> {
        self.enter("uuid7")?;
        Ok(self.draw(|draw| draw.uuid7()))
    }
}

impl log::Host for State {
    fn write(&mut self, level: log::Level, message: String) -> wasmtime::Result<()> {
        self.enter("write")?;
        let level = match level {
            log::Level::Debug => Level::Debug,
            log::Level::Info => Level::Info,
            log::Level::Warn => Level::Warn,
        };
        self.say(level, &message)
    }

    fn progress(&mut self, done: u64, total: Option<u64>) -> wasmtime::Result<()> {
        self.enter("progress")?;
        self.with_host(|host, _| {
            host.progress(done, total);
            Ok(())
        })
    }
}

impl operations::Host for State {
    fn apply(&mut self, operation: operations::Operation) -> wasmtime::Result<u64> {
        self.enter("apply")?;
        let operations = self.asked(operation)?;
        self.with_host(|host, origin| all(host, operations, origin))
    }

    fn attempt(
        &mut self,
        operations: Vec<operations::Operation>,
    ) -> wasmtime::Result<Result<u64, String>> {
        self.enter("attempt")?;
        let given = operations.into_iter().map(|one| self.asked(one));
        let given = given.collect::<wasmtime::Result<Vec<_>>>()?;
        self.asks_for("attempt");
        self.with_host(|host, origin| {
            savepoint(host, Savepoint::Open, origin)?;
            let outcome = all(host, given.into_iter().flatten(), origin);
            // An operation that waited for others may fail only now.
            let outcome = outcome.and_then(|rows| {
                savepoint(host, Savepoint::Release, origin)?;
                Ok(rows)
            });
            match outcome {
                Ok(rows) => Ok(Ok(rows)),
                Err(GuestError::Host { error, .. }) if error.fault == Fault::Sql => {
                    savepoint(host, Savepoint::Undo, origin)?;
                    Ok(Err(error.to_string()))
                }
                Err(error) => Err(error),
            }
        })
    }
}

impl inspect::Host for State {
    fn table(&mut self, name: types::ObjectName) -> wasmtime::Result<Option<inspect::SeenTable>> {
        self.enter("table")?;
        let name = self.fit(convert::object(name))?;
        self.with_host(|host, origin| {
            let seen = host.inspect(&name, origin).map_err(at(origin))?;
            Ok(seen.as_ref().map(table::seen))
        })
    }
}

impl query::Host for State {
    fn open(&mut self, rows: query::TableRows) -> wasmtime::Result<Resource<Cursor>> {
        self.enter("open")?;
        let query = self.fit(table_rows(rows))?;
        self.ask(&query)
    }
}

impl query::HostCursor for State {
    fn columns(&mut self, cursor: Resource<Cursor>) -> wasmtime::Result<Vec<String>> {
        self.enter("columns")?;
        Ok(self.cursors.get(&cursor)?.names().to_vec())
    }

    fn next(
        &mut self,
        cursor: Resource<Cursor>,
        max_rows: u32,
    ) -> wasmtime::Result<Option<types::Batch>> {
        self.enter("next")?;
        if !(1..=BATCH_ROWS).contains(&max_rows) {
            let message = format!("a batch of {max_rows} rows; it must be from 1 to {BATCH_ROWS}");
            return self.fit(Err(Unfit::Misuse(message)));
        }
        let most_bytes = self.limits.text_bytes;
        let cursor = self.cursors.get_mut(&cursor)?;
        let names = cursor.names().to_vec();
        let rows = cursor.next(max_rows, most_bytes);
        self.clock.resume();
        let rows = rows.map_err(|error| self.end(error))?;
        Ok((!rows.is_empty())
            .then(|| lent::Batch::new(names.iter().map(String::as_str), &rows).to_owned()))
    }

    fn drop(&mut self, cursor: Resource<Cursor>) -> wasmtime::Result<()> {
        self.cursors.delete(cursor)?;
        Ok(())
    }
}

impl raw_sql::Host for State {
    fn execute(
        &mut self,
        sql: types::DialectText,
        parameters: Vec<types::Value>,
    ) -> wasmtime::Result<u64> {
        self.enter("execute")?;
        let sql = self.fit(convert::dialect_text(sql))?;
        let parameters = self.fit(values(parameters))?;
        let execute = Execute { sql, parameters }.into();
        self.with_host(|host, origin| all(host, [execute], origin))
    }

    fn query(
        &mut self,
        sql: types::DialectText,
        parameters: Vec<types::Value>,
    ) -> wasmtime::Result<Resource<Cursor>> {
        self.enter("query")?;
        let sql = self.fit(convert::dialect_text(sql))?;
        let parameters = self.fit(values(parameters))?;
        self.ask(&Query::Sql { sql, parameters })
    }
}

impl State {
    /// The operations of the model that one of the contract comes to.
    fn asked(&mut self, operation: operations::Operation) -> wasmtime::Result<Vec<Operation>> {
        self.asks_for(convert::names::name(&operation));
        let given = convert::operation::from_guest(operation, self.limits.elements);
        self.fit(given)
    }

    /// Asks, and keeps the whole answer aside: the host cannot do anything else meanwhile.
    fn ask(&mut self, query: &Query) -> wasmtime::Result<Resource<Cursor>> {
        let rows = self.with_host(|host, origin| {
            let mut spool = Spool::new();
            let mut on_row = |names: &[String], row| spool.write(names, &row);
            host.query(query, origin, &mut on_row).map_err(|error| match error {
                CallError::Host(error) => at(origin)(error),
                CallError::Guest(error) => error,
            })?;
            spool.read()
        })?;
        self.cursors.push(Cursor::new(rows)).map_err(|_| {
            let limit = format!("{} open cursors", self.limits.cursors);
            self.end(errors::limit(Used::Memory, limit, self.origin()))
        })
    }
}

/// Does operations in order; gives the rows of all of them.
fn all(
    host: &mut dyn Host,
    operations: impl IntoIterator<Item = Operation>,
    origin: Origin,
) -> Result<u64, GuestError> {
    operations.into_iter().try_fold(0, |rows, operation| {
        let call = origin.call.map(|call| Call { name: operation.name(), ..call });
        let origin = Origin { call, ..origin };
        Ok(rows + host.apply(operation, origin).map_err(at(origin))?.rows)
    })
}

fn savepoint(host: &mut dyn Host, step: Savepoint, origin: Origin) -> Result<(), GuestError> {
    host.savepoint(step, origin).map_err(at(origin))
}

/// The host's error, in a call of a guest.
fn at(origin: Origin) -> impl FnOnce(HostError) -> GuestError {
    move |error| GuestError::Host { error, origin }
}

fn values(given: Vec<types::Value>) -> Result<Vec<Value>, Unfit> {
    given.into_iter().map(value::from_guest).collect()
}

fn table_rows(rows: query::TableRows) -> Result<Query, Unfit> {
    Ok(Query::Table {
        table: convert::object(rows.table)?,
        columns: convert::idents(rows.columns)?,
        filter: convert::filter(rows.filter)?,
        order: convert::idents(rows.order)?,
        descending: false,
        nulls_first: true,
        limit: rows.limit,
    })
}
