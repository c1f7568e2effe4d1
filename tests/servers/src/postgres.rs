//! The PostgreSQL server of a run.

use std::{process::Command, sync::OnceLock};

use crate::{
    PASSWORD, RunDirectory, ShellError, TestDatabase, USER,
    database::{Home, unique_name},
    programs::path_to,
    server::{Recipe, Server},
    shell::feed,
};

pub(crate) const RECIPE: Recipe = Recipe {
    name: "postgres",
    account: "postgres",
    programs: &["initdb", "postgres", "psql"],
    packages: "postgresql",
    socket: |port| format!(".s.PGSQL.{port}"),
    script: include_str!("postgres.sh"),
};

/// A running PostgreSQL server.
#[derive(Clone, Debug)]
pub struct Postgres {
    server: Server,
}

impl Postgres {
    /// The server that all test processes of this workspace share, started if it is not running.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start; the message holds the server's log.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(|| Self::of(&RunDirectory::shared()))
    }

    /// The server of one run directory, for tests that stop or break a server.
    pub fn of(run: &RunDirectory) -> Self {
        Self { server: run.server(&RECIPE) }
    }

    /// Makes an empty database that belongs to [`USER`], in UTF-8 and with the `C` collation.
    pub fn database(&self) -> TestDatabase {
        let name = unique_name();
        // `template0` because nobody can be connected to it, which would make the copy fail.
        self.administer(&format!("CREATE DATABASE {name} OWNER {USER} TEMPLATE template0"))
            .expect("the superuser can create a database");
        TestDatabase::new(self.url(&name), name, Home::Postgres(self.clone()))
    }

    /// The URL of a database of this server for [`USER`].
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}:{PASSWORD}@127.0.0.1:{}/{database}", self.server.port)
    }

    /// The TCP port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.server.port
    }

    /// Kills the server with SIGKILL and waits until it is back with its databases, for tests with a server of their own.
    ///
    /// # Panics
    /// When it does not come back; the message holds its log.
    pub fn crash(&self) {
        self.server.crash(&RECIPE).unwrap_or_else(|log| panic!("PostgreSQL is lost:\n{log}"));
    }

    /// From now on the disk is full, for a server that is [preloading](RunDirectory::preloading) a library which says so.
    pub fn fill_disk(&self) {
        self.server.fill_disk();
    }

    /// The disk has room again; waits for a server that ended meanwhile.
    pub fn free_disk(&self) {
        self.server.free_disk(&RECIPE);
    }

    /// Runs SQL as the superuser, to end sessions, make roles and the like; the result is as of [`shell`](crate::shell).
    ///
    /// # Errors
    /// When a statement fails, with the client's messages.
    pub fn administer(&self, sql: &str) -> Result<String, ShellError> {
        let mut client = client();
        client.arg("--host").arg(&self.server.directory).arg("--port").arg(self.port().to_string());
        feed(client.args(["--username=postgres", "--dbname=postgres"]), sql)
    }

    pub(crate) fn drop_database(&self, name: &str) -> Result<String, ShellError> {
        self.administer(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    }
}

/// `psql` as a user would run a script with it, but with output that is the same for all databases.
pub(crate) fn client() -> Command {
    let mut client = Command::new("psql");
    let path = path_to(RECIPE.programs, RECIPE.packages);
    client.env_clear().env("PATH", path).env("LC_ALL", "C").env("PGCLIENTENCODING", "UTF8");
    client.args(["--no-psqlrc", "-v", "ON_ERROR_STOP=1", "--quiet", "--no-password"]);
    client.args([
        "--no-align",
        "--tuples-only",
        "--field-separator=\t",
        "--pset=null=NULL",
        "--file=-",
    ]);
    client
}
