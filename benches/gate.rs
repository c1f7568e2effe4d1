//! How long an operation takes through the gate, without a database: the offline dry run of a
//! chain of rhai migrations, from compile to text, on each dialect.

#![allow(
    clippy::expect_used,
    missing_docs,
    reason = "a bench may stop where it fails, and criterion makes its own items"
)]

use std::fs;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use sandshift::backend::open::DIALECTS;
use sandshift::clock::Clock;
use sandshift::report::Watcher;
use sandshift::report::sql::Detail;
use sandshift::revision::Direction;
use sandshift::runner::options::Options;
use sandshift::runner::project::Project;
use sandshift::runner::record::{self, OfflineWay};
use sandshift_sandbox::limits::Limits;

/// Revisions of the chain; each makes a table, an index, a column and a row.
const REVISIONS: usize = 100;

fn migration(number: usize) -> String {
    let parent = match number {
        0 => String::new(),
        n => format!("//! down_revision = \"r{:04}\"\n", n - 1),
    };
    format!(
        r#"//! revision = "r{number:04}"
{parent}fn up(db) {{
    db.create_table("t{number}", [
        column("id", integer()).primary_key(),
        column("name", string(100)).not_null().default("x"),
        column("price", numeric(10, 2)),
    ]);
    db.create_index("ix_t{number}_name", "t{number}", ["name"]);
    db.add_column("t{number}", column("note", text()));
    db.insert("t{number}", #{{ id: 1, name: "a" }});
}}
"#
    )
}

fn options() -> Options {
    Options {
        parameters: Default::default(),
        limits: Limits::default(),
        compilation: Default::default(),
        lock_wait: Duration::ZERO,
        actor: "bench".to_owned(),
        clock: Clock { now_micros: || 0, elapsed_micros: || 0 },
        now_micros: Some(0),
        seed: Some("bench".to_owned()),
        allow_edited: false,
        accept_loss: false,
        keep_rows: Some(Default::default()),
        keep_micros: None,
        on_conflict: Default::default(),
        detail: Detail::Full,
        watcher: Watcher::nobody(),
        policy: None,
        approval: Default::default(),
    }
}

fn offline(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for number in 0..REVISIONS {
        let path = folder.path().join(format!("r{number:04}_t.rhai"));
        fs::write(path, migration(number)).expect("a migration file");
    }
    let project = Project::open(vec![folder.path().to_owned()]).expect("a valid project");
    let way = OfflineWay { direction: Direction::Up, range: ":heads".parse().expect("a range") };
    for dialect in DIALECTS {
        criterion.bench_function(&format!("offline_100_revisions/{}", dialect.name()), |bencher| {
            bencher.iter(|| record::record(&project, dialect, &way, &options()).expect("a record"));
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10);
    targets = offline
}
criterion_main!(benches);
