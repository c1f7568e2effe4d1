//! What a row transform does beside its answer: the interface `rows` of the contract.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sandshift_model::query::Row;
use sandshift_model::value::Value;

use crate::error::Resource;
use crate::guest::LookupTable;
use crate::host::{Inserted, RowOutcome};

use super::bindings::{rows, types};
use super::convert::{self, Unfit, batch, lent};
use super::errors;
use super::state::State;

/// What was said about the rows of the batch at hand.
#[derive(Debug, Default)]
pub(super) struct RowCalls {
    /// How many rows there are; none where no batch is at hand.
    count: usize,
    refused: BTreeMap<usize, String>,
    deleted: BTreeSet<usize>,
    inserted: Vec<Inserted>,
    /// What reasons and inserted rows take.
    bytes: usize,
    /// What the transform may look values up in.
    pub(super) tables: Arc<[LookupTable]>,
}

impl RowCalls {
    /// Begins another batch.
    pub(super) fn begin(&mut self, count: usize) {
        let tables = Arc::clone(&self.tables);
        *self = Self { count, tables, ..Self::default() };
    }

    /// Lets what was said about rows prevail over the answer.
    pub(super) fn settle(&mut self, outcomes: &mut [RowOutcome]) {
        self.count = 0;
        for at in std::mem::take(&mut self.deleted) {
            outcomes[at] = RowOutcome::Delete;
        }
        let refused = std::mem::take(&mut self.refused);
        self.inserted.retain(|row| !refused.contains_key(&row.by));
        for (at, reason) in refused {
            outcomes[at] = RowOutcome::Refuse(reason);
        }
    }

    /// Takes out the rows of other tables that the last batch comes with.
    pub(super) fn take_inserted(&mut self) -> Vec<Inserted> {
        std::mem::take(&mut self.inserted)
    }
}

impl rows::Host for State {
    fn refuse(&mut self, row: u32, reason: String) -> wasmtime::Result<()> {
        self.enter("refuse")?;
        let at = self.row_at_hand(row)?;
        self.hold(reason.len())?;
        self.rows.refused.entry(at).or_insert(reason);
        Ok(())
    }

    fn delete(&mut self, row: u32) -> wasmtime::Result<()> {
        self.enter("delete")?;
        let at = self.row_at_hand(row)?;
        self.rows.deleted.insert(at);
        Ok(())
    }

    fn insert(
        &mut self,
        row: u32,
        table: types::ObjectName,
        rows: types::Batch,
    ) -> wasmtime::Result<()> {
        self.enter("insert")?;
        let by = self.row_at_hand(row)?;
        let table = self.fit(convert::object(table))?;
        let given = batch::from_guest(rows, self.limits.elements);
        let (columns, rows) = self.fit(given)?;
        for row in rows {
            self.hold(size(&row))?;
            let values = columns.iter().cloned().zip(row).collect();
            self.rows.inserted.push(Inserted { by, table: table.clone(), values });
        }
        Ok(())
    }

    fn table(&mut self, name: String) -> wasmtime::Result<types::Batch> {
        self.enter("table")?;
        let tables = Arc::clone(&self.rows.tables);
        match tables.iter().find(|table| table.name.to_string() == name) {
            Some(table) => {
                let names = table.columns.iter().map(String::as_str);
                Ok(lent::Batch::new(names, &table.rows).to_owned())
            }
            None => {
                let names = tables.iter().map(|table| format!("`{}`", table.name));
                let names = names.collect::<Vec<_>>().join(", ");
                let names = if names.is_empty() { "none" } else { &names };
                let message = format!(
                    "there is no table `{name}` to look values up in; `lookups` of the script names \
                     {names}"
                );
                self.fit(Err(Unfit::Misuse(message)))
            }
        }
    }
}

impl State {
    /// The place of a row in the batch at hand.
    fn row_at_hand(&mut self, row: u32) -> wasmtime::Result<usize> {
        let count = self.rows.count;
        match usize::try_from(row).ok().filter(|at| *at < count) {
            Some(at) => Ok(at),
            None => {
                let message = format!("there is no row {row} in a batch of {count}");
                self.fit(Err(Unfit::Misuse(message)))
            }
        }
    }

    /// Makes sure that the host need not hold more for a batch than the guest may hold itself.
    fn hold(&mut self, bytes: usize) -> wasmtime::Result<()> {
        self.rows.bytes = self.rows.bytes.saturating_add(bytes);
        if self.rows.bytes <= self.limits.memory_bytes {
            return Ok(());
        }
        let limit = format!("{} bytes that a batch comes with", self.limits.memory_bytes);
        Err(self.end(errors::limit(Resource::Memory, limit, self.origin())))
    }
}

fn size(row: &Row) -> usize {
    row.iter().map(Value::held_bytes).sum()
}
