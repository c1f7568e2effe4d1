//! Listing, checking and planning ten thousand revision files, with branches and merges.

#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench may stop where it fails, and criterion makes its own items"
)]

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use sandshift::revision::{
    Graph, Revision, State, Target, downgrade, history, list, problems, upgrade,
};
use tempfile::TempDir;

const REVISIONS: usize = 10_000;
/// Of ten revisions two stand side by side on one parent and the next one joins them.
const ROUND: usize = 10;

fn id(number: usize) -> String {
    format!("{:012x}", number * 2_654_435_761)
}

fn parents(number: usize) -> Vec<String> {
    match (number, number % ROUND) {
        (0, _) => Vec::new(),
        (_, 2) => vec![id(number - 2)],
        (_, 3) => vec![id(number - 2), id(number - 1)],
        _ => vec![id(number - 1)],
    }
}

fn header(number: usize) -> String {
    let mut text = format!("--! revision = \"{}\"\n", id(number));
    writeln!(text, "--! down_revision = {:?}", parents(number)).unwrap();
    if number > ROUND && number.is_multiple_of(97) {
        writeln!(text, "--! depends_on = [\"{}\"]", id(number - ROUND)).unwrap();
    }
    if number.is_multiple_of(1000) {
        writeln!(text, "--! branch_labels = [\"branch{number}\"]").unwrap();
    }
    writeln!(text, "--! message = \"revision number {number}\"").unwrap();
    text
}

/// Writes files of about two kilobytes, most of it SQL that a listing must not read twice.
fn files() -> TempDir {
    let folder = TempDir::new().unwrap();
    let body = "ALTER TABLE persons ADD COLUMN note text;\n".repeat(48);
    for number in 0..REVISIONS {
        let path = folder.path().join(format!("{}_number_{number}.sql", id(number)));
        fs::write(path, format!("{}\n{body}", header(number))).unwrap();
    }
    folder
}

fn graph(bench: &mut Criterion) {
    let folder = files();
    let folders = [folder.path()];
    let listed = list(&folders).unwrap();
    let revisions: Vec<Revision> = listed.iter().map(Revision::from).collect();
    let built = Graph::of_files(&listed).unwrap();
    let empty = State::empty(&built);
    let heads = Target::heads();
    let up = upgrade(&empty, &heads).unwrap();
    assert_eq!(up.steps.len(), REVISIONS);
    let rows: Vec<&str> = up.after.iter().map(|id| id.as_str()).collect();
    let full = State::read(&built, &rows).unwrap();
    let one_down: Target = "-1".parse().unwrap();
    let base: Target = "base".parse().unwrap();

    let mut group = bench.benchmark_group("graph 10000");
    group.sample_size(20);
    group.bench_function("list files", |run| run.iter(|| list(black_box(&folders)).unwrap()));
    group.bench_function("validate", |run| run.iter(|| problems(black_box(&revisions))));
    group.bench_function("build", |run| run.iter(|| Graph::of_files(black_box(&listed)).unwrap()));
    group.bench_function("read state", |run| {
        run.iter(|| State::read(&built, black_box(&rows)).unwrap())
    });
    group.bench_function("plan all up", |run| {
        run.iter(|| upgrade(black_box(&empty), &heads).unwrap())
    });
    group.bench_function("plan nothing", |run| {
        run.iter(|| upgrade(black_box(&full), &heads).unwrap())
    });
    group.bench_function("plan all down", |run| {
        run.iter(|| downgrade(black_box(&full), &base).unwrap())
    });
    group.bench_function("plan one down", |run| {
        run.iter(|| downgrade(black_box(&full), &one_down).unwrap())
    });
    group.bench_function("history", |run| run.iter(|| history(black_box(&empty))));
    group.finish();
}

criterion_group!(benches, graph);
criterion_main!(benches);
