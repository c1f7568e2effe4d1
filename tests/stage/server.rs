//! The databases that a test runs on.

use sandshift::backend::connection::Connection;
use sandshift::backend::dialect::Dialect;
use sandshift::backend::open::{self, Purpose};
use sandshift_model::value::Value;
use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};

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

    /// The statements that make a database of a server empty again, faster than making another
    /// one; nothing for SQLite, where an empty file is an empty database.
    pub(crate) fn emptying(self, connection: &mut dyn Connection) -> Vec<String> {
        match self {
            Self::Sqlite => Vec::new(),
            Self::Postgres => {
                vec!["DROP SCHEMA public CASCADE".into(), "CREATE SCHEMA public".into()]
            }
            Self::MariaDb => {
                let sql = "SELECT concat('DROP ', CASE table_type WHEN 'VIEW' THEN 'VIEW' \
                           WHEN 'SEQUENCE' THEN 'SEQUENCE' ELSE 'TABLE' END, ' `', \
                           replace(table_name, '`', '``'), '`') \
                           FROM information_schema.tables WHERE table_schema = database() \
                           UNION ALL SELECT concat('DROP ', routine_type, ' `', \
                           replace(routine_name, '`', '``'), '`') \
                           FROM information_schema.routines WHERE routine_schema = database()";
                let mut statements = vec!["SET foreign_key_checks = 0".to_owned()];
                connection
                    .query(sql, &mut |_, row| {
                        let Some(Value::Text(drop)) = row.into_iter().next() else {
                            panic!("a name is a text")
                        };
                        statements.push(drop);
                        true
                    })
                    .unwrap();
                statements.push("SET foreign_key_checks = 1".to_owned());
                statements
            }
        }
    }
}

/// A connection to a database.
pub(crate) fn connect(database: &TestDatabase) -> Box<dyn Connection> {
    open::open(&database.url, Purpose::Change).unwrap()
}
