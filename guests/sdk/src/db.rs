//! The database as a migration sees it.

use std::fmt;
use std::ops::Deref;

use crate::batch::batch_of;
#[cfg(target_arch = "wasm32")]
use crate::host::{Imports as _, RawImports as _};
use crate::host::{Shared, SharedRaw};
use crate::names::names;
use crate::query::{Rows, RowsQuery};
use crate::row::NewRow;
use crate::writer::Writer;
use crate::{
    ColumnSpec, Constraint, DialectText, Filter, IndexKey, Level, ObjectName, Operation, SeenTable,
    SetColumns, TableSpec, Value, operation,
};

mod moment;
mod schema;

/// The database as a migration sees it; it comes with each call of `up` and its kin.
pub struct Db {
    pub(crate) host: Shared,
}

/// A [`Db`] that also takes SQL in the database's own words; projects may forbid it.
pub struct RawDb {
    db: Db,
    raw: SharedRaw,
}

impl fmt::Debug for Db {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Db")
    }
}

impl fmt::Debug for RawDb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RawDb")
    }
}

impl Db {
    pub(crate) fn new(host: Shared) -> Self {
        Self { host }
    }

    /// Does one operation; gives the rows that it inserted, matched or deleted.
    ///
    /// ```
    /// use sandshift_guest::prelude::*;
    ///
    /// fn up(db: &Db) -> Result {
    ///     db.apply(operation::drop_table("leftovers").if_exists());
    ///     db.apply(alter_column("persons", "email").column_type(string(300)).nullable(false));
    ///     Ok(())
    /// }
    /// # sandshift_guest::testing::FakeHost::new().run(up).unwrap();
    /// ```
    pub fn apply(&self, operation: impl Into<Operation>) -> u64 {
        self.host.apply(operation.into())
    }

    /// Does operations that may fail: when the database refuses one of them, all of them are
    /// undone. MySQL and MariaDB can attempt changes of rows alone.
    ///
    /// # Errors
    ///
    /// The reason of the database.
    pub fn attempt(&self, operations: impl IntoIterator<Item = Operation>) -> Result<u64, String> {
        self.host.attempt(operations.into_iter().collect())
    }

    /// Inserts rows; neighbours with the same columns go together. Gives their number.
    pub fn insert(
        &self,
        table: impl Into<ObjectName>,
        rows: impl IntoIterator<Item = NewRow>,
    ) -> u64 {
        let table = table.into();
        let mut groups: Vec<(Vec<String>, Vec<Vec<Value>>)> = Vec::new();
        for NewRow(row) in rows {
            let (columns, values): (Vec<String>, Vec<Value>) = row.into_iter().unzip();
            match groups.last_mut() {
                Some((last, rows)) if *last == columns => rows.push(values),
                _ => groups.push((columns, vec![values])),
            }
        }
        let insert = |(columns, rows): (Vec<String>, _)| {
            self.apply(operation::insert(&table, batch_of(&columns, rows)))
        };
        groups.into_iter().map(insert).sum()
    }

    /// Inserts many rows, a batch at a time: `let mut days = db.inserter("days", ["id", "name"])`.
    pub fn inserter<S: Into<String>>(
        &self,
        table: impl Into<ObjectName>,
        columns: impl IntoIterator<Item = S>,
    ) -> Writer {
        Writer::insert(self.host.clone(), table.into(), names(columns))
    }

    /// Updates single rows by their keys, a batch at a time.
    ///
    /// ```
    /// use sandshift_guest::prelude::*;
    ///
    /// fn up(db: &Db) -> Result {
    ///     let mut names = db.updater("persons", ["id"], ["name"]).batch(250);
    ///     for row in db.rows("persons").columns(["id", "name"]).order(["id"]) {
    ///         let name: String = row.get("name")?;
    ///         names.push([row.value("id")?.clone(), name.trim().into()])?;
    ///     }
    ///     names.finish();
    ///     Ok(())
    /// }
    /// # sandshift_guest::testing::FakeHost::new().run(up).unwrap();
    /// ```
    pub fn updater<K: Into<String>, S: Into<String>>(
        &self,
        table: impl Into<ObjectName>,
        key: impl IntoIterator<Item = K>,
        changed: impl IntoIterator<Item = S>,
    ) -> Writer {
        Writer::update(self.host.clone(), table.into(), key, changed)
    }

