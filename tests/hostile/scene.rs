//! A database that somebody else uses too, and migrations that run on it behind walls.

use std::fs;

use sandshift::backend::connection::Connection;
use sandshift::backend::open::{self, Purpose};
use sandshift::backend::walls::{Books, Identity, Walls, speaking};
use sandshift::error::Coded as _;
use sandshift::policy::plan::Policy;
use sandshift::report::Watcher;
use sandshift::revision::Direction;
use sandshift::runner::apply::{self, Outcome, Way};
use sandshift::runner::error::RunError;
use sandshift::runner::failure::Failure;
use sandshift::runner::options::Options;
use sandshift::runner::project::Project;
use sandshift_test_servers::TestDatabase;
use tempfile::TempDir;

/// A database with tables of two owners.
pub(crate) struct Scene {
    pub(crate) folder: TempDir,
    pub(crate) database: TestDatabase,
    /// Where migrations log in.
    pub(crate) login: String,
    /// The bookkeeping of the login.
    pub(crate) books: Option<Books>,
    /// The queries for all that is of others.
    pub(crate) of_others: &'static [&'static str],
    /// Where the bookkeeping is, with a point behind.
    pub(crate) place: String,
}

const OF_OTHERS: &[&str] = &[
    "SELECT type, name, sql FROM sqlite_schema ORDER BY type, name",
    "SELECT * FROM own ORDER BY id",
    "SELECT * FROM shared",
    "SELECT * FROM other",
];

const TABLES: [&str; 7] = [
    "CREATE TABLE own (id INTEGER PRIMARY KEY, name TEXT, hidden TEXT)",
    "INSERT INTO own VALUES (1, 'one', 'h1'), (2, 'two', 'h2')",
    "CREATE TABLE shared (id INTEGER PRIMARY KEY, note TEXT)",
    "INSERT INTO shared VALUES (7, 'note')",
    "CREATE TABLE other (id INTEGER PRIMARY KEY, secret TEXT)",
    "INSERT INTO other VALUES (1, 'swordfish')",
    "CREATE VIEW other_view AS SELECT secret FROM other",
];

impl Scene {
    /// An SQLite file with the tables and the bookkeeping, written before walls are up.
    pub(crate) fn sqlite() -> Self {
        let database = TestDatabase::sqlite();
        let scene = Self {
            folder: TempDir::new().unwrap(),
            login: database.url.clone(),
            database,
            books: None,
            of_others: OF_OTHERS,
            place: String::new(),
        };
        for sql in TABLES {
            scene.house(sql);
        }
        scene.begin(scene.connect());
        scene
    }

    /// Runs the first, honest migration.
    pub(crate) fn begin(&self, connection: Box<dyn Connection>) {
        self.write("0001", "", "db.execute(\"UPDATE own SET name = 'uno' WHERE id = 1\");");
        let begun = self.go(connection, Direction::Up, "heads");
        begun.unwrap_or_else(|error| panic!("{error}: {error:?}"));
    }

    fn connect(&self) -> Box<dyn Connection> {
        open::open(&self.database.url, Purpose::Change).unwrap()
    }

    /// A connection with walls.
    pub(crate) fn walled(&self, walls: &Walls) -> Box<dyn Connection> {
        let mut connection = open::open(&self.login, Purpose::Change).unwrap();
        let walls = Walls { books: self.books.clone(), ..walls.clone() };
        connection.wall_in(&walls).unwrap_or_else(|error| panic!("{error:?}"));
        connection
    }

