use proptest::prelude::*;

use super::*;
use crate::backend::scan::ScanError;

const CORPUS: [&str; 30] = [
    "CREATE TABLE t (a int, `b;` int) PARTITION BY RANGE (a) (PARTITION p VALUES LESS THAN (1))",
    "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = IF(NEW.b, REPEAT('x', 2), CASE WHEN 1 THEN 2 END)",
    "CREATE TRIGGER g AFTER UPDATE ON t FOR EACH ROW FOLLOWS begin_g BEGIN SET @end = 1; IF a THEN SELECT 1; END IF; END",
    "ALTER TABLE t RENAME INDEX a TO b, ALTER INDEX c INVISIBLE",
    "ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4",
    "CREATE SEQUENCE s START WITH 1 INCREMENT BY 2",
    "ALTER TABLE t ADD SYSTEM VERSIONING",
    "CREATE PROCEDURE p() BEGIN END",
    "CREATE PROCEDURE begin(IN a INT, OUT b DECIMAL(10, 2)) COMMENT 'x; BEGIN' READS SQL DATA SELECT 1",
    "CREATE DEFINER=`root`@`localhost` PROCEDURE p() outer_block: BEGIN\n  SELECT 1; -- END;\n  # END;\n  SELECT ';' /* END; */;\nEND outer_block",
    "CREATE DEFINER = user@localhost FUNCTION f() RETURNS INT DETERMINISTIC RETURN IF(1, CASE 2 WHEN 3 THEN 4 END, 5)",
    "CREATE FUNCTION f() RETURNS SET('a') CHARACTER SET utf8 BEGIN RETURN 'a'; END",
    "CREATE FUNCTION f RETURNS STRING SONAME 'f.so'",
    "CREATE PROCEDURE p() IF 1 THEN SELECT 1; ELSEIF 2 THEN SELECT IF(1, 2, 3); ELSE SELECT 3; END IF",
    "CREATE PROCEDURE p() CASE a WHEN 1 THEN SELECT CASE WHEN 1 THEN 2 ELSE 3 END; ELSE BEGIN END; END CASE",
    "CREATE PROCEDURE p() l: LOOP SET a = a + 1; IF a > 3 THEN LEAVE l; END IF; ITERATE l; END LOOP l",
    "CREATE PROCEDURE p() WHILE a < CASE 1 WHEN 1 THEN 2 END DO DO SLEEP(1); SELECT 1 FROM t FOR UPDATE; END WHILE",
    "CREATE PROCEDURE p() REPEAT SELECT a AS end; SET b = REPEAT('x', 2); UNTIL CASE b WHEN 1 THEN 2 END END REPEAT",
    "CREATE PROCEDURE p() FOR i IN 1..10 DO INSERT INTO t VALUES (i); END FOR",
    "CREATE PROCEDURE p() BEGIN FOR r IN (SELECT a FROM t) DO SELECT r.a; END FOR; END",
    "CREATE PROCEDURE p() BEGIN DECLARE c CURSOR FOR SELECT 1; DECLARE CONTINUE HANDLER FOR NOT FOUND SET done = IF(1, 2, 3); DECLARE EXIT HANDLER FOR SQLEXCEPTION, SQLSTATE '02000' BEGIN ROLLBACK; RESIGNAL; END; SELECT handler FROM t; SELECT IF(1, 2, 3); END",
    "CREATE PROCEDURE p() BEGIN DECLARE UNDO HANDLER FOR 1051 IF a THEN SELECT 1; END IF; SELECT 1; END",
    "CREATE PROCEDURE IF NOT EXISTS p() BEGIN DROP TABLE IF EXISTS t; CREATE TABLE IF NOT EXISTS u (a int); SELECT t.end, t.begin FROM t; END",
    "CREATE EVENT e ON SCHEDULE EVERY 1 DAY ENABLE DO BEGIN DELETE FROM t; DELETE FROM u; END",
    "ALTER EVENT e DO BEGIN DELETE FROM t; END",
    "/*!50003 CREATE*/ /*!50017 DEFINER=`root`@`localhost`*/ /*!50003 TRIGGER g BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; END */",
    "BEGIN NOT ATOMIC DECLARE a INT DEFAULT IF(1, 2, 3); SELECT a; END",
    "SELECT 'a\\'; ', \"b\\\"; \", `c;`, 1--1, \\N, @begin, 'it''s;'",
    "SELECT /*+ MAX_EXECUTION_TIME(1) */ 1 # ; '\n + 2 -- ; '\n + 3",
    "BEGIN",
];

fn sql(text: &str) -> Vec<String> {
    split(text).expect(text).into_iter().map(|piece| piece.sql).collect()
}

