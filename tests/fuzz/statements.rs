//! SQL: what is a statement, and what kind of one.

use proptest::prelude::*;
use sandshift::backend::dialect::Dialect;
use sandshift::backend::open::dialect;
use sandshift_model::value::Value;

use crate::bounds::bounded;
use crate::words::text_of;

const WORDS: &[&str] = &[
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "TRIGGER",
    "FUNCTION",
    "PROCEDURE",
    "BEGIN",
    "END",
    "CASE",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT",
    "SET",
    "DO",
    "CALL",
    "XA",
    "PRAGMA",
    "WITH",
    "AS",
    "EXPLAIN",
    "ATOMIC",
    "DECLARE",
    "IF",
    "LOOP",
    "WHILE",
    "REPEAT",
    "PREPARE",
    "EXECUTE",
    "LANGUAGE",
    "DELIMITER //",
    "//",
    "INTERVAL",
    "NOT",
    "RENAME",
    "TO",
    "AND CHAIN",
    "a",
    "\"a\"",
    "`a`",
    "[a]",
    "'",
    "\"",
    "`",
    "[",
    "]",
    "''",
    "E'\\'",
    "x'00'",
    "N'a'",
    "_utf8'a'",
    "U&'\\0041'",
    "$$",
    "$a$",
    "$1",
    "?",
    ":a",
    "@b",
    "@@c",
    "/*",
    "*/",
    "/*!50000",
    "/*M!",
    "/*+",
    "--",
    "-- ",
    "#",
    ";",
    ",",
    "(",
    ")",
    "\\",
    "\\.",
    "\n",
    "\r",
    "\t",
    " ",
    "\0",
    "\u{feff}",
    "\u{a0}",
    "\u{2028}",
    "\u{202e}",
    "é",
    "1e",
    "0x",
    ".",
    "\nGO\n",
    ".read x\n",
    "\\c d\n",
];

fn dialects() -> [&'static dyn Dialect; 3] {
    ["sqlite", "postgres", "mysql"].map(|name| dialect(name).unwrap())
}

proptest! {
    #[test]
    fn fuzz_any_text_is_split_and_classified_on_every_database(text in text_of(WORDS)) {
        for dialect in dialects() {
            bounded(|| dialect.classify(&text));
            let Ok(pieces) = bounded(|| dialect.split(&text)) else { continue };
            let bytes: usize = pieces.iter().map(|piece| piece.sql.len()).sum();
            prop_assert!(bytes <= text.len(), "{bytes} bytes of {}", text.len());
            for piece in pieces {
                // Blanks of other alphabets are names to a server.
                prop_assert!(!piece.sql.trim_ascii().is_empty());
                bounded(|| dialect.classify(&piece.sql));
            }
        }
    }

    #[test]
    fn fuzz_a_literal_is_one_value_whatever_stands_in_it(text in text_of(WORDS)) {
        for dialect in dialects() {
            // What cannot be held is refused; what is written is one statement with what comes behind it.
            let Ok(literal) = bounded(|| dialect.literal(&Value::Text(text.clone()))) else { continue };
            let whole = format!("SELECT {literal}; SELECT 2");
            let pieces = bounded(|| dialect.split(&whole));
            prop_assert_eq!(pieces.map(|pieces| pieces.len()).ok(), Some(2), "{}", whole);
        }
    }
}