    /// Does something as the owner of the database, on a connection without walls.
    pub(crate) fn house(&self, sql: &str) {
        self.connect().execute(sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    }

    pub(crate) fn write(&self, revision: &str, parent: &str, body: &str) {
        let parent = match parent {
            "" => String::new(),
            parent => format!("//! down_revision = \"{parent}\"\n"),
        };
        let text = format!("//! revision = \"{revision}\"\n{parent}fn up(db) {{ {body} }}\n");
        fs::write(self.folder.path().join(format!("{revision}_x.rhai")), text).unwrap();
    }

    pub(crate) fn go(
        &self,
        connection: Box<dyn Connection>,
        direction: Direction,
        target: &str,
    ) -> Result<Outcome, RunError> {
        self.go_with(connection, direction, target, &options())
    }

    fn go_with(
        &self,
        connection: Box<dyn Connection>,
        direction: Direction,
        target: &str,
        options: &Options,
    ) -> Result<Outcome, RunError> {
        let way = Way { direction, target: target.parse().unwrap() };
        let project = Project::open(vec![self.folder.path().to_owned()]).unwrap();
        apply::apply(&project, connection, &way, options)
    }

    /// Runs a migration under a grant, which puts its own walls up.
    pub(crate) fn run_granted(&self, policy: Policy, body: &str) -> Result<Outcome, RunError> {
        self.write("0002", "0001", body);
        let options = Options { policy: Some(policy), ..options() };
        let connection = open::open(&self.login, Purpose::Change).unwrap();
        self.go_with(connection, Direction::Up, "heads", &options)
    }

    /// Rolls the migration back under a grant.
    pub(crate) fn back_granted(&self, policy: Policy) -> Result<Outcome, RunError> {
        let options = Options { policy: Some(policy), ..options() };
        self.go_with(self.connect(), Direction::Down, "0001", &options)
    }

    /// Runs a migration behind walls.
    pub(crate) fn run(&self, walls: &Walls, body: &str) -> Result<Outcome, RunError> {
        self.write("0002", "0001", body);
        self.go(self.walled(walls), Direction::Up, "heads")
    }

    /// Rolls the migration back behind walls.
    pub(crate) fn back(&self, walls: &Walls) -> Result<Outcome, RunError> {
        self.go(self.walled(walls), Direction::Down, "0001")
    }

    /// Runs a migration that must work.
    #[track_caller]
    pub(crate) fn honest(&self, walls: &Walls, body: &str) {
        let run = self.run(walls, body);
        run.unwrap_or_else(|error| panic!("{body}: {error}: {error:?}"));
    }

    /// Runs a migration that must fail with this code, and makes sure that it has left everything as it was and that
    /// the database goes on working.
    #[track_caller]
    pub(crate) fn fails(&self, walls: &Walls, body: &str, code: &str) -> Failure {
        let before = self.image();
        let failure = match self.run(walls, body) {
            Err(RunError::Migration(failure)) => *failure,
            other => panic!("{body}: no migration failed: {other:?}"),
        };
        assert_eq!(failure.code(), code, "{body}: {failure}: {failure:?}");
        before.is_kept(&self.image(), body);
        failure
    }

    /// Runs SQL text, as a statement of a migration, that the walls must deny.
    #[track_caller]
    pub(crate) fn denied(&self, sql: &str) {
        self.fails(&super::reach::walls(), &format!("db.execute({sql:?});"), "database::denied");
    }

    /// Sends SQL text past all checks of the host to the walls, which must deny it.
    #[track_caller]
    pub(crate) fn denied_by_walls_alone(&self, sql: &str) {
        let before = self.image();
        let mut connection = self.walled(&super::reach::walls());
        let alone = sql.starts_with("VACUUM");
        if !alone {
            connection.execute("BEGIN").unwrap();
        }
        let sent =
            speaking(&mut *connection, Identity::RawSql, |connection| connection.execute(sql));
        let error = sent.expect_err(sql);
        assert_eq!(error.code(), "database::denied", "{sql}: {error:?}");
        if alone {
            connection.execute("BEGIN").unwrap();
        }
        assert!(connection.in_transaction().unwrap(), "{sql}: the transaction is over");
        connection.execute("UPDATE own SET name = 'x' WHERE id = 1").unwrap();
        connection.execute("ROLLBACK").unwrap();
        before.is_kept(&self.image(), sql);
    }

    /// All that is not the migration's own.
    pub(crate) fn image(&self) -> Image {
        let place = &self.place;
        let journal = format!(
            "SELECT id, revision, direction, checksum FROM {place}sandshift_journal ORDER BY id"
        );
        let mut of_others: Vec<String> =
            self.of_others.iter().flat_map(|sql| self.values(sql)).collect();
        of_others.extend(self.values(&format!("SELECT * FROM {place}sandshift_heads")));
        Image { of_others, journal: self.values(&journal) }
    }

    /// The rows of a query of the database's owner.
    pub(crate) fn values(&self, sql: &str) -> Vec<String> {
        let mut found = Vec::new();
        self.connect()
            .query(sql, &mut |_, row| {
                found.push(format!("{row:?}"));
                true
            })
            .unwrap_or_else(|error| panic!("{sql}: {error:?}"));
        found
    }
}

/// What has to stay.
pub(crate) struct Image {
    of_others: Vec<String>,
    journal: Vec<String>,
}

impl Image {
    /// Makes sure that nothing is lost; the journal has grown by the runs that failed.
    #[track_caller]
    pub(crate) fn is_kept(&self, after: &Self, what: &str) {
        assert_eq!(self.of_others, after.of_others, "{what}");
        assert!(after.journal.starts_with(&self.journal), "{what}: the journal was changed");
    }
}

fn options() -> Options {
    Options { accept_loss: false, ..crate::stage::project::options(Watcher::nobody()) }
}
