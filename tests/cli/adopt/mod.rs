//! Databases and folders of other tools: recognised, run as they are, converted, or made a baseline of.

mod baseline;
mod folders;
mod histories;
mod refusals;
mod running;
mod tables;

use sandshift::backend::connection::Connection;
use sandshift::backend::open::{Purpose, open};
use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};

use crate::project::Project;

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Server {
    Sqlite,
    Postgres,
    MariaDb,
}

impl Server {
    pub(crate) const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::MariaDb];

    pub(crate) fn database(self) -> TestDatabase {
        match self {
            Self::Sqlite => TestDatabase::sqlite(),
            Self::Postgres => Postgres::shared().database(),
            Self::MariaDb => MariaDb::shared().database(),
        }
    }
}

pub(crate) fn connect(database: &TestDatabase) -> Box<dyn Connection> {
    open(&database.url, Purpose::Change).unwrap()
}

pub(crate) fn execute(database: &TestDatabase, statements: &[impl AsRef<str>]) {
    let mut connection = connect(database);
    for sql in statements {
        connection
            .execute(sql.as_ref())
            .unwrap_or_else(|error| panic!("{}: {error}", sql.as_ref()));
    }
}

/// The definition and all rows of a table.
pub(crate) fn image(database: &TestDatabase, table: &str) -> String {
    let mut connection = connect(database);
    let catalog = connection.inspect().unwrap();
    let found = catalog.tables.iter().find(|(name, _)| name.name.as_str() == table).unwrap();
    let mut rows = Vec::new();
    connection
        .query(&format!("SELECT * FROM {table} ORDER BY 1"), &mut |names, row| {
            rows.push(format!("{names:?} {row:?}"));
            true
        })
        .unwrap();
    format!("{found:#?}\n{}", rows.join("\n"))
}

/// The tables that are no bookkeeping of ours.
pub(crate) fn tables(database: &TestDatabase) -> Vec<String> {
    let catalog = connect(database).inspect().unwrap();
    catalog.tables.keys().map(|name| name.name.as_str().to_owned()).collect()
}

/// Writes a file with the folders above it.
pub(crate) fn write(project: &Project, name: &str, text: &str) {
    std::fs::create_dir_all(project.path(name).parent().unwrap()).unwrap();
    project.write(name, text);
}
