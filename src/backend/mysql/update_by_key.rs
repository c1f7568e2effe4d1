//! Updates single rows by their keys, many of them in one statement.
//!
//! The new values come as a derived table. Its first SELECT gives no row but the types and
//! collations of the columns, without which the comparison with a key could be refused. The rows
//! behind it are one VALUES, which is about three times as fast as a SELECT for each row.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::Ident;
use sandshift_model::operation::UpdateByKey;
use sandshift_model::statement::Statement;

use super::MysqlDialect;
use super::flavour::Flavour;
use super::rows::{chunks, rows_as_text};
use super::types::{column_type, first_word, is_textual};
use crate::backend::dialect::{Dialect, DialectError};

impl MysqlDialect {
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
        let mut one_values = true;
        for (at, field) in fields.iter().enumerate() {
            let kind = self.kind(before, update, field);
            // Bits beside numbers would become text.
            let number = if kind == Kind::Bits { " + 0" } else { "" };
            types.push(format!("{}{number} AS `v{at}`", self.quote(field)?));
            one_values &= kind != Kind::OldText;
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
        let (first, between, open, close) = match (one_values, self.flavour) {
            (false, _) => ("UNION ALL SELECT ", "\n  UNION ALL SELECT ", "", ""),
            (true, Flavour::MariaDb) => ("UNION ALL VALUES\n  ", ",\n  ", "(", ")"),
            (true, Flavour::Mysql) => ("UNION ALL VALUES\n  ", ",\n  ", "ROW(", ")"),
        };
        let types = types.join(", ");
        let head = format!(
            "UPDATE {name} AS `t` JOIN (\n  SELECT {types} FROM {name} WHERE FALSE {first}"
        );
        let tail = format!("\n) AS `v` ON {} SET {}", matches.join(" AND "), sets.join(", "));
        let rows = rows_as_text(&update.rows, fields.len())?;
        let rows = rows.into_iter().map(|row| format!("{open}{}{close}", row.join(", ")));
        Ok(chunks(rows)
            .map(|chunk| Statement::rows(format!("{head}{}{tail}", chunk.join(between))))
            .collect())
    }

    fn kind(&self, catalog: &Catalog, update: &UpdateByKey, field: &Ident) -> Kind {
        let Some(table) = catalog.tables.get(&update.table) else { return Kind::Other };
        let Some(column) = table.column(field) else { return Kind::Other };
        let Ok(spelled) = column_type(&column.ty, catalog) else { return Kind::Other };
        if first_word(&spelled).eq_ignore_ascii_case("bit") {
            return Kind::Bits;
        }
        let collation = column.collation.clone().unwrap_or_else(|| self.table_collation(table));
        if is_textual(&spelled) && !collation.starts_with("utf8mb4") {
            return Kind::OldText;
        }
        Kind::Other
    }
}

/// What needs care beside constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// `BIT(n)`.
    Bits,
    /// Text in another character set, which takes single constants but no VALUES of them.
    OldText,
    Other,
}
