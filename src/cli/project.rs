//! A project as commands see it: its settings, its revision files, its graph.

use std::path::{Path, PathBuf};

use super::args::Globals;
use super::error::CliError;
use super::failure::Failure;
use super::output::Output;
use super::policy;
use super::settings::{self, Chosen, Environment, FILE_NAME, Found, Settings, SettingsError};
use crate::policy::grant::GrantFile;
use crate::revision::{self, Layout, Listing};
use crate::runner::project::Project as Revisions;

/// An open project.
#[derive(Debug)]
pub(super) struct Project {
    /// The folder of the settings file; empty when it is the current one.
    pub folder: PathBuf,
    /// Where the command was started, or the folder of `-C`; empty when it is the current one.
    pub start: PathBuf,
    /// What `sandshift.toml` says.
    pub settings: Settings,
    /// What the operator grants; none where nobody has a say.
    pub policy: Option<GrantFile>,
}

impl Project {
    /// Finds and reads the settings.
    ///
    /// # Errors
    ///
    /// There is no project, or its settings are faulty.
    pub(super) fn open(globals: &Globals) -> Result<Self, Failure> {
        let start = start(globals)?;
        let folder = match settings::find(&start) {
            Found::Project(folder) => folder,
            missing => {
                let directory = if start.as_os_str().is_empty() { ".".into() } else { start };
                let is_alembic = missing == Found::Alembic;
                return Err(CliError::NotAProject { directory, is_alembic }.into());
            }
        };
        let file = folder.join(FILE_NAME);
        let text = std::fs::read_to_string(&file)
            .map_err(|source| SettingsError::Unreadable { file: file.clone(), source })?;
        let mut settings = settings::parse(&file, &text)?;
        settings.limits.profile = match globals.profile {
            Some(profile) => profile.into(),
            None => settings.profile(globals.environment.as_deref())?,
        };
        let policy = policy::of(globals, &settings, &folder)?;
        if let Some(grant) = &policy {
            settings.limits = grant.limits(settings.limits);
        }
        Ok(Self { folder, start, settings, policy })
    }

    /// The folders with revisions, as they are named in messages.
    #[must_use]
    pub(super) fn migration_folders(&self) -> Vec<PathBuf> {
        self.settings.migrations.iter().map(|folder| self.folder.join(folder)).collect()
    }

    /// Reads the headers of all revision files and checks the graph.
    ///
    /// # Errors
    ///
    /// The first fault of a file or of the graph.
    pub(super) fn revisions(&self) -> Result<Revisions, Failure> {
        Ok(Revisions::open_as(self.migration_folders(), self.settings.layout)?)
    }

    /// As [`Project::revisions`], but folders that do not exist yet are empty.
    ///
    /// # Errors
    ///
    /// As [`Project::revisions`].
    pub(super) fn revisions_or_none(&self) -> Result<Revisions, Failure> {
        let mut folders = self.migration_folders();
        folders.retain(|folder| folder.exists());
        Ok(Revisions::open_as(folders, self.settings.layout)?)
    }

    /// Refuses to make a file of ours in the folder of another tool, where nobody would read it.
    ///
    /// # Errors
    ///
    /// The settings name another layout than ours.
    pub(super) fn refuse_foreign(&self) -> Result<(), CliError> {
        match self.settings.layout {
            Layout::Sandshift => Ok(()),
            layout => Err(CliError::usage(
                format!("the folder has the layout of `{layout}`, which has no files of ours"),
                "add a file as that tool would",
            )),
        }
    }

    /// Reads the headers of all revision files, going on after faults.
    #[must_use]
    pub(super) fn scan(&self) -> Listing {
        revision::scan_as(&self.migration_folders(), self.settings.layout)
    }

    /// Chooses the environment, and keeps its password from being shown.
    ///
    /// # Errors
    ///
    /// The environment does not exist, or a variable of it is not set.
    pub(super) fn environment(
        &self,
        globals: &Globals,
        output: &Output,
    ) -> Result<Environment, Failure> {
        let chosen =
            Chosen { url: globals.url.as_deref(), environment: globals.environment.as_deref() };
        let folders = (self.start.as_path(), self.folder.as_path());
        let environment =
            self.settings.environment(&chosen, &settings::process_variables, folders)?;
        if let Some((url, _)) = &environment.url {
            output.keep_secret(url);
        }
        if let Some(url) = &environment.scratch_url {
            output.keep_secret(url);
        }
        Ok(environment)
    }
}

/// Where the command works: the folder of `-C`, or an empty path for the current one.
///
/// # Errors
///
/// The folder of `-C` does not exist.
pub(super) fn start(globals: &Globals) -> Result<PathBuf, Failure> {
    match globals.directory.as_deref() {
        None => Ok(PathBuf::new()),
        Some(folder) if folder == Path::new(".") => Ok(PathBuf::new()),
        Some(folder) if folder.is_dir() => Ok(folder.to_path_buf()),
        Some(folder) => Err(CliError::NoFolder { directory: folder.to_path_buf() }.into()),
    }
}
