//! The table that refused rows go into.

use std::collections::BTreeMap;

use sandshift_model::column::Column;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::DeleteRows;
use sandshift_model::origin::Origin;
use sandshift_model::query::{Filter, Query, Row};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;
use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::host::{CallError, Refused, TransformSpec};

use super::host;
use crate::session::gate::Gate;
use crate::session::row_work::RowWork;

/// Its columns, all of them texts: the revision, the table of the row, its key as JSON, the reason.
const COLUMNS: [&str; 4] = ["revision", "table_name", "row_key", "reason"];

/// The names of its columns.
pub(super) fn columns() -> Vec<Ident> {
    COLUMNS.iter().filter_map(|name| Ident::new(*name).ok()).collect()
}

/// Makes the table where it is missing.
pub(super) fn prepare(gate: &mut Gate, spec: &TransformSpec) -> Result<(), CallError> {
    let Refused::Collect { into, .. } = &spec.refused else { return Ok(()) };
    let known = gate.catalog().map_err(host)?.tables.get(into).cloned();
    match known {
        Some(table) => fits(&table, into),
        None => Ok(gate.make_table(table(into)).map_err(host)?),
    }
}

fn table(name: &ObjectName) -> Table {
    let column = |name| Column { nullable: false, ..Column::new(name, ColumnType::Text) };
    Table { columns: columns().into_iter().map(column).collect(), ..Table::new(name.clone()) }
}

fn fits(table: &Table, name: &ObjectName) -> Result<(), CallError> {
    let missing: Vec<String> = columns()
        .into_iter()
        .filter(|column| table.column(column).is_none())
        .map(|column| column.to_string())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let message = format!("the table `{name}` for refused rows lacks {}", missing.join(", "));
    Err(bad(message))
}

/// A row that was refused.
#[derive(Debug)]
pub(super) struct Reject {
    /// Its key as it stands in the table of refused rows.
    text: String,
    /// Its key.
    pub(super) key: Row,
    /// How often it stands there: a revision that ran twice may have refused it twice.
    times: u64,
}

/// The refused rows of one table, as one revision left them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rejects<'r> {
    /// The table that they are in.
    pub(super) into: &'r ObjectName,
    /// The revision.
    pub(super) revision: &'r str,
    /// The table whose rows they are.
    pub(super) table: &'r ObjectName,
}

impl Rejects<'_> {
    /// Reads all of them, each key once.
    pub(super) fn read(
        &self,
        gate: &mut Gate,
        origin: Origin,
        key_width: usize,
    ) -> Result<Vec<Reject>, CallError> {
        let known = gate.catalog().map_err(host)?.tables.get(self.into).cloned();
        let Some(known) = known else {
            return Err(bad(format!("there is no table `{}` for refused rows", self.into)));
        };
        fits(&known, self.into)?;
        let key = columns()[2].clone();
        let query = Query::Table {
            table: self.into.clone(),
            columns: vec![key],
            filter: self.filter(None),
            order: Vec::new(),
            descending: false,
            nulls_first: false,
            limit: None,
        };
        let mut texts: BTreeMap<String, u64> = BTreeMap::new();
        gate.read("backfill retry-rejects", &query, origin, &mut |_, row| {
            let text = row.first().and_then(Value::as_text).unwrap_or_default();
            *texts.entry(text.to_owned()).or_default() += 1;
            Ok(())
        })?;
        let reject = |(text, times): (String, u64)| {
            let key: Option<Row> = serde_json::from_str(&text).ok();
            match key.filter(|key| key.len() == key_width) {
                Some(key) => Ok(Reject { text, key, times }),
                None => Err(bad(format!(
                    "`{text}` in `{}` is no key of `{}`; was the key of the transform changed?",
                    self.into, self.table
                ))),
            }
        };
        texts.into_iter().map(reject).collect()
    }

    /// Takes one out of the table.
    pub(super) fn forget(
        &self,
        gate: &mut Gate,
        work: RowWork,
        reject: &Reject,
    ) -> Result<(), CallError> {
        let (table, filter) = (self.into.clone(), self.filter(Some(&reject.text)));
        let found = gate.row_work(work, &DeleteRows { table, filter }.into()).map_err(host)?;
        if found == reject.times {
            return Ok(());
        }
        let message = format!(
            "{found} rows of `{}` have the key `{}`, and there should be {}",
            self.into, reject.text, reject.times
        );
        Err(bad(message))
    }

    fn filter(&self, key: Option<&str>) -> Filter {
        let table = self.table.to_string();
        let values = [Some(self.revision), Some(table.as_str()), key];
        let pairs = columns().into_iter().zip(values);
        let text = |(column, value): (Ident, Option<&str>)| {
            value.map(|value| (column, Value::Text(value.to_owned())))
        };
        Filter::Equal(pairs.filter_map(text).collect())
    }
}

fn bad(message: String) -> CallError {
    HostError::new(Fault::BadInput, message).into()
}
