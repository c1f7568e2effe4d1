//! Row work of a transform: many rows in the database's fastest form, one line in the journal.

use std::sync::Arc;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::naming;
use sandshift_model::operation::{CreateTable, Inverse, Operation};
use sandshift_model::origin::Origin;
use sandshift_model::query::Row;
use sandshift_model::statement::Statement;
use sandshift_model::table::Table;

use super::booking::Book;
use super::error::SessionError;
use super::gate::Gate;
use super::scope::{Keeping, Undo};
use super::transcript::{Line, Role, Trial};
use super::undo::{PageTexts, RowKeeping};
use crate::backend::connection::{Class, Connection, DatabaseError};
use crate::backend::dialect::DialectError;
use crate::backend::keyset::{delete_by_key, update_by_key};
use crate::backend::table_rows::{PageChanges, PageSize, RowsPlan, Update};
use crate::backend::walls::{Identity, speaking};
use crate::report::sql::Detail;

/// A transform whose rows are being written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowWork {
    /// Its line in the transcript, which stands before the statements of a dry run and is written
    /// when its counts are known.
    line: Option<usize>,
    origin: Origin,
    begun: u64,
}

/// A transform that is done.
#[derive(Debug)]
pub(crate) struct RowsDone<'d> {
    /// Its table.
    pub(crate) table: &'d ObjectName,
    /// What the journal and a dry run say of it.
    pub(crate) line: String,
    /// Rows written, deleted or inserted.
    pub(crate) rows: u64,
    /// What the summary of a dry run says beside.
    pub(crate) trial: Option<Box<Trial>>,
}

/// What came of writing a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Written {
    /// All of it.
    All,
    /// Nothing: another session has changed some of the rows since they were read.
    Stale,
}

impl Gate {
    /// Begins a transform: what waits is run.
    pub(crate) fn begin_row_work(&mut self, origin: Origin) -> Result<RowWork, SessionError> {
        self.flush()?;
        if self.sink.reader().is_none() {
            return Err(SessionError::Offline { call: "db.transform" });
        }
        Ok(RowWork { line: None, origin, begun: (self.clock.elapsed_micros)() })
    }

    /// Opens the transaction that holds all of a transform.
    pub(crate) fn hold_together(&mut self, work: &mut RowWork) -> Result<(), SessionError> {
        self.enter_transaction()?;
        work.line = Some(self.scope.transcript.lines.len());
        let origin = work.origin;
        self.scope.transcript.lines.push(Line::of_rows(Role::Rows, String::new(), origin));
        Ok(())
    }

    /// Ends a transform.
    pub(crate) fn end_row_work(
        &mut self,
        work: RowWork,
        done: RowsDone<'_>,
    ) -> Result<(), SessionError> {
        let RowsDone { table, line: sql, rows, trial } = done;
        self.follow_rows(&table.to_string(), (&sql, rows), work.origin)?;
        let kept = self.scope.row_keeping.take().map(RowKeeping::inverse);
        if rows > 0 {
            let what = format!("transform `{table}`");
            let reason = || "the overwritten values are not kept".to_owned();
            let inverse = kept.unwrap_or_else(|| Inverse::None { reason: reason() });
            self.scope.undo.push(Undo { what, line: work.origin.line, inverse });
        }
        let before = work.line.unwrap_or(self.scope.transcript.lines.len());
        let before = self.scope.transcript.lines.iter().take(before);
        self.close_step(before.filter(|line| line.role.is_of_migration()).count());
        let micros = (self.clock.elapsed_micros)().saturating_sub(work.begun);
        let line = Line { sql, role: Role::Rows, origin: work.origin, rows, micros, trial };
        let lines = &mut self.scope.transcript.lines;
        match work.line.and_then(|line| lines.get_mut(line)) {
            Some(pending) => *pending = line,
            None => lines.push(line),
        }
        if self.scope.keeping_now() == Keeping::Each { self.commit_so_far() } else { Ok(()) }
    }

    /// Tells whether this is a dry run whose text sums row work up.
    pub(crate) fn sums_up(&self) -> bool {
        !self.sink.keeps() && self.detail == Detail::Summary
    }

    /// Tells whether this is a dry run whose text has all row work.
    fn prints_rows(&self) -> bool {
        !self.sink.keeps() && self.detail == Detail::Full
    }

    /// Makes a table beside the migration's own work, as bookkeeping is made.
    pub(crate) fn make_table(&mut self, table: Table) -> Result<(), SessionError> {
        self.flush()?;
        if !self.dialect.rolls_back_schema() {
            self.commit_so_far()?;
        }
        let mut operation = CreateTable { table, if_not_exists: true }.into();
        naming::name_unnamed(&mut operation, &Catalog::default());
        self.book(&operation, Book::Shown)?;
        self.catalog.get(&mut *self.sink)?;
        self.catalog.follow(&operation).map_err(|error| SessionError::Dialect {
            operation: "create_table",
            origin: Origin::default(),
            source: error.into(),
        })
    }

