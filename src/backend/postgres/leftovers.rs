//! What a failed `CREATE INDEX CONCURRENTLY` leaves behind: an index that is kept up to date but
//! never used, and whose name is taken.

use super::literal::text;
use super::wire::Wire;
use crate::backend::connection::{Class, DatabaseError};

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
    let mut words = Words { rest: sql };
    words.keyword("create")?;
    words.keyword("unique");
    words.keyword("index")?;
    words.keyword("concurrently")?;
    if words.keyword("if").is_some() {
        words.keyword("not")?;
        words.keyword("exists")?;
    }
    let (index, _) = words.name()?;
    words.keyword("on")?;
    words.keyword("only");
    let mut table = words.name()?.1.to_owned();
    if let Some(rest) = words.rest.trim_start().strip_prefix('.') {
        words.rest = rest;
        table = format!("{table}.{}", words.name()?.1);
    }
    Some((index, table))
}

struct Words<'a> {
    rest: &'a str,
}

impl<'a> Words<'a> {
    fn keyword(&mut self, word: &str) -> Option<()> {
        let rest = self.rest.trim_start();
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        rest[..end].eq_ignore_ascii_case(word).then(|| self.rest = &rest[end..])
    }

    /// A name as the server keeps it, and as it is written.
    fn name(&mut self) -> Option<(String, &'a str)> {
        let rest = self.rest.trim_start();
        let length = match rest.strip_prefix('"') {
            Some(inside) => quoted_length(inside)? + 1,
            None => rest
                .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
                .unwrap_or(rest.len()),
        };
        let (written, behind) = rest.split_at(length);
        self.rest = behind;
        let kept = match written.strip_prefix('"').and_then(|w| w.strip_suffix('"')) {
            Some(inside) => inside.replace("\"\"", "\""),
            None => written.to_lowercase(),
        };
        (!kept.is_empty()).then_some((kept, written))
    }
}

/// The length of a quoted name behind its first quote, the last quote included.
fn quoted_length(inside: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += inside[at..].find('"')? + 1;
        if !inside[at..].starts_with('"') {
            return Some(at);
        }
        at += 1;
    }
}
