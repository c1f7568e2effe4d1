//! SQL text on MariaDB that reaches further than its account and the words that are let through.

use std::time::{Duration, Instant};

use sandshift::backend::connection::Class;
use sandshift::backend::mysql::grants;
use sandshift::backend::open::{self, Purpose};
use sandshift::backend::walls::{Identity, Walls, speaking};
use sandshift::backend::walls_login::Login;
use sandshift::error::Coded as _;
use sandshift::session::bookkeeping;
use sandshift_model::ident::Ident;
use sandshift_test_servers::MariaDb;
use tempfile::TempDir;

use crate::reach::{Own, walls};
use crate::scene::Scene;

const OF_OTHERS: &[&str] = &[
    "SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE FROM information_schema.COLUMNS \
     WHERE TABLE_SCHEMA LIKE CONCAT(DATABASE(), '%') ORDER BY 1, 2, ORDINAL_POSITION",
    "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA LIKE CONCAT(DATABASE(), '%')",
    "SELECT * FROM own ORDER BY id",
];

fn administer(sql: &str) {
    MariaDb::shared().administer(sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}

/// A database of the tenant's own, an account for it, and a database of others beside it.
pub(crate) fn scene() -> Scene {
    let database = MariaDb::shared().database();
    let name = database.name.clone();
    let account = format!("t{}", &name[name.len().saturating_sub(20)..]);
    let scene = Scene {
        folder: TempDir::new().unwrap(),
        login: format!("mysql://{account}:pw@127.0.0.1:{}/{name}", MariaDb::shared().port()),
        database,
        books: None,
        of_others: OF_OTHERS,
        place: String::new(),
    };
    for sql in [
        "CREATE TABLE own (id INT PRIMARY KEY, name VARCHAR(100), hidden VARCHAR(100))",
        "INSERT INTO own VALUES (1, 'one', 'h1'), (2, 'two', 'h2')",
    ] {
        scene.house(sql);
    }
    administer(&format!("CREATE DATABASE {name}_other"));
    administer(&format!(
        "CREATE TABLE {name}_other.other (id INT PRIMARY KEY, secret VARCHAR(100))"
    ));
    administer(&format!("INSERT INTO {name}_other.other VALUES (1, 'swordfish')"));
    administer(&format!("CREATE USER {account} IDENTIFIED BY 'pw'"));
    let catalog = open::open(&scene.database.url, Purpose::Look).unwrap().inspect().unwrap();
    let database = Ident::new(name).unwrap();
    let login = Login {
        name: &account,
        database: &database,
        schemas: &[],
        books: None,
        book_tables: &[bookkeeping::HEADS],
    };
    for sql in grants::script(&login, &catalog, &WholeOwn).unwrap() {
        administer(&sql);
    }
    scene.begin(scene.walled(&open_walls()));
    scene
}

/// What is [`Own`], with all columns: an account with a table may see all of it.
#[derive(Debug)]
struct WholeOwn;

impl sandshift::backend::walls::Reach for WholeOwn {
    fn reads(&self, table: &sandshift_model::ident::ObjectName, _column: Option<&str>) -> bool {
        Own.reads(table, None)
    }

    fn writes(&self, table: &sandshift_model::ident::ObjectName, _column: Option<&str>) -> bool {
        Own.writes(table, None)
    }

    fn defines(&self, table: &sandshift_model::ident::ObjectName) -> bool {
        Own.defines(table)
    }
}

pub(crate) fn open_walls() -> Walls {
    Walls { reach: std::sync::Arc::new(WholeOwn), ..walls() }
}

/// Sends SQL text past all checks of the host, in a transaction, and gives what became of it.
fn sent(scene: &Scene, sql: &str) -> Result<u64, Class> {
    let mut connection = scene.walled(&open_walls());
    connection.execute("START TRANSACTION").unwrap();
    let sent = speaking(&mut *connection, Identity::RawSql, |connection| connection.execute(sql));
    connection.execute("ROLLBACK").unwrap();
    sent.map_err(|error| error.class)
}

impl Drop for Scene {
    fn drop(&mut self) {
        if self.login.starts_with("mysql") {
            let account = self.login["mysql://".len()..].split(':').next().unwrap_or_default();
            let name = &self.database.name;
            let _ = MariaDb::shared().administer(&format!(
                "DROP USER IF EXISTS {account}; DROP DATABASE IF EXISTS {name}_other"
            ));
        }
    }
}

#[test]
fn case_24_and_25_other_databases_and_the_bookkeeping_are_out_of_reach() {
    let scene = scene();
    let other = format!("{}_other.other", scene.database.name);
    for sql in [
        format!("SELECT secret FROM {other}"),
        format!("INSERT INTO own SELECT 9, secret, NULL FROM {other}"),
        format!("UPDATE own SET name = (SELECT secret FROM {other})"),
        format!("DELETE FROM {other}"),
        format!("DROP TABLE {other}"),
        format!("CREATE VIEW own_view AS SELECT secret FROM {other}"),
        format!("CREATE TRIGGER own_t AFTER INSERT ON {other} FOR EACH ROW DELETE FROM own"),
        "SELECT * FROM mysql.user".to_owned(),
        "DELETE FROM sandshift_heads".to_owned(),
        "UPDATE `SANDSHIFT_heads` SET revision = 'x'".to_owned(),
        "REPLACE INTO sandshift_heads VALUES ('x')".to_owned(),
        "TRUNCATE sandshift_journal".to_owned(),
        "DROP TABLE sandshift_journal".to_owned(),
        "CREATE TRIGGER own_t AFTER INSERT ON own FOR EACH ROW DELETE FROM sandshift_heads"
            .to_owned(),
        "CREATE VIEW own_view AS SELECT * FROM sandshift_heads".to_owned(),
    ] {
        let before = scene.image();
        assert_eq!(sent(&scene, &sql), Err(Class::Denied), "{sql}");
        before.is_kept(&scene.image(), &sql);
    }
    let rows = |sql| MariaDb::shared().administer(sql).unwrap();
    assert!(rows(&format!("SELECT secret FROM {other}")).contains("swordfish"));
    scene.honest(
        &open_walls(),
        "db.update(\"own\", #{ name: \"all\" }, #{ id: 1 });
         db.add_column(\"own\", column(\"more\", string(10)));
         db.transform(\"own\", #{ read: [\"name\"], write: [\"more\"] }, |row| #{ more: row.name });
         db.execute(\"UPDATE own SET name = 'two' WHERE id = 2\");",
    );
    scene.back(&open_walls()).unwrap_or_else(|error| panic!("{error}: {error:?}"));
}

#[test]
fn case_27_and_37_and_38_transactions_settings_files_and_programs_are_refused_by_their_words() {
    let scene = scene();
    for sql in [
        "COMMIT",
        "ROLLBACK",
        "SET autocommit = 1",
        "SET sql_mode = 'ANSI_QUOTES'",
        "SET NAMES gbk",
        "SET max_statement_time = 0",
        "SELECT 1 INTO OUTFILE '/tmp/sandshift-x'",
        "SELECT LOAD_FILE('/etc/passwd')",
        "LOAD DATA INFILE '/etc/passwd' INTO TABLE own",
        "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE own",
        "HANDLER own OPEN",
        "PREPARE x FROM 'DELETE FROM own'",
        "EXECUTE IMMEDIATE 'DELETE FROM own'",
        "BEGIN NOT ATOMIC DELETE FROM own; COMMIT; END",
        "SELECT /*!50000 1 */",
        "SELECT /*M!100000 1 */",
        "LOCK TABLES own WRITE",
        "XA START 'x'",
        "SELECT GET_LOCK('x', 1)",
        "GRANT ALL ON own TO PUBLIC",
        "INSTALL SONAME 'ha_connect'",
        "CREATE FUNCTION own_f RETURNS STRING SONAME 'x.so'",
        "CREATE EVENT own_e ON SCHEDULE EVERY 1 SECOND DO DELETE FROM own",
        "CREATE TABLE own_x (a INT) ENGINE = MyISAM DATA DIRECTORY = '/tmp'",
        "RENAME TABLE own TO own_more",
    ] {
        let before = scene.image();
        assert_eq!(sent(&scene, sql), Err(Class::Denied), "{sql}");
        before.is_kept(&scene.image(), sql);
    }
}

#[test]
fn case_33_and_38_an_account_with_powers_or_wider_grants_is_refused() {
    let scene = scene();
    let name = &scene.database.name;
    let account = scene.login["mysql://".len()..].split(':').next().unwrap().to_owned();
    let refused = |url: &str, words: &str| {
        let mut connection = open::open(url, Purpose::Change).unwrap();
        let error = connection.wall_in(&open_walls()).expect_err(words);
        assert_eq!(error.code(), "database::denied");
        assert!(error.message.contains(words), "{error}");
    };
    refused(&scene.database.url, "SUPER");
    for (right, place, words) in [
        ("FILE", "*.*".to_owned(), "FILE"),
        ("PROCESS", "*.*".to_owned(), "PROCESS"),
        ("SELECT", "*.*".to_owned(), "SELECT"),
        ("SELECT", format!("{name}_other.*"), "SELECT on"),
        ("SELECT", format!("{name}_other.other"), "other`"),
        ("SELECT (secret)", format!("{name}_other.other"), "other`"),
        ("EVENT", format!("{name}.*"), "EVENT"),
    ] {
        administer(&format!("GRANT {right} ON {place} TO {account}"));
        refused(&scene.login, words);
        administer(&format!("REVOKE {right} ON {place} FROM {account}"));
    }
    scene.walled(&open_walls());
}

#[test]
fn case_35_and_36_a_statement_that_does_not_end_is_ended() {
    let scene = scene();
    let time = Duration::from_millis(500);
    let walls = Walls { statement_time: Some(time), ..open_walls() };
    for body in [
        "db.query(\"SELECT SLEEP(1000000)\");",
        "db.query(\"SELECT BENCHMARK(1000000000000, SHA2('x', 512))\");",
        "db.execute(\"UPDATE own SET name = SLEEP(1000000)\");",
    ] {
        let begun = Instant::now();
        let before = scene.image();
        let error = scene.run(&walls, body).expect_err(body);
        assert_eq!(error.code(), "database::statement_time", "{body}: {error}");
        assert!(begun.elapsed() < time + Duration::from_secs(8), "{body}: {:?}", begun.elapsed());
        before.is_kept(&scene.image(), body);
    }
}
