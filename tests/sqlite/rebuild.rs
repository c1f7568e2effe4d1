//! Tables that are made again: nothing that was there may be missing afterwards.

use sandshift_model::constraint::ConstraintBody;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use crate::make::{
    add_column, add_constraint, alter_default, alter_nullable, alter_type, alter_using, column,
    drop_column, drop_constraint, foreign_key, id, object, rename_column,
};
use crate::runner::{Database, render};

fn rebuilds(texts: &[String]) -> usize {
    texts.iter().filter(|text| text.starts_with("DROP TABLE")).count()
}

/// The catalog that operations predict is what the database holds.
fn check_catalog(database: &mut Database) {
    let found = database.connection.inspect().unwrap();
    assert_eq!(found, database.catalog);
}

#[test]
fn case_25_rename_type_and_drop_keep_rows_and_both_kinds_of_foreign_keys() {
    let mut database = Database::with(
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT, age TEXT, gone TEXT,
             boss INTEGER REFERENCES people (id));
         CREATE TABLE pets (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES people (id));
         INSERT INTO people VALUES (1, 'Ann', '41', 'x', NULL), (2, 'Bob', '42', 'y', 1);
         INSERT INTO pets VALUES (7, 2);",
    );
    let texts = database
        .run(vec![
            rename_column("people", "name", "full_name"),
            alter_type("people", "age", ColumnType::Integer),
            drop_column("people", "gone"),
            add_constraint("people", ConstraintBody::unique(vec![id("full_name")])),
            add_constraint("people", ConstraintBody::check("age > 0")),
        ])
        .unwrap();
    assert_eq!(rebuilds(&texts), 1, "{texts:#?}");
    assert_eq!(
        database.rows("SELECT * FROM people ORDER BY id"),
        [
            vec![Value::Int(1), Value::Text("Ann".into()), Value::Int(41), Value::Null],
            vec![Value::Int(2), Value::Text("Bob".into()), Value::Int(42), Value::Int(1)],
        ]
    );
    check_catalog(&mut database);
    for table in ["people", "pets"] {
        let parent =
            database.text(&format!("SELECT \"table\" FROM pragma_foreign_key_list('{table}')"));
        assert_eq!(parent, "people");
    }
    database.connection.execute("INSERT INTO people VALUES (3, 'Ann', 1, NULL)").unwrap_err();
    database.connection.execute("INSERT INTO people VALUES (3, 'Cid', -1, NULL)").unwrap_err();
    database.connection.execute("INSERT INTO people VALUES (3, 'Cid', 1, 99)").unwrap_err();
    database
        .run(vec![
            drop_constraint("people", "uq_people_full_name"),
            drop_constraint("people", "ck_people_1"),
        ])
        .unwrap();
    database.connection.execute("INSERT INTO people VALUES (3, 'Ann', -1, NULL)").unwrap();
    check_catalog(&mut database);
}

#[test]
fn case_25_without_the_table_in_the_catalog_the_error_names_it() {
    let error = render(vec![alter_nullable("people", "name", false)], &Default::default());
    assert_eq!(error.unwrap_err().to_string(), "there is no table `people`");
}

#[test]
fn case_26_children_with_on_delete_cascade_stay() {
    let mut database = Database::with(
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT);
         CREATE TABLE child (id INTEGER PRIMARY KEY,
             parent INTEGER NOT NULL REFERENCES Parent (id) ON DELETE CASCADE);
         INSERT INTO parent VALUES (1, 'a'), (2, 'b');
         INSERT INTO child VALUES (10, 1), (11, 1), (12, 2);",
    );
    let texts = database.run(vec![alter_nullable("parent", "name", false)]).unwrap();
    assert_eq!(texts[0], "PRAGMA foreign_keys=OFF");
    assert_eq!(database.count("SELECT count(*) FROM child"), 3);
    assert!(database.rows("PRAGMA foreign_key_check").is_empty());
    assert_eq!(database.count("PRAGMA foreign_keys"), 1);
    database.connection.execute("DELETE FROM parent WHERE id = 1").unwrap();
    assert_eq!(database.count("SELECT count(*) FROM child"), 1);
}

