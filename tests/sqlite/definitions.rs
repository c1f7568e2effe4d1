//! Definitions that other people wrote: read as SQLite reads them, and made again the same.

use sandshift::backend::dialect::Dialect as _;
use sandshift::backend::sqlite::SqliteDialect;
use sandshift_model::operation::CreateTable;

use crate::make::object;
use crate::runner::Database;

/// What SQLite itself says about a table; a default of NULL is as good as none.
const PRAGMAS: [&str; 4] = [
    "SELECT name, type, pk OR \"notnull\", COALESCE(dflt_value, 'NULL') = 'NULL', pk, hidden FROM pragma_table_xinfo('t')",
    "SELECT type, wr, strict, ncol FROM pragma_table_list WHERE name = 't'",
    "SELECT \"table\", \"from\", \"to\", on_update, on_delete, \"match\" FROM pragma_foreign_key_list('t')
     ORDER BY 1, 2, 3",
    "SELECT x.seqno, x.name, x.\"desc\", x.coll, l.\"unique\", l.partial
     FROM pragma_index_list('t') AS l, pragma_index_xinfo(l.name) AS x ORDER BY 2, 1, 3, 4, 5",
];

/// Reads the table `t`, makes it in an empty database, and compares what SQLite says of both.
fn check(sql: &str) {
    let mut given = Database::with(sql);
    let table = given.catalog.table(&object("t")).unwrap().clone();
    let mut made = Database::new();
    made.catalog.enums = given.catalog.enums.clone();
    let create = CreateTable { table: table.clone(), if_not_exists: false };
    for statement in SqliteDialect.render(&create.into(), &made.catalog).unwrap() {
        made.connection.execute(&statement.sql).unwrap();
    }
    let again = made.connection.inspect().unwrap();
    let mut again = again.table(&object("t")).unwrap().clone();
    let mut table = table;
    for table in [&mut again, &mut table] {
        table.constraints.sort_by_key(|constraint| format!("{constraint:?}"));
    }
    assert_eq!(again, table, "{sql}");
    for pragma in PRAGMAS {
        let mut facts = (given.rows(pragma), made.rows(pragma));
        for rows in [&mut facts.0, &mut facts.1] {
            rows.sort_by_key(|row| format!("{row:?}"));
        }
        assert_eq!(facts.0, facts.1, "{sql}\n{pragma}");
    }
}

#[test]
fn names_quotes_and_comments() {
    check("CREATE TABLE t (\"a \"\" b\" TEXT, [c d] INT, `e``f`, 'g' VARCHAR ( 10 ) -- the end\n)");
    check("create table if not exists main.t(a,b,c)");
    check("CREATE TABLE t (/* a ) comment */ a INTEGER /* , */ , -- b TEXT,\n c UNSIGNED BIG INT)");
    check("CREATE TABLE t (\"check\" INT, \"primary\" TEXT, key TEXT, \"select\" REAL)");
    check("CREATE TABLE t (größe TEXT, \"名前\" TEXT DEFAULT 'ü')");
}

#[test]
fn defaults_of_all_kinds() {
    check(
        "CREATE TABLE t (a INT DEFAULT -1, b REAL DEFAULT +1.5e3, c DEFAULT 'it''s', d DEFAULT X'0F',
         e DEFAULT NULL, f BOOLEAN DEFAULT TRUE, g DEFAULT CURRENT_TIMESTAMP, h DEFAULT (1 + (2)),
         i DEFAULT \"quoted\", j DATE DEFAULT CURRENT_DATE, k INTEGER DEFAULT 0x1F,
         l INTEGER DEFAULT -9223372036854775808, m REAL DEFAULT -9e999, n TEXT DEFAULT ''
         , o DATETIME_TZ DEFAULT (strftime('%Y-%m-%d %H:%M:%S+00:00', 'now')), p DEFAULT (hex(')')))",
    );
}

#[test]
fn keys_of_all_kinds() {
    check("CREATE TABLE t (id INTEGER PRIMARY KEY)");
    check(
        "CREATE TABLE t (id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT)",
    );
    check("CREATE TABLE t (id INTEGER PRIMARY KEY DESC, a)");
    check("CREATE TABLE t (id INTEGER, PRIMARY KEY (id AUTOINCREMENT))");
    check("CREATE TABLE t (id TEXT PRIMARY KEY NOT NULL, a) WITHOUT ROWID");
    check(
        "CREATE TABLE t (a, b, CONSTRAINT k PRIMARY KEY (b DESC, a COLLATE NOCASE) ON CONFLICT FAIL)",
    );
    check("CREATE TABLE t (a TEXT, b ANY, PRIMARY KEY (b, a)) STRICT, WITHOUT ROWID");
    check(
        "CREATE TABLE t (a INT UNIQUE, b TEXT CONSTRAINT u UNIQUE ON CONFLICT IGNORE, UNIQUE (a, b))",
    );
}

#[test]
fn checks_references_and_generated_columns() {
    check(
        "CREATE TABLE t (a INT CHECK (a > 0) NOT NULL CONSTRAINT n CHECK (a < ')' OR a IN (1, 2)),
         b INT REFERENCES o ON DELETE SET NULL ON UPDATE CASCADE NOT NULL,
         c INT CONSTRAINT f REFERENCES \"o\" (id) MATCH FULL DEFERRABLE INITIALLY DEFERRED,
         g INT CHECK (g > 0 -- why ) not
         /* ( */), h TEXT COLLATE \"binary\",
         d INT AS (a * 2), e TEXT COLLATE NOCASE GENERATED ALWAYS AS (a || ')') STORED NOT NULL,
         FOREIGN KEY (a, b) REFERENCES p (x, y) NOT DEFERRABLE INITIALLY IMMEDIATE
         CONSTRAINT named FOREIGN KEY (c) REFERENCES o ON DELETE RESTRICT DEFERRABLE CHECK (1))",
    );
}

#[test]
fn indexes_and_tables_made_from_queries() {
    check(
        "CREATE TABLE t (a, b TEXT);
         CREATE INDEX i1 ON t (a DESC, b COLLATE NOCASE ASC, lower(b), (a + 1) DESC, [a]) ;
         CREATE UNIQUE INDEX \"i 2\" ON t (\"a\") WHERE a IS NOT NULL AND b <> ';' -- why",
    );
    check(
        "CREATE TABLE o (x INTEGER, y VARCHAR(5)); CREATE TABLE t AS SELECT x, y, x + 1 AS z FROM o",
    );
    check(
        "CREATE TABLE o (x); ALTER TABLE o RENAME TO t; ALTER TABLE t ADD COLUMN y INT NOT NULL DEFAULT 3",
    );
}

#[test]
fn what_cannot_be_restated_is_left_out() {
    let mut database = Database::with(
        "CREATE VIRTUAL TABLE words USING fts5 (body); CREATE TABLE sandshift_journal (a);
         CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE VIEW v (x) AS SELECT 1;
         CREATE TRIGGER into_v INSTEAD OF INSERT ON v BEGIN SELECT 1; END; ANALYZE;",
    );
    let catalog = database.connection.inspect().unwrap();
    assert_eq!(catalog.tables.keys().collect::<Vec<_>>(), [&object("t")]);
    assert_eq!(catalog.views[&object("v")].query, "SELECT 1");
    assert_eq!(catalog.triggers.len(), 1);
}
