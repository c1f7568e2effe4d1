//! `kill -9` at every statement boundary, and between the writes of a commit: the next run
//! finishes, nothing is lost and nothing doubled.
//!
//! The story is played once. Each revision is started, killed at its first boundary, started again
//! from what is there, killed at the second, and so on until a run comes to its end. So every run
//! but the first goes on from what a kill left. Afterwards all is as it is without any kill.

use std::fs;
use std::ops::Range;
use std::path::Path;

use sandshift::backend::connection::Connection;
use sandshift::backend::open::{self, Purpose};
use sandshift_model::ident::{Ident, ObjectName};
use tempfile::TempDir;

use crate::books;
use crate::image::{self, Order};
use crate::rows;
use crate::stage::{Kind, Stage, revisions};
use crate::victim;
use crate::write_killer;

const ROWS: usize = 12;

/// Where a run is killed.
#[derive(Clone, Copy)]
struct Moments {
    /// Kills it at this boundary, from 1; false when it ended well before that.
    kill: fn(&Stage, &str, u32) -> bool,
    /// From one boundary to the next.
    step: u32,
}

const STATEMENTS: Moments = Moments {
    kill: |stage, revision, at| victim::is_killed(&stage.database, revision, at),
    step: 1,
};

/// Many writes belong to one commit, and each kill before the last of them leaves the same kind of
/// unfinished file, so that every third is enough.
const WRITES: Moments = Moments {
    kill: |stage, revision, at| write_killer::is_killed(&stage.database, revision, at),
    step: 3,
};

/// Plays the story and kills the runs of some of its chapters at every boundary.
fn check(kind: Kind, moments: Moments, chapters: Range<usize>) {
    let [undisturbed, killed] = [Stage::new(kind), Stage::new(kind)];
    for (at, revision) in revisions().iter().enumerate().take(chapters.end) {
        let before = trace(&mut *undisturbed.connect());
        undisturbed.up(revision);
        if chapters.contains(&at) {
            let after = trace(&mut *undisturbed.connect());
            let count = sweep(&killed, moments, revision, [before.as_ref(), after.as_ref()]);
            let least = books::statements(&mut *undisturbed.connect(), revision).len();
            let passed = count * usize::try_from(moments.step).unwrap();
            assert!(passed > least, "{revision}: {passed} boundaries, {least} statements");
            compare(&format!("{revision}, killed {count} times"), &undisturbed, &killed);
        } else {
            killed.up(revision);
        }
        for stage in [&undisturbed, &killed] {
            rows::after(&mut *stage.connect(), revision, ROWS);
        }
    }
}

/// Kills the runs of a revision at one boundary after the other, until one comes to its end;
/// gives the number of kills.
fn sweep(stage: &Stage, moments: Moments, revision: &str, allowed: [Option<&Trace>; 2]) -> usize {
    let (mut kills, mut boundary) = (0, 1);
    let mut observer = stage.connect();
    let mut known = vec![left(stage, &mut *observer)];
    while (moments.kill)(stage, revision, boundary) {
        kills += 1;
        boundary += moments.step;
        let now = left(stage, &mut *observer);
        if known.contains(&now) {
            continue;
        }
        // A commit came through: what is left to do is something else, with other boundaries.
        boundary = 1;
        let ends = now.as_ref().map(|now| (&now.heads, &now.done));
        let is_allowed = allowed.iter().flatten().any(|end| ends == Some((&end.heads, &end.done)));
        assert!(is_allowed || known == [None], "{revision}, kill {kills}: {now:#?}");
        known.push(now);
    }
    kills
}

/// What the bookkeeping says.
#[derive(Debug, PartialEq, Eq)]
struct Trace {
    heads: Vec<String>,
    done: Vec<String>,
    cut_short: Vec<String>,
}

/// None before the bookkeeping is made.
fn trace(connection: &mut dyn Connection) -> Option<Trace> {
    let heads = ObjectName::bare(Ident::new("sandshift_heads").unwrap());
    if !connection.has_table(&heads).unwrap() {
        return None;
    }
    let mut done = books::runs(connection);
    done.retain(|run| run.contains(" | done | "));
    Some(Trace { heads: books::heads(connection), done, cut_short: books::cut_short(connection) })
}

/// What a killed run left, once its sessions are gone.
fn left(stage: &Stage, observer: &mut dyn Connection) -> Option<Trace> {
    if let Some(file) = stage.database.file() {
        return left_in_file(file);
    }
    books::wait_until_alone(observer);
    trace(observer)
}

/// Looks into a copy: the first who opens the file itself undoes what the killed run wrote, and
/// that must be the next run.
fn left_in_file(file: &Path) -> Option<Trace> {
    let folder = TempDir::new().unwrap();
    for end in ["", "-journal"] {
        let from = format!("{}{end}", file.display());
        if Path::new(&from).exists() {
            fs::copy(from, folder.path().join(format!("copy{end}"))).unwrap();
        }
    }
    let url = format!("sqlite:{}", folder.path().join("copy").display());
    trace(&mut *open::open(&url, Purpose::Change).unwrap())
}

fn compare(what: &str, undisturbed: &Stage, killed: &Stage) {
    image::same(what, &undisturbed.image(Order::Counts), &killed.image(Order::Counts));
    let (mut left, mut right) = (undisturbed.connect(), killed.connect());
    assert_eq!(books::enums(&mut *left), books::enums(&mut *right), "{what}");
    let [left, right] = [&mut left, &mut right].map(|of| trace(&mut **of).unwrap());
    assert_eq!((left.heads, left.done), (right.heads, right.done), "{what}");
    assert!(right.cut_short.is_empty(), "{what}: a run is left as running");
}

/// One test for each part of the story, because a test must not take long.
macro_rules! killed {
    ($($name:ident: $kind:ident, $kill:ident, $chapters:expr;)*) => {
        $(#[test]
        fn $name() {
            check(Kind::$kind, $kill, $chapters);
        })*
    };
}

killed! {
    between_statements_on_sqlite_first_third: Sqlite, STATEMENTS, 0..15;
    between_statements_on_sqlite_second_third: Sqlite, STATEMENTS, 15..26;
    between_statements_on_sqlite_last_third: Sqlite, STATEMENTS, 26..33;
    between_statements_on_postgres_first_fifth: Postgres, STATEMENTS, 0..8;
    between_statements_on_postgres_second_fifth: Postgres, STATEMENTS, 8..15;
    between_statements_on_postgres_third_fifth: Postgres, STATEMENTS, 15..22;
    between_statements_on_postgres_fourth_fifth: Postgres, STATEMENTS, 22..28;
    between_statements_on_postgres_last_fifth: Postgres, STATEMENTS, 28..33;
    between_writes_on_sqlite_beginning: Sqlite, WRITES, 0..17;
    between_writes_on_sqlite_end: Sqlite, WRITES, 17..33;
}

/// A chapter that is added later must be killed too.
#[test]
fn no_chapter_is_left_out() {
    assert_eq!(revisions().len(), 33, "widen the ranges above");
}
