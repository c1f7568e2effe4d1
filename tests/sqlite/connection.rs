//! What a connection does when things are not as they should be.

use std::time::Duration;

use sandshift::backend::connection::{Class, Connection};
use sandshift::backend::sqlite::{Options, connect};
use sandshift_model::value::Value;

use crate::runner::Database;

/// All values that a query gives, row by row.
fn values(connection: &mut dyn Connection, sql: &str) -> Vec<Value> {
    let mut values = Vec::new();
    let mut take = |_: &[String], row: Vec<Value>| {
        values.extend(row);
        true
    };
    connection.query(sql, &mut take).unwrap();
    values
}

fn class(url: &str, options: &Options) -> Class {
    connect(url, options).unwrap_err().class
}

#[test]
fn a_missing_file_is_not_made_when_it_may_not() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("none.db");
    let options = Options { create: false, ..Options::default() };
    assert_eq!(class(path.to_str().unwrap(), &options), Class::Unreachable);
    assert!(!path.exists());
    let missing_folder = home.path().join("no/such/folder.db");
    assert_eq!(class(missing_folder.to_str().unwrap(), &Options::default()), Class::Unreachable);
}

#[test]
fn a_file_that_is_no_database_is_corrupt() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("text.db");
    std::fs::write(&path, "this is a letter to my friend, and it is long enough".repeat(40))
        .unwrap();
    assert_eq!(class(path.to_str().unwrap(), &Options::default()), Class::Corrupt);
}

#[test]
fn a_database_opened_for_reading_only_cannot_be_written() {
    let database = Database::with("CREATE TABLE t (a)");
    let url = format!("sqlite://{}?mode=ro", database.path.display());
    let mut reader = connect(&url, &Options::default()).unwrap();
    let error = reader.execute("INSERT INTO t VALUES (1)").unwrap_err();
    assert_eq!(error.class, Class::ReadOnly);
    assert_eq!(error.code.as_deref(), Some("8"));
}

#[test]
fn a_full_disk_is_a_failure_of_storage() {
    let mut database = Database::with("CREATE TABLE t (a)");
    database.connection.execute("PRAGMA max_page_count = 3").unwrap();
    let error = database.connection.execute("INSERT INTO t VALUES (zeroblob(100000))").unwrap_err();
    assert_eq!(error.class, Class::Storage);
}

#[test]
fn a_second_writer_waits_and_then_is_told() {
    let mut database = Database::with("CREATE TABLE t (a)");
    let options = Options { busy_wait: Duration::from_millis(50), ..Options::default() };
    let mut other = connect(database.path.to_str().unwrap(), &options).unwrap();
    database.connection.execute("BEGIN IMMEDIATE").unwrap();
    assert_eq!(other.execute("BEGIN IMMEDIATE").unwrap_err().class, Class::Busy);
    assert!(database.connection.in_transaction().unwrap());
    assert!(!other.in_transaction().unwrap());
    drop(database.connection);
    other.execute("BEGIN IMMEDIATE").unwrap();
}

#[test]
fn a_nul_in_a_statement_is_refused_before_the_driver_hangs() {
    let mut database = Database::new();
    assert_eq!(database.connection.execute("SELECT '\0'").unwrap_err().class, Class::Statement);
    let error = database.connection.query("SELECT '\0'", &mut |_, _| true);
    assert_eq!(error.unwrap_err().class, Class::Statement);
}

#[test]
fn a_query_can_be_left_early_and_other_connections_used_meanwhile() {
    let mut database = Database::with("CREATE TABLE t (a INTEGER, flag BOOLEAN)");
    database
        .connection
        .execute(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
                  INSERT INTO t SELECT i, i % 2 FROM n",
        )
        .unwrap();
    let mut other = database.connection.again().unwrap();
    let mut seen = Vec::new();
    database
        .connection
        .query("SELECT a, flag AS f, a + 1 FROM t ORDER BY a", &mut |names, row| {
            assert_eq!(names, ["a", "f", "a + 1"]);
            assert!(!other.in_transaction().unwrap());
            seen.push(row);
            seen.len() < 2
        })
        .unwrap();
    assert_eq!(seen[0], [Value::Int(1), Value::Bool(true), Value::Int(2)]);
    assert_eq!(seen.len(), 2);
    assert_eq!(database.count("SELECT count(*) FROM t"), 1000);
}

#[test]
fn only_row_statements_count_rows() {
    let mut database = Database::with("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (3)");
    assert_eq!(database.connection.execute("UPDATE t SET a = 0").unwrap(), 3);
    assert_eq!(database.connection.execute("CREATE TABLE u (a)").unwrap(), 0);
    assert_eq!(database.connection.execute("DELETE FROM t WHERE a = 9").unwrap(), 0);
}

#[test]
fn memory_databases_can_be_joined_and_copied() {
    let mut memory = connect("sqlite::memory:", &Options::default()).unwrap();
    memory.execute("CREATE TABLE t (a)").unwrap();
    let mut again = memory.again().unwrap();
    assert_eq!(again.inspect().unwrap().tables.len(), 1);
    let mut copy = memory.scratch().unwrap();
    copy.execute("DROP TABLE t").unwrap();
    assert_eq!(memory.inspect().unwrap().tables.len(), 1);
    let mut stranger = connect("sqlite::memory:", &Options::default()).unwrap();
    assert_eq!(stranger.inspect().unwrap().tables.len(), 0);
    assert!(memory.server().version.starts_with("SQLite 3."));
    memory.lock(Duration::ZERO).unwrap().check().unwrap();
}

#[test]
fn the_journal_file_stays_while_a_runner_works_and_goes_with_it() {
    let mut database = Database::with("CREATE TABLE t (a)");
    let journal = database.path.with_extension("db-journal");
    database.connection.execute("INSERT INTO t VALUES (1)").unwrap();
    assert!(!journal.exists(), "nobody has said that there is more to come");

    let lock = database.connection.lock(Duration::ZERO).unwrap();
    database.connection.execute("INSERT INTO t VALUES (2)").unwrap();
    assert!(journal.exists());
    // It holds nothing that others would roll back.
    let mut other = connect(database.path.to_str().unwrap(), &Options::default()).unwrap();
    other.execute("INSERT INTO t VALUES (3)").unwrap();
    database.connection.execute("INSERT INTO t VALUES (4)").unwrap();

    drop((lock, database.connection));
    assert!(!journal.exists());
    let mut sum = Vec::new();
    other
        .query("SELECT sum(a) FROM t", &mut |_, row| {
            sum.extend(row);
            true
        })
        .unwrap();
    assert_eq!(sum, [Value::Int(10)]);
}

#[test]
fn the_journal_file_that_a_killed_runner_left_goes_with_the_next_one() {
    let database = Database::with("CREATE TABLE t (a)");
    let journal = database.path.with_extension("db-journal");
    // What `PERSIST` leaves: a file whose header is overwritten.
    std::fs::write(&journal, [0; 4096]).unwrap();
    drop(database.connection.lock(Duration::ZERO).unwrap());
    drop(database.connection);
    assert!(!journal.exists());
}

#[test]
fn another_kind_of_journal_stays_as_it_is() {
    let mut database = Database::with("PRAGMA journal_mode = WAL; CREATE TABLE t (a)");
    let lock = database.connection.lock(Duration::ZERO).unwrap();
    database.connection.execute("INSERT INTO t VALUES (1)").unwrap();
    drop((lock, database.connection));
    let mut again = connect(database.path.to_str().unwrap(), &Options::default()).unwrap();
    assert_eq!(values(&mut *again, "PRAGMA journal_mode"), [Value::Text("wal".to_owned())]);
}
