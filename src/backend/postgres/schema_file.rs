//! What is done with the statements of a schema file, such as `pg_dump --schema-only` prints it.

use std::borrow::Cow;

use crate::backend::lexis::Lexis;
use crate::backend::schema_file::Handling;
use crate::backend::statement_class::{Class, Phrase};

use super::classify::classify;

/// Settings of a dump that older servers do not know, and that mean nothing here.
const SETTINGS: [&str; 5] = [
    "idle_in_transaction_session_timeout",
    "idle_session_timeout",
    "lock_timeout",
    "statement_timeout",
    "transaction_timeout",
];

/// Says what is done with a statement.
pub(super) fn handling(sql: &str) -> Handling {
    let Some(tokens) = Phrase::tokens(sql, &Lexis::POSTGRES) else { return Handling::Run };
    let phrase = Phrase::new(&tokens);
    match classify(sql) {
        Class::Empty => return Handling::Skip,
        Class::Transaction("BEGIN" | "START TRANSACTION" | "COMMIT" | "END") => {
            return Handling::Skip;
        }
        Class::Transaction(name) => return Handling::beyond(name),
        Class::RefusesTransaction(name) if !name.contains("INDEX") => {
            return Handling::beyond(name);
        }
        Class::RefusesTransaction(_) => return Handling::RunAlone,
        _ => {}
    }
    if phrase.begins_any(&["CREATE", "ALTER", "DROP"])
        && phrase.from(1).begins_any(&["DATABASE", "ROLE", "USER", "GROUP", "TABLESPACE"])
        && !phrase.from(2).begins(&["MAPPING"])
    {
        let object = phrase.from(1).first().map(|token| token.text).unwrap_or_default();
        return Handling::beyond(&format!("{} {object}", tokens[0].text));
    }
    if is_of_no_schema(phrase) { Handling::Skip } else { Handling::Run }
}

fn is_of_no_schema(phrase: Phrase<'_, '_>) -> bool {
    let sets_time = phrase.begins(&["SET"])
        && phrase.from(1).first_name().is_some_and(|name| SETTINGS.contains(&name.as_str()));
    let makes_public = phrase.begins(&["CREATE", "SCHEMA"])
        && phrase.from(2).first_name().as_deref() == Some("public")
        && phrase.from(3).first().is_none();
    sets_time
        || makes_public
        || phrase.begins_any(&["GRANT", "REVOKE"])
        || phrase.begins(&["ALTER", "DEFAULT", "PRIVILEGES"])
        || phrase.begins(&["COMMENT", "ON", "EXTENSION"])
        || (phrase.begins(&["ALTER"]) && phrase.holds(&["OWNER", "TO"]))
}

/// Blanks the lines that `pg_dump` writes for `psql` alone: `\restrict` and `\unrestrict`.
pub(super) fn without_shell_lines(text: &str) -> Cow<'_, str> {
    let is_for_psql =
        |line: &str| line.starts_with("\\restrict ") || line.starts_with("\\unrestrict ");
    if !text.lines().any(is_for_psql) {
        return Cow::Borrowed(text);
    }
    let kept = text.split('\n').map(|line| if is_for_psql(line) { "" } else { line });
    Cow::Owned(kept.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_dump_says_beside_the_schema_is_passed_over() {
        for sql in [
            "SET statement_timeout = 0",
            "SET transaction_timeout = 0",
            "CREATE SCHEMA public",
            "ALTER TABLE public.t OWNER TO app",
            "COMMENT ON EXTENSION citext IS 'x'",
            "GRANT ALL ON TABLE t TO app",
            "BEGIN",
        ] {
            assert_eq!(handling(sql), Handling::Skip, "{sql}");
        }
        for sql in ["SET search_path = ''", "CREATE SCHEMA audit", "CREATE TABLE t (a int)"] {
            assert_eq!(handling(sql), Handling::Run, "{sql}");
        }
        assert_eq!(handling("CREATE INDEX CONCURRENTLY i ON t (a)"), Handling::RunAlone);
        for sql in ["CREATE DATABASE d", "DROP ROLE r", "ROLLBACK", "ALTER DATABASE d SET a = 1"] {
            assert!(matches!(handling(sql), Handling::Refuse { .. }), "{sql}");
        }
    }

    #[test]
    fn lines_for_psql_are_blanked_and_keep_the_numbers_of_the_others() {
        let text = "\\restrict abc\nSELECT 1;\n\\unrestrict abc\n";
        assert_eq!(without_shell_lines(text), "\nSELECT 1;\n\n");
    }
}
