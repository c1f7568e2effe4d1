use super::*;

fn check(cases: &[(&str, Class)]) {
    for (sql, class) in cases {
        assert_eq!(classify(sql), *class, "{sql}");
    }
}

#[test]
fn transaction_control_is_seen() {
    check(&[
        ("begin isolation level serializable", Class::Transaction("BEGIN")),
        ("start transaction", Class::Transaction("START TRANSACTION")),
        ("COMMIT/**/AND CHAIN", Class::Transaction("COMMIT")),
        ("/* /* */ */ commit prepared 'a'", Class::Transaction("COMMIT PREPARED")),
        ("--\rEND WORK", Class::Transaction("END")),
        ("ABORT", Class::Transaction("ABORT")),
        ("ROLLBACK PREPARED 'a'", Class::Transaction("ROLLBACK PREPARED")),
        ("ROLLBACK TO a", Class::Transaction("ROLLBACK")),
        ("PREPARE TRANSACTION 'a'", Class::Transaction("PREPARE TRANSACTION")),
        ("SET LOCAL TRANSACTION READ ONLY", Class::Transaction("SET TRANSACTION")),
        (
            "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
            Class::Transaction("SET SESSION CHARACTERISTICS"),
        ),
    ]);
}

#[test]
fn statements_that_refuse_a_transaction_are_named() {
    let refuses = Class::RefusesTransaction;
    check(&[
        ("VACUUM (ANALYZE) t", refuses("VACUUM")),
        (
            "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)",
            refuses("CREATE INDEX CONCURRENTLY"),
        ),
        ("CREATE UNIQUE INDEX concurrently i ON t (a)", refuses("CREATE INDEX CONCURRENTLY")),
        ("DROP INDEX CONCURRENTLY i", refuses("DROP INDEX CONCURRENTLY")),
        ("REINDEX INDEX CONCURRENTLY i", refuses("REINDEX CONCURRENTLY")),
        ("REINDEX (CONCURRENTLY, VERBOSE) TABLE t", refuses("REINDEX CONCURRENTLY")),
        ("REINDEX VERBOSE DATABASE d", refuses("REINDEX DATABASE")),
        ("REINDEX (VERBOSE) SYSTEM d", refuses("REINDEX SYSTEM")),
        ("REINDEX SCHEMA s", refuses("REINDEX SCHEMA")),
        (
            "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
            refuses("ALTER TABLE DETACH PARTITION CONCURRENTLY"),
        ),
        ("CREATE DATABASE d", refuses("CREATE DATABASE")),
        ("DROP TABLESPACE s", refuses("DROP TABLESPACE")),
        ("ALTER SYSTEM SET a = 1", refuses("ALTER SYSTEM")),
        ("ALTER DATABASE d SET TABLESPACE s", refuses("ALTER DATABASE SET TABLESPACE")),
        ("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p", refuses("CREATE SUBSCRIPTION")),
        ("CLUSTER", refuses("CLUSTER")),
        ("CLUSTER (VERBOSE)", refuses("CLUSTER")),
        ("DISCARD ALL", refuses("DISCARD ALL")),
    ]);
}

#[test]
fn the_rest_is_told_apart() {
    check(&[
        ("CREATE INDEX \"concurrently\" ON t (a)", Class::Ddl),
        ("REFRESH MATERIALIZED VIEW CONCURRENTLY v", Class::Ddl),
        ("REINDEX TABLE t", Class::Ddl),
        ("CLUSTER VERBOSE t", Class::Ddl),
        ("ALTER DATABASE d SET work_mem = 1", Class::Ddl),
        ("ALTER TABLE t DETACH PARTITION p", Class::Ddl),
        ("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END", Class::Ddl),
        ("COMMENT ON TABLE t IS 'x'", Class::Ddl),
        ("SELECT 1 INTO TABLE t", Class::Ddl),
        ("SELECT (SELECT 1) FROM t FOR UPDATE", Class::Read),
        ("((VALUES (1)))", Class::Read),
        ("TABLE t", Class::Read),
        ("SHOW ALL", Class::Read),
        ("EXPLAIN (VERBOSE) DELETE FROM t", Class::Read),
        ("EXPLAIN (ANALYZE, BUFFERS) DELETE FROM t", Class::Write),
        ("EXPLAIN ANALYZE VERBOSE SELECT 1", Class::Read),
        ("EXPLAIN (\"analyze\") DELETE FROM t", Class::Write),
        ("MERGE INTO t USING u ON true WHEN MATCHED THEN DELETE", Class::Write),
        ("COPY t FROM '/tmp/x'", Class::Write),
        ("WITH a AS MATERIALIZED (UPDATE t SET b = 1 RETURNING *) TABLE a", Class::Write),
        (
            "WITH RECURSIVE a (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT * FROM a",
            Class::Read,
        ),
        ("SET LOCAL lock_timeout = 1", Class::Session),
        ("RESET ALL", Class::Session),
        ("DISCARD PLANS", Class::Session),
        ("DO $$BEGIN COMMIT; END$$", Class::Other),
        ("CALL p()", Class::Other),
        ("PREPARE a AS COMMIT", Class::Other),
        ("LOCK TABLE t", Class::Other),
        ("SELECT 1; COMMIT", Class::Other),
    ]);
}
