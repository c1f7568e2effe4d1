//! What a query or a row transform has to be allowed.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::query::{Filter, Query};
use sandshift_sandbox::host::{Commit, Refused, TransformSpec};

use super::need::{Columns, Need};
use super::operation_needs::Needs;
use crate::backend::dialect::Dialect;

/// What a query needs.
#[must_use]
pub fn of_query(query: &Query, dialect: &'static dyn Dialect, catalog: &Catalog) -> Vec<Need> {
    let mut needs = Needs::new(dialect, catalog);
    match query {
        Query::Sql { sql, .. } => {
            let statement = sql.get(needs.sql.dialect_name());
            let found = statement.map(|sql| needs.sql.statement(sql)).unwrap_or_default();
            needs.found.extend(found);
        }
        Query::Table { table, columns, filter, order, .. } => {
            needs.read(table, Columns::or_all(columns));
            needs.read(table, Columns::these(order));
            needs.filter(table, filter);
        }
    }
    needs.found
}

/// What a row transform needs. What its function deletes, and what it inserts into other tables, is asked when
/// it comes.
#[must_use]
pub fn of_transform(
    spec: &TransformSpec,
    dialect: &'static dyn Dialect,
    catalog: &Catalog,
) -> Vec<Need> {
    let mut needs = Needs::new(dialect, catalog);
    needs.found.push(Need::Rows("transform"));
    let key = match (spec.key.as_slice(), catalog.tables.get(&spec.table)) {
        ([], Some(table)) => Columns::these(table.primary_key()),
        (key, _) => Columns::these(key),
    };
    needs.read(&spec.table, key);
    needs.read(&spec.table, Columns::or_all(&spec.read));
    let written = match (spec.write.as_slice(), catalog.tables.get(&spec.table)) {
        ([], Some(table)) => {
            let is_free =
                |name: &&sandshift_model::ident::Ident| !table.primary_key().contains(name);
            Columns::these(table.columns.iter().map(|column| &column.name).filter(is_free))
        }
        (columns, _) => Columns::or_all(columns),
    };
    needs.write(&spec.table, written);
    needs.filter(&spec.table, &spec.filter);
    if let Refused::Collect { into, .. } = &spec.refused {
        needs.found.push(Need::Define("table", into.clone()));
        needs.write(into, Columns::All);
    }
    if let Commit::Batch(pace) = &spec.commit
        && let Some(load) = &pace.load
    {
        let statement = load.sql.get(needs.sql.dialect_name()).unwrap_or_default();
        let found = needs.sql.statement(statement);
        needs.found.extend(found);
    }
    needs.found
}

impl Needs<'_> {
    pub(super) fn filter(&mut self, table: &ObjectName, filter: &Filter) {
        match filter {
            Filter::Equal(columns) => {
                self.read(table, Columns::these(columns.iter().map(|(column, _)| column)));
            }
            Filter::Sql { condition, .. } => {
                let condition = condition.get(self.sql.dialect_name()).unwrap_or_default();
                self.expression(table, condition);
            }
        }
    }
}
