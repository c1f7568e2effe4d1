//! What can go wrong between a source and its module.

use std::path::PathBuf;

use thiserror::Error;

use crate::error::{Coded, Kind, Place};

/// A failure of a build; the module that was there before is untouched.
#[derive(Debug, Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub(crate) enum BuildError {
    #[error("the header of revision `{revision}` names no `source`")]
    NoSource { file: PathBuf, revision: String },
    #[error("the source of `{revision}` is missing: there is no folder `{}`", folder.display())]
    SourceMissing { folder: PathBuf, revision: String },
    #[error("`{}` is a source in no known language or in several", folder.display())]
    Language { folder: PathBuf, found: Vec<&'static str>, known: [&'static str; 4] },
    #[error("{language} needs {what}, which is missing")]
    ToolMissing { language: &'static str, what: String, advice: String },
    #[error("`{tool}` cannot be started: {reason}")]
    NotStarted { tool: String, reason: String },
    #[error("`{tool}` refuses the source of `{revision}`")]
    Compiler { tool: String, revision: String, folder: PathBuf, source: Said },
    #[error("what the compiler made of `{revision}` is no module for world `{world}`: {reason}")]
    Component { revision: String, world: String, reason: String },
    #[error("the module `{revision}` imports {}, which no host offers", names.join(", "))]
    Imports { revision: String, names: Vec<String> },
    #[error("the contract has no world `{world}`")]
    World { world: String, known: Vec<String> },
    #[error("the header `{}` cannot be changed: {reason}", file.display())]
    Header { file: PathBuf, reason: String },
    #[error("`{}` cannot be {doing}: {reason}", file.display())]
    File { file: PathBuf, doing: &'static str, reason: String },
}

/// What a compiler said, as it is.
#[derive(Debug, Error)]
#[error("{0}")]
pub(crate) struct Said(pub(super) String);

impl Coded for BuildError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoSource { .. } => "build::no_source",
            Self::SourceMissing { .. } => "build::source_missing",
            Self::Language { .. } => "build::language",
            Self::ToolMissing { .. } => "build::tool_missing",
            Self::NotStarted { .. } => "build::not_started",
            Self::Compiler { .. } => "build::compiler",
            Self::Component { .. } => "build::component",
            Self::Imports { .. } => "build::imports",
            Self::World { .. } => "build::world",
            Self::Header { .. } => "build::header",
            Self::File { .. } => "build::file",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Compiler { .. } | Self::Component { .. } | Self::Imports { .. } => {
                Kind::ScriptSyntax
            }
            Self::NoSource { .. } | Self::World { .. } | Self::Header { .. } => Kind::Header,
            Self::SourceMissing { .. }
            | Self::Language { .. }
            | Self::ToolMissing { .. }
            | Self::NotStarted { .. }
            | Self::File { .. } => Kind::File,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NoSource { .. } => Some(
                "write `source = \"FOLDER\"` into the header, or make a new revision with \
                 `sandshift revision -m \"…\" --lang rust`"
                    .into(),
            ),
            Self::SourceMissing { .. } => {
                Some("restore the folder, or correct `source` in the header".into())
            }
            Self::Language { found, known, .. } if found.is_empty() => {
                Some(format!("put one of these into the folder: {}", known.join(", ")))
            }
            Self::Language { found, .. } => Some(format!("keep one of: {}", found.join(", "))),
            Self::ToolMissing { advice, .. } => Some(advice.clone()),
            Self::Compiler { .. } => Some("correct the source; the module is as it was".into()),
            Self::Imports { .. } => Some(
                "a migration has no files, clocks, random numbers, streams or network: use `log`, \
                 and `env` for the time and for uuids"
                    .into(),
            ),
            Self::World { known, .. } => Some(format!("known worlds: {}", known.join(", "))),
            Self::Component { .. } => {
                Some("export the functions of the world that `world` in the header names".into())
            }
            Self::NotStarted { .. } | Self::Header { .. } | Self::File { .. } => None,
        }
    }

    fn place(&self) -> Place {
        let whole = |file: &PathBuf| Place { file: Some(file.clone()), ..Place::default() };
        match self {
            Self::NoSource { file, .. } => whole(&file.with_extension("toml")),
            Self::Header { file, .. } | Self::File { file, .. } => whole(file),
            Self::SourceMissing { folder, .. }
            | Self::Language { folder, .. }
            | Self::Compiler { folder, .. } => whole(folder),
            Self::ToolMissing { .. }
            | Self::NotStarted { .. }
            | Self::Component { .. }
            | Self::Imports { .. }
            | Self::World { .. } => Place::default(),
        }
    }
}
