use proptest::prelude::*;

use super::*;
use crate::backend::scan::ScanError;

const CORPUS: [&str; 12] = [
    "CREATE TABLE t (a, b TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE VIRTUAL TABLE f USING fts5(a, content='t')",
    "PRAGMA foreign_keys=OFF",
    "CREATE TABLE [a;b] (\"c;d\" INT GENERATED ALWAYS AS (1) STORED, `e;` INT)",
    "INSERT INTO t VALUES (';', 'it''s; ok', x'00', 'a\\')",
    "SELECT 1 -- a; b\n + 2 /* ; ' */ + 3",
    "SELECT CASE WHEN a THEN 'END' ELSE ';' END FROM t",
    "CREATE TRIGGER g AFTER UPDATE OF a ON t WHEN CASE new.a WHEN 1 THEN 1 END\nBEGIN\n  UPDATE t SET a = CASE WHEN a THEN 1 ELSE 2 END; -- ; END;\n  INSERT INTO u SELECT end FROM t;\nEND",
    "create temp trigger if not exists h instead of insert on v begin select 1; end",
    "CREATE VIEW trigger_v AS SELECT end, begin FROM t",
    "SELECT $a(';), :b, @c, ?1, #d",
    "BEGIN IMMEDIATE",
];

fn sql(text: &str) -> Vec<String> {
    split(text).expect(text).into_iter().map(|piece| piece.sql).collect()
}

#[test]
fn each_statement_of_the_corpus_is_one_piece() {
    for statement in CORPUS {
        assert_eq!(sql(statement), [statement]);
        assert_eq!(sql(&format!("{statement};")), [statement]);
        assert_eq!(only_one(&format!("-- a\n{statement} ; /* b */")), Ok(statement));
    }
}

#[test]
fn a_piece_knows_the_place_of_its_first_token() {
    let text = "\u{feff}-- head\n\n/* é */ SELECT 1;; é ;\n";
    let wanted = [("SELECT 1", 3, 9), ("é", 3, 20)];
    let wanted = wanted.map(|(sql, line, column)| Piece { sql: sql.to_owned(), line, column });
    assert_eq!(split(text).expect(text), wanted);
}

#[test]
fn a_text_without_a_statement_has_no_pieces() {
    for text in ["", " \n", ";;", "-- a", "/* ; */ ; "] {
        assert_eq!(split(text), Ok(vec![]), "{text}");
        assert_eq!(only_one(text), Err(SplitError::Empty), "{text}");
    }
}

#[test]
fn what_cannot_be_split_is_an_error() {
    for (text, error) in [
        (
            "SELECT 1;\n 'a",
            SplitError::Scan(ScanError::Unterminated { what: "string", line: 2, column: 2 }),
        ),
        ("SELECT\n 'a\0'", SplitError::Nul { line: 2, column: 4 }),
        (
            "SELECT 1;\n.read x",
            SplitError::ClientCommand { command: ".read".to_owned(), line: 2, column: 1 },
        ),
        (
            "DELIMITER //",
            SplitError::ClientCommand { command: "DELIMITER".to_owned(), line: 1, column: 1 },
        ),
        (
            "\nCREATE TRIGGER t AFTER INSERT ON u BEGIN SELECT 1;",
            SplitError::Unclosed { what: "BEGIN", line: 2, column: 1 },
        ),
    ] {
        assert_eq!(split(text), Err(error), "{text}");
    }
}

#[test]
fn a_second_statement_is_refused_with_its_place() {
    let two = |line, column| Err(SplitError::TwoStatements { line, column });
    assert_eq!(only_one("SELECT 1;\n  COMMIT"), two(2, 3));
    assert_eq!(only_one("CREATE TRIGGER t; COMMIT; END"), two(1, 19));
    assert_eq!(only_one("SELECT $a('); COMMIT; --')"), two(1, 15));
    assert_eq!(only_one("SELECT 'a\\'; COMMIT; --'"), two(1, 14));
}

proptest! {
    #[test]
    fn joined_statements_are_split_again(
        statements in prop::collection::vec(prop::sample::select(CORPUS.to_vec()), 0..6),
    ) {
        prop_assert_eq!(sql(&statements.join(";\n")), statements);
    }

    #[test]
    fn pieces_of_any_text_are_split_into_themselves(
        text in "(CREATE TRIGGER |BEGIN |END|;|[-'/*\\[\\]$(a \n\0é.]){0,30}",
    ) {
        if let Ok(pieces) = split(&text) {
            let pieces = pieces.into_iter().map(|piece| piece.sql).collect::<Vec<_>>();
            // Not by the semicolon alone: a piece `$a(b` that a blank has ended would swallow it.
            prop_assert_eq!(sql(&pieces.join("\n;")), pieces);
        }
    }
}
