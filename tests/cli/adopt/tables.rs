//! The history tables of other tools, made as each tool makes them.

use sha2::{Digest, Sha384};

use super::Server;
use super::folders::{Folder, Version};

/// A tool with a history.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tool {
    pub(crate) name: &'static str,
    pub(crate) table: &'static str,
}

pub(crate) const PLAIN_SQL: [Tool; 5] = [
    Tool { name: "sqlx", table: "_sqlx_migrations" },
    Tool { name: "flyway", table: "flyway_schema_history" },
    Tool { name: "golang-migrate", table: "schema_migrations" },
    Tool { name: "dbmate", table: "schema_migrations" },
    Tool { name: "diesel", table: "__diesel_schema_migrations" },
];

pub(crate) const OTHERS: [Tool; 3] = [
    Tool { name: "alembic", table: "alembic_version" },
    Tool { name: "django", table: "django_migrations" },
    Tool { name: "rails", table: "schema_migrations" },
];

impl Tool {
    /// The statements with which the tool makes its table.
    pub(crate) fn create(self, server: Server) -> Vec<String> {
        use Server::{MariaDb, Postgres, Sqlite};
        let one = |text: &str| vec![text.to_owned()];
        match (self.name, server) {
            ("sqlx", Postgres) => one(
                "CREATE TABLE IF NOT EXISTS _sqlx_migrations (version BIGINT PRIMARY KEY, \
                 description TEXT NOT NULL, installed_on TIMESTAMPTZ NOT NULL DEFAULT now(), \
                 success BOOLEAN NOT NULL, checksum BYTEA NOT NULL, execution_time BIGINT NOT NULL)",
            ),
            ("sqlx", _) => one(
                "CREATE TABLE IF NOT EXISTS _sqlx_migrations (version BIGINT PRIMARY KEY, \
                 description TEXT NOT NULL, installed_on TIMESTAMP NOT NULL DEFAULT \
                 CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL, \
                 execution_time BIGINT NOT NULL)",
            ),
            ("flyway", Postgres) => vec![
                "CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL, version \
                 VARCHAR(50), description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script \
                 VARCHAR(1000) NOT NULL, checksum INTEGER, installed_by VARCHAR(100) NOT NULL, \
                 installed_on TIMESTAMP NOT NULL DEFAULT now(), execution_time INTEGER NOT NULL, \
                 success BOOLEAN NOT NULL)"
                    .to_owned(),
                "ALTER TABLE flyway_schema_history ADD CONSTRAINT flyway_schema_history_pk PRIMARY \
                 KEY (installed_rank)"
                    .to_owned(),
                "CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success)"
                    .to_owned(),
            ],
            ("flyway", Sqlite) => vec![
                "CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL PRIMARY KEY, \
                 version VARCHAR(50), description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, \
                 script VARCHAR(1000) NOT NULL, checksum INT, installed_by VARCHAR(100) NOT NULL, \
                 installed_on TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now')), \
                 execution_time INT NOT NULL, success BOOLEAN NOT NULL)"
                    .to_owned(),
                "CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success)"
                    .to_owned(),
            ],
            ("flyway", MariaDb) => vec![
                "CREATE TABLE flyway_schema_history (installed_rank INT NOT NULL, version \
                 VARCHAR(50), description VARCHAR(200) NOT NULL, type VARCHAR(20) NOT NULL, script \
                 VARCHAR(1000) NOT NULL, checksum INT, installed_by VARCHAR(100) NOT NULL, \
                 installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, execution_time INT NOT \
                 NULL, success BOOL NOT NULL, CONSTRAINT flyway_schema_history_pk PRIMARY KEY \
                 (installed_rank)) ENGINE=InnoDB"
                    .to_owned(),
                "CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success)"
                    .to_owned(),
            ],
            ("golang-migrate", Sqlite) => vec![
                "CREATE TABLE IF NOT EXISTS schema_migrations (version uint64,dirty bool)".to_owned(),
                "CREATE UNIQUE INDEX IF NOT EXISTS version_unique ON schema_migrations (version)"
                    .to_owned(),
            ],
            ("golang-migrate", _) => one(
                "CREATE TABLE IF NOT EXISTS schema_migrations (version bigint not null primary key, \
                 dirty boolean not null)",
            ),
            ("dbmate", Postgres) => one(
                "create table if not exists schema_migrations (version varchar not null primary key)",
            ),
            ("dbmate", _) => one(
                "create table if not exists schema_migrations (version varchar(128) primary key)",
            ),
            ("diesel", _) => one(
                "CREATE TABLE IF NOT EXISTS __diesel_schema_migrations (version VARCHAR(50) PRIMARY \
                 KEY NOT NULL, run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP)",
            ),
            ("alembic", _) => one(
                "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT \
                 alembic_version_pkc PRIMARY KEY (version_num))",
            ),
            ("django", Sqlite) => one(
                "CREATE TABLE \"django_migrations\" (\"id\" integer NOT NULL PRIMARY KEY \
                 AUTOINCREMENT, \"app\" varchar(255) NOT NULL, \"name\" varchar(255) NOT NULL, \
                 \"applied\" datetime NOT NULL)",
            ),
            ("django", Postgres) => one(
                "CREATE TABLE \"django_migrations\" (\"id\" bigint NOT NULL PRIMARY KEY GENERATED BY \
                 DEFAULT AS IDENTITY, \"app\" varchar(255) NOT NULL, \"name\" varchar(255) NOT NULL, \
                 \"applied\" timestamp with time zone NOT NULL)",
            ),
            ("django", MariaDb) => one(
                "CREATE TABLE `django_migrations` (`id` bigint AUTO_INCREMENT NOT NULL PRIMARY KEY, \
                 `app` varchar(255) NOT NULL, `name` varchar(255) NOT NULL, `applied` datetime(6) \
                 NOT NULL)",
            ),
            ("rails", _) => vec![
                "CREATE TABLE schema_migrations (version varchar(255) NOT NULL PRIMARY KEY)"
                    .to_owned(),
                format!(
                    "CREATE TABLE ar_internal_metadata ({} varchar(255) NOT NULL PRIMARY KEY, value \
                     varchar(255), created_at timestamp NOT NULL, updated_at timestamp NOT NULL)",
                    if server == MariaDb { "`key`" } else { "\"key\"" }
                ),
            ],
            (name, _) => panic!("{name}"),
        }
    }

