//! What the first words of a statement tell of it.

/// Tells whether the tag of a statement that begins so counts the rows that it gave, which nobody wrote.
pub(super) fn is_query(word: &str) -> bool {
    matches!(word, "select" | "values" | "table" | "show" | "explain" | "fetch" | "move")
}

/// Tells whether a statement that begins so may make an enum, take one away, or bring one back. Of functions
/// that a query calls it is not expected.
pub(super) fn may_change_types(words: &[String]) -> bool {
    let mut words = words.iter().map(String::as_str);
    match words.next().unwrap_or_default() {
        "create" | "alter" | "drop" => {
            !matches!(words.next(), Some("table" | "index" | "unique" | "view" | "sequence"))
        }
        "insert" | "update" | "delete" | "select" | "begin" | "commit" | "savepoint"
        | "release" => false,
        _ => true,
    }
}

/// The first two words of a statement in lower case, behind comments and parentheses.
pub(super) fn first_words(sql: &str) -> Vec<String> {
    let mut rest = sql;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '(');
        let behind = if rest.starts_with("--") {
            rest.split_once('\n').map(|(_, behind)| behind)
        } else if rest.starts_with("/*") {
            rest.split_once("*/").map(|(_, behind)| behind)
        } else {
            break;
        };
        rest = behind.unwrap_or_default();
    }
    let words = rest.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty());
    words.take(2).map(str::to_ascii_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_words_stand_behind_comments() {
        let words = |sql| first_words(sql).join(" ");
        assert_eq!(words("-- x\n /* y */ ((SELECT 1"), "select");
        assert_eq!(words("Create  Unique Index i"), "create unique");
        assert_eq!(words("BEGIN"), "begin");
        assert_eq!(words(""), "");
    }

    #[test]
    fn enums_are_read_again_behind_whatever_may_change_them() {
        let may = |sql| may_change_types(&first_words(sql));
        for sql in
            ["CREATE TYPE a", "DROP SCHEMA s CASCADE", "DO $$ $$", "ROLLBACK", "", "CALL f()"]
        {
            assert!(may(sql), "{sql}");
        }
        for sql in ["CREATE TABLE a", "ALTER TABLE a", "COMMIT", "DROP INDEX i", "INSERT INTO a"] {
            assert!(!may(sql), "{sql}");
        }
    }
}