    /// The connection under a transform.
    pub(crate) fn rows(&mut self) -> Result<&mut dyn Connection, SessionError> {
        self.sink.reader().ok_or(SessionError::Offline { call: "db.transform" })
    }

    /// The next page of the open table.
    pub(crate) fn next_rows(&mut self, size: PageSize) -> Result<Vec<Row>, SessionError> {
        self.may_go_on()?;
        let begun = self.micros();
        let far = self.cancel.far();
        let rows = self.on_rows("reading rows", |rows| rows.next_rows(size))?;
        drop(far);
        let (count, micros) = (rows.len() as u64, self.micros().saturating_sub(begun));
        self.count(Origin::default(), |used| {
            used.rows_read += count;
            used.database_micros += micros;
        })?;
        Ok(rows)
    }

    /// Does something with the rows of the open table, or opens it.
    pub(crate) fn on_rows<T>(
        &mut self,
        doing: &'static str,
        work: impl FnOnce(&mut dyn Connection) -> Result<T, DatabaseError>,
    ) -> Result<T, SessionError> {
        let done = speaking(self.rows()?, Identity::Operation, |rows| work(rows));
        done.map_err(SessionError::database(doing))
    }

    /// Writes what becomes of the rows of a page.
    pub(crate) fn write_rows(
        &mut self,
        work: RowWork,
        plan: &RowsPlan,
        rows: &[Row],
        changes: &PageChanges,
    ) -> Result<Written, SessionError> {
        self.may_go_on()?;
        if changes.count() == 0 {
            return Ok(Written::All);
        }
        if !changes.deletes.is_empty() {
            self.allow_deletes(&plan.table, work.origin)?;
        }
        self.count(work.origin, |used| used.rows_written += changes.count())?;
        let texts = self.page_texts(plan, rows, changes)?;
        match self.write_page(rows, changes, &texts) {
            Ok(found) if found == changes.count() => {
                self.note_texts(work, &texts.before);
                self.note_page(work, plan, rows, changes)?;
                self.note_texts(work, &texts.after);
                self.count_kept(&texts)?;
                Ok(Written::All)
            }
            Ok(_) => {
                self.undo_page().map_err(SessionError::database("undoing a page of rows"))?;
                Ok(Written::Stale)
            }
            Err(error) if error.class == Class::Statement => {
                Err(self.find_row(work, plan, rows, changes, error))
            }
            Err(error) => Err(SessionError::database("writing rows")(error)),
        }
    }

    /// Writes a page so that it can be undone alone where a failure would cost the transaction.
    fn write_page(
        &mut self,
        rows: &[Row],
        changes: &PageChanges,
        texts: &PageTexts,
    ) -> Result<u64, DatabaseError> {
        let number = self.scope.savepoints.len() + 1;
        let (open, keep) = (self.dialect.savepoint(number), self.dialect.release_savepoint(number));
        let _far = self.cancel.far();
        let Some(connection) = self.sink.reader() else { return Ok(0) };
        connection.execute(&open)?;
        keep_all(connection, &texts.before)?;
        let found = speaking(connection, Identity::Operation, |connection| {
            connection.write_rows(rows, changes)
        })?;
        if found == changes.count() {
            keep_all(connection, &texts.after)?;
            connection.execute(&keep)?;
        }
        Ok(found)
    }

    fn undo_page(&mut self) -> Result<(), DatabaseError> {
        let number = self.scope.savepoints.len() + 1;
        let (undo, close) =
            (self.dialect.undo_savepoint(number), self.dialect.release_savepoint(number));
        let Some(connection) = self.sink.reader() else { return Ok(()) };
        connection.execute(&undo)?;
        connection.execute(&close).map(|_| ())
    }

    /// Finds out which row of a page it was that the database refused.
    fn find_row(
        &mut self,
        work: RowWork,
        plan: &RowsPlan,
        rows: &[Row],
        changes: &PageChanges,
        error: DatabaseError,
    ) -> SessionError {
        if self.undo_page().is_ok() {
            for (at, one) in single(changes) {
                match self.write_page(rows, &one, &PageTexts::default()) {
                    Err(source) if source.class == Class::Statement => {
                        let row = named(plan, &rows[at], &one);
                        return SessionError::Row { row, origin: work.origin, source };
                    }
                    Err(source) => return SessionError::database("writing rows")(source),
                    Ok(_) => {}
                }
            }
        }
        let row = format!("`{}`", plan.table);
        SessionError::Row { row, origin: work.origin, source: error }
    }

