//! Backups of MySQL and MariaDB: scripts of their own tools, which are found in `PATH`.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::NamedTempFile;

use super::blank::blank;
use super::connection::MysqlConnection;
use super::flavour::Flavour;
use super::qualifier::quoted;
use crate::backend::backup::{BackupError, Backups, Form, cannot, run, version};
use crate::backend::connection::{Connection, DatabaseError};

/// What stands in the last line of a script that was written to its end.
const END: &str = "-- Dump completed";

/// Where that line has to be, in bytes from the end.
const TAIL_BYTES: u64 = 256;

/// The kinds of objects of a database, each with the question for their names.
const OBJECTS: [(&str, &str); 5] = [
    ("EVENT", "SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()"),
    ("VIEW", "SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()"),
    (
        "TABLE",
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() \
         AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED')",
    ),
    (
        "FUNCTION",
        "SELECT ROUTINE_NAME FROM information_schema.ROUTINES \
         WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE = 'FUNCTION'",
    ),
    (
        "PROCEDURE",
        "SELECT ROUTINE_NAME FROM information_schema.ROUTINES \
         WHERE ROUTINE_SCHEMA = DATABASE() AND ROUTINE_TYPE = 'PROCEDURE'",
    ),
];

/// Objects that MariaDB alone has.
const SEQUENCES: (&str, &str) = (
    "SEQUENCE",
    "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() \
     AND TABLE_TYPE = 'SEQUENCE'",
);

impl MysqlConnection {
    /// The first of two tools that is there: those of MariaDB have two names.
    fn tool(&self, own: &str, old: &str) -> Result<(String, String), BackupError> {
        let names = match self.flavour() {
            Flavour::MariaDb => [own, old],
            Flavour::Mysql => [old, own],
        };
        for name in names {
            match run(Command::new(name).arg("--version")) {
                Ok(said) => {
                    return Ok((name.to_owned(), String::from_utf8_lossy(&said.stdout).into()));
                }
                Err(BackupError::ToolMissing { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Err(BackupError::ToolMissing { tool: names[0].to_owned() })
    }

    /// Makes sure that a tool is not older than the server.
    fn must_know_server(&self, tool: &str, said: &str) -> Result<(), BackupError> {
        let own = ["from", "Distrib", "Ver"].into_iter().find_map(|mark| version(said, mark));
        let server = &self.server().version;
        match (own, version(server, " ")) {
            (Some(own), Some(of_server)) if own < of_server => Err(BackupError::ToolOlder {
                tool: tool.to_owned(),
                version: format!("{}.{}", own.0, own.1),
                server: server.clone(),
            }),
            _ => Ok(()),
        }
    }

    /// Who connects where, in a file that only we can read.
    fn login(&self) -> Result<NamedTempFile, BackupError> {
        let url = self.url();
        let mut text = String::from("[client]\n");
        let mut say = |name: &str, value: &str| {
            let value = value.replace('\\', "\\\\").replace('"', "\\\"");
            text.push_str(&format!("{name}=\"{value}\"\n"));
        };
        let decoded = |text: &str| -> String {
            let pair = format!("p={}", text.replace('+', "%2B"));
            let mut pairs = url::form_urlencoded::parse(pair.as_bytes());
            pairs.next().map(|(_, value)| value.into_owned()).unwrap_or_default()
        };
        say("user", &decoded(url.username()));
        say("password", &decoded(url.password().unwrap_or_default()));
        let socket = url.query_pairs().find(|(name, _)| name == "socket");
        match socket {
            Some((_, socket)) => say("socket", &socket),
            None => {
                say("host", url.host_str().unwrap_or("localhost"));
                say("port", &url.port().unwrap_or(3306).to_string());
                say("protocol", "tcp");
            }
        }
        let failed = |error: std::io::Error| cannot(Path::new("login"), "written", error);
        let mut file = NamedTempFile::with_prefix("sandshift-").map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        Ok(file)
    }

    /// Carries out the script of a backup.
    fn carry_out(&self, file: &Path) -> Result<(), BackupError> {
        let (shell, _) = self.tool("mariadb", "mysql")?;
        let login = self.login()?;
        let script = File::open(file).map_err(|error| cannot(file, "read", error))?;
        let mut command = Command::new(shell);
        command.arg(format!("--defaults-extra-file={}", login.path().display()));
        command.args(["--batch", "--default-character-set=utf8mb4", self.database()]);
        run(command.stdin(Stdio::from(script))).map(|_| ())
    }

    /// Drops all that the database holds.
    fn empty(&mut self) -> Result<(), DatabaseError> {
        self.execute("SET SESSION foreign_key_checks = 0")?;
        let sequences = (self.flavour() == Flavour::MariaDb).then_some(SEQUENCES);
        for (kind, question) in OBJECTS.into_iter().chain(sequences) {
            for name in self.texts(question)?.into_iter().flatten().flatten() {
                self.execute(&format!("DROP {kind} {}", quoted(&name)))?;
            }
        }
        self.execute("SET SESSION foreign_key_checks = 1").map(|_| ())
    }
}

impl Backups for MysqlConnection {
    fn backup_extension(&self) -> &'static str {
        "sql"
    }

    fn back_up(&mut self, file: &Path) -> Result<(), BackupError> {
        let (tool, said) = self.tool("mariadb-dump", "mysqldump")?;
        self.must_know_server(&tool, &said)?;
        let login = self.login()?;
        let mut dump = Command::new(tool);
        dump.arg(format!("--defaults-extra-file={}", login.path().display()));
        dump.args(["--single-transaction", "--routines", "--triggers", "--events", "--hex-blob"]);
        dump.args(["--default-character-set=utf8mb4", "--no-tablespaces"]);
        dump.arg(format!("--result-file={}", file.display())).arg(self.database());
        run(&mut dump)?;
        self.check_backup(file)
    }

    fn check_backup(&self, file: &Path) -> Result<(), BackupError> {
        Form::Mysql.must_be(file)?;
        let failed = |error: std::io::Error| cannot(file, "read", error);
        let mut script = File::open(file).map_err(failed)?;
        let length = script.metadata().map_err(failed)?.len();
        script.seek(SeekFrom::Start(length.saturating_sub(TAIL_BYTES))).map_err(failed)?;
        let mut tail = Vec::new();
        script.read_to_end(&mut tail).map_err(failed)?;
        if String::from_utf8_lossy(&tail).lines().any(|line| line.starts_with(END)) {
            return Ok(());
        }
        let reason = format!("it does not end with `{END}`");
        Err(BackupError::Incomplete { file: file.to_path_buf(), reason })
    }

    fn restore_beside(&mut self, file: &Path) -> Result<Box<dyn Connection>, BackupError> {
        let beside = blank(self)?;
        beside.carry_out(file)?;
        Ok(Box::new(beside))
    }

    /// No transaction holds such a script, so that it is tried out before anything is dropped.
    fn restore(&mut self, file: &Path) -> Result<(), BackupError> {
        drop(self.restore_beside(file)?);
        self.empty()?;
        self.carry_out(file)
    }
}
