use proptest::prelude::*;

use crate::backend::{mysql, postgres, sqlite};

const STATEMENTS: [&str; 30] = [
    "COMMIT",
    "begin",
    "START TRANSACTION READ ONLY",
    "ROLLBACK TO SAVEPOINT a",
    "SAVEPOINT a",
    "RELEASE SAVEPOINT a",
    "PREPARE TRANSACTION 'x'",
    "XA START 'x'",
    "SET autocommit = 1",
    "SET @x = 1, @@session.autocommit = 0",
    "SET SESSION TRANSACTION READ ONLY",
    "LOCK TABLES t WRITE",
    "UNLOCK TABLES",
    "CREATE UNIQUE INDEX CONCURRENTLY i ON t (a)",
    "REINDEX (VERBOSE) DATABASE d",
    "CLUSTER VERBOSE",
    "CLUSTER t USING i",
    "VACUUM FULL t",
    "PRAGMA main.foreign_keys = OFF",
    "CREATE TEMPORARY TABLE t AS SELECT 1",
    "CREATE TRIGGER t AFTER INSERT ON u FOR EACH ROW BEGIN DELETE FROM v; END",
    "WITH a AS (SELECT 1) SELECT * FROM a",
    "WITH a AS (DELETE FROM b RETURNING *) SELECT * FROM a",
    "WITH a AS (SELECT 1) INSERT INTO b SELECT * FROM a",
    "EXPLAIN ANALYZE DELETE FROM t",
    "( SELECT 1 ) UNION SELECT 2",
    "SELECT 1 INTO t",
    "DO 'BEGIN COMMIT; END'",
    "TRUNCATE t",
    "SET STATEMENT max_statement_time = 1 FOR COMMIT",
];

const GAPS: [&str; 7] =
    [" ", "\n", "\t\r\n", "/**/", " /* COMMIT; ' */ ", " -- BEGIN '\n", "/*+ x */ -- \"\r\n"];

proptest! {
    #[test]
    fn comments_blanks_and_case_do_not_change_the_class(
        sql in prop::sample::select(STATEMENTS.to_vec()),
        gaps in prop::collection::vec(prop::sample::select(GAPS.to_vec()), 1..6),
        upper in any::<u64>(),
    ) {
        let mut gaps = gaps.iter().cycle();
        let mut changed = String::from(*gaps.next().expect("cycles"));
        for (at, char) in sql.chars().enumerate() {
            match char {
                ' ' => changed.push_str(gaps.next().expect("cycles")),
                char if upper >> (at % 64) & 1 == 1 => changed.push(char.to_ascii_uppercase()),
                char => changed.push(char.to_ascii_lowercase()),
            }
        }
        for classify in [sqlite::classify::classify, postgres::classify::classify, mysql::classify::classify] {
            prop_assert_eq!(classify(sql), classify(&changed), "{}", changed);
        }
    }

    #[test]
    fn any_text_is_classified_without_a_panic(text in "(/\\*!|\\*/|BEGIN|SET|[ -~\n\0é]){0,60}") {
        for classify in [sqlite::classify::classify, postgres::classify::classify, mysql::classify::classify] {
            let _ = classify(&text);
        }
    }
}
