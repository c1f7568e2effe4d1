//! Queries, transforms, savepoints, and what a script sees of a table.

use sandshift_model::column::Column;
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::query::{Filter, Query, Row};
use sandshift_model::table::Table;
use sandshift_model::types::{ColumnType, PerDialect};
use sandshift_model::value::Value;
use sandshift_sandbox::error::{Fault, GuestError};
use sandshift_sandbox::host::{Commit, Level, Refused, RowOutcome, Savepoint, Side, TransformSpec};
use sandshift_sandbox::limits::Limits;

use crate::host::{Asked, Recorder, fails, ident, object, passes, run_on, text, up};

fn people() -> Recorder {
    let row = |id: i64, name: &str| vec![Value::Int(id), text(name)];
    let mut host =
        Recorder::with_rows(&["id", "name"], vec![row(1, "Ada Lovelace"), row(2, "Plato")]);
    let mut table = Table::new(object("persons"));
    table.columns = vec![
        Column { nullable: false, ..Column::new(ident("id"), ColumnType::Integer) },
        Column::new(ident("name"), ColumnType::String { length: Some(100) }),
    ];
    let key = ConstraintBody::PrimaryKey { columns: vec![ident("id")] };
    table.constraints = vec![Constraint::named(ident("pk_persons"), key)];
    host.tables.insert(object("persons"), table);
    host
}

#[test]
fn query_gives_maps_and_query_one_a_map_or_nothing() {
    let host = passes(
        people(),
        "let rows = db.query(\"SELECT * FROM persons WHERE id > ?\", [0]);\n\
         assert(rows.len() == 2 && rows[1].name == \"Plato\");",
    );
    let sql = PerDialect::all("SELECT * FROM persons WHERE id > ?");
    let expected = Query::Sql { sql, parameters: vec![Value::Int(0)] };
    assert_eq!(host.asked[0].0, Asked::Query(expected));
    assert_eq!((host.asked[0].1.line, host.asked[0].1.column), (2, 15));
    passes(Recorder::default(), "assert(db.query_one(\"SELECT 1\") == ());");
    fails(people(), "db.query_one(\"SELECT 1\");");
}

#[test]
fn rows_asks_for_a_table_in_a_portable_way() {
    let host = passes(
        people(),
        "db.rows(\"persons\", #{columns: [\"id\"], where: #{name: ()}, order: [\"id\"], limit: 5});",
    );
    let expected = Query::Table {
        table: object("persons"),
        columns: vec![ident("id")],
        filter: Filter::Equal(vec![(ident("name"), Value::Null)]),
        order: vec![ident("id")],
        descending: false,
        nulls_first: true,
        limit: Some(5),
    };
    assert_eq!(host.asked[0].0, Asked::Query(expected));
}

