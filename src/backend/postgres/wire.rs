//! What goes over the wire: the one file of this backend that hands text to the driver.
//!
//! Nothing is bound and no statement is kept. The simple protocol takes one turn, and alone gives values as text in
//! the driver at hand, so that reads use it and what the house itself writes. It takes several statements in one
//! text, which a text of a migration must not be: only one without any semicolon goes that way, and cannot
//! be two whatever its quotes. The others use the extended protocol, in which the server itself refuses
//! two statements, in two turns.

use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::time::Duration;

use futures_util::{StreamExt, stream::BoxStream};
use serde::de::DeserializeOwned;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection as _, Either, Executor, Row as _};

use super::error::{failure, unreachable};
use super::session::BEGIN;
use super::timed::{BETWEEN, StopWatch, place, text_of, with_clock};
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::runtime::runtime;
use crate::backend::together::Ran;

/// Rows fetched at once; they are handed out between two turns of the runtime, so that whoever
/// gets them may use another connection.
const ROWS_AT_ONCE: usize = 256;

/// A server that does not even answer "no" is given up after this time.
const CONNECT_WAIT: Duration = Duration::from_secs(15);

const FAREWELL_WAIT: Duration = Duration::from_secs(1);

/// What stands before the statement that begins a transaction.
const AHEAD: &str = "BEGIN; ";

/// A statement that fails wherever it is sent.
const FAILING: &str = "ROLLBACK TO SAVEPOINT sandshift_failed";

/// A raw connection, blocking.
pub(super) struct Wire {
    driver: Option<PgConnection>,
    /// A transaction begins with the next text.
    begins: bool,
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

impl Wire {
    /// Connects and logs in.
    pub(super) fn open(options: &PgConnectOptions) -> Result<Self, DatabaseError> {
        let opened = wait(async { tokio::time::timeout(CONNECT_WAIT, options.connect()).await })?;
        let Ok(opened) = opened else {
            let seconds = CONNECT_WAIT.as_secs();
            return Err(unreachable(options, &format!("no answer within {seconds} seconds")));
        };
        match opened {
            Ok(driver) => Ok(Self { driver: Some(driver), begins: false }),
            Err(sqlx::Error::Io(error)) => Err(unreachable(options, &error.to_string())),
            Err(error) => Err(failure(error)),
        }
    }

    /// Opens a transaction, together with the text that is sent next.
    pub(super) fn begin(&mut self) {
        self.begins = true;
    }

    /// Runs one statement and gives the count in its command tag.
    pub(super) fn write(&mut self, text: &str) -> Result<u64, DatabaseError> {
        if !text.contains(';') {
            return self.write_own(text);
        }
        let query = sqlx::query(sql(text)?).persistent(false);
        self.begin_now()?;
        let driver = self.driver()?;
        let done = wait(async { driver.execute(query).await })?;
        done.map(|done| done.rows_affected()).map_err(failure)
    }

    /// Runs one statement of the house itself, in one turn, and gives the count in its command tag.
    pub(super) fn write_own(&mut self, text: &str) -> Result<u64, DatabaseError> {
        let (text, begins) = self.behind_begin(text)?;
        let query = sqlx::raw_sql(text);
        let driver = self.driver()?;
        let done = wait(async { query.execute(driver).await })?;
        done.map(|done| done.rows_affected()).map_err(|error| self.failed(failure(error), begins))
    }

    /// Runs statements of the house itself in one turn, and gives the count of each; or the number of the one
    /// that failed, behind which none was run.
    pub(super) fn write_together(
        &mut self,
        texts: &[&str],
    ) -> Result<Vec<u64>, (usize, DatabaseError)> {
        self.begin_now().map_err(|error| (0, error))?;
        let text = sql(&texts.join(";\n")).map_err(|error| (0, error))?;
        let driver = self.driver().map_err(|error| (0, error))?;
        let mut counts = Vec::with_capacity(texts.len());
        let mut results = sqlx::raw_sql(text).execute_many(driver);
        loop {
            let next = wait(results.next()).map_err(|error| (counts.len(), error))?;
            match next {
                Some(Ok(done)) => counts.push(done.rows_affected()),
                Some(Err(error)) => return Err((counts.len(), failure(error))),
                None => return Ok(counts),
            }
        }
    }

