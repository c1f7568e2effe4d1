//! Tables and what belongs to them.

use sandshift_model::column::{Column, DefaultValue, Generated, Identity};
use sandshift_model::constraint::{
    Constraint, ConstraintBody, ConstraintKind, Deferrable, ExcludeElement, ForeignKey,
    ReferentialAction,
};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::{Index, IndexKey, IndexTerm};
use sandshift_model::table::{Table, TableOptions};
use sandshift_model::types::ColumnType;

use super::super::bindings::inspect::{SeenColumn, SeenTable};
use super::super::bindings::schema as wit;
use super::{Unfit, dialect_text, idents, object, optional_ident, value};

pub(super) fn table(given: wit::Table) -> Result<Table, Unfit> {
    let name = object(given.name)?;
    Ok(Table {
        columns: given.columns.into_iter().map(column).collect::<Result<_, _>>()?,
        constraints: given.constraints.into_iter().map(constraint).collect::<Result<_, _>>()?,
        indexes: given
            .indexes
            .into_iter()
            .map(|given| index(name.clone(), given))
            .collect::<Result<_, _>>()?,
        comment: given.comment,
        options: TableOptions {
            strict: given.options.strict,
            without_rowid: given.options.without_rowid,
            engine: given.options.engine,
            charset: given.options.charset,
            collation: given.options.collation,
            native: Vec::new(),
        },
        name,
    })
}

pub(super) fn column(given: wit::Column) -> Result<Column, Unfit> {
    Ok(Column {
        name: Ident::new(given.name)?,
        ty: column_type(given.column_type)?,
        nullable: given.nullable,
        default: given.default.map(default_value).transpose()?,
        identity: given.identity.map(identity),
        generated: given
            .generated
            .map(|given| Generated { expression: given.expression, stored: given.stored }),
        collation: given.collation,
        comment: given.comment,
        native: Vec::new(),
    })
}

pub(super) fn column_type(given: wit::ColumnType) -> Result<ColumnType, Unfit> {
    Ok(match given {
        wit::ColumnType::SmallInteger => ColumnType::SmallInteger,
        wit::ColumnType::Integer => ColumnType::Integer,
        wit::ColumnType::BigInteger => ColumnType::BigInteger,
        wit::ColumnType::Boolean => ColumnType::Boolean,
        wit::ColumnType::Float => ColumnType::Float,
        wit::ColumnType::Double => ColumnType::Double,
        wit::ColumnType::Numeric(size) if size.scale > size.precision => {
            return Err(Unfit::Misuse("the scale is larger than the precision".to_owned()));
        }
        wit::ColumnType::Numeric(size) => {
            ColumnType::Numeric { precision: size.precision, scale: size.scale }
        }
        wit::ColumnType::String(length) => ColumnType::String { length },
        wit::ColumnType::Char(length) => ColumnType::Char { length },
        wit::ColumnType::Text => ColumnType::Text,
        wit::ColumnType::Binary(length) => ColumnType::Binary { length },
        wit::ColumnType::Date => ColumnType::Date,
        wit::ColumnType::Time => ColumnType::Time,
        wit::ColumnType::Timestamp => ColumnType::DateTime { timezone: false },
        wit::ColumnType::TimestampWithZone => ColumnType::DateTime { timezone: true },
        wit::ColumnType::Interval => ColumnType::Interval,
        wit::ColumnType::Json => ColumnType::Json,
        wit::ColumnType::Uuid => ColumnType::Uuid,
        wit::ColumnType::Enumeration(name) => ColumnType::Enum { name: Ident::new(name)? },
        wit::ColumnType::Native(text) => ColumnType::Native(dialect_text(text)?),
    })
}

pub(super) fn default_value(given: wit::DefaultValue) -> Result<DefaultValue, Unfit> {
    Ok(match given {
        wit::DefaultValue::Literal(literal) => DefaultValue::Literal(value::from_guest(literal)?),
        wit::DefaultValue::Now => DefaultValue::Now,
        wit::DefaultValue::Expression(text) => DefaultValue::Expression(text),
    })
}

pub(super) fn identity(given: wit::Identity) -> Identity {
    Identity { always: given.always, start: given.start, increment: given.increment }
}

