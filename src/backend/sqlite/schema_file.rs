//! What is done with the statements of a schema file, such as `.schema` and `.dump` print it.

use crate::backend::lexis::Lexis;
use crate::backend::schema_file::{Handling, position_of};
use crate::backend::statement_class::Phrase;

/// Says what is done with a statement.
pub(super) fn handling(sql: &str) -> Handling {
    let Some(tokens) = Phrase::tokens(sql, &Lexis::SQLITE) else { return Handling::Run };
    let phrase = Phrase::new(&tokens);
    let Some(first) = phrase.first() else { return Handling::Skip };
    if first.is_any(&["BEGIN", "COMMIT", "END", "PRAGMA", "ANALYZE"]) {
        return Handling::Skip;
    }
    if first.is_any(&["ATTACH", "DETACH", "VACUUM", "ROLLBACK", "SAVEPOINT", "RELEASE"]) {
        return Handling::beyond(&first.text.to_ascii_uppercase());
    }
    if is_of_sqlite(phrase) { Handling::Skip } else { Handling::Run }
}

/// Tells whether a statement makes or fills a table that SQLite itself makes when it needs it.
fn is_of_sqlite(phrase: Phrase<'_, '_>) -> bool {
    [&["CREATE", "TABLE"][..], &["INSERT", "INTO"], &["DELETE", "FROM"]].iter().any(|words| {
        let name = phrase.from(words.len()).without(&["IF", "NOT", "EXISTS"]).first_name();
        phrase.begins(words) && name.is_some_and(|name| name.starts_with("sqlite_"))
    })
}

/// Where a message such as `near "TEXTT": syntax error` points to.
pub(super) fn position(sql: &str, message: &str) -> Option<usize> {
    let (_, behind) = message.split_once("near \"")?;
    let (near, _) = behind.rsplit_once("\": ")?;
    position_of(near, sql)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_sqlite_itself_are_passed_over_and_other_files_are_refused() {
        for sql in [
            "PRAGMA foreign_keys=OFF",
            "BEGIN TRANSACTION",
            "CREATE TABLE sqlite_sequence(name,seq)",
            "INSERT INTO sqlite_sequence VALUES('t',3)",
            "DELETE FROM sqlite_sequence",
        ] {
            assert_eq!(handling(sql), Handling::Skip, "{sql}");
        }
        assert_eq!(handling("CREATE TABLE IF NOT EXISTS t (a)"), Handling::Run);
        assert!(matches!(handling("ATTACH 'x.db' AS x"), Handling::Refuse { .. }));
        assert_eq!(position("CREATE TABLE t (a TEXT a)", "near \"a\": syntax error"), None);
        assert_eq!(position("CREATE TABLE t (x INT zz)", "near \"zz\": syntax error"), Some(23));
    }
}
