//! The tables that Sandshift keeps in the target database, as operations.
//!
//! `sandshift_heads` has one row per head, `sandshift_journal` one per revision that ran,
//! `sandshift_statements` one per statement of it where they are marked one by one, `sandshift_undo` one per undo table, `sandshift_enums` one per enum on databases that
//! have no enum types, and `sandshift_meta` the format of all these. `backfill.rs` has one more.

use std::sync::LazyLock;

use sandshift_model::catalog::Catalog;
use sandshift_model::column::{Column, ColumnSpec, DefaultValue};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::naming;
use sandshift_model::operation::{Assignment, UpdateRows};
use sandshift_model::operation::{CreateTable, DeleteRows, InsertRows, Operate, Operation};
use sandshift_model::query::{Filter, Query};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use super::undo;
use crate::backend::dialect::Dialect;

/// The newest format of the bookkeeping that this version reads and writes.
pub const FORMAT: u32 = 1;

/// What the names of all bookkeeping tables begin with.
pub const PREFIX: &str = "sandshift_";

/// The table of heads.
pub const HEADS: &str = "sandshift_heads";
/// The table of runs.
pub const JOURNAL: &str = "sandshift_journal";
/// The table of statements.
pub const STATEMENTS: &str = "sandshift_statements";
/// The table of emulated enums.
pub const ENUMS: &str = "sandshift_enums";
/// The table that holds the format.
pub const META: &str = "sandshift_meta";
/// All of them but those of rows that are kept.
pub const TABLES: [&str; 8] = [
    HEADS,
    JOURNAL,
    STATEMENTS,
    ENUMS,
    META,
    super::backfill::BACKFILLS,
    super::undo::books::UNDO,
    super::backups::BACKUPS,
];

/// A name that is known to be legal.
pub(crate) fn ident(name: &'static str) -> Ident {
    Ident::new(name).unwrap_or_else(|_| unreachable!("bookkeeping names are legal"))
}

/// The name of a bookkeeping table.
#[must_use]
pub fn object(name: &'static str) -> ObjectName {
    ObjectName::bare(ident(name))
}

pub(super) fn text(length: u32) -> ColumnType {
    ColumnType::String { length: Some(length) }
}

pub(super) fn column(name: &'static str, ty: ColumnType) -> ColumnSpec {
    ColumnSpec::new(ident(name), ty)
}

pub(super) fn key(name: &'static str, ty: ColumnType) -> ColumnSpec {
    ColumnSpec { primary_key: true, ..column(name, ty) }
}

pub(super) fn moment(name: &'static str) -> ColumnSpec {
    let ty = ColumnType::DateTime { timezone: true };
    let column = Column { default: Some(DefaultValue::Now), ..Column::new(ident(name), ty) };
    ColumnSpec { column, ..ColumnSpec::new(ident(name), ColumnType::Text) }
}

/// The bookkeeping tables of one database, in the order of their making.
#[must_use]
pub fn tables(emulates_enums: bool) -> Vec<Table> {
    let mut tables = vec![
        table(META, vec![key("name", text(50)), column("value", text(255))]),
        table(HEADS, vec![key("revision", text(255))]),
        table(
            JOURNAL,
            vec![
                key("id", text(36)),
                column("revision", text(255)),
                column("direction", text(10)),
                column("outcome", text(10)),
                column("message", ColumnType::Text),
                column("checksum", text(64)),
                column("language", text(10)),
                column("header", ColumnType::Text),
                column("source", ColumnType::Text),
                column("inverse", ColumnType::Text),
                column("error", ColumnType::Text),
                // Of a run that was written in one go, see `statement_rows.rs`.
                column("statements", ColumnType::Text),
                column("actor", text(255)),
                column("tool_version", text(50)),
                column("seed", text(64)),
                column("now_micros", ColumnType::BigInteger),
                column("duration_micros", ColumnType::BigInteger),
                moment("started_at"),
            ],
        ),
        table(
            STATEMENTS,
            vec![
                key("run_id", text(36)),
                key("ordinal", ColumnType::Integer),
                column("line", ColumnType::Integer),
                column("outcome", text(10)),
                column("row_count", ColumnType::BigInteger),
                column("duration_micros", ColumnType::BigInteger),
                column("statement", ColumnType::Text),
                // Only where a run may stop behind this statement, see `asked.rs`.
                column("call", ColumnType::Integer),
                column("digest", ColumnType::Text),
                column("inverse", ColumnType::Text),
                column("answers", ColumnType::Text),
            ],
        ),
    ];
    tables.push(undo::books::table());
    if emulates_enums {
        tables.push(table(
            ENUMS,
            vec![
                key("name", text(255)),
                column("labels", ColumnType::Text),
                column("columns", ColumnType::Text),
            ],
        ));
    }
    tables
}

