//! `create_unique_constraint` and its kin; the order of arguments is Alembic's.

use sandshift_model::constraint::{Constraint, ConstraintBody, ConstraintKind};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{
    AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint,
};

use super::super::call::Call;
use super::super::columns::sql;
use super::super::constraints::{elements, exclude_of, foreign_key_of, optional_names, unique_of};
use super::super::method::{Answer, Method, method};
use super::super::options::Options;
use super::apply;

pub(super) const METHODS: &[Method] = &[
    method("create_primary_key(name, table, columns, options?)", create_primary_key),
    method("create_unique_constraint(name, table, columns, options?)", create_unique_constraint),
    method("create_check_constraint(name, table, expression, options?)", create_check_constraint),
    method(
        "create_foreign_key(name, table, referred_table, columns, referred_columns?, options?)",
        create_foreign_key,
    ),
    method("create_exclude_constraint(name, table, elements, options?)", create_exclude_constraint),
    method("drop_constraint(name, table, options?)", drop_constraint),
    method("rename_constraint(table, name, new_name, options?)", rename_constraint),
    method("validate_constraint(name, table)", validate_constraint),
];

const KINDS: &[(&str, ConstraintKind)] = &[
    ("primary_key", ConstraintKind::PrimaryKey),
    ("unique", ConstraintKind::Unique),
    ("check", ConstraintKind::Check),
    ("foreign_key", ConstraintKind::ForeignKey),
    ("exclude", ConstraintKind::Exclude),
    // Alembic's words for `type_`.
    ("primary", ConstraintKind::PrimaryKey),
    ("foreignkey", ConstraintKind::ForeignKey),
];

fn create_primary_key(call: &mut Call<'_>) -> Answer {
    let name = call.optional_name(0, "the name")?;
    let table = call.object(1, "the table")?;
    let columns = call.names(2, "the columns")?;
    let options = call.options(3)?;
    add(options, name, table, ConstraintBody::PrimaryKey { columns })
}

fn create_unique_constraint(call: &mut Call<'_>) -> Answer {
    let name = call.optional_name(0, "the name")?;
    let table = call.object(1, "the table")?;
    let columns = call.names(2, "the columns")?;
    let mut options = call.options(3)?;
    let body = unique_of(&mut options, columns)?;
    add(options, name, table, body)
}

fn create_check_constraint(call: &mut Call<'_>) -> Answer {
    let name = call.optional_name(0, "the name")?;
    let table = call.object(1, "the table")?;
    let expression = sql(call, 2, "the expression")?;
    let mut options = call.options(3)?;
    let not_valid = options.flag("not_valid")?;
    add(options, name, table, ConstraintBody::Check { expression, not_valid })
}

fn create_foreign_key(call: &mut Call<'_>) -> Answer {
    let name = call.optional_name(0, "the name")?;
    let table = call.object(1, "the table")?;
    let references = call.object(2, "the referred table")?;
    let columns = call.names(3, "the columns")?;
    let referred = optional_names(call, 4)?;
    let mut options = call.options(5)?;
    let key = foreign_key_of(&mut options, columns, references, referred)?;
    add(options, name, table, ConstraintBody::ForeignKey(key))
}

fn create_exclude_constraint(call: &mut Call<'_>) -> Answer {
    let name = call.optional_name(0, "the name")?;
    let table = call.object(1, "the table")?;
    let elements = elements(call, 2)?;
    let mut options = call.options(3)?;
    let body = exclude_of(&mut options, elements)?;
    add(options, name, table, body)
}

fn add(
    mut options: Options<'_, '_>,
    name: Option<Ident>,
    table: ObjectName,
    body: ConstraintBody,
) -> Answer {
    let native = options.text("native")?;
    let call = options.call;
    options.end()?;
    apply(call, AddConstraint { table, constraint: Constraint { name, body, native } })
}

fn drop_constraint(call: &mut Call<'_>) -> Answer {
    let name = call.name(0, "the constraint")?;
    let table = call.object(1, "the table")?;
    let mut options = call.options(2)?;
    let kind = options.word("type", KINDS)?;
    let if_exists = options.flag("if_exists")?;
    options.end()?;
    apply(call, DropConstraint { table, name, kind, if_exists })
}

fn rename_constraint(call: &mut Call<'_>) -> Answer {
    let table = call.object(0, "the table")?;
    let name = call.name(1, "the constraint")?;
    let new_name = call.name(2, "the new name")?;
    let mut options = call.options(3)?;
    let kind = options.word("type", KINDS)?;
    options.end()?;
    apply(call, RenameConstraint { table, name, new_name, kind })
}

fn validate_constraint(call: &mut Call<'_>) -> Answer {
    let name = call.name(0, "the constraint")?;
    let table = call.object(1, "the table")?;
    apply(call, ValidateConstraint { table, name })
}
