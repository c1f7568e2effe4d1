//! Rows: insert, update, delete and queries.

use sandshift_model::operation::{
    Assignment, DeleteRows, Execute, InsertRows, UpdateByKey, UpdateRows,
};
use sandshift_model::query::{Filter, Query};
use sandshift_model::statement::{Effect, Surroundings};
use sandshift_model::types::PerDialect;
use sandshift_model::value::Value;

use crate::case::{Case, execute, ident, idents, object};

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn insert(columns: &[&str], rows: Vec<Vec<Value>>) -> InsertRows {
    InsertRows { table: object("t"), columns: idents(columns), rows }
}

#[test]
fn many_rows_go_into_few_statements() {
    let mut case = Case::with(&["CREATE TABLE t (id int PRIMARY KEY, a text)"]);
    let rows = (0..1200).map(|n| vec![Value::Int(n), text(&format!("it's {n}"))]).collect();
    assert_eq!(case.apply(insert(&["id", "a"], rows)).len(), 3);
    let wide = (1200..1203).map(|n| vec![Value::Int(n), text(&"x".repeat(200_000))]).collect();
    assert_eq!(case.apply(insert(&["id", "a"], wide)).len(), 2);
    assert_eq!(case.rows("SELECT count(*) FROM t"), [[Value::Int(1203)]]);
    assert!(case.apply(insert(&["id"], Vec::new())).is_empty());
    case.run("CREATE TABLE d (n serial)");
    case.apply(InsertRows { table: object("d"), columns: Vec::new(), rows: vec![vec![], vec![]] });
    assert_eq!(case.rows("SELECT count(*) FROM d"), [[Value::Int(2)]]);
}

#[test]
fn explicit_numbers_move_the_numbering_on() {
    let mut case = Case::with(&["CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, a text)"]);
    case.apply(insert(&["id", "a"], vec![vec![Value::Int(41), text("x")]]));
    case.apply(insert(&["id", "a"], vec![vec![Value::Int(7), text("y")]]));
    case.run("INSERT INTO t (a) VALUES ('z')");
    assert_eq!(case.rows("SELECT id FROM t WHERE a = 'z'"), [[Value::Int(42)]]);
}

#[test]
fn a_row_of_another_width_is_refused() {
    let mut case = Case::with(&["CREATE TABLE t (a int)"]);
    let refused = case.try_render(insert(&["a"], vec![vec![]])).unwrap_err();
    assert_eq!(refused.to_string(), "a row has 0 values for 1 columns");
}

#[test]
fn update_and_delete_find_their_rows() {
    let mut case = Case::with(&["CREATE TABLE t (id int, a text, n int)"]);
    case.run("INSERT INTO t VALUES (1, NULL, 1), (2, 'b', 2), (3, 'c', 3)");
    let set = vec![
        (ident("a"), Assignment::Value(text("new"))),
        (ident("n"), Assignment::Expression(PerDialect::all("n * 10"))),
    ];
    let filter = Filter::Equal(vec![(ident("a"), Value::Null), (ident("id"), Value::Int(1))]);
    let sql = case.apply(UpdateRows { table: object("t"), set: set.clone(), filter });
    assert_eq!(case.rows("SELECT a, n FROM t WHERE id = 1"), [[text("new"), Value::Int(10)]]);
    assert!(sql[0].ends_with("WHERE \"a\" IS NULL AND \"id\" = 1"), "{}", sql[0]);

    let filter = Filter::Sql {
        condition: PerDialect::all("n -? > ? AND a <> '?'"),
        parameters: vec![Value::Int(-1), Value::Int(3)],
    };
    let sql = case.apply(DeleteRows { table: object("t"), filter });
    assert_eq!(sql, ["DELETE FROM \"t\" WHERE n - (-1) > 3 AND a <> '?'"]);
    assert_eq!(case.rows("SELECT id FROM t"), [[Value::Int(2)]]);
    case.apply(UpdateRows { table: object("t"), set, filter: Filter::all() });
    case.apply(DeleteRows { table: object("t"), filter: Filter::all() });
    assert!(case.rows("SELECT 1 FROM t").is_empty());
}

#[test]
fn rows_are_updated_by_key_with_the_types_of_their_columns() {
    let mut case = Case::with(&[
        "CREATE TYPE mood AS ENUM ('sad', 'happy')",
        "CREATE TABLE t (id bigint, u uuid, v varchar(3), c char(4), d timestamptz, j jsonb, \
         m mood, n numeric(6,2), f real, b bytea, ok boolean, tags text[], PRIMARY KEY (id, c))",
        "INSERT INTO t (id, c) VALUES (-1, 'ab'), (2, 'cd'), (3, 'ef')",
    ]);
    let uuid = "6f0c7f5e-1111-4222-8333-444455556666";
    let full = |id: i64, c: &str| {
        vec![
            Value::Int(id),
            text(c),
            Value::Uuid(uuid.into()),
            text("xyz"),
            Value::TimestampTz("2026-01-31 23:59:59.123456+00:00".into()),
            Value::Json("{\"a\": 1}".into()),
            text("happy"),
            Value::Decimal("-12.5".into()),
            Value::Real(0.1),
            Value::Bytes(vec![0, 255]),
            Value::Bool(true),
            Value::Other("{a,\"b c\"}".into()),
        ]
    };
    let empty = |id: i64, c: &str| {
        let mut row = vec![Value::Null; 12];
        (row[0], row[1]) = (Value::Int(id), text(c));
        row
    };
    let update = UpdateByKey {
        table: object("t"),
        key: idents(&["id", "c"]),
        columns: idents(&["u", "v", "d", "j", "m", "n", "f", "b", "ok", "tags"]),
        rows: vec![empty(2, "cd"), full(-1, "ab"), full(3, "ef")],
    };
    let sql = case.apply(update.clone());
    assert_eq!(sql.len(), 1);
    let rows = case.rows("SELECT id, c, u, v, d, j, m, n, f, b, ok, tags FROM t ORDER BY id");
    let mut expected = full(-1, "ab  ");
    expected[7] = Value::Decimal("-12.50".into());
    assert_eq!(rows[0], expected);
    assert_eq!(rows[1], empty(2, "cd  "));

    let mut long = full(3, "ef");
    long[3] = text("four");
    let statements = case.render(UpdateByKey { rows: vec![long], ..update });
    assert_eq!(case.fails(&statements[0].sql).code.as_deref(), Some("22001"), "nothing is cut");
}

