//! Enums, from our table of them.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::Ident;
use sandshift_model::object::EnumType;
use sandshift_model::types::ColumnType;

use super::Fields;
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::mysql::connection::MysqlConnection;
use crate::backend::mysql::literal::unquote_text;
use crate::backend::mysql::qualifier::opaque;

/// Adds the enums, and gives the columns that use one its name.
///
/// Where the table does not say which columns these are, columns with the same values in the same
/// order are.
pub(super) fn read(
    connection: &mut MysqlConnection,
    catalog: &mut Catalog,
) -> Result<(), DatabaseError> {
    let known = connection.texts(
        "SELECT COLUMN_NAME FROM information_schema.COLUMNS \
         WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'sandshift_enums'",
    )?;
    if known.is_empty() {
        return Ok(());
    }
    let has_columns = known.iter().flatten().flatten().any(|name| name == "columns");
    let columns = if has_columns { "`columns`" } else { "NULL" };
    let rows = connection
        .texts(&format!("SELECT `name`, `labels`, {columns} FROM `sandshift_enums` ORDER BY 1"))?;
    for row in rows {
        let mut fields = Fields::of(row);
        let name = fields.ident()?;
        let values: Vec<String> = json(&fields.text())?;
        let users: Option<Vec<(String, String)>> =
            fields.maybe().map(|text| json(&text)).transpose()?;
        for (table_name, table) in &mut catalog.tables {
            for column in &mut table.columns {
                let named = users.as_ref().is_none_or(|users| {
                    users
                        .iter()
                        .any(|(t, c)| table_name.name == t.as_str() && column.name == c.as_str())
                });
                if named && labels(&column.ty).as_ref() == Some(&values) {
                    column.ty = ColumnType::Enum { name: Ident::clone(&name) };
                }
            }
        }
        catalog.enums.insert(name.clone(), EnumType { name, values });
    }
    Ok(())
}

fn json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DatabaseError> {
    serde_json::from_str(text).map_err(|error| {
        let message = format!("the table `sandshift_enums` holds no valid list: {error}");
        DatabaseError::new(Class::Statement, message)
    })
}

/// The values of a type `enum('a','b')`; none for any other.
fn labels(ty: &ColumnType) -> Option<Vec<String>> {
    let ColumnType::Native(text) = ty else { return None };
    let mut rest = text.get("mysql")?.strip_prefix("enum(")?.strip_suffix(')')?;
    let mut labels = Vec::new();
    while !rest.is_empty() {
        let length = opaque(rest);
        labels.push(unquote_text(&rest[..length])?);
        rest = &rest[length..];
        rest = rest.strip_prefix(',').unwrap_or(rest);
    }
    Some(labels)
}
