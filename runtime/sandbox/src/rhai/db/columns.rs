//! `add_column`, `alter_column` and their kin.

use rhai::{Dynamic, Map};
use sandshift_model::column::{DefaultValue, Identity};
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::index::Index;
use sandshift_model::operation::{
    AddColumn, AddConstraint, AlterColumn, Change, CreateIndex, DropColumn, Operation,
    RenameColumn, TypeChange,
};

use super::super::call::Call;
use super::super::columns::{default_value, identity_of};
use super::super::errors::Failure;
use super::super::method::{Answer, Method, method};
use super::super::options::Options;
use super::super::{names, types};
use super::{apply, rows_of, tables};

pub(super) const METHODS: &[Method] = &[
    method("add_column(table, column, options?)", add_column),
    method("drop_column(table, column, options?)", drop_column),
    method("rename_column(table, column, new_name)", rename_column),
    method("alter_column(table, column, options)", alter_column),
];

fn add_column(call: &mut Call<'_>) -> Answer {
    let table = call.object(0, "the table")?;
    let mut spec = tables::column(call, 1)?;
    let mut options = call.options(2)?;
    let if_not_exists = options.flag("if_not_exists")?;
    options.end()?;
    let mut constraints = spec.constraints();
    let own = spec.column.name.clone();
    if spec.primary_key {
        spec.column.nullable = false;
        let key = ConstraintBody::PrimaryKey { columns: vec![own.clone()] };
        constraints.insert(0, Constraint::unnamed(key));
    }
    rows_of(call, AddColumn { table: table.clone(), column: spec.column, if_not_exists })?;
    for constraint in constraints {
        rows_of(call, AddConstraint { table: table.clone(), constraint })?;
    }
    if spec.index {
        let index = Index::on(table, vec![own]);
        rows_of(call, CreateIndex { index, concurrently: false, if_not_exists })?;
    }
    Ok(Dynamic::UNIT)
}

fn drop_column(call: &mut Call<'_>) -> Answer {
    let table = call.object(0, "the table")?;
    let column = call.name(1, "the column")?;
    let mut options = call.options(2)?;
    let if_exists = options.flag("if_exists")?;
    let keep = options.flag("keep")?;
    options.end()?;
    apply(call, DropColumn { table, column, if_exists, keep })
}

fn rename_column(call: &mut Call<'_>) -> Answer {
    let table = call.object(0, "the table")?;
    let column = call.name(1, "the column")?;
    let new_name = call.name(2, "the new name")?;
    apply(call, RenameColumn { table, column, new_name })
}

fn alter_column(call: &mut Call<'_>) -> Answer {
    let table = call.object(0, "the table")?;
    let column = call.name(1, "the column")?;
    let mut options = call.options(2)?;
    let new_name = options.name("new_name")?;
    let change = AlterColumn {
        table: table.clone(),
        column: column.clone(),
        ty: type_change(&mut options)?,
        nullable: options.optional_flag("nullable")?,
        default: default_change(&mut options)?,
        comment: comment_change(&mut options)?,
        identity: identity_change(&mut options)?,
    };
    options.end()?;
    let alters = change.ty.is_some()
        || change.nullable.is_some()
        || change.default != Change::Unchanged
        || change.comment != Change::Unchanged
        || change.identity != Change::Unchanged;
    if !alters && new_name.is_none() {
        return Err(call.misuse("the options say nothing to change"));
    }
    let mut operations: Vec<Operation> = Vec::new();
    if alters {
        operations.push(change.into());
    }
    operations.extend(new_name.map(|new_name| RenameColumn { table, column, new_name }.into()));
    for operation in operations {
        rows_of(call, operation)?;
    }
    Ok(Dynamic::UNIT)
}

fn type_change(options: &mut Options<'_, '_>) -> Result<Option<TypeChange>, Failure> {
    let ty = options.some("type").map(|ty| types::column_type(options.call, ty)).transpose()?;
    let using = options.some("using");
    let using = using.map(|text| names::per_dialect(options.call, text, "`using`")).transpose()?;
    match (ty, using) {
        (Some(ty), using) => Ok(Some(TypeChange { ty, using })),
        (None, None) => Ok(None),
        (None, Some(_)) => Err(options.call.misuse("`using` needs a `type`")),
    }
}

fn default_change(options: &mut Options<'_, '_>) -> Result<Change<DefaultValue>, Failure> {
    let value = options.any("default");
    let text = options.some("default_sql");
    let now = options.flag("default_now")?;
    match (value, text, now) {
        (None, None, false) => Ok(Change::Unchanged),
        (Some(value), None, false) => {
            Ok(default_value(options.call, value)?.map_or(Change::Remove, Change::Set))
        }
        (None, Some(text), false) => {
            let text = names::per_dialect(options.call, text, "`default_sql`")?;
            Ok(Change::Set(DefaultValue::Expression(options.call.sql_here(&text)?)))
        }
        (None, None, true) => Ok(Change::Set(DefaultValue::Now)),
        _ => Err(options.call.misuse("only one default can be given")),
    }
}

fn comment_change(options: &mut Options<'_, '_>) -> Result<Change<String>, Failure> {
    match options.any("comment") {
        None => Ok(Change::Unchanged),
        Some(unit) if unit.is_unit() => Ok(Change::Remove),
        Some(text) => options.call.text_of(text, "`comment`").map(Change::Set),
    }
}

/// `autoincrement: true`, `identity: #{start: 100}`, `identity: ()`.
fn identity_change(options: &mut Options<'_, '_>) -> Result<Change<Identity>, Failure> {
    let switch = options.optional_flag("autoincrement")?;
    let given = options.any("identity");
    let switched = match switch {
        Some(true) => Change::Set(Identity::default()),
        Some(false) => Change::Remove,
        None => Change::Unchanged,
    };
    let Some(given) = given else { return Ok(switched) };
    if given.is_unit() {
        return Ok(Change::Remove);
    }
    match given.try_cast_result::<Map>() {
        Ok(map) => {
            let mut inner = Options::new(options.call, map);
            let identity = identity_of(&mut inner)?;
            inner.end()?;
            Ok(Change::Set(identity))
        }
        Err(other) => match other.as_bool() {
            Ok(true) => Ok(Change::Set(Identity::default())),
            Ok(false) => Ok(Change::Remove),
            Err(_) => Err(options.wrong("identity", "a map, true, false or ()", &other)),
        },
    }
}
