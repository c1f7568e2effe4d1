//! What a failed `CREATE INDEX CONCURRENTLY` leaves behind: an index that is kept up to date but
//! never used, and whose name is taken.

use super::literal::text;
use super::wire::Wire;
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::identifiers::{Quote, unquote};
use crate::backend::lexis::Lexis;
use crate::backend::scan::{ScanError, Scanner, Token, TokenKind};

/// Drops the INVALID index that stands in the way of a statement, if there is one and nobody is
/// building it at this moment.
pub(super) fn clear(wire: &mut Wire, sql: &str) -> Result<Option<String>, DatabaseError> {
    let Some((index, table)) = concurrent_index(sql) else { return Ok(None) };
    let literal = |name: &str| {
        text(name).map_err(|error| DatabaseError::new(Class::Statement, error.to_string()))
    };
    let found = wire.text(&format!(
        "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_index i \
         JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE NOT i.indisvalid AND c.relname = {} AND i.indrelid = to_regclass({}) \
         AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p \
         WHERE p.index_relid = i.indexrelid)",
        literal(&index)?,
        literal(&table)?
    ))?;
    let Some(found) = found else { return Ok(None) };
    wire.write(&format!("DROP INDEX CONCURRENTLY {found}"))?;
    Ok(Some(format!("dropped the invalid index {found} that an earlier, failed run left behind")))
}

/// The name of the index and the table as written, when the statement builds one concurrently.
fn concurrent_index(sql: &str) -> Option<(String, String)> {
    let tokens: Result<Vec<Token<'_>>, ScanError> = Scanner::new(sql, &Lexis::POSTGRES).collect();
    let tokens = tokens.ok()?;
    let mut tokens = tokens.iter().filter(|token| token.is_significant()).peekable();
    let mut next_is = |keyword: &str| tokens.next_if(|token| token.is(keyword)).is_some();
    if !next_is("CREATE") {
        return None;
    }
    next_is("UNIQUE");
    if !(next_is("INDEX") && next_is("CONCURRENTLY")) {
        return None;
    }
    if next_is("IF") {
        let _ = next_is("NOT") && next_is("EXISTS");
    }
    // Without a name the server makes up one that is free.
    let index = tokens.next_if(|token| !token.is("ON")).map(kept)?;
    tokens.next_if(|token| token.is("ON"))?;
    tokens.next_if(|token| token.is("ONLY"));
    let table = tokens.take_while(|token| is_name(token) || token.is_punct("."));
    // `USING method` may stand between the table and its columns.
    let mut written = String::new();
    for token in table {
        if is_name(token) && !(written.is_empty() || written.ends_with('.')) {
            break;
        }
        written.push_str(token.text);
    }
    Some((index, written))
}

fn is_name(token: &Token<'_>) -> bool {
    matches!(token.kind, TokenKind::Word | TokenKind::Name)
}

/// A name as the server keeps it.
fn kept(token: &Token<'_>) -> String {
    unquote(token.text, Quote::Double).unwrap_or_else(|| token.text.to_lowercase())
}
