//! What WebAssembly modules cost: to load, to start, to call the host, to move rows, to be counted.
//!
//! The guests are made from text, so that no compiler of a guest language is measured.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench may stop where it fails, and criterion makes its own items"
)]

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::query::{Query, Row};
use sandshift_model::table::Table;
use sandshift_model::value::Value;
use sandshift_sandbox::error::HostError;
use sandshift_sandbox::guest::{Entry, Guest, RowFunction, RowModule, SharedHost};
use sandshift_sandbox::host::{
    Applied, CallError, Facts, Host, Level, OnRow, Savepoint, Side, TransformReport, TransformSpec,
};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::{Compilation, Places, WasmGuest, WasmRows};
use serde_json::{Value as Json, json};
use wasmtime::{Config, Engine, Instance, Module, Store};
use wit_parser::Type;

#[allow(dead_code, reason = "the components serve the tests of the sandbox as well")]
#[path = "../runtime/sandbox/tests/wasm/component.rs"]
mod component;
#[allow(dead_code, reason = "the components serve the tests of the sandbox as well")]
#[path = "../runtime/sandbox/tests/wasm/layout.rs"]
mod layout;

use component::{APPLY, MEMORY, component_of, contract, up};
use layout::{BASE, Layout};

/// A host that does nothing, so that only the way to it is measured.
struct Nothing(Facts);

impl Host for Nothing {
    fn apply(&mut self, _: Operation, _: Origin) -> Result<Applied, HostError> {
        Ok(Applied::default())
    }

    fn query(&mut self, _: &Query, _: Origin, _: OnRow<'_>) -> Result<(), CallError> {
        Ok(())
    }

    fn inspect(&mut self, _: &ObjectName, _: Origin) -> Result<Option<Table>, HostError> {
        Ok(None)
    }

    fn transform(
        &mut self,
        _: &TransformSpec,
        _: Origin,
        _: &dyn RowFunction,
    ) -> Result<TransformReport, CallError> {
        Ok(TransformReport::default())
    }

    fn module(&mut self, _: &str) -> Result<Box<dyn RowModule>, CallError> {
        unreachable!("no guest of these benches asks for one")
    }

    fn savepoint(&mut self, _: Savepoint, _: Origin) -> Result<(), HostError> {
        Ok(())
    }

    fn side(&mut self, _: Side, _: Origin) -> Result<(), HostError> {
        Ok(())
    }

    fn param(&self, _: &str) -> Option<String> {
        None
    }

    fn log(&mut self, _: Level, _: &str) {}

    fn progress(&mut self, _: u64, _: Option<u64>) {}

    fn facts(&self) -> &Facts {
        &self.0
    }
}

fn host() -> SharedHost {
    let none = String::new;
    let facts = Facts { dialect: none(), revision: none(), now_micros: 0, seed: none() };
    Arc::new(Mutex::new(Nothing(facts)))
}

fn run(guest: &mut WasmGuest, host: &SharedHost) {
    guest.call(Entry::Up, Arc::clone(host)).expect("the guest runs");
}

/// One call of an entry that does nothing: store, instance, clock, call and end.
fn start(c: &mut Criterion) {
    let mut guest = WasmGuest::compile(&up("", ""), &Limits::default()).expect("it compiles");
    let host = host();
    c.bench_function("start a small module, call it and end it", |b| {
        b.iter(|| run(&mut guest, &host));
    });
}

/// A component of some 200 KB: as large as a migration in Rust or C becomes.
fn large() -> Vec<u8> {
    let mut functions = String::new();
    for number in 0..410 {
        functions.push_str("(func (param i32) (result i32)");
        for step in 0..24 {
            let at = number * 31 + step * 7;
            write!(
                functions,
                "(local.set 0 (i32.xor (i32.add (local.get 0) (i32.const {at}))
                    (i32.load (i32.and (local.get 0) (i32.const 65532)))))"
            )
            .unwrap();
        }
        functions.push_str("(local.get 0))");
    }
    let module =
        format!("(module {MEMORY} (func (export \"up\") (result i32) (i32.const 16)) {functions})");
    component_of("migration-forward", &module)
}

