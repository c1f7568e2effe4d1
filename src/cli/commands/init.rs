//! `sandshift init`

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;

use crate::cli::output::Format;
use crate::cli::settings::FILE_NAME;
use crate::cli::{Answer, CliError, Context, Ending, project, secrets};
use crate::report::style;

/// Make a project: the settings and a folder for migrations
///
/// Writes `sandshift.toml` and `migrations/README.md`. Nothing that exists is overwritten, and no
/// database is touched.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift init
  sandshift init services/billing --url postgres://app@localhost/billing")]
pub(crate) struct Init {
    /// The folder of the project; made when it does not exist
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

const FOLDER: &str = "migrations";

impl Init {
    /// Makes the project.
    ///
    /// # Errors
    ///
    /// A project or other files are in the way, or the folder cannot be written.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let start = project::start(&context.globals)?;
        let folder = self.folder.as_ref().map_or(start.clone(), |folder| start.join(folder));
        let settings = folder.join(FILE_NAME);
        let migrations = folder.join(FOLDER);
        let readme = migrations.join("README.md");
        refuse_what_exists(&settings, &migrations)?;

        fs::create_dir_all(&migrations).map_err(CliError::file(&migrations, "made"))?;
        let url = url(context.globals.url.as_deref());
        create(&readme, README)?;
        create(&settings, &self::settings(&url))?;
        show(context, &settings, &readme, &url);
        Ok(Ending::Good)
    }
}

fn refuse_what_exists(settings: &Path, migrations: &Path) -> Result<(), CliError> {
    if settings.exists() {
        return Err(CliError::InTheWay {
            path: settings.to_path_buf(),
            what: "exists already, so this is a project",
            advice: "make its next migration: `sandshift revision -m \"…\"`".into(),
        });
    }
    let is_empty = match fs::read_dir(migrations) {
        Ok(mut entries) => entries.next().is_none(),
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => true,
        Err(fault) => return Err(CliError::file(migrations, "read")(fault)),
    };
    if is_empty {
        return Ok(());
    }
    Err(CliError::InTheWay {
        path: migrations.to_path_buf(),
        what: "exists already and is not empty",
        advice: format!(
            "move it away, or write `{FILE_NAME}` by hand with \
             `[project] migrations = [\"{FOLDER}\"]` if these are sandshift migrations"
        ),
    })
}

/// The text for `url = "…"`: a password never goes into the file.
pub(super) fn url(given: Option<&str>) -> String {
    match given {
        Some(url) if secrets::redact(url) == url => url.replace('"', "%22"),
        Some(_) => "${DATABASE_URL}".into(),
        None => "sqlite:dev.db".into(),
    }
}

/// The text of new settings.
pub(super) fn settings(url: &str) -> String {
    SETTINGS.replace("{url}", url)
}

fn create(file: &Path, text: &str) -> Result<(), CliError> {
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(file)
        .and_then(|mut open| open.write_all(text.as_bytes()))
        .map_err(CliError::file(file, "written"))
}

fn show(context: &Context, settings: &Path, readme: &Path, url: &str) {
    let output = &context.output;
    let made = [settings.display().to_string(), readme.display().to_string()];
    match output.format {
        Format::Json => output.json(&json!({ "created": made, "url": url })),
        Format::Human => made.iter().for_each(|file| output.line(file)),
    }
    output.say(&format!("{} a project with the database `{url}`", style::good("Made")));
    if url == "sqlite:dev.db" {
        output.say("Add `dev.db*` to .gitignore: it is your own database for trying things out.");
    }
    output.say(&format!(
        "{} write a migration: sandshift revision -m \"create persons\"",
        style::strong("Next:")
    ));
}

const SETTINGS: &str = r#"# The settings of this project. Every key is explained in docs/settings.md.

[project]
migrations = ["migrations"]
default_env = "dev"

[env.dev]
url = "{url}"

# [env.production]
# url = "postgres://app:${DB_PASSWORD}@db.example.org/app"
# lock_timeout = "2m"
"#;

const README: &str = "\
# Migrations

Each file here is one change of the database. They are run once each, in the order that their
headers give, never by their names or dates.

    sandshift revision -m \"what changes\"    a new file, behind the newest one
    sandshift run --dry-run                 the SQL that a run would execute
    sandshift run                           run what has not run yet
    sandshift status                        what has run, what has not, what was edited since
    sandshift rollback                      undo the last one

Do not edit a file that has run elsewhere: write a new one.
";
