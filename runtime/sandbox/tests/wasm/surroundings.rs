//! What a module may ask of its surroundings, and its other entries.

use std::sync::{Arc, Mutex};

use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::index::Index;
use sandshift_model::query::Query;
use sandshift_model::table::Table;
use sandshift_model::types::{ColumnType, PerDialect};
use sandshift_model::value::Value;
use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::guest::{Entry, Guest};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::WasmGuest;

use crate::component::{MEMORY, component_of, up};
use crate::host::{Asked, Recorder, ident, object, passes as script, text};
use crate::running::{passes, run_on};

/// Functions that say the text whose pointer and length lie at an address.
const SAYING: &str = r#"
    (import "sandshift:guest/log@0.2.0" "write" (func $log (param i32 i32 i32)))
    (import "sandshift:guest/env@0.2.0" "uuid4" (func $uuid4 (param i32)))
    (import "sandshift:guest/env@0.2.0" "uuid7" (func $uuid7 (param i32)))
    (import "sandshift:guest/inspect@0.2.0" "table" (func $inspect (param i32 i32 i32 i32 i32 i32)))
    (func $say (param $at i32)
        (call $log (i32.const 1) (i32.load (local.get $at)) (i32.load offset=4 (local.get $at))))
    (func $must (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))"#;

fn said(host: &Recorder) -> Vec<&str> {
    host.lines.iter().map(|(_, line)| line.as_str()).collect()
}

#[test]
fn uuids_are_those_of_a_script() {
    let body = "(call $uuid4 (i32.const 600)) (call $say (i32.const 600))
        (call $uuid7 (i32.const 600)) (call $say (i32.const 600))
        (call $uuid4 (i32.const 600)) (call $say (i32.const 600))";
    let component = passes(Recorder::default(), &up(SAYING, body));
    let script = script(Recorder::default(), "db.log(uuid4()); db.log(uuid7()); db.log(uuid4());");
    assert_eq!(said(&component), said(&script));
    assert_ne!(component.lines[0], component.lines[2]);
}

#[test]
fn a_table_is_seen_as_it_is() {
    let mut table = Table::new(object("t"));
    let id = Column { nullable: false, ..Column::new(ident("id"), ColumnType::BigInteger) };
    let name = ColumnType::String { length: Some(9) };
    let default = Some(DefaultValue::Literal(text("x")));
    table.columns = vec![id, Column { default, ..Column::new(ident("name"), name) }];
    let key = ConstraintBody::PrimaryKey { columns: vec![ident("id")] };
    table.constraints = vec![Constraint { name: Some(ident("pk")), body: key, native: None }];
    let index = Index::on(object("t"), vec![ident("name")]);
    table.indexes = vec![Index { name: Some(ident("ix")), ..index }];
    table.comment = Some("people".to_owned());
    let mut host = Recorder::default();
    host.tables.insert(object("t"), table);
    // The answer lies at 600: a mark, then name, columns, constraints, indexes and comment.
    let body = r#"(call $inspect (i32.const 0) (i32.const 0) (i32.const 0)
            (i32.const 512) (i32.const 1) (i32.const 600))
        (call $must (i32.load8_u (i32.const 600)))
        (call $must (i32.eqz (i32.load8_u (i32.const 604))))
        (call $say (i32.const 616))
        (call $must (i32.eq (i32.load (i32.const 628)) (i32.const 2)))
        (call $say (i32.load (i32.const 624)))
        (call $say (i32.add (i32.load (i32.const 624)) (i32.const 8)))
        (call $must (i32.eq (i32.load offset=16 (i32.load (i32.const 624))) (i32.const 0x000100)))
        (call $say (i32.add (i32.load (i32.const 624)) (i32.const 20)))
        (call $say (i32.add (i32.load (i32.const 624)) (i32.const 28)))
        (call $must (i32.eq (i32.load offset=36 (i32.load (i32.const 624))) (i32.const 0x010001)))
        (call $say (i32.load (i32.const 632))) (call $say (i32.load (i32.const 640)))
        (call $must (i32.load8_u (i32.const 648))) (call $say (i32.const 652))"#;
    let host = passes(host, &up(&format!("{SAYING} (data (i32.const 512) \"t\")"), body));
    let expected = ["t", "id", "big_integer", "name", "string(9)", "pk", "ix", "people"];
    assert_eq!(said(&host), expected);
}

