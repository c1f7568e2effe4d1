//! Backups of PostgreSQL: archives of its own tools, which are found in `PATH`.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use sqlx::ConnectOptions;
use sqlx::postgres::PgSslMode;

use super::blank;
use super::connection::PostgresConnection;
use crate::backend::backup::{BackupError, Backups, Form, cannot, run, version};
use crate::backend::connection::Connection;

/// Drops what a database holds: the script of a backup makes all schemas but `public`.
const EMPTY: &str = "DO $$ DECLARE name text; BEGIN \
     FOR name IN SELECT nspname FROM pg_namespace \
         WHERE nspname <> 'information_schema' AND nspname NOT LIKE 'pg\\_%' LOOP \
     EXECUTE format('DROP SCHEMA %I CASCADE', name); END LOOP; END $$;\n\
     CREATE SCHEMA public;\n";

/// Since this version everybody may use `public`, and its owner is that of the database.
const VERSION_OF_OWNED_PUBLIC: u32 = 15;

impl PostgresConnection {
    /// A tool that works on this database; the password goes where nobody sees it.
    fn tool(&self, name: &str) -> Command {
        let options = self.options();
        let mut command = Command::new(name);
        let host = match options.get_socket() {
            Some(folder) => folder.display().to_string(),
            None => options.get_host().to_owned(),
        };
        command
            .env("PGHOST", host)
            .env("PGPORT", options.get_port().to_string())
            .env("PGUSER", options.get_username())
            .env("PGDATABASE", options.get_database().unwrap_or(options.get_username()))
            .env("PGSSLMODE", ssl_mode(options.get_ssl_mode()))
            .env("PGAPPNAME", "sandshift")
            .env_remove("PGOPTIONS");
        let url = options.to_url_lossy();
        if let Some(password) = url.password() {
            command.env("PGPASSWORD", decoded(password));
        }
        for (name, value) in url.query_pairs() {
            let variable = match &*name {
                "sslrootcert" => "PGSSLROOTCERT",
                "sslcert" => "PGSSLCERT",
                "sslkey" => "PGSSLKEY",
                _ => continue,
            };
            command.env(variable, &*value);
        }
        command
    }

    /// Makes sure that a tool is not older than the server.
    fn must_know_server(&self, tool: &str) -> Result<(), BackupError> {
        let said = run(Command::new(tool).arg("--version"))?;
        let said = String::from_utf8_lossy(&said.stdout).trim().to_owned();
        let server = &self.server().version;
        match (version(&said, "PostgreSQL"), version(server, "PostgreSQL")) {
            (Some((own, _)), Some((major, _))) if own < major => Err(BackupError::ToolOlder {
                tool: tool.to_owned(),
                version: own.to_string(),
                server: server.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// Carries out the script of a backup behind some statements, all in one transaction.
    fn carry_out(&self, file: &Path, before: &str) -> Result<(), BackupError> {
        let making = |error: std::io::Error| cannot(file, "unpacked", error);
        let home = tempfile::Builder::new().prefix("sandshift-").tempdir().map_err(making)?;
        let (first, script) = (home.path().join("first.sql"), home.path().join("script.sql"));
        let mut written = std::fs::File::create(&first).map_err(making)?;
        written.write_all(before.as_bytes()).map_err(making)?;
        drop(written);
        run(Command::new("pg_restore").arg("--file").arg(&script).arg(file))?;
        let mut psql = self.tool("psql");
        psql.args(["--no-psqlrc", "--quiet", "--no-password", "--single-transaction"]);
        psql.args(["--set", "ON_ERROR_STOP=1", "--output"]).arg(home.path().join("said"));
        psql.arg("--file").arg(&first).arg("--file").arg(&script);
        run(&mut psql).map(|_| ())
    }
}

impl Backups for PostgresConnection {
    fn backup_extension(&self) -> &'static str {
        "dump"
    }

    fn back_up(&mut self, file: &Path) -> Result<(), BackupError> {
        self.must_know_server("pg_dump")?;
        let mut dump = self.tool("pg_dump");
        run(dump.args(["--format=custom", "--no-password", "--file"]).arg(file))?;
        self.check_backup(file)
    }

    /// The list of what an archive holds stands at its beginning; to write all of it out needs the rest.
    fn check_backup(&self, file: &Path) -> Result<(), BackupError> {
        Form::Postgres.must_be(file)?;
        let home = tempfile::Builder::new().prefix("sandshift-").tempdir();
        let home = home.map_err(|error| cannot(file, "checked", error))?;
        let whole = run(Command::new("pg_restore")
            .arg("--file")
            .arg(home.path().join("script.sql"))
            .arg(file));
        match whole {
            Ok(_) => Ok(()),
            Err(BackupError::Tool { said, .. }) => {
                Err(BackupError::Incomplete { file: file.into(), reason: said })
            }
            Err(error) => Err(error),
        }
    }

    fn restore_beside(&mut self, file: &Path) -> Result<Box<dyn Connection>, BackupError> {
        let (guard, options) = blank::blank(self.options())?;
        let beside = Self::beside(guard, options, &self.server().address)?;
        beside.carry_out(file, "")?;
        Ok(Box::new(beside))
    }

    fn restore(&mut self, file: &Path) -> Result<(), BackupError> {
        let major = version(&self.server().version, "PostgreSQL").map_or(0, |(major, _)| major);
        let public = if major >= VERSION_OF_OWNED_PUBLIC {
            "ALTER SCHEMA public OWNER TO pg_database_owner;\nGRANT USAGE ON SCHEMA public TO PUBLIC;\n"
        } else {
            "GRANT ALL ON SCHEMA public TO PUBLIC;\n"
        };
        self.carry_out(file, &format!("{EMPTY}{public}"))
    }
}

fn ssl_mode(mode: PgSslMode) -> &'static str {
    match mode {
        PgSslMode::Disable => "disable",
        PgSslMode::Allow => "allow",
        PgSslMode::Prefer => "prefer",
        PgSslMode::Require => "require",
        PgSslMode::VerifyCa => "verify-ca",
        PgSslMode::VerifyFull => "verify-full",
    }
}

/// A part of a URL as it is meant.
fn decoded(text: &str) -> String {
    let pair = format!("p={}", text.replace('+', "%2B"));
    let mut pairs = url::form_urlencoded::parse(pair.as_bytes());
    pairs.next().map(|(_, value)| value.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::decoded;

    #[test]
    fn a_password_of_a_url_is_taken_as_it_is_meant() {
        assert_eq!(decoded("a%40b+c%26d=%25"), "a@b+c&d=%");
    }
}
