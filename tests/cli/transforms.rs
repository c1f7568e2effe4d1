//! What `--json` tells of a transform while it runs, and refused rows that are retried.

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
            assert!(read > 0 && read <= 300 && event["rows_changed"] == read, "{url}: {event}");
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

#[test]
fn retried_rows_are_counted_and_the_exit_code_says_whether_some_are_left() {
    for database in databases() {
        let (project, url) = (Project::new(), database.url.as_str());
        project.migration("a1.rhai", &(header("a1", None) + TABLE));
        let refuse = |most: u32| {
            let body = format!(
                "fn up(db) {{ db.transform(\"items\", #{{ write: [\"n\"], refused: #{{ into: \"bad\", most: 9 }} }}, \
                 |row| {{ if row.id <= {most} {{ throw \"too small\"; }} #{{ n: row.id }} }}); }}"
            );
            project.migration("b2.rhai", &(header("b2", Some("a1")) + body.as_str()));
        };
        refuse(5);
        project.refused(
            &["backfill", "retry-rejects", "b2", "--url", url],
            10,
            "backfill::not_applied",
            &["`b2` is not applied"],
        );
        project.good(&["run", "--url", url]);
        project.refused(
            &["backfill", "retry-rejects", "a1", "--url", url],
            10,
            "backfill::no_rejects",
            &["refused no rows"],
        );
        project.refused(
            &["backfill", "retry-rejects", "nope", "--url", url],
            5,
            "target::unknown_revision",
            &["nope"],
        );
        refuse(2);
        let outcome = project.run(&["backfill", "retry-rejects", "b2", "--url", url]);
        let said =
            "items: 5 refused rows retried, 3 done (3 changed); 2 are still refused: see `bad`\n";
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, said), "{url}: {outcome:#?}");
        let outcome = project.run(&["backfill", "retry-rejects", "b2", "--json", "--url", url]);
        let document: Value = serde_json::from_str(&outcome.stdout).unwrap();
        assert_eq!((outcome.code, &document["rows_left"]), (1, &2.into()), "{url}: {document}");
        assert_eq!(document["tables"][0]["table"], "items");
        refuse(0);
        let said = project.good(&["backfill", "retry-rejects", "b2", "items", "--url", url]);
        assert_eq!(said, "items: 2 refused rows retried, 2 done (2 changed); none is left\n");
    }
}
