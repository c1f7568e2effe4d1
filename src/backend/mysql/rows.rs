//! Inserts and deletes rows, and the conditions that pick them.

use sandshift_model::ident::Ident;
use sandshift_model::operation::{DeleteRows, InsertRows};
use sandshift_model::query::{Filter, Row};
use sandshift_model::statement::Statement;

use super::MysqlDialect;
use super::literal::literal;
use super::select::bind;
use super::unsupported::TITLE;
use crate::backend::dialect::{Dialect, DialectError};

/// The most rows of one statement.
const CHUNK_ROWS: usize = 500;
/// The size at which a statement ends; far below `max_allowed_packet`, which is 16 MiB by default.
const CHUNK_BYTES: usize = 256 * 1024;

impl MysqlDialect {
    pub(super) fn insert_rows(&self, insert: &InsertRows) -> Result<Vec<Statement>, DialectError> {
        let name = self.table_name(&insert.table)?;
        let head = format!("INSERT INTO {name} ({}) VALUES", self.names(&insert.columns)?);
        let rows = rows_as_text(&insert.rows, insert.columns.len())?;
        let rows = rows.into_iter().map(|row| format!("({})", row.join(", ")));
        Ok(chunks(rows)
            .map(|chunk| Statement::rows(format!("{head}\n  {}", chunk.join(",\n  "))))
            .collect())
    }

    pub(super) fn delete_rows(&self, delete: &DeleteRows) -> Result<Vec<Statement>, DialectError> {
        let name = self.table_name(&delete.table)?;
        let condition = self.where_clause(&delete.filter)?;
        Ok(vec![Statement::rows(format!("DELETE FROM {name}{condition}"))])
    }

    /// A WHERE clause with a space before it; empty for every row.
    pub(super) fn where_clause(&self, filter: &Filter) -> Result<String, DialectError> {
        let text = match filter {
            Filter::Equal(pairs) if pairs.is_empty() => return Ok(String::new()),
            Filter::Equal(pairs) => {
                let mut parts = Vec::new();
                for (column, value) in pairs {
                    let column = self.quote(column)?;
                    parts.push(match value.is_null() {
                        true => format!("{column} IS NULL"),
                        false => format!("{column} = {}", literal(value)?),
                    });
                }
                parts.join(" AND ")
            }
            Filter::Sql { condition, parameters } => {
                let text =
                    condition.get("mysql").ok_or(DialectError::NoVariant { database: TITLE })?;
                bind(text, parameters)?
            }
        };
        Ok(format!(" WHERE {text}"))
    }

    /// Names in quotes with commas between.
    pub(super) fn names(&self, names: &[Ident]) -> Result<String, DialectError> {
        let quoted: Result<Vec<_>, _> = names.iter().map(|name| self.quote(name)).collect();
        Ok(quoted?.join(", "))
    }
}

/// Each value of each row as a literal.
pub(super) fn rows_as_text(rows: &[Row], width: usize) -> Result<Vec<Vec<String>>, DialectError> {
    rows.iter()
        .map(|row| {
            if row.len() != width {
                let reason = format!("a row has {} values for {width} columns", row.len());
                return Err(DialectError::Parameters { reason });
            }
            row.iter().map(literal).collect()
        })
        .collect()
}

/// Groups texts so that no statement grows too large.
pub(super) fn chunks(texts: impl Iterator<Item = String>) -> impl Iterator<Item = Vec<String>> {
    let mut texts = texts.peekable();
    std::iter::from_fn(move || {
        let mut chunk = vec![texts.next()?];
        let mut bytes = chunk[0].len();
        while chunk.len() < CHUNK_ROWS {
            let Some(text) = texts.next_if(|text| bytes + text.len() <= CHUNK_BYTES) else { break };
            bytes += text.len();
            chunk.push(text);
        }
        Some(chunk)
    })
}
