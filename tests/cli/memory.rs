//! How much memory a transform of long values takes: a few pages of them, not the table.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use sandshift::backend::open::{Purpose, open};
use sandshift_test_servers::TestDatabase;

use crate::on_server::Kind;
use crate::project::{Project, header};

const ROWS: u32 = 100;
const VALUE_BYTES: u32 = 1_000_000;

/// The values as they were and as they become are together longer than this.
const MOST_KIBIBYTES: u64 = 200 << 10;

const TABLE: &str = r#"fn up(db) {
    db.create_table("documents", [column("id", integer()).primary_key(), column("length", integer()), column("body", text())]);
}
"#;

/// Reads each value and writes one that is as long, twice: in one transaction and page by page.
const LONGER: &str = r#"fn up(db) {
    db.transform("documents", #{ read: ["body"], write: ["body", "length"] }, |row| #{ body: row.body + "y", length: row.body.len() });
}
"#;
const AND_LONGER: &str = r#"fn up(db) {
    db.transform("documents", #{ read: ["body"], write: ["body", "length"], commit: "batch" }, |row| #{ body: row.body + "y", length: row.body.len() });
}
"#;

#[test]
fn long_values_are_transformed_in_bounded_memory() {
    for (database, long) in [
        (
            TestDatabase::sqlite(),
            format!("replace(hex(zeroblob({})), '00', 'xx')", VALUE_BYTES / 2),
        ),
        (Kind::Postgres.database(), format!("repeat('x', {VALUE_BYTES})")),
        (Kind::MariaDb.database(), format!("repeat('x', {VALUE_BYTES})")),
    ] {
        let (project, url) = (Project::new(), database.url.as_str());
        project.migration("a1.rhai", &(header("a1", None) + TABLE));
        project.good(&["run", "--url", url]);
        let mut connection = open(url, Purpose::Change).unwrap();
        for id in 1..=ROWS {
            let sql = format!("INSERT INTO documents (id, body) VALUES ({id}, {long})");
            connection.execute(&sql).unwrap();
        }
        drop(connection);
        project.migration("b2.rhai", &(header("b2", Some("a1")) + LONGER));
        project.migration("c3.rhai", &(header("c3", Some("b2")) + AND_LONGER));
        let kibibytes = most_memory(&project, url);
        assert!(kibibytes < MOST_KIBIBYTES, "{url}: {kibibytes} KiB");
        assert!(kibibytes > 10 << 10, "{url}: {kibibytes} KiB were never looked at");
        let mut connection = open(url, Purpose::Look).unwrap();
        let mut rows = Vec::new();
        let sql = "SELECT min(length), max(length), count(*) FROM documents";
        let keep = &mut |_: &[String], row| {
            rows.push(format!("{row:?}"));
            true
        };
        connection.query(sql, keep).unwrap();
        let length = VALUE_BYTES + 1;
        assert_eq!(rows, [format!("[Int({length}), Int({length}), Int({ROWS})]")], "{url}");
    }
}

/// Runs the project; gives the most memory that the process held, the pages of the program included.
fn most_memory(project: &Project, url: &str) -> u64 {
    let mut run = Command::new(env!("CARGO_BIN_EXE_sandshift"))
        .args(["run", "--url", url])
        .current_dir(project.path("."))
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap();
    let status = format!("/proc/{}/status", run.id());
    let mut most = 0;
    let code = loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        most = most.max(kibibytes.unwrap_or(0));
        if let Some(code) = run.try_wait().unwrap() {
            break code;
        }
        thread::sleep(Duration::from_millis(5));
    };
    assert!(code.success(), "{url}: {code}");
    most
}
