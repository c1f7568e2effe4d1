//! What is there: `has_table`, `has_column`, `inspect`.

use std::any::TypeId;
use std::sync::Arc;

use rhai::{Array, Dynamic, Engine, Map};
use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::constraint::{Constraint, ConstraintBody, ConstraintKind};
use sandshift_model::ident::Ident;
use sandshift_model::index::{Index, IndexTerm};
use sandshift_model::naming::constraint_names;
use sandshift_model::table::Table;

use super::super::call::Call;
use super::super::errors::Failure;
use super::super::method::{Answer, Method, method};
use super::super::run::Run;
use super::super::{types, value};

pub(super) const METHODS: &[Method] = &[
    method("has_table(table)", |call| Ok(look(call, 0)?.is_some().into())),
    method("has_column(table, column)", has_column),
    method("inspect(table)", inspect),
];

/// Its name in messages.
const TYPE_NAME: &str = "Table";

/// A table as it was when a script looked.
#[derive(Debug, Clone)]
struct Inspected(Arc<Table>);

const LOOKS: &[Method] = &[
    method("has_column(column)", |call| {
        let name = call.name(0, "the column")?;
        Ok(table(call)?.column(&name).is_some().into())
    }),
    method("has_index(index)", |call| {
        let name = call.name(0, "the index")?;
        Ok(table(call)?.index(&name).is_some().into())
    }),
    method("has_constraint(constraint)", |call| {
        let name = call.name(0, "the constraint")?;
        Ok(table(call)?.constraint(&name).is_some().into())
    }),
    method("find_constraint(type, columns)", find_constraint),
    method("column(name)", |call| {
        let name = call.name(0, "the column")?;
        let table = table(call)?;
        Ok(table.column(&name).map_or(Dynamic::UNIT, |column| described(column, &table)))
    }),
];

pub(super) fn register(engine: &mut Engine, run: &Arc<Run>) {
    engine.register_type_with_name::<Inspected>(TYPE_NAME);
    for look in LOOKS {
        look.register(engine, run, Some((TypeId::of::<Inspected>(), TYPE_NAME)));
    }
    engine
        .register_get("name", |seen: &mut Inspected| seen.0.name.to_string())
        .register_get("comment", |seen: &mut Inspected| {
            seen.0.comment.clone().map_or(Dynamic::UNIT, Into::into)
        })
        .register_get("primary_key", |seen: &mut Inspected| names(seen.0.primary_key()))
        .register_get("columns", |seen: &mut Inspected| -> Array {
            seen.0.columns.iter().map(|column| described(column, &seen.0)).collect()
        })
        .register_get("indexes", |seen: &mut Inspected| -> Array {
            seen.0.indexes.iter().map(index).collect()
        })
        .register_get("constraints", |seen: &mut Inspected| constraints(&seen.0));
}

fn look(call: &mut Call<'_>, at: usize) -> Result<Option<Table>, Failure> {
    let name = call.object(at, "the table")?;
    let origin = call.origin;
    call.host(|host| host.inspect(&name, origin))
}

fn has_column(call: &mut Call<'_>) -> Answer {
    let column = call.name(1, "the column")?;
    let seen = look(call, 0)?;
    Ok(seen.is_some_and(|table| table.column(&column).is_some()).into())
}

fn inspect(call: &mut Call<'_>) -> Answer {
    let shown = call.peek(0).to_string();
    match look(call, 0)? {
        Some(table) => Ok(Dynamic::from(Inspected(Arc::new(table)))),
        None => {
            let hint = Some("ask with `db.has_table(table)` first".to_owned());
            Err(call.misuse_with(format!("there is no table `{shown}`"), hint))
        }
    }
}

fn table(call: &Call<'_>) -> Result<Arc<Table>, Failure> {
    let seen = call.receiver.read_lock::<Inspected>().map(|seen| Arc::clone(&seen.0));
    seen.ok_or_else(|| call.misuse("it belongs behind `db.inspect(table)`"))
}

fn described(column: &Column, table: &Table) -> Dynamic {
    let mut map = Map::new();
    let key = table.primary_key().iter().any(|name| table.column(name) == Some(column));
    map.insert("name".into(), column.name.to_string().into());
    map.insert("type".into(), types::spelled(&column.ty).into());
    map.insert("nullable".into(), column.nullable.into());
    map.insert("primary_key".into(), key.into());
    map.insert("identity".into(), column.identity.is_some().into());
    map.insert("generated".into(), column.generated.is_some().into());
    map.insert("comment".into(), optional(column.comment.clone()));
    let (value, sql) = match &column.default {
        None => (Dynamic::UNIT, None),
        Some(DefaultValue::Literal(literal)) => (value::to_script(literal.clone()), None),
        Some(DefaultValue::Now) => (Dynamic::UNIT, Some("CURRENT_TIMESTAMP".to_owned())),
        Some(DefaultValue::Expression(text)) => (Dynamic::UNIT, Some(text.clone())),
    };
    map.insert("default".into(), value);
    map.insert("default_sql".into(), optional(sql));
    map.into()
}

