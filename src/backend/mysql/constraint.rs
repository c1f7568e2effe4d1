//! Constraints.

use sandshift_model::catalog::{Catalog, CatalogError};
use sandshift_model::constraint::{Constraint, ConstraintBody, ForeignKey, ReferentialAction};
use sandshift_model::ident::Ident;
use sandshift_model::lookup::Place;
use sandshift_model::operation::RenameConstraint;
use sandshift_model::statement::Statement;
use sandshift_model::table::Table;

use super::MysqlDialect;
use super::change_column::alter;
use super::unsupported::unsupported;
use crate::backend::dialect::{Dialect, DialectError};

impl MysqlDialect {
    pub(super) fn rename_constraint(
        &self,
        rename: &RenameConstraint,
        before: &Catalog,
    ) -> Result<Vec<Statement>, DialectError> {
        let (table, place) = before.find_constraint(&rename.table, &rename.name, rename.kind)?;
        let body = match place {
            Place::Constraint(at) => table.constraints.get(at).map(|c| &c.body),
            Place::Index(_) => None,
        };
        match body {
            // The server calls every primary key PRIMARY.
            Some(ConstraintBody::PrimaryKey { .. }) => Ok(Vec::new()),
            None | Some(ConstraintBody::Unique { .. }) => {
                let (old, new) = (self.quote(&rename.name)?, self.quote(&rename.new_name)?);
                let name = self.table_name(&rename.table)?;
                Ok(vec![alter(&name, &[format!("RENAME INDEX {old} TO {new}")])])
            }
            Some(
                ConstraintBody::Check { .. }
                | ConstraintBody::ForeignKey(_)
                | ConstraintBody::Exclude { .. },
            ) => self.change_keys(rename, &rename.table, before),
        }
    }

    /// The clause of ALTER TABLE that drops a constraint.
    pub(super) fn drop_clause(&self, constraint: &Constraint) -> Result<String, DialectError> {
        let name = || match &constraint.name {
            Some(name) => self.quote(name),
            None => Err(CatalogError::Invalid {
                reason: "a constraint without a name cannot be dropped".to_owned(),
            }
            .into()),
        };
        Ok(match &constraint.body {
            ConstraintBody::PrimaryKey { .. } => "DROP PRIMARY KEY".to_owned(),
            ConstraintBody::Unique { .. } => format!("DROP INDEX {}", name()?),
            ConstraintBody::ForeignKey(_) => format!("DROP FOREIGN KEY {}", name()?),
            ConstraintBody::Check { .. } | ConstraintBody::Exclude { .. } => {
                format!("DROP CONSTRAINT {}", name()?)
            }
        })
    }

    /// A constraint as it stands in a table definition or behind `ADD`.
    pub(super) fn constraint(
        &self,
        constraint: &Constraint,
        table: &Table,
        catalog: &Catalog,
    ) -> Result<String, DialectError> {
        let name = match &constraint.name {
            Some(name) => format!("{} ", self.quote(name)?),
            None => String::new(),
        };
        let mut text = match &constraint.body {
            ConstraintBody::PrimaryKey { columns } => {
                self.refuse_long_keys(columns, table, catalog)?;
                format!("PRIMARY KEY ({})", self.names(columns)?)
            }
            ConstraintBody::Unique { columns, nulls_not_distinct, deferrable } => {
                if *nulls_not_distinct {
                    return Err(unsupported(
                        "treat NULLs as equal in a unique constraint",
                        "Put the constraint on a generated column that replaces NULL by a value.",
                    ));
                }
                if deferrable.is_some() {
                    return Err(deferring());
                }
                self.refuse_long_keys(columns, table, catalog)?;
                format!("UNIQUE KEY {name}({})", self.names(columns)?)
            }
            ConstraintBody::Check { not_valid: true, .. } => return Err(not_valid()),
            ConstraintBody::Check { expression, .. } => {
                format!("CONSTRAINT {name}CHECK ({expression})")
            }
            ConstraintBody::ForeignKey(key) => {
                format!("CONSTRAINT {name}{}", self.foreign_key(key, table, catalog)?)
            }
            ConstraintBody::Exclude { .. } => {
                return Err(unsupported(
                    "add an exclude constraint",
                    "Check for overlaps in a trigger.",
                ));
            }
        };
        if let Some(native) = &constraint.native {
            text.push(' ');
            text.push_str(native);
        }
        Ok(text)
    }

    fn foreign_key(
        &self,
        key: &ForeignKey,
        table: &Table,
        catalog: &Catalog,
    ) -> Result<String, DialectError> {
        if key.deferrable.is_some() {
            return Err(deferring());
        }
        if key.not_valid {
            return Err(not_valid());
        }
        if let Some(word) = &key.match_type {
            // The server takes the word, does nothing with it, and forgets ON DELETE besides.
            return Err(unsupported(
                format!("match a foreign key by `{word}`"),
                "Leave the match out and forbid partial NULLs by a check constraint.",
            ));
        }
        let referred = match key.referred_columns.as_slice() {
            [] if key.references == table.name => table.primary_key(),
            [] => catalog.table(&key.references)?.primary_key(),
            columns => columns,
        };
        if referred.len() != key.columns.len() {
            let reason = format!(
                "a foreign key of {} columns points to {} columns of `{}`",
                key.columns.len(),
                referred.len(),
                key.references
            );
            return Err(CatalogError::Invalid { reason }.into());
        }
        let mut text = format!(
            "FOREIGN KEY ({}) REFERENCES {} ({})",
            self.names(&key.columns)?,
            self.quote_object(&key.references)?,
            self.names(referred)?
        );
        for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
            match action {
                None => {}
                Some(ReferentialAction::SetDefault) => {
                    return Err(unsupported(
                        format!("set the default ON {event} of the row pointed to"),
                        "Use SET NULL, or a trigger.",
                    ));
                }
                Some(action) => text.push_str(&format!(" ON {event} {}", action.sql())),
            }
        }
        Ok(text)
    }

    fn refuse_long_keys(
        &self,
        columns: &[Ident],
        table: &Table,
        catalog: &Catalog,
    ) -> Result<(), DialectError> {
        columns.iter().try_for_each(|column| self.refuse_long(column, table, catalog))
    }
}

/// The refusal of `validate_constraint`, and of everything that would need it.
pub(super) fn not_valid() -> DialectError {
    unsupported(
        "keep a constraint that existing rows need not meet",
        "Repair the rows first and add the constraint without `not_valid`.",
    )
}

fn deferring() -> DialectError {
    unsupported(
        "defer a constraint to the end of the transaction",
        "Write the rows in an order that meets the constraint at every statement.",
    )
}
