//! The table that remembers backfills.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{CreateTable, Operate, Operation};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use crate::session::bookkeeping::{self, column, key, text};

/// The table of backfills.
pub const BACKFILLS: &str = "sandshift_backfills";

/// The table of backfills.
#[must_use]
pub fn table() -> Table {
    let number = ColumnType::BigInteger;
    bookkeeping::table(
        BACKFILLS,
        vec![
            key("revision", text(150)),
            key("direction", text(10)),
            key("ordinal", ColumnType::Integer),
            column("table_name", ColumnType::Text),
            column("state", text(10)),
            column("checksum", text(64)),
            column("position", ColumnType::Text),
            column("rows_read", number.clone()),
            column("rows_changed", number.clone()),
            column("rows_deleted", number.clone()),
            column("rows_inserted", number.clone()),
            column("rows_refused", number.clone()),
            column("digest", text(64)),
            column("rows_total", number.clone()),
            column("page_rows", number.clone()),
            column("page_micros", number.clone()),
            column("updated_micros", number),
        ],
    )
}

/// Makes the table where it is not there yet.
#[must_use]
pub fn create() -> Operation {
    let mut operation = CreateTable { table: table(), if_not_exists: true }.into();
    sandshift_model::naming::name_unnamed(&mut operation, &Catalog::default());
    operation
}

/// A catalog that holds the table alone.
#[must_use]
pub fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    // A fresh table in an empty catalog cannot clash.
    let _ = create().apply_to(&mut catalog);
    catalog
}
