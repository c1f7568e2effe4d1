//! `sandshift status`

use clap::Args;
use serde_json::json;

use crate::backend::open::Purpose;
use crate::cli::entry::Entry;
use crate::cli::output::{Format, Loudness};
use crate::cli::project::Project;
use crate::cli::run_failure::of_run;
use crate::cli::{Answer, Context, Ending, database};
use crate::error::Kind;
use crate::report::escape::first_line;
use crate::report::style;
use crate::revision::RevisionId;
use crate::runner::status::{self as look, HalfDone};

/// Compare the database with the files: what has run, what has not, what was edited or is missing
///
/// Changes nothing. With `--check` the exit code is 1 unless everything has run and nothing was
/// edited or lost.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift status
  sandshift status -v                  applied revisions too
  sandshift status --check --quiet")]
pub(crate) struct Status {
    /// Exit with 1 unless all is as it should be
    #[arg(long)]
    check: bool,
}

impl Status {
    /// Compares.
    ///
    /// # Errors
    ///
    /// The database cannot be read, or records a revision that neither files nor journal know.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let revisions = project.revisions()?;
        let environment = project.environment(&context.globals, &context.output)?;
        let mut connection = database::connect(context, &project, &environment, Purpose::Look)?;
        let status = look::status(&revisions, &mut *connection).map_err(|error| of_run(&error))?;
        show(context, &status);
        let is_good = status.pending.is_empty()
            && status.edited.is_empty()
            && status.missing.is_empty()
            && status.half_done.is_none();
        Ok(if self.check && !is_good { Ending::Found(Kind::No) } else { Ending::Good })
    }
}

fn show(context: &Context, status: &look::Status) {
    let output = &context.output;
    let entries = |ids: &[RevisionId], is_applied: bool| -> Vec<Entry> {
        let entry = |id| Entry {
            is_applied: Some(is_applied),
            is_current: Some(status.heads.iter().any(|head| head == RevisionId::as_str(id))),
            ..Entry::of(&status.graph, id)
        };
        ids.iter().map(entry).collect()
    };
    let applied = entries(&status.applied, true);
    let pending = entries(&status.pending, false);
    let edited: Vec<RevisionId> = status.edited.iter().map(|(id, _)| id.clone()).collect();
    let edited = entries(&edited, true);
    let missing = entries(&status.missing, true);
    if output.format == Format::Json {
        output.json(&json!({
            "heads": status.heads,
            "applied": applied,
            "pending": pending,
            "edited": edited,
            "missing": missing,
            "half_done": status.half_done.as_ref().map(half_done_object),
        }));
        return;
    }
    let group = |name: String, entries: &[Entry], is_listed: bool| {
        output.line(&format!("{name} {}", entries.len()));
        let listed = entries.iter().filter(|_| is_listed);
        listed.for_each(|entry| output.line(&format!("  {}", entry.line())));
    };
    group(style::good("applied"), &applied, output.loudness == Loudness::Verbose);
    group(style::strong("pending"), &pending, true);
    if !edited.is_empty() {
        group(style::warning("edited after they ran"), &edited, true);
    }
    if !missing.is_empty() {
        group(style::warning("applied, but without a file"), &missing, true);
    }
    if let Some(half) = &status.half_done {
        show_half_done(context, half);
        return;
    }
    if !pending.is_empty() {
        output.say(&format!("{} sandshift run", style::strong("Next:")));
    }
}

fn show_half_done(context: &Context, half: &HalfDone) {
    let output = &context.output;
    let way = if half.direction == "up" { "left half done" } else { "left half undone" };
    output.line(&format!("{} {} {}", style::bad(way), style::id(&half.revision), count(half)));
    if half.is_being_undone {
        output.line("  what was done is being undone");
    }
    if let Some(sql) = &half.in_flight {
        output.line(&format!("  in flight: {}", first_line(sql)));
    }
    let [run, rollback] = nexts(half);
    output.say(&format!("{} sandshift run       {run}", style::strong("Next:")));
    output.say(&format!("{} sandshift rollback  {rollback}", style::strong("  or:")));
}

/// `statement 3 of 7 done`, or without a total.
fn count(half: &HalfDone) -> String {
    match (half.done, half.of) {
        (done, Some(of)) if done <= of => format!("statement {done} of {of} done"),
        (1, _) => "1 statement done".to_owned(),
        (done, _) => format!("{done} statements done"),
    }
}

/// What `run` and `rollback` do about it.
fn nexts(half: &HalfDone) -> [&'static str; 2] {
    match (half.is_being_undone, half.direction.as_str()) {
        (true, "up") => ["finishes undoing it, then begins again", "finishes undoing it"],
        (true, _) => ["finishes bringing it back", "finishes bringing it back, then undoes it"],
        (false, "up") => ["goes on behind what was done", "undoes what was done"],
        (false, _) => ["brings back what was undone", "goes on undoing it"],
    }
}

fn half_done_object(half: &HalfDone) -> serde_json::Value {
    let [run, rollback] = nexts(half);
    json!({
        "revision": half.revision,
        "direction": half.direction,
        "statements_done": half.done,
        "statements": half.of,
        "in_flight": half.in_flight,
        "is_being_undone": half.is_being_undone,
        "run": run,
        "rollback": rollback,
    })
}
