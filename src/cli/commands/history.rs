//! `sandshift history`

use clap::Args;
use serde_json::json;

use crate::backend::open::Purpose;
use crate::cli::drawing::{Node, Pen, draw};
use crate::cli::entry::Entry;
use crate::cli::failure::Failure;
use crate::cli::output::{Format, Loudness};
use crate::cli::project::Project;
use crate::cli::run_failure::of_run;
use crate::cli::{Answer, Context, Ending, database};
use crate::report::style;
use crate::revision::{Graph, Range, RevisionId, State, history, history_range};
use crate::runner::status;

/// List the revisions, newest first
///
/// No database is needed, unless `-i` or `current` asks where it stands.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift history
  sandshift history --graph
  sandshift history -r 1b22:head          both ends included
  sandshift history -r -3:                the last three
  sandshift history -r current: -i        what has not run yet, and where the database stands
  sandshift history -v                    with parents, files and whole messages")]
pub(crate) struct History {
    /// Show only these: `FROM:TO`, either end may be left out
    #[arg(short, long = "rev-range", value_name = "RANGE", allow_hyphen_values = true)]
    range: Option<String>,

    /// Mark where the database stands, and what has run
    #[arg(short, long)]
    indicate_current: bool,

    /// Draw how the branches part and join
    #[arg(long)]
    graph: bool,
}

impl History {
    /// Lists the revisions.
    ///
    /// # Errors
    ///
    /// The graph is bad, or an end of the range means nothing.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let graph = project.revisions()?.graph;
        let range: Option<Range> = self.range.as_deref().map(str::parse).transpose()?;
        let asks_current = range.as_ref().is_some_and(Range::mentions_current);
        let state = match self.indicate_current || asks_current {
            false => None,
            true => Some(self.state(context, &project, &graph, asks_current)?),
        };
        let empty = State::empty(&graph);
        let seen_from = state.as_ref().unwrap_or(&empty);
        let shown = match &range {
            Some(range) => history_range(seen_from, range)?,
            None => history(seen_from),
        };
        let marks = state.as_ref().filter(|_| self.indicate_current);
        let entries: Vec<Entry> = shown.iter().map(|id| entry(&graph, id, marks)).collect();
        self.show(context, &graph, &shown, &entries);
        Ok(Ending::Good)
    }

    /// Where the database stands; only a range that names `current` needs all of it to be known.
    fn state<'g>(
        &self,
        context: &Context,
        project: &Project,
        graph: &'g Graph,
        needs_all: bool,
    ) -> Result<State<'g>, Failure> {
        let environment = project.environment(&context.globals, &context.output)?;
        let mut connection = database::connect(context, project, &environment, Purpose::Look)?;
        let mut heads = status::heads(&mut *connection).map_err(|error| of_run(&error))?;
        if !needs_all {
            let is_known = |head: &String| head.parse().is_ok_and(|id| graph.get(&id).is_some());
            let unknown: Vec<String> = heads.extract_if(.., |head| !is_known(head)).collect();
            for head in unknown {
                context.output.say(&format!(
                    "{} the database records {}, which no file declares",
                    style::warning("Note:"),
                    style::id(head)
                ));
            }
        }
        Ok(State::read(graph, &heads)?)
    }

    fn show(&self, context: &Context, graph: &Graph, shown: &[&RevisionId], entries: &[Entry]) {
        let output = &context.output;
        match (output.format, self.graph, output.loudness) {
            (Format::Json, _, _) => output.json(&json!({ "revisions": entries })),
            (Format::Human, true, _) => {
                drawn(graph, shown, entries).iter().for_each(|row| output.line(row));
            }
            (Format::Human, false, Loudness::Verbose) => {
                entries.iter().for_each(|entry| output.line(&entry.block()));
            }
            (Format::Human, false, _) => {
                entries.iter().for_each(|entry| output.line(&entry.line()));
            }
        }
        if entries.is_empty() {
            output.say("There is no revision here.");
        }
    }
}

fn entry(graph: &Graph, id: &RevisionId, marks: Option<&State<'_>>) -> Entry {
    Entry {
        is_current: marks.map(|state| state.heads().contains(&id)),
        is_applied: marks.map(|state| state.has_applied(id)),
        ..Entry::of(graph, id)
    }
}

fn drawn(graph: &Graph, shown: &[&RevisionId], entries: &[Entry]) -> Vec<String> {
    let nodes: Vec<Node<'_>> = shown
        .iter()
        .zip(entries)
        .map(|(&id, entry)| Node {
            id,
            parents: graph.get(id).map_or(&[], |revision| revision.parents.as_slice()),
            is_current: entry.is_current == Some(true),
            text: entry.line(),
        })
        .collect();
    draw(&nodes, pen())
}

/// Box-drawing characters where the locale has them.
fn pen() -> Pen {
    let set = |name: &&str| std::env::var(name).is_ok_and(|text| !text.is_empty());
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find(|name| set(name)).copied();
    let locale = locale.and_then(|name| std::env::var(name).ok()).unwrap_or_default();
    let is_unicode = locale.to_ascii_uppercase().replace('-', "").contains("UTF8");
    if is_unicode { Pen::UNICODE } else { Pen::ASCII }
}
