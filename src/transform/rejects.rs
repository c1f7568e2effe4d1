//! The table that refused rows go into.

use sandshift_model::column::Column;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::host::{CallError, Refused, TransformSpec};

use super::host;
use crate::session::gate::Gate;

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
    Err(HostError::new(Fault::BadInput, message).into())
}
