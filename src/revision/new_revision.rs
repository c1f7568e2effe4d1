//! The rules for a new revision: its id, parents, dependencies, labels and file name.
//!
//! Pure: nothing is written, and the text of the file comes from elsewhere.

use super::error::{Result, RevisionError};
use super::file::Language;
use super::graph::{At, Graph};
use super::header::Header;
use super::id::{BranchLabel, NameFault, RevisionId};
use super::plan::refuse_current;
use super::resolve::{Overstep, Resolver, find};
use super::state::State;
use super::target::Target;

/// The greatest length of the readable part of a file name, in characters.
pub const SLUG_CHARACTERS_MAX: usize = 40;

/// What somebody asks for when making a revision.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewRevision {
    /// The wished id; a random one when none.
    pub id: Option<String>,
    /// The parents; the only head when none.
    pub parents: Option<Target>,
    /// Whether a parent that is no head is meant, which opens a branch.
    pub branching: Branching,
    /// Ids, beginnings of ids, or labels that the revision depends on.
    pub depends_on: Vec<String>,
    /// The branch labels to declare.
    pub labels: Vec<String>,
}

/// Whether a new revision may stand on one that has children already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Branching {
    /// Only heads can be parents.
    #[default]
    Refuse,
    /// Any revision can be a parent: `--splice`.
    Splice,
}

/// A new revision that fits into the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its id.
    pub id: RevisionId,
    /// Its parents, by id.
    pub down_revision: Vec<RevisionId>,
    /// Full ids, or labels as they were given.
    pub depends_on: Vec<String>,
    /// The labels it declares.
    pub branch_labels: Vec<BranchLabel>,
}

impl Draft {
    /// A revision that stands on nothing.
    #[must_use]
    pub fn base(id: RevisionId) -> Self {
        Self { id, down_revision: Vec::new(), depends_on: Vec::new(), branch_labels: Vec::new() }
    }

    /// The header of the new file.
    #[must_use]
    pub fn header(&self, message: &str, created: &str) -> Header {
        Header {
            depends_on: self.depends_on.clone(),
            branch_labels: self.branch_labels.clone(),
            created: Some(created.to_owned()),
            ..Header::plain(self.id.clone(), self.down_revision.clone(), message.to_owned())
        }
    }

    /// The name of the file: the id, a readable part made of the message, the extension.
    #[must_use]
    pub fn file_name(&self, message: &str, language: Language) -> String {
        let extension = language.extension();
        match slug(message).as_str() {
            "" => format!("{}.{extension}", self.id),
            slug => format!("{}_{slug}.{extension}", self.id),
        }
    }
}

/// Checks that a new revision fits into the graph.
///
/// # Errors
///
/// Of kind `Target`, for an id that exists or is illegal, a label that is taken, several heads
/// without a named parent, or a parent that is no head without [`Branching::Splice`].
pub fn draft(graph: &Graph, wish: &NewRevision) -> Result<Draft> {
    let parents = match &wish.parents {
        Some(target) => parents(graph, target)?,
        None => only_head(graph)?,
    };
    complete(graph, wish, &parents)
}

/// Checks a new revision that joins branches.
///
/// # Errors
///
/// As for [`draft`]; also when fewer than two revisions are named, because a merge of one is an
/// ordinary empty child.
pub fn draft_merge(graph: &Graph, joined: &Target, wish: &NewRevision) -> Result<Draft> {
    let parents = parents(graph, joined)?;
    if parents.len() < 2 {
        return Err(RevisionError::TooFewToMerge { ids: graph.cloned_ids(parents) });
    }
    complete(graph, wish, &parents)
}

/// Makes the readable part of a file name: lower case ASCII words joined by `_`.
///
/// Longer texts are cut between words where possible. Other characters are left out.
#[must_use]
pub fn slug(message: &str) -> String {
    let words = message.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let whole = words.collect::<Vec<_>>().join("_").to_ascii_lowercase();
    let Some(cut) = whole.get(..SLUG_CHARACTERS_MAX) else {
        return whole;
    };
    let ends_at_word = whole.len() == cut.len() || whole[cut.len()..].starts_with('_');
    let fitting = match cut.rsplit_once('_') {
        Some((before, _)) if !ends_at_word => before,
        _ => cut,
    };
    fitting.to_owned()
}

fn complete(graph: &Graph, wish: &NewRevision, parents: &[At]) -> Result<Draft> {
    let id = match &wish.id {
        Some(text) => free_id(graph, text)?,
        None => RevisionId::random(),
    };
    if wish.branching == Branching::Refuse {
        refuse_branching(graph, parents)?;
    }
    let labels = wish.labels.iter().map(|text| free_label(graph, text, &id));
    let branch_labels: Vec<BranchLabel> = labels.collect::<Result<_>>()?;
    let depends_on = wish.depends_on.iter().map(|text| full_name(graph, text));
    Ok(Draft {
        id,
        down_revision: graph.cloned_ids(parents.iter().copied()),
        depends_on: depends_on.collect::<Result<_>>()?,
        branch_labels,
    })
}

fn only_head(graph: &Graph) -> Result<Vec<At>> {
    let heads: Vec<At> = graph.heads_at().collect();
    match heads.len() {
        0 | 1 => Ok(heads),
        _ => Err(RevisionError::SeveralHeads {
            target: "head".into(),
            heads: graph.cloned_ids(heads),
        }),
    }
}

fn parents(graph: &Graph, target: &Target) -> Result<Vec<At>> {
    let nowhere = State::empty(graph);
    let mut found = Vec::new();
    for address in &target.addresses {
        refuse_current(address)?;
        let spots = Resolver::new(&nowhere, address, Overstep::Refuse)?.spots()?;
        found.extend(spots.into_iter().flatten());
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn refuse_branching(graph: &Graph, parents: &[At]) -> Result<()> {
    match parents.iter().find(|&&at| !graph.nodes[at].children.is_empty()) {
        None => Ok(()),
        Some(&at) => Err(RevisionError::SpliceNeeded { parent: graph.id(at).clone() }),
    }
}

fn free_id(graph: &Graph, text: &str) -> Result<RevisionId> {
    let id: RevisionId = text.parse().map_err(|fault| illegal(text, fault))?;
    if let Some(existing) = graph.get(&id) {
        return Err(RevisionError::IdExists {
            id,
            files: existing.file.clone().into_iter().collect(),
        });
    }
    refuse_taken(graph.find_label(text).map(|at| graph.id(at)), text)?;
    Ok(id)
}

fn free_label(graph: &Graph, text: &str, own_id: &RevisionId) -> Result<BranchLabel> {
    let label = text.parse().map_err(|fault| illegal(text, fault))?;
    let owner = graph.find_label(text).or_else(|| graph.find_id(text));
    refuse_taken(owner.map(|at| graph.id(at)), text)?;
    refuse_taken((own_id.as_str() == text).then_some(own_id), text)?;
    Ok(label)
}

fn refuse_taken(owner: Option<&RevisionId>, name: &str) -> Result<()> {
    match owner {
        None => Ok(()),
        Some(owner) => {
            Err(RevisionError::NameTaken { name: name.to_owned(), owner: owner.clone() })
        }
    }
}

fn full_name(graph: &Graph, text: &str) -> Result<String> {
    if graph.find_label(text).is_some() {
        return Ok(text.to_owned());
    }
    let at = find(graph, text)?;
    Ok(graph.id(at).to_string())
}

fn illegal(text: &str, fault: NameFault) -> RevisionError {
    RevisionError::IllegalNewName { text: text.to_owned(), fault }
}
