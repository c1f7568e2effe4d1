//! The settings of a project: the file `sandshift.toml`.
//!
//! Reading the file touches no environment variable: they are put in only for the environment that
//! is used, so that `run --env dev` works on a machine that lacks the variables of production.

mod document;
mod duration;
mod environment;
mod error;
mod find;
mod integrity;
mod schema;
mod variables;

use std::path::PathBuf;
use std::time::Duration;

use sandshift_sandbox::limits::{Limits, Profile};

use crate::error::Place;
use crate::revision::{Language, Layout};
use crate::session::undo::UndoLimits;

pub(super) use document::parse;
pub(crate) use environment::{Chosen, Environment, UrlSource, anchored};
pub(super) use error::SettingsError;
pub(super) use find::{FILE_NAME, Found, find};
pub(crate) use integrity::IntegritySettings;
pub(super) use schema::{SchemaSettings, SchemaSource, Words};
pub(super) use variables::process_variables;

/// How long a runner waits for another one, unless told otherwise.
pub(super) const LOCK_TIMEOUT: Duration = Duration::from_secs(60);

/// What `sandshift.toml` says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Settings {
    /// The file.
    pub file: PathBuf,
    /// The folders with revisions, as written; relative to the file's folder.
    pub migrations: Vec<PathBuf>,
    /// The environment that is used when none is named.
    pub default_env: Option<String>,
    /// How the folders are laid out.
    pub layout: Layout,
    /// The language of new revisions.
    pub language: Language,
    /// What a migration may use.
    pub limits: Limits,
    /// What is kept of rows that migrations change.
    pub undo: UndoSettings,
    /// What declares the schema, and what of a database is looked at.
    pub schema: SchemaSettings,
    policy: Option<PathBuf>,
    /// What is demanded of the files.
    pub integrity: IntegritySettings,
    environments: Vec<Named>,
}

/// What is kept of rows that migrations change, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UndoSettings {
    /// How much for one operation; none for nothing.
    pub keep: Option<UndoLimits>,
    /// Days after which the next run drops them.
    pub days: u64,
}

impl Default for UndoSettings {
    fn default() -> Self {
        Self { keep: Some(UndoLimits::default()), days: 30 }
    }
}

/// One `[env.NAME]` table, variables not yet put in.
#[derive(Debug, Clone, PartialEq)]
struct Named {
    name: String,
    place: Place,
    url: Option<Text>,
    scratch_url: Option<Text>,
    lock_timeout: Option<Duration>,
    profile: Option<Profile>,
    policy: Option<PathBuf>,
    params: Vec<(String, Text)>,
}

/// A text of the file that may name variables, and where it stands.
#[derive(Debug, Clone, PartialEq)]
struct Text {
    key: String,
    text: String,
    place: Place,
}
