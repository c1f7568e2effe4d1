//! `sandshift show`

use clap::Args;
use serde_json::{Value, json};

use crate::backend::connection::Connection;
use crate::backend::open::Purpose;
use crate::cli::entry::Entry;
use crate::cli::failure::Failure;
use crate::cli::module_facts::ModuleFacts;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::way_back::WayBack;
use crate::cli::{Answer, Context, Ending, database, modules};
use crate::report::style;
use crate::revision::{RevisionError, RevisionFile, RevisionId, State, Target, lookup};
use crate::runner::project::Project as Revisions;

/// Describe revisions: what they do, where they stand, their file and checksum
///
/// Every name of a revision works: an id or its beginning, `head`, `label@head`, `head-2`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift show head
  sandshift show 3f2a
  sandshift show 3f2a --down        how it would be undone
  sandshift show billing@head-1")]
pub(crate) struct Show {
    /// The revisions
    #[arg(value_name = "REVISION", default_value = "heads", allow_negative_numbers = true)]
    revisions: Vec<String>,

    /// Show the way back that was derived when the revision ran; reads the database
    #[arg(long)]
    down: bool,
}

impl Show {
    /// Describes them, in the order in which they were named.
    ///
    /// # Errors
    ///
    /// A name means nothing, or a file cannot be read.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let project = Project::open(&context.globals)?;
        let revisions = project.revisions()?;
        let target: Target = self.revisions.join(",").parse()?;
        let state = State::empty(&revisions.graph);
        let output = &context.output;
        let mut connection = self.down.then(|| connect(context, &project)).transpose()?;
        let compilation = modules::compilation(output);
        let engines = (&project.settings.limits, &compilation);
        let mut described = Vec::new();
        for id in lookup(&state, &target)? {
            let details = details(&revisions, id)?;
            let way = match connection.as_deref_mut() {
                Some(connection) => Some(WayBack::of(connection, &revisions, engines, id)?),
                None => None,
            };
            if output.format == Format::Human {
                output.line(&details.block());
                way.iter().flat_map(WayBack::lines).for_each(|line| output.line(&line));
            }
            let mut object = details.to_json();
            if let (Some(way), Value::Object(object)) = (way, &mut object) {
                object.insert("down".to_owned(), way.to_json());
            }
            described.push(object);
        }
        if output.format == Format::Json {
            output.json(&json!({ "revisions": described }));
        }
        Ok(Ending::Good)
    }
}

fn connect(context: &Context, project: &Project) -> Result<Box<dyn Connection>, Failure> {
    let environment = project.environment(&context.globals, &context.output)?;
    database::connect(context, project, &environment, Purpose::Look)
}

/// What the header and the file say beyond the graph.
struct Details {
    entry: Entry,
    children: Vec<String>,
    created: Option<String>,
    transaction: bool,
    irreversible: Option<String>,
    checksum: Option<String>,
    module: Option<ModuleFacts>,
}

fn details(revisions: &Revisions, id: &RevisionId) -> Result<Details, Failure> {
    let file = revisions.files.get(id);
    let header = file.map(|file| &file.header);
    let source = match file.map(RevisionFile::read_source).transpose() {
        Err(RevisionError::NotBuilt { .. } | RevisionError::ModuleMissing { .. }) => None,
        read => read?,
    };
    let checksum = file.zip(source.as_deref()).map(|(file, source)| file.checksum_of(source));
    let checksum = checksum.transpose()?;
    Ok(Details {
        entry: Entry::of(&revisions.graph, id),
        children: revisions.graph.children(id).iter().map(ToString::to_string).collect(),
        created: header.and_then(|header| header.created.clone()),
        transaction: header.is_none_or(|header| header.transaction),
        irreversible: header.and_then(|header| header.irreversible.clone()),
        checksum: checksum.map(|checksum| checksum.to_string()),
        module: file.and_then(|file| ModuleFacts::of(file, source.as_deref())),
    })
}

impl Details {
    fn block(&self) -> String {
        let mut lines = vec![self.entry.block()];
        let mut fact = |name: &str, value: &str| {
            if !value.is_empty() {
                lines.push(format!("  {} {value}", style::dim(format!("{name:<11}"))));
            }
        };
        let safe = |text: &Option<String>| {
            text.as_deref().map(crate::report::escape::first_line).unwrap_or_default()
        };
        fact("children", &crate::report::escape::escape(&self.children.join(", ")));
        fact("created", &safe(&self.created));
        fact("transaction", if self.transaction { "" } else { "no" });
        fact("irreversible", &safe(&self.irreversible));
        fact("checksum", self.checksum.as_deref().unwrap_or_default());
        for (name, value) in self.module.iter().flat_map(ModuleFacts::lines) {
            fact(name, &value);
        }
        lines.join("\n")
    }

    fn to_json(&self) -> Value {
        let mut value = json!(self.entry);
        if let Value::Object(object) = &mut value {
            object.insert("children".into(), json!(self.children));
            object.insert("created".into(), json!(self.created));
            object.insert("transaction".into(), json!(self.transaction));
            object.insert("irreversible".into(), json!(self.irreversible));
            object.insert("checksum".into(), json!(self.checksum));
            object.insert("module".into(), json!(self.module.as_ref().map(ModuleFacts::to_json)));
        }
        value
    }
}
