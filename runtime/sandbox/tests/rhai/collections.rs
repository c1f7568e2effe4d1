//! What scripts have for many rows: dictionaries, rows in batches, and rules found by their columns.

use sandshift_model::column::Column;
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::index::Index;
use sandshift_model::operation::Operation;
use sandshift_model::query::Row;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;
use sandshift_sandbox::error::{Fault, GuestError};
use sandshift_sandbox::limits::Limits;

use crate::host::{Recorder, fails, ident, object, passes, run_on, text, up};

#[test]
fn a_dictionary_finds_values_by_keys_of_many_kinds() {
    passes(
        Recorder::default(),
        "let d = dictionary();\n\
         for key in [1, \"1\", (), true, [1, \"a\"], [1, [\"a\"]], today()] { d.set(key, [key]); }\n\
         assert(d.len() == 7 && d.get(1) == [1] && d.get(\"1\") == [\"1\"]);\n\
         assert(d.get([1, \"a\"]) == [[1, \"a\"]] && d.get([1]) == () && d.get([1], 5) == 5);\n\
         assert(today() in d && 2 !in d && d.contains(()));\n\
         d.set(1, \"again\"); assert(d.len() == 7 && d.remove(1) == \"again\" && d.remove(1) == ());\n\
         assert(d.keys()[0] == () && d.values()[0] == [()] && d.keys().len() == 6);",
    );
}

#[test]
fn closures_share_one_dictionary_and_a_copy_is_the_same_one() {
    let rows = vec![vec![Value::Int(1)], vec![Value::Int(2)]];
    passes(
        Recorder::with_rows(&["id"], rows),
        "let seen = dictionary(); let other = seen;\n\
         db.each(\"SELECT 1\", |row| seen.set(row.id, true));\n\
         db.transform(\"t\", #{key: [\"id\"]}, |row| { assert(row.id in seen); seen.set(-row.id, 1); });\n\
         assert(other.len() == 4);",
    );
}

#[test]
fn a_dictionary_refuses_keys_without_one_spelling_and_values_that_lead_back() {
    for body in [
        "dictionary().set(1.5, 1)",
        "dictionary().get(decimal(\"1.0\"))",
        "dictionary().set([#{}], 1)",
        "let d = dictionary(); d.set(1, d)",
        "let d = dictionary(); d.set(1, [#{a: d}])",
        "dictionary().set(1, || 1)",
        "db.insert(\"t\", #{a: dictionary()})",
    ] {
        let (error, _) = fails(Recorder::default(), body);
        assert!(matches!(error, GuestError::Misuse { .. }), "{body}: {error:?}");
    }
}

#[test]
fn a_dictionary_has_a_limit() {
    let limits = Limits { elements: 10, ..Limits::default() };
    let body =
        "let d = dictionary(); for key in 0..10 { d.set(key, 1); } d.set(9, 2); d.set(10, 1);";
    let (outcome, _) = run_on(Recorder::default(), &up(body), &limits);
    assert!(matches!(outcome, Err(GuestError::Limit { .. })), "{outcome:?}");
}

/// The rows of each insert.
fn inserted(host: &Recorder) -> Vec<Vec<Row>> {
    let rows = host.operations().into_iter().map(|operation| match operation {
        Operation::InsertRows(insert) => insert.rows,
        other => panic!("{other:?}"),
    });
    rows.collect()
}

#[test]
fn insert_many_writes_batches_and_the_rest() {
    let rows = (0..7).map(|id| vec![Value::Int(id)]).collect();
    let host = passes(
        Recorder::with_rows(&["id"], rows),
        "let n = db.insert_many(\"t\", #{batch: 3}, |out| {\n\
           db.each(\"SELECT 1\", |row| out.add(#{a: row.id}));\n\
         });\n\
         assert(n == 7);\n\
         assert(db.insert_many(\"t\", |out| ()) == 0);",
    );
    let inserted = inserted(&host);
    assert_eq!(inserted.iter().map(Vec::len).collect::<Vec<_>>(), [3, 3, 1]);
    assert_eq!(inserted[2][0], [Value::Int(6)]);
}