#[test]
fn case_27_everything_else_of_a_table_is_still_there() {
    let mut database = Database::with(
        "CREATE TABLE log (n INTEGER);
         CREATE TABLE person (
             id INTEGER PRIMARY KEY AUTOINCREMENT,
             email VARCHAR(100) NOT NULL ON CONFLICT IGNORE COLLATE NOCASE,
             a INTEGER DEFAULT 7, b INTEGER DEFAULT (1 + 1),
             total INTEGER GENERATED ALWAYS AS (a + b) STORED,
             half INTEGER AS (a / 2),
             team INTEGER, CHECK (a >= 0), CONSTRAINT b_small CHECK (person.b < 100),
             UNIQUE (email COLLATE BINARY, a DESC) ON CONFLICT REPLACE,
             FOREIGN KEY (team) REFERENCES person DEFERRABLE INITIALLY DEFERRED);
         CREATE UNIQUE INDEX live ON person (email, abs(a) DESC) WHERE b > 0;
         CREATE TRIGGER count_people AFTER INSERT ON person BEGIN
             INSERT INTO log VALUES (new.id); END;
         CREATE VIEW emails (address) AS SELECT email FROM person;
         CREATE TRIGGER other AFTER INSERT ON log BEGIN
             UPDATE person SET b = b WHERE id = 0; END;
         INSERT INTO person (id, email) VALUES (100, 'x@y');
         DELETE FROM person;
         INSERT INTO person (email) VALUES ('Ann@x');",
    );
    let before = database.connection.inspect().unwrap();
    database.run(vec![alter_type("person", "team", ColumnType::BigInteger)]).unwrap();
    let mut after = database.connection.inspect().unwrap();
    after.table_mut(&object("person")).unwrap().column_mut(&id("team")).unwrap().ty =
        ColumnType::Integer;
    // The name of the table before a column goes, because the new table has another one at first.
    let text = format!("{before:?}").replace("person.b < 100", "b < 100");
    assert_eq!(format!("{after:?}"), text);
    assert_eq!(database.count("SELECT total FROM person"), 9);
    assert_eq!(database.text("SELECT address FROM emails"), "Ann@x");
    database.connection.execute("INSERT INTO person (email) VALUES ('Bob@x')").unwrap();
    assert_eq!(database.count("SELECT max(id) FROM person"), 102);
    assert_eq!(database.count("SELECT count(*) FROM log"), 3);
    database.connection.execute("INSERT INTO person (email, a) VALUES ('c', -1)").unwrap_err();
    let by_case = "SELECT count(*) FROM person WHERE email = 'ANN@X'";
    assert_eq!(database.count(by_case), 1);
    assert!(
        database
            .text("SELECT sql FROM sqlite_schema WHERE name = 'emails'")
            .contains("FROM person")
    );
}

#[test]
fn strict_and_without_rowid_survive_and_keep_their_rules() {
    let mut database = Database::with(
        "CREATE TABLE t (k TEXT, v INTEGER, PRIMARY KEY (k)) STRICT, WITHOUT ROWID;
         INSERT INTO t VALUES ('a', 1);",
    );
    database.run(vec![alter_nullable("t", "v", false)]).unwrap();
    check_catalog(&mut database);
    database.connection.execute("INSERT INTO t VALUES ('b', 'x')").unwrap_err();
    assert_eq!(database.count("SELECT strict + wr FROM pragma_table_list WHERE name = 't'"), 2);
}

#[test]
fn hidden_row_numbers_are_kept() {
    let mut database = Database::with(
        "CREATE TABLE t (a TEXT); INSERT INTO t (rowid, a) VALUES (5, 'x'), (9, 'y');",
    );
    database.run(vec![alter_nullable("t", "a", false)]).unwrap();
    assert_eq!(database.count("SELECT sum(rowid) FROM t"), 14);
    let mut copy = database.connection.scratch().unwrap();
    let mut rowids = Vec::new();
    copy.query("SELECT rowid FROM t", &mut |_, row| {
        rowids.push(row);
        true
    })
    .unwrap();
    assert_eq!(rowids, [[Value::Int(5)], [Value::Int(9)]]);
}

