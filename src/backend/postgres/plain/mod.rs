//! Tables whose entry in the catalog can be told from their statements: plain columns of built-in types,
//! keys, foreign keys, indexes on columns, comments. Every other word makes a statement no part of one.

use crate::backend::lexis::Lexis;
use crate::backend::plain::{Makes, Plain, PlainPart};
use crate::backend::scan::{Token, TokenKind};
use crate::backend::schema_part::Part;
use crate::backend::statement_class::Phrase;

use self::reader::Reader;
use super::{schema_part, session};

mod columns;
mod constraints;
mod defaults;
mod indexes;
mod keywords;
mod names;
mod reader;
mod surroundings;
mod tables;
mod types;

pub(super) use self::surroundings::SURROUNDINGS;

/// What may be made or changed beside plain tables. Nothing of it gives another meaning to the words of a plain
/// table, and no relation comes of it that is neither named nor found by an inspection.
const MAKES: [&str; 7] = ["DOMAIN", "FUNCTION", "PROCEDURE", "SEQUENCE", "TRIGGER", "TYPE", "VIEW"];

/// Settings that change nothing of a table.
const SETTINGS: [&str; 4] =
    ["check_function_bodies", "client_min_messages", "row_security", "xmloption"];

/// Says what a statement is to plain tables.
pub(super) fn plain(sql: &str) -> Plain {
    let part = schema_part::part(sql);
    let Some(tokens) = Phrase::tokens(sql, &Lexis::POSTGRES) else { return Plain::Unclear };
    match part {
        Part::OfTable(part) => {
            let is_of_server =
                part.table.schema.is_some_and(|schema| schema.as_str().starts_with("pg_"));
            if is_of_server || names::is_ours(part.table.name.as_str()) {
                return Plain::Unclear;
            }
            match made(Reader::new(&tokens)) {
                Some(part) => Plain::Part(Box::new(part)),
                None => Plain::Apart,
            }
        }
        Part::Beside if session::SETTINGS.contains(&sql) => Plain::Apart,
        Part::Beside if is_apart(Phrase::new(&tokens)) => Plain::Apart,
        Part::Beside | Part::Unclear => Plain::Unclear,
    }
}

/// What a statement makes of a plain table.
fn made(mut reader: Reader<'_, '_>) -> Option<PlainPart> {
    let makes = if reader.takes(&["CREATE"]) {
        match reader.begins(&["TABLE"]) {
            true => tables::created(&mut reader)?,
            false => indexes::created(&mut reader)?,
        }
    } else if reader.takes(&["ALTER", "TABLE"]) {
        reader.takes(&["ONLY"]);
        let table = reader.name()?;
        reader.takes(&["ADD"]).then_some(())?;
        let constraint = constraints::of_table(&mut reader, &table)?;
        Makes::Constraint(constraint)
    } else {
        reader.takes(&["COMMENT", "ON"]).then_some(())?;
        tables::comment(&mut reader)?
    };
    Some(PlainPart { makes, given: reader.end()? })
}

/// Tells whether what a statement makes beside plain tables leaves them as they are.
fn is_apart(phrase: Phrase<'_, '_>) -> bool {
    if phrase.iter().any(is_hidden) {
        return false;
    }
    if phrase.begins(&["SET"]) {
        return phrase.from(1).begins_any(&SETTINGS);
    }
    if phrase.begins(&["COMMENT", "ON"]) {
        return true;
    }
    if phrase.begins(&["ALTER"]) {
        // The indexes of a partition and what is inherited are in no description of a table.
        let attaches = phrase.iter().any(|token| token.is_any(&["PARTITION", "INHERIT"]));
        return phrase.from(1).begins_any(&["FUNCTION", "SEQUENCE", "TABLE"]) && !attaches;
    }
    let made = phrase.from(1).without(&["OR", "REPLACE", "CONSTRAINT"]);
    let is_enum = phrase.holds(&["AS", "ENUM"]);
    phrase.begins(&["CREATE"]) && made.begins_any(&MAKES) && (!made.begins(&["TYPE"]) || is_enum)
}

/// Tells whether a word may name what is found before all others because it is temporary, or what no
/// inspection tells.
fn is_hidden(token: &Token<'_>) -> bool {
    let text = token.text.to_ascii_lowercase();
    let is_name = matches!(token.kind, TokenKind::Word | TokenKind::Name);
    token.is_any(&["TEMP", "TEMPORARY"])
        || (is_name && ["pg_temp", "sandshift_"].iter().any(|begin| text.contains(begin)))
}

#[cfg(test)]
#[path = "plain_tests.rs"]
mod tests;