#[test]
fn each_statement_of_the_corpus_is_one_piece() {
    for statement in CORPUS {
        assert_eq!(sql(statement), [statement]);
        assert_eq!(only_one(&format!("-- a\n{statement} ; /* b */")), Ok(statement));
        assert_eq!(
            sql(&format!("DELIMITER //\n{statement}//\ndelimiter ;\nSELECT 1;")),
            [statement, "SELECT 1"]
        );
        assert_eq!(sql(&format!("DELIMITER $$\n{statement} ;\n$$")), [statement]);
    }
}

#[test]
fn delimiter_lines_are_followed_and_not_sent() {
    let text = "SELECT 1;\nDELIMITER $$\nSELECT '$$'$$ SELECT 2; SELECT 3$$\n  delimiter ;; \r\nSELECT 4;;\nDELIMITER ;\nSELECT 5; SELECT 6";
    let lines = split(text).expect(text);
    let lines = lines.iter().map(|piece| (piece.sql.as_str(), piece.line, piece.column));
    assert_eq!(
        lines.collect::<Vec<_>>(),
        [
            ("SELECT 1", 1, 1),
            ("SELECT '$$'", 3, 1),
            ("SELECT 2", 3, 15),
            ("SELECT 3", 3, 25),
            ("SELECT 4", 5, 1),
            ("SELECT 5", 7, 1),
            ("SELECT 6", 7, 11),
        ]
    );
    assert_eq!(
        sql("CREATE TABLE t (\ndelimiter varchar(1),\n delimiter)"),
        ["CREATE TABLE t (\ndelimiter varchar(1),\n delimiter)"]
    );
}

#[test]
fn what_cannot_be_split_is_an_error() {
    let command = |command: &str, line, column| SplitError::ClientCommand {
        command: command.to_owned(),
        line,
        column,
    };
    let bad =
        |delimiter: &str| SplitError::BadDelimiter { delimiter: delimiter.to_owned(), line: 1 };
    for (text, error) in [
        (
            "SELECT 1\nDELIMITER //\n",
            SplitError::MisplacedDelimiter { line: 2, column: 1, statement_line: 1 },
        ),
        ("SELECT 1; DELIMITER //", command("DELIMITER", 1, 11)),
        ("DELIMITER\nSELECT 1", bad("")),
        ("DELIMITER '", bad("'")),
        ("DELIMITER -- a", bad("--")),
        ("SELECT 1 \\G", command("\\G", 1, 10)),
        (
            "SELECT 'a\\'",
            SplitError::Scan(ScanError::Unterminated { what: "string", line: 1, column: 8 }),
        ),
        (
            "CREATE PROCEDURE p() BEGIN SELECT 1;",
            SplitError::Unclosed { what: "BEGIN", line: 1, column: 1 },
        ),
        ("/*! SELECT 1; SELECT 2 */", SplitError::HiddenStructure { line: 1, column: 13 }),
        (
            "CREATE /*!99999 PROCEDURE p() */ TABLE begin (a int); COMMIT; END",
            SplitError::HiddenStructure { line: 1, column: 40 },
        ),
        (
            "CREATE /*!99999 PROCEDURE p() BEGIN */ TABLE t (a int); COMMIT; END",
            SplitError::HiddenStructure { line: 1, column: 55 },
        ),
        (
            "/*!99999 BEGIN NOT ATOMIC */ SELECT 1; COMMIT; /*!99999 END */",
            SplitError::HiddenStructure { line: 1, column: 38 },
        ),
    ] {
        assert_eq!(split(text), Err(error), "{text}");
    }
}

#[test]
fn a_second_statement_is_refused_with_its_place() {
    let two = |line, column| Err(SplitError::TwoStatements { line, column });
    assert_eq!(only_one("SELECT 1;\n  COMMIT"), two(2, 3));
    assert_eq!(only_one("SELECT '\\\\'; COMMIT; -- '"), two(1, 14));
    assert_eq!(only_one("SELECT 1 --'; '\n; COMMIT"), two(2, 3));
    assert_eq!(only_one("SELECT 1 /* /* */; COMMIT /* */ */"), two(1, 20));
    assert_eq!(only_one("DELIMITER //\nSELECT 1; COMMIT//"), two(2, 11));
    assert_eq!(only_one("BEGIN; COMMIT; END"), two(1, 8));
    assert_eq!(only_one("CREATE TABLE procedure_p (a int); COMMIT; END"), two(1, 35));
}

proptest! {
    #[test]
    fn joined_statements_are_split_again(
        statements in prop::collection::vec(prop::sample::select(CORPUS.to_vec()), 0..6),
    ) {
        prop_assert_eq!(sql(&statements.join(";\n")), statements);
    }

    #[test]
    fn any_text_is_split_without_a_panic(
        text in "(\nDELIMITER |CREATE |EVENT |TRIGGER |DO |BEGIN |CASE |IF |END |FOR |/\\*!|\\*/|;|[-'`#/()a\\\\ \n\0é.:]){0,30}",
    ) {
        if let Ok(pieces) = split(&text) {
            for piece in pieces {
                prop_assert!(text.contains(&piece.sql));
            }
        }
    }
}