#[test]
fn a_question_in_sql_carries_its_parameters() {
    // Two parameters at 1024, 16 bytes each: the integer 7 and the text `SELECT`.
    let module = format!(
        "(module (import \"sandshift:guest/raw-sql@0.2.0\" \"query\"
            (func $ask (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
        {MEMORY} (data (i32.const 512) \"SELECT ?, ?\")
        (func (export \"up\") (result i32)
            (i32.store8 (i32.const 1024) (i32.const 2))
            (i64.store (i32.const 1032) (i64.const 7))
            (i32.store8 (i32.const 1040) (i32.const 6))
            (i32.store (i32.const 1048) (i32.const 512)) (i32.store (i32.const 1052) (i32.const 6))
            (drop (call $ask (i32.const 1) (i32.const 512) (i32.const 11)
                (i32.const 0) (i32.const 0) (i32.const 1024) (i32.const 2)))
            (i32.const 16))
        (func (export \"down\") (result i32) (i32.const 16))
        (func (export \"verify\") (result i32) (i32.const 16)))"
    );
    let host = passes(Recorder::default(), &component_of("migration-raw", &module));
    let parameters = vec![Value::Int(7), text("SELECT")];
    let sql = PerDialect::all("SELECT ?, ?");
    let asked: Vec<&Asked> = host.asked.iter().map(|(asked, _)| asked).collect();
    assert_eq!(asked, [&Asked::Query(Query::Sql { sql, parameters })]);
}

#[test]
fn each_entry_runs_its_own_function() {
    let entries = [(Entry::Up, 512), (Entry::Down, 516), (Entry::Verify, 520)];
    let functions = entries.map(|(entry, at)| {
        format!(
            "(func (export \"{}\") (result i32) (call $log (i32.const 1) (i32.const {at})
                (i32.const 4)) (i32.const 16))",
            entry.name()
        )
    });
    let module = format!(
        "(module (import \"sandshift:guest/log@0.2.0\" \"write\" (func $log (param i32 i32 i32)))
        {MEMORY} (data (i32.const 512) \"one.two.tri.\") {})",
        functions.join(" ")
    );
    let mut guest =
        WasmGuest::compile(&component_of("migration", &module), &Limits::default()).unwrap();
    for (entry, expected) in [(Entry::Verify, "tri."), (Entry::Up, "one."), (Entry::Down, "two.")] {
        let host = Arc::new(Mutex::new(Recorder::default()));
        guest.call(entry, host.clone()).unwrap();
        assert_eq!(said(&host.lock().unwrap()), [expected]);
    }
}

#[test]
fn an_entry_that_a_module_does_not_have_is_missing() {
    let mut guest = WasmGuest::compile(&up("", ""), &Limits::default()).unwrap();
    let host = Arc::new(Mutex::new(Recorder::default()));
    let error = guest.call(Entry::Down, host).expect_err("it ran");
    assert!(matches!(error, GuestError::Missing { entry: "down" }), "{error:?}");
}

#[test]
fn a_failure_in_another_entry_names_it() {
    let module = format!(
        "(module {MEMORY} (func (export \"up\") (result i32) (i32.const 16))
        (func (export \"down\") (result i32) unreachable)
        (func (export \"verify\") (result i32) unreachable))"
    );
    let bytes = component_of("migration", &module);
    let mut guest = WasmGuest::compile(&bytes, &Limits::default()).unwrap();
    for entry in [Entry::Down, Entry::Verify] {
        let host = Arc::new(Mutex::new(Recorder::default()));
        let error = guest.call(entry, host).expect_err("it passed");
        let place = format!("in `{}` before its first call of the host", entry.name());
        assert_eq!(error.origin().to_string(), place);
    }
    let (outcome, _) = run_on(Recorder::default(), &bytes, &Limits::default());
    outcome.unwrap();
}
