//! Transforms that commit batch by batch do each row exactly once, however often they are killed.

use std::time::{Duration, Instant};

use sandshift::backend::open::{self, Purpose};
use sandshift::session::backfill::{self, Backfill, State};
use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};

use crate::draw::Draw;
use crate::killed::Project;

/// Kills in the middle of a transform.
const KILLS: u32 = 100;

const ROWS: u32 = 1_500;

const TABLE: &str = r#"
fn up(db) {
    db.create_table("counters", [column("id", integer()).primary_key(), column("n", integer()).not_null()]);
    let rows = [];
    for i in 1..=ROWS { rows.push(#{ id: i * 3, n: 0 }); if rows.len() == 500 { db.insert("counters", rows); rows = []; } }
}
fn down(db) { db.drop_table("counters"); }"#;

const COUNT: &str = r#"
fn up(db) {
    db.transform("counters", #{ write: ["n"], commit: "batch", batch: 15, target_ms: 0 }, |row| #{ n: row.n + 1 });
}
fn down(db) {
    db.transform("counters", #{ write: ["n"], commit: "batch", batch: 15, target_ms: 0 }, |row| #{ n: row.n + 1 });
}"#;

fn backfills(project: &Project) -> Vec<Backfill> {
    let mut connection = open::open(&project.database.url, Purpose::Look).unwrap();
    let dialect = connection.dialect();
    backfill::all(dialect, &mut *connection).unwrap()
}

/// Whether a transform is half-way: some of its rows are done, and some are not.
fn is_half_way(project: &Project) -> bool {
    let half = |one: &Backfill| one.state == State::Running && one.report.read > 0;
    backfills(project).iter().any(half)
}

fn killed_again_and_again(database: TestDatabase, seed: u64) {
    let project = Project::new(database);
    let url = project.database.url.clone();
    project.revision("aaaa", "", &TABLE.replace("ROWS", &ROWS.to_string()));
    project.must(&["run"]);
    project.revision("bbbb", "aaaa", COUNT);
    let mut draw = Draw(seed);
    let (mut kills, mut turns) = (0, 0_u32);
    // How long an undisturbed run takes decides where the kills fall.
    let begun = Instant::now();
    project.must(&["run"]);
    let whole = u64::try_from(begun.elapsed().as_millis()).unwrap();
    turns += 1;
    while kills < KILLS {
        let back = turns % 2 == 1;
        let arguments: &[&str] = if back { &["rollback", "--yes"] } else { &["run"] };
        loop {
            let time = Duration::from_millis(whole / 8 + draw.below(whole));
            let ended = project.killed_after(arguments, time);
            if let Some(status) = ended {
                assert!(status.success(), "{url}: {arguments:?} ended with {status}");
                break;
            }
            if is_half_way(&project) {
                kills += 1;
            }
            let done = format!("[[Int({}), Int({ROWS})]]", turns + 1);
            // The kill may have come behind the last commit.
            let heads = project.values("SELECT revision FROM sandshift_heads");
            if heads.contains(&"[Text(\"bbbb\")]".to_owned()) != back {
                let counted = project.values("SELECT n, count(*) FROM counters GROUP BY n");
                assert_eq!(format!("[{}]", counted.join(", ")), done, "{url} after {kills} kills");
                break;
            }
        }
        turns += 1;
        let counted = project.values("SELECT n, count(*) FROM counters GROUP BY n");
        assert_eq!(counted, [format!("[Int({turns}), Int({ROWS})]")], "{url} after {kills} kills");
    }
    assert!(turns >= 5, "{url}: {turns} turns");
}

#[test]
fn a_killed_backfill_does_each_row_once_on_sqlite() {
    killed_again_and_again(TestDatabase::sqlite(), 1);
}

#[test]
fn a_killed_backfill_does_each_row_once_on_postgres() {
    killed_again_and_again(Postgres::shared().database(), 2);
}

#[test]
fn a_killed_backfill_does_each_row_once_on_mariadb() {
    killed_again_and_again(MariaDb::shared().database(), 3);
}

#[test]
fn an_edited_or_paused_backfill_says_so_and_a_finished_one_begins_anew() {
    for database in
        [TestDatabase::sqlite(), Postgres::shared().database(), MariaDb::shared().database()]
    {
        let project = Project::new(database);
        project.revision("aaaa", "", &TABLE.replace("ROWS", "500"));
        project.must(&["run"]);
        // The 400th row stops the transform; the pages before it stay.
        let stops = COUNT.replace(
            "|row| #{ n: row.n + 1 }",
            "|row| { if row.id == 1200 { throw \"no\"; } #{ n: row.n + 1 } }",
        );
        project.revision("bbbb", "aaaa", &stops);
        let output = project.run(&["run"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains("id = 1200"), "{said}");
        assert!(said.contains("390 rows of `counters` are done"), "{said}");
        let backfill = backfills(&project).pop().unwrap();
        assert_eq!((backfill.report.read, backfill.state), (390, State::Running), "{said}");
        assert_eq!(project.values("SELECT count(*) FROM counters WHERE n = 1"), ["[Int(390)]"]);

        project.revision("bbbb", "aaaa", COUNT);
        let output = project.run(&["run"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && said.contains("backfill::edited"), "{said}");
        project.must(&["backfill", "resume"]);
        project.must(&["run"]);
        assert_eq!(
            project.values("SELECT n, count(*) FROM counters GROUP BY n"),
            ["[Int(1), Int(500)]"]
        );
    }
}

#[test]
fn a_backfill_is_paused_from_another_terminal_and_goes_on() {
    for database in
        [TestDatabase::sqlite(), Postgres::shared().database(), MariaDb::shared().database()]
    {
        let project = Project::new(database);
        let url = project.database.url.clone();
        project.revision("aaaa", "", &TABLE.replace("ROWS", "1500"));
        project.must(&["run"]);
        let slow = COUNT.replace("target_ms: 0", "target_ms: 0, pause_ms: 20");
        project.revision("bbbb", "aaaa", &slow);
        let said = std::thread::scope(|scope| {
            let run = scope.spawn(|| project.run(&["run"]));
            while !is_half_way(&project) {
                std::thread::sleep(Duration::from_millis(10));
            }
            let status = project.must(&["backfill", "status"]);
            assert!(
                status.contains("running") && status.contains("of 1500 rows"),
                "{url}: {status}"
            );
            let paused = project.must(&["backfill", "pause", "bbbb"]);
            assert!(paused.contains("paused"), "{url}: {paused}");
            run.join().unwrap()
        });
        let text = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(!said.status.success() && text.contains("backfill::paused"), "{url}: {text}");
        let again = project.run(&["run"]);
        assert!(String::from_utf8_lossy(&again.stderr).contains("backfill::paused"), "{url}");
        project.must(&["backfill", "cancel"]);
        project.must(&["backfill", "resume"]);
        project.must(&["run"]);
        assert_eq!(
            project.values("SELECT n, count(*) FROM counters GROUP BY n"),
            ["[Int(1), Int(1500)]"],
            "{url}"
        );
        let list = project.must(&["backfill", "list", "--json"]);
        assert!(
            list.contains("\"state\": \"applied\"") || list.contains("\"state\":\"applied\""),
            "{url}: {list}"
        );
    }
}
