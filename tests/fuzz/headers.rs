//! Headers of revisions, and the sections of SQL files.

use std::path::Path;

use proptest::prelude::*;
use sandshift::revision::sql_parts::SqlParts;
use sandshift::revision::{Header, RevisionId};

use crate::bounds::bounded;
use crate::words::text_of;

const WORDS: &[&str] = &[
    "revision",
    "down_revision",
    "depends_on",
    "branch_labels",
    "message",
    "created",
    "transaction",
    "undo",
    "request",
    "[",
    "]",
    "[[",
    "]]",
    "{",
    "}",
    " = ",
    ",",
    ".",
    "\n",
    "\r\n",
    " ",
    "\t",
    "#",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "\"a1\"",
    "\"b2\"",
    "true",
    "false",
    "1",
    "-1",
    "1e999",
    "0x_",
    "\\u",
    "\\",
    "2026-01-31T12:00:00Z",
    "\u{feff}",
    "\u{202e}",
    "\0",
    "inf",
    "nan",
];

const SECTIONS: &[&str] = &[
    "--! ",
    "-- ",
    "--",
    "up",
    "down",
    "verify",
    "sqlite",
    "postgres",
    "mysql",
    ":",
    " ",
    "\n",
    "\r\n",
    ";",
    "SELECT 1",
    "'",
    "\"",
    "/*",
    "*/",
    "$a$",
    "DELIMITER //",
    "//",
    "BEGIN",
    "END",
    "\u{feff}",
    "\0",
    "revision = \"a\"",
];

proptest! {
    #[test]
    fn fuzz_any_text_is_a_header_or_an_error(text in text_of(WORDS)) {
        let parsed = bounded(|| Header::parse(&text, Path::new("a.rhai")));
        if let Err(error) = parsed {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn fuzz_what_a_header_writes_is_what_it_reads(message in ".{1,200}", parents in 0..3_usize) {
        // Blanks around it are not kept.
        let message = message.trim().to_owned();
        let id = |number: usize| format!("a{number}").parse::<RevisionId>().unwrap();
        let header = Header::plain(id(9), (0..parents).map(id).collect(), message);
        let text: String = bounded(|| header.text("//!")).lines()
            .map(|line| format!("{}\n", line.trim_start_matches("//!"))).collect();
        let read = bounded(|| Header::parse(&text, Path::new("a.rhai")));
        prop_assert_eq!(read.map(|read| read.text("//!")).ok(), Some(header.text("//!")), "{}", text);
    }

    #[test]
    fn fuzz_any_text_has_sections_or_an_error(text in text_of(SECTIONS)) {
        let _ = bounded(|| SqlParts::parse(&text));
    }
}