    /// Does row work that is no page of the open table: what was kept aside, or rows of others.
    pub(crate) fn row_work(
        &mut self,
        work: RowWork,
        operation: &Operation,
    ) -> Result<u64, SessionError> {
        self.allow_operation(operation, work.origin)?;
        let before = self.catalog.get(&mut *self.sink)?;
        let fits = |source: DialectError| SessionError::Dialect {
            operation: operation.name(),
            origin: work.origin,
            source,
        };
        let statements = self.dialect.render(operation, before).map_err(fits)?;
        let texts = self.operation_texts(operation)?;
        self.keep_texts(work, &texts.before)?;
        let mut found = 0;
        self.may_go_on()?;
        for statement in &statements {
            let far = self.cancel.far();
            let ran = self.sink.run(statement, Identity::Operation);
            drop(far);
            found += ran.map_err(|error| error.into_session(&statement.sql, work.origin))?;
            self.note_rows(work, statement);
        }
        self.keep_texts(work, &texts.after)?;
        self.count_kept(&texts)?;
        if let Operation::InsertRows(insert) = operation {
            let texts = self.keep_inserted(insert)?;
            self.keep_texts(work, &texts)?;
        }
        Ok(found)
    }

    /// Sends statements that keep rows.
    fn keep_texts(&mut self, work: RowWork, texts: &[String]) -> Result<(), SessionError> {
        for sql in texts {
            let sent = self.sink.keep(&Statement::rows(sql.as_str()));
            sent.map_err(|error| error.into_session(sql, work.origin))?;
        }
        self.note_texts(work, texts);
        Ok(())
    }

    fn note_texts(&mut self, work: RowWork, texts: &[String]) {
        for sql in texts {
            self.note_rows(work, &Statement::rows(sql.as_str()));
        }
    }

    /// Puts the statements of a page, as a shell would run them, into the text of a dry run.
    fn note_page(
        &mut self,
        work: RowWork,
        plan: &RowsPlan,
        rows: &[Row],
        changes: &PageChanges,
    ) -> Result<(), SessionError> {
        if !self.prints_rows() {
            return Ok(());
        }
        let updates = changes.updates.iter().map(|update| update_by_key(plan, rows, update));
        let deletes = changes.deletes.iter().map(|at| delete_by_key(plan, &rows[*at]));
        for operation in updates.chain(deletes) {
            let fits = |source: DialectError| SessionError::Dialect {
                operation: operation.name(),
                origin: work.origin,
                source,
            };
            for statement in self.dialect.render(&operation, &plan.catalog).map_err(fits)? {
                self.note_rows(work, &statement);
            }
        }
        Ok(())
    }

    fn note_rows(&mut self, work: RowWork, statement: &Statement) {
        if self.prints_rows() {
            let (sql, origin) = (statement.sql.clone(), work.origin);
            self.scope.transcript.lines.push(Line::of_rows(Role::RowText, sql, origin));
        }
    }
}

fn keep_all(connection: &mut dyn Connection, texts: &[String]) -> Result<(), DatabaseError> {
    if texts.is_empty() {
        return Ok(());
    }
    speaking(connection, Identity::Keeping, |connection| {
        texts.iter().try_for_each(|sql| connection.execute_own(sql).map(|_| ()))
    })
}

/// The changes of a page one by one, each with its place in the page.
fn single(changes: &PageChanges) -> impl Iterator<Item = (usize, PageChanges)> {
    let updates = changes.updates.iter().flat_map(|update| {
        update.rows.iter().zip(&*update.values).map(|(at, values)| {
            let (columns, rows) = (update.columns.clone(), vec![*at]);
            let one = Update { columns, rows, values: Arc::new(vec![values.clone()]) };
            (*at, PageChanges { updates: vec![one], deletes: Vec::new() })
        })
    });
    let delete = |at: &usize| (*at, PageChanges { updates: Vec::new(), deletes: vec![*at] });
    updates.chain(changes.deletes.iter().map(delete))
}

/// A row with its key and its new values, for people.
fn named(plan: &RowsPlan, row: &Row, change: &PageChanges) -> String {
    use sandshift_model::value::shown;
    let pairs = |names: &[sandshift_model::ident::Ident], values: &Row| {
        let pairs =
            names.iter().zip(values).map(|(name, value)| format!("{name} = {}", shown(value)));
        pairs.collect::<Vec<String>>().join(", ")
    };
    let key = pairs(&plan.key, &plan.key_of(row));
    let table = &plan.table;
    match change.updates.first().and_then(|update| Some((update, update.values.first()?))) {
        Some((update, values)) => {
            format!(
                "the row of `{table}` with {key} cannot become {}",
                pairs(&update.columns, values)
            )
        }
        None => format!("the row of `{table}` with {key} cannot be deleted"),
    }
}
