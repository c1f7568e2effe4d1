//! `sandshift undo`

use clap::{Args, Subcommand};
use sandshift_model::operation::RowChange;
use sandshift_model::query::Row;
use sandshift_model::value::shown;
use serde_json::{Value, json};

use crate::backend::connection::Connection;
use crate::backend::open::Purpose;
use crate::cli::args::{Globals, With};
use crate::cli::failure::Failure;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::run_failure::of_run;
use crate::cli::{Answer, CliError, Context, Ending, database, question};
use crate::report::escape::escape;
use crate::report::style;
use crate::runner::undo::{self, Kept, KeptFor};
use crate::session::undo::books::UndoTable;

/// Rows of an operation that are shown unless more are asked for.
const SHOWN: u64 = 20;

/// See and drop the rows that are kept for rollbacks
///
/// Before a migration without a `down` changes rows, they are kept as they were. A rollback puts them back and drops
/// what was kept; what no rollback has used is dropped by a run after the days that sandshift.toml says.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift undo list
  sandshift undo show 3f2a1c9d            the rows as they were and as they became
  sandshift undo purge 3f2a1c9d           it cannot be rolled back any more
  sandshift undo purge --all --yes")]
pub(crate) struct Undo {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    List(With<List>),
    Show(With<Show>),
    Purge(With<Purge>),
}

/// What is asked of kept rows.
#[derive(Debug)]
pub(crate) enum Asked {
    /// Which there are.
    List,
    /// What a revision has kept.
    Show(Show),
    /// Drop them.
    Purge(Purge),
}

/// List the tables that keep rows
#[derive(Debug, Args)]
struct List {}

/// Show the rows that are kept for a revision
#[derive(Debug, Args)]
pub(crate) struct Show {
    /// The revision, or the beginning of its id
    revision: String,

    /// Show at most so many rows of each operation
    #[arg(long, value_name = "ROWS", default_value_t = SHOWN)]
    limit: u64,
}

/// Drop kept rows; a rollback that needs them is refused from then on
#[derive(Debug, Args)]
pub(crate) struct Purge {
    /// The revision, or the beginning of its id
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    revision: Option<String>,

    /// Those of all revisions
    #[arg(long)]
    all: bool,

    /// Do not ask
    #[arg(short, long)]
    yes: bool,
}

impl Undo {
    /// The command below this one, with the global options from both sides of it.
    #[must_use]
    pub(crate) fn split(self, before: Globals) -> (Globals, Asked) {
        let (after, asked) = match self.task {
            Task::List(with) => (with.globals, Asked::List),
            Task::Show(with) => (with.globals, Asked::Show(with.own)),
            Task::Purge(with) => (with.globals, Asked::Purge(with.own)),
        };
        (before.and(after), asked)
    }
}

impl Asked {
    /// Shows what is kept, or drops it.
    ///
    /// # Errors
    ///
    /// The database cannot be read or written, nothing fits, or the question is answered with no.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let purpose = match self {
            Self::List | Self::Show(_) => Purpose::Look,
            Self::Purge(_) => Purpose::Change,
        };
        let project = Project::open(&context.globals)?;
        let environment = project.environment(&context.globals, &context.output)?;
        let mut connection = database::connect(context, &project, &environment, purpose)?;
        let kept = undo::list(&mut *connection).map_err(|error| of_run(&error))?;
        match self {
            Self::List => list(context, &kept),
            Self::Show(show) => show.run(context, &mut *connection, &kept)?,
            Self::Purge(purge) => purge.run(context, &mut *connection, &kept)?,
        }
        Ok(Ending::Good)
    }
}

fn list(context: &Context, kept: &[Kept]) {
    let output = &context.output;
    if output.format == Format::Json {
        let object = |kept: &Kept| {
            let UndoTable { name, revision, table, created_micros } = &kept.table;
            json!({
                "undo_table": name.to_string(), "revision": revision, "table": table,
                "rows": kept.rows, "created_micros": created_micros,
            })
        };
        output.json(&json!({ "undo": kept.iter().map(object).collect::<Vec<Value>>() }));
        return;
    }
    for one in kept {
        let rows = match one.rows {
            Some(1) => "1 row".to_owned(),
            Some(rows) => format!("{rows} rows"),
            None => style::warning("missing"),
        };
        let UndoTable { name, revision, table, .. } = &one.table;
        let name = style::dim(escape(&name.to_string()));
        output.line(&format!("{} {}  {rows}  {name}", style::id(revision), escape(table)));
    }
    if kept.is_empty() {
        output.say("No rows are kept.");
    }
}

