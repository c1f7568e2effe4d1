//! Makes a table again: the way to every change that SQLite has no words for.
//!
//! The order is the one of SQLite's manual (new table, copy, drop, rename), because renaming the
//! old table away first drags the foreign keys of others along. `legacy_alter_table` keeps the
//! last step from reading views and triggers while the name that they use means nothing; SQLite
//! takes that pragma inside a transaction, unlike `foreign_keys`.

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{Operate, Operation};
use sandshift_model::statement::{Statement, Surroundings};
use sandshift_model::table::Table;

use super::column::numbering_start;
use super::create_table::{definition, points_to};
use super::guard;
use super::index;
use super::literal::text;
use super::mapping::Mapping;
use super::names::{quote, quote_object, same_object};
use super::parse_table::rowid_alias;
use super::tokens::mentions;
use crate::backend::dialect::DialectError;

/// What the passing name of a rebuilt table begins with; inspection leaves such tables out.
pub(super) const PASSING: &str = "sandshift_new_";

/// One rebuild that does several operations on one table, given the catalog before them.
///
/// # Errors
///
/// [`DialectError`] when an operation does not fit, or the table that comes out of them all.
pub(super) fn rebuild(
    name: &ObjectName,
    operations: &[Operation],
    before: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let mut after = before.clone();
    let mut mapping = Mapping::of(before.table(name)?);
    for operation in operations {
        operation.apply_to(&mut after)?;
        mapping.follow(operation)?;
    }
    remake(name, &mapping, before, &after)
}

/// The statements that turn a table of one catalog into that of another.
///
/// # Errors
///
/// [`DialectError`] when SQLite cannot hold the new table.
pub(super) fn remake(
    name: &ObjectName,
    mapping: &Mapping,
    before: &Catalog,
    after: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let (old, new) = (before.table(name)?, after.table(name)?);
    let passing = passing_name(name)?;
    let (target, passing_quoted) = (quote_object(name)?, quote(&passing));
    let mut statements = vec![Statement::schema(definition(new, &passing, after)?)];
    let copy = Statement::rows(copy(&passing_quoted, &target, mapping, old, new)?);
    statements.extend(guard::guarded(copy, name, &passing, mapping));
    statements.extend(numbering(&passing, old, new)?);
    statements.push(Statement::schema(format!("DROP TABLE {target}")));
    // Not earlier: what may fail is behind us, and a savepoint that is undone leaves pragmas on.
    statements.push(Statement::session("PRAGMA legacy_alter_table=ON"));
    statements.push(Statement::schema(format!("ALTER TABLE {passing_quoted} RENAME TO {target}")));
    statements.push(Statement::session("PRAGMA legacy_alter_table=OFF"));
    for index in &new.indexes {
        statements.push(index::create(index, false)?);
    }
    for trigger in after.triggers.values().filter(|t| same_object(&t.table, name)) {
        statements.push(Statement::schema(trigger.definition.clone()));
    }
    statements.extend(probes(name, old, new, after)?);
    let referred = [before, after]
        .iter()
        .any(|catalog| catalog.tables.values().any(|table| points_to(table, name, |_| true)));
    if referred {
        // Dropping the old table deletes its rows first, and ON DELETE would reach other tables.
        let off = |statement: Statement| statement.with(Surroundings::ForeignKeysOff);
        statements = statements.into_iter().map(off).collect();
    }
    Ok(statements)
}

fn passing_name(name: &ObjectName) -> Result<Ident, DialectError> {
    let passing = format!("{PASSING}{}", name.name);
    // A name of 255 bytes has no room for a prefix, so its end goes.
    let mut end = passing.len().min(sandshift_model::ident::MAX_IDENT_BYTES);
    while !passing.is_char_boundary(end) {
        end -= 1;
    }
    Ident::new(&passing[..end]).map_err(|error| {
        sandshift_model::catalog::CatalogError::Invalid { reason: error.to_string() }.into()
    })
}

