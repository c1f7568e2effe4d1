//! Where the values of a rebuilt table come from.

use sandshift_model::catalog::CatalogError;
use sandshift_model::ident::Ident;
use sandshift_model::operation::{Operation, TypeChange};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::column::default_text;
use super::convert::{convert, stored_as};
use super::expression::closed;
use super::names::{quote, same};
use super::rows::variant;
use crate::backend::dialect::DialectError;

/// One column of the new table, and the expression over a row of the old one that fills it.
#[derive(Debug, Clone)]
struct Source {
    column: Ident,
    ty: ColumnType,
    expression: String,
    /// What the values have to be stored as, and what they then are.
    demand: Option<(&'static str, &'static str)>,
}

/// Where the values of a rebuilt table come from, followed through a sequence of operations.
#[derive(Debug, Clone)]
pub(super) struct Mapping {
    sources: Vec<Source>,
}

impl Mapping {
    /// Every column from itself; generated ones are computed again.
    pub(super) fn of(table: &Table) -> Self {
        let plain = table.columns.iter().filter(|column| column.generated.is_none());
        let sources = plain
            .map(|column| Source {
                column: column.name.clone(),
                ty: column.ty.clone(),
                expression: quote(&column.name),
                demand: None,
            })
            .collect();
        Self { sources }
    }

    /// Follows one operation on the table.
    ///
    /// # Errors
    ///
    /// [`DialectError::NoVariant`] when a USING text is for other databases.
    pub(super) fn follow(&mut self, operation: &Operation) -> Result<(), DialectError> {
        match operation {
            Operation::AddColumn(add) => {
                let column = &add.column;
                let known = self.sources.iter().any(|source| same(&source.column, &column.name));
                // The rows get the default of this moment, even if a later operation changes it.
                if let (false, Some(default), None) = (known, &column.default, &column.generated) {
                    let expression = default_text(default, &column.ty)?;
                    let (column, ty) = (column.name.clone(), column.ty.clone());
                    self.sources.push(Source { column, ty, expression, demand: None });
                }
            }
            Operation::DropColumn(drop) => {
                self.sources.retain(|source| !same(&source.column, &drop.column));
            }
            Operation::RenameColumn(rename) => {
                if let Some(source) = self.source(&rename.column) {
                    source.column = rename.new_name.clone();
                }
            }
            Operation::AlterColumn(alter) => {
                if let (Some(change), Some(source)) = (&alter.ty, self.source(&alter.column)) {
                    source.expression = changed(change, source)?;
                    source.demand = stored_as(&source.ty, &change.ty);
                    source.ty = change.ty.clone();
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Replaces one value of a column by another.
    pub(super) fn replace(&mut self, column: &Ident, from: &str, to: &str) {
        if let Some(source) = self.source(column) {
            let value = &source.expression;
            source.expression = format!("CASE {value} WHEN {from} THEN {to} ELSE {value} END");
        }
    }

    /// The columns to fill with their expressions, in the order of the new table.
    ///
    /// # Errors
    ///
    /// [`DialectError::Catalog`] when no column of the old table is left.
    pub(super) fn fill(&self, after: &Table) -> Result<Vec<(Ident, String)>, DialectError> {
        let plain = after.columns.iter().filter(|column| column.generated.is_none());
        let filled: Vec<_> = plain
            .filter_map(|column| {
                let source = self.sources.iter().find(|s| same(&s.column, &column.name))?;
                Some((column.name.clone(), source.expression.clone()))
            })
            .collect();
        if filled.is_empty() {
            let reason = format!("no column of `{}` would be left", after.name);
            return Err(CatalogError::Invalid { reason }.into());
        }
        Ok(filled)
    }

    /// The columns whose new values have to be of a kind: which one in SQLite's words, and for
    /// people.
    pub(super) fn demands(&self) -> impl Iterator<Item = (&Ident, &'static str, &'static str)> {
        self.sources
            .iter()
            .filter_map(|source| source.demand.map(|(kinds, what)| (&source.column, kinds, what)))
    }

    fn source(&mut self, column: &Ident) -> Option<&mut Source> {
        self.sources.iter_mut().find(|source| same(&source.column, column))
    }
}

fn changed(change: &TypeChange, source: &Source) -> Result<String, DialectError> {
    match &change.using {
        None => Ok(convert(&source.ty, &change.ty, &source.expression)),
        Some(using) => Ok(format!("({})", closed(variant(using)?)?)),
    }
}
