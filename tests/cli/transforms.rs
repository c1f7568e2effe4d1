//! What `--json` tells of a transform while it runs.

use sandshift_test_servers::TestDatabase;
use serde_json::Value;

use crate::on_server::Kind;
use crate::project::{Outcome, Project, header};

const TABLE: &str = r#"fn up(db) {
    db.create_table("items", [column("id", integer()).primary_key(), column("n", integer())]);
    let rows = [];
    for i in 1..=300 { rows.push(#{ id: i, n: 0 }); }
    db.insert("items", rows);
}
"#;

/// Takes more than a second, because each of thirty pages is followed by a rest.
const SLOW: &str = r#"fn up(db) {
    db.transform("items", #{ write: ["n"], commit: "batch", batch: 10, target_ms: 0, pause_ms: 60 }, |row| #{ n: row.id });
}
fn down(db) {
    db.transform("items", #{ write: ["n"] }, |row| #{ n: 0 });
}
"#;

fn databases() -> [TestDatabase; 3] {
    [TestDatabase::sqlite(), Kind::Postgres.database(), Kind::MariaDb.database()]
}

fn project(database: &TestDatabase) -> Project {
    let project = Project::new();
    project.migration("a1.rhai", &(header("a1", None) + TABLE));
    project.good(&["run", "--url", &database.url]);
    project.migration("b2.rhai", &(header("b2", Some("a1")) + SLOW));
    project
}

/// The events of stderr; its other lines are for people.
fn events(outcome: &Outcome) -> Vec<Value> {
    assert_eq!(outcome.code, 0, "{outcome:#?}");
    let lines = outcome.stderr.lines().filter(|line| line.starts_with('{'));
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_transform_tells_how_far_it_is_as_lines_of_json_beside_the_one_document() {
    for database in databases() {
        let (project, url) = (project(&database), database.url.as_str());
        let outcome = project.run(&["run", "--json", "--url", url]);
        let document: Value = serde_json::from_str(&outcome.stdout).unwrap();
        assert_eq!(document["revisions"][0]["rows"], 300, "{url}");
        let events = events(&outcome);
        let (done, running) = events.split_last().unwrap();
        assert!(!running.is_empty(), "{url}: {outcome:#?}");
        for event in running {
            assert_eq!(event["event"], "transform", "{url}");
            assert_eq!((&event["state"], &event["revision"]), (&"running".into(), &"b2".into()));
            assert_eq!((&event["table"], &event["rows_total"]), (&"items".into(), &300.into()));
            let read = event["rows_read"].as_u64().unwrap();
            assert!(read > 0 && read < 300 && event["rows_changed"] == read, "{url}: {event}");
            assert!(event["rows_per_second"].as_u64().is_some_and(|rate| rate > 0), "{event}");
            assert!(event["eta_seconds"].is_u64() && event["page_micros"].is_u64(), "{event}");
        }
        assert_eq!((&done["state"], &done["rows_read"]), (&"done".into(), &300.into()), "{url}");
        assert_eq!(done["eta_seconds"], 0, "{url}");
        let status = project.json(&["backfill", "list", "--url", url]);
        let backfill = &status["backfills"][0];
        for key in done.as_object().unwrap().keys().filter(|key| *key != "event") {
            assert!(!backfill[key].is_null(), "{url}: {key}: {backfill}");
        }
    }
}

#[test]
fn events_are_talk_that_quiet_silences_and_nobody_without_json_gets() {
    let database = TestDatabase::sqlite();
    let (project, url) = (project(&database), database.url.as_str());
    let outcome = project.run(&["run", "--json", "-q", "--url", url]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
    let outcome = project.run(&["rollback", "--json", "--yes", "--url", url]);
    let [done] = events(&outcome).try_into().unwrap();
    assert_eq!((&done["direction"], &done["rows_changed"]), (&"down".into(), &300.into()));
    assert_eq!(done["rows_total"], Value::Null, "the one page comes without a count");
    let outcome = project.run(&["run", "--url", url]);
    assert_eq!(events(&outcome), [] as [Value; 0]);
}
