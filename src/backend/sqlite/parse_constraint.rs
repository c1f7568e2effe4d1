//! Reads one constraint behind the columns of a stored CREATE TABLE text.

use sandshift_model::column::Identity;
use sandshift_model::constraint::{
    Constraint, ConstraintBody, Deferrable, ForeignKey, ReferentialAction,
};
use sandshift_model::ident::Ident;
use sandshift_model::table::Table;

use super::cursor::{Cursor, Unread};

/// Tells whether a table constraint comes next rather than a column.
pub(super) fn begins(cursor: &Cursor<'_>) -> bool {
    cursor.sees(&["CONSTRAINT"])
        || cursor.sees(&["PRIMARY", "KEY"])
        || cursor.sees(&["UNIQUE"])
        || cursor.sees(&["CHECK"])
        || cursor.sees(&["FOREIGN", "KEY"])
}

/// Reads a table constraint and puts it into the table.
pub(super) fn parse(cursor: &mut Cursor<'_>, table: &mut Table) -> Result<(), Unread> {
    let name = if cursor.eat(&["CONSTRAINT"]) { Some(cursor.name()?) } else { None };
    let constraint = if cursor.eat(&["PRIMARY", "KEY"]) {
        let (columns, native) = key(cursor, table)?;
        Constraint { name, body: ConstraintBody::PrimaryKey { columns }, native }
    } else if cursor.eat(&["UNIQUE"]) {
        let (columns, native) = key(cursor, table)?;
        Constraint { name, body: ConstraintBody::unique(columns), native }
    } else if cursor.eat(&["CHECK"]) {
        let body = ConstraintBody::check(cursor.group()?);
        Constraint { name, body, native: conflict(cursor)? }
    } else if cursor.eat(&["FOREIGN", "KEY"]) {
        let columns = names(cursor)?;
        cursor.expect(&["REFERENCES"])?;
        let body = ConstraintBody::ForeignKey(references(cursor, columns)?);
        Constraint { name, body, native: None }
    } else {
        return Err(cursor.unread("a constraint"));
    };
    table.constraints.push(constraint);
    Ok(())
}

/// The columns of a key, and the whole list as native words when a column has more than its name.
fn key(cursor: &mut Cursor<'_>, table: &mut Table) -> Result<(Vec<Ident>, Option<String>), Unread> {
    let start = cursor.start();
    cursor.expect_symbol("(")?;
    let mut columns = Vec::new();
    let mut plain = true;
    loop {
        let name = cursor.name()?;
        if cursor.eat(&["COLLATE"]) {
            cursor.name()?;
            plain = false;
        }
        plain &= !cursor.eat(&["DESC"]);
        let _ = cursor.eat(&["ASC"]);
        if cursor.eat(&["AUTOINCREMENT"])
            && let Some(column) = table.column_mut(&name)
        {
            column.identity = Some(Identity::default());
        }
        columns.push(name);
        if cursor.eat_symbol(")") {
            break;
        }
        cursor.expect_symbol(",")?;
    }
    let list = cursor.since(start);
    let words = conflict(cursor)?;
    Ok(match (plain, words) {
        (true, words) => (columns, words),
        (false, Some(words)) => (columns, Some(format!("{list} {words}"))),
        (false, None) => (columns, Some(list.to_owned())),
    })
}

/// Reads `ON CONFLICT …`.
pub(super) fn conflict(cursor: &mut Cursor<'_>) -> Result<Option<String>, Unread> {
    if !cursor.eat(&["ON", "CONFLICT"]) {
        return Ok(None);
    }
    let word = cursor.next().ok_or_else(|| cursor.unread("a conflict clause"))?;
    Ok(Some(format!("ON CONFLICT {}", word.text.to_ascii_uppercase())))
}

fn names(cursor: &mut Cursor<'_>) -> Result<Vec<Ident>, Unread> {
    cursor.expect_symbol("(")?;
    let mut names = vec![cursor.name()?];
    while cursor.eat_symbol(",") {
        names.push(cursor.name()?);
    }
    cursor.expect_symbol(")")?;
    Ok(names)
}

/// Reads what stands behind REFERENCES.
pub(super) fn references(
    cursor: &mut Cursor<'_>,
    columns: Vec<Ident>,
) -> Result<ForeignKey, Unread> {
    let references = cursor.object()?;
    let referred_columns = if cursor.sees_symbol("(") { names(cursor)? } else { Vec::new() };
    let mut key = ForeignKey {
        columns,
        references,
        referred_columns,
        on_delete: None,
        on_update: None,
        deferrable: None,
        match_type: None,
        not_valid: false,
    };
    loop {
        if cursor.eat(&["ON", "DELETE"]) {
            key.on_delete = Some(action(cursor)?);
        } else if cursor.eat(&["ON", "UPDATE"]) {
            key.on_update = Some(action(cursor)?);
        } else if cursor.eat(&["MATCH"]) {
            key.match_type = Some(cursor.name()?.to_string());
        } else if cursor.eat(&["NOT", "DEFERRABLE"]) {
            // `NOT DEFERRABLE INITIALLY DEFERRED` is immediate as well.
            key.deferrable = None;
            let _ = initially(cursor);
        } else if cursor.eat(&["DEFERRABLE"]) {
            key.deferrable = Some(initially(cursor).unwrap_or(Deferrable::Immediate));
        } else {
            return Ok(key);
        }
    }
}

fn initially(cursor: &mut Cursor<'_>) -> Option<Deferrable> {
    if cursor.eat(&["INITIALLY", "DEFERRED"]) {
        return Some(Deferrable::Deferred);
    }
    cursor.eat(&["INITIALLY", "IMMEDIATE"]).then_some(Deferrable::Immediate)
}

fn action(cursor: &mut Cursor<'_>) -> Result<ReferentialAction, Unread> {
    let words: [&[&str]; 5] =
        [&["NO", "ACTION"], &["RESTRICT"], &["CASCADE"], &["SET", "NULL"], &["SET", "DEFAULT"]];
    for words in words {
        if cursor.eat(words) {
            return ReferentialAction::from_sql(&words.join(" "))
                .ok_or_else(|| cursor.unread("an action"));
        }
    }
    Err(cursor.unread("an action"))
}
