//! The MariaDB server of a run.

use std::{process::Command, sync::OnceLock};

use crate::{
    PASSWORD, RunDirectory, ShellError, TestDatabase, USER,
    database::{Home, unique_name},
    programs::path_to,
    server::{Recipe, Server},
    shell::feed,
};

pub(crate) const RECIPE: Recipe = Recipe {
    name: "mariadb",
    account: "mysql",
    programs: &["mariadb-install-db", "mariadbd", "mariadb"],
    packages: "mariadb-server and mariadb-client",
    socket: |_| "mariadb.sock".to_owned(),
    script: include_str!("mariadb.sh"),
};

/// A running MariaDB server.
#[derive(Clone, Debug)]
pub struct MariaDb {
    server: Server,
}

impl MariaDb {
    /// The server that all test processes of this workspace share, started if it is not running.
    ///
    /// # Panics
    /// When MariaDB is not installed or does not start; the message holds the server's log.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<MariaDb> = OnceLock::new();
        SHARED.get_or_init(|| Self::of(&RunDirectory::shared()))
    }

    /// The server of one run directory, for tests that stop or break a server.
    pub fn of(run: &RunDirectory) -> Self {
        Self { server: run.server(&RECIPE) }
    }

    /// Makes an empty database in utf8mb4.
    pub fn database(&self) -> TestDatabase {
        let name = unique_name();
        self.administer(&format!("CREATE DATABASE {name}")).expect("root can create a database");
        TestDatabase::new(self.url(&name), name, Home::MariaDb(self.clone()))
    }

    /// The URL of a database of this server for [`USER`].
    pub fn url(&self, database: &str) -> String {
        format!("mysql://{USER}:{PASSWORD}@127.0.0.1:{}/{database}", self.server.port)
    }

    /// The TCP port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.server.port
    }

    /// Kills the server with SIGKILL and waits until it is back with its databases, for tests with a server of their own.
    ///
    /// # Errors
    /// When it does not come back, with its log: MariaDB 10.11 crashes at each start when it was killed at one moment of
    /// an `ADD COLUMN` that changes the catalog alone, whatever its settings.
    pub fn crash(&self) -> Result<(), String> {
        self.server.crash(&RECIPE)
    }

    /// From now on the disk is full, for a server that is [preloading](RunDirectory::preloading) a library which says so.
    pub fn fill_disk(&self) {
        self.server.fill_disk();
    }

    /// The disk has room again; waits for a server that ended meanwhile.
    pub fn free_disk(&self) {
        self.server.free_disk(&RECIPE);
    }

    /// Runs SQL as root, to end sessions, make accounts and the like; the result is as of [`shell`](crate::shell).
    ///
    /// # Errors
    /// When a statement fails, with the client's messages.
    pub fn administer(&self, sql: &str) -> Result<String, ShellError> {
        let mut client = client();
        client.arg("--socket").arg(self.server.directory.join("mariadb.sock"));
        feed(client.arg("--user=root"), sql)
    }

    /// Ends the sessions first: a forgotten transaction would make `DROP DATABASE` wait for a day.
    pub(crate) fn drop_database(&self, name: &str) -> Result<String, ShellError> {
        self.administer(&format!(
            "DELIMITER //
             BEGIN NOT ATOMIC
                 DECLARE CONTINUE HANDLER FOR 1094 BEGIN END;
                 FOR session IN (SELECT id FROM information_schema.processlist WHERE db = '{name}') DO
                     KILL session.id;
                 END FOR;
             END//
             DELIMITER ;
             SET lock_wait_timeout = 10;
             DROP DATABASE IF EXISTS {name};"
        ))
    }
}

/// `mariadb` as a user would run a script with it; in batch mode its output is rows with tabs.
pub(crate) fn client() -> Command {
    let mut client = Command::new("mariadb");
    let path = path_to(RECIPE.programs, RECIPE.packages);
    client.env_clear().env("PATH", path).env("LC_ALL", "C");
    client.args([
        "--no-defaults",
        "--batch",
        "--skip-column-names",
        "--default-character-set=utf8mb4",
    ]);
    client
}