#[test]
fn a_large_answer_names_the_way_without_a_limit() {
    let rows = (0..1_000).map(|id| vec![Value::Int(id), text(&"x".repeat(1_000))]).collect();
    let host = Recorder::with_rows(&["id", "name"], rows);
    let limits = Limits { text_bytes: 100_000, ..Limits::default() };
    let (outcome, _) = run_on(host, &up("db.query(\"SELECT 1\");"), &limits);
    match outcome.unwrap_err() {
        GuestError::Limit { limit, .. } => assert!(limit.contains("db.each"), "{limit}"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_walks_more_rows_than_memory_may_hold_while_the_script_writes() {
    let rows = (0..10_000).map(|id| vec![Value::Int(id), text(&"x".repeat(1_000))]).collect();
    let host = Recorder::with_rows(&["id", "name"], rows);
    let limits = Limits { text_bytes: 100_000, ..Limits::default() };
    let body = "let n = db.each(\"SELECT 1\", |row| {\n\
        if row.id % 1000 == 0 { db.execute(\"UPDATE t SET a = ?\", [row.id]); }\n});\n\
        assert(n == 10000);\n\
        db.each(\"SELECT ?\", [1], |row| assert(row.name.len() == 1000));\n\
        db.each(table_rows(\"t\", #{limit: 1}), |row| ());";
    let (outcome, host) = run_on(host, &up(body), &limits);
    outcome.unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(host.operations().len(), 10);
}

#[test]
fn each_keeps_every_kind_of_value() {
    let row: Row = vec![
        Value::Real(f64::NEG_INFINITY),
        Value::Uint(u64::MAX),
        Value::Bytes(vec![0, 255]),
        Value::Null,
        Value::TimestampTz("2026-01-31 23:59:59.123456+00:00".to_owned()),
        Value::Bool(true),
        Value::Decimal("1.10".to_owned()),
    ];
    let host = Recorder::with_rows(&["a", "b", "c", "d", "e", "f", "g"], vec![row.clone()]);
    let host = passes(host, "db.each(\"SELECT 1\", |row| { db.insert(\"t\", row); });");
    match host.operations().remove(0) {
        sandshift_model::operation::Operation::InsertRows(insert) => assert_eq!(insert.rows, [row]),
        other => panic!("{other:?}"),
    }
}

#[test]
fn transform_changes_keeps_and_deletes_rows() {
    let host = passes(
        people(),
        "let report = db.transform(\"persons\", #{read: [\"name\"], write: [\"name\"], where: \"id > ?\",\n\
           parameters: [0], batch: 250}, |row| {\n\
           if row.name == \"Plato\" { return delete_row(); }\n\
           #{ name: row.name.split(\" \")[0] }\n\
         });\n\
         assert(report.read == 2 && report.changed == 1 && report.deleted == 1);\n\
         db.transform(\"persons\", #{}, |row| ());\n\
         db.transform(\"persons\", #{}, |row| { row.name = \"x\"; row });",
    );
    let spec = TransformSpec {
        table: object("persons"),
        read: vec![ident("name"), ident("id")],
        write: vec![ident("name")],
        key: vec![ident("id")],
        filter: Filter::Sql {
            condition: PerDialect::all("id > ?"),
            parameters: vec![Value::Int(0)],
        },
        order: None,
        batch_rows: 250,
        parallel: None,
        commit: Commit::Migration,
        lock_millis: None,
        refused: Refused::Fail,
    };
    assert_eq!(host.asked[0].0, Asked::Transform(spec));
    let name = |name: &str| change([("name", text(name))]);
    assert_eq!(host.outcomes[..2], [name("Ada"), RowOutcome::Delete]);
    assert_eq!(host.outcomes[2..4], [RowOutcome::Keep, RowOutcome::Keep]);
    assert_eq!(host.outcomes[4], name("x"));
}

fn change<const N: usize>(columns: [(&str, Value); N]) -> RowOutcome {
    let (columns, values): (Vec<_>, Row) =
        columns.into_iter().map(|(name, value)| (ident(name), value)).unzip();
    RowOutcome::Change { columns: columns.into(), values }
}

#[test]
fn a_function_of_many_rows_says_something_of_each() {
    let body = |function: &str| format!("db.transform_batches(\"persons\", #{{}}, {function});");
    let host = passes(
        people(),
        &body("|rows| { assert(rows.len() == 2); [#{ name: rows[1].name }, ()] }"),
    );
    let renamed = change([("name", text("Plato"))]);
    assert_eq!(host.outcomes, [renamed, RowOutcome::Keep]);
    for (function, expected) in [
        ("|rows| []", "the function got 2 rows and gave an array of 0"),
        ("|rows| ()", "an array with an entry for each row, not nothing"),
        ("|rows| [(), 5]", "not an integer (`persons` row with id = 2)"),
        (
            "|rows| rows.map(|row| if row.id == 2 { throw \"no\" })",
            "no (`persons` row with id = 2)",
        ),
        ("|rows| { if rows.len() > 1 { throw \"too many\" } [()] }", "too many"),
        ("|rows| { db.query(\"SELECT 1\"); [] }", "called inside a row function"),
    ] {
        let (error, host) = fails(people(), &body(function));
        assert!(error.to_string().contains(expected), "{function}: {error}");
        assert_eq!(host.outcomes, []);
    }
}

#[test]
fn of_many_rows_those_are_refused_that_are_refused_alone() {
    let host = passes(
        people(),
        "db.transform_batches(\"persons\", #{ refused: #{ into: \"refused\" } }, |rows| {\n\
         rows.map(|row| { print(row.name); if row.id == 1 { throw \"no\"; } #{ name: \"x\" } })\n});",
    );
    let changed = change([("name", text("x"))]);
    assert_eq!(host.outcomes, [RowOutcome::Refuse("no".to_owned()), changed]);
    // What it said when it got all of them is forgotten.
    assert_eq!(host.lines.len(), 2, "{:?}", host.lines);
}

#[test]
fn a_row_function_that_throws_names_its_row() {
    let body = "db.transform(\"persons\", #{read: [\"name\"]}, |row| {\n\
        if row.name == \"Plato\" {\n  throw \"no family name\";\n}\n});";
    match fails(people(), body).0 {
        GuestError::Thrown { message, origin } => {
            assert_eq!(message, "no family name (`persons` row with id = 2)");
            assert_eq!(origin.line, 4);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_row_function_must_not_call_the_host() {
    let (error, _) =
        fails(people(), "db.transform(\"persons\", #{}, |row| { db.execute(\"X\"); });");
    assert!(
        error.to_string().starts_with("`db.execute` was called inside a row function"),
        "{error}"
    );
    let host = passes(
        people(),
        "db.transform(\"persons\", #{}, |row| { db.log(row.name); print(db.dialect); });",
    );
    assert_eq!(host.lines[0], (Level::Info, "Ada Lovelace".to_owned()));
    assert_eq!(host.lines.len(), 4);
}

#[test]
fn a_row_function_may_change_only_what_write_names() {
    let body = "db.transform(\"persons\", #{write: [\"nam\"]}, |row| #{name: \"x\"});";
    match fails(people(), body).0 {
        GuestError::Misuse { message, hint, .. } => {
            assert!(message.starts_with("the row function changes `name`"), "{message}");
            assert_eq!(hint.unwrap(), "did you mean `nam`?");
        }
        other => panic!("{other:?}"),
    }
    fails(people(), "db.transform(\"persons\", #{}, |row| 7);");
}

#[test]
fn a_transform_restores_the_kind_of_json_and_uuid_columns() {
    let row = vec![Value::Json("{}".to_owned()), Value::Uuid("a".to_owned()), text("{}")];
    let host = Recorder::with_rows(&["j", "u", "t"], vec![row]);
    let host = passes(host, "db.transform(\"t\", #{}, |row| #{j: \"[1]\", u: \"b\", t: \"[1]\"});");
    let expected = change([
        ("j", Value::Json("[1]".to_owned())),
        ("t", text("[1]")),
        ("u", Value::Uuid("b".to_owned())),
    ]);
    assert_eq!(host.outcomes, [expected]);
}

#[test]
fn attempt_recovers_from_sql_errors_and_throws_alone() {
    let mut host = Recorder::default();
    host.fails.insert("BAD".to_owned(), Fault::Sql);
    let body = "let a = db.attempt(|| 7); assert(a.ok && a.value == 7);\n\
        let b = db.attempt(|| {\n db.execute(\"BAD\");\n});\n\
        assert(!b.ok && b.error == \"`BAD` failed\" && b.line == 4);\n\
        let c = db.attempt(|| { throw \"no\"; }); assert(c.error == \"no\");";
    let host = passes(host, body);
    let steps: Vec<_> = host.asked.iter().map(|(asked, _)| asked.clone()).collect();
    let [open, release, undo] = [Savepoint::Open, Savepoint::Release, Savepoint::Undo];
    assert_eq!(steps, [open, release, open, undo, open, undo].map(Asked::Savepoint));

    let mut host = Recorder::default();
    host.fails.insert("BAD".to_owned(), Fault::Refused);
    fails(host, "db.attempt(|| db.execute(\"BAD\"));");
    fails(Recorder::default(), "db.attempt(|| db.nothing());");
}

#[test]
fn closures_use_db_and_change_captured_variables() {
    let source = "fn helper(database) {\n\
        let seen = [];\n\
        database.each(\"SELECT 1\", |row| { seen.push(row.id); database.execute(\"X\"); });\n\
        let done = database.attempt(|| { database.attempt(|| { database.execute(\"Y\"); seen.len() }) });\n\
        done.value.value\n}\nfn up(db) { assert(helper(db) == 2); db.attempt(|| helper(db)); }";
    let (outcome, host) = run_on(people(), source, &Limits::default());
    outcome.unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(host.operations().len(), 6);
}

#[test]
fn outside_transaction_always_comes_back() {
    let body = "assert(db.outside_transaction(|| 3) == 3);\n\
        try { db.outside_transaction(|| { throw \"no\"; }); } catch { }";
    let steps: Vec<_> =
        passes(Recorder::default(), body).asked.into_iter().map(|(asked, _)| asked).collect();
    assert_eq!(steps, [Side::Outside, Side::Inside, Side::Outside, Side::Inside].map(Asked::Side));
}

#[test]
fn until_none_goes_on_until_nothing_is_left() {
    let body = "let left = [250, 250, 3, 0];\nassert(db.until_none(|| left.shift()) == 503);";
    passes(Recorder::default(), body);
    fails(Recorder::default(), "db.until_none(|| \"x\");");
}

#[test]
fn inspect_shows_the_table() {
    passes(
        people(),
        "assert(db.has_table(\"persons\") && !db.has_table(\"x\"));\n\
         assert(db.has_column(\"persons\", \"name\") && !db.has_column(\"x\", \"name\"));\n\
         let t = db.inspect(\"persons\");\n\
         assert(t.has_column(\"id\") && !t.has_column(\"x\") && t.has_constraint(\"pk_persons\") && !t.has_index(\"i\"));\n\
         assert(t.columns[1].type == \"string(100)\" && t.columns[1].nullable && t.columns[0].primary_key);\n\
         assert(t.column(\"name\").name == \"name\" && t.column(\"x\") == ());\n\
         assert(t.primary_key == [\"id\"] && t.constraints[0].type == \"primary_key\" && t.indexes.is_empty());",
    );
    fails(people(), "db.inspect(\"nobody\");");
}

#[test]
fn parameters_facts_log_and_progress_reach_the_host() {
    let mut host = Recorder::default();
    host.params.insert("tenant".to_owned(), "blue".to_owned());
    let host = passes(
        host,
        "assert(db.dialect == \"sqlite\" && db.revision == \"3f2a1c9d\");\n\
         assert(db.param(\"tenant\") == \"blue\" && db.param(\"x\", 7) == 7);\n\
         db.log(\"a\"); db.warn(\"b\"); db.debug(\"c\"); db.progress(1); db.progress(2, 5000000000);",
    );
    let lines: Vec<Level> = host.lines.iter().map(|(level, _)| *level).collect();
    assert_eq!(lines, [Level::Info, Level::Warn, Level::Debug]);
    assert_eq!(host.progress, [(1, None), (2, Some(5_000_000_000))]);
    let (error, _) = fails(Recorder::default(), "db.param(\"x\");");
    assert!(error.to_string().contains("the parameter `x` was not given"), "{error}");
}
