//! A project with two tables whose database is on a server, and what that database holds.

use sandshift::backend::connection::Connection;
use sandshift::backend::open::{Purpose, open};
use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};

use crate::project::{Outcome, Project, header};

/// The databases that are servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Postgres,
    MariaDb,
}

/// A project whose revisions `a1` and `b2` have run, with a row in `a1`.
pub(crate) struct OnServer {
    pub(crate) project: Project,
    pub(crate) database: TestDatabase,
}

impl Kind {
    pub(crate) const ALL: [Self; 2] = [Self::Postgres, Self::MariaDb];

    pub(crate) fn database(self) -> TestDatabase {
        match self {
            Self::Postgres => Postgres::shared().database(),
            Self::MariaDb => MariaDb::shared().database(),
        }
    }
}

impl OnServer {
    pub(crate) fn new(kind: Kind) -> Self {
        let (project, database) = (Project::with_two_tables(), kind.database());
        project.good(&["run", "--url", &database.url]);
        let this = Self { project, database };
        this.connect().execute("INSERT INTO a1 (n) VALUES (41)").unwrap();
        this
    }

    /// Adds a revision `c3` with this body behind the two.
    pub(crate) fn add(&self, body: &str) {
        self.project.migration("c3_bad.rhai", &(header("c3", Some("b2")) + body));
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        self.project.run(&[arguments, &["--url", &self.database.url]].concat())
    }

    pub(crate) fn connect(&self) -> Box<dyn Connection> {
        open(&self.database.url, Purpose::Change).unwrap()
    }

    /// The schema, the rows of `a1` and the heads.
    pub(crate) fn image(&self) -> Vec<String> {
        let mut connection = self.connect();
        let mut lines = vec![format!("{:#?}", connection.inspect().unwrap())];
        for sql in ["SELECT n FROM a1 ORDER BY n", "SELECT revision FROM sandshift_heads"] {
            let mut keep = |_: &[String], row: Vec<_>| {
                lines.push(format!("{row:?}"));
                true
            };
            connection.query(sql, &mut keep).unwrap();
        }
        lines
    }
}
