//! Updates rows, by a condition or each by its key.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::Ident;
use sandshift_model::mentions::mentions;
use sandshift_model::operation::{Assignment, UpdateByKey, UpdateRows};
use sandshift_model::statement::Statement;
use sandshift_model::types::PerDialect;

use super::MysqlDialect;
use super::literal::literal;
use super::rows::{chunks, rows_as_text};
use super::types::{column_type, first_word};
use super::unsupported::{TITLE, unsupported};
use crate::backend::dialect::{Dialect, DialectError};

impl MysqlDialect {
    pub(super) fn update_rows(&self, update: &UpdateRows) -> Result<Vec<Statement>, DialectError> {
        let mut sets = Vec::new();
        for (column, assignment) in ordered(&update.set)? {
            let column = self.quote(column)?;
            sets.push(match assignment {
                Assignment::Value(value) => format!("{column} = {}", literal(value)?),
                Assignment::Expression(text) => format!("{column} = ({})", variant(text)?),
            });
        }
        let name = self.table_name(&update.table)?;
        let condition = self.condition(&update.filter)?;
        let sets = sets.join(", ");
        Ok(vec![Statement::rows(format!("UPDATE {name} SET {sets}{condition}"))])
    }

    /// The new values come as a derived table. Its first SELECT gives no row but the types and
    /// collations of the columns, without which the comparison with a key could be refused.
    pub(super) fn update_by_key(
        &self,
        update: &UpdateByKey,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        let name = self.table_name(&update.table)?;
        let fields: Vec<&Ident> = update.key.iter().chain(&update.columns).collect();
        if update.key.is_empty() || update.columns.is_empty() {
            let reason = "an update by key needs key columns and columns to set".to_owned();
            return Err(DialectError::Parameters { reason });
        }
        let mut types = Vec::new();
        for (at, field) in fields.iter().enumerate() {
            let quoted = self.quote(field)?;
            // Bits beside numbers would become text.
            let number = if is_bits(before, update, field) { " + 0" } else { "" };
            types.push(format!("{quoted}{number} AS `v{at}`"));
        }
        let mut matches = Vec::new();
        for (at, field) in update.key.iter().enumerate() {
            let nulls = update.rows.iter().any(|row| row.get(at).is_some_and(|v| v.is_null()));
            let equals = if nulls { "<=>" } else { "=" };
            matches.push(format!("`t`.{} {equals} `v`.`v{at}`", self.quote(field)?));
        }
        let mut sets = Vec::new();
        for (at, field) in update.columns.iter().enumerate() {
            let at = at + update.key.len();
            sets.push(format!("`t`.{} = `v`.`v{at}`", self.quote(field)?));
        }
        let head = format!(
            "UPDATE {name} AS `t` JOIN (\n  SELECT {} FROM {name} WHERE FALSE",
            types.join(", ")
        );
        let tail = format!("\n) AS `v` ON {} SET {}", matches.join(" AND "), sets.join(", "));
        let rows = rows_as_text(&update.rows, fields.len())?;
        let rows = rows.into_iter().map(|row| format!("\n  UNION ALL SELECT {}", row.join(", ")));
        Ok(chunks(rows)
            .map(|chunk| Statement::rows(format!("{head}{}{tail}", chunk.concat())))
            .collect())
    }
}

fn is_bits(catalog: &Catalog, update: &UpdateByKey, field: &Ident) -> bool {
    let column = catalog.tables.get(&update.table).and_then(|table| table.column(field));
    let spelled = column.and_then(|column| column_type(&column.ty, catalog).ok());
    spelled.is_some_and(|spelled| first_word(&spelled).eq_ignore_ascii_case("bit"))
}

/// The assignments in an order in which no expression sees a value that was set before it.
///
/// The server sets columns from left to right, standard SQL all at once.
fn ordered(set: &[(Ident, Assignment)]) -> Result<Vec<&(Ident, Assignment)>, DialectError> {
    let mut waiting: Vec<&(Ident, Assignment)> = set.iter().collect();
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let mut free = None;
        for (at, (column, _)) in waiting.iter().enumerate() {
            let mut others = waiting.iter().enumerate().filter(|(other, _)| *other != at);
            let read = others.any(|(_, (_, assignment))| reads(assignment, column));
            if !read {
                free = Some(at);
                break;
            }
        }
        let Some(at) = free else {
            return Err(unsupported(
                "set columns from each other's old values in one update",
                "Use `transform`, or two updates with a column in between.",
            ));
        };
        ordered.push(waiting.remove(at));
    }
    Ok(ordered)
}

fn reads(assignment: &Assignment, column: &Ident) -> bool {
    let Assignment::Expression(text) = assignment else { return false };
    text.get("mysql").is_some_and(|text| mentions(text, column))
}

fn variant(text: &PerDialect) -> Result<&str, DialectError> {
    text.get("mysql").ok_or(DialectError::NoVariant { database: TITLE })
}
