//! From the source of a revision to a guest that can be called, whatever the language.

use std::path::PathBuf;

use sandshift_model::origin::Origin;
use sandshift_sandbox::child::ChildGuest;
use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::guest::Guest;
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::rhai::RhaiGuest;
use sandshift_sandbox::wasm::{Compilation, WasmGuest};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::sql_guest::SqlGuest;
use crate::backend::dialect::Dialect;
use crate::error::{Coded, Kind};
use crate::revision::{Language, RevisionFile};
use crate::session::cause::Cause;

/// Why a source is no program.
#[derive(Debug, Error)]
pub(super) enum ProgramError {
    /// The guest's compiler refuses it.
    #[error(transparent)]
    Guest(#[from] GuestError),
    /// No compiler got to see it.
    #[error("{0}")]
    Source(Box<dyn Coded>),
}

impl ProgramError {
    /// The file that is at fault, where the error knows better than who read it.
    pub(super) fn file(&self) -> Option<PathBuf> {
        match self {
            Self::Guest(_) => None,
            Self::Source(error) => error.place().file,
        }
    }

    /// What stopped the compiler, and where in the source.
    pub(super) fn cause(self) -> (Cause, Origin) {
        match self {
            Self::Guest(error) => Cause::of_guest(error),
            Self::Source(error) => {
                let place = error.place();
                let origin = Origin::new(place.line.unwrap_or(0), place.column.unwrap_or(0));
                (Cause::Source(error), origin)
            }
        }
    }
}

/// A source that is nothing for any compiler.
#[derive(Debug, Error)]
enum SourceError {
    #[error("the source is not UTF-8 text")]
    NotText,
    #[error(
        "the module is not the one that its header names: its SHA-256 is {found}, not {expected}"
    )]
    OtherModule { expected: String, found: String },
}

impl Coded for SourceError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotText => "script::not_text",
            Self::OtherModule { .. } => "module::other",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::NotText => Kind::ScriptSyntax,
            Self::OtherModule { .. } => Kind::File,
        }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotText => "save the file as UTF-8",
            Self::OtherModule { .. } => {
                "build it again from its source, restore the file, or correct `sha256` in its header"
            }
        };
        Some(hint.to_owned())
    }
}

/// What makes programs of sources.
pub(super) struct Compiler<'a> {
    pub(super) dialect: &'static dyn Dialect,
    pub(super) limits: &'a Limits,
    pub(super) compilation: &'a Compilation,
}

impl Compiler<'_> {
    /// Compiles a source; runs nothing of it. The file that it was read from says which SHA-256 a module
    /// must have, and where the text of another tool stands.
    ///
    /// # Errors
    ///
    /// [`ProgramError`].
    pub(super) fn compile(
        &self,
        language: Language,
        source: &[u8],
        file: Option<&RevisionFile>,
    ) -> Result<Box<dyn Guest>, ProgramError> {
        let text = || std::str::from_utf8(source).map_err(|_| refused(SourceError::NotText));
        let (limits, compilation) = (self.limits, self.compilation);
        match language {
            Language::Rhai => Ok(match compilation.launch_for(limits.profile)? {
                None => Box::new(RhaiGuest::compile(text()?, limits)?),
                Some(launch) => Box::new(ChildGuest::script(text()?, limits, launch)?),
            }),
            // No engine runs statements: they are taken apart here, whoever wrote them.
            Language::Sql => {
                let foreign = file.and_then(|file| file.foreign.as_ref());
                let guest = SqlGuest::parse(text()?, self.dialect, foreign).map_err(refused)?;
                Ok(Box::new(guest))
            }
            Language::Wasm => {
                is_named(source, file.and_then(|file| file.header.sha256.as_deref()))?;
                Ok(match compilation.launch_for(limits.profile)? {
                    None => Box::new(WasmGuest::load(source, limits, compilation)?),
                    Some(launch) => {
                        Box::new(ChildGuest::module(source, limits, compilation, launch)?)
                    }
                })
            }
        }
    }
}

/// Refuses a module that is not the one that its header names, where it names one.
fn is_named(module: &[u8], sha256: Option<&str>) -> Result<(), ProgramError> {
    let Some(expected) = sha256 else { return Ok(()) };
    let found = hex::encode(Sha256::digest(module));
    if found.eq_ignore_ascii_case(expected) {
        return Ok(());
    }
    Err(refused(SourceError::OtherModule { expected: expected.to_owned(), found }))
}

fn refused(error: impl Coded) -> ProgramError {
    ProgramError::Source(Box::new(error))
}
