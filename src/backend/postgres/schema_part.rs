//! What a statement of a schema file is to its tables. Whatever is not surely one of the plain forms
//! counts as more than that.

use std::ops::Range;

use sandshift_model::ident::{Ident, ObjectName};

use crate::backend::lexis::Lexis;
use crate::backend::scan::{Token, TokenKind};
use crate::backend::schema_part::{Part, Role, TablePart};
use crate::backend::statement_class::Phrase;

/// What `CREATE` and `ALTER` may make or change beside a plain table: nothing of it runs code that could
/// reach a table by a name put together at run time. A schema that gets another name takes its tables along.
const MAKES: [&str; 15] = [
    "AGGREGATE",
    "CAST",
    "COLLATION",
    "DOMAIN",
    "EXTENSION",
    "FUNCTION",
    "INDEX",
    "OPERATOR",
    "POLICY",
    "PROCEDURE",
    "SEQUENCE",
    "STATISTICS",
    "TRIGGER",
    "TYPE",
    "VIEW",
];

/// Says what a statement is to the tables of its file.
pub(super) fn part(sql: &str) -> Part {
    let tokens = Phrase::tokens(sql, &Lexis::POSTGRES);
    let Some(tokens) = tokens.filter(|_| !hides_names(sql)) else { return Part::Unclear };
    let phrase = Phrase::new(&tokens);
    let of_table = if phrase.begins(&["CREATE"]) {
        table(phrase).or_else(|| index(phrase))
    } else if phrase.begins(&["ALTER", "TABLE"]) {
        constraint(phrase)
    } else {
        comment(phrase)
    };
    match of_table {
        Some((table, role)) => {
            Part::OfTable(TablePart { table, role, references: references(phrase) })
        }
        None if is_setting(phrase) || is_beside(phrase) => Part::Beside,
        None => Part::Unclear,
    }
}

/// Tells whether a name may stand there in another spelling: by the numbers of its letters.
fn hides_names(sql: &str) -> bool {
    let bytes = sql.as_bytes();
    let is_of_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let begins = |at: usize| at == 0 || !is_of_word(bytes[at - 1]);
    let holds = |pair: &[u8; 2]| {
        bytes.windows(2).enumerate().any(|(at, two)| two.eq_ignore_ascii_case(pair) && begins(at))
    };
    holds(b"u&") || (holds(b"e'") && has_numbers(sql))
}

/// Tells whether a backslash stands before what may be the number of a letter; two are one of the text.
fn has_numbers(sql: &str) -> bool {
    let mut letters = sql.chars();
    while let Some(letter) = letters.next() {
        if letter == '\\' && matches!(letters.next(), Some('0'..='7' | 'x' | 'u' | 'U')) {
            return true;
        }
    }
    false
}

/// `CREATE TABLE name (...)`, with storage parameters at most behind it.
fn table(phrase: Phrase<'_, '_>) -> Option<(ObjectName, Role)> {
    let phrase = phrase.from(1).without(&["UNLOGGED"]);
    if !phrase.begins(&["TABLE"]) {
        return None;
    }
    let (table, rest) = named(behind(phrase.from(1), &["IF", "NOT", "EXISTS"]))?;
    let end = closing(rest)?;
    let tail = rest.from(end + 1);
    let is_plain = tail.first().is_none()
        || (tail.begins(&["WITH"]) && closing(tail.from(1)) == Some(tail.iter().count() - 2));
    // The name of an identity's sequence is in no description of a table.
    let is_told = !copies(rest, end) && !rest.holds(&["SEQUENCE", "NAME"]);
    (is_plain && is_told).then_some((table, Role::Table))
}

