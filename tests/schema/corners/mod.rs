//! Corners of the difference: what stands upon a thing that changes stays, and so do the rows.

use sandshift::schema::diff::diff;
use sandshift::schema::renames::Renames;
use sandshift_model::operation::Operation;
use sandshift_model::value::Value;
use sandshift_test_servers::TestDatabase;

use crate::stage::project::Operations;
use crate::stage::server::{Server, connect};

mod mariadb;
mod not_null;
mod postgres;
mod postgres_types;
mod sqlite;

/// Two schemas, and rows of the first one.
struct Case<'a> {
    from: &'a [&'a str],
    to: &'a [&'a str],
    rows: &'a [&'a str],
    /// Queries, each with what it gives when the second schema is there.
    then: &'a [(&'a str, &'a str)],
}

/// Goes from one schema to the other and back by the real runner; both times nothing is left to do.
#[track_caller]
fn there_and_back(server: Server, case: &Case<'_>) {
    go(server, case, true);
}

/// Goes there only, where the way back would lose what a row must have.
#[track_caller]
fn there(server: Server, case: &Case<'_>) {
    go(server, case, false);
}

#[track_caller]
fn go(server: Server, case: &Case<'_>, returns: bool) {
    let (is, should) = (server.database(), server.database());
    run(&is, case.from);
    run(&is, case.rows);
    run(&should, case.to);
    let old = connect(&is).inspect().unwrap();
    let target = connect(&should).inspect().unwrap();
    let ways = if returns { vec![&target, &old] } else { vec![&target] };
    let mut revisions: Vec<Vec<Operation>> = Vec::new();
    for (turn, goal) in ways.into_iter().enumerate() {
        let now = connect(&is).inspect().unwrap();
        let way = diff(&now, goal, server.dialect(), &Renames::default()).unwrap();
        revisions.push(way.operations().cloned().collect());
        let told: Vec<String> = way.operations().map(Operation::describe).collect();
        assert!(!told.is_empty(), "nothing was detected: {way:#?}");
        let revisions: Vec<&[Operation]> = revisions.iter().map(Vec::as_slice).collect();
        Operations::new(&revisions)
            .up(&is, "heads")
            .unwrap_or_else(|error| panic!("turn {turn}: {error:?}\n{told:#?}"));
        let after = connect(&is).inspect().unwrap();
        let left = diff(&after, goal, server.dialect(), &Renames::default()).unwrap();
        assert!(left.is_empty(), "turn {turn}: {left:#?}\nof {told:#?}");
        for (sql, wanted) in case.then.iter().filter(|_| turn == 0) {
            assert_eq!(answer(&is, sql), *wanted, "{sql}\n{told:#?}");
        }
    }
}

fn run(database: &TestDatabase, statements: &[&str]) {
    let mut connection = connect(database);
    for sql in statements {
        connection.execute(sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
    }
}

/// The values of all rows, with spaces between them.
fn answer(database: &TestDatabase, sql: &str) -> String {
    let mut values = Vec::new();
    let mut take = |_: &[String], row: Vec<Value>| {
        values.extend(row.iter().map(|value| match value {
            Value::Text(text) => text.clone(),
            Value::Int(number) => number.to_string(),
            other => format!("{other:?}"),
        }));
        true
    };
    connect(database).query(sql, &mut take).unwrap();
    values.join(" ")
}
