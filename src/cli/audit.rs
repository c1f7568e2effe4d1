//! The audit: a line of JSON for each migration that was run or undone, and for each run that was refused.
//!
//! A line is on the disk before the run goes on. What cannot be written is told when the run has ended,
//! because by then the migration is done and has to be told as such.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::failure::Failure;
use super::output::Output;
use super::project::Project;
use super::settings::Environment;
use super::{CliError, Context, actor, secrets};
use crate::clock::Clock;
use crate::error::Kind;
use crate::integrity::statements::hash_of;
use crate::report::account::{Account, Fault};
use crate::revision::Direction;

/// The form of a line.
const FORMAT: u32 = 1;

/// A file that records are appended to.
#[derive(Debug)]
pub(super) struct Audit {
    path: PathBuf,
    file: Mutex<File>,
    fault: Mutex<Option<io::Error>>,
    clock: Clock,
    output: Output,
    actor: String,
    address: Option<String>,
    grant: Value,
}

impl Audit {
    /// Opens the file, before anything happens that it is to tell of; none when nobody wants one.
    ///
    /// # Errors
    ///
    /// The file cannot be written to.
    pub(super) fn open(
        context: &Context,
        project: &Project,
        environment: &Environment,
        named: Option<&Path>,
    ) -> Result<Option<Self>, Failure> {
        let from_settings = || project.settings.integrity.audit.as_ref();
        let path = match (named, from_settings()) {
            (Some(path), _) => path.to_path_buf(),
            (None, Some(path)) => project.folder.join(path),
            (None, None) => return Ok(None),
        };
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .open(&path)
            .map_err(CliError::file(&path, "written"))?;
        let grant = project.policy.as_ref().map_or(
            Value::Null,
            |policy| json!({ "name": policy.grant.grant, "sha256": policy.hash }),
        );
        Ok(Some(Self {
            path,
            file: Mutex::new(file),
            fault: Mutex::new(None),
            clock: context.clock,
            output: context.output.clone(),
            actor: actor::actor(),
            address: environment.url.as_ref().map(|(url, _)| secrets::redact(url)),
            grant,
        }))
    }

    /// Records a migration.
    pub(super) fn migration(&self, account: &Account, version: &str) {
        let failure = account.failure.as_ref();
        let denials: Vec<Value> = failure
            .into_iter()
            .filter(|fault| fault.is_denial)
            .map(|fault| self.told(fault))
            .collect();
        self.append(json!({
            "event": "migration",
            "database_version": version,
            "run": account.run,
            "revision": account.revision,
            "direction": account.direction,
            "checksum": account.checksum,
            "operations": account.operations,
            "rows": account.rows,
            "statements": account.statements.len(),
            "statements_sha256": hash_of(&account.statements).hex(),
            "duration_micros": account.micros,
            "outcome": if failure.is_some() { "failed" } else { "done" },
            "error": failure.map(|fault| self.told(fault)),
            "denials": denials,
        }));
    }

    /// Records that a run was refused, or ended outside of any migration.
    pub(super) fn refused(&self, direction: Direction, failure: &Failure) {
        let error = json!({ "code": failure.code, "message": self.output.scrub(&failure.message) });
        let denials = if failure.kind == Kind::Denied { vec![error.clone()] } else { Vec::new() };
        self.append(json!({
            "event": "run",
            "direction": direction.word(),
            "outcome": "refused",
            "error": error,
            "denials": denials,
        }));
    }

    /// Tells what could not be written.
    ///
    /// # Errors
    ///
    /// The first failure.
    pub(super) fn finish(&self) -> Result<(), Failure> {
        match self.fault.lock().unwrap_or_else(PoisonError::into_inner).take() {
            None => Ok(()),
            Some(source) => Err(CliError::file(&self.path, "written")(source).into()),
        }
    }

    fn told(&self, fault: &Fault) -> Value {
        json!({ "code": fault.code, "message": self.output.scrub(&fault.message) })
    }

    fn append(&self, what: Value) {
        let mut line = json!({
            "format": FORMAT,
            "time": jiff::Timestamp::from_microsecond((self.clock.now_micros)())
                .map_or_else(|_| String::new(), |now| now.to_string()),
            "actor": self.actor,
            "tool_version": env!("CARGO_PKG_VERSION"),
            "database": self.address,
            "grant": self.grant,
        });
        if let (Value::Object(line), Value::Object(what)) = (&mut line, what) {
            line.extend(what);
        }
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // One write for a whole line, so that lines of two runners do not mix.
        let written =
            file.write_all(format!("{line}\n").as_bytes()).and_then(|()| file.sync_data());
        if let Err(fault) = written {
            self.fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(fault);
        }
    }
}
