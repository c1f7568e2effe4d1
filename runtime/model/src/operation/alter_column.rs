//! Changes type, nullability, default, comment or numbering of a column.

use serde::{Deserialize, Serialize};

use super::{Hazard, Inverse, Operate, Permission, Touched};
use crate::catalog::{Catalog, CatalogError};
use crate::column::{Column, DefaultValue, Identity};
use crate::conversion::{Conversion, conversion};
use crate::dependents::enum_of;
use crate::ident::{Ident, ObjectName};
use crate::types::{ColumnType, PerDialect};

/// Changes type, nullability, default, comment or numbering of a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AlterColumn {
    /// The table.
    pub table: ObjectName,
    /// The column.
    pub column: Ident,
    /// The new type.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "type")]
    pub ty: Option<TypeChange>,
    /// Whether NULL is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nullable: Option<bool>,
    /// The default.
    #[serde(default)]
    pub default: Change<DefaultValue>,
    /// The comment.
    #[serde(default)]
    pub comment: Change<String>,
    /// The numbering.
    #[serde(default)]
    pub identity: Change<Identity>,
}

/// A new type for a column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TypeChange {
    /// The type.
    #[serde(rename = "type")]
    pub ty: ColumnType,
    /// The expression that makes the new value from the old row; none for the database's own
    /// conversion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub using: Option<PerDialect>,
}

/// One facet of a column: three states, because "no default" and "leave the default" differ.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change<T> {
    /// As it is.
    #[default]
    Unchanged,
    /// None any more.
    Remove,
    /// This one.
    Set(T),
}

impl Operate for AlterColumn {
    fn touches(&self) -> Vec<Touched> {
        let mut touched = vec![Touched::Column(self.table.clone(), self.column.clone())];
        let of = self.ty.as_ref().and_then(|change| enum_of(&change.ty));
        touched.extend(of.map(|name| Touched::other("enum", name)));
        touched
    }

    fn permission(&self) -> Permission {
        Permission::Alter
    }

    fn apply_to(&self, catalog: &mut Catalog) -> Result<(), CatalogError> {
        catalog.column(&self.table, &self.column)?;
        if let Some(change) = &self.ty {
            catalog.has_enum_of(&change.ty)?;
        }
        let table = catalog.table_mut(&self.table)?;
        if let Some(column) = table.column_mut(&self.column) {
            if let Some(change) = &self.ty {
                column.ty = change.ty.clone();
            }
            column.nullable = self.nullable.unwrap_or(column.nullable);
            self.default.apply_to(&mut column.default);
            self.comment.apply_to(&mut column.comment);
            self.identity.apply_to(&mut column.identity);
            *column = column.clone().without_null_default();
        }
        Ok(())
    }

    fn inverse(&self, before: &Catalog) -> Inverse {
        Inverse::of(before.column(&self.table, &self.column).map(|column| self.back_to(column)))
    }

    fn hazards(&self, before: &Catalog) -> Vec<Hazard> {
        let Ok(column) = before.column(&self.table, &self.column) else { return Vec::new() };
        let name = format!("{}.{}", self.table, column.name);
        let mut hazards = Vec::new();
        if let Some(change) = &self.ty {
            match conversion(&column.ty, &change.ty) {
                Conversion::Narrowing => hazards.push(Hazard::loss(format!(
                    "values of `{name}` may be refused or changed from {} to {}",
                    column.ty, change.ty
                ))),
                Conversion::Widening => hazards.push(Hazard::caution(format!(
                    "a new type for `{name}` may rewrite the table and lock it meanwhile"
                ))),
                Conversion::Same => {}
            }
            if change.using.is_some() {
                hazards.push(Hazard::loss(format!("overwrites every value of `{name}`")));
            }
        }
        if self.nullable == Some(false) && column.nullable {
            hazards.push(Hazard::caution(format!("fails when a row holds NULL in `{name}`")));
        }
        hazards
    }
}

impl AlterColumn {
    fn back_to(&self, before: &Column) -> Inverse {
        let mut reason = None;
        let mut ty = None;
        if let Some(change) = &self.ty {
            let name = format_args!("{}.{}", self.table, before.name);
            let conversion = conversion(&before.ty, &change.ty);
            if change.using.is_some() {
                reason = Some(format!("the values of `{name}` before their conversion are gone"));
            } else if conversion == Conversion::Narrowing {
                reason = Some(format!(
                    "values of `{name}` that changed from {} to {} do not change back",
                    before.ty, change.ty
                ));
            }
            if conversion != Conversion::Same {
                ty = Some(TypeChange { ty: before.ty.clone(), using: None });
            }
        }
        let back = Self {
            table: self.table.clone(),
            column: before.name.clone(),
            ty,
            nullable: self.nullable.filter(|n| *n != before.nullable).map(|_| before.nullable),
            default: self.default.back_to(&before.default),
            comment: self.comment.back_to(&before.comment),
            identity: self.identity.back_to(&before.identity),
        };
        let operations = if back.changes_nothing() { Vec::new() } else { vec![back.into()] };
        match reason {
            Some(reason) => Inverse::lossy(reason, operations),
            None => Inverse::Exact(operations),
        }
    }

    fn changes_nothing(&self) -> bool {
        self.ty.is_none()
            && self.nullable.is_none()
            && self.default == Change::Unchanged
            && self.comment == Change::Unchanged
            && self.identity == Change::Unchanged
    }
}

impl<T: Clone + PartialEq> Change<T> {
    fn apply_to(&self, facet: &mut Option<T>) {
        match self {
            Self::Unchanged => {}
            Self::Remove => *facet = None,
            Self::Set(new) => *facet = Some(new.clone()),
        }
    }

    /// The change that brings a facet back to what it was before this one.
    fn back_to(&self, before: &Option<T>) -> Self {
        let mut after = before.clone();
        self.apply_to(&mut after);
        match before {
            _ if after == *before => Self::Unchanged,
            Some(before) => Self::Set(before.clone()),
            None => Self::Remove,
        }
    }
}
