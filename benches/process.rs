//! Whole processes, as a person starts them: the story of `scripts/` on an SQLite database that is
//! up to date, and ten thousand revision files with branches and merges.
//!
//! Beside the times it prints the most memory that a process held.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench may stop where it fails and says what it measured, and criterion makes its own items"
)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use criterion::{Criterion, criterion_group, criterion_main};
use nix::sys::resource::{UsageWho, getrusage};
use tempfile::TempDir;

const REVISIONS: usize = 10_000;
/// Of ten revisions two stand side by side on one parent and the next one joins them.
const ROUND: usize = 10;

fn sandshift(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sandshift"));
    command.arg("-C").arg(folder).args(arguments).env_remove("DATABASE_URL");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn must(mut command: Command) {
    assert!(command.status().unwrap().success(), "{command:?}");
}

/// Processes are measured in the order of their size, because the system only tells the largest.
fn say_memory(what: &str) {
    let kibibytes = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss();
    println!("{what}: at most {:.1} MiB of memory", kibibytes as f64 / 1_024.0);
}

fn story(bench: &mut Criterion) {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite:{}", folder.path().join("story.db").display());
    let scripts = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scripts");
    let with_url = |verb| sandshift(&scripts, &["--url", &url, verb]);

    must(sandshift(&scripts, &["--help"]));
    say_memory("--help");
    bench.bench_function("--help", |b| b.iter(|| must(sandshift(&scripts, &["--help"]))));
    // Recorded, not run: a run takes more memory than what is measured behind it.
    must(sandshift(&scripts, &["--url", &url, "stamp", "heads"]));
    must(with_url("current"));
    say_memory("current, story up to date");
    bench.bench_function("current, story up to date", |b| b.iter(|| must(with_url("current"))));
    bench.bench_function("run, nothing to do", |b| b.iter(|| must(with_url("run"))));
    say_memory("run, nothing to do");
}

fn parents(number: usize) -> String {
    let id = |number: usize| format!("\"r{number:05}\"");
    match (number, number % ROUND) {
        (0, _) => "[]".to_owned(),
        (_, 2) => format!("[{}]", id(number - 2)),
        (_, 3) => format!("[{}, {}]", id(number - 2), id(number - 1)),
        _ => format!("[{}]", id(number - 1)),
    }
}

/// A revision in rhai, or each fifth in SQL.
fn revision(number: usize) -> (String, String) {
    let (mark, extension) = if number % 5 == 4 { ("--!", "sql") } else { ("//!", "rhai") };
    let mut text = format!("{mark} revision = \"r{number:05}\"\n");
    writeln!(text, "{mark} down_revision = {}", parents(number)).unwrap();
    writeln!(text, "{mark} message = \"change number {number}\"\n").unwrap();
    text += &match extension {
        "sql" => format!(
            "-- +up\nCREATE TABLE t{number} (id INTEGER PRIMARY KEY, name TEXT);\n-- +down\nDROP TABLE t{number};\n"
        ),
        _ => format!(
            "fn up(db) {{\n    db.create_table(\"t{number}\", [\n        column(\"id\", integer()).primary_key(),\n        column(\"name\", string(100)).not_null(),\n    ]);\n    db.create_index((), \"t{number}\", [\"name\"]);\n}}\n"
        ),
    };
    (format!("r{number:05}_change.{extension}"), text)
}

fn ten_thousand(bench: &mut Criterion) {
    let folder = TempDir::new().unwrap();
    let migrations = folder.path().join("migrations");
    fs::create_dir(&migrations).unwrap();
    fs::write(folder.path().join("sandshift.toml"), "[env.dev]\nurl = \"sqlite:dev.db\"\n")
        .unwrap();
    for number in 0..REVISIONS {
        let (name, text) = revision(number);
        fs::write(migrations.join(name), text).unwrap();
    }
    let mut group = bench.benchmark_group("10,000 files");
    group.sample_size(20);
    must(sandshift(folder.path(), &["stamp", "heads"]));
    for verb in ["current", "heads", "history", "status", "validate"] {
        group.bench_function(verb, |b| b.iter(|| must(sandshift(folder.path(), &[verb]))));
        say_memory(verb);
    }
    group.finish();
}

criterion_group!(benches, story, ten_thousand);
criterion_main!(benches);
