//! Everything that can be wrong with revision files, their graph, or a target.
//!
//! Variants are causes with facts as fields. Codes, kinds and hints are in `coded.rs`.

use std::fmt;
use std::io;
use std::path::PathBuf;

use super::foreign::ForeignError;
use super::id::{BranchLabel, NameFault, RevisionId};
use super::pins::PinError;
use crate::error::Place;

/// The result of everything in this module that can fail.
pub type Result<T> = std::result::Result<T, RevisionError>;

/// What is wrong with revision files, their graph, a target, or the recorded state.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum RevisionError {
    #[error(transparent)]
    Foreign(#[from] ForeignError),
    #[error(transparent)]
    Pin(#[from] PinError),

    #[error("`{}` cannot be read", file.display())]
    Unreadable { file: PathBuf, source: io::Error },

    #[error("`{}` changed while it was read: its header is another one now", file.display())]
    Swapped { file: PathBuf },
    #[error("`{}` has no header", file.display())]
    HeaderMissing { file: PathBuf },
    #[error("the header of `{}` is longer than {limit_bytes} bytes", file.display())]
    HeaderTooLong { file: PathBuf, limit_bytes: usize },
    #[error("the header is not valid UTF-8")]
    HeaderNotUtf8 { place: Place },
    #[error("the header is not valid TOML: {message}")]
    HeaderSyntax { place: Place, message: String },
    #[error("the header has the unknown key `{key}`")]
    UnknownKey { place: Place, key: String, nearest: Option<&'static str> },
    #[error("`{key}` must be {expected}, not {found}")]
    WrongType { place: Place, key: &'static str, expected: &'static str, found: &'static str },
    #[error("the header of `{}` lacks the key `{key}`", file.display())]
    MissingKey { file: PathBuf, key: &'static str },
    #[error("`{text}` in `{key}` is not a legal name: {fault}")]
    IllegalName { place: Place, key: &'static str, text: String, fault: NameFault },
    #[error("`{key}` names `{text}` twice")]
    NamedTwice { place: Place, key: &'static str, text: String },
    #[error("`{}` declares revision `{revision}`, but its name says otherwise", file.display())]
    FileName { file: PathBuf, revision: RevisionId },
    #[error("revision `{revision}` has no module yet: there is no `{}`", file.display())]
    NotBuilt { file: PathBuf, revision: RevisionId },
    #[error("the module of revision `{revision}` is missing: there is no `{}`", file.display())]
    ModuleMissing { file: PathBuf, revision: RevisionId },

    #[error("revision `{id}` exists more than once{}", In(files))]
    DuplicateId { id: RevisionId, files: Vec<PathBuf> },
    #[error("revision `{id}` names itself as its parent or dependency{}", In(files))]
    SelfLoop { id: RevisionId, files: Vec<PathBuf> },
    #[error("these revisions are each other's ancestors: {}{}", Arrows(ids), In(files))]
    Cycle { ids: Vec<RevisionId>, files: Vec<PathBuf> },
    #[error("these revisions depend on each other: {}{}", Arrows(ids), In(files))]
    DependencyCycle { ids: Vec<RevisionId>, files: Vec<PathBuf> },
    #[error("branch label `{label}` is declared by {}{}", List(ids), In(files))]
    DuplicateLabel { label: BranchLabel, ids: Vec<RevisionId>, files: Vec<PathBuf> },
    #[error("branch label `{label}` is also the id of a revision{}", In(files))]
    LabelIsId { label: BranchLabel, files: Vec<PathBuf> },
    #[error("revision `{id}`{} has the parent `{parent}`, which does not exist", In(files))]
    MissingParent { id: RevisionId, parent: RevisionId, files: Vec<PathBuf> },
    #[error("revision `{id}`{} depends on `{dependency}`, which does not exist", In(files))]
    MissingDependency { id: RevisionId, dependency: String, files: Vec<PathBuf> },

    #[error("`{target}` is not a target: {reason}")]
    TargetSyntax { target: String, reason: &'static str },
    #[error("there is no revision or branch `{text}`")]
    UnknownRevision { text: String, nearest: Option<String> },
    #[error("`{text}` is too short: a beginning of an id needs at least {minimum} characters")]
    TooShort { text: String, minimum: usize, candidates: Vec<RevisionId> },
    #[error("`{text}` could be any of {}", List(candidates))]
    AmbiguousPrefix { text: String, candidates: Vec<RevisionId> },
    #[error("there is no branch `{text}`")]
    UnknownBranch { text: String, nearest: Option<String> },
    #[error("revision `{id}` is not on branch `{branch}`")]
    NotOnBranch { id: RevisionId, branch: String },
    #[error("`{target}` names one head, but there are several: {}", List(heads))]
    SeveralHeads { target: String, heads: Vec<RevisionId> },
    #[error("`{target}` is not a valid {verb} target from {}", At(heads))]
    WrongDirection { target: String, verb: &'static str, heads: Vec<RevisionId> },
    #[error("`{target}` asks for {asked} {}, {}", Steps(*asked), Left(*available))]
    TooFewSteps { target: String, asked: u32, available: u32 },
    #[error("`{target}` is ambiguous: the way divides into {}", List(choices))]
    AmbiguousWay { target: String, choices: Vec<RevisionId> },
    #[error("`{target}` is ambiguous: the database is at {}", List(heads))]
    AmbiguousStart { target: String, heads: Vec<RevisionId> },
    #[error("`{target}` has no meaning here: {reason}")]
    NotHere { target: String, reason: &'static str },
    #[error("`{from}` is not an ancestor of `{to}`")]
    UnrelatedEnds { from: String, to: String },

    #[error("the database records {}, which no revision file declares", Names(ids))]
    UnknownRecorded { ids: Vec<String> },

    #[error("`{text}` is not a legal name: {fault}")]
    IllegalNewName { text: String, fault: NameFault },
    #[error("revision `{id}` exists already{}", In(files))]
    IdExists { id: RevisionId, files: Vec<PathBuf> },
    #[error("the name `{name}` is taken by revision `{owner}`")]
    NameTaken { name: String, owner: RevisionId },
    #[error("`{parent}` is not a head, so a child of it opens a new branch")]
    SpliceNeeded { parent: RevisionId },
    #[error("a merge needs at least two revisions, {} given", Given(ids))]
    TooFewToMerge { ids: Vec<RevisionId> },
}

struct In<'a>(&'a [PathBuf]);

impl fmt::Display for In<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, file) in self.0.iter().enumerate() {
            let lead = if at == 0 { " in" } else { "," };
            write!(out, "{lead} `{}`", file.display())?;
        }
        Ok(())
    }
}

struct List<'a>(&'a [RevisionId]);

impl fmt::Display for List<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_list(out, self.0, ", ")
    }
}

struct Arrows<'a>(&'a [RevisionId]);

impl fmt::Display for Arrows<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_list(out, self.0, " -> ")
    }
}