#[test]
fn rows_of_a_column_without_a_known_cast_are_updated_one_by_one() {
    let mut case =
        Case::with(&["CREATE TABLE t (id int, a bit(3))", "INSERT INTO t VALUES (1), (2)"]);
    let rows =
        vec![vec![Value::Int(1), Value::Other("101".into())], vec![Value::Int(2), Value::Null]];
    let update =
        UpdateByKey { table: object("t"), key: idents(&["id"]), columns: idents(&["a"]), rows };
    assert_eq!(case.apply(update).len(), 2);
    assert_eq!(case.rows("SELECT a FROM t WHERE id = 1"), [[Value::Other("101".into())]]);
}

#[test]
fn large_updates_are_split() {
    let mut case = Case::with(&[
        "CREATE TABLE t (id int PRIMARY KEY, a text)",
        "INSERT INTO t (id) SELECT generate_series(1, 1100)",
    ]);
    let rows = (1..=1100).map(|n| vec![Value::Int(n), text("x")]).collect();
    let update =
        UpdateByKey { table: object("t"), key: idents(&["id"]), columns: idents(&["a"]), rows };
    assert_eq!(case.apply(update).len(), 3);
    assert_eq!(case.rows("SELECT count(*) FROM t WHERE a = 'x'"), [[Value::Int(1100)]]);
}

#[test]
fn parameters_stand_where_placeholders_were_and_nowhere_else() {
    let mut case = Case::with(&["CREATE TABLE t (a text, j jsonb)"]);
    let sql = "INSERT INTO t /* ? /* ? */ ? */ SELECT ? || '?' || E'\\'?' || $q$?$q$, j FROM \
               (SELECT '{\"?\": 1}'::jsonb AS j) x WHERE j ?? ? -- ?";
    let parameters = vec![text("it's"), text("?")];
    case.apply(Execute { sql: PerDialect::all(sql), parameters });
    assert_eq!(case.rows("SELECT a FROM t"), [[text("it's?'??")]]);
    case.apply(execute("DELETE FROM t WHERE j ? 'x';"));

    let wrong =
        Execute { sql: PerDialect::all("SELECT ?"), parameters: vec![text("a"), text("b")] };
    let refused = case.try_render(wrong).unwrap_err();
    assert_eq!(refused.to_string(), "the statement has 1 placeholders, but 2 values were given");
    let other =
        PerDialect { generic: None, variants: [("mysql".into(), "SELECT 1".into())].into() };
    let refused = case.try_render(Execute { sql: other, parameters: Vec::new() }).unwrap_err();
    assert_eq!(refused.to_string(), "there is no SQL text for PostgreSQL");
}

#[test]
fn queries_ask_for_columns_conditions_order_and_limit() {
    let mut case = Case::with(&["CREATE TABLE t (id int, \"A b\" text)"]);
    case.run("INSERT INTO t VALUES (3, 'c'), (1, 'a'), (2, 'a')");
    let query = Query::Table {
        table: object("t"),
        columns: idents(&["A b", "id"]),
        filter: Filter::Equal(vec![(ident("A b"), text("a"))]),
        order: idents(&["id"]),
        descending: false,
        nulls_first: false,
        limit: Some(1),
    };
    let sql = case.connection.dialect().select(&query).unwrap().sql;
    assert_eq!(case.rows(&sql), [[text("a"), Value::Int(1)]]);
    let query = Query::Sql {
        sql: PerDialect::all("SELECT max(id) FROM t WHERE \"A b\" = ?"),
        parameters: vec![text("a")],
    };
    let sql = case.connection.dialect().select(&query).unwrap().sql;
    assert_eq!(case.rows(&sql), [[Value::Int(2)]]);
}

#[test]
fn raw_sql_says_what_it_does_and_how_it_is_rehearsed() {
    let mut case = Case::with(&["CREATE TABLE t (a int)"]);
    let mut statement = |sql: &str| case.render(execute(sql)).remove(0);
    assert_eq!(statement("WITH x AS (SELECT 1) DELETE FROM t").effect, Effect::Rows);
    assert_eq!(statement("ALTER TABLE t ADD b int").effect, Effect::Schema);
    let vacuum = statement("VACUUM t");
    assert_eq!(vacuum.surroundings, Surroundings::NoTransaction);
    assert_eq!(vacuum.rehearsed_as, Some(Vec::new()));
    let index = statement("-- concurrently\ncreate unique index concurrently i on t (a)");
    assert_eq!(index.surroundings, Surroundings::NoTransaction);
    let rehearsed = "-- concurrently\ncreate unique index i on t (a)".to_owned();
    assert_eq!(index.rehearsed_as, Some(vec![rehearsed]));
}
