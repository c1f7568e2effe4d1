//! `--audit`: a line of JSON for each migration, also for one that fails.

use std::fs;

use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};
use serde_json::Value;

use crate::project::{Project, header};

fn lines(project: &Project, file: &str) -> Vec<Value> {
    let text = fs::read_to_string(project.path(file)).unwrap();
    assert!(text.ends_with('\n'), "{text}");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_migration_leaves_a_record_whatever_becomes_of_it() {
    let databases =
        [TestDatabase::sqlite(), Postgres::shared().database(), MariaDb::shared().database()];
    for database in databases {
        let project = Project::with_two_tables();
        let body = "fn up(db) { db.insert(\"a1\", [#{ n: 1 }, #{ n: 2 }]); db.execute(\"UPDATE a1 SET nothing = 1\"); }\n";
        project.migration("c3.rhai", &(header("c3", Some("b2")) + body));
        let run = |arguments: &[&str]| {
            project.run(&[arguments, &["--audit", "audit.jsonl", "--url", &database.url]].concat())
        };
        assert_eq!(run(&["run"]).code, 11);
        let records = lines(&project, "audit.jsonl");
        let told: Vec<(&str, &str, &str)> = records
            .iter()
            .map(|one| {
                let text = |key: &str| one[key].as_str().unwrap();
                (text("revision"), text("direction"), text("outcome"))
            })
            .collect();
        assert_eq!(told, [("a1", "up", "done"), ("b2", "up", "done"), ("c3", "up", "failed")]);
        assert_eq!(records[0]["operations"]["create_table"], 1, "{:#}", records[0]);
        assert!(records[0]["actor"].as_str().unwrap().starts_with("tester@"));
        assert_eq!(records[0]["statements_sha256"].as_str().unwrap().len(), 64);
        assert_eq!(records[2]["rows"]["a1"], 2, "{:#}", records[2]);
        assert_eq!(records[2]["error"]["code"], "database::statement");
        assert_eq!(run(&["rollback"]).code, 0);
        assert_eq!(lines(&project, "audit.jsonl")[3]["direction"], "down");
        let password = database.url.split('@').next().and_then(|url| url.rsplit_once(':'));
        if let (false, Some((_, password))) = (database.url.starts_with("sqlite"), password) {
            let text = fs::read_to_string(project.path("audit.jsonl")).unwrap();
            assert!(!text.contains(password), "{text}");
        }
    }
}

#[test]
fn a_run_that_is_refused_is_on_record_too() {
    let project = Project::with_two_tables();
    let settings =
        "[integrity]\naudit = \"audit.jsonl\"\nlocked = true\n[env.dev]\nurl = \"sqlite:app.db\"\n";
    project.write("sandshift.toml", settings);
    project.refused(&["run"], 36, "lock::none", &[]);
    project.good(&["lock"]);
    project.good(&["run"]);
    let records = lines(&project, "audit.jsonl");
    assert_eq!(records[0]["outcome"], "refused");
    assert_eq!(records[0]["error"]["code"], "lock::none");
    assert_eq!(records.len(), 3);
}

#[test]
fn a_run_that_comes_to_no_migration_is_on_record() {
    let project = Project::with_two_tables();
    let url = "postgres://u:hidden1@127.0.0.1:1/x";
    assert_eq!(project.run(&["run", "--url", url, "--audit", "audit.jsonl"]).code, 12);
    project.migration("c3.rhai", &(header("c3", Some("b2")) + "fn up(db) { let }\n"));
    project.refused(&["run", "--audit", "audit.jsonl"], 6, "script::syntax", &[]);
    let records = lines(&project, "audit.jsonl");
    let codes: Vec<&str> =
        records.iter().map(|one| one["error"]["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["database::unreachable", "script::syntax"]);
    assert!(!fs::read_to_string(project.path("audit.jsonl")).unwrap().contains("hidden1"));
}

#[test]
fn a_record_that_cannot_be_written_stops_the_run_before_it_begins() {
    let project = Project::with_two_tables();
    project.refused(&["run", "--audit", "nowhere/audit.jsonl"], 20, "file::failed", &["nowhere"]);
    assert_eq!(project.dump(), None);
}

#[test]
fn what_was_denied_is_on_record() {
    let project = Project::with_two_tables();
    let folder = tempfile::TempDir::new().unwrap();
    let grant = folder.path().join("grant.toml").display().to_string();
    fs::write(&grant, "grant = \"acme\"\nprofile = \"trusted\"\n").unwrap();
    let outcome = project.run(&["run", "--policy", &grant, "--audit", "audit.jsonl"]);
    assert_eq!(outcome.code, 35, "{outcome:#?}");
    let records = lines(&project, "audit.jsonl");
    assert_eq!(records[0]["grant"]["name"], "acme");
    assert_eq!(records[0]["denials"][0]["code"], records[0]["error"]["code"], "{:#}", records[0]);
}
