//! `run --dry-run --receipt` and `run --receipt`: what was approved, or nothing.

use std::fs;

use sandshift::backend::connection::Connection;
use sandshift::backend::open::{Purpose, open};
use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};
use serde_json::Value;

use crate::project::{Outcome, Project, header, table};

const INTEGRITY: i32 = 36;

/// A project with a table of rows, and a migration behind it that depends on them.
struct Stage {
    project: Project,
    database: TestDatabase,
}

impl Stage {
    fn new(database: TestDatabase, body: &str) -> Self {
        let project = Project::new();
        let up = "fn up(db) { db.create_table(\"items\", [column(\"id\", integer()).primary_key(), \
                  column(\"n\", integer()), column(\"tag\", string(64))]); \
                  for id in 1..4 { db.insert(\"items\", [#{ id: id, n: id * 10 }]); } }\n";
        project.migration("a1.rhai", &(header("a1", None) + up));
        let stage = Self { project, database };
        stage.good(&["run"]);
        stage.project.migration("b2.rhai", &(header("b2", Some("a1")) + body));
        stage
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        self.project.run(&[arguments, &["--url", &self.database.url]].concat())
    }

    fn good(&self, arguments: &[&str]) -> Outcome {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, 0, "{arguments:?}: {outcome:#?}");
        outcome
    }

    fn rehearse(&self) -> Value {
        self.good(&["run", "--dry-run", "--receipt", "receipt.json"]);
        self.receipt()
    }

    fn receipt(&self) -> Value {
        serde_json::from_slice(&fs::read(self.project.path("receipt.json")).unwrap()).unwrap()
    }

    #[track_caller]
    fn refused(&self, more: &[&str], code: &str, says: &[&str]) {
        let before = self.image();
        let outcome = self.run(&[&["run", "--receipt", "receipt.json"], more].concat());
        assert_eq!(outcome.code, INTEGRITY, "{}: {outcome:#?}", self.database.url);
        assert!(outcome.stderr.contains(&format!("error[{code}]")), "{code}: {outcome:#?}");
        for text in [says, &["next: "]].concat() {
            assert!(outcome.stderr.contains(text), "`{text}` is missing: {outcome:#?}");
        }
        assert_eq!(self.image(), before, "{}: something was left", self.database.url);
    }

    fn connect(&self) -> Box<dyn Connection> {
        open(&self.database.url, Purpose::Change).unwrap()
    }

    /// The schema, the rows and the heads.
    fn image(&self) -> Vec<String> {
        let mut connection = self.connect();
        let mut lines = vec![format!("{:#?}", connection.inspect().unwrap().tables)];
        for sql in ["SELECT * FROM items ORDER BY id", "SELECT revision FROM sandshift_heads"] {
            let mut keep = |_: &[String], row: Vec<_>| {
                lines.push(format!("{row:?}"));
                true
            };
            connection.query(sql, &mut keep).unwrap();
        }
        lines
    }
}

fn databases() -> [TestDatabase; 3] {
    [TestDatabase::sqlite(), Postgres::shared().database(), MariaDb::shared().database()]
}