    /// Runs statements of a migration in one turn, each of which is one for certain, and tells what each did; or the
    /// number of the one that failed, behind which none was run. Between two of them the server looks at its clock.
    pub(super) fn write_timed(
        &mut self,
        texts: &[&str],
    ) -> Result<Vec<Ran>, (usize, DatabaseError)> {
        let statements = with_clock(texts);
        let together = statements.join(BETWEEN);
        let (text, begins) = self.behind_begin(&together).map_err(|error| (0, error))?;
        let driver = self.driver().map_err(|error| (0, error))?;
        let mut watch = StopWatch::default();
        let mut has_begun = !begins;
        let mut results = sqlx::raw_sql(text).fetch_many(driver);
        let failed = loop {
            match wait(results.next()).map_err(|error| (watch.at(), error))? {
                Some(Ok(Either::Right(row))) => watch.clock(cell(&row, 0)),
                Some(Ok(Either::Left(done))) if has_begun => watch.done(done.rows_affected()),
                Some(Ok(Either::Left(_))) => has_begun = true,
                Some(Err(error)) => break failure(error),
                None => return Ok(watch.stop()),
            }
        };
        drop(results);
        let mut error = self.failed(failed, begins);
        let Some(position) = error.position else { return Err((watch.at(), error)) };
        let (number, position) = place(&statements, position);
        error.position = Some(position);
        Err((text_of(number), error))
    }

    /// Runs one statement of ours with an array of texts for each of its parameters, and gives the
    /// count in its command tag. The driver keeps it prepared, because many pages follow.
    pub(super) fn write_arrays(
        &mut self,
        text: &str,
        arrays: Vec<Vec<Option<Cow<'_, str>>>>,
    ) -> Result<u64, DatabaseError> {
        self.begin_now()?;
        let mut query = sqlx::query(sql(text)?);
        for array in &arrays {
            query = query.bind(array);
        }
        let driver = self.driver()?;
        let done = wait(async { driver.execute(query).await })?;
        done.map(|done| done.rows_affected()).map_err(failure)
    }

    /// Runs one statement and hands out its rows until `on_row` gives `false`.
    pub(super) fn read(
        &mut self,
        text: &str,
        on_row: &mut dyn FnMut(&PgRow) -> bool,
    ) -> Result<(), DatabaseError> {
        let (text, begins) = self.behind_begin(text)?;
        let query = sqlx::raw_sql(text);
        let mut rows = query.fetch(self.driver()?);
        let error = loop {
            let (batch, end) = wait(next_rows(&mut rows))?;
            if !batch.iter().all(&mut *on_row) {
                return Ok(());
            }
            match end {
                End::More => {}
                End::Done => return Ok(()),
                End::Failed(error) => break failure(error),
            }
        };
        drop(rows);
        Err(self.failed(error, begins))
    }

    /// Runs one statement and gives all of its rows as texts, for our own small questions.
    pub(super) fn texts(&mut self, text: &str) -> Result<Vec<Vec<Option<String>>>, DatabaseError> {
        let mut rows = Vec::new();
        self.read(text, &mut |row| {
            rows.push((0..row.len()).map(|at| cell(row, at).map(str::to_owned)).collect());
            true
        })?;
        Ok(rows)
    }

