//! `sandshift inspect`

use clap::Args;

use crate::backend::open::Purpose;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::{Answer, CliError, Context, Ending, database, schema};
use crate::report::schema::details::details;
use crate::report::schema::document::document;
use crate::report::schema::mermaid::mermaid;
use crate::report::schema::overview::overview;
use crate::report::sql;
use crate::schema::script::declaration;
use crate::schema::selection::Selection;
use crate::schema::statements::statements;

/// Show what the database holds: an overview, or all about some tables
///
/// Tables are named as they are shown, with their schema where they have one. A form for programs
/// holds the whole database unless tables are named. What `[schema]` in sandshift.toml excludes is
/// left out. Changes nothing.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift inspect                        what there is
  sandshift inspect persons orders         columns, keys, indexes, triggers
  sandshift inspect --all                  the same for everything
  sandshift inspect --mermaid > schema.mmd
  sandshift inspect persons --sql          the statements that make it
  sandshift inspect --rhai                 as a declared schema")]
pub(crate) struct Inspect {
    /// Tables and views; the whole database without any
    #[arg(value_name = "TABLE")]
    tables: Vec<String>,

    /// All details of everything, in place of the overview
    #[arg(long, conflicts_with = "tables")]
    all: bool,

    /// The SQL that makes it, for the database's own shell
    #[arg(long, group = "form")]
    sql: bool,

    /// An entity relationship diagram for mermaid
    #[arg(long, group = "form")]
    mermaid: bool,

    /// A function that declares it, in rhai
    #[arg(long, group = "form")]
    rhai: bool,
}

impl Inspect {
    /// Shows it.
    ///
    /// # Errors
    ///
    /// The database cannot be read, there is no such table, or the database cannot say what was
    /// asked for in the form that was asked for.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let output = &context.output;
        if output.format == Format::Json && (self.sql || self.mermaid || self.rhai) {
            let reason = "`--json` is a form of its own";
            let advice = "name one of `--json`, `--sql`, `--mermaid` and `--rhai`";
            return Err(CliError::usage(reason, advice).into());
        }
        let project = Project::open(&context.globals)?;
        let environment = project.environment(&context.globals, output)?;
        let mut connection = database::connect(context, &project, &environment, Purpose::Look)?;
        let mut whole = connection.inspect()?;
        schema::filter(&project).retain(&mut whole);
        let dialect = connection.dialect();
        let selection = Selection::of(&whole, &self.tables)?;
        let chosen = &selection.chosen;
        if output.format == Format::Json {
            output.json(&document(chosen, &whole, dialect));
        } else if self.sql {
            let creation = selection.creation(&whole, dialect)?;
            let statements = statements(creation.operations(), &selection.rest, dialect)?;
            output.verbatim(&sql::script(dialect, &statements));
        } else if self.rhai {
            let creation = selection.creation(&whole, dialect)?;
            output.verbatim(&declaration(&creation, dialect.name()));
        } else if self.mermaid {
            output.verbatim(&mermaid(chosen, dialect));
        } else {
            let is_detailed = self.all || !self.tables.is_empty();
            let text =
                if is_detailed { details(chosen, &whole, dialect) } else { overview(chosen) };
            match text.trim_end() {
                "" => output.say("The database is empty"),
                text => output.line(text),
            }
        }
        Ok(Ending::Good)
    }
}