fn copy(
    passing: &str,
    target: &str,
    mapping: &Mapping,
    old: &Table,
    new: &Table,
) -> Result<String, DialectError> {
    let (mut columns, mut sources): (Vec<String>, Vec<String>) = mapping
        .fill(new)?
        .into_iter()
        .map(|(column, expression)| (quote(&column), expression))
        .unzip();
    if let Some(rowid) = kept_rowid(old, new) {
        columns.insert(0, rowid.to_owned());
        sources.insert(0, rowid.to_owned());
    }
    let (columns, sources) = (columns.join(", "), sources.join(", "));
    let insert = if settles_conflicts(new) { "INSERT OR ABORT" } else { "INSERT" };
    Ok(format!("{insert} INTO {passing} ({columns})\nSELECT {sources}\nFROM {target}"))
}

/// Tells whether words of the table would skip or replace rows that do not fit, where a copy has
/// to fail.
fn settles_conflicts(table: &Table) -> bool {
    let of_columns = table.columns.iter().flat_map(|column| &column.native);
    let of_constraints =
        table.constraints.iter().filter_map(|constraint| constraint.native.as_ref());
    of_columns.chain(of_constraints).any(|words| words.contains("ON CONFLICT"))
}

/// The name under which the hidden row numbers are copied; full-text indexes and people rely on
/// them. None where a column holds them, or there are none.
fn kept_rowid(old: &Table, new: &Table) -> Option<&'static str> {
    let hidden = |table: &Table| !table.options.without_rowid && rowid_alias(table).is_none();
    if !(hidden(old) && hidden(new)) {
        return None;
    }
    let taken = |name: &str| {
        let is = |table: &Table| {
            table.columns.iter().any(|c| c.name.as_str().eq_ignore_ascii_case(name))
        };
        is(old) || is(new)
    };
    ROWIDS.into_iter().find(|name| !taken(name))
}

/// The names of the row number; a column of the same name hides one.
pub(super) const ROWIDS: [&str; 3] = ["rowid", "_rowid_", "oid"];

/// Carries the last number of AUTOINCREMENT over, so that no number is given twice.
fn numbering(passing: &Ident, old: &Table, new: &Table) -> Result<Vec<Statement>, DialectError> {
    let numbered = |table: &Table| table.columns.iter().any(|column| column.identity.is_some());
    if !numbered(new) {
        return Ok(Vec::new());
    }
    let passing = text(passing.as_str());
    if numbered(old) {
        let old_name = text(old.name.name.as_str());
        return Ok(vec![
            Statement::rows(format!("DELETE FROM sqlite_sequence WHERE name = {passing}")),
            Statement::rows(format!(
                "INSERT INTO sqlite_sequence (name, seq)\n\
                 SELECT {passing}, seq FROM sqlite_sequence WHERE name = {old_name}"
            )),
        ]);
    }
    // Copying the rows has set it to the highest number in use, which may be enough.
    let Some(last) = numbering_start(new)? else { return Ok(Vec::new()) };
    Ok(vec![
        Statement::rows(format!(
            "DELETE FROM sqlite_sequence WHERE name = {passing} AND seq < {last}"
        )),
        Statement::rows(format!(
            "INSERT INTO sqlite_sequence (name, seq)\nSELECT {passing}, {last} \
             WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = {passing})"
        )),
    ])
}

/// Reads nothing from each view that names the table, so that one which has lost a column fails
/// now and not when somebody uses it.
fn probes(
    name: &ObjectName,
    old: &Table,
    new: &Table,
    after: &Catalog,
) -> Result<Vec<Statement>, DialectError> {
    let lost = old.columns.iter().any(|column| new.column(&column.name).is_none());
    if !lost {
        return Ok(Vec::new());
    }
    let views = after.views.values().filter(|view| mentions(&view.query, &name.name));
    views
        .map(|view| {
            Ok(Statement::read(format!("SELECT 0 FROM {} LIMIT 0", quote_object(&view.name)?)))
        })
        .collect()
}
