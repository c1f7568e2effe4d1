//! `sandshift conflicts`

use std::collections::BTreeMap;

use clap::Args;
use serde_json::{Value, json};

use crate::backend::open::DIALECTS;
use crate::cli::base_branch::BaseBranch;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::{Answer, Context, Ending, modules};
use crate::error::Kind;
use crate::report::style;
use crate::revision::{
    Conflict, Graph, Revision, RevisionError, RevisionFile, RevisionId, State, conflicts,
};
use crate::runner::project::Project as Revisions;
use crate::runner::review::{Reviewer, listening_limits};

/// Look for branches that nobody has joined and that may contradict each other
///
/// Reports several heads, revisions with the same parent, and tables or columns that two branches
/// touch. With `--base` also against the revisions of a git branch, before it is merged. The exit
/// code is 1 when there is a conflict.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift conflicts
  sandshift conflicts --base origin/main")]
pub(crate) struct Conflicts {
    /// Compare with the revisions of this git branch or commit as well
    #[arg(long, value_name = "GIT_REF")]
    base: Option<String>,
}

impl Conflicts {
    /// Looks for conflicts.
    ///
    /// # Errors
    ///
    /// The graph is bad, or git cannot read the branch.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let revisions = project.revisions()?;
        let base = match &self.base {
            Some(name) => {
                Some(BaseBranch::read(name, &project.migration_folders(), project.settings.layout)?)
            }
            None => None,
        };
        let (graph, edited) = match &base {
            None => (revisions.graph.clone(), Vec::new()),
            Some(base) => {
                let edited = base.edited(revisions.files.values())?;
                (
                    Graph::build(union(&revisions.graph, base.files.iter().map(Revision::from)))?,
                    edited,
                )
            }
        };
        let files = files(&revisions, base.as_ref());
        let limits = listening_limits(&project.settings.limits);
        let compilation = modules::compilation(&context.output);
        let reviewer = Reviewer { dialects: &DIALECTS, limits: &limits, compilation: &compilation };
        let apart = apart(&graph)?;
        let touched = reviewer.touched(apart.iter().filter_map(|id| files.get(id)))?;
        let found = conflicts(&graph, &touched);
        show(context, &graph, &found, &edited);
        let is_clean = found.is_empty() && edited.is_empty();
        Ok(if is_clean { Ending::Good } else { Ending::Found(Kind::No) })
    }
}

/// The revisions that are not below every head, in the order in which they would run; only these
/// can contradict each other.
fn apart(graph: &Graph) -> Result<Vec<RevisionId>, RevisionError> {
    let heads = graph.effective_heads();
    let states: Vec<State<'_>> =
        heads.iter().map(|head| State::read(graph, &[head.as_str()])).collect::<Result<_, _>>()?;
    let everything = State::empty(graph);
    let is_apart = |id: &&RevisionId| !states.iter().all(|state| state.has_applied(id));
    Ok(everything.pending().into_iter().filter(is_apart).cloned().collect())
}

/// Our files, and those of the other side that we do not have.
fn files(ours: &Revisions, base: Option<&BaseBranch>) -> BTreeMap<RevisionId, RevisionFile> {
    let mut files = ours.files.clone();
    for file in base.iter().flat_map(|base| &base.files) {
        files.entry(file.header.revision.clone()).or_insert_with(|| file.clone());
    }
    files
}

/// Our revisions, and those of the other side that we do not have.
fn union(ours: &Graph, theirs: impl Iterator<Item = Revision>) -> Vec<Revision> {
    let mut all: Vec<Revision> = ours.revisions().cloned().collect();
    all.extend(theirs.filter(|revision| ours.get(&revision.id).is_none()));
    all
}

fn show(context: &Context, graph: &Graph, found: &[Conflict], edited: &[RevisionId]) {
    let output = &context.output;
    match output.format {
        Format::Json => {
            let mut all: Vec<Value> = found.iter().map(to_json).collect();
            all.extend(
                edited.iter().map(|id| json!({ "kind": "edited", "revision": id.as_str() })),
            );
            output.json(&json!({ "conflicts": all }));
        }
        Format::Human => {
            found.iter().for_each(|conflict| output.line(&line(graph, conflict)));
            for id in edited {
                output.line(&format!(
                    "{} differs from the file of the other side",
                    style::id(id.as_str())
                ));
            }
        }
    }
    match found.len() + edited.len() {
        0 => output.say(&format!("{} no conflicts", style::good("Clean:"))),
        _ => output.say(&format!(
            "{} look at both sides, then join them with `sandshift merge`",
            style::strong("Next:")
        )),
    }
}

fn line(graph: &Graph, conflict: &Conflict) -> String {
    let named = |id: &RevisionId| {
        let file = graph.get(id).and_then(|revision| revision.file.as_ref());
        match file {
            Some(file) => format!("{} ({})", style::id(id.as_str()), file.display()),
            None => style::id(id.as_str()),
        }
    };
    let list =
        |ids: &[RevisionId]| ids.iter().map(|id| format!("\n  {}", named(id))).collect::<String>();
    match conflict {
        Conflict::SeveralHeads { heads } => {
            format!(
                "{} the history has {} ends:{}",
                style::warning("heads"),
                heads.len(),
                list(heads)
            )
        }
        Conflict::SameParent { parent, children } => format!(
            "{} these stand on {} side by side:{}",
            style::warning("parent"),
            style::id(parent.as_str()),
            list(children)
        ),
        Conflict::SameObject { object, left, right } => format!(
            "{} both sides touch `{}`:{}",
            style::warning("object"),
            crate::report::escape::escape(&object.to_string()),
            list(&[left.clone(), right.clone()])
        ),
    }
}

fn to_json(conflict: &Conflict) -> Value {
    let texts = |ids: &[RevisionId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
    match conflict {
        Conflict::SeveralHeads { heads } => {
            json!({ "kind": "several_heads", "heads": texts(heads) })
        }
        Conflict::SameParent { parent, children } => {
            json!({ "kind": "same_parent", "parent": parent.as_str(), "children": texts(children) })
        }
        Conflict::SameObject { object, left, right } => json!({
            "kind": "same_object",
            "table": object.table,
            "column": object.column,
            "left": left.as_str(),
            "right": right.as_str(),
        }),
    }
}