#[test]
fn insert_many_keeps_the_order_of_rows_with_other_columns() {
    let body = "db.insert_many(\"t\", |out| {\n\
        out.add(#{a: 1}); out.add(#{a: 2}); out.add(#{b: \"x\"}); out.add(#{a: 3});\n});";
    let host = passes(Recorder::default(), body);
    let expected = [
        vec![vec![Value::Int(1)], vec![Value::Int(2)]],
        vec![vec![text("x")]],
        vec![vec![Value::Int(3)]],
    ];
    assert_eq!(inserted(&host), expected);
}

#[test]
fn insert_many_writes_nothing_more_when_its_function_fails() {
    let body =
        "try { db.insert_many(\"t\", |out| { out.add(#{a: 1}); throw \"no\"; }); } catch { }";
    assert!(inserted(&passes(Recorder::default(), body)).is_empty());
}

#[test]
fn insert_many_refuses_what_would_lose_rows() {
    for (body, said) in [
        (
            "let kept = []; db.insert_many(\"t\", |out| kept.push(out)); kept[0].add(#{a: 1});",
            "has ended",
        ),
        ("db.insert_many(\"t\", |out| db.attempt(|| out.add(#{a: 1})));", "began later"),
        ("db.insert_many(\"t\", |out| out.add(#{}));", "no columns"),
        ("db.insert_many(\"t\", |out| out.add(1));", "must be a map"),
        ("db.insert_many(\"t\", #{batch: 0}, |out| ());", "from 1 to"),
    ] {
        let (error, _) = fails(Recorder::default(), body);
        assert!(error.to_string().contains(said), "{body}: {error}");
    }
    let host = Recorder::with_rows(&["id"], vec![vec![Value::Int(1)]]);
    let body = "db.insert_many(\"t\", |out| { db.transform(\"t\", #{key: [\"id\"]}, |row| { out.add(#{a: 1}); }); });";
    let (error, _) = fails(host, body);
    assert!(error.to_string().contains("inside a row function"), "{error}");
    passes(Recorder::default(), "db.attempt(|| db.insert_many(\"t\", |out| out.add(#{a: 1})));");
}

#[test]
fn rules_are_found_by_their_columns_whatever_they_are_called() {
    let mut table = Table::new(object("file"));
    for name in ["id", "name", "owner"] {
        table.columns.push(Column::new(ident(name), ColumnType::Integer));
    }
    let unique =
        |columns: &[&str]| ConstraintBody::unique(columns.iter().map(|c| ident(c)).collect());
    table.constraints = vec![
        Constraint::unnamed(ConstraintBody::PrimaryKey { columns: vec![ident("id")] }),
        Constraint::unnamed(unique(&["name"])),
        Constraint::named(ident("odd"), unique(&["owner", "name"])),
    ];
    let mut index = Index::on(object("file"), vec![ident("owner")]);
    index.unique = true;
    index.name = Some(ident("ux_owner"));
    table.indexes = vec![index];
    let mut host = Recorder::default();
    host.tables.insert(object("file"), table);
    let host = passes(
        host,
        "let file = db.inspect(\"file\");\n\
         assert(file.find_constraint(\"unique\", \"name\").name == \"uq_file_name\");\n\
         assert(file.find_constraint(\"unique\", [\"name\", \"owner\"]).name == \"odd\");\n\
         assert(file.find_constraint(\"unique\", [\"owner\"]).name == \"ux_owner\");\n\
         assert(file.find_constraint(\"unique\", [\"id\"]) == ());\n\
         assert(file.find_constraint(\"primary_key\", [\"id\"]).name == \"pk_file\");\n\
         assert(file.constraints.map(|c| c.name) == [\"pk_file\", \"uq_file_name\", \"odd\"]);",
    );
    let (error, _) = fails(host, "db.inspect(\"file\").find_constraint(\"uniq\", [\"id\"]);");
    assert!(error.to_string().contains("must be one of"), "{error}");
}

#[test]
fn a_failure_of_a_batch_is_the_failure_of_the_call() {
    let mut host = Recorder::default();
    host.fails.insert("BAD".to_owned(), Fault::Sql);
    let body = "let outcome = db.attempt(|| db.insert_many(\"t\", |out| { out.add(#{a: 1}); db.execute(\"BAD\"); }));\n\
        assert(!outcome.ok);";
    assert!(inserted(&passes(host, body)).is_empty());
}