fn load(c: &mut Criterion) {
    let bytes = large();
    let folder = tempfile::tempdir().expect("a folder");
    let places = Places { code: folder.path().join("code"), key: folder.path().join("secret/key") };
    let limits = Limits::default();
    let kept = Compilation { places: Some(places), ..Compilation::default() };
    let mut group = c.benchmark_group(format!("make a module of {} KB ready", bytes.len() / 1000));
    group.bench_function("from the store", |b| {
        b.iter(|| WasmGuest::load(&bytes, &limits, &kept).expect("it loads"));
    });
    group.sample_size(10).bench_function("compiled", |b| {
        b.iter(|| WasmGuest::compile(&bytes, &limits).expect("it compiles"));
    });
}

/// Calls in one run, so that the start of the guest does not count.
const CALLS: u64 = 100_000;

fn looped(import: &str, call: &str) -> Vec<u8> {
    let body = format!(
        "(local $left i64) (local.set $left (i64.const {CALLS}))
        (loop $again {call}
            (local.set $left (i64.sub (local.get $left) (i64.const 1)))
            (br_if $again (i64.ne (local.get $left) (i64.const 0))))"
    );
    up(import, &body)
}

/// Asks for one operation again and again.
fn applying(operation: &Json) -> Vec<u8> {
    let (resolve, package) = contract();
    let interface = resolve.packages[package].interfaces["operations"];
    let kind = Type::Id(resolve.interfaces[interface].types["operation"]);
    let mut layout = Layout::new(&resolve);
    let at = layout.place(&kind, operation);
    let data: String = layout.into_bytes().iter().map(|byte| format!("\\{byte:02x}")).collect();
    let import = format!("{APPLY} (data (i32.const {BASE}) \"{data}\")");
    looped(&import, &format!("(drop (call $apply (i32.const {at})))"))
}

fn calls(c: &mut Criterion) {
    let host = host();
    let mut group = c.benchmark_group("call the host, each call");
    group.throughput(Throughput::Elements(CALLS)).sample_size(20);
    let now = looped(
        r#"(import "sandshift:guest/env@0.2.0" "now-micros" (func $now (result i64)))"#,
        "(drop (call $now))",
    );
    let apply = applying(&json!({ "rename-table": { "table": { "name": "t" }, "new-name": "u" } }));
    for (name, bytes) in [("now-micros", now), ("apply, a renamed table", apply)] {
        let mut guest = WasmGuest::compile(&bytes, &Limits::default()).expect("it compiles");
        group.bench_function(name, |b| b.iter(|| run(&mut guest, &host)));
    }
}

/// Gives every batch back as it came.
const SAME: &str = r#"(module
    (data (i32.const 512) "same")
    (data (i32.const 600) "\00\02\00\00\04\00\00\00")
    (data (i32.const 700) "\58\02\00\00\01\00\00\00")
    (func (export "transforms") (result i32) (i32.const 700))
    (func (export "transform") (param i32 i32) (param $rows i32) (param $columns i32)
            (param $count i32) (result i32)
        (i32.store (i32.const 804) (local.get $rows))
        (i32.store (i32.const 808) (local.get $columns))
        (i32.store (i32.const 812) (local.get $count))
        (global.set $free (i32.const 131072))
        (i32.const 800))
    MEMORY)"#;

