//! Which functions become steps, and which rows the engine still has to do. That both mean the same is
//! tested from outside.

use std::sync::Arc;

use rhai::{NativeCallContext, Position};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::query::{Filter, Row};
use sandshift_model::value::Value;

use super::Lowered;
use crate::host::{Commit, Refused, TransformSpec};
use crate::limits::Limits;
use crate::rhai::compile::Constants;
use crate::rhai::engine::engine;
use crate::rhai::run::Run;

/// How many of the rows the steps answer; none when there are no steps.
fn answered(body: &str, rows: &[Row]) -> Option<usize> {
    let run = Arc::new(Run::new(Limits::default()));
    let engine = engine(&run);
    let script = engine.compile(format!("fn f(row) {{ {body} }}")).unwrap();
    let mut global = engine.new_global_runtime_state();
    global.lib.push(script.shared_lib().clone());
    let context =
        NativeCallContext::new_with_all_fields(&engine, "f", None, &global, Position::NONE);
    let columns = ["id", "name"].map(|name| Ident::new(name).unwrap());
    let spec = TransformSpec {
        table: ObjectName::bare(Ident::new("t").unwrap()),
        read: Vec::new(),
        write: Vec::new(),
        key: vec![columns[0].clone()],
        order: None,
        lock_millis: None,
        filter: Filter::Equal(Vec::new()),
        batch_rows: 10,
        parallel: None,
        commit: Commit::Migration,
        refused: Refused::Fail,
    };
    let constants = Constants::new();
    let mut lowered = Lowered::new(&context, &script, ("f", &[]), &constants, &spec, &columns)?;
    Some(rows.iter().filter(|row| lowered.call(&run, row).is_some()).count())
}

fn row(id: i64, name: &str) -> Row {
    vec![Value::Int(id), Value::Text(name.to_owned())]
}

#[test]
fn all_rows_but_the_first_are_answered_by_steps() {
    let rows: Vec<Row> = (0..10).map(|id| row(id, "Ada Lovelace")).collect();
    let bodies = [
        "#{ name: row.name.to_upper() }",
        "let at = row.name.index_of(\" \"); #{ name: row.name.sub_string(0, at) }",
        "let d = json_parse(\"{\\\"a\\\": {\\\"b\\\": 1}}\"); if \"a\" in d { #{ name: d.a.b } } else { () }",
        "#{ name: `${row.id}: ${row.name}` }",
        "row.name = row.name + \"!\"; row",
        "let n = 0; for word in row.name.split(\" \") { n += word.len(); } #{ name: n.to_string() }",
        "let words = row.name.split(\" \"); #{ name: words[0] }",
    ];
    for body in bodies {
        assert_eq!(answered(body, &rows), Some(9), "{body}");
    }
    // Nothing has to be found out about these.
    assert_eq!(answered("#{ name: row.name ?? \"none\" }", &rows), Some(10));
    assert_eq!(answered("if row.id == 3 { return (); } #{ name: \"x\" }", &rows), Some(10));
}

#[test]
fn a_function_is_watched_once_for_each_combination_of_types() {
    let null = |id: i64| vec![Value::Int(id), Value::Null];
    let rows = [row(1, "a"), null(2), row(3, "b"), null(4), row(5, "c"), null(6)];
    assert_eq!(answered("#{ name: type_of(row.name) }", &rows), Some(4));
    // What fails is the engine's to tell, each time.
    assert_eq!(answered("#{ name: row.name.to_upper() }", &rows), Some(2));
}

#[test]
fn what_has_no_step_is_left_to_the_engine() {
    let bodies = [
        "while row.id < 0 { print(1); } ()",
        "let f = |x| x; #{ name: f.call(row.name) }",
        "try { #{ name: row.name + 1 } } catch { () }",
        "switch row.id { 1 => (), _ => () }",
        "#{ id: row.missing }",
        "#{ name: row.len() }",
        "throw \"no\"",
    ];
    for body in bodies {
        assert_eq!(answered(body, &[row(1, "a")]), None, "{body}");
    }
}
