//! A scratch copy holds everything, reaches nothing outside, and goes away.

use sandshift_model::value::Value;
use sandshift_test_servers::MariaDb;

use crate::house::{open, rows};

const SCHEMA: &str = "CREATE SEQUENCE counter START WITH 7
CREATE TABLE b_parents (id INT AUTO_INCREMENT PRIMARY KEY, day DATE DEFAULT '0000-00-00') AUTO_INCREMENT=50
CREATE TABLE a_children (id INT PRIMARY KEY DEFAULT (NEXTVAL(counter)), parent INT, twice INT AS (parent * 2) STORED, doc JSON, CONSTRAINT fk FOREIGN KEY (parent) REFERENCES b_parents (id) ON DELETE CASCADE)
CREATE TABLE log (line VARCHAR(50))
INSERT INTO b_parents VALUES (1, '0000-00-00'), (2, '2026-01-01')
SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'
INSERT INTO b_parents VALUES (0, '2026-01-02')
INSERT INTO a_children (parent, doc) VALUES (1, '{}'), (2, NULL)
CREATE FUNCTION one() RETURNS INT DETERMINISTIC RETURN 1
CREATE VIEW a_view AS SELECT id, one() AS n FROM z_view
CREATE VIEW z_view AS SELECT id FROM b_parents
CREATE OR REPLACE VIEW a_view AS SELECT id, one() AS n FROM z_view
CREATE TRIGGER tr AFTER INSERT ON b_parents FOR EACH ROW INSERT INTO DATABASE_NAME.log VALUES ('made')";

#[test]
fn a_copy_is_equal_and_apart_and_gone_afterwards() {
    let database = MariaDb::shared().database();
    let mut source = open(&database);
    source.execute("SET sql_mode = ''").unwrap();
    source.execute("CREATE VIEW z_view AS SELECT 1 AS id").unwrap();
    for sql in SCHEMA.lines() {
        let sql = sql.replace("DATABASE_NAME", &format!("`{}`", database.name));
        let sql = sql.replace("CREATE VIEW z_view", "CREATE OR REPLACE VIEW z_view");
        if !sql.starts_with("CREATE VIEW a_view") {
            source.execute(&sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        }
    }
    let mut copy = source.scratch().unwrap();
    let mut wanted = source.inspect().unwrap();
    let mut made = copy.inspect().unwrap();
    assert_eq!(made, wanted);
    for sql in [
        "SELECT * FROM b_parents ORDER BY id",
        "SELECT * FROM a_children ORDER BY id",
        "SELECT * FROM a_view ORDER BY id",
        "SELECT AUTO_INCREMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME",
        "SELECT @@sql_mode <> '', @@foreign_key_checks, @@unique_checks",
        "SELECT NEXTVAL(counter) > 8",
    ] {
        assert_eq!(
            rows(copy.as_mut(), sql),
            rows(source.as_mut(), &sql.replace("@@sql_mode <> ''", "1")),
            "{sql}"
        );
    }
    copy.execute("INSERT INTO b_parents (day) VALUES ('2026-03-01')").unwrap();
    assert_eq!(rows(copy.as_mut(), "SELECT COUNT(*) FROM log"), [[Value::Int(1)]]);
    assert_eq!(rows(source.as_mut(), "SELECT COUNT(*) FROM log"), [[Value::Int(0)]]);
    copy.execute("DROP TABLE a_children").unwrap();
    let mut beside = copy.again().unwrap();
    beside.execute("DROP TABLE log").unwrap();
    drop(beside);
    drop(copy);
    let left = format!("SHOW DATABASES LIKE '{}\\_sandshift%'", database.name);
    assert_eq!(rows(source.as_mut(), &left).len(), 0);
    wanted = source.inspect().unwrap();
    made.tables.retain(|name, _| wanted.tables.contains_key(name));
    assert_eq!(made, wanted);
}

#[test]
fn a_user_who_may_not_make_databases_learns_what_to_grant() {
    let database = MariaDb::shared().database();
    let user = format!("u{}", &database.name[database.name.len() - 12..]);
    MariaDb::shared()
        .administer(&format!(
            "CREATE USER `{user}`@'%' IDENTIFIED BY 'pw'; GRANT ALL ON `{0}`.* TO `{user}`@'%'",
            database.name
        ))
        .unwrap();
    let url = database.url.replace("sandshift:secret", &format!("{user}:pw"));
    let mut connection =
        sandshift::backend::mysql::connect(&url::Url::parse(&url).unwrap()).unwrap();
    let error = connection.scratch().unwrap_err();
    assert!(error.advice.unwrap().contains("grant this user"), "{:?}", error.message);
    MariaDb::shared().administer(&format!("DROP USER `{user}`@'%'")).unwrap();
}
