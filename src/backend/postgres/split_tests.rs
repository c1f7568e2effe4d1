use proptest::prelude::*;

use super::*;
use crate::backend::scan::ScanError;

const CORPUS: [&str; 14] = [
    "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC\n  INSERT INTO t VALUES (CASE WHEN a > 1 THEN 1 ELSE 2 END);\n  SELECT a AS end;\nEND",
    "create or replace procedure p() begin atomic end",
    "ALTER TABLE t ADD FOREIGN KEY (a, b) REFERENCES u ON DELETE SET NULL (b)",
    "CREATE MATERIALIZED VIEW v AS SELECT 1 WITH NO DATA",
    "DO $$BEGIN PERFORM 1; RAISE NOTICE 'a;'; END$$",
    "CREATE STATISTICS s (dependencies) ON a, b FROM t",
    "CREATE AGGREGATE g (int) (sfunc = f, stype = int)",
    "CREATE PROCEDURE q() LANGUAGE plpgsql AS $body$ BEGIN COMMIT; END $body$",
    "CREATE TABLE t (a int, CHECK (a > 0) NOT VALID)",
    "CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM u; INSERT INTO v VALUES (1); )",
    "SELECT E'\\'; ' || 'a\\' || U&'d\\0061' || $x$;$$;$x$ || \"a;\"\"b\"",
    "SELECT E'a'\n'\\';' /* /* ; */ ; */ -- ;\n, j ?| array['a'], j ?& b, a::text, $1, :c",
    "COPY t (a) FROM '/tmp/x'",
    "COMMIT AND CHAIN",
];

fn sql(text: &str) -> Vec<String> {
    split(text).expect(text).into_iter().map(|piece| piece.sql).collect()
}

#[test]
fn each_statement_of_the_corpus_is_one_piece() {
    for statement in CORPUS {
        assert_eq!(sql(statement), [statement]);
        assert_eq!(only_one(&format!("-- a\n{statement} ; /* b */")), Ok(statement));
    }
}

#[test]
fn a_semicolon_in_other_brackets_ends_the_statement() {
    assert_eq!(sql("SELECT a[1;2]"), ["SELECT a[1", "2]"]);
    assert_eq!(sql("CREATE TABLE t (a int; COMMIT"), ["CREATE TABLE t (a int", "COMMIT"]);
}

#[test]
fn a_piece_knows_the_place_of_its_first_token() {
    let text = "/* é */ SELECT 1;\r\n\r\n  -- b\r\n  SELECT $$\r\n;$$;";
    let wanted = [("SELECT 1", 1, 9), ("SELECT $$\r\n;$$", 4, 3)];
    let wanted = wanted.map(|(sql, line, column)| Piece { sql: sql.to_owned(), line, column });
    assert_eq!(split(text).expect(text), wanted);
}

#[test]
fn what_cannot_be_split_is_an_error() {
    let command = |command: &str, line, column| SplitError::ClientCommand {
        command: command.to_owned(),
        line,
        column,
    };
    for (text, error) in [
        ("SELECT 1;\n\\connect db\n", command("\\connect", 2, 1)),
        ("SELECT 1 \\gexec", command("\\gexec", 1, 10)),
        ("\nDELIMITER //", command("DELIMITER", 2, 1)),
        (
            "SELECT 1;\nCOPY public.t (a, \"b\") FROM stdin;\n1\tit's\n\\.\n",
            command("COPY ... FROM STDIN", 2, 1),
        ),
        (
            "SELECT $a$ $b$",
            SplitError::Scan(ScanError::Unterminated {
                what: "dollar-quoted string",
                line: 1,
                column: 8,
            }),
        ),
        (
            "CREATE RULE r AS ON INSERT TO t DO (DELETE FROM u;",
            SplitError::Unclosed { what: "a bracket", line: 1, column: 1 },
        ),
        (
            "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1;",
            SplitError::Unclosed { what: "BEGIN ATOMIC", line: 1, column: 1 },
        ),
    ] {
        assert_eq!(split(text), Err(error), "{text}");
    }
}

#[test]
fn a_second_statement_is_refused_with_its_place() {
    let two = |line, column| Err(SplitError::TwoStatements { line, column });
    assert_eq!(only_one("SELECT 1;\n  COMMIT"), two(2, 3));
    assert_eq!(only_one("SELECT 'a\\'; COMMIT; --'"), two(1, 14));
    assert_eq!(only_one("SELECT a$$; COMMIT; --$$"), two(1, 13));
    assert_eq!(only_one("SELECT 1 --\r; COMMIT"), two(1, 15));
    assert_eq!(only_one("SELECT 1 /* /* */ */; COMMIT /* */"), two(1, 23));
    assert_eq!(only_one("BEGIN ATOMIC; COMMIT; END"), two(1, 15));
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
        text in "(CREATE |FUNCTION |RULE |BEGIN |ATOMIC |END|COPY |;|[-'/*$()aE\\\\ \n\0é.]){0,30}",
    ) {
        if let Ok(pieces) = split(&text) {
            let pieces = pieces.into_iter().map(|piece| piece.sql).collect::<Vec<_>>();
            prop_assert_eq!(sql(&pieces.join(";")), pieces);
        }
    }
}
