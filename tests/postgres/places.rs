//! Pages of rows that are written at the places where they were read, while other sessions write.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use sandshift::backend::connection::Connection;
use sandshift::backend::table_rows::{Access, PageChanges, PageSize, RowsPlan, Update};
use sandshift_model::query::{Filter, Row};
use sandshift_model::value::Value;

use crate::case::{Case, connect, ident, idents, object};

/// A table `t` with two rows, and another session.
fn two_rows() -> (Case, Box<dyn Connection>) {
    let case = Case::with(&[
        "CREATE TABLE t (id int PRIMARY KEY, a text)",
        "INSERT INTO t VALUES (1, 'a'), (2, 'b')",
    ]);
    let other = connect(&case.database.url).unwrap();
    (case, other)
}

/// A page with both rows of `t`, read in a transaction that stays open.
fn read(case: &mut Case) -> Vec<Row> {
    let plan = RowsPlan {
        table: object("t"),
        catalog: case.inspect(),
        columns: idents(&["id", "a"]),
        key: idents(&["id"]),
        filter: Filter::all(),
        behind: None,
        descending: false,
        access: Access::Fastest,
    };
    case.run("BEGIN");
    case.connection.open_rows(plan).unwrap();
    let rows = case.connection.next_rows(PageSize { rows: 10, bytes: 1 << 20 }).unwrap();
    assert_eq!(rows.len(), 2);
    rows
}

fn new_text(at: usize) -> PageChanges {
    let values = Arc::new(vec![vec![Value::Text("new".to_owned())]]);
    let update = Update { columns: vec![ident("a")], rows: vec![at], values };
    PageChanges { updates: vec![update], deletes: Vec::new() }
}

/// The first row has left its place, and the second one has come there.
fn moved(case: &mut Case, other: &mut dyn Connection) -> Vec<Row> {
    other.execute("UPDATE t SET a = 'moved' WHERE id = 1").unwrap();
    let rows = read(case);
    for sql in [
        "UPDATE t SET a = 'moved again' WHERE id = 1",
        "VACUUM t",
        "UPDATE t SET a = 'other' WHERE id = 2",
    ] {
        other.execute(sql).unwrap();
    }
    let place = &rows[0][2];
    let mut there = Vec::new();
    let query = format!("SELECT id FROM t WHERE ctid = '{}'", place.as_text().unwrap());
    let keep = &mut |_: &_, row| {
        there.push(row);
        true
    };
    other.query(&query, keep).unwrap();
    assert_eq!(there, [[Value::Int(2)]], "the test wants the second row at the place of the first");
    rows
}

#[test]
fn a_row_that_came_to_the_place_of_another_is_not_taken_for_it() {
    for changes in [new_text(0), PageChanges { updates: Vec::new(), deletes: vec![0] }] {
        let (mut case, mut other) = two_rows();
        let rows = moved(&mut case, &mut *other);
        assert_eq!(case.connection.write_rows(&rows, &changes).unwrap(), 0);
        case.run("COMMIT");
        let expected = [[Value::Text("moved again".into())], [Value::Text("other".into())]];
        assert_eq!(case.rows("SELECT a FROM t ORDER BY id"), expected);
    }
}

#[test]
fn a_row_that_changes_while_its_page_waits_for_it_is_not_found() {
    for changes in [new_text(0), PageChanges { updates: Vec::new(), deletes: vec![0] }] {
        let (mut case, mut other) = two_rows();
        let rows = read(&mut case);
        other.execute("BEGIN").unwrap();
        other.execute("UPDATE t SET a = 'theirs' WHERE id = 1").unwrap();
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(Duration::from_millis(300));
                other.execute("COMMIT").unwrap();
            });
            assert_eq!(case.connection.write_rows(&rows, &changes).unwrap(), 0);
        });
        case.run("COMMIT");
        assert_eq!(case.rows("SELECT a FROM t WHERE id = 1"), [[Value::Text("theirs".into())]]);
    }
}
