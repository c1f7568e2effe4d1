//! `sandshift adopt`

mod baseline;
mod foreign;
mod place;
mod plan;
mod show;

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use sandshift_model::catalog::Catalog;

use self::place::Place;
use self::plan::Plan;
use super::revision::Lang;
use crate::adopt::AdoptError;
use crate::adopt::history::{self, History, TOOLS};
use crate::adopt::matching::Lenience;
use crate::backend::open::{self, Purpose};
use crate::cli::failure::Failure;
use crate::cli::follow::{Follower, Show};
use crate::cli::output::Format;
use crate::cli::run_failure::of_run;
use crate::cli::runner_options::{Repeatable, options};
use crate::cli::settings::Environment;
use crate::cli::{Answer, Context, Ending, database};
use crate::report::Watcher;
use crate::report::sql::{Detail, SqlText};
use crate::runner::stamp::{Stamped, stamp, stamp_offline};
use crate::runner::status;

/// Make a project of an existing database
///
/// Reads the history of sqlx, Flyway, golang-migrate, dbmate or Diesel and runs their folder as it is
/// from now on, or converts it with `--convert`. Where Alembic, Django, Rails or nobody made the
/// tables, writes one migration that makes what is there, the baseline. Either way records what
/// is applied, runs nothing, and leaves the table of the other tool as it is.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift adopt --url postgres://app@localhost/app --dry-run
  sandshift adopt                             with DATABASE_URL, or in a project
  sandshift adopt --from sqlx --folder crates/db/migrations
  sandshift adopt --convert                   copies as files of ours; the originals stay
  sandshift adopt --lang sql                  a baseline in SQL")]
pub(crate) struct Adopt {
    /// The tool whose history counts, when there are several
    #[arg(long, value_name = "TOOL", value_parser = PossibleValuesParser::new(TOOLS.map(|tool| tool.name)))]
    from: Option<String>,

    /// The folder with the tool's migrations [default: where the tool keeps them]
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,

    /// Write a file of ours for each migration of the tool, instead of running its files as they are
    #[arg(long)]
    convert: bool,

    /// Where `--convert` writes [default: migrations, or revisions when the tool's are there]
    #[arg(long, value_name = "DIR", requires = "convert")]
    into: Option<PathBuf>,

    /// The language of a baseline: rhai or sql [default: as in sandshift.toml]
    #[arg(long, value_enum, hide_possible_values = true)]
    lang: Option<Lang>,

    /// Go on although files of applied migrations are gone
    #[arg(long)]
    allow_missing: bool,

    /// Go on although files were edited after being applied (sqlx keeps their checksums)
    #[arg(long)]
    allow_edited: bool,

    /// Show the files and the SQL, and change nothing
    #[arg(long, visible_alias = "sql")]
    dry_run: bool,
}

impl Adopt {
    /// Adopts the database.
    ///
    /// # Errors
    ///
    /// [`AdoptError`] when the database or the folder does not allow it; nothing was changed then.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let place = Place::find(context)?;
        let environment = place.project.environment(&context.globals, &context.output)?;
        let plan = self.plan(context, &place, &environment)?;
        let stamped = if self.dry_run {
            self.rehearse(context, &place, &environment, &plan)?
        } else {
            let written = plan.write()?;
            match record(context, &place, &environment, &plan) {
                Ok(stamped) => stamped,
                Err(failure) => {
                    written.undo();
                    return Err(failure);
                }
            }
        };
        show::show(context, &plan, stamped.as_ref(), self.dry_run);
        Ok(Ending::Good)
    }

    /// Looks at everything, and changes nothing.
    fn plan(
        &self,
        context: &Context,
        place: &Place,
        environment: &Environment,
    ) -> Result<Plan, Failure> {
        let mut connection =
            database::connect(context, &place.project, environment, Purpose::Look)?;
        let heads = status::heads(&mut *connection).map_err(|error| of_run(&error))?;
        if !heads.is_empty() {
            return Err(AdoptError::Already { heads }.into());
        }
        let catalog = connection.inspect()?;
        let histories = history::find(&mut *connection, &catalog)?;
        let history = chosen(histories, self.from.as_deref(), &catalog)?;
        match history {
            Some(history) if history.tool.layout.is_some() => self.foreign(place, history),
            history => self.baseline(context, place, connection.dialect(), &catalog, history),
        }
    }

    fn lenience(&self) -> Lenience {
        Lenience { missing: self.allow_missing, edited: self.allow_edited }
    }

    /// What would be sent, as SQL.
    fn rehearse(
        &self,
        context: &Context,
        place: &Place,
        environment: &Environment,
        plan: &Plan,
    ) -> Result<Option<Stamped>, Failure> {
        let Some(target) = plan.target()? else { return Ok(None) };
        let dialect = database::dialect(None, environment)?;
        let show = match context.output.format {
            Format::Human => Show::Sql(SqlText::new(dialect.name(), Detail::Full)),
            Format::Json => Show::Talk,
        };
        let (follower, _) = Follower::new(&context.output, context.clock, show);
        let watcher = Watcher::new(follower);
        let options =
            options(context, &place.project, environment, &Repeatable::default(), watcher)?;
        let stamped = stamp_offline(&plan.revisions, dialect, &target, &options);
        Ok(Some(stamped.map_err(|error| of_run(&error))?))
    }
}

/// Records what is applied, in one transaction.
fn record(
    context: &Context,
    place: &Place,
    environment: &Environment,
    plan: &Plan,
) -> Result<Option<Stamped>, Failure> {
    let (Some(target), Some((url, _))) = (plan.target()?, &environment.url) else {
        return Ok(None);
    };
    let (follower, _) = Follower::new(&context.output, context.clock, Show::Talk);
    let watcher = Watcher::new(follower);
    let options = options(context, &place.project, environment, &Repeatable::default(), watcher)?;
    let connection = open::open(url, Purpose::Change)?;
    let stamped = stamp(&plan.revisions, connection, &target, false, &options);
    Ok(Some(stamped.map_err(|error| of_run(&error))?))
}

/// The history that counts; none when nobody keeps one.
fn chosen(
    histories: Vec<History>,
    from: Option<&str>,
    catalog: &Catalog,
) -> Result<Option<History>, AdoptError> {
    let found: Vec<&'static str> = histories.iter().map(|history| history.tool.name).collect();
    let mut wanted: Vec<History> = match from {
        None => histories,
        Some(name) => histories.into_iter().filter(|history| history.tool.name == name).collect(),
    };
    if wanted.len() > 1 {
        let tools = wanted.iter().map(|history| history.tool.name.to_owned()).collect();
        return Err(AdoptError::Several { tools });
    }
    if catalog == &Catalog::default() {
        return Err(AdoptError::Empty);
    }
    let named = from.and_then(|name| TOOLS.into_iter().find(|tool| tool.name == name));
    match (wanted.pop(), named) {
        (None, Some(tool)) => {
            Err(AdoptError::NoHistory { tool: tool.name, table: tool.table, found })
        }
        (history, _) => Ok(history),
    }
}
