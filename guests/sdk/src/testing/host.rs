//! The calls of a migration, as the fake host takes them.

use super::State;
use super::answer::Given;
use crate::bindings::contract::sandshift::guest::query::TableRows;
use crate::host::{Answer, Imports, RawImports};
use crate::{DialectText, Level, ObjectName, Operation, SeenTable, Value};

impl Imports for State {
    fn dialect(&self) -> String {
        self.facts.borrow().dialect.clone().unwrap_or_else(|| "sqlite".to_owned())
    }

    fn revision(&self) -> String {
        "0001".to_owned()
    }

    fn param(&self, name: &str) -> Option<String> {
        self.facts.borrow().parameters.get(name).cloned()
    }

    fn now_micros(&self) -> i64 {
        self.facts.borrow().now_micros
    }

    fn uuid4(&self) -> String {
        self.uuid('4')
    }

    fn uuid7(&self) -> String {
        self.uuid('7')
    }

    fn say(&self, level: Level, message: &str) {
        self.record.borrow_mut().said.push((level, message.to_owned()));
    }

    fn progress(&self, done: u64, total: Option<u64>) {
        self.record.borrow_mut().progress.push((done, total));
    }

    fn apply(&self, operation: Operation) -> u64 {
        let rows = rows_of(&operation);
        self.record.borrow_mut().done.push(operation);
        rows
    }

    fn attempt(&self, operations: Vec<Operation>) -> Result<u64, String> {
        match self.facts.borrow_mut().refusals.pop() {
            Some(reason) => Err(reason),
            None => Ok(operations.into_iter().map(|operation| self.apply(operation)).sum()),
        }
    }

    fn open(&self, rows: &TableRows) -> Box<dyn Answer> {
        let facts = self.facts.borrow();
        let held = facts.tables.iter().find(|(table, _)| *table == rows.table);
        Box::new(Given::asked(rows, held.map_or(&[], |(_, held)| held)))
    }

    fn table(&self, name: &ObjectName) -> Option<SeenTable> {
        self.facts.borrow().seen.iter().find(|seen| seen.name == *name).cloned()
    }
}

impl RawImports for State {
    fn execute(&self, sql: &DialectText, parameters: &[Value]) -> u64 {
        let statement = (self.here(sql), parameters.to_vec());
        self.record.borrow_mut().statements.push(statement);
        0
    }

    fn query(&self, sql: &DialectText, _parameters: &[Value]) -> Box<dyn Answer> {
        let sql = self.here(sql);
        let facts = self.facts.borrow();
        let answer = facts.answers.iter().find(|(asked, _)| *asked == sql);
        Box::new(Given::all(answer.map_or(&[], |(_, rows)| rows)))
    }
}

impl State {
    /// Numbers in the form of a uuid, so that a test can name them.
    fn uuid(&self, version: char) -> String {
        let mut record = self.record.borrow_mut();
        record.uuids += 1;
        format!("00000000-0000-{version}000-8000-{:012x}", record.uuids)
    }

    /// The text for this dialect; empty where there is none.
    fn here(&self, text: &DialectText) -> String {
        let dialect = self.dialect();
        let own = text.variants.iter().find(|(name, _)| *name == dialect);
        own.map(|(_, text)| text.clone()).or_else(|| text.generic.clone()).unwrap_or_default()
    }
}

/// The rows of a batch; how many rows a condition matches is not known here.
fn rows_of(operation: &Operation) -> u64 {
    let batch = match operation {
        Operation::Insert(insert) => &insert.rows,
        Operation::UpdateByKey(update) => &update.rows,
        Operation::DeleteByKey(delete) => &delete.keys,
        _ => return 0,
    };
    batch.rows.into()
}