/// Tells whether something in the outermost brackets begins with `LIKE`.
fn copies(phrase: Phrase<'_, '_>, end: usize) -> bool {
    let mut depth = 0_usize;
    let mut begins = false;
    for token in phrase.iter().take(end) {
        if begins && depth == 1 && token.is("LIKE") {
            return true;
        }
        begins = depth == 1 && token.is_punct(",");
        if token.is_punct("(") {
            depth += 1;
            begins = depth == 1;
        } else if token.is_punct(")") {
            depth = depth.saturating_sub(1);
        }
    }
    false
}

/// `CREATE [UNIQUE] INDEX ... ON table ...`.
fn index(phrase: Phrase<'_, '_>) -> Option<(ObjectName, Role)> {
    let phrase = phrase.from(1);
    let role = if phrase.begins(&["UNIQUE"]) { Role::UniqueIndex } else { Role::Index };
    let phrase = phrase.without(&["UNIQUE"]);
    if !phrase.begins(&["INDEX"]) {
        return None;
    }
    let phrase = behind(phrase.from(1), &["IF", "NOT", "EXISTS"]);
    let phrase = if phrase.begins(&["ON"]) { phrase } else { phrase.from(1) };
    if !phrase.begins(&["ON"]) {
        return None;
    }
    let (table, _) = named(phrase.from(1).without(&["ONLY"]))?;
    Some((table, role))
}

/// `ALTER TABLE name ADD CONSTRAINT ...`, and nothing else in the same statement.
fn constraint(phrase: Phrase<'_, '_>) -> Option<(ObjectName, Role)> {
    let (table, rest) = named(phrase.from(2).without(&["ONLY"]))?;
    if !rest.begins(&["ADD"]) || rest.outside_brackets().any(|(_, token)| token.is_punct(",")) {
        return None;
    }
    let named = rest.from(1).begins(&["CONSTRAINT"]);
    let body = if named { rest.from(3) } else { rest.from(1) };
    let role = if body.begins(&["PRIMARY", "KEY"]) || body.begins(&["UNIQUE"]) {
        Role::Key
    } else if body.begins(&["FOREIGN", "KEY"]) || body.begins_any(&["CHECK", "EXCLUDE"]) {
        Role::Other
    } else {
        return None;
    };
    Some((table, role))
}

/// `COMMENT ON TABLE name IS ...`, `COMMENT ON COLUMN name.column IS ...`.
fn comment(phrase: Phrase<'_, '_>) -> Option<(ObjectName, Role)> {
    if !phrase.begins(&["COMMENT", "ON"]) {
        return None;
    }
    let (what, name) = (phrase.from(2), phrase.from(3));
    let table = if what.begins(&["TABLE"]) {
        named(name)?.0
    } else if what.begins(&["COLUMN"]) {
        let first = ident(name.first()?)?;
        let dots = name.iter().take_while(|token| !token.is("IS")).filter(|t| t.is_punct("."));
        match dots.count() {
            1 => ObjectName::bare(first),
            2 => ObjectName { schema: Some(first), name: ident(name.from(2).first()?)? },
            _ => return None,
        }
    } else {
        return None;
    };
    Some((table, Role::Other))
}

/// Where the names of tables stand directly behind `REFERENCES`.
fn references(phrase: Phrase<'_, '_>) -> Vec<Range<usize>> {
    let tokens: Vec<&Token<'_>> = phrase.iter().collect();
    let words = tokens.iter().enumerate().filter(|(_, token)| token.is("REFERENCES"));
    let name = |(at, _): (usize, &&Token<'_>)| {
        let has_schema = tokens.get(at + 2).is_some_and(|token| token.is_punct("."));
        let name = tokens.get(if has_schema { at + 3 } else { at + 1 })?;
        Some(name.start..name.end)
    };
    words.filter_map(name).collect()
}

