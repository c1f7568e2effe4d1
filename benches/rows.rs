//! What a row costs in a row function: of a script in steps, of a script that the engine runs, and what
//! single calls cost.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench may stop where it fails, and criterion makes its own items"
)]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::query::{Query, Row};
use sandshift_model::table::Table;
use sandshift_model::value::Value;
use sandshift_sandbox::error::HostError;
use sandshift_sandbox::guest::{Entry, Guest, RowFunction, RowModule};
use sandshift_sandbox::host::{
    Applied, CallError, Facts, Host, Level, OnRow, Savepoint, Side, TransformReport, TransformSpec,
};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::rhai::RhaiGuest;

/// Rows of one page.
const ROWS: i64 = 5_000;

/// A host that asks about one page again and again, and measures how long that takes.
struct Asking {
    facts: Facts,
    columns: Vec<Ident>,
    rows: Vec<Row>,
    times: u64,
    took: Duration,
}

impl Host for Asking {
    fn transform(
        &mut self,
        _: &TransformSpec,
        _: Origin,
        function: &dyn RowFunction,
    ) -> Result<TransformReport, CallError> {
        let mut worker = function.worker()?;
        let begun = Instant::now();
        for _ in 0..self.times {
            std::hint::black_box(worker.rows(&self.columns, &self.rows)?);
        }
        self.took = begun.elapsed();
        Ok(TransformReport::default())
    }

    fn apply(&mut self, _: Operation, _: Origin) -> Result<Applied, HostError> {
        Ok(Applied::default())
    }

    fn query(&mut self, _: &Query, _: Origin, _: OnRow<'_>) -> Result<(), CallError> {
        Ok(())
    }

    fn inspect(&mut self, _: &ObjectName, _: Origin) -> Result<Option<Table>, HostError> {
        Ok(None)
    }

    fn module(&mut self, _: &str) -> Result<Box<dyn RowModule>, CallError> {
        unreachable!("no script of these benches asks for one")
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
        &self.facts
    }
}

fn columns() -> Vec<Ident> {
    let names = ["id", "full_name", "email", "details", "joined_text"];
    names.iter().map(|name| Ident::new(*name).expect("a name")).collect()
}

fn page() -> Vec<Row> {
    let row = |id: i64| {
        let text = Value::Text;
        vec![
            Value::Int(id),
            text(format!("Firstname{id} Lastname{id}")),
            text(format!("First.Last{id}@Example.com")),
            text(format!(r#"{{"address": {{"city": "City {id}", "zip": "{id:05}"}}, "n": {id}}}"#)),
            text(format!("{:02}.{:02}.2020", id % 28 + 1, id % 12 + 1)),
        ]
    };
    (0..ROWS).map(row).collect()
}

fn took(body: &str, times: u64) -> Duration {
    let source = format!(
        "fn up(db) {{ db.transform(\"persons\", #{{ key: [\"id\"] }}, |row| {{ {body} }}); }}"
    );
    let mut guest = RhaiGuest::compile(&source, &Limits::default()).expect("it compiles");
    let none = String::new;
    let facts = Facts { dialect: none(), revision: none(), now_micros: 0, seed: none() };
    let (columns, rows, took) = (columns(), page(), Duration::ZERO);
    let host = Arc::new(Mutex::new(Asking { facts, columns, rows, times, took }));
    guest.call(Entry::Up, host.clone()).expect("it runs");
    host.lock().expect("nothing panicked").took
}

/// The work of `make bench-peers`.
const PERSONS: &str = r#"
    let at = row.full_name.index_of(" ");
    let whole = at < 0;
    #{
        first_name: if whole { row.full_name } else { row.full_name.sub_string(0, at) },
        last_name: if whole { () } else { row.full_name.sub_string(at + 1) },
        city: json_value(row.details, "$.address.city"),
        joined_on: parse_date(row.joined_text, "%d.%m.%Y"),
        email: row.email.to_lower(),
    }"#;

/// There is no step for it.
const LOOP: &str = "while row.id == -99 { print(1); }";

fn rows(c: &mut Criterion) {
    let by_engine = format!("{LOOP} {PERSONS}");
    let mut group = c.benchmark_group("a row of a script, each");
    group.throughput(Throughput::Elements(ROWS as u64));
    let bodies = [
        ("five columns out of four, in steps", PERSONS),
        ("five columns out of four, by the engine", &by_engine),
        ("nothing, in steps", "()"),
        ("nothing, by the engine", &format!("{LOOP} ()")),
        ("a constant", "#{ city: 1 }"),
        ("len", "#{ city: row.email.len() }"),
        ("index_of", "#{ city: row.full_name.index_of(\" \") }"),
        ("sub_string", "#{ city: row.full_name.sub_string(2) }"),
        ("to_lower", "#{ city: row.email.to_lower() }"),
        ("json_parse", "let d = json_parse(row.details); #{ city: d.address.city }"),
        ("json_value", "#{ city: json_value(row.details, \"$.address.city\") }"),
        ("parse_date", "#{ city: parse_date(row.joined_text, \"%d.%m.%Y\") }"),
    ];
    for (name, body) in bodies {
        group.bench_function(name, |b| b.iter_custom(|times| took(body, times)));
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(10);
    targets = rows
}
criterion_main!(benches);
