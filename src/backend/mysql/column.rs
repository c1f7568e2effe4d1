//! A column's whole definition, which every redefinition has to restate.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::constraint::ConstraintBody;
use sandshift_model::table::Table;

use super::MysqlDialect;
use super::default::default_text;
use super::flavour::Flavour;
use super::literal::quote_text;
use super::types::{column_type, first_word, is_textual};
use super::unsupported::unsupported;
use crate::backend::dialect::{Dialect, DialectError};

/// The first words of the clause of a column with the time of a row (`… ROW START`).
pub(super) const ROW_TIME: &str = "GENERATED ALWAYS AS ROW ";

impl MysqlDialect {
    /// Name, type and all clauses of a column of this table.
    pub(super) fn column(
        &self,
        column: &Column,
        table: &Table,
        catalog: &Catalog,
    ) -> Result<String, DialectError> {
        let spelled = column_type(&column.ty, catalog)?;
        self.column_spelled(column, &spelled, table, catalog)
    }

    /// As [`Self::column`], with a type that the catalog does not hold (an enum on its way).
    pub(super) fn column_spelled(
        &self,
        column: &Column,
        spelled: &str,
        table: &Table,
        catalog: &Catalog,
    ) -> Result<String, DialectError> {
        let mut text = format!("{} {spelled}", self.quote(&column.name)?);
        if let Some(collation) = self.column_collation(column, table, catalog)
            && is_textual(spelled)
        {
            text.push_str(" COLLATE ");
            text.push_str(&collation);
        }
        match &column.generated {
            Some(generated) => {
                if !column.nullable && self.flavour == Flavour::MariaDb {
                    return Err(unsupported(
                        format!("forbid NULL in the generated column `{}`", column.name),
                        "Leave it nullable and add a check constraint.",
                    ));
                }
                let kept = if generated.stored { "STORED" } else { "VIRTUAL" };
                text.push_str(&format!(" GENERATED ALWAYS AS ({}) {kept}", generated.expression));
                if !column.nullable {
                    text.push_str(" NOT NULL");
                }
            }
            // The server takes no word about NULL for a column that it fills with times of rows.
            None if column.native.iter().any(|words| words.starts_with(ROW_TIME)) => {}
            None => {
                if !column.nullable {
                    text.push_str(" NOT NULL");
                } else if first_word(spelled).eq_ignore_ascii_case("timestamp") {
                    // A timestamp without a word is NOT NULL on older servers.
                    text.push_str(" NULL");
                }
                if let Some(default) = &column.default {
                    text.push_str(" DEFAULT ");
                    text.push_str(&default_text(default, spelled)?);
                }
            }
        }
        if let Some(identity) = &column.identity {
            if identity.always {
                return Err(unsupported(
                    format!("refuse explicit values in `{}`", column.name),
                    "Use an identity that is not `always`.",
                ));
            }
            if identity.increment.is_some_and(|step| step != 1) {
                return Err(unsupported(
                    format!("number `{}` in steps other than 1", column.name),
                    "Use a sequence as the default (MariaDB).",
                ));
            }
            text.push_str(" AUTO_INCREMENT");
        }
        // MariaDB takes a check of a column only as its last clause.
        let (checks, clauses): (Vec<&String>, Vec<&String>) =
            column.native.iter().partition(|clause| clause.starts_with("CHECK"));
        for clause in clauses {
            text.push(' ');
            text.push_str(clause);
        }
        if let Some(comment) = &column.comment {
            text.push_str(" COMMENT ");
            text.push_str(&quote_text(comment));
        }
        for check in checks {
            text.push(' ');
            text.push_str(check);
        }
        Ok(text)
    }

    /// The collation to name: the column's own, else that of the column a foreign key points to
    /// where it differs from the table's, because the server refuses a key between two collations.
    fn column_collation(
        &self,
        column: &Column,
        table: &Table,
        catalog: &Catalog,
    ) -> Option<String> {
        if column.collation.is_some() {
            return column.collation.clone();
        }
        let own = self.table_collation(table);
        table.constraints.iter().find_map(|constraint| {
            let ConstraintBody::ForeignKey(key) = &constraint.body else { return None };
            let at = key.columns.iter().position(|name| *name == column.name)?;
            if key.references == table.name {
                return None;
            }
            let referred = catalog.tables.get(&key.references)?;
            let names = match key.referred_columns.as_slice() {
                [] => referred.primary_key(),
                names => names,
            };
            let other = referred.column(names.get(at)?)?;
            let theirs = other.collation.clone().unwrap_or_else(|| self.table_collation(referred));
            (theirs != own).then_some(theirs)
        })
    }

    /// The collation that columns of this table get when they name none.
    pub(super) fn table_collation(&self, table: &Table) -> String {
        match (&table.options.collation, &table.options.charset) {
            (Some(collation), _) => collation.clone(),
            (None, Some(charset)) => format!("{charset}_bin"),
            (None, None) => self.flavour.collation().to_owned(),
        }
    }
}
