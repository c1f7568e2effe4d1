use super::*;

fn check(cases: &[(&str, Class)]) {
    for (sql, class) in cases {
        assert_eq!(classify(sql), *class, "{sql}");
    }
}

#[test]
fn transaction_control_is_seen() {
    let autocommit = Class::Transaction("SET autocommit");
    check(&[
        ("BEGIN WORK", Class::Transaction("BEGIN")),
        ("start/**/transaction", Class::Transaction("START TRANSACTION")),
        ("# a\ncommit", Class::Transaction("COMMIT")),
        ("rollback to savepoint a", Class::Transaction("ROLLBACK")),
        ("XA END 'a'", Class::Transaction("XA")),
        ("SET autocommit=1", autocommit),
        ("SET @@autocommit:=0", autocommit),
        ("SET @@SESSION.autocommit = 0", autocommit),
        ("SET sql_mode = '', SESSION `autocommit` = 1", autocommit),
        ("SET @@session . autocommit = 0", autocommit),
        ("SET @autocommit = 1", Class::Session),
        ("SET GLOBAL TRANSACTION READ ONLY", Class::Transaction("SET TRANSACTION")),
        ("LOCK TABLE t READ", Class::Transaction("LOCK TABLES")),
        ("UNLOCK TABLES", Class::Transaction("UNLOCK TABLES")),
        ("SET STATEMENT a = 1 FOR COMMIT", Class::Transaction("COMMIT")),
    ]);
}

#[test]
fn executable_comments_hide_nothing() {
    check(&[
        ("/*! COMMIT */", Class::Transaction("COMMIT")),
        ("/*!50000COMMIT*/", Class::Transaction("COMMIT")),
        ("/*M!100100 COMMIT */", Class::Transaction("COMMIT")),
        ("/*!99999 SELECT */ COMMIT", Class::Transaction("COMMIT")),
        (
            "START /*!99999 SLAVE */ /*!40000 TRANSACTION */",
            Class::Transaction("START TRANSACTION"),
        ),
        ("BEGIN /*!99999 NOT ATOMIC SELECT 1 */", Class::Other),
        ("CREATE /*!99999 TEMPORARY */ TABLE t (a int)", Class::Ddl),
        ("SELECT /*!40001 SQL_NO_CACHE */ 1", Class::Read),
        ("/*!1*//*!1*//*!1*//*!1*//*!1*//*!1*//*!1*/ SELECT", Class::Other),
        ("/*! SELECT 1; COMMIT */", Class::Other),
        ("/*!40101 SET NAMES utf8 */", Class::Session),
    ]);
}

#[test]
fn what_commits_on_its_own_is_ddl() {
    check(&[
        ("TRUNCATE t", Class::Ddl),
        ("RENAME TABLE a TO b", Class::Ddl),
        ("GRANT ALL ON *.* TO u", Class::Ddl),
        ("ANALYZE NO_WRITE_TO_BINLOG TABLE t", Class::Ddl),
        ("OPTIMIZE TABLE t", Class::Ddl),
        ("LOAD INDEX INTO CACHE t", Class::Ddl),
        ("SET PASSWORD = 'a'", Class::Ddl),
        ("CREATE OR REPLACE TABLE t (a int)", Class::Ddl),
        ("CREATE SEQUENCE s START WITH 1 INCREMENT BY 1", Class::Ddl),
        ("ALTER TABLE t RENAME INDEX a TO b", Class::Ddl),
        ("CREATE TEMPORARY TABLE t (a int)", Class::Write),
        ("CREATE OR REPLACE TEMPORARY TABLE t (a int)", Class::Write),
        ("DROP TEMPORARY TABLE t", Class::Write),
    ]);
}

#[test]
fn the_rest_is_told_apart() {
    check(&[
        ("BEGIN NOT ATOMIC SELECT 1; END", Class::Other),
        ("CALL p()", Class::Other),
        ("DO SLEEP(1)", Class::Other),
        ("EXECUTE IMMEDIATE 'COMMIT'", Class::Other),
        ("HANDLER t OPEN", Class::Other),
        ("LOAD DATA INFILE 'a' INTO TABLE t", Class::Write),
        ("WITH a AS (SELECT 1) DELETE FROM t", Class::Write),
        ("SELECT 1 INTO OUTFILE '/tmp/a'", Class::Write),
        ("SELECT REPLACE('a', 'b', 'c')", Class::Read),
        ("ANALYZE FORMAT=JSON UPDATE t SET a = 1", Class::Write),
        ("ANALYZE SELECT 1", Class::Read),
        ("EXPLAIN ANALYZE SELECT 1", Class::Read),
        ("EXPLAIN DELETE FROM t", Class::Read),
        ("DESC t", Class::Read),
        ("USE d", Class::Session),
        ("SELECT 1; COMMIT", Class::Other),
    ]);
}
