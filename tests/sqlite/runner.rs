//! Runs operations the way a run does: render, frame, execute, check, commit.

use std::path::PathBuf;
use std::process::Command;

use sandshift::backend::connection::{Connection, DatabaseError};
use sandshift::backend::dialect::{Dialect, DialectError, ForeignKeys};
use sandshift::backend::sqlite::{Options, SqliteDialect, connect};
use sandshift_model::catalog::Catalog;
use sandshift_model::naming::name_unnamed;
use sandshift_model::operation::{Operate, Operation};
use sandshift_model::query::Row;
use sandshift_model::statement::{Statement, Surroundings};
use tempfile::TempDir;

/// A database file of its own.
pub(crate) struct Database {
    pub(crate) connection: Box<dyn Connection>,
    pub(crate) catalog: Catalog,
    pub(crate) path: PathBuf,
    _home: TempDir,
}

impl Database {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("test.db");
        let connection = connect(path.to_str().unwrap(), &Options::default()).unwrap();
        Self { connection, catalog: Catalog::default(), path, _home: home }
    }

    /// A database that existed before: its tables come from plain SQL.
    pub(crate) fn with(sql: &str) -> Self {
        let mut database = Self::new();
        database.connection.execute(sql).unwrap();
        database.catalog = database.connection.inspect().unwrap();
        database
    }

    /// Renders and runs operations in one transaction; gives every text that was sent.
    pub(crate) fn run(&mut self, operations: Vec<Operation>) -> Result<Vec<String>, DatabaseError> {
        let (statements, after) = render(operations, &self.catalog).unwrap();
        let texts = self.execute(&statements)?;
        self.catalog = after;
        Ok(texts)
    }

    fn execute(&mut self, statements: &[Statement]) -> Result<Vec<String>, DatabaseError> {
        let off = statements.iter().any(|s| s.surroundings == Surroundings::ForeignKeysOff);
        let keys = if off { ForeignKeys::CheckedAtEnd } else { ForeignKeys::Enforced };
        let frame = SqliteDialect.frame(keys);
        let mut texts: Vec<String> =
            [&frame.before, &frame.begin].into_iter().flatten().cloned().collect();
        texts.extend(statements.iter().map(|statement| statement.sql.clone()));
        let mut result = texts.iter().try_for_each(|sql| self.connection.execute(sql).map(|_| ()));
        for (check, meaning) in &frame.checks {
            if result.is_ok() && !self.rows(check).is_empty() {
                let class = sandshift::backend::connection::Class::Statement;
                result = Err(DatabaseError::new(class, meaning.clone()));
            }
        }
        let end = if result.is_ok() { &frame.commit } else { &frame.rollback };
        for sql in end.iter().chain(&frame.after) {
            self.connection.execute(sql).unwrap();
            texts.push(sql.clone());
        }
        result.map(|()| texts)
    }

    pub(crate) fn rows(&mut self, sql: &str) -> Vec<Row> {
        let mut rows = Vec::new();
        self.connection
            .query(sql, &mut |_, row| {
                rows.push(row);
                true
            })
            .unwrap();
        rows
    }

    /// The one text in the first row.
    pub(crate) fn text(&mut self, sql: &str) -> String {
        match self.rows(sql).remove(0).remove(0) {
            sandshift_model::value::Value::Text(text) => text,
            other => format!("{other:?}"),
        }
    }

    pub(crate) fn count(&mut self, sql: &str) -> i64 {
        match self.rows(sql).remove(0).remove(0) {
            sandshift_model::value::Value::Int(count) => count,
            other => panic!("{other:?}"),
        }
    }
}

/// The statements of operations, several rebuilds of one table put together, and the catalog
/// behind them.
pub(crate) fn render(
    operations: Vec<Operation>,
    before: &Catalog,
) -> Result<(Vec<Statement>, Catalog), DialectError> {
    let mut catalog = before.clone();
    let mut base = before.clone();
    let mut waiting: Vec<Operation> = Vec::new();
    let mut statements = Vec::new();
    for mut operation in operations {
        name_unnamed(&mut operation, &catalog);
        if !waiting.is_empty() && !SqliteDialect.joins(&waiting, &operation, &base) {
            statements.extend(SqliteDialect.render_together(&std::mem::take(&mut waiting), &base)?);
        }
        if waiting.is_empty() {
            base = catalog.clone();
        }
        if !waiting.is_empty() || SqliteDialect.joins(&[], &operation, &base) {
            waiting.push(operation.clone());
        } else {
            statements.extend(SqliteDialect.render(&operation, &catalog)?);
        }
        operation.apply_to(&mut catalog)?;
    }
    if !waiting.is_empty() {
        statements.extend(SqliteDialect.render_together(&waiting, &base)?);
    }
    Ok((statements, catalog))
}

/// Runs a script in the database's own shell.
pub(crate) fn shell(path: &std::path::Path, script: &str) -> String {
    use std::io::Write as _;
    use std::process::Stdio;
    let mut child = Command::new("sqlite3")
        .arg("-bail")
        .arg(path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the sqlite3 shell is installed");
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}\n{script}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