pub(super) fn constraint(given: wit::Constraint) -> Result<Constraint, Unfit> {
    let body = match given.body {
        wit::ConstraintBody::PrimaryKey(columns) => {
            ConstraintBody::PrimaryKey { columns: idents(columns)? }
        }
        wit::ConstraintBody::Unique(unique) => ConstraintBody::Unique {
            columns: idents(unique.columns)?,
            nulls_not_distinct: unique.nulls_not_distinct,
            deferrable: unique.deferrable.map(deferrable),
        },
        wit::ConstraintBody::Check(check) => {
            ConstraintBody::Check { expression: check.expression, not_valid: check.not_valid }
        }
        wit::ConstraintBody::ForeignKey(key) => ConstraintBody::ForeignKey(foreign_key(key)?),
        wit::ConstraintBody::Exclude(exclude) => ConstraintBody::Exclude {
            method: exclude.method,
            elements: exclude.elements.into_iter().map(exclude_element).collect(),
            filter: exclude.filter,
        },
    };
    Ok(Constraint { name: optional_ident(given.name)?, body, native: None })
}

fn exclude_element(given: wit::ExcludeElement) -> ExcludeElement {
    ExcludeElement { expression: given.expression, operator: given.operator }
}

fn foreign_key(given: wit::ForeignKey) -> Result<ForeignKey, Unfit> {
    Ok(ForeignKey {
        columns: idents(given.columns)?,
        references: object(given.references)?,
        referred_columns: idents(given.referred_columns)?,
        on_delete: given.on_delete.map(action),
        on_update: given.on_update.map(action),
        deferrable: given.deferrable.map(deferrable),
        match_type: None,
        not_valid: given.not_valid,
    })
}

fn action(given: wit::ReferentialAction) -> ReferentialAction {
    match given {
        wit::ReferentialAction::NoAction => ReferentialAction::NoAction,
        wit::ReferentialAction::Restrict => ReferentialAction::Restrict,
        wit::ReferentialAction::Cascade => ReferentialAction::Cascade,
        wit::ReferentialAction::SetNull => ReferentialAction::SetNull,
        wit::ReferentialAction::SetDefault => ReferentialAction::SetDefault,
    }
}

fn deferrable(given: wit::Deferrable) -> Deferrable {
    match given {
        wit::Deferrable::Immediate => Deferrable::Immediate,
        wit::Deferrable::Deferred => Deferrable::Deferred,
    }
}

pub(super) fn constraint_kind(given: wit::ConstraintKind) -> ConstraintKind {
    match given {
        wit::ConstraintKind::PrimaryKey => ConstraintKind::PrimaryKey,
        wit::ConstraintKind::Unique => ConstraintKind::Unique,
        wit::ConstraintKind::Check => ConstraintKind::Check,
        wit::ConstraintKind::ForeignKey => ConstraintKind::ForeignKey,
        wit::ConstraintKind::Exclude => ConstraintKind::Exclude,
    }
}

pub(super) fn index(table: ObjectName, given: wit::Index) -> Result<Index, Unfit> {
    Ok(Index {
        name: optional_ident(given.name)?,
        table,
        keys: given.keys.into_iter().map(index_key).collect::<Result<_, _>>()?,
        unique: given.unique,
        filter: given.filter,
        include: idents(given.included)?,
        method: given.method,
        nulls_not_distinct: given.nulls_not_distinct,
        native: None,
    })
}

fn index_key(given: wit::IndexKey) -> Result<IndexKey, Unfit> {
    let on = match given.term {
        wit::IndexTerm::Column(name) => IndexTerm::Column(Ident::new(name)?),
        wit::IndexTerm::Expression(text) => IndexTerm::Expression(text),
    };
    Ok(IndexKey { on, descending: given.descending, native: given.native })
}

/// A table as a guest sees it.
pub(in super::super) fn seen(table: &Table) -> SeenTable {
    let key: Vec<Option<usize>> =
        table.primary_key().iter().map(|name| table.position(name)).collect();
    let columns = table.columns.iter().enumerate().map(|(at, column)| SeenColumn {
        name: column.name.to_string(),
        type_text: column.ty.to_string(),
        nullable: column.nullable,
        primary_key: key.contains(&Some(at)),
        has_default: column.default.is_some(),
    });
    let named = |name: &Option<Ident>| name.as_ref().map(Ident::to_string);
    SeenTable {
        name: super::wit::ObjectName {
            schema: named(&table.name.schema),
            name: table.name.name.to_string(),
        },
        columns: columns.collect(),
        constraints: table.constraints.iter().filter_map(|one| named(&one.name)).collect(),
        indexes: table.indexes.iter().filter_map(|one| named(&one.name)).collect(),
        comment: table.comment.clone(),
    }
}