    /// The statements with which the tool records these versions, the last of them as failed
    /// where `fails`; empty where the tool keeps no failures.
    pub(crate) fn record(
        self,
        server: Server,
        folder: &Folder,
        versions: &[Version],
        fails: bool,
    ) -> Vec<String> {
        let last = versions.len().saturating_sub(1);
        let truth = |is_true: bool| match (server, is_true) {
            (Server::Postgres, is_true) => is_true.to_string(),
            (_, is_true) => u8::from(is_true).to_string(),
        };
        let rows = versions.iter();
        match self.name {
            "sqlx" => rows
                .enumerate()
                .map(|(at, version)| {
                    let sum = hex::encode(Sha384::digest(folder.up_text(version)));
                    let sum = match server {
                        Server::Postgres => format!("'\\x{sum}'"),
                        _ => format!("X'{sum}'"),
                    };
                    let good = truth(!(fails && at == last));
                    format!(
                        "INSERT INTO _sqlx_migrations (version, description, success, checksum, \
                         execution_time) VALUES ({}, '{}', {good}, {sum}, 1)",
                        version.number, version.name
                    )
                })
                .collect(),
            "flyway" => rows
                .enumerate()
                .map(|(at, version)| {
                    let good = truth(!(fails && at == last));
                    let number = version.number;
                    format!(
                        "INSERT INTO flyway_schema_history (installed_rank, version, description, \
                         type, script, checksum, installed_by, execution_time, success) VALUES \
                         ({}, '{number}', '{}', 'SQL', 'V{number}.sql', -7, 'me', 3, {good})",
                        at + 1,
                        version.name
                    )
                })
                .collect(),
            "golang-migrate" => versions
                .last()
                .map(|version| {
                    let dirty = truth(fails);
                    format!("INSERT INTO schema_migrations VALUES ({}, {dirty})", version.number)
                })
                .into_iter()
                .collect(),
            _ if fails => Vec::new(),
            "dbmate" | "rails" => rows
                .map(|version| {
                    format!("INSERT INTO schema_migrations (version) VALUES ('{}')", version.number)
                })
                .collect(),
            "diesel" => rows
                .map(|version| {
                    format!(
                        "INSERT INTO __diesel_schema_migrations (version) VALUES ('{}')",
                        version.number
                    )
                })
                .collect(),
            "alembic" => vec!["INSERT INTO alembic_version VALUES ('1975ea83b712')".to_owned()],
            "django" => vec![
                "INSERT INTO django_migrations (app, name, applied) VALUES ('auth', \
                 '0001_initial', '2026-01-02 03:04:05')"
                    .to_owned(),
            ],
            name => panic!("{name}"),
        }
    }
}