/// A setting of the session, as dumps begin with; the one that changes how texts are read only to
/// what it is.
fn is_setting(phrase: Phrase<'_, '_>) -> bool {
    if phrase.begins(&["SET"]) {
        let setting = phrase.from(1).without(&["SESSION", "LOCAL"]);
        let others = ["AUTHORIZATION", "CHARACTERISTICS", "CONSTRAINTS", "ROLE", "TRANSACTION"];
        let reads_texts = setting.begins(&["standard_conforming_strings"]);
        let is_on = setting.iter().last().is_some_and(|token| token.is("on"));
        return !setting.begins_any(&others) && (!reads_texts || is_on);
    }
    let called = phrase.from(1).without(&["pg_catalog"]);
    let called = called.from(usize::from(called.first().is_some_and(|token| token.is_punct("."))));
    phrase.begins(&["SELECT"])
        && called.begins(&["set_config"])
        && called.iter().count() == 8
        && called.from(2).first().is_some_and(|token| token.text == "'search_path'")
        && called.from(4).first().is_some_and(|token| token.kind == TokenKind::String)
}

/// Tells whether what a statement makes or changes is named in it.
fn is_beside(phrase: Phrase<'_, '_>) -> bool {
    if phrase.begins(&["COMMENT", "ON"]) {
        return true;
    }
    if phrase.begins(&["ALTER"]) {
        let (what, whose) = (phrase.from(1), phrase.from(2));
        let is_one = !whose.begins(&["ALL", "IN"]) && !whose.begins(&["VIEW", "ALL", "IN"]);
        return is_one && (what.begins_any(&MAKES) || what.begins_any(&["TABLE", "MATERIALIZED"]));
    }
    if !phrase.begins(&["CREATE"]) {
        return false;
    }
    let before =
        ["OR", "REPLACE", "UNIQUE", "CONSTRAINT", "UNLOGGED", "FOREIGN", "TEMP", "TEMPORARY"];
    let phrase = phrase.from(1).without(&before);
    if phrase.begins(&["SCHEMA"]) {
        return !phrase.holds(&["CREATE"]);
    }
    if phrase.begins(&["TABLE"]) {
        return !phrase.outside_brackets().any(|(_, token)| token.is_any(&["AS", "EXECUTE"]));
    }
    // A query that runs may call anything.
    let waits = phrase.begins(&["MATERIALIZED", "VIEW"]) && phrase.holds(&["WITH", "NO", "DATA"]);
    waits || phrase.begins_any(&MAKES)
}

/// A name at the start, as the server keeps it, and what stands behind it.
fn named<'t, 'a>(phrase: Phrase<'t, 'a>) -> Option<(ObjectName, Phrase<'t, 'a>)> {
    let first = ident(phrase.first()?)?;
    let goes_on = |phrase: Phrase<'_, '_>| phrase.first().is_some_and(|token| token.is_punct("."));
    if !goes_on(phrase.from(1)) {
        return Some((ObjectName::bare(first), phrase.from(1)));
    }
    let name = ident(phrase.from(2).first()?)?;
    let rest = phrase.from(3);
    (!goes_on(rest)).then_some((ObjectName { schema: Some(first), name }, rest))
}

fn ident(token: &Token<'_>) -> Option<Ident> {
    let name = match token.kind {
        TokenKind::Word => token.text.to_ascii_lowercase(),
        TokenKind::Name => token.text.strip_prefix('"')?.strip_suffix('"')?.replace("\"\"", "\""),
        _ => return None,
    };
    Ident::new(name).ok()
}

/// Leaves out these keywords at the start.
fn behind<'t, 'a>(phrase: Phrase<'t, 'a>, keywords: &[&str]) -> Phrase<'t, 'a> {
    if phrase.begins(keywords) { phrase.from(keywords.len()) } else { phrase }
}

/// Where the bracket closes that the phrase begins with.
fn closing(phrase: Phrase<'_, '_>) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in phrase.iter().enumerate() {
        if token.is_punct("(") {
            depth += 1;
        } else if token.is_punct(")") {
            depth = depth.checked_sub(1)?;
        }
        if depth == 0 {
            return (at > 0).then_some(at);
        }
    }
    None
}

#[cfg(test)]
#[path = "schema_part_tests.rs"]
mod tests;
