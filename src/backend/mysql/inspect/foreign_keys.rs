//! Foreign keys.

use std::collections::BTreeMap;

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::{Constraint, ConstraintBody, ForeignKey, ReferentialAction};
use sandshift_model::ident::{Ident, ObjectName};

use super::Fields;
use crate::backend::connection::DatabaseError;
use crate::backend::mysql::connection::MysqlConnection;

/// Adds the foreign keys to the tables.
pub(super) fn read(
    connection: &mut MysqlConnection,
    catalog: &mut Catalog,
) -> Result<(), DatabaseError> {
    let rows = connection.texts(
        "SELECT TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, \
         NULLIF(REFERENCED_TABLE_SCHEMA, DATABASE()), REFERENCED_TABLE_NAME, \
         REFERENCED_COLUMN_NAME \
         FROM information_schema.KEY_COLUMN_USAGE \
         WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL \
         ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION",
    )?;
    let mut keys: BTreeMap<(ObjectName, Ident), ForeignKey> = BTreeMap::new();
    for row in rows {
        let mut fields = Fields::of(row);
        let owner = (fields.object()?, fields.ident()?);
        let column = fields.ident()?;
        let schema = fields.maybe().map(super::ident).transpose()?;
        let references = ObjectName { schema, name: fields.ident()? };
        let key = keys.entry(owner).or_insert_with(|| ForeignKey {
            columns: Vec::new(),
            references,
            referred_columns: Vec::new(),
            on_delete: None,
            on_update: None,
            deferrable: None,
            match_type: None,
            not_valid: false,
        });
        key.columns.push(column);
        key.referred_columns.push(fields.ident()?);
    }
    let rows = connection.texts(
        "SELECT TABLE_NAME, CONSTRAINT_NAME, DELETE_RULE, UPDATE_RULE \
         FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE()",
    )?;
    let unspoken = connection.flavour().unspoken_action();
    let action = |word: String| ReferentialAction::from_sql(&word).filter(|_| word != unspoken);
    for row in rows {
        let mut fields = Fields::of(row);
        let owner = (fields.object()?, fields.ident()?);
        if let Some(key) = keys.get_mut(&owner) {
            key.on_delete = action(fields.text());
            key.on_update = action(fields.text());
        }
    }
    for ((table, name), key) in keys {
        if let Some(table) = catalog.tables.get_mut(&table) {
            table.constraints.push(Constraint::named(name, ConstraintBody::ForeignKey(key)));
        }
    }
    Ok(())
}
