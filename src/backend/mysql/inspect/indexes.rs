//! Primary keys, unique constraints and indexes, which are one kind of thing to the server.

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::ident::Ident;
use sandshift_model::index::{Index, IndexKey, IndexTerm};
use sandshift_model::table::Table;

use super::Fields;
use super::checks::{unescaped, without_outer_parentheses};
use crate::backend::connection::DatabaseError;
use crate::backend::mysql::connection::MysqlConnection;
use crate::backend::mysql::flavour::Flavour;
use crate::backend::mysql::index::UNIQUE_INDEX;

/// Adds keys and indexes to the tables.
pub(super) fn read(
    connection: &mut MysqlConnection,
    catalog: &mut Catalog,
) -> Result<(), DatabaseError> {
    let flavour = connection.flavour();
    let expression = match flavour {
        Flavour::MariaDb => "NULL",
        Flavour::Mysql => "EXPRESSION",
    };
    let rows = connection.texts(&format!(
        "SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, INDEX_TYPE, INDEX_COMMENT, COLUMN_NAME, \
         {expression}, SUB_PART, COLLATION \
         FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE() \
         ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX"
    ))?;
    let mut found: Vec<(Index, String)> = Vec::new();
    for row in rows {
        let mut fields = Fields::of(row);
        let (table, name) = (fields.object()?, fields.ident()?);
        let unique = fields.text() == "0";
        let method = fields.text();
        let comment = fields.text();
        let key = key(&mut fields, flavour, &method)?;
        let same = found
            .last_mut()
            .filter(|(index, _)| index.table == table && index.name.as_ref() == Some(&name));
        match same {
            Some((index, _)) => index.keys.push(key),
            None => {
                let mut index = Index::on(table, Vec::new());
                index.name = Some(name);
                index.unique = unique;
                index.method = Some(method.to_ascii_lowercase()).filter(|word| word != "btree");
                index.keys.push(key);
                found.push((index, comment));
            }
        }
    }
    for (index, comment) in found {
        if let Some(table) = catalog.tables.get_mut(&index.table) {
            add(index, &comment, table);
        }
    }
    Ok(())
}

fn key(fields: &mut Fields, flavour: Flavour, method: &str) -> Result<IndexKey, DatabaseError> {
    let (column, expression) = (fields.maybe(), fields.maybe());
    let prefix = fields.maybe().filter(|_| matches!(method, "BTREE" | "HASH"));
    let descending = fields.text() == "D";
    let on = match column {
        Some(column) => IndexTerm::Column(super::ident(column)?),
        None => {
            let text = unescaped(expression.unwrap_or_default(), flavour);
            IndexTerm::Expression(without_outer_parentheses(&text).to_owned())
        }
    };
    Ok(IndexKey { on, descending, native: prefix.map(|length| format!("({length})")) })
}

fn add(index: Index, comment: &str, table: &mut Table) {
    let columns: Vec<Ident> = index.columns().into_iter().cloned().collect();
    let plain = columns.len() == index.keys.len()
        && index.method.is_none()
        && index.keys.iter().all(|key| key.native.is_none() && !key.descending);
    if index.name.as_ref().is_some_and(|name| name == "PRIMARY") {
        // The server does not keep the name of a primary key.
        table.constraints.push(Constraint::unnamed(ConstraintBody::PrimaryKey { columns }));
    } else if index.unique && plain && comment != UNIQUE_INDEX {
        let body = ConstraintBody::unique(columns);
        table.constraints.push(Constraint { name: index.name, body, native: None });
    } else {
        table.indexes.push(index);
    }
}
