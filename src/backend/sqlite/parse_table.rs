//! Reads the CREATE TABLE text that SQLite keeps, because no pragma gives checks, collations,
//! names of constraints, AUTOINCREMENT or the expressions of generated columns.

use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::cursor::{Cursor, Unread};
use super::names::same;
use super::parse_column;
use super::parse_constraint;

/// The table that a stored definition describes, without its indexes.
///
/// Constraints behind a column become constraints of the table, which mean the same.
///
/// # Errors
///
/// A fragment that says what could not be read.
pub(super) fn parse_table(sql: &str) -> Result<Table, Unread> {
    let mut cursor = Cursor::new(sql);
    cursor.expect(&["CREATE"])?;
    let _ = cursor.eat(&["TEMP"]) || cursor.eat(&["TEMPORARY"]);
    cursor.expect(&["TABLE"])?;
    let _ = cursor.eat(&["IF", "NOT", "EXISTS"]);
    let name = cursor.object()?;
    let mut table = Table::new(ObjectName::bare(name.name));
    // The types of a STRICT table mean something else, so its options are read first.
    read_options(sql, &mut table)?;
    cursor.expect_symbol("(")?;
    let mut columns_end = false;
    loop {
        if columns_end || parse_constraint::begins(&cursor) {
            columns_end = true;
            parse_constraint::parse(&mut cursor, &mut table)?;
            // SQLite lets the comma between two table constraints be left out.
            if parse_constraint::begins(&cursor) {
                continue;
            }
        } else {
            parse_column::parse(&mut cursor, &mut table)?;
        }
        if cursor.eat_symbol(")") {
            break;
        }
        cursor.expect_symbol(",")?;
    }
    settle_names(&mut table);
    settle_key(&mut table);
    Ok(table)
}

/// Constraints may spell a column in other letters than the column itself.
fn settle_names(table: &mut Table) {
    let columns = table.columns.clone();
    for constraint in &mut table.constraints {
        let names = match &mut constraint.body {
            ConstraintBody::PrimaryKey { columns } | ConstraintBody::Unique { columns, .. } => {
                columns
            }
            ConstraintBody::ForeignKey(key) => &mut key.columns,
            ConstraintBody::Check { .. } | ConstraintBody::Exclude { .. } => continue,
        };
        for name in names {
            if let Some(column) = columns.iter().find(|column| same(&column.name, name)) {
                *name = column.name.clone();
            }
        }
    }
}

/// Reads the words behind the closing parenthesis.
fn read_options(sql: &str, table: &mut Table) -> Result<(), Unread> {
    let mut cursor = Cursor::new(sql);
    while !cursor.sees_symbol("(") {
        if cursor.next().is_none() {
            return Err(cursor.unread("("));
        }
    }
    cursor.group()?;
    loop {
        if cursor.eat(&["STRICT"]) {
            table.options.strict = true;
        } else if cursor.eat(&["WITHOUT", "ROWID"]) {
            table.options.without_rowid = true;
        } else if !cursor.eat_symbol(",") {
            return Ok(());
        }
    }
}

/// The key of a table without rowid, and the column that is the rowid, never hold NULL.
fn settle_key(table: &mut Table) {
    let alias = rowid_alias(table).cloned();
    let key = table.primary_key().to_vec();
    for column in &mut table.columns {
        let in_key = key.iter().any(|name| same(name, &column.name));
        let is_alias = alias.as_ref().is_some_and(|name| same(name, &column.name));
        if is_alias || (in_key && table.options.without_rowid) {
            column.nullable = false;
        }
    }
}

/// The column that is another name of the rowid, if there is one.
pub(super) fn rowid_alias(table: &Table) -> Option<&Ident> {
    let constraint: &Constraint = table
        .constraints
        .iter()
        .find(|constraint| matches!(constraint.body, ConstraintBody::PrimaryKey { .. }))?;
    let [key] = constraint.body.columns() else { return None };
    let column = table.column(key)?;
    let integer = match &column.ty {
        ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger => true,
        // In a STRICT table a truth value is spelled INTEGER as well.
        ColumnType::Boolean => table.options.strict,
        ColumnType::Native(text) => {
            text.get(super::NAME).is_some_and(|text| text.eq_ignore_ascii_case("INTEGER"))
        }
        _ => false,
    };
    let descending = constraint.native.as_deref().is_some_and(|words| {
        words.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("DESC"))
    });
    (integer && !descending && !table.options.without_rowid).then_some(key)
}