const EVERYTHING: &str = r#"
fn up(db) {
    db.create_table("stamps", [column("id", string(64)).primary_key(), column("made", string(40))]);
    db.insert("stamps", [#{ id: uuid4(), made: now().to_string() }]);
    db.execute("UPDATE items SET tag = 'x' WHERE n > 10");
    db.attempt(|| { db.insert("items", [#{ id: 1, n: 0 }]); });
    db.transform("items", #{ read: ["n"], write: ["n"] }, |row| #{ n: row.n + 1 });
    db.add_column("items", column("more", integer()));
}
"#;

#[test]
fn a_run_does_what_its_receipt_approves_with_the_same_moments_and_ids() {
    for database in databases() {
        let stage = Stage::new(database, EVERYTHING);
        let receipt = stage.rehearse();
        let revision = &receipt["revisions"][0];
        assert_eq!(revision["revision"], "b2");
        assert_eq!(revision["rows"]["items"], 3, "{receipt:#}");
        assert_eq!(revision["rows"]["(raw SQL)"], 2, "{receipt:#}");
        assert_eq!(revision["heads_before"], serde_json::json!(["a1"]));
        assert!(receipt["database_version"].as_str().unwrap().len() > 4, "{receipt:#}");
        if stage.database.url.starts_with("postgres") {
            let locks = receipt["locks"].to_string();
            assert!(locks.contains("items") && locks.contains("AccessExclusiveLock"), "{locks}");
        }
        stage.good(&["run", "--receipt", "receipt.json"]);
        // What has run needs nobody's word.
        stage.good(&["run", "--receipt", "receipt.json"]);
        stage.good(&["rollback", "--dry-run", "--receipt", "back.json"]);
        stage.good(&["rollback", "--receipt", "back.json"]);
    }
}

#[test]
fn another_plan_is_refused_before_anything_is_sent() {
    for database in databases() {
        let stage = Stage::new(database, EVERYTHING);
        stage.project.migration("c3.rhai", &table("c3", Some("b2")));
        stage.rehearse();
        let good = fs::read_to_string(stage.project.path("migrations/c3.rhai")).unwrap();
        stage.refused(&["+1"], "receipt::other_plan", &["`b2`"]);
        stage.project.migration("d4.rhai", &table("d4", Some("c3")));
        stage.refused(&[], "receipt::other_plan", &["2 revisions and not 3"]);
        fs::remove_file(stage.project.path("migrations/d4.rhai")).unwrap();
        stage.project.migration("c3.rhai", &good.replace("\"n\"", "\"m\""));
        stage.refused(&[], "receipt::other_plan", &["`c3` was changed"]);
        stage.project.migration("c3.rhai", &good);
        // A part that is done already is not done again.
        stage.good(&["run", "+1", "--now", "2026-01-01T00:00:00Z"]);
        stage.good(&["run", "--receipt", "receipt.json"]);
    }
}

#[test]
fn a_statement_that_deviates_stops_the_migration_before_its_commit() {
    let body = r#"
fn up(db) {
    db.execute("UPDATE items SET tag = 'seen'");
    for row in db.query("SELECT id, n FROM items ORDER BY id") {
        if row.n > 25 { db.execute("UPDATE items SET tag = 'high' WHERE id = ?", [row.id]); }
    }
}
"#;
    for database in databases() {
        let stage = Stage::new(database, body);
        stage.rehearse();
        let mut connection = stage.connect();
        connection.execute("UPDATE items SET n = 99 WHERE id = 1").unwrap();
        let says = ["statement 2", "WHERE id = 1", "WHERE id = 3", "b2.rhai:8:"];
        stage.refused(&[], "receipt::deviates", &says);
        // One too many, and one too few.
        connection.execute("UPDATE items SET n = id * 10 + (id - 2) * 3").unwrap();
        connection.execute("UPDATE items SET n = 11 WHERE id = 3").unwrap();
        stage.refused(&[], "receipt::deviates", &["ended after 1 of the 2 statements"]);
        connection.execute("UPDATE items SET n = 30 WHERE id = 3").unwrap();
        stage.good(&["run", "--receipt", "receipt.json"]);
    }
}

#[test]
fn other_rows_than_in_the_rehearsal_stop_it_unless_they_may_differ() {
    let bodies = [
        ("db.execute(\"UPDATE items SET tag = 'x' WHERE n > 15\");", "receipt::rows_differ"),
        (
            "db.transform(\"items\", #{ read: [\"n\"], write: [\"n\"] }, |row| #{ n: row.n + 1 });",
            "receipt::deviates",
        ),
    ];
    for (body, code) in bodies {
        for database in databases() {
            let stage = Stage::new(database, &format!("fn up(db) {{ {body} }}\n"));
            stage.rehearse();
            stage.connect().execute("INSERT INTO items (id, n) VALUES (9, 90)").unwrap();
            stage.refused(&[], code, &[]);
            stage.good(&["run", "--receipt", "receipt.json", "--rows-may-differ"]);
        }
    }
}

#[test]
fn a_run_that_failed_half_way_goes_on_under_the_same_receipt() {
    let body = r#"
fn up(db) {
    db.add_column("items", column("one", integer()));
    db.execute("INSERT INTO items (id, n) VALUES (50, 1)");
    db.add_column("items", column("two", integer()));
}
"#;
    for database in databases() {
        let stage = Stage::new(database, body);
        stage.rehearse();
        let mut connection = stage.connect();
        connection.execute("INSERT INTO items (id, n) VALUES (50, 0)").unwrap();
        let outcome = stage.run(&["run", "--receipt", "receipt.json"]);
        assert_eq!(outcome.code, 11, "{outcome:#?}");
        connection.execute("DELETE FROM items WHERE id = 50").unwrap();
        stage.good(&["run", "--receipt", "receipt.json"]);
        connection.execute("UPDATE items SET one = 1, two = 2").unwrap();
    }
}

#[test]
fn a_receipt_that_was_edited_or_is_of_another_database_is_refused() {
    let stage = Stage::new(TestDatabase::sqlite(), EVERYTHING);
    let mut receipt = stage.rehearse();
    let text = fs::read_to_string(stage.project.path("receipt.json")).unwrap();
    receipt["revisions"][0]["checksum"] = "00".into();
    let edited = [
        text.replace("UPDATE items", "DELETE FROM items").replacen("sha256:", "sha256:0", 1),
        receipt.to_string(),
        text.replace("\"format\": 1", "\"format\": 2"),
        "{}".to_owned(),
        String::new(),
    ];
    for text in edited {
        stage.project.write("receipt.json", text);
        stage.refused(&[], "receipt::malformed", &[]);
    }
    stage.project.write("receipt.json", text.replace("\"sqlite\"", "\"postgres\""));
    stage.refused(&[], "receipt::other_database", &["`postgres`", "`sqlite`"]);
}

#[test]
fn a_receipt_is_signed_where_signatures_are_demanded() {
    let stage = Stage::new(TestDatabase::sqlite(), EVERYTHING);
    let key = stage.database.name.replace("test.db", "key.pem");
    let trust = stage.database.name.replace("test.db", "trust.toml");
    let public = stage.project.good(&["trust", "generate", &key]);
    stage.project.good(&["trust", "add", "alice", public.trim(), "--trust", &trust]);
    stage.project.good(&["lock"]);
    stage.project.good(&["sign", "--key", &key]);
    stage.rehearse();
    let signed = ["--signatures", "1", "--trust", &trust];
    stage.refused(&signed, "signature::none", &["the receipt", "receipt.json.sig"]);
    stage.project.good(&["sign", "--key", &key, "receipt.json"]);
    let text = fs::read_to_string(stage.project.path("receipt.json")).unwrap();
    stage.project.write("receipt.json", text.clone() + "\n");
    stage.refused(&signed, "signature::other_bytes", &["the receipt"]);
    stage.project.write("receipt.json", text);
    stage.good(&[&["run", "--receipt", "receipt.json"], &signed[..]].concat());
}

#[test]
fn a_grant_can_demand_a_lock_and_a_receipt() {
    let stage = Stage::new(TestDatabase::sqlite(), EVERYTHING);
    let grant = stage.database.name.replace("test.db", "grant.toml");
    fs::write(
        &grant,
        "grant = \"acme\"\nprofile = \"trusted\"\n\
         [require]\nlock = true\nreceipt = true\n",
    )
    .unwrap();
    let policy = ["--policy", &grant];
    let run = |arguments: &[&str]| stage.run(&[arguments, &policy[..]].concat());
    let told = |outcome: &Outcome, code: &str| {
        assert!(outcome.stderr.contains(&format!("error[{code}]")), "{code}: {outcome:#?}");
    };
    told(&run(&["run"]), "lock::none");
    let locked = stage.project.run(&["lock", "--policy", &grant]);
    assert_eq!(locked.code, 0, "{locked:#?}");
    told(&run(&["run"]), "receipt::none");
    let text = fs::read_to_string(&grant).unwrap();
    fs::write(&grant, text + "# another one\n").unwrap();
    told(&run(&["run"]), "lock::other_grant");
}
