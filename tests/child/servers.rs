//! Guests in processes of their own, on servers.

use sandshift::backend::open::{Purpose, open};
use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};

use crate::project::{Project, header};

const TABLE: &str = "fn up(db) {
    db.create_table(\"t\", [column(\"id\", integer()).primary_key(), column(\"name\", string(60))]);
    for id in 0..2500 { db.insert(\"t\", #{ id: id, name: `n${id}` }); }
}
";

const CHANGE: &str = "fn up(db) {
    db.add_column(\"t\", column(\"first\", string(60)));
    let said = db.transform(\"t\", #{ write: [\"first\", \"name\"], batch: 100, parallel: 3 }, |row| {
        if row.id % 5 == 0 { delete_row() } else { #{ first: row.name + \"!\", name: () } }
    });
    assert(said.changed == 2000 && said.deleted == 500, `${said}`);
    db.create_index(\"ix_t_first\", \"t\", [\"first\"]);
}
fn verify(db) { assert(db.inspect(\"t\").has_column(\"first\"), \"first is missing\"); }
";

fn values(database: &TestDatabase, sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut each = |_: &[String], row: Vec<sandshift_model::value::Value>| {
        found.push(format!("{row:?}"));
        true
    };
    open(&database.url, Purpose::Look).unwrap().query(sql, &mut each).unwrap();
    found
}

#[track_caller]
fn goes_up_and_down(database: &TestDatabase) {
    let project = Project::new();
    let url = &database.url;
    let settings = format!("[sandbox]\nprofile = \"shared\"\n[env.dev]\nurl = \"{url}\"\n");
    project.write("sandshift.toml", settings);
    project.migration("a1.rhai", &(header("a1", None) + TABLE));
    project.good(&["run"]);
    let before = values(database, "SELECT id, name FROM t ORDER BY id");
    assert_eq!(before.len(), 2500);
    project.migration("b2.rhai", &(header("b2", Some("a1")) + CHANGE));
    project.good(&["run"]);
    let changed = "SELECT count(*), min(first), max(name) FROM t";
    assert_eq!(values(database, changed), ["[Int(2000), Text(\"n1!\"), Null]"]);
    project.good(&["rollback", "-1", "--yes"]);
    assert_eq!(values(database, "SELECT id, name FROM t ORDER BY id"), before);
    project.good(&["rollback", "base", "--yes"]);
    assert_eq!(values(database, "SELECT revision FROM sandshift_heads"), [""; 0]);
}

#[test]
fn rows_and_schema_of_postgres_go_up_and_down_in_the_shared_profile() {
    goes_up_and_down(&Postgres::shared().database());
}

#[test]
fn rows_and_schema_of_mariadb_go_up_and_down_in_the_shared_profile() {
    goes_up_and_down(&MariaDb::shared().database());
}
