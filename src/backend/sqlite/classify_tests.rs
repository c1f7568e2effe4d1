use super::*;

#[test]
fn each_statement_has_its_class() {
    let cases = [
        ("", Class::Empty),
        (" -- a\n/* b */ ;", Class::Empty),
        ("BEGIN IMMEDIATE", Class::Transaction("BEGIN")),
        ("\u{feff}COMMIT", Class::Transaction("COMMIT")),
        ("end transaction;", Class::Transaction("END")),
        ("ROLLBACK TO a", Class::Transaction("ROLLBACK")),
        ("SAVEPOINT a", Class::Transaction("SAVEPOINT")),
        ("RELEASE a", Class::Transaction("RELEASE")),
        ("; /* a */ \u{feff}COMMIT", Class::Transaction("COMMIT")),
        ("VACUUM INTO 'a'", Class::RefusesTransaction("VACUUM")),
        ("ATTACH 'a' AS b", Class::RefusesTransaction("ATTACH")),
        ("DETACH b", Class::RefusesTransaction("DETACH")),
        ("PRAGMA foreign_keys=OFF", Class::RefusesTransaction("PRAGMA foreign_keys")),
        ("PRAGMA main.\"Journal_Mode\"(wal)", Class::RefusesTransaction("PRAGMA journal_mode")),
        ("PRAGMA foreign_keys", Class::Session),
        ("PRAGMA user_version = 3", Class::Session),
        ("CREATE TABLE t (begin int) STRICT, WITHOUT ROWID", Class::Ddl),
        ("DROP TABLE t", Class::Ddl),
        ("REINDEX", Class::Ddl),
        ("ANALYZE t", Class::Ddl),
        ("REPLACE INTO t VALUES (1)", Class::Write),
        ("WITH a AS (SELECT replace(b, 'c', 'd') FROM e) SELECT * FROM a", Class::Read),
        ("WITH a AS (SELECT 1) REPLACE INTO t SELECT * FROM a", Class::Write),
        ("EXPLAIN COMMIT", Class::Read),
        ("VALUES (1)", Class::Read),
        ("SELECT 1; COMMIT", Class::Other),
        ("SELECT '", Class::Other),
        ("SELECT 1 \0", Class::Other),
        ("commit\u{a0}", Class::Other),
        ("\"commit\"", Class::Other),
    ];
    for (sql, class) in cases {
        assert_eq!(classify(sql), class, "{sql}");
    }
}
