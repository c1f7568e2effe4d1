//! Tables and their options.

use sandshift_model::catalog::Catalog;
use sandshift_model::table::Table;

use super::{Fields, partitions};
use crate::backend::connection::DatabaseError;
use crate::backend::mysql::connection::MysqlConnection;

/// Adds every table, without columns yet.
///
/// An option that our own tables get is left out, so that a table made by an operation reads back
/// as that operation said.
pub(super) fn read(
    connection: &mut MysqlConnection,
    catalog: &mut Catalog,
) -> Result<(), DatabaseError> {
    let ours = connection.flavour().collation();
    let rows = connection.texts(
        "SELECT TABLE_NAME, ENGINE, TABLE_COLLATION, TABLE_COMMENT, CREATE_OPTIONS, TABLE_TYPE \
         FROM information_schema.TABLES \
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') \
         AND TABLE_NAME NOT LIKE 'sandshift\\_%'",
    )?;
    for row in rows {
        let mut fields = Fields::of(row);
        let mut table = Table::new(fields.object()?);
        table.options.engine = fields.maybe().filter(|engine| engine != "InnoDB");
        table.options.collation = fields.maybe().filter(|collation| collation != ours);
        table.comment = fields.maybe().filter(|comment| !comment.is_empty());
        let words = fields.text();
        let words = words.split_whitespace().filter(|word| *word != "partitioned");
        table.options.native = words.map(str::to_owned).collect();
        if fields.text() == "SYSTEM VERSIONED" {
            table.options.native.push("WITH SYSTEM VERSIONING".to_owned());
        }
        catalog.tables.insert(table.name.clone(), table.into());
    }
    partitions::read(connection, catalog)
}