#[test]
fn a_table_that_nobody_points_to_is_made_again_with_foreign_keys_on() {
    let mut database = Database::with(
        "CREATE TABLE p (id INTEGER PRIMARY KEY);
         CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p ON DELETE CASCADE
             DEFERRABLE INITIALLY DEFERRED, x TEXT);
         INSERT INTO p VALUES (1); INSERT INTO c VALUES (1, 1, 'x');
         CREATE TABLE log (n INTEGER);
         CREATE TRIGGER gone AFTER DELETE ON c BEGIN INSERT INTO log VALUES (1); END;",
    );
    let texts = database.run(vec![alter_nullable("c", "x", false)]).unwrap();
    assert_eq!(texts[0], "BEGIN IMMEDIATE");
    assert_eq!(database.count("SELECT count(*) FROM c"), 1);
    assert_eq!(database.count("SELECT count(*) FROM log"), 0);
}

#[test]
fn a_new_foreign_key_to_missing_rows_fails_and_leaves_all_as_it_was() {
    let sql = "CREATE TABLE p (id INTEGER PRIMARY KEY, up INTEGER);
               INSERT INTO p VALUES (1, 77);";
    let mut database = Database::with(sql);
    let before = database.connection.inspect().unwrap();
    let error = database.run(vec![add_constraint("p", foreign_key(&["up"], "p", &["id"]))]);
    assert!(error.unwrap_err().message.contains("does not exist"));
    assert_eq!(database.connection.inspect().unwrap(), before);
    assert_eq!(database.count("PRAGMA foreign_keys"), 1);
    assert_eq!(database.count("PRAGMA legacy_alter_table"), 0);
}

#[test]
fn a_failed_rebuild_can_be_tried_again() {
    let mut database = Database::with("CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1), (1);");
    let unique = || vec![add_constraint("t", ConstraintBody::unique(vec![id("a")]))];
    let error = database.run(unique()).unwrap_err();
    assert_eq!(error.message, "UNIQUE constraint failed: t.a");
    assert!(!database.connection.in_transaction().unwrap());
    database.connection.execute("DELETE FROM t WHERE rowid = 2").unwrap();
    database.run(unique()).unwrap();
    check_catalog(&mut database);
}

#[test]
fn a_view_that_loses_its_column_fails_at_once() {
    let mut database = Database::with(
        "CREATE TABLE t (a INTEGER UNIQUE, b INTEGER); CREATE VIEW v AS SELECT a FROM t;",
    );
    let error = database.run(vec![drop_column("t", "a")]).unwrap_err();
    assert!(error.message.contains("no such column: a"), "{}", error.message);
    assert_eq!(database.count("SELECT count(*) FROM v"), 0);
}

#[test]
fn simple_changes_do_not_make_the_table_again() {
    let mut database =
        Database::with("CREATE TABLE t (a INTEGER, b TEXT); CREATE INDEX i ON t (b);");
    let mut flag = column("flag", ColumnType::Boolean);
    flag.nullable = false;
    flag.default = Some(sandshift_model::column::DefaultValue::Literal(Value::Bool(true)));
    let texts = database
        .run(vec![add_column("t", flag), drop_column("t", "b"), rename_column("t", "a", "c")])
        .unwrap();
    assert_eq!(rebuilds(&texts), 0, "{texts:#?}");
    check_catalog(&mut database);
}

#[test]
fn several_changes_become_one_rebuild_and_the_data_follows_them() {
    let mut database = Database::with(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, price TEXT, old TEXT, name TEXT);
         INSERT INTO t VALUES (1, '5', 'o', 'n');",
    );
    let now = Some(sandshift_model::column::DefaultValue::Literal(Value::Int(3)));
    let mut added = column("added", ColumnType::Integer);
    added.default = now;
    let texts = database
        .run(vec![
            alter_using("t", "price", ColumnType::Integer, "price * 100"),
            rename_column("t", "price", "cents"),
            drop_column("t", "old"),
            add_column("t", added),
            alter_default("t", "added", None),
            alter_nullable("t", "added", false),
            alter_type("t", "name", ColumnType::Binary { length: None }),
        ])
        .unwrap();
    assert_eq!(rebuilds(&texts), 1, "{texts:#?}");
    let row = vec![Value::Int(1), Value::Int(500), Value::Bytes(b"n".to_vec()), Value::Int(3)];
    assert_eq!(database.rows("SELECT id, cents, name, added FROM t"), [row]);
    check_catalog(&mut database);
}

