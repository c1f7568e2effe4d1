//! Constraints and indexes of a table that come or go, as one ALTER TABLE.
//!
//! What changes is read off the catalog before and after the operation, so that the text and the
//! catalog cannot disagree: a column takes its indexes with it, which the server would only shrink,
//! and a foreign key the index that serves it alone.

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::ConstraintBody;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::{Index, IndexTerm};
use sandshift_model::operation::{Operate, Touched};
use sandshift_model::statement::Statement;
use sandshift_model::table::Table;

use super::MysqlDialect;
use super::change_column::alter;
use super::unsupported::unsupported;
use crate::backend::dialect::{Dialect, DialectError};

impl MysqlDialect {
    /// The statement for an operation that does nothing but make or drop constraints and indexes
    /// of one table; none when nothing changes.
    pub(super) fn change_keys(
        &self,
        operation: &impl Operate,
        name: &ObjectName,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        let (table, after) = applied(operation, name, before)?;
        let clauses = self.key_changes(table, &after, before)?;
        if clauses.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![alter(&self.table_name(name)?, &clauses)])
    }

    /// The clauses of ALTER TABLE between two states of a table; drops come first, because what
    /// comes may have the name of what goes.
    pub(super) fn key_changes(
        &self,
        before: &Table,
        after: &Table,
        catalog: &Catalog,
    ) -> Result<Vec<String>, DialectError> {
        for column in after.columns.iter().filter(|column| column.identity.is_some()) {
            must_lead_a_key(&column.name, after)?;
        }
        let mut clauses = Vec::new();
        for constraint in before.constraints.iter().filter(|c| !after.constraints.contains(c)) {
            clauses.push(self.drop_clause(constraint)?);
        }
        for index in before.indexes.iter().filter(|index| !after.indexes.contains(index)) {
            if let Some(name) = &index.name {
                clauses.push(format!("DROP INDEX {}", self.quote(name)?));
            }
        }
        clauses.extend(self.support_changes(before, after)?);
        for index in after.indexes.iter().filter(|index| !before.indexes.contains(index)) {
            clauses.push(format!("ADD {}", self.index(index, after, catalog)?));
        }
        for constraint in after.constraints.iter().filter(|c| !before.constraints.contains(c)) {
            clauses.push(format!("ADD {}", self.constraint(constraint, after, catalog)?));
        }
        Ok(clauses)
    }
}

/// Makes sure that a numbered column is the first of some key, without which the server refuses it.
pub(super) fn must_lead_a_key(column: &Ident, table: &Table) -> Result<(), DialectError> {
    let constraints = table.constraints.iter().any(|constraint| match &constraint.body {
        ConstraintBody::PrimaryKey { columns } | ConstraintBody::Unique { columns, .. } => {
            columns.first() == Some(column)
        }
        ConstraintBody::Check { .. }
        | ConstraintBody::ForeignKey(_)
        | ConstraintBody::Exclude { .. } => false,
    });
    let leads = |index: &Index| {
        index.keys.first().is_some_and(|key| key.on == IndexTerm::Column(column.clone()))
    };
    if constraints || table.indexes.iter().any(leads) {
        return Ok(());
    }
    Err(unsupported(
        format!("number the column `{column}` without a key that begins with it"),
        "Make the key first, and take the numbering away before the key goes.",
    ))
}

/// The table of this name before and after an operation.
pub(super) fn applied<'a>(
    operation: &impl Operate,
    name: &ObjectName,
    before: &'a Catalog,
) -> Result<(&'a Table, Table), DialectError> {
    let table = before.table(name)?;
    let touched = operation.touches();
    let others = touched.iter().filter_map(|touched| match touched {
        Touched::Table(other) => Some(other),
        Touched::Column(..) | Touched::Other(..) | Touched::Unknown => None,
    });
    let names: Vec<&ObjectName> = others.chain([name]).collect();
    let mut catalog = before.around(&names);
    operation.apply_to(&mut catalog)?;
    let after = catalog.table(name)?.clone();
    Ok((table, after))
}