pub(super) fn table(name: &'static str, columns: Vec<ColumnSpec>) -> Table {
    let mut table = Table::new(object(name));
    ColumnSpec::assemble(columns, &mut table);
    table
}

/// A catalog that holds the bookkeeping tables alone; dialects render bookkeeping against it.
#[must_use]
pub fn catalog(emulates_enums: bool) -> &'static Catalog {
    static CATALOGS: [LazyLock<Catalog>; 2] =
        [LazyLock::new(|| made(false)), LazyLock::new(|| made(true))];
    &CATALOGS[usize::from(emulates_enums)]
}

fn made(emulates_enums: bool) -> Catalog {
    let mut catalog = Catalog::default();
    for table in tables(emulates_enums) {
        // Fresh tables in an empty catalog cannot clash.
        let _ = CreateTable { table, if_not_exists: true }.apply_to(&mut catalog);
    }
    catalog
}

/// Makes all bookkeeping tables that are not there yet, but for the row that holds the format.
#[must_use]
pub fn create(dialect: &dyn Dialect) -> Vec<Operation> {
    tables(dialect.emulates_enums())
        .into_iter()
        .map(|mut table| {
            if [META, HEADS].iter().any(|name| table.name.name.as_str() == *name) {
                table.options = dialect.key_options();
            }
            let mut operation = Operation::from(CreateTable { table, if_not_exists: true });
            naming::name_unnamed(&mut operation, &Catalog::default());
            operation
        })
        .collect()
}

/// Records the format of fresh bookkeeping.
#[must_use]
pub fn record_format() -> Operation {
    insert(
        META,
        &["name", "value"],
        vec![Value::Text("format".to_owned()), Value::Text(FORMAT.to_string())],
    )
}

/// Inserts one row.
#[must_use]
pub fn insert(table: &'static str, columns: &[&'static str], row: Vec<Value>) -> Operation {
    InsertRows {
        table: object(table),
        columns: columns.iter().map(|name| ident(name)).collect(),
        rows: vec![row],
    }
    .into()
}

/// Changes the rows where `key` has `value`.
#[must_use]
pub fn update(
    table: &'static str,
    set: Vec<(&'static str, Value)>,
    filter: Vec<(&'static str, Value)>,
) -> Operation {
    UpdateRows {
        table: object(table),
        set: set.into_iter().map(|(name, value)| (ident(name), Assignment::Value(value))).collect(),
        filter: equal(filter),
    }
    .into()
}

/// Deletes the rows where `key` has `value`; all rows for an empty filter.
#[must_use]
pub fn delete(table: &'static str, filter: Vec<(&'static str, Value)>) -> Operation {
    DeleteRows { table: object(table), filter: equal(filter) }.into()
}

/// Reads columns of a bookkeeping table.
#[must_use]
pub fn select(
    table: &'static str,
    columns: &[&'static str],
    filter: Vec<(&'static str, Value)>,
    order: &[&'static str],
) -> Query {
    Query::Table {
        table: object(table),
        columns: columns.iter().map(|name| ident(name)).collect(),
        filter: equal(filter),
        order: order.iter().map(|name| ident(name)).collect(),
        descending: false,
        nulls_first: false,
        limit: None,
    }
}

pub(super) fn equal(filter: Vec<(&'static str, Value)>) -> Filter {
    Filter::Equal(filter.into_iter().map(|(name, value)| (ident(name), value)).collect())
}
