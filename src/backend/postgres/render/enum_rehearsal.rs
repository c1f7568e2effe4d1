//! `ALTER TYPE … ADD VALUE` in a rehearsal.
//!
//! PostgreSQL lets nobody use a new enum value before the commit, and a rehearsal never commits.
//! A type made in the same transaction has no such limit, so the rehearsal renames the old type
//! away, makes it anew with the value, and moves every column over. What was written with the
//! old type (defaults, checks, partial indexes, views) steps aside and is stated again.
//! The old type stays under its new name: functions may still use it, and the rollback
//! takes the name back.

use std::collections::BTreeSet;

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::ConstraintBody;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::object::View;
use sandshift_model::operation::{AddEnumValue, EnumPosition};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::{column, constraint, enum_type, index, table, view};
use crate::backend::dialect::DialectError;
use crate::backend::postgres::names::{object, quoted};
use crate::backend::postgres::types::{column_type, is_of_enum};

/// The statements that stand in for adding a value; none when the catalog does not know the enum.
pub(super) fn statements(
    add: &AddEnumValue,
    before: &Catalog,
) -> Result<Option<Vec<String>>, DialectError> {
    let Some(old) = before.enums.get(&add.name) else { return Ok(None) };
    let tables: Vec<&Table> = before
        .tables
        .values()
        .map(|table| &**table)
        // The columns of a partition follow those of its parent.
        .filter(|t| !t.options.native.iter().any(|o| o.starts_with(table::PARTITION_OF)))
        .filter(|t| t.columns.iter().any(|c| is_of_enum(&c.ty, &add.name)))
        .collect();
    let views = views_upon(&tables, before);
    let (mut away, mut change, mut back) = (Vec::new(), Vec::new(), Vec::new());

    for view in views.iter().rev() {
        // Whatever depends on the view names it, so it is in the list and comes back as well.
        let (kind, name) = (view::kind(view), object(&view.name)?);
        away.push(format!("DROP {kind} IF EXISTS {name} CASCADE"));
    }
    for table in &tables {
        step_aside(table, &add.name, &mut away, &mut back)?;
        change.push(move_columns(table, &add.name)?);
    }
    for view in views {
        back.push(view::definition(view, "CREATE")?);
    }

    let parked = parked(&add.name, old.values.len());
    let rename = format!("ALTER TYPE {} RENAME TO \"{parked}\"", quoted(&add.name)?);
    let create = enum_type::definition(&add.name, &values_after(&old.values, add))?;
    Ok(Some([away, vec![rename, create], change, back].concat()))
}

/// A name that no second value of the same migration asks for again.
fn parked(name: &Ident, values: usize) -> String {
    let mut start = name.as_str();
    while start.len() > 40 {
        start = &start[..start.char_indices().next_back().map_or(0, |(at, _)| at)];
    }
    format!("sandshift_{values}_{}", start.replace('"', "\"\""))
}

fn values_after(values: &[String], add: &AddEnumValue) -> Vec<String> {
    let at = |other: &String| values.iter().position(|value| value == other);
    let at = match &add.position {
        EnumPosition::Last => None,
        EnumPosition::Before(other) => at(other),
        EnumPosition::After(other) => at(other).map(|at| at + 1),
    };
    let mut values = values.to_vec();
    values.insert(at.unwrap_or(values.len()), add.value.clone());
    values
}

/// One `ALTER TABLE` for all columns of the enum: defaults off, type over, defaults on again.
fn move_columns(table: &Table, name: &Ident) -> Result<String, DialectError> {
    let mut parts = Vec::new();
    for column in table.columns.iter().filter(|column| is_of_enum(&column.ty, name)) {
        let (own, ty) = (quoted(&column.name)?, column_type(&column.ty)?);
        let through = if matches!(column.ty, ColumnType::Array(_)) { "text[]" } else { "text" };
        if column.default.is_some() {
            parts.push(format!("ALTER COLUMN {own} DROP DEFAULT"));
        }
        parts.push(format!("ALTER COLUMN {own} TYPE {ty} USING {own}::{through}::{ty}"));
        if let Some(default) = &column.default {
            parts.push(format!("ALTER COLUMN {own} SET DEFAULT {}", column::default(default)?));
        }
    }
    Ok(format!("ALTER TABLE {} {}", object(&table.name)?, parts.join(", ")))
}

/// Drops and restates the checks and indexes whose text may speak of the enum.
fn step_aside(
    table: &Table,
    name: &Ident,
    away: &mut Vec<String>,
    back: &mut Vec<String>,
) -> Result<(), DialectError> {
    let own = object(&table.name)?;
    let speaks = |text: &str| {
        let columns = table.columns.iter().filter(|c| is_of_enum(&c.ty, name)).map(|c| &c.name);
        columns.chain([name]).any(|word| mentions(text, word))
    };
    for check in &table.constraints {
        let ConstraintBody::Check { expression, .. } = &check.body else { continue };
        let Some(check_name) = check.name.as_ref().filter(|_| speaks(expression)) else { continue };
        away.push(format!("ALTER TABLE {own} DROP CONSTRAINT {}", quoted(check_name)?));
        back.push(format!("ALTER TABLE {own} ADD {}", constraint::clause(check)?));
    }
    for entry in &table.indexes {
        let definition = index::definition(entry, "", "")?;
        let is_plain = entry.filter.is_none() && entry.columns().len() == entry.keys.len();
        let Some(index_name) = entry.name.as_ref().filter(|_| !is_plain && speaks(&definition))
        else {
            continue;
        };
        away.push(format!("DROP INDEX {}", object(&table.name.sibling(index_name.clone()))?));
        back.push(definition);
    }
    Ok(())
}

/// The views that may read the tables, directly or through other views, each behind those it
/// reads. Their texts are searched for the names, since only the server could parse them: one
/// view too many does no harm.
fn views_upon<'a>(tables: &[&Table], before: &'a Catalog) -> Vec<&'a View> {
    let mut known: BTreeSet<&ObjectName> = BTreeSet::new();
    let mut ordered: Vec<&View> = Vec::new();
    loop {
        let reads = |view: &View| {
            let tables = tables.iter().map(|table| &table.name);
            tables
                .chain(ordered.iter().map(|view| &view.name))
                .any(|name| *name != view.name && mentions(&view.query, &name.name))
        };
        let found: Vec<&View> = before
            .views
            .values()
            .filter(|view| !known.contains(&view.name) && reads(view))
            .collect();
        if found.is_empty() {
            break;
        }
        known.extend(found.iter().map(|view| &view.name));
        ordered.extend(found);
    }
    in_order(ordered)
}

/// Puts a view behind every other one that its text names.
fn in_order(mut left: Vec<&View>) -> Vec<&View> {
    let mut ordered = Vec::new();
    while !left.is_empty() {
        let free = |view: &View| {
            left.iter()
                .all(|other| other.name == view.name || !mentions(&view.query, &other.name.name))
        };
        // Two names inside each other's texts make a false circle; then the first one goes on.
        let at = left.iter().position(|view| free(view)).unwrap_or(0);
        ordered.push(left.remove(at));
    }
    ordered
}

/// Whether the name stands in the text as a word of its own, quoted or not.
fn mentions(text: &str, name: &Ident) -> bool {
    let name = name.as_str().replace('"', "\"\"");
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name.as_str()).any(|(at, _)| {
        !text[..at].ends_with(is_word) && !text[at + name.len()..].starts_with(is_word)
    })
}
