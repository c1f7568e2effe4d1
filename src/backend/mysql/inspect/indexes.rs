//! Primary keys, unique constraints and indexes, which are one kind of thing to the server.

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::{Index, IndexKey, IndexTerm};
use sandshift_model::object::Stage;
use sandshift_model::table::Table;

use super::checks::{unescaped, without_outer_parentheses};
use super::{Fields, native};
use crate::backend::connection::DatabaseError;
use crate::backend::mysql::connection::MysqlConnection;
use crate::backend::mysql::flavour::Flavour;
use crate::backend::mysql::index::{UNIQUE_INDEX, commented};
use crate::backend::mysql::literal::quote_text;
use crate::backend::mysql::qualifier::quoted;

/// Adds keys and indexes to the tables.
pub(super) fn read(
    connection: &mut MysqlConnection,
    catalog: &mut Catalog,
) -> Result<(), DatabaseError> {
    let flavour = connection.flavour();
    // MariaDB ignores an index from 10.6 on, where MySQL makes it invisible.
    let (expression, ignored) = match (flavour, has_ignored(connection)?) {
        (Flavour::MariaDb, false) => ("NULL", "'NO'"),
        (Flavour::MariaDb, true) => ("NULL", "IGNORED"),
        (Flavour::Mysql, _) => ("EXPRESSION", "IF(IS_VISIBLE = 'NO', 'YES', 'NO')"),
    };
    let rows = connection.texts(&format!(
        "SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, INDEX_TYPE, INDEX_COMMENT, COLUMN_NAME, \
         {expression}, SUB_PART, COLLATION, {ignored} \
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
                let usual = usual_method(catalog, &index.table);
                index.method = Some(method.to_ascii_lowercase()).filter(|word| word != usual);
                index.keys.push(key);
                if fields.text() == "YES" {
                    ignore(&index, flavour, catalog);
                }
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

/// Tells whether the server is one of MariaDB that can ignore an index.
fn has_ignored(connection: &mut MysqlConnection) -> Result<bool, DatabaseError> {
    let columns = connection.texts(
        "SELECT 1 FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'information_schema' \
         AND TABLE_NAME = 'STATISTICS' AND COLUMN_NAME = 'IGNORED'",
    )?;
    Ok(!columns.is_empty())
}

/// An index that the optimizer does not look at.
fn ignore(index: &Index, flavour: Flavour, catalog: &mut Catalog) {
    let Some(name) = &index.name else { return };
    let (on, off) = match flavour {
        Flavour::MariaDb => ("IGNORED", "NOT IGNORED"),
        Flavour::Mysql => ("INVISIBLE", "VISIBLE"),
    };
    let (table, quoted_name) = (quoted(index.table.name.as_str()), quoted(name.as_str()));
    let statement = |word: &str| format!("ALTER TABLE {table} ALTER INDEX {quoted_name} {word}");
    let full_name = format!("{}.{name}", index.table);
    let stage = Stage::AfterTables;
    native(catalog, "ignored index", full_name, stage, statement(on), statement(off));
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

/// The method of an index that names none.
fn usual_method(catalog: &Catalog, table: &ObjectName) -> &'static str {
    let engine = catalog.tables.get(table).and_then(|table| table.options.engine.as_deref());
    if engine.is_some_and(|engine| engine.eq_ignore_ascii_case("MEMORY")) {
        "hash"
    } else {
        "btree"
    }
}

fn add(mut index: Index, comment: &str, table: &mut Table) {
    let columns: Vec<Ident> = index.columns().into_iter().cloned().collect();
    let plain = columns.len() == index.keys.len()
        && index.method.is_none()
        && index.keys.iter().all(|key| key.native.is_none() && !key.descending);
    if index.name.as_ref().is_some_and(|name| name == "PRIMARY") {
        // The server does not keep the name of a primary key.
        table.constraints.push(Constraint::unnamed(ConstraintBody::PrimaryKey { columns }));
    } else if index.unique && plain && comment != UNIQUE_INDEX {
        let body = ConstraintBody::unique(columns);
        let native = (!comment.is_empty()).then(|| format!("COMMENT {}", quote_text(comment)));
        table.constraints.push(Constraint { name: index.name, body, native });
    } else {
        if !comment.is_empty() && comment != UNIQUE_INDEX {
            index.native = Some(commented(&index, comment));
        }
        table.indexes.push(index);
    }
}