    /// Runs one of our questions to the catalog; each row is one value of `T`, column by column,
    /// read as it comes, so that the texts of a large catalog are never held at once.
    pub(super) fn json<T: DeserializeOwned>(
        &mut self,
        text: &str,
    ) -> Result<Vec<T>, DatabaseError> {
        let mut values = Ok(Vec::new());
        self.read(&format!("SELECT row_to_json(q) FROM ({text}) AS q"), &mut |row| {
            let Some(cell) = cell(row, 0) else { return true };
            match (&mut values, serde_json::from_str(cell)) {
                (Ok(values), Ok(value)) => values.push(value),
                (_, Ok(_)) => {}
                (values, Err(error)) => *values = Err(error),
            }
            true
        })?;
        values.map_err(|error| {
            let message = format!("the system catalog gives something unexpected: {error}");
            DatabaseError::new(Class::Statement, message)
        })
    }

    /// The first value of the first row.
    pub(super) fn text(&mut self, text: &str) -> Result<Option<String>, DatabaseError> {
        Ok(self.texts(text)?.into_iter().next().and_then(|row| row.into_iter().next().flatten()))
    }

    /// A text behind the begin of the transaction that goes with it, and whether there is one.
    fn behind_begin(&mut self, text: &str) -> Result<(AssertSqlSafe<String>, bool), DatabaseError> {
        let safe = sql(text)?;
        match std::mem::take(&mut self.begins) {
            true => Ok((sql(&format!("{AHEAD}{text}"))?, true)),
            false => Ok((safe, false)),
        }
    }

    /// Opens the transaction that was to begin with the next text.
    fn begin_now(&mut self) -> Result<(), DatabaseError> {
        match std::mem::take(&mut self.begins) {
            true => self.write_own(BEGIN).map(|_| ()),
            false => Ok(()),
        }
    }

    /// What is told of a text that failed. One that the server cannot read has kept the transaction from
    /// beginning: it begins now and fails at once, so that nothing that follows is committed by itself.
    fn failed(&mut self, mut error: DatabaseError, begins: bool) -> DatabaseError {
        if begins && error.class != Class::Unreachable {
            let _ = self.write_own(BEGIN);
            let _ = self.write_own(FAILING);
        }
        if begins {
            let behind = |at: usize| at.checked_sub(AHEAD.len()).filter(|at| *at > 0);
            error.position = error.position.and_then(behind);
        }
        error
    }

    fn driver(&mut self) -> Result<&mut PgConnection, DatabaseError> {
        self.driver
            .as_mut()
            .ok_or_else(|| DatabaseError::new(Class::Unreachable, "the connection is closed"))
    }
}

impl Drop for Wire {
    /// Says goodbye, so that the server lets go of locks now and not when it notices.
    fn drop(&mut self) {
        if let Some(driver) = self.driver.take() {
            // Nobody is left to hear about a failure, and the server cleans up by itself then.
            let _ = wait(async { tokio::time::timeout(FAREWELL_WAIT, driver.close()).await });
        }
    }
}

/// A value of a row in text form, none for NULL.
pub(super) fn cell(row: &PgRow, at: usize) -> Option<&str> {
    row.try_get_raw(at).ok().and_then(|value| value.as_str().ok())
}

enum End {
    More,
    Done,
    Failed(sqlx::Error),
}

async fn next_rows(rows: &mut BoxStream<'_, Result<PgRow, sqlx::Error>>) -> (Vec<PgRow>, End) {
    let mut batch = Vec::new();
    while batch.len() < ROWS_AT_ONCE {
        match rows.next().await {
            Some(Ok(row)) => batch.push(row),
            Some(Err(error)) => return (batch, End::Failed(error)),
            None => return (batch, End::Done),
        }
    }
    (batch, End::More)
}

fn wait<F: Future>(future: F) -> Result<F::Output, DatabaseError> {
    Ok(runtime()?.block_on(future))
}

/// The only place where this backend vouches for a text: it is one that the gate has let through,
/// or one of ours. A NUL would end the text early on the way to the server.
fn sql(text: &str) -> Result<AssertSqlSafe<String>, DatabaseError> {
    if text.contains('\0') {
        let message = "the statement holds a NUL character";
        return Err(DatabaseError::new(Class::Statement, message));
    }
    Ok(AssertSqlSafe(text.to_owned()))
}
