//! Operations. One call of a guest is one operation, but for a deletion by keys, which is one
//! for each row.

use sandshift_model::ident::Ident;
use sandshift_model::object::{EnumType, View};
use sandshift_model::operation::{
    AddColumn, AddConstraint, AddEnumValue, AlterColumn, Assignment, Change, CreateEnum,
    CreateIndex, CreateTable, CreateView, DeleteRows, DropColumn, DropConstraint, DropEnum,
    DropIndex, DropTable, DropView, EnumPosition, InsertRows, Operation, RenameColumn,
    RenameConstraint, RenameEnumValue, RenameIndex, RenameTable, SetTableComment, TypeChange,
    UpdateByKey, UpdateRows, ValidateConstraint,
};
use sandshift_model::query::Filter;

use super::super::bindings::changes as wit;
use super::super::bindings::operations::Operation as W;
use super::objects;
use super::table::{
    column, column_type, constraint, constraint_kind, default_value, identity, index, table,
};
use super::{Unfit, batch, dialect_text, filter, idents, object, value};

/// The operations of the model, in order.
pub(in super::super) fn from_guest(given: W, most_cells: usize) -> Result<Vec<Operation>, Unfit> {
    let one = match given {
        W::CreateTable(o) => {
            CreateTable { table: table(o.table)?, if_not_exists: o.if_not_exists }.into()
        }
        W::DropTable(o) => {
            DropTable { table: object(o.table)?, if_exists: o.if_exists, cascade: o.cascade }.into()
        }
        W::RenameTable(o) => {
            RenameTable { table: object(o.table)?, new_name: Ident::new(o.new_name)? }.into()
        }
        W::SetTableComment(o) => {
            SetTableComment { table: object(o.table)?, comment: o.comment }.into()
        }
        W::AddColumn(o) => AddColumn {
            table: object(o.table)?,
            column: column(o.column)?,
            if_not_exists: o.if_not_exists,
        }
        .into(),
        W::DropColumn(o) => DropColumn {
            table: object(o.table)?,
            column: Ident::new(o.column)?,
            if_exists: o.if_exists,
            keep: false,
        }
        .into(),
        W::RenameColumn(o) => RenameColumn {
            table: object(o.table)?,
            column: Ident::new(o.column)?,
            new_name: Ident::new(o.new_name)?,
        }
        .into(),
        W::AlterColumn(o) => alter_column(o)?.into(),
        W::CreateIndex(o) => CreateIndex {
            index: index(object(o.table)?, o.index)?,
            concurrently: o.concurrently,
            if_not_exists: o.if_not_exists,
        }
        .into(),
        W::DropIndex(o) => DropIndex {
            name: Ident::new(o.name)?,
            table: o.table.map(object).transpose()?,
            concurrently: o.concurrently,
            if_exists: o.if_exists,
        }
        .into(),
        W::RenameIndex(o) => RenameIndex {
            name: Ident::new(o.name)?,
            table: o.table.map(object).transpose()?,
            new_name: Ident::new(o.new_name)?,
        }
        .into(),
        W::AddConstraint(o) => {
            AddConstraint { table: object(o.table)?, constraint: constraint(o.constraint)? }.into()
        }
        W::DropConstraint(o) => DropConstraint {
            table: object(o.table)?,
            name: Ident::new(o.name)?,
            kind: o.kind.map(constraint_kind),
            if_exists: o.if_exists,
        }
        .into(),
        W::RenameConstraint(o) => RenameConstraint {
            table: object(o.table)?,
            name: Ident::new(o.name)?,
            new_name: Ident::new(o.new_name)?,
            kind: o.kind.map(constraint_kind),
        }
        .into(),
        W::ValidateConstraint(o) => {
            ValidateConstraint { table: object(o.table)?, name: Ident::new(o.name)? }.into()
        }
        W::CreateEnum(o) => {
            CreateEnum { enum_type: EnumType { name: Ident::new(o.name)?, values: o.values } }
                .into()
        }
        W::AddEnumValue(o) => AddEnumValue {
            name: Ident::new(o.name)?,
            value: o.value,
            position: position(o.position),
        }
        .into(),
        W::RenameEnumValue(o) => {
            RenameEnumValue { name: Ident::new(o.name)?, value: o.value, new_value: o.new_value }
                .into()
        }
        W::DropEnum(o) => DropEnum { name: Ident::new(o.name)?, if_exists: o.if_exists }.into(),
        W::CreateView(o) => CreateView {
            view: View {
                name: object(o.name)?,
                query: o.query,
                materialized: o.materialized,
                columns: idents(o.columns)?,
            },
            or_replace: o.or_replace,
        }
        .into(),
        W::DropView(o) => DropView { name: object(o.name)?, if_exists: o.if_exists }.into(),
        W::CreateTrigger(o) => objects::create_trigger(o)?.into(),
        W::DropTrigger(o) => objects::drop_trigger(o)?.into(),
        W::CreateFunction(o) => objects::create_function(o)?.into(),
        W::DropFunction(o) => objects::drop_function(o)?.into(),
        W::CreateSchema(o) => objects::create_schema(o)?.into(),
        W::DropSchema(o) => objects::drop_schema(o)?.into(),
        W::CreateSequence(o) => objects::create_sequence(o)?.into(),
        W::DropSequence(o) => objects::drop_sequence(o)?.into(),
        W::CreateExtension(o) => objects::create_extension(o)?.into(),
        W::DropExtension(o) => objects::drop_extension(o)?.into(),
        W::Insert(o) => {
            let (columns, rows) = batch::from_guest(o.rows, most_cells)?;
            InsertRows { table: object(o.table)?, columns, rows }.into()
        }
        W::Update(o) => update(o)?.into(),
        W::UpdateByKey(o) => update_by_key(o, most_cells)?.into(),
        W::Delete(o) => DeleteRows { table: object(o.table)?, filter: filter(o.filter)? }.into(),
        W::DeleteByKey(o) => return delete_by_key(o, most_cells),
    };
    Ok(vec![one])
}

