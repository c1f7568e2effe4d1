//! One database with the story on it, moved step by step through the library.

use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use sandshift::backend::connection::Connection;
use sandshift::backend::open::{self, Purpose};
use sandshift::clock::Clock;
use sandshift::report::Watcher;
use sandshift::report::sql::Detail;
use sandshift::revision::Direction;
use sandshift::runner::apply::{self, Way};
use sandshift::runner::approving::Approval;
use sandshift::runner::error::RunError;
use sandshift::runner::options::Options;
use sandshift::runner::project::Project;
use sandshift_sandbox::limits::Limits;
use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};

use crate::image::{Image, Order};
use crate::rows;

/// No chapter: all of them.
pub(crate) const HEADS: &str = "heads";

/// The moment that scripts see as now, everywhere, so that rows made from it can be compared.
pub(crate) const NOW: &str = "2025-06-15T15:06:40Z";
const NOW_MICROS: i64 = 1_750_000_000_000_000;

/// What the random numbers of scripts start from, everywhere.
pub(crate) const SEED: &str = "story";

/// One of the databases that the story must run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
    MariaDb,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::MariaDb];

    /// An empty database.
    pub(crate) fn database(self) -> TestDatabase {
        match self {
            Self::Sqlite => TestDatabase::sqlite(),
            Self::Postgres => Postgres::shared().database(),
            Self::MariaDb => MariaDb::shared().database(),
        }
    }
}

/// The folder of the story.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("scripts")
}

/// The revisions of the story in an order in which they can run.
pub(crate) fn revisions() -> Vec<String> {
    let project = project();
    // The ids begin with the number of the chapter, and no chapter needs a later one.
    project.files.keys().map(ToString::to_string).collect()
}

/// A database on which the story is played.
pub(crate) struct Stage {
    pub(crate) database: TestDatabase,
    project: Project,
}

impl Stage {
    pub(crate) fn new(kind: Kind) -> Self {
        Self { database: kind.database(), project: project() }
    }

    pub(crate) fn connect(&self) -> Box<dyn Connection> {
        open::open(&self.database.url, Purpose::Change).unwrap()
    }

    #[track_caller]
    pub(crate) fn up(&self, target: &str) {
        self.go(Direction::Up, target);
    }

    #[track_caller]
    pub(crate) fn down(&self, target: &str) {
        self.go(Direction::Down, target);
    }

    #[track_caller]
    fn go(&self, direction: Direction, target: &str) {
        if let Err(error) = self.try_to_go(direction, target) {
            panic!("{direction:?} to {target}: {error:?}");
        }
    }

    /// Goes there, or gives the reason why not.
    pub(crate) fn try_to_go(&self, direction: Direction, target: &str) -> Result<(), RunError> {
        go(&self.project, self.connect(), direction, target)
    }

    /// Runs the whole story and puts generated rows into each table as soon as it is there.
    #[track_caller]
    pub(crate) fn up_with_rows(&self, count: usize) {
        self.up_with_rows_to(HEADS, count);
    }

    /// The same up to a chapter, which it includes.
    #[track_caller]
    pub(crate) fn up_with_rows_to(&self, chapter: &str, count: usize) {
        for revision in revisions() {
            self.up(&revision);
            rows::after(&mut *self.connect(), &revision, count);
            if revision.starts_with(chapter) {
                break;
            }
        }
    }

    pub(crate) fn image(&self, order: Order) -> Image {
        Image::of(&mut *self.connect(), order)
    }
}

/// Runs the story upwards over any connection, in a process that may not come to its end.
pub(crate) fn up_over(connection: Box<dyn Connection>, target: &str) {
    go(&project(), connection, Direction::Up, target).unwrap();
}

fn project() -> Project {
    Project::open(vec![folder().join("migrations")]).unwrap()
}

fn go(
    project: &Project,
    connection: Box<dyn Connection>,
    direction: Direction,
    target: &str,
) -> Result<(), RunError> {
    let way = Way { direction, target: target.parse().unwrap() };
    apply::apply(project, connection, &way, &options()).map(drop)
}

fn options() -> Options {
    Options {
        parameters: Default::default(),
        limits: Limits::default(),
        compilation: Default::default(),
        lock_wait: Duration::from_secs(30),
        actor: "story".to_owned(),
        clock: Clock { now_micros, elapsed_micros },
        now_micros: Some(NOW_MICROS),
        seed: Some(SEED.to_owned()),
        allow_edited: false,
        accept_loss: false,
        keep_rows: Some(Default::default()),
        keep_micros: None,
        on_conflict: Default::default(),
        detail: Detail::Full,
        watcher: Watcher::nobody(),
        policy: None,
        approval: Approval::default(),
    }
}

fn now_micros() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_micros()).unwrap()
}

fn elapsed_micros() -> u64 {
    static BEGIN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    u64::try_from(BEGIN.get_or_init(Instant::now).elapsed().as_micros()).unwrap()
}