fn index(index: &Index) -> Dynamic {
    let expression = |key: &sandshift_model::index::IndexKey| match &key.on {
        IndexTerm::Expression(text) => Some(Dynamic::from(text.clone())),
        IndexTerm::Column(_) => None,
    };
    let columns: Array = index.columns().into_iter().map(|name| name.to_string().into()).collect();
    let mut map = Map::new();
    map.insert("name".into(), optional(index.name.as_ref().map(Ident::to_string)));
    map.insert("columns".into(), columns.into());
    map.insert(
        "expressions".into(),
        index.keys.iter().filter_map(expression).collect::<Array>().into(),
    );
    map.insert("unique".into(), index.unique.into());
    map.insert("where".into(), optional(index.filter.clone()));
    map.into()
}

/// Those of a table; one that was made without a name has the one by which it can be dropped.
fn constraints(table: &Table) -> Array {
    let named = table.constraints.iter().zip(constraint_names(table));
    named.map(|(constraint, name)| described_constraint(constraint, name)).collect()
}

/// The constraint of this type on these columns, whatever it is called; unit when there is none.
fn find_constraint(call: &mut Call<'_>) -> Answer {
    let wanted = call.text(0, "the type")?;
    if !KINDS.iter().any(|kind| word(*kind) == wanted) {
        let known = KINDS.map(|kind| format!("`{}`", word(kind))).join(", ");
        return Err(call.misuse(format!("the type must be one of {known}, not `{wanted}`")));
    }
    let columns = call.names(1, "the columns")?;
    let table = table(call)?;
    let is_it = |(constraint, _): &(&Constraint, Option<Ident>)| {
        word(constraint.body.kind()) == wanted && same(constraint.body.columns(), &columns)
    };
    let found = table.constraints.iter().zip(constraint_names(&table)).find(is_it);
    if let Some((constraint, name)) = found {
        return Ok(described_constraint(constraint, name));
    }
    // A unique index is the same rule, and `db.drop_constraint` takes its name as well.
    let rules = table.indexes.iter().filter(|index| wanted == "unique" && is_rule(index));
    let rules = rules.map(|index| {
        let columns: Vec<Ident> = index.columns().into_iter().cloned().collect();
        (Constraint::unnamed(ConstraintBody::unique(columns)), index.name.clone())
    });
    let found = rules.into_iter().find(|(rule, _)| same(rule.body.columns(), &columns));
    let found = found.map(|(rule, name)| described_constraint(&rule, name));
    Ok(found.unwrap_or_default())
}

/// Tells whether an index forbids the same values twice, in all rows and in plain columns.
fn is_rule(index: &Index) -> bool {
    index.unique && index.filter.is_none() && index.columns().len() == index.keys.len()
}

/// Tells whether these are the same columns; another order makes no other constraint.
fn same(columns: &[Ident], wanted: &[Ident]) -> bool {
    columns.len() == wanted.len() && wanted.iter().all(|column| columns.contains(column))
}

const KINDS: [ConstraintKind; 5] = [
    ConstraintKind::PrimaryKey,
    ConstraintKind::Unique,
    ConstraintKind::Check,
    ConstraintKind::ForeignKey,
    ConstraintKind::Exclude,
];

fn word(kind: ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::PrimaryKey => "primary_key",
        ConstraintKind::Unique => "unique",
        ConstraintKind::Check => "check",
        ConstraintKind::ForeignKey => "foreign_key",
        ConstraintKind::Exclude => "exclude",
    }
}

fn described_constraint(constraint: &Constraint, name: Option<Ident>) -> Dynamic {
    let mut map = Map::new();
    map.insert("name".into(), optional(name.map(|name| name.to_string())));
    map.insert("type".into(), word(constraint.body.kind()).into());
    map.insert("columns".into(), names(constraint.body.columns()).into());
    match &constraint.body {
        ConstraintBody::ForeignKey(key) => {
            map.insert("referred_table".into(), key.references.to_string().into());
            map.insert("referred_columns".into(), names(&key.referred_columns).into());
            let action = |action: Option<sandshift_model::constraint::ReferentialAction>| {
                optional(action.map(|action| action.sql().to_ascii_lowercase().replace(' ', "_")))
            };
            map.insert("on_delete".into(), action(key.on_delete));
            map.insert("on_update".into(), action(key.on_update));
        }
        ConstraintBody::Check { expression, .. } => {
            map.insert("expression".into(), expression.clone().into());
        }
        ConstraintBody::PrimaryKey { .. }
        | ConstraintBody::Unique { .. }
        | ConstraintBody::Exclude { .. } => {}
    }
    map.into()
}

fn names(names: &[Ident]) -> Array {
    names.iter().map(|name| name.to_string().into()).collect()
}

fn optional(text: Option<String>) -> Dynamic {
    text.map_or(Dynamic::UNIT, Into::into)
}
