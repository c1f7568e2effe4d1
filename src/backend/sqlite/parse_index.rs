//! Reads a stored CREATE INDEX text, and the query of a stored CREATE VIEW text.

use sandshift_model::ident::Ident;
use sandshift_model::index::{Index, IndexKey, IndexTerm};

use super::cursor::{Cursor, Unread};
use super::tokens::Kind;

/// The index that a stored definition describes.
///
/// # Errors
///
/// A fragment that says what could not be read.
pub(super) fn parse_index(sql: &str) -> Result<Index, Unread> {
    let mut cursor = Cursor::new(sql);
    cursor.expect(&["CREATE"])?;
    let unique = cursor.eat(&["UNIQUE"]);
    cursor.expect(&["INDEX"])?;
    let _ = cursor.eat(&["IF", "NOT", "EXISTS"]);
    let name = cursor.object()?.name;
    cursor.expect(&["ON"])?;
    let mut index = Index::on(cursor.object()?, Vec::new());
    index.name = Some(name);
    index.unique = unique;
    cursor.expect_symbol("(")?;
    loop {
        index.keys.push(key(&mut cursor)?);
        if cursor.eat_symbol(")") {
            break;
        }
        cursor.expect_symbol(",")?;
    }
    if cursor.eat(&["WHERE"]) {
        index.filter = Some(cursor.rest().to_owned());
    }
    Ok(index)
}

fn key(cursor: &mut Cursor<'_>) -> Result<IndexKey, Unread> {
    let start = cursor.start();
    let first = cursor.peek();
    let mut tokens = 0;
    let mut term = "";
    while !(cursor.sees_symbol(",") || cursor.sees_symbol(")") || ends_term(cursor)) {
        if cursor.sees_symbol("(") {
            cursor.group()?;
            tokens += 2;
        } else if cursor.next().is_none() {
            return Err(cursor.unread(")"));
        }
        tokens += 1;
        term = cursor.since(start);
    }
    let on = match first {
        Some(token) if tokens == 1 && matches!(token.kind, Kind::Word | Kind::Quoted) => {
            IndexTerm::Column(Ident::new(token.content()).map_err(|error| error.to_string())?)
        }
        _ => IndexTerm::Expression(stripped(term).to_owned()),
    };
    let native = match cursor.eat(&["COLLATE"]) {
        true => cursor.next().map(|token| format!("COLLATE {}", token.text)),
        false => None,
    };
    let descending = cursor.eat(&["DESC"]);
    let _ = cursor.eat(&["ASC"]);
    Ok(IndexKey { on, descending, native })
}

fn ends_term(cursor: &Cursor<'_>) -> bool {
    cursor.sees(&["COLLATE"]) || cursor.sees(&["ASC"]) || cursor.sees(&["DESC"])
}

/// An expression without the one pair of parentheses around all of it.
fn stripped(term: &str) -> &str {
    let mut cursor = Cursor::new(term);
    match cursor.group() {
        Ok(inner) if cursor.peek().is_none() => inner,
        _ => term,
    }
}

/// The names of the columns and the query of a stored CREATE VIEW text.
///
/// # Errors
///
/// A fragment that says what could not be read.
pub(super) fn parse_view(sql: &str) -> Result<(Vec<Ident>, String), Unread> {
    let mut cursor = Cursor::new(sql);
    cursor.expect(&["CREATE"])?;
    let _ = cursor.eat(&["TEMP"]) || cursor.eat(&["TEMPORARY"]);
    cursor.expect(&["VIEW"])?;
    let _ = cursor.eat(&["IF", "NOT", "EXISTS"]);
    cursor.object()?;
    let mut columns = Vec::new();
    if cursor.eat_symbol("(") {
        columns.push(cursor.name()?);
        while cursor.eat_symbol(",") {
            columns.push(cursor.name()?);
        }
        cursor.expect_symbol(")")?;
    }
    cursor.expect(&["AS"])?;
    Ok((columns, cursor.rest().to_owned()))
}
