//! Migrations that commit in between are gone on with, up and down, however often they are killed.

use std::time::{Duration, Instant};

use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};

use crate::draw::Draw;
use crate::killed::Project;

/// Kills that leave a migration half done.
const KILLS: u32 = 40;

const BEFORE: &str = r#"
fn up(db) {
    db.create_table("one", [column("id", integer()).primary_key(), column("n", integer()).not_null(), column("t", string(20))]);
    db.insert("one", [#{ id: 1, n: 10, t: "a" }, #{ id: 2, n: 20, t: "b" }]);
}
fn down(db) { db.drop_table("one"); }"#;

/// Adding shows when a statement runs twice or not at all.
const HEADER: &str = "//! transaction = false";
const CHANGE: &str = r#"
fn up(db) {
    db.execute("UPDATE one SET n = n + 1");
    db.create_table("two", [column("id", integer()).primary_key(), column("n", integer()).not_null()]);
    db.insert("two", [#{ id: 1, n: 1 }, #{ id: 2, n: 2 }]);
    db.add_column("one", column("more", string(10)).not_null().default("x"));
    db.execute("UPDATE one SET n = n + 1");
    db.create_index("ix_two_n", "two", ["n"], #{ concurrently: CONCURRENTLY });
    db.alter_column("one", "t", #{ new_name: "label" });
    db.execute("UPDATE two SET n = n * 3");
    db.execute("CREATE TABLE three (id INT PRIMARY KEY)");
    db.rename_table("two", "second");
    if !db.inspect("one").has_column("extra") { db.add_column("one", column("extra", integer())); }
    db.execute("UPDATE one SET n = n + 1, extra = n");
}
fn down(db) {
    db.execute("UPDATE one SET n = n - 1");
    if db.inspect("one").has_column("extra") { db.drop_column("one", "extra"); }
    db.rename_table("second", "two");
    db.execute("DROP TABLE three");
    db.execute("UPDATE one SET n = n - 1");
    db.alter_column("one", "label", #{ new_name: "t" });
    db.drop_index("ix_two_n", "two", #{ concurrently: CONCURRENTLY });
    db.drop_column("one", "more");
    db.execute("UPDATE one SET n = n - 1");
    db.drop_table("two");
}"#;

fn image(project: &Project) -> String {
    let catalog = project.connect().inspect().unwrap();
    let mut image = format!("{catalog:?}\n");
    for name in catalog.tables.keys() {
        let rows = project.values(&format!("SELECT * FROM {name} ORDER BY id"));
        image += &format!("{name}: {rows:?}\n");
    }
    image
}

fn statements(project: &Project) -> String {
    let counts = "SELECT count(*) FROM sandshift_statements s JOIN sandshift_journal j ON j.id = s.run_id WHERE j.outcome = 'running' AND s.outcome = 'done'";
    project.values(counts).join("")
}

fn killed_again_and_again(database: TestDatabase, seed: u64, header: &str, concurrently: bool) {
    let project = Project::new(database);
    let url = project.database.url.clone();
    project.revision("aaaa", "", BEFORE);
    project.must(&["run"]);
    let change = CHANGE.replace("CONCURRENTLY", &concurrently.to_string());
    project.revision("bbbb", "aaaa", &format!("{header}\n{change}"));
    let down = image(&project);
    let begun = Instant::now();
    project.must(&["run"]);
    let whole = u64::try_from(begun.elapsed().as_millis()).unwrap().max(1);
    let up = image(&project);
    let mut draw = Draw(seed);
    let (mut kills, mut back) = (0, true);
    while kills < KILLS {
        let arguments: &[&str] = if back { &["rollback", "--yes"] } else { &["run"] };
        loop {
            let time = Duration::from_micros(draw.below(whole * 1_000));
            if let Some(status) = project.killed_after(arguments, time) {
                assert!(status.success(), "{url}: {arguments:?} ended with {status}");
                break;
            }
            let heads = project.values("SELECT revision FROM sandshift_heads");
            if heads.contains(&"[Text(\"bbbb\")]".to_owned()) != back {
                break;
            }
            kills += u32::from(statements(&project) != "[Int(0)]");
        }
        let expected = if back { &down } else { &up };
        assert_eq!(&image(&project), expected, "{url} after {kills} kills, back: {back}");
        let open = "SELECT count(*) FROM sandshift_statements WHERE outcome <> 'done'";
        assert_eq!(project.values(open), ["[Int(0)]"], "{url}");
        back = !back;
    }
    println!("{url}: {kills} kills left it half done");
}

#[test]
fn mariadb_goes_on_with_what_was_killed() {
    killed_again_and_again(MariaDb::shared().database(), 61, "", false);
}

#[test]
fn postgres_without_a_transaction_goes_on_with_what_was_killed() {
    killed_again_and_again(Postgres::shared().database(), 62, HEADER, true);
}

#[test]
fn sqlite_without_a_transaction_goes_on_with_what_was_killed() {
    killed_again_and_again(TestDatabase::sqlite(), 63, HEADER, false);
}