struct At<'a>(&'a [RevisionId]);

impl fmt::Display for At<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return out.write_str("an empty database");
        }
        write_list(out, self.0, ", ")
    }
}

struct Names<'a>(&'a [String]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_list(out, self.0, ", ")
    }
}

struct Given<'a>(&'a [RevisionId]);

impl fmt::Display for Given<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [] => out.write_str("none was"),
            ids => write!(out, "only {} was", List(ids)),
        }
    }
}

struct Steps(u32);

impl fmt::Display for Steps {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(if self.0 == 1 { "step" } else { "steps" })
    }
}

struct Left(u32);

impl fmt::Display for Left {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            0 => out.write_str("and there is none"),
            1 => out.write_str("only 1 is there"),
            steps => write!(out, "only {steps} are there"),
        }
    }
}

/// Long lists are cut, because a message is read on one screen; the fields keep all of them.
const LISTED_MAX: usize = 12;

fn write_list<T: fmt::Display>(
    out: &mut fmt::Formatter<'_>,
    names: &[T],
    between: &str,
) -> fmt::Result {
    for (at, name) in names.iter().take(LISTED_MAX).enumerate() {
        if at > 0 {
            out.write_str(between)?;
        }
        write!(out, "`{name}`")?;
    }
    if names.len() > LISTED_MAX {
        write!(out, " and {} more", names.len() - LISTED_MAX)?;
    }
    Ok(())
}