fn rows(c: &mut Criterion) {
    const ROWS: usize = 1_000;
    let names: Vec<Ident> =
        ["a", "b", "c", "d"].iter().map(|name| Ident::new(*name).expect("a name")).collect();
    let numbers =
        |row: i64| vec![Value::Int(row), Value::Int(-row), Value::Real(0.5), Value::Bool(true)];
    let texts = |row: i64| -> Row {
        (0..4).map(|column| Value::Text(format!("text {row} {column}"))).collect()
    };
    let bytes = component_of("transform", &SAME.replace("MEMORY", MEMORY));
    let limits = Limits::default();
    let module = WasmRows::open(&bytes, &limits, &Compilation::default()).expect("it opens");
    let function = module.function("same", Default::default());
    let mut worker = function.worker().expect("there is room for it");
    let mut group = c.benchmark_group("rows of four columns to a module and back, each cell");
    group.throughput(Throughput::Elements(4 * ROWS as u64));
    let batches: [(&str, Vec<Row>); 2] = [
        ("numbers", (0..ROWS as i64).map(numbers).collect()),
        ("texts of ten letters", (0..ROWS as i64).map(texts).collect()),
    ];
    for (name, rows) in batches {
        group.bench_function(name, |b| {
            b.iter(|| worker.rows(&names, &rows).expect("it answers"));
        });
    }
}

/// Loops of three kinds; each takes some milliseconds.
const WORK: &str = r#"(module
    (memory 1)
    (func (export "xorshift") (result i64) (local $x i64) (local $n i64)
        (local.set $x (i64.const 88172645463325252)) (local.set $n (i64.const 3000000))
        (loop $again
            (local.set $x (i64.xor (local.get $x) (i64.shl (local.get $x) (i64.const 13))))
            (local.set $x (i64.xor (local.get $x) (i64.shr_u (local.get $x) (i64.const 7))))
            (local.set $x (i64.xor (local.get $x) (i64.shl (local.get $x) (i64.const 17))))
            (local.set $n (i64.sub (local.get $n) (i64.const 1)))
            (br_if $again (i64.ne (local.get $n) (i64.const 0))))
        (local.get $x))
    (func (export "memory") (result i64) (local $at i32) (local $n i32) (local $sum i64)
        (local.set $n (i32.const 60))
        (loop $outer (local.set $at (i32.const 0))
            (loop $inner
                (local.set $sum (i64.add (local.get $sum) (i64.load8_u (local.get $at))))
                (i64.store8 (local.get $at) (local.get $sum))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (br_if $inner (i32.lt_u (local.get $at) (i32.const 65536))))
            (local.set $n (i32.sub (local.get $n) (i32.const 1)))
            (br_if $outer (local.get $n)))
        (local.get $sum))
    (func $fib (param i64) (result i64)
        (if (result i64) (i64.lt_u (local.get 0) (i64.const 2)) (then (local.get 0))
            (else (i64.add (call $fib (i64.sub (local.get 0) (i64.const 1)))
                (call $fib (i64.sub (local.get 0) (i64.const 2)))))))
    (func (export "calls") (result i64) (call $fib (i64.const 27))))"#;

/// The same loops plain, and with fuel and epochs as guests run.
fn counted(c: &mut Criterion) {
    for kind in ["xorshift", "memory", "calls"] {
        let mut group = c.benchmark_group(format!("fuel and epochs: {kind}"));
        for (name, counts) in [("plain", false), ("both", true)] {
            let mut config = Config::new();
            config.consume_fuel(counts).epoch_interruption(counts);
            let engine = Engine::new(&config).expect("an engine");
            let module = Module::new(&engine, wat::parse_str(WORK).unwrap()).expect("it compiles");
            let mut store = Store::new(&engine, ());
            let instance = Instance::new(&mut store, &module, &[]).expect("it starts");
            let work = instance.get_typed_func::<(), i64>(&mut store, kind).expect("a loop");
            group.bench_function(name, |b| {
                b.iter(|| {
                    if counts {
                        store.set_fuel(u64::MAX).expect("fuel is counted");
                        store.set_epoch_deadline(1_000_000);
                    }
                    work.call(&mut store, ()).expect("it ends")
                });
            });
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4));
    targets = start, load, calls, rows, counted
}
criterion_main!(benches);
