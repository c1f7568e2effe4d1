//! Finds the history tables of a database and reads them.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::query::{Filter, Query, Row};

use super::{History, Record, TOOLS, Tool};
use crate::adopt::AdoptError;
use crate::backend::connection::Connection;

/// Reads every history that a database holds, by tool.
///
/// # Errors
///
/// [`AdoptError`] when a table cannot be read.
pub fn find(
    connection: &mut dyn Connection,
    catalog: &Catalog,
) -> Result<Vec<History>, AdoptError> {
    let mut found = Vec::new();
    for tool in TOOLS {
        for table in tables_of(tool, catalog) {
            let rows = rows(connection, tool, table)?;
            let records: Vec<Record<'_>> =
                rows.iter().map(|row| Record { columns: tool.columns, row }).collect();
            let applied = (tool.understand)(&records);
            found.push(History { tool, table: table.clone(), applied });
        }
    }
    Ok(found)
}

fn tables_of<'a>(
    tool: &'static Tool,
    catalog: &'a Catalog,
) -> impl Iterator<Item = &'a ObjectName> {
    catalog.tables.iter().filter_map(move |(name, table)| {
        let has = |column: &&str| {
            table.columns.iter().any(|found| found.name.as_str().eq_ignore_ascii_case(column))
        };
        let is_named = name.name.as_str().eq_ignore_ascii_case(tool.table);
        let fits = is_named && tool.columns.iter().all(has);
        (fits && (tool.is_its_own)(table, catalog)).then_some(name)
    })
}

fn rows(
    connection: &mut dyn Connection,
    tool: &Tool,
    table: &ObjectName,
) -> Result<Vec<Row>, AdoptError> {
    let columns = tool.columns.iter().map(|name| Ident::new(*name)).collect::<Result<_, _>>();
    let query = Query::Table {
        table: table.clone(),
        columns: columns.unwrap_or_default(),
        filter: Filter::all(),
        order: Vec::new(),
        descending: false,
        nulls_first: false,
        limit: None,
    };
    let statement = connection.dialect().select(&query)?;
    let mut rows = Vec::new();
    connection.query(&statement.sql, &mut |_, row| {
        rows.push(row);
        true
    })?;
    Ok(rows)
}