    /// Deletes single rows by their keys, a batch at a time.
    pub fn deleter<S: Into<String>>(
        &self,
        table: impl Into<ObjectName>,
        key: impl IntoIterator<Item = S>,
    ) -> Writer {
        Writer::delete(self.host.clone(), table.into(), names(key))
    }

    /// Changes the rows that match: `db.update("t", set! { rank: 7 }, row! { id: 1 })`, or
    /// [`Filter::EveryRow`]. Gives the number of rows.
    pub fn update(
        &self,
        table: impl Into<ObjectName>,
        set: SetColumns,
        condition: impl Into<Filter>,
    ) -> u64 {
        self.apply(operation::update(table, set, condition))
    }

    /// Deletes the rows that match. Gives the number of rows.
    pub fn delete(&self, table: impl Into<ObjectName>, condition: impl Into<Filter>) -> u64 {
        self.apply(operation::delete(table, condition))
    }

    /// Asks for rows: `for row in db.rows("persons").order(["id"])`. They are those of the moment
    /// of the question, so the loop may write to the same table.
    pub fn rows(&self, table: impl Into<ObjectName>) -> RowsQuery {
        RowsQuery::new(self.host.clone(), table.into())
    }

    /// Looks at a table; none when there is no such table.
    #[must_use]
    pub fn inspect(&self, table: impl Into<ObjectName>) -> Option<SeenTable> {
        self.host.table(&table.into())
    }

    /// Tells whether there is such a table.
    #[must_use]
    pub fn has_table(&self, table: impl Into<ObjectName>) -> bool {
        self.inspect(table).is_some()
    }

    /// Tells whether the table is there and has the column.
    #[must_use]
    pub fn has_column(&self, table: impl Into<ObjectName>, column: &str) -> bool {
        self.inspect(table).is_some_and(|seen| seen.columns.iter().any(|c| c.name == column))
    }

    /// The dialect: `sqlite`, `postgres` or `mysql`.
    #[must_use]
    pub fn dialect(&self) -> String {
        self.host.dialect()
    }

    /// The revision that runs.
    #[must_use]
    pub fn revision(&self) -> String {
        self.host.revision()
    }

    /// A parameter of the run (`-x name=value`).
    #[must_use]
    pub fn param(&self, name: &str) -> Option<String> {
        self.host.param(name)
    }

    /// A uuid that looks random and is the same when the migration runs again.
    #[must_use]
    pub fn uuid4(&self) -> Value {
        Value::Uuid(self.host.uuid4())
    }

    /// A uuid in time order that is the same when the migration runs again.
    #[must_use]
    pub fn uuid7(&self) -> Value {
        Value::Uuid(self.host.uuid7())
    }

    /// Says something to whoever watches the run.
    pub fn log(&self, message: &str) {
        self.host.say(Level::Info, message);
    }

    /// Says something to whoever watches the run, as a warning.
    pub fn warn(&self, message: &str) {
        self.host.say(Level::Warn, message);
    }

    /// Says something to the author.
    pub fn debug(&self, message: &str) {
        self.host.say(Level::Debug, message);
    }

    /// Says how far a long piece of work is; none for an unknown total.
    pub fn progress(&self, done: u64, total: Option<u64>) {
        self.host.progress(done, total);
    }
}

impl RawDb {
    pub(crate) fn new(host: Shared, raw: SharedRaw) -> Self {
        Self { db: Db::new(host), raw }
    }

    /// Runs one statement with one value for each `?` in it; gives the rows it changed.
    pub fn execute(
        &self,
        sql: impl Into<DialectText>,
        parameters: impl IntoIterator<Item = Value>,
    ) -> u64 {
        let parameters: Vec<Value> = parameters.into_iter().collect();
        self.raw.execute(&sql.into(), &parameters)
    }

    /// Asks with one SELECT, with one value for each `?` in it.
    pub fn query_sql(
        &self,
        sql: impl Into<DialectText>,
        parameters: impl IntoIterator<Item = Value>,
    ) -> Rows {
        let parameters: Vec<Value> = parameters.into_iter().collect();
        Rows::of_default_size(self.raw.query(&sql.into(), &parameters))
    }
}

impl Deref for RawDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}
