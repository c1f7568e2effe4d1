//! The text of a new revision file.

use crate::revision::{Draft, Language};

/// Writes the file of a draft.
///
/// `created` is a moment in RFC 3339. The header is TOML behind comment marks, so a message of
/// several lines is written as one TOML string.
#[must_use]
pub(super) fn text(draft: &Draft, message: &str, created: &str, language: Language) -> String {
    let is_merge = draft.down_revision.len() > 1;
    let body = match (language, is_merge) {
        (Language::Sql, false) => SQL,
        (Language::Sql, true) => SQL_MERGE,
        (Language::Rhai | Language::Wasm, false) => RHAI,
        (Language::Rhai | Language::Wasm, true) => RHAI_MERGE,
    };
    with_body(draft, message, created, language, body)
}

/// Writes the file of a draft with this text below its header.
#[must_use]
pub(super) fn with_body(
    draft: &Draft,
    message: &str,
    created: &str,
    language: Language,
    body: &str,
) -> String {
    let mark = if language == Language::Sql { "--!" } else { "//!" };
    header(draft, message, created, mark) + body
}

/// The header of a draft as a file of its own, for a module.
#[must_use]
pub(super) fn header_alone(draft: &Draft, message: &str, created: &str) -> String {
    let lines = header(draft, message, created, "");
    lines.lines().map(|line| format!("{}\n", line.trim_start())).collect()
}

const RHAI: &str = r#"
fn up(db) {
    // db.create_table("persons", [
    //     column("id", integer()).primary_key(),
    //     column("name", string(100)).not_null(),
    // ]);
}

// Without `down`, the way back is derived from what `up` did, and a rollback says what it cannot
// bring back. Write one where you know better.
//
// fn down(db) {
// }

// Runs after `up`, inside the same transaction; if it fails, the migration is undone.
//
// fn verify(db) {
//     assert(db.has_table("persons"), "persons is missing");
// }
"#;

const RHAI_MERGE: &str = r"
// Joins its parents. Most merges have nothing to do.
fn up(db) {
}

fn down(db) {
}
";

const SQL: &str = r"
-- +up
-- CREATE TABLE persons (
--     id   integer PRIMARY KEY,
--     name varchar(100) NOT NULL
-- );

-- +down
-- DROP TABLE persons;
";

const SQL_MERGE: &str = r"
-- Joins its parents. Most merges have nothing to do.

-- +up

-- +down
";

fn header(draft: &Draft, message: &str, created: &str, mark: &str) -> String {
    draft.header(message, created).text(mark)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::revision::Header;

    #[test]
    fn any_message_is_read_back_as_it_was() {
        let draft = Draft {
            id: "a1b2".parse().unwrap(),
            down_revision: vec!["x".parse().unwrap(), "y".parse().unwrap()],
            depends_on: vec!["lib".into()],
            branch_labels: vec!["main".parse().unwrap()],
        };
        let message = "say \"hi\" \\ to\nall\u{1b} of ü";
        for (language, mark) in [(Language::Rhai, "//! "), (Language::Sql, "--! ")] {
            let text = text(&draft, message, "2026-01-02T03:04:05Z", language);
            let toml: Vec<&str> = text.lines().map_while(|line| line.strip_prefix(mark)).collect();
            let header = Header::parse(&toml.join("\n"), Path::new("x")).unwrap();
            assert_eq!(header.message, message);
            assert_eq!(header.down_revision, draft.down_revision);
            assert_eq!(header.depends_on, draft.depends_on);
            assert_eq!(header.branch_labels, draft.branch_labels);
        }
    }
}
