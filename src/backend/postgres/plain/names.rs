//! Names that are surely taken as they stand, and those that the server gives.

use sandshift_model::ident::Ident;

use super::keywords::KEYWORDS;
use crate::backend::scan::{Token, TokenKind};

/// The longest name of a plain table. What the server shortens has more, so that the two never meet.
const MOST_BYTES: usize = 58;

/// Our own tables, which no inspection tells.
const OURS: &str = "sandshift_";

/// What the server calls the constraints behind `NOT NULL` from version 18 on.
const NOT_NULL: &str = "_not_null";

/// The columns that every table has.
const SYSTEM_COLUMNS: [&str; 7] = ["oid", "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

/// A name. A name in quotes may be a keyword; nothing else than letters, digits and underscores is in either.
pub(super) fn name(token: &Token<'_>) -> Option<Ident> {
    let name = match token.kind {
        TokenKind::Word => {
            let name = token.text.to_ascii_lowercase();
            KEYWORDS.binary_search(&name.as_str()).is_err().then_some(name)?
        }
        TokenKind::Name => token.text.strip_prefix('"')?.strip_suffix('"')?.to_owned(),
        _ => return None,
    };
    is_plain(&name).then(|| Ident::new(name).ok()).flatten()
}

fn is_plain(name: &str) -> bool {
    let is_of_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.len() <= MOST_BYTES
        && name.bytes().all(is_of_word)
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && !name.to_ascii_lowercase().starts_with("pg_")
        && !is_ours(name)
        && !SYSTEM_COLUMNS.contains(&name)
}

/// Tells whether an inspection leaves out what has this name.
pub(super) fn is_ours(name: &str) -> bool {
    name.starts_with(OURS)
}

/// A name that somebody gives to a constraint, as long as the server gives it to none of its own.
pub(super) fn of_constraint(name: Ident) -> Option<Ident> {
    (!name.as_str().contains(NOT_NULL)).then_some(name)
}

/// The name that the server gives where it is free: of a table, of columns, and of what is made.
pub(super) fn given(table: &Ident, columns: &[Ident], what: &str) -> Option<Ident> {
    let columns = columns.iter().map(Ident::as_str);
    let parts: Vec<&str> = [table.as_str()].into_iter().chain(columns).chain([what]).collect();
    let name = parts.join("_");
    (name.len() <= MOST_BYTES).then(|| Ident::new(name).ok()).flatten()
}
