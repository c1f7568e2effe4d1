//! The same grant held by the host and by the database: what it does not allow is denied by the one, and by the other
//! where the one is not asked.

use std::path::Path;

use sandshift::error::Coded as _;
use sandshift::policy::grant::GrantFile;
use sandshift::policy::plan::Policy;
use sandshift::runner::error::RunError;

use crate::scene::Scene;

const GRANT: &str = r#"
grant = "narrow"
profile = "trusted"

[allow]
read = ["own(id, name)", "own_*", "shared(id)"]
write = ["own(id, name)", "own_*"]
define = ["own", "own_*"]
operations = ["create_*", "add_*", "alter_*"]
destructive = ["drop_*"]
sql = "ddl"
"#;

/// Migrations that reach over.
const HOSTILE: &[&str] = &[
    r#"db.execute("UPDATE other SET secret = 'x'");"#,
    r#"db.execute("DELETE FROM other");"#,
    r#"db.execute("INSERT INTO own (id, name) SELECT 9, secret FROM other");"#,
    r#"db.execute("UPDATE own SET name = (SELECT secret FROM other_view)");"#,
    r#"db.execute("UPDATE own SET name = hidden");"#,
    r#"db.execute("DROP TABLE other");"#,
    r#"db.execute("ALTER TABLE other ADD COLUMN n INTEGER");"#,
    r#"db.execute("CREATE TABLE others (n INTEGER)");"#,
    r#"db.execute("CREATE VIEW own_view AS SELECT secret FROM other");"#,
    r#"db.execute("DELETE FROM sandshift_heads");"#,
    r#"db.execute("UPDATE sandshift_journal SET actor = 'me'");"#,
    r#"db.query("SELECT secret FROM other");"#,
    r#"db.query("SELECT hidden FROM own");"#,
    r#"db.query("SELECT note FROM shared");"#,
    r#"db.insert("other", [#{ id: 2, secret: "x" }]);"#,
    r#"db.update("other", #{ secret: "x" }, #{});"#,
    r#"db.update("own", #{ name: expr("hidden") }, #{});"#,
    r#"db.update("own", #{ name: expr("(SELECT secret FROM other)") }, #{});"#,
    r#"db.delete("other", #{ id: 1 });"#,
    r#"db.add_column("other", column("n", integer()));"#,
    r#"db.drop_table("other");"#,
    r#"db.rename_table("other", "own_other");"#,
    r#"db.create_index("ix", "other", ["secret"]);"#,
    r#"db.query(table_rows("other"));"#,
    r#"db.transform("other", #{ read: ["secret"], write: ["secret"] }, |row| #{ secret: "" });"#,
    r#"db.transform("own", #{ read: ["hidden"], write: ["name"] }, |row| #{ name: row.hidden });"#,
];

fn policy(text: &str) -> Policy {
    Policy::of(GrantFile::parse(Path::new("narrow.toml"), text.as_bytes()).unwrap())
}

#[test]
fn what_the_host_denies_the_database_denies_as_well_on_sqlite() {
    let scene = Scene::sqlite();
    for body in HOSTILE {
        let before = scene.image();
        let error = scene.run_granted(policy(GRANT), body).expect_err(body);
        assert_eq!(error.code(), "policy::denied", "{body}: {error}");
        before.is_kept(&scene.image(), body);
        // The same grant with the host's own check left out.
        let walls = policy(GRANT).walls("sqlite").expect("a grant that decides has walls");
        let failure = scene.fails(&walls, body, "database::denied");
        assert!(!failure.to_string().contains("swordfish"), "case 52: {body}: {failure}");
    }
}

#[test]
fn a_grant_puts_the_walls_up_and_honest_migrations_pass_both() {
    let scene = Scene::sqlite();
    let honest = r#"
        db.create_table("own_more", [column("id", integer()).primary_key(), column("n", integer())]);
        db.insert("own_more", [#{ id: 1, n: 1 }]);
        db.add_column("own", column("note", string(20)));
        db.alter_column("own", "note", #{ type: text() });
        db.execute("UPDATE own_more SET n = n + 1");
        db.transform("own", #{ read: ["name"], write: ["name"] }, |row| #{ name: row.name + "!" });
    "#;
    let grant = GRANT.replace("\"own(id, name)\"", "\"own(id, name, note)\"");
    match scene.run_granted(policy(&grant), honest) {
        Ok(_) => {}
        Err(RunError::Migration(failure)) => panic!("{failure}: {failure:?}"),
        Err(error) => panic!("{error}"),
    }
    assert_eq!(scene.values("SELECT n FROM own_more"), ["[Int(2)]"]);
    scene.back_granted(policy(&grant)).unwrap();
}
