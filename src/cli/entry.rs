//! One revision as every command shows it: a line, a block, or a JSON object.

use serde::Serialize;

use crate::report::escape::{escape, first_line};
use crate::report::style;
use crate::revision::{Graph, Revision, RevisionId};

/// What commands show of a revision; also its JSON form.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Entry {
    /// Its id.
    pub revision: String,
    /// Its message.
    pub message: String,
    /// The ids of its parents.
    pub parents: Vec<String>,
    /// The ids of its dependencies.
    pub depends_on: Vec<String>,
    /// The labels it declares.
    pub labels: Vec<String>,
    /// Its file, as seen from where the command was started.
    pub file: Option<String>,
    /// Nothing stands on it as its parent.
    pub is_head: bool,
    /// A head that nothing depends on either: what an up-to-date database records.
    pub is_effective_head: bool,
    /// Several revisions stand on it.
    pub is_branch_point: bool,
    /// It has several parents.
    pub is_merge: bool,
    /// Whether the database records it as a head; absent when no database was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_current: Option<bool>,
    /// Whether it has run; absent when no database was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_applied: Option<bool>,
}

impl Entry {
    /// Describes a revision; an id that the graph does not know is described by itself.
    #[must_use]
    pub(super) fn of(graph: &Graph, id: &RevisionId) -> Self {
        let unknown = Revision::base(id.clone());
        let revision = graph.get(id).unwrap_or(&unknown);
        let texts = |ids: &[RevisionId]| ids.iter().map(ToString::to_string).collect();
        let children = graph.children(id).len();
        let is_needed = graph.has_dependents(id);
        Self {
            revision: id.to_string(),
            message: revision.message.clone(),
            parents: texts(&revision.parents),
            depends_on: graph.dependencies(id).iter().map(ToString::to_string).collect(),
            labels: revision.labels.iter().map(ToString::to_string).collect(),
            file: revision.file.as_ref().map(|file| file.display().to_string()),
            is_head: children == 0,
            is_effective_head: children == 0 && !is_needed,
            is_branch_point: children > 1,
            is_merge: revision.parents.len() > 1,
            is_current: None,
            is_applied: None,
        }
    }

    /// One line: id, tags, message.
    #[must_use]
    pub(super) fn line(&self) -> String {
        let mut line = style::id(&self.revision);
        if let Some(tags) = self.tags() {
            line.push(' ');
            line.push_str(&tags);
        }
        let message = first_line(&self.message);
        if !message.is_empty() {
            line.push_str("  ");
            line.push_str(&message);
        }
        line
    }

    /// Several lines with everything that is known.
    #[must_use]
    pub(super) fn block(&self) -> String {
        let mut lines = vec![format!(
            "{} {}{}",
            style::strong("revision"),
            style::id(&self.revision),
            self.tags().map(|tags| format!(" {tags}")).unwrap_or_default()
        )];
        let mut fact = |name: &str, value: &str| {
            if !value.is_empty() {
                lines.push(format!("  {} {}", style::dim(format!("{name:<11}")), escape(value)));
            }
        };
        let parents = self.parents.join(", ");
        fact("parent", if parents.is_empty() { "none (base)" } else { &parents });
        fact("depends on", &self.depends_on.join(", "));
        fact("labels", &self.labels.join(", "));
        fact("file", self.file.as_deref().unwrap_or_default());
        for (at, text) in self.message.lines().enumerate() {
            fact(if at == 0 { "message" } else { "" }, text);
        }
        lines.join("\n")
    }

    fn tags(&self) -> Option<String> {
        let mut tags = Vec::new();
        if self.is_current == Some(true) {
            tags.push(style::good("current"));
        }
        match (self.is_head, self.is_effective_head) {
            (true, true) => tags.push(style::tag("head")),
            (true, false) => tags.push(style::tag("head, needed by another")),
            _ => {}
        }
        if self.is_merge {
            tags.push(style::dim("merge"));
        }
        if self.is_branch_point {
            tags.push(style::dim("branch point"));
        }
        tags.extend(self.labels.iter().map(style::tag));
        (!tags.is_empty()).then(|| format!("({})", tags.join(", ")))
    }
}
