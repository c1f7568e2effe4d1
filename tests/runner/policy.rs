//! What an operator does not grant does not happen, on any database and in any language, and nothing is left of it.

use std::path::Path;

use sandshift::error::{Coded as _, Kind};
use sandshift::policy::grant::GrantFile;
use sandshift::policy::plan::Policy;
use sandshift::revision::Direction;
use sandshift::runner::apply::{self, Outcome, Way};
use sandshift::runner::error::RunError;
use sandshift::runner::options::Options;

use crate::project::{Scene, scenes};

const TABLES: &str = r#"fn up(db) {
    db.create_table("mine", [
        column("id", integer()).primary_key(), column("name", string(50)), column("secret", string(50)),
    ]);
    db.create_table("theirs", [column("id", integer()).primary_key(), column("name", string(50))]);
    db.insert("mine", [#{ id: 1, name: "a", secret: "s" }, #{ id: 2, name: "b", secret: "t" }]);
    db.insert("theirs", [#{ id: 1, name: "x" }]);
}"#;

const GRANT: &str = r#"
grant = "acme"
profile = "trusted"

[allow]
read = ["mine(id, name)", "extra"]
write = ["mine(id, name)", "extra", "rejects"]
define = ["mine", "extra", "rejects"]
operations = ["create_*", "add_*"]
parameters = ["tenant"]

[require]
walls = false

[deny]
operations = ["create_trigger"]
"#;

fn policy(text: &str) -> Policy {
    Policy::of(GrantFile::parse(Path::new("acme.toml"), text.as_bytes()).unwrap())
}

fn go(scene: &Scene, direction: Direction, target: &str, grant: &str) -> Result<Outcome, RunError> {
    let parameters = [("tenant", "acme"), ("key", "k")];
    let parameters =
        parameters.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let options = Options { policy: Some(policy(grant)), parameters, ..scene.options() };
    let way = Way { direction, target: target.parse().unwrap() };
    apply::apply(&scene.project(), scene.connect(), &way, &options)
}

fn up(scene: &Scene, grant: &str) -> Result<Outcome, RunError> {
    go(scene, Direction::Up, "heads", grant)
}

/// Runs a body that has to be denied, and makes sure that nothing of it is left.
#[track_caller]
fn denied(scene: &Scene, body: &str, grant: &str, code: &str, words: &str) {
    scene.rhai("b2", "a1", &format!("fn up(db) {{ {body} }}"));
    let before = image(scene);
    let error = up(scene, grant).expect_err(body);
    assert_eq!((error.code(), error.kind()), (code, Kind::Denied), "{body}: {error}");
    assert!(error.to_string().contains(words), "{body}: {error}");
    assert_eq!(image(scene), before, "{body}");
}

fn image(scene: &Scene) -> (String, Vec<String>) {
    let schema = format!("{:?}", scene.connect().inspect().unwrap());
    let tables = ["mine", "theirs", "sandshift_heads"];
    (schema, tables.iter().flat_map(|t| scene.values(&format!("SELECT * FROM {t}"))).collect())
}

fn with_tables(scene: &Scene) {
    scene.rhai("a1", "", TABLES);
    scene.must_up();
}

#[test]
fn what_is_granted_is_done() {
    for scene in &scenes().collect::<Vec<_>>() {
        with_tables(scene);
        scene.rhai(
            "b2",
            "a1",
            r#"fn up(db) {
                assert(db.param("tenant") == "acme", "no tenant");
                db.create_table("extra", [column("id", integer()).primary_key(), column("n", integer())]);
                db.add_column("mine", column("note", string(20)));
                db.insert("extra", [#{ id: 1, n: 1 }]);
                db.update("mine", #{ name: expr("upper(name)") }, "id > 1");
                db.transform("mine", #{ read: ["name"], write: ["name"] }, |row| {
                    #{ name: row.name + "!" }
                });
                let seen = db.each(table_rows("mine", #{ columns: ["id", "name"] }), |row| {});
                assert(seen == 2, "rows");
            }"#,
        );
        up(scene, GRANT).unwrap();
        let names = scene.values("SELECT name FROM mine ORDER BY id");
        assert!(names[0].contains("a!") && names[1].contains("B!"), "{names:?}");
        // The way back is the host's own, and needs no leave for dropping what was made.
        go(scene, Direction::Down, "a1", GRANT).unwrap();
    }
}

#[test]
fn what_is_not_granted_is_denied_before_anything_happens() {
    for scene in &scenes().collect::<Vec<_>>() {
        with_tables(scene);
        for (body, words) in [
            (r#"db.insert("theirs", [#{ id: 2, name: "y" }]);"#, "write `theirs(id, name)`"),
            (r#"db.update("mine", #{ secret: "" }, "id = 1");"#, "write `mine(secret)`"),
            (r#"db.delete("mine", "id = 1");"#, "write all columns of `mine`"),
            (r#"db.update("mine", #{ name: expr("secret") }, "id = 1");"#, "read `mine(secret)`"),
            (r#"db.update("mine", #{ name: "x" }, "secret = 's'");"#, "read `mine(secret)`"),
            (r#"db.query(table_rows("theirs"));"#, "theirs"),
            (r#"db.each(table_rows("mine"), |row| {});"#, "read all columns of `mine`"),
            (r#"db.inspect("theirs");"#, "read `theirs`"),
            (r#"db.drop_table("mine");"#, "lose rows or values by `drop_table`"),
            (r#"db.drop_column("mine", "name");"#, "`drop_column`"),
            (r#"db.rename_table("mine", "yours");"#, "use `rename_table`"),
            (r#"db.add_column("theirs", column("n", integer()));"#, "define the table `theirs`"),
            (
                r#"db.create_table("extra", [column("id", integer()).references("theirs", "id")]);"#,
                "read `theirs(id)`",
            ),
            (
                r#"db.update("mine", #{ name: expr("(select max(name) from theirs)") }, "id = 1");"#,
                "SQL of its own (select)",
            ),
            (r#"db.update("mine", #{ name: "x" }, "evil(name) = 1");"#, "SQL function `evil`"),
            (r#"db.execute("DELETE FROM mine WHERE id = 1");"#, "SQL of its own (dml)"),
            (r#"db.query("SELECT 1");"#, "SQL of its own (select)"),
            (r#"db.transform("theirs", #{}, |row| ());"#, "theirs"),
            (r#"db.transform("mine", #{ read: ["secret"] }, |row| ());"#, "read `mine(secret"),
            (
                r#"db.transform("mine", #{ read: ["name"], write: ["name"] }, |row| delete_row());"#,
                "all columns of `mine`",
            ),
            (r#"let key = db.param("key");"#, "see the parameter `key`"),
            (r#"if db.param("key") == () { throw "no key"; }"#, "see the parameter `key`"),
        ] {
            denied(scene, body, GRANT, "policy::denied", words);
        }
    }
}

#[test]
fn denials_and_budgets_cannot_be_caught() {
    for scene in &scenes().collect::<Vec<_>>() {
        with_tables(scene);
        for body in [
            r#"try { db.insert("theirs", [#{ id: 2, name: "y" }]); } catch {}"#,
            r#"db.attempt(|| db.insert("theirs", [#{ id: 2, name: "y" }]));"#,
        ] {
            denied(scene, body, GRANT, "policy::denied", "write `theirs(id, name)`");
        }
        let body = r#"for n in 0..100 { try { db.inspect("mine"); } catch {} }"#;
        let grant = format!("{GRANT}\n[budget.migration]\nhost_calls = 20\n");
        denied(scene, body, &grant, "policy::budget", "20 calls of the host");
    }
}

#[test]
fn every_budget_ends_a_migration() {
    for scene in &scenes().collect::<Vec<_>>() {
        with_tables(scene);
        for (budget, body, words) in [
            (
                "statements = 1",
                r#"for n in 1..9 { db.insert("mine", [#{ id: n + 9 }]); }"#,
                "1 statements",
            ),
            (
                "rows_written = 1",
                r#"db.insert("mine", [#{ id: 9 }, #{ id: 8 }]);"#,
                "1 rows written",
            ),
            (
                "rows_read = 1",
                r#"db.each(table_rows("mine", #{ columns: ["id"] }), |row| {});"#,
                "1 rows read",
            ),
            (
                "rows_written = 1",
                r#"db.transform("mine", #{ read: ["id"], write: ["name"] }, |row| #{ name: "z" });"#,
                "1 rows written",
            ),
            (
                "log_bytes = 10",
                r#"db.log("0123456789abc"); db.inspect("mine");"#,
                "10 bytes of log lines",
            ),
        ] {
            let grant = format!("{GRANT}\n[budget.migration]\n{budget}\n");
            denied(scene, body, &grant, "policy::budget", words);
        }
    }
}

#[test]
fn case_50_a_budget_of_the_run_holds_over_many_small_migrations() {
    for scene in &scenes().collect::<Vec<_>>() {
        with_tables(scene);
        let mut parent = "a1".to_owned();
        for number in 0..20 {
            let id = format!("c{number:02}");
            let body =
                format!("fn up(db) {{ db.insert(\"mine\", [#{{ id: {} }}]); }}", number + 10);
            scene.rhai(&id, &parent, &body);
            parent = id;
        }
        let grant =
            format!("{GRANT}\n[budget.migration]\nstatements = 1\n[budget.run]\nstatements = 5\n");
        let error = up(scene, &grant).expect_err("twenty statements");
        assert_eq!(error.code(), "policy::budget");
        assert!(error.to_string().contains("migrations of this run"), "{error}");
        assert_eq!(scene.heads(), ["c04"]);
    }
}

#[test]
fn sql_is_held_to_its_level_and_to_the_tables_that_it_names() {
    for scene in &scenes().collect::<Vec<_>>() {
        with_tables(scene);
        let grant = |level: &str| {
            format!(
                "grant = \"acme\"\nprofile = \"trusted\"\n[allow]\nread = [\"mine\"]\nwrite = [\"mine\"]\ndefine = [\"mine\", \"extra\"]\noperations = [\"create_table\"]\nsql = \"{level}\"\n[require]\nwalls = false\n"
            )
        };
        for (level, body, words) in [
            ("select", r#"db.query("SELECT name FROM theirs");"#, "all columns of `theirs`"),
            ("select", r#"db.query("SELECT id FROM mine, theirs t");"#, "`theirs`"),
            (
                "select",
                r#"db.query("SELECT (SELECT count(*) FROM THEIRS) FROM mine");"#,
                "`theirs`",
            ),
            (
                "select",
                r#"db.query("WITH theirs AS (SELECT 1) SELECT * FROM theirs");"#,
                "`theirs`",
            ),
            ("select", r#"db.execute("UPDATE mine SET name = 'x'");"#, "(dml)"),
            ("dml", r#"db.execute("UPDATE theirs SET name = 'x'");"#, "`theirs`"),
            (
                "dml",
                r#"db.execute("INSERT INTO mine (name) SELECT name FROM theirs");"#,
                "`theirs`",
            ),
            ("dml", r#"db.execute("CREATE TABLE extra (n int)");"#, "(ddl)"),
            ("ddl", r#"db.execute("CREATE TABLE other (n int)");"#, "define the table `other`"),
            ("ddl", r#"db.execute("DROP TABLE mine");"#, "`drop_table`"),
            ("ddl", r#"db.execute("ALTER TABLE mine RENAME TO extra");"#, "leads too far"),
            ("ddl", r#"db.execute("DROP TABLE sandshift_heads");"#, "belongs to the server"),
            ("dml", r#"db.execute("DELETE FROM sandshift_heads");"#, "belongs to the server"),
        ] {
            denied(scene, body, &grant(level), "policy::denied", words);
        }
        scene.rhai(
            "b2",
            "a1",
            r#"fn up(db) {
                db.execute("CREATE TABLE extra (n int)");
                db.execute("UPDATE mine SET name = upper(name) WHERE id = 1");
            }"#,
        );
        up(scene, &grant("ddl")).unwrap();
    }
}