impl Show {
    fn run(
        &self,
        context: &Context,
        connection: &mut dyn Connection,
        kept: &[Kept],
    ) -> Result<(), Failure> {
        let revision = chosen(kept, &self.revision)?;
        let shown = undo::show(connection, &revision, self.limit).map_err(|e| of_run(&e))?;
        let output = &context.output;
        if output.format == Format::Json {
            let operations: Vec<Value> = shown.iter().map(object).collect();
            output.json(&json!({ "revision": revision, "operations": operations }));
            return Ok(());
        }
        for one in &shown {
            let line = format!("{} (line {})", escape(&one.what), one.line);
            output.line(&format!("{}  {line}", style::strong(word(one.restore.change))));
            for row in &one.rows {
                output.line(&format!("  {}", escape(&line_of(one, row))));
            }
        }
        Ok(())
    }
}

impl Purge {
    fn run(
        &self,
        context: &Context,
        connection: &mut dyn Connection,
        kept: &[Kept],
    ) -> Result<(), Failure> {
        let revision = self.revision.as_deref().map(|part| chosen(kept, part)).transpose()?;
        let is_meant = |table: &&UndoTable| {
            revision.as_ref().is_none_or(|revision| table.revision == *revision)
        };
        let tables: Vec<UndoTable> =
            kept.iter().map(|kept| &kept.table).filter(is_meant).cloned().collect();
        let output = &context.output;
        if !tables.is_empty() && !self.yes {
            let asks = question::can_ask(context);
            let what = format!("Drop the rows kept in {} tables?", tables.len());
            if !(asks && question::ask(context, &what)) {
                return Err(CliError::NotConfirmed {
                    reason: "nothing was dropped: revisions may need these rows to be rolled back"
                        .to_owned(),
                    advice: "answer with `y`, or pass `--yes`".to_owned(),
                }
                .into());
            }
        }
        undo::purge(connection, &tables).map_err(|error| of_run(&error))?;
        if output.format == Format::Json {
            let names: Vec<String> = tables.iter().map(|table| table.name.to_string()).collect();
            output.json(&json!({ "dropped": names }));
        }
        output.say(&match tables.len() {
            0 => "No rows are kept.".to_owned(),
            1 => format!("{} one undo table was dropped", style::good("Done:")),
            count => format!("{} {count} undo tables were dropped", style::good("Done:")),
        });
        Ok(())
    }
}

/// The revision that a part of its id means.
fn chosen(kept: &[Kept], part: &str) -> Result<String, CliError> {
    let mut fitting: Vec<&str> = kept
        .iter()
        .map(|kept| kept.table.revision.as_str())
        .filter(|revision| revision.starts_with(part))
        .collect();
    fitting.dedup();
    match fitting.as_slice() {
        [one] => Ok((*one).to_owned()),
        _ if fitting.contains(&part) => Ok(part.to_owned()),
        [] => Err(CliError::usage(
            format!("no rows are kept for a revision `{part}`"),
            "`sandshift undo list` shows all that are kept",
        )),
        several => Err(CliError::usage(
            format!("`{part}` may be {}", several.join(" or ")),
            "write more of the id",
        )),
    }
}

fn word(change: RowChange) -> &'static str {
    match change {
        RowChange::Updated => "updated",
        RowChange::Deleted => "deleted",
        RowChange::Inserted => "inserted",
        RowChange::Dropped => "dropped",
    }
}

fn object(one: &KeptFor) -> Value {
    let row = |row: &Row| {
        let key: Vec<String> = row.iter().take(one.restore.key.len()).map(shown).collect();
        let values = one.values(row);
        let before: Vec<String> = values.iter().map(|(before, _)| shown(before)).collect();
        let after: Vec<String> = values.iter().filter_map(|(_, a)| a.map(shown)).collect();
        json!({ "key": key, "before": before, "after": after })
    };
    let names = |names: &[sandshift_model::ident::Ident]| {
        names.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    json!({
        "what": one.what,
        "line": one.line,
        "table": one.restore.table.to_string(),
        "change": word(one.restore.change),
        "key": names(&one.restore.key),
        "columns": names(&one.restore.columns),
        "rows": one.rows.iter().map(row).collect::<Vec<Value>>(),
    })
}

/// A kept row: its key, then what each column was and became.
fn line_of(one: &KeptFor, row: &Row) -> String {
    let key = one.restore.key.iter().zip(row);
    let key: Vec<String> = key.map(|(name, value)| format!("{name} = {}", shown(value))).collect();
    let values = one.restore.columns.iter().zip(one.values(row));
    let value = |(name, (before, after)): (_, (&_, Option<&_>))| match after {
        Some(after) => format!("{name}: {} -> {}", shown(before), shown(after)),
        None => format!("{name}: {}", shown(before)),
    };
    let values: Vec<String> = values.map(value).collect();
    format!("{}  {}", key.join(", "), values.join(", "))
}
