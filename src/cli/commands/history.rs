//! `sandshift history`

use clap::Args;
use serde_json::json;

use crate::cli::drawing::{Node, Pen, draw};
use crate::cli::entry::Entry;
use crate::cli::output::{Format, Loudness};
use crate::cli::project::Project;
use crate::cli::{Answer, Context, Ending};
use crate::revision::{Graph, Range, RevisionId, State, history, history_range};

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
        let state = State::empty(&graph);
        let shown = match &range {
            Some(range) => history_range(&state, range)?,
            None => history(&state),
        };
        self.show(context, &graph, &shown);
        Ok(Ending::Good)
    }

    fn show(&self, context: &Context, graph: &Graph, shown: &[&RevisionId]) {
        let output = &context.output;
        let entries: Vec<Entry> = shown.iter().map(|id| Entry::of(graph, id)).collect();
        match (output.format, self.graph, output.loudness) {
            (Format::Json, _, _) => output.json(&json!({ "revisions": entries })),
            (Format::Human, true, _) => {
                drawn(graph, shown, &entries).iter().for_each(|row| output.line(row));
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
