//! A host that writes down what it is asked for, and answers from rows it was given.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::query::{Query, Row};
use sandshift_model::table::Table;
use sandshift_model::value::Value;
use sandshift_sandbox::error::{Fault, GuestError, HostError};
use sandshift_sandbox::guest::{Entry, Guest, RowFunction, RowModule};
use sandshift_sandbox::host::{
    Applied, CallError, Facts, Host, Level, OnRow, RowOutcome, Savepoint, Side, TransformReport,
    TransformSpec,
};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::rhai::RhaiGuest;
use sandshift_sandbox::wasm::{Compilation, WasmRows};

/// Everything that a script asked for, in order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Asked {
    Apply(Box<Operation>),
    Query(Query),
    Transform(TransformSpec),
    Savepoint(Savepoint),
    Side(Side),
}

/// SQL at which the host panics.
pub(crate) const PANICS: &str = "panic";

pub(crate) struct Recorder {
    pub(crate) asked: Vec<(Asked, Origin)>,
    pub(crate) tables: BTreeMap<ObjectName, Table>,
    pub(crate) names: Vec<String>,
    pub(crate) rows: Vec<Row>,
    pub(crate) outcomes: Vec<RowOutcome>,
    pub(crate) lines: Vec<(Level, String)>,
    pub(crate) params: BTreeMap<String, String>,
    pub(crate) progress: Vec<(u64, Option<u64>)>,
    /// SQL that fails, with how.
    pub(crate) fails: BTreeMap<String, Fault>,
    /// Modules by the name of their file.
    pub(crate) modules: BTreeMap<String, Vec<u8>>,
    facts: Facts,
}

impl Default for Recorder {
    fn default() -> Self {
        Self {
            asked: Vec::new(),
            tables: BTreeMap::new(),
            names: Vec::new(),
            rows: Vec::new(),
            outcomes: Vec::new(),
            lines: Vec::new(),
            params: BTreeMap::new(),
            progress: Vec::new(),
            fails: BTreeMap::new(),
            modules: BTreeMap::new(),
            facts: Facts {
                dialect: "sqlite".to_owned(),
                revision: "3f2a1c9d".to_owned(),
                now_micros: 1_700_000_000_123_456,
                seed: "00".repeat(32),
            },
        }
    }
}

impl Recorder {
    /// A host whose queries and transforms see these rows.
    pub(crate) fn with_rows(names: &[&str], rows: Vec<Row>) -> Self {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Self { names, rows, ..Self::default() }
    }

    /// The operations alone.
    pub(crate) fn operations(&self) -> Vec<Operation> {
        let operation = |(asked, _): &(Asked, Origin)| match asked {
            Asked::Apply(operation) => Some((**operation).clone()),
            _ => None,
        };
        self.asked.iter().filter_map(operation).collect()
    }
}

impl Host for Recorder {
    fn apply(&mut self, operation: Operation, origin: Origin) -> Result<Applied, HostError> {
        let sql = match &operation {
            Operation::Execute(execute) => execute.sql.get("sqlite").unwrap_or_default(),
            Operation::CreateView(create) => create.view.query.as_str(),
            _ => "",
        };
        assert!(sql != PANICS, "a defect of the host");
        if let Some(fault) = self.fails.get(sql) {
            return Err(HostError::new(*fault, format!("`{sql}` failed")));
        }
        let rows = match &operation {
            Operation::InsertRows(insert) => insert.rows.len() as u64,
            Operation::UpdateRows(_) | Operation::DeleteRows(_) | Operation::Execute(_) => 7,
            _ => 0,
        };
        self.asked.push((Asked::Apply(Box::new(operation)), origin));
        Ok(Applied { rows })
    }

    fn query(&mut self, query: &Query, origin: Origin, on_row: OnRow<'_>) -> Result<(), CallError> {
        self.asked.push((Asked::Query(query.clone()), origin));
        for row in self.rows.clone() {
            on_row(&self.names, row)?;
        }
        Ok(())
    }

    fn inspect(&mut self, table: &ObjectName, _: Origin) -> Result<Option<Table>, HostError> {
        Ok(self.tables.get(table).cloned())
    }

    fn transform(
        &mut self,
        spec: &TransformSpec,
        origin: Origin,
        function: &dyn RowFunction,
    ) -> Result<TransformReport, CallError> {
        self.asked.push((Asked::Transform(spec.clone()), origin));
        let names: Vec<Ident> = self.names.iter().map(|name| ident(name)).collect();
        let mut report = TransformReport::default();
        let mut worker = function.worker()?;
        let outcomes = worker.rows(&names, &self.rows)?;
        self.lines.extend(worker.take_lines());
        for outcome in outcomes {
            report.read += 1;
            report.changed += u64::from(matches!(outcome, RowOutcome::Change { .. }));
            report.deleted += u64::from(outcome == RowOutcome::Delete);
            self.outcomes.push(outcome);
        }
        Ok(report)
    }

    fn module(&mut self, file: &str) -> Result<Box<dyn RowModule>, CallError> {
        let bytes = self.modules.get(file).cloned().unwrap_or_default();
        Ok(Box::new(WasmRows::open(&bytes, &Limits::default(), &Compilation::default())?))
    }

    fn savepoint(&mut self, step: Savepoint, origin: Origin) -> Result<(), HostError> {
        self.asked.push((Asked::Savepoint(step), origin));
        Ok(())
    }

    fn side(&mut self, side: Side, origin: Origin) -> Result<(), HostError> {
        self.asked.push((Asked::Side(side), origin));
        Ok(())
    }

    fn param(&self, name: &str) -> Option<String> {
        self.params.get(name).cloned()
    }

    fn log(&mut self, level: Level, message: &str) {
        self.lines.push((level, message.to_owned()));
    }

    fn progress(&mut self, done: u64, total: Option<u64>) {
        self.progress.push((done, total));
    }

    fn facts(&self) -> &Facts {
        &self.facts
    }
}

pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

pub(crate) fn object(name: &str) -> ObjectName {
    ObjectName::bare(ident(name))
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Runs `up` of a whole script; gives what came of it and the host.
pub(crate) fn run_on(
    host: Recorder,
    source: &str,
    limits: &Limits,
) -> (Result<(), GuestError>, Recorder) {
    let mut guest = match RhaiGuest::compile(source, limits) {
        Ok(guest) => guest,
        Err(error) => return (Err(error), host),
    };
    let host = Arc::new(Mutex::new(host));
    let outcome = guest.call(Entry::Up, host.clone());
    let host = std::mem::take(&mut *host.lock().unwrap());
    (outcome, host)
}

/// A script with this body of `up`, on its second line.
pub(crate) fn up(body: &str) -> String {
    format!("fn up(db) {{\n{body}\n}}")
}

/// Runs a body that has to succeed.
pub(crate) fn passes(host: Recorder, body: &str) -> Recorder {
    let (outcome, host) = run_on(host, &up(body), &Limits::default());
    outcome.unwrap_or_else(|error| panic!("{error:?}"));
    host
}

/// Runs a body that has to fail.
pub(crate) fn fails(host: Recorder, body: &str) -> (GuestError, Recorder) {
    let (outcome, host) = run_on(host, &up(body), &Limits::default());
    (outcome.expect_err("it passed"), host)
}

/// What an expression of a script becomes as a column value.
pub(crate) fn value_of(expression: &str) -> Value {
    let host = passes(Recorder::default(), &format!("db.insert(\"t\", #{{ v: {expression} }});"));
    match host.operations().remove(0) {
        Operation::InsertRows(insert) => insert.rows[0][0].clone(),
        other => panic!("{other:?}"),
    }
}
