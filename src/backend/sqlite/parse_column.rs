//! Reads one column of a stored CREATE TABLE text.

use sandshift_model::column::{Column, DefaultValue, Generated, Identity};
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::ident::Ident;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::cursor::{Cursor, Unread};
use super::parse_constraint::{conflict, references};
use super::parse_default::{from_group, from_token};
use super::tokens::Kind;
use super::types;

/// Words that end the type of a column.
const CLAUSES: [&str; 11] = [
    "CONSTRAINT",
    "PRIMARY",
    "NOT",
    "NULL",
    "UNIQUE",
    "CHECK",
    "DEFAULT",
    "COLLATE",
    "REFERENCES",
    "GENERATED",
    "AS",
];

/// Reads a column and puts it, with the constraints behind it, into the table.
pub(super) fn parse(cursor: &mut Cursor<'_>, table: &mut Table) -> Result<(), Unread> {
    let name = cursor.name()?;
    let ty = types::read(declared_type(cursor)?.as_str(), table.options.strict);
    let mut column = Column::new(name, ty);
    let mut constraint_name = None;
    while !(cursor.sees_symbol(",") || cursor.sees_symbol(")")) {
        if cursor.eat(&["CONSTRAINT"]) {
            constraint_name = Some(cursor.name()?);
            continue;
        }
        clause(cursor, &mut column, constraint_name.take(), table)?;
    }
    // There are no domains here whose default it could cover, so that NULL never says anything.
    let says_nothing = |default: &DefaultValue| match default {
        DefaultValue::Literal(value) => value.is_null(),
        DefaultValue::Expression(text) => text.eq_ignore_ascii_case("null"),
        DefaultValue::Now => false,
    };
    column.default = column.default.filter(|default| !says_nothing(default));
    table.columns.push(column);
    Ok(())
}

/// The declared type, letter by letter as SQLite reports it.
fn declared_type(cursor: &mut Cursor<'_>) -> Result<String, Unread> {
    let start = cursor.start();
    let mut words = 0;
    while let Some(token) = cursor.peek() {
        let ends = CLAUSES.iter().any(|clause| token.is_word(clause));
        if ends || !matches!(token.kind, Kind::Word | Kind::Quoted | Kind::Text) {
            break;
        }
        words += 1;
        cursor.next();
    }
    if words == 0 {
        return Ok(String::new());
    }
    if cursor.sees_symbol("(") {
        cursor.group()?;
    }
    Ok(cursor.since(start).to_owned())
}

fn clause(
    cursor: &mut Cursor<'_>,
    column: &mut Column,
    name: Option<Ident>,
    table: &mut Table,
) -> Result<(), Unread> {
    let own = || vec![column.name.clone()];
    let start = cursor.start();
    if cursor.eat(&["PRIMARY", "KEY"]) {
        let order = cursor.eat(&["DESC"]).then(|| "DESC".to_owned());
        let _ = cursor.eat(&["ASC"]);
        let native = join(order, conflict(cursor)?);
        let body = ConstraintBody::PrimaryKey { columns: own() };
        table.constraints.push(Constraint { name, body, native });
        if cursor.eat(&["AUTOINCREMENT"]) {
            column.identity = Some(Identity::default());
        }
    } else if cursor.eat(&["UNIQUE"]) {
        let native = conflict(cursor)?;
        table.constraints.push(Constraint { name, body: ConstraintBody::unique(own()), native });
    } else if cursor.eat(&["CHECK"]) {
        let body = ConstraintBody::check(cursor.group()?);
        table.constraints.push(Constraint { name, body, native: conflict(cursor)? });
    } else if cursor.eat(&["REFERENCES"]) {
        let body = ConstraintBody::ForeignKey(references(cursor, own())?);
        table.constraints.push(Constraint { name, body, native: None });
    } else if cursor.eat(&["NOT", "NULL"]) {
        column.nullable = false;
        if conflict(cursor)?.is_some() {
            column.native.push(cursor.since(start).to_owned());
        }
    } else if cursor.eat(&["NULL"]) {
        conflict(cursor)?;
    } else if cursor.eat(&["DEFAULT"]) {
        column.default = Some(default(cursor, &column.ty)?);
    } else if cursor.eat(&["COLLATE"]) {
        column.collation = Some(cursor.name()?.to_string());
    } else if cursor.eat(&["GENERATED", "ALWAYS", "AS"]) || cursor.eat(&["AS"]) {
        let expression = cursor.group()?.to_owned();
        let stored = cursor.eat(&["STORED"]);
        let _ = cursor.eat(&["VIRTUAL"]);
        column.generated = Some(Generated { expression, stored });
    } else {
        return Err(cursor.unread("a clause of a column"));
    }
    Ok(())
}

fn default(cursor: &mut Cursor<'_>, ty: &ColumnType) -> Result<DefaultValue, Unread> {
    if cursor.sees_symbol("(") {
        return Ok(from_group(cursor.group()?, ty));
    }
    let negative = cursor.eat_symbol("-");
    let _ = !negative && cursor.eat_symbol("+");
    let token = cursor.next().ok_or_else(|| cursor.unread("a default"))?;
    Ok(from_token(token, negative, ty))
}

fn join(one: Option<String>, other: Option<String>) -> Option<String> {
    match (one, other) {
        (Some(one), Some(other)) => Some(format!("{one} {other}")),
        (one, other) => one.or(other),
    }
}
