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
                let mut statements = vec![
                    "DROP SCHEMA public CASCADE".to_owned(),
                    "CREATE SCHEMA public".to_owned(),
                ];
                let sql = "SELECT 'DROP SCHEMA ' || quote_ident(nspname) || ' CASCADE' \
                           FROM pg_namespace WHERE nspname <> 'public' \
                           AND nspname <> 'information_schema' AND nspname !~ '^pg_'";
                statements.extend(texts(connection, sql));
                statements
            }
            Self::MariaDb => {
                let sql = "SELECT concat('DROP ', CASE table_type WHEN 'VIEW' THEN 'VIEW' \
                           WHEN 'SEQUENCE' THEN 'SEQUENCE' ELSE 'TABLE' END, ' `', \
                           replace(table_name, '`', '``'), '`') \
                           FROM information_schema.tables WHERE table_schema = database() \
                           UNION ALL SELECT concat('DROP ', routine_type, ' `', \
                           replace(routine_name, '`', '``'), '`') \
                           FROM information_schema.routines WHERE routine_schema = database() \
                           UNION ALL SELECT concat('DROP EVENT `', event_name, '`') \
                           FROM information_schema.events WHERE event_schema = database()";
                let mut statements = vec!["SET foreign_key_checks = 0".to_owned()];
                statements.extend(texts(connection, sql));
                statements.push("SET foreign_key_checks = 1".to_owned());
                statements
            }
        }
    }
}

/// The texts that a query gives.
fn texts(connection: &mut dyn Connection, sql: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut take = |_: &[String], row: Vec<Value>| {
        let Some(Value::Text(text)) = row.into_iter().next() else { panic!("no text: {sql}") };
        texts.push(text);
        true
    };
    connection.query(sql, &mut take).unwrap();
    texts
}

/// A connection to a database.
pub(crate) fn connect(database: &TestDatabase) -> Box<dyn Connection> {
    open::open(&database.url, Purpose::Change).unwrap()
}
