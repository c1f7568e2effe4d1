//! Grants of operators, and the patterns in them.

use std::path::Path;

use proptest::prelude::*;
use sandshift::policy::grant::GrantFile;
use sandshift::policy::pattern::Pattern;
use sandshift::policy::{export, pattern::Folds};

use crate::bounds::bounded;
use crate::words::text_of;

const WORDS: &[&str] = &[
    "grant",
    "profile",
    "trusted",
    "shared",
    "[allow]",
    "[deny]",
    "[budgets.migration]",
    "[budgets.run]",
    "[require]",
    "[[revision]]",
    "read",
    "write",
    "define",
    "operations",
    "parameters",
    "objects",
    "sql",
    "request",
    "lock",
    "signatures",
    "languages",
    "worlds",
    "id",
    "host_calls",
    "rows_read",
    "log_bytes",
    " = ",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "\"a(*)\"",
    "\"*\"",
    "\"a.b(c, d)\"",
    "true",
    "4294967296",
    "-1",
    ",",
    "\n",
    " ",
    "\"rhai\"",
    "\"10s\"",
    "\\u",
    "\0",
    "\u{202e}",
];

const PATTERNS: &[&str] = &[
    "*", "?", "a", "B", "main.", ".", "(", ")", ",", " ", "\"", "`", "[", "]", "!", "é", "\0", "\\",
];

proptest! {
    #[test]
    fn fuzz_any_bytes_are_a_grant_or_an_error(bytes: Vec<u8>) {
        let _ = bounded(|| GrantFile::parse(Path::new("grant.toml"), &bytes).is_ok());
    }

    #[test]
    fn fuzz_any_text_is_a_grant_that_can_be_shown_or_an_error(text in text_of(WORDS)) {
        if let Ok(file) = bounded(|| GrantFile::parse(Path::new("grant.toml"), text.as_bytes())) {
            bounded(|| (export::opa(&file), export::cedar(&file.grant)));
        }
    }

    #[test]
    fn fuzz_any_text_is_a_pattern_that_covers_itself_or_an_error(
        one in text_of(PATTERNS), other in text_of(PATTERNS),
    ) {
        let read = |text: &str| bounded(|| Pattern::parse(text)).ok();
        let (Some(one), Some(other)) = (read(&one), read(&other)) else { return Ok(()) };
        prop_assert!(bounded(|| one.covers(&one)));
        bounded(|| (one.covers(&other), other.covers(&one)));
        for dialect in ["sqlite", "postgres", "mysql"] {
            bounded(|| one.has_column("a", Folds::of(dialect)));
        }
    }
}
