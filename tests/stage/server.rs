//! The databases that a test runs on.

use sandshift::backend::connection::Connection;
use sandshift::backend::dialect::Dialect;
use sandshift::backend::open::{self, Purpose};
use sandshift_test_servers::{MariaDb, Postgres, TestDatabase, shell};

/// A kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Server {
    Sqlite,
    Postgres,
    MariaDb,
}

impl Server {
    /// How it spells things.
    pub(crate) fn dialect(self) -> &'static dyn Dialect {
        let name = match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::MariaDb => "mysql",
        };
        open::dialect(name).unwrap()
    }

    /// An empty database, gone with the value.
    pub(crate) fn database(self) -> TestDatabase {
        match self {
            Self::Sqlite => TestDatabase::sqlite(),
            Self::Postgres => Postgres::shared().database(),
            Self::MariaDb => MariaDb::shared().database(),
        }
    }

    /// Makes a database empty again, faster than making another one.
    pub(crate) fn empty(self, database: &TestDatabase) {
        match self {
            Self::Sqlite => std::fs::write(database.file().unwrap(), "").unwrap(),
            Self::Postgres => {
                let text = "SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public";
                shell(database, text).unwrap();
            }
            Self::MariaDb => {
                let names = shell(
                    database,
                    "SELECT concat('DROP ', if(table_type = 'VIEW', 'VIEW', 'TABLE'), ' `', \
                     replace(table_name, '`', '``'), '`;') \
                     FROM information_schema.tables WHERE table_schema = database()",
                )
                .unwrap();
                // In batch mode the client escapes what would break a line.
                let names = names.replace("\\\\", "\\");
                shell(database, &format!("SET foreign_key_checks = 0;\n{names}")).unwrap();
            }
        }
    }
}

/// A connection to a database.
pub(crate) fn connect(database: &TestDatabase) -> Box<dyn Connection> {
    open::open(&database.url, Purpose::Change).unwrap()
}
