//! `sandshift schema`

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use sandshift_model::catalog::Catalog;
use serde_json::json;

use crate::backend::dialect::Dialect;
use crate::backend::open::Purpose;
use crate::cli::args::{Globals, With};
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::{Answer, CliError, Context, Ending, Failure, database, schema};
use crate::report::sql;
use crate::schema::diff::diff;
use crate::schema::renames::Renames;
use crate::schema::script::declaration;
use crate::schema::statements::statements;

/// Work with the declared schema
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift schema dump --output schema.sql
  sandshift schema dump --format rhai --output schema.rhai")]
pub(crate) struct Schema {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    Dump(With<Dump>),
}

/// Write the schema of the database as a file that declares it
///
/// Changes nothing in the database.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift schema dump
  sandshift schema dump --format rhai --output schema.rhai
  sandshift schema dump --output schema.sql --force")]
pub(crate) struct Dump {
    /// The language of the file
    #[arg(long, value_enum, default_value_t = Language::Sql)]
    format: Language,

    /// The file, in place of stdout
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Overwrite the file
    #[arg(long, requires = "output")]
    force: bool,
}

/// The languages of a declared schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Language {
    /// Statements for the database's own shell
    Sql,
    /// A function `schema(db)`
    Rhai,
}

impl Schema {
    /// The command below this one, with the global options from both sides of it.
    #[must_use]
    pub(crate) fn split(self, before: Globals) -> (Globals, Dump) {
        let Task::Dump(with) = self.task;
        (before.and(with.globals), with.own)
    }
}

impl Dump {
    /// Writes it.
    ///
    /// # Errors
    ///
    /// The database cannot be read, or the file cannot be written.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        if let Some(file) = &self.output
            && !self.force
            && file.exists()
        {
            return Err(in_the_way(file).into());
        }
        let environment = project.environment(&context.globals, &context.output)?;
        let mut connection = database::connect(context, &project, &environment, Purpose::Look)?;
        let mut whole = connection.inspect()?;
        schema::filter(&project).retain(&mut whole);
        let text = self.text(&whole, connection.dialect())?;
        let output = &context.output;
        match &self.output {
            Some(file) => {
                self.write(&project.start.join(file), &text)?;
                output.say(&format!("wrote {}", file.display()));
                if output.format == Format::Json {
                    output.json(&json!({ "file": file }));
                }
            }
            None if output.format == Format::Json => output.json(&json!({ "schema": text })),
            None => output.verbatim(&text),
        }
        Ok(Ending::Good)
    }

    fn text(&self, whole: &Catalog, dialect: &dyn Dialect) -> Result<String, Failure> {
        let nothing = Catalog::default();
        let creation = diff(&nothing, whole, dialect, &Renames::default())?;
        Ok(match self.format {
            Language::Rhai => declaration(&creation, dialect.name()),
            Language::Sql => {
                let statements = statements(creation.operations(), &nothing, dialect)?;
                sql::script(dialect, &statements)
            }
        })
    }

    fn write(&self, file: &Path, text: &str) -> Result<(), CliError> {
        if self.force {
            return fs::write(file, text).map_err(CliError::file(file, "written"));
        }
        // Another process may have made the file since it was looked for.
        let made = OpenOptions::new().write(true).create_new(true).open(file);
        let mut made = made.map_err(CliError::file(file, "made"))?;
        made.write_all(text.as_bytes()).map_err(CliError::file(file, "written"))
    }
}

fn in_the_way(file: &Path) -> CliError {
    CliError::InTheWay {
        path: file.to_path_buf(),
        what: "exists already",
        advice: "add `--force` to overwrite it".to_owned(),
    }
}