#[test]
fn a_rename_that_expressions_and_other_tables_know_is_left_to_sqlite() {
    let mut database = Database::with(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER UNIQUE CHECK (a > 0), b TEXT);
         CREATE TABLE o (a INTEGER REFERENCES t (a));
         CREATE VIEW v AS SELECT a FROM t;
         INSERT INTO t VALUES (1, 2, 'x'); INSERT INTO o VALUES (2);",
    );
    database
        .run(vec![
            alter_nullable("t", "b", false),
            rename_column("t", "a", "amount"),
            alter_nullable("t", "b", true),
        ])
        .unwrap();
    assert_eq!(database.count("SELECT count(*) FROM v"), 1);
    assert!(database.rows("PRAGMA foreign_key_check").is_empty());
    database.connection.execute("INSERT INTO t VALUES (2, -2, 'x')").unwrap_err();
    database.connection.execute("INSERT INTO o VALUES (3)").unwrap_err();
}

/// One value of a column before and after the column gets another type.
fn check_conversion(declared: &str, before: &str, ty: ColumnType, after: Value) {
    let mut database = Database::with(&format!(
        "CREATE TABLE t (v {declared}); INSERT INTO t VALUES ({before}), (NULL);"
    ));
    database.run(vec![alter_type("t", "v", ty)]).unwrap();
    assert_eq!(database.rows("SELECT v FROM t"), [[after], [Value::Null]], "{declared} {before}");
    check_catalog(&mut database);
}

#[test]
fn a_new_type_converts_as_other_databases_do() {
    let short = ColumnType::Numeric { precision: Some(10), scale: Some(2) };
    let long = ColumnType::Numeric { precision: Some(30), scale: Some(2) };
    let moment = ColumnType::DateTime { timezone: true };
    let decimal = |text: &str| Value::Decimal(text.to_owned());
    let text = |text: &str| Value::Text(text.to_owned());
    check_conversion("TEXT", "'12'", ColumnType::Integer, Value::Int(12));
    check_conversion("DOUBLE", "2.5", ColumnType::Integer, Value::Int(3));
    check_conversion("INTEGER", "5", ColumnType::Text, text("5"));
    check_conversion("BOOLEAN", "1", ColumnType::Text, text("true"));
    check_conversion("TEXT", "'Yes'", ColumnType::Boolean, Value::Bool(true));
    check_conversion("INTEGER", "7", ColumnType::Boolean, Value::Bool(true));
    check_conversion("DECIMAL(10,2)", "1.1", long, decimal("1.10"));
    check_conversion("DECIMAL(10,2)", "3", ColumnType::Text, text("3.00"));
    check_conversion("TEXT", "'1.5'", short, decimal("1.50"));
    check_conversion("TEXT", "'2026-01-31'", ColumnType::Date, Value::Date("2026-01-31".into()));
    let date = Value::Date("2026-01-31".into());
    check_conversion("DATETIME_TZ", "'2026-01-31 10:00:00+00:00'", ColumnType::Date, date);
    let at_midnight = Value::TimestampTz("2026-01-31 00:00:00+00:00".into());
    check_conversion("DATE", "'2026-01-31'", moment, at_midnight);
    check_conversion("BLOB", "X'6162'", ColumnType::Text, text("ab"));
}

#[test]
fn a_value_that_does_not_fit_the_new_type_is_refused_by_name() {
    let mut database =
        Database::with("CREATE TABLE t (v TEXT); INSERT INTO t VALUES ('1'), ('abc');");
    let error = database.run(vec![alter_type("t", "v", ColumnType::Integer)]).unwrap_err();
    assert_eq!(error.message, "a value of `t.v` is no integer");
    assert_eq!(database.rows("SELECT v FROM t")[1], [Value::Text("abc".into())]);
}

#[test]
fn names_in_other_letters_are_the_same_names() {
    let mut database = Database::with(
        "CREATE TABLE Parent (Id INTEGER, Name TEXT, PRIMARY KEY (ID), UNIQUE (NAME));
         CREATE TABLE child (p INTEGER REFERENCES parent (iD) ON DELETE CASCADE);
         CREATE INDEX i ON CHILD (P);
         INSERT INTO Parent VALUES (1, 'a'); INSERT INTO child VALUES (1);",
    );
    database
        .run(vec![alter_nullable("Parent", "Name", false), rename_column("child", "p", "up")])
        .unwrap();
    check_catalog(&mut database);
    assert_eq!(database.count("SELECT count(*) FROM child"), 1);
}
