//! What a component imports: each function asks the host, and none of them can fail for the
//! guest. A failure ends it.

use sandshift_model::operation::{Execute, Operation};
use sandshift_model::origin::Origin;
use sandshift_model::query::Query;
use sandshift_model::value::Value;
use wasmtime::component::Resource;

use crate::error::{Fault, GuestError, Resource as Used};
use crate::host::{CallError, Host, Level, Savepoint};
use crate::spool::Spool;

use super::bindings::{changes, env, inspect, log, operations, query, raw_sql, schema, types};
use super::convert::{self, Unfit, batch, table, value};
use super::cursor::{BATCH_ROWS, Cursor};
use super::state::{State, from_host};

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
        self.with_host(|host| Ok(host.param(&name)))
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
        self.with_host(|host| {
            host.progress(done, total);
            Ok(())
        })
    }
}

impl operations::Host for State {
    fn apply(&mut self, operation: operations::Operation) -> wasmtime::Result<u64> {
        self.enter("apply")?;
        let given = convert::operation::from_guest(operation, self.limits.elements);
        let operations = self.fit("apply", given)?;
        let mut rows = 0;
        for operation in operations {
            rows += self.apply_one(operation)?;
        }
        Ok(rows)
    }

    fn attempt(
        &mut self,
        operations: Vec<operations::Operation>,
    ) -> wasmtime::Result<Result<u64, String>> {
        self.enter("attempt")?;
        let most = self.limits.elements;
        let given = operations.into_iter().map(|one| convert::operation::from_guest(one, most));
        let given = given.collect::<Result<Vec<_>, _>>();
        let given = self.fit("attempt", given)?;
        self.with_host(|host| {
            savepoint(host, Savepoint::Open)?;
            let outcome = all(host, given.into_iter().flatten());
            // An operation that waited for others may fail only now.
            let outcome = outcome.and_then(|rows| {
                savepoint(host, Savepoint::Release)?;
                Ok(rows)
            });
            match outcome {
                Ok(rows) => Ok(Ok(rows)),
                Err(GuestError::Host { error, .. }) if error.fault == Fault::Sql => {
                    savepoint(host, Savepoint::Undo)?;
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
        let name = self.fit("inspect", convert::object(name))?;
        self.with_host(|host| {
            let seen = host.inspect(&name, Origin::default()).map_err(from_host)?;
            Ok(seen.as_ref().map(table::seen))
        })
    }
}

impl query::Host for State {
    fn open(&mut self, rows: query::TableRows) -> wasmtime::Result<Resource<Cursor>> {
        self.enter("open")?;
        let query = self.fit("open", table_rows(rows))?;
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
            return self.fit("next", Err(Unfit::Misuse(message)));
        }
        let most_bytes = self.limits.text_bytes;
        let cursor = self.cursors.get_mut(&cursor)?;
        let names = cursor.names().to_vec();
        let rows = cursor.next(max_rows, most_bytes);
        self.clock.resume();
        let rows = rows.map_err(|error| self.end(error))?;
        Ok((!rows.is_empty()).then(|| batch::to_guest(&names, rows)))
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
        let sql = self.fit("execute", convert::dialect_text(sql))?;
        self.apply_one(Execute { sql, parameters: values(parameters) }.into())
    }

    fn query(
        &mut self,
        sql: types::DialectText,
        parameters: Vec<types::Value>,
    ) -> wasmtime::Result<Resource<Cursor>> {
        self.enter("query")?;
        let sql = self.fit("query", convert::dialect_text(sql))?;
        self.ask(&Query::Sql { sql, parameters: values(parameters) })
    }
}

impl State {
    fn apply_one(&mut self, operation: Operation) -> wasmtime::Result<u64> {
        self.with_host(|host| all(host, [operation]))
    }

    /// Asks, and keeps the whole answer aside: the host cannot do anything else meanwhile.
    fn ask(&mut self, query: &Query) -> wasmtime::Result<Resource<Cursor>> {
        let rows = self.with_host(|host| {
            let mut spool = Spool::new();
            let mut on_row = |names: &[String], row| spool.write(names, &row);
            host.query(query, Origin::default(), &mut on_row).map_err(|error| match error {
                CallError::Host(error) => from_host(error),
                CallError::Guest(error) => error,
            })?;
            spool.read()
        })?;
        self.cursors.push(Cursor::new(rows)).map_err(|_| {
            let limit = "16 open cursors".to_owned();
            let (resource, origin) = (Used::Memory, Origin::default());
            self.end(GuestError::Limit { resource, limit, origin })
        })
    }
}

/// Does operations in order; gives the rows of all of them.
fn all(
    host: &mut dyn Host,
    operations: impl IntoIterator<Item = Operation>,
) -> Result<u64, GuestError> {
    let one = |operation| host.apply(operation, Origin::default()).map_err(from_host);
    operations.into_iter().map(one).try_fold(0, |rows, applied| Ok(rows + applied?.rows))
}

fn savepoint(host: &mut dyn Host, step: Savepoint) -> Result<(), GuestError> {
    host.savepoint(step, Origin::default()).map_err(from_host)
}

fn values(given: Vec<types::Value>) -> Vec<Value> {
    given.into_iter().map(value::from_guest).collect()
}

fn table_rows(rows: query::TableRows) -> Result<Query, Unfit> {
    Ok(Query::Table {
        table: convert::object(rows.table)?,
        columns: convert::idents(rows.columns)?,
        filter: convert::filter(rows.filter)?,
        order: convert::idents(rows.order)?,
        nulls_first: true,
        limit: rows.limit,
    })
}
