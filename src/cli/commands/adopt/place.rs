//! Where a database is adopted: a project that is there, or one that begins here.

use std::fs;
use std::path::{Path, PathBuf};

use toml_edit::{Array, DocumentMut, value};

use crate::cli::commands::init;
use crate::cli::failure::Failure;
use crate::cli::project::{self, Project};
use crate::cli::settings::{self, FILE_NAME, Found};
use crate::cli::{CliError, Context};
use crate::revision::Layout;

/// A project, and the text of its settings.
#[derive(Debug)]
pub(super) struct Place {
    /// The project; of a new one nothing is written yet.
    pub(super) project: Project,
    /// Whether the project is there already.
    pub(super) exists: bool,
    text: String,
}

/// What the settings say about the folder after all.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    /// The folder, seen from that of the settings.
    pub(super) path: PathBuf,
    /// Its layout.
    pub(super) layout: Layout,
}

impl Place {
    /// Finds the project, or begins one in the folder where the command works.
    ///
    /// # Errors
    ///
    /// The settings are faulty.
    pub(super) fn find(context: &Context) -> Result<Self, Failure> {
        let start = project::start(&context.globals)?;
        if let Found::Project(folder) = settings::find(&start) {
            let project = Project::open(&context.globals)?;
            let file = folder.join(FILE_NAME);
            let text = fs::read_to_string(&file).map_err(CliError::file(&file, "read"))?;
            return Ok(Self { project, exists: true, text });
        }
        let url = match context.globals.url.as_deref() {
            None => "${DATABASE_URL}".to_owned(),
            given => init::url(given),
        };
        let text = init::settings(&url);
        let settings = settings::parse(&start.join(FILE_NAME), &text)?;
        let project = Project { folder: start.clone(), start, settings, policy: None };
        Ok(Self { project, exists: false, text })
    }

    /// The settings with this folder; what else they say stays as it stands.
    ///
    /// # Errors
    ///
    /// The text is no TOML, which the reader of settings would have said before.
    pub(super) fn settings_with(&self, folder: &Folder) -> Result<String, Failure> {
        let mut document: DocumentMut =
            self.text.parse().map_err(|fault: toml_edit::TomlError| {
                CliError::usage(fault.message().to_owned(), "correct sandshift.toml")
            })?;
        let project = document["project"].or_insert(toml_edit::table());
        let mut folders = Array::new();
        folders.push(folder.path.to_string_lossy().replace('\\', "/"));
        project["migrations"] = value(folders);
        if folder.layout != Layout::Sandshift {
            project["layout"] = value(folder.layout.name());
        } else if let Some(table) = project.as_table_like_mut() {
            table.remove("layout");
        }
        Ok(document.to_string())
    }

    /// The settings file with a new text; none when it stays as it is.
    pub(super) fn changed(&self, text: String) -> Option<(PathBuf, String)> {
        (!self.exists || text != self.text).then(|| (self.project.folder.join(FILE_NAME), text))
    }

    /// A folder that a person named, as the settings would name it.
    pub(super) fn relative(&self, given: &Path) -> PathBuf {
        let full = |path: &Path| {
            let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
            fs::canonicalize(path).ok()
        };
        let own = full(&self.project.folder);
        let wanted = self.project.start.join(given);
        match (own, full(&wanted)) {
            (Some(own), Some(wanted)) => {
                wanted.strip_prefix(&own).map_or(wanted.clone(), Path::to_path_buf)
            }
            _ => given.to_path_buf(),
        }
    }
}