fn alter_column(o: wit::AlterColumn) -> Result<AlterColumn, Unfit> {
    let ty = o.column_type.map(|change| {
        let using = change.using.map(dialect_text).transpose()?;
        Ok::<_, Unfit>(TypeChange { ty: column_type(change.column_type)?, using })
    });
    Ok(AlterColumn {
        table: object(o.table)?,
        column: Ident::new(o.column)?,
        ty: ty.transpose()?,
        nullable: o.nullable,
        default: match o.default {
            wit::DefaultChange::Unchanged => Change::Unchanged,
            wit::DefaultChange::Remove => Change::Remove,
            wit::DefaultChange::Set(default) => Change::Set(default_value(default)?),
        },
        comment: match o.comment {
            wit::CommentChange::Unchanged => Change::Unchanged,
            wit::CommentChange::Remove => Change::Remove,
            wit::CommentChange::Set(comment) => Change::Set(comment),
        },
        identity: match o.identity {
            wit::IdentityChange::Unchanged => Change::Unchanged,
            wit::IdentityChange::Remove => Change::Remove,
            wit::IdentityChange::Set(numbering) => Change::Set(identity(numbering)),
        },
    })
}

fn position(given: wit::EnumPosition) -> EnumPosition {
    match given {
        wit::EnumPosition::Last => EnumPosition::Last,
        wit::EnumPosition::Before(value) => EnumPosition::Before(value),
        wit::EnumPosition::After(value) => EnumPosition::After(value),
    }
}

fn update(o: wit::Update) -> Result<UpdateRows, Unfit> {
    if o.set.is_empty() {
        return Err(Unfit::Misuse("the update sets no column".to_owned()));
    }
    let set = o.set.into_iter().map(|(column, given)| {
        let assignment = match given {
            wit::Assignment::Value(constant) => Assignment::Value(value::from_guest(constant)?),
            wit::Assignment::Expression(text) => Assignment::Expression(dialect_text(text)?),
        };
        Ok((Ident::new(column)?, assignment))
    });
    let set = set.collect::<Result<_, Unfit>>()?;
    Ok(UpdateRows { table: object(o.table)?, set, filter: filter(o.filter)? })
}

/// The model wants the key in front; a guest may give its columns in any order.
fn update_by_key(o: wit::UpdateByKey, most_cells: usize) -> Result<UpdateByKey, Unfit> {
    let key = idents(o.key)?;
    let (names, rows) = batch::from_guest(o.rows, most_cells)?;
    let place = |name: &Ident| {
        let at = names.iter().position(|column| column == name);
        at.ok_or_else(|| Unfit::Misuse(format!("the batch has no key column `{name}`")))
    };
    let mut order = key.iter().map(place).collect::<Result<Vec<_>, _>>()?;
    let others: Vec<usize> = (0..names.len()).filter(|at| !order.contains(at)).collect();
    if order.is_empty() || others.is_empty() {
        let message = "an update by key needs a column of the key and one that changes";
        return Err(Unfit::Misuse(message.to_owned()));
    }
    let columns = others.iter().map(|at| names[*at].clone()).collect();
    order.extend(others);
    let rows = rows.into_iter().map(|row| order.iter().map(|at| row[*at].clone()).collect());
    Ok(UpdateByKey { table: object(o.table)?, key, columns, rows: rows.collect() })
}

fn delete_by_key(o: wit::DeleteByKey, most_cells: usize) -> Result<Vec<Operation>, Unfit> {
    let table = object(o.table)?;
    let (names, rows) = batch::from_guest(o.keys, most_cells)?;
    let delete = |row: Vec<_>| {
        let filter = Filter::Equal(names.iter().cloned().zip(row).collect());
        DeleteRows { table: table.clone(), filter }.into()
    };
    Ok(rows.into_iter().map(delete).collect())
}
