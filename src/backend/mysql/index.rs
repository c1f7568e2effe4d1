//! Indexes.
//!
//! The server knows no difference between a unique constraint and a unique index. A unique index
//! that an author asked for as an index carries the comment [`UNIQUE_INDEX`], so that inspection
//! reads back what was asked for; every other unique key of plain columns is a constraint. Both
//! can be dropped and renamed by either operation.

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::ident::Ident;
use sandshift_model::index::{Index, IndexKey, IndexTerm};
use sandshift_model::operation::{DropIndex, RenameIndex};
use sandshift_model::statement::Statement;
use sandshift_model::table::Table;

use super::change_column::alter;
use super::flavour::Flavour;
use super::literal::quote_text;
use super::types::{column_type, is_long};
use super::unsupported::unsupported;
use super::{MysqlDialect, qualifier};
use crate::backend::dialect::{Dialect, DialectError};

/// The comment that tells a unique index from a unique constraint.
pub(super) const UNIQUE_INDEX: &str = "unique index";

/// The definition of an index with a comment of somebody else's, which no field holds.
pub(super) fn commented(index: &Index, comment: &str) -> String {
    let quoted = |name: &Ident| qualifier::quoted(name.as_str());
    let keys = index.keys.iter().map(|key| {
        let on = match &key.on {
            IndexTerm::Column(column) => quoted(column),
            IndexTerm::Expression(expression) => format!("({expression})"),
        };
        let order = if key.descending { " DESC" } else { "" };
        format!("{on}{}{order}", key.native.as_deref().unwrap_or_default())
    });
    let keys: Vec<String> = keys.collect();
    let unique = if index.unique { "UNIQUE " } else { "" };
    let (kind, using) = match index.method.as_deref() {
        Some("fulltext") => ("FULLTEXT ", String::new()),
        Some("spatial") => ("SPATIAL ", String::new()),
        Some(method) => (unique, format!(" USING {}", method.to_ascii_uppercase())),
        None => (unique, String::new()),
    };
    let name = index.name.as_ref().map(quoted).unwrap_or_default();
    format!("{kind}INDEX {name} ({}){using} COMMENT {}", keys.join(", "), quote_text(comment))
}

impl MysqlDialect {
    pub(super) fn drop_index(
        &self,
        drop: &DropIndex,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        match before.find_index(&drop.name, drop.table.as_ref()) {
            Ok((table, _)) => self.change_keys(drop, &table.name, before),
            Err(CatalogError::Missing { .. }) if drop.if_exists => Ok(Vec::new()),
            Err(error) => Err(error.into()),
        }
    }

    pub(super) fn rename_index(
        &self,
        rename: &RenameIndex,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        let (table, _) = before.find_index(&rename.name, rename.table.as_ref())?;
        let (old, new) = (self.quote(&rename.name)?, self.quote(&rename.new_name)?);
        let name = self.table_name(&table.name)?;
        Ok(vec![alter(&name, &[format!("RENAME INDEX {old} TO {new}")])])
    }

    /// An index as it stands in a table definition or behind `ADD`.
    pub(super) fn index(
        &self,
        index: &Index,
        table: &Table,
        catalog: &Catalog,
    ) -> Result<String, DialectError> {
        self.refuse_foreign_features(index)?;
        if let Some(native) = &index.native {
            return Ok(native.clone());
        }
        let name = index.name.as_ref().ok_or_else(|| CatalogError::Invalid {
            reason: format!("an index of `{}` has no name", index.table),
        })?;
        let (kind, using) = match index.method.as_deref().map(str::to_ascii_lowercase).as_deref() {
            None => (if index.unique { "UNIQUE INDEX" } else { "INDEX" }, ""),
            Some("btree") => (if index.unique { "UNIQUE INDEX" } else { "INDEX" }, " USING BTREE"),
            Some("hash") => (if index.unique { "UNIQUE INDEX" } else { "INDEX" }, " USING HASH"),
            Some("fulltext") => ("FULLTEXT INDEX", ""),
            Some("spatial") => ("SPATIAL INDEX", ""),
            Some(other) => {
                return Err(unsupported(
                    format!("make an index with the method `{other}`"),
                    "Use `btree`, `hash`, `fulltext` or `spatial`, or no method.",
                ));
            }
        };
        let whole_values = matches!(kind, "INDEX" | "UNIQUE INDEX");
        let mut keys = Vec::new();
        for key in &index.keys {
            keys.push(self.index_key(key, whole_values, table, catalog)?);
        }
        let name = self.quote(name)?;
        let mut text = format!("{kind} {name} ({}){using}", keys.join(", "));
        if index.unique {
            text.push_str(&format!(" COMMENT {}", quote_text(UNIQUE_INDEX)));
        }
        Ok(text)
    }

    fn index_key(
        &self,
        key: &IndexKey,
        whole_values: bool,
        table: &Table,
        catalog: &Catalog,
    ) -> Result<String, DialectError> {
        let mut text = match &key.on {
            IndexTerm::Column(column) => {
                if whole_values && key.native.is_none() {
                    self.refuse_long(column, table, catalog)?;
                }
                self.quote(column)?
            }
            IndexTerm::Expression(expression) if self.flavour == Flavour::Mysql => {
                format!("({expression})")
            }
            IndexTerm::Expression(expression) => {
                return Err(unsupported(
                    format!("index the expression `{expression}`"),
                    "Add a generated column with this expression and index that.",
                ));
            }
        };
        text.push_str(key.native.as_deref().unwrap_or_default());
        if key.descending {
            text.push_str(" DESC");
        }
        Ok(text)
    }

    /// Refuses a key over whole values of a type that has no length.
    pub(super) fn refuse_long(
        &self,
        name: &Ident,
        table: &Table,
        catalog: &Catalog,
    ) -> Result<(), DialectError> {
        let Some(column) = table.column(name) else { return Ok(()) };
        if !is_long(&column_type(&column.ty, catalog)?) {
            return Ok(());
        }
        Err(unsupported(
            format!("index the whole values of `{name}`, which have no length"),
            format!("Make `{name}` a `string(n)`, or index a prefix such as `(20)`."),
        ))
    }

    fn refuse_foreign_features(&self, index: &Index) -> Result<(), DialectError> {
        if index.filter.is_some() {
            return Err(unsupported(
                "index some rows only",
                "Index a generated column that is NULL for the other rows.",
            ));
        }
        if !index.include.is_empty() {
            return Err(unsupported(
                "keep further columns in an index",
                "Put the columns behind the others in the key.",
            ));
        }
        if index.nulls_not_distinct {
            return Err(unsupported(
                "treat NULLs as equal in a unique index",
                "Index a generated column that replaces NULL by a value.",
            ));
        }
        Ok(())
    }
}
