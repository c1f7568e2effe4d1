//! Makes the migrations of a plan ready: every source read and compiled, every way back found,
//! before the first statement is sent.

use sandshift_model::ident::ObjectName;
use sandshift_sandbox::guest::{Entry, Guest};

use super::books::Recorded;
use super::derived::{DerivedGuest, Obstacles};
use super::error::RunError;
use super::failure::Failure;
use super::ghosts::KeptHeader;
use super::journal_reader::JournalReader;
use super::options::Options;
use super::program::{Compiler, ProgramError};
use super::project::Project;
use super::step::Migration;
use crate::backend::connection::Connection;
use crate::backend::dialect::Dialect;
use crate::revision::{
    Direction, Language, PinError, Pins, RevisionError, RevisionFile, RevisionId, Step,
};
use crate::session::ending::Left;
use crate::session::scope::Undo;

/// Where the ways back of applied revisions are kept.
pub(super) enum Memory<'a> {
    /// In the journal of a database.
    Journal(JournalReader<'a>),
    /// In what an offline run has recorded so far.
    Recorded(&'a [(RevisionId, Vec<Undo>)]),
}

impl<'a> Memory<'a> {
    /// The journal of a database.
    pub(super) fn journal(connection: &'a mut dyn Connection) -> Self {
        Self::journal_of(connection, &[])
    }

    /// The journal of a database, which will be asked about the revisions of these steps, in their order.
    pub(super) fn journal_of(connection: &'a mut dyn Connection, steps: &'a [Step]) -> Self {
        Self::Journal(JournalReader::new(connection, steps))
    }

    /// What is kept of the last `up` of a revision.
    pub(super) fn recorded(&mut self, revision: &RevisionId) -> Result<Option<Recorded>, RunError> {
        match self {
            Self::Journal(reader) => Ok(reader.last_up(revision)?),
            Self::Recorded(_) => Ok(None),
        }
    }

    /// Tells whether an undo table is there; an offline run keeps all of them.
    fn has_table(&mut self, name: &ObjectName) -> Result<bool, RunError> {
        match self {
            Self::Journal(reader) => Ok(reader.has_table(name)?),
            Self::Recorded(_) => Ok(true),
        }
    }

    fn way_back(&mut self, revision: &RevisionId) -> Result<Option<Vec<Undo>>, RunError> {
        match self {
            Self::Journal(_) => {
                let recorded = self.recorded(revision)?;
                Ok(recorded.and_then(|row| serde_json::from_str(&row.inverse).ok()))
            }
            Self::Recorded(kept) => {
                Ok(kept.iter().rev().find(|(id, _)| id == revision).map(|(_, undo)| undo.clone()))
            }
        }
    }
}

/// What the migrations of one plan are made with.
pub(super) struct Workshop<'a> {
    project: &'a Project,
    dialect: &'static dyn Dialect,
    options: &'a Options,
}

impl<'a> Workshop<'a> {
    pub(super) fn new(
        project: &'a Project,
        dialect: &'static dyn Dialect,
        options: &'a Options,
    ) -> Self {
        Self { project, dialect, options }
    }

    /// Makes one step ready.
    ///
    /// # Errors
    ///
    /// [`RunError`] when the source cannot be read or compiled, or there is no way back.
    pub(super) fn migration(
        &self,
        step: &Step,
        memory: &mut Memory<'_>,
    ) -> Result<Migration, RunError> {
        match self.project.files.get(&step.revision) {
            Some(file) => self.of_file(file, step, memory),
            None if self.project.pins.is_locked() => {
                let revision = step.revision.to_string();
                Err(RevisionError::from(PinError::NoFile { revision }).into())
            }
            None => self.of_journal(step, memory),
        }
    }

    fn of_file(
        &self,
        file: &RevisionFile,
        step: &Step,
        memory: &mut Memory<'_>,
    ) -> Result<Migration, RunError> {
        let source = file.read_source()?;
        file.is_of_header(&source)?;
        let header = &file.header;
        let program = match self.project.program(&step.revision) {
            Some(guest) => Some(guest),
            None => self.program(file.language, &source, Some(file), step)?,
        };
        let (guest, is_own) = self.called(step, program, header.irreversible.as_ref(), memory)?;
        Ok(Migration {
            revision: step.revision.clone(),
            direction: step.direction,
            message: header.message.clone(),
            file: Some(file.path_of(step.direction).to_path_buf()),
            pins: file.pins.clone(),
            language: file.language.extension(),
            checksum: hex::encode(file.checksum_of(&source)?.as_bytes()),
            source: kept(file.language, &source),
            header: KeptHeader::json(header),
            transaction: header.transaction,
            undo: header.undo && header.irreversible.is_none(),
            guest,
            request: header.request.clone(),
            is_own,
        })
    }

    /// The source that the journal kept, for a revision whose file is gone.
    fn of_journal(&self, step: &Step, memory: &mut Memory<'_>) -> Result<Migration, RunError> {
        let no_source = || RunError::NoSource { revision: step.revision.clone() };
        let recorded = memory.recorded(&step.revision)?.ok_or_else(no_source)?;
        let language = match recorded.language.as_str() {
            "rhai" => Language::Rhai,
            "sql" => Language::Sql,
            _ => return Err(no_source()),
        };
        if recorded.source.is_empty() {
            return Err(no_source());
        }
        let header = KeptHeader::read(&recorded.header);
        let program = self.program(language, recorded.source.as_bytes(), None, step)?;
        let (guest, is_own) = self.called(step, program, header.irreversible.as_ref(), memory)?;
        Ok(Migration {
            revision: step.revision.clone(),
            direction: step.direction,
            message: recorded.message,
            file: None,
            pins: Pins::default(),
            language: language.extension(),
            checksum: recorded.checksum,
            source: recorded.source,
            header: recorded.header,
            transaction: header.transaction,
            undo: false,
            guest,
            request: None,
            is_own,
        })
    }

    /// The program of a source; none for a way back that it does not have, which a script tells before it is
    /// compiled.
    fn program(
        &self,
        language: Language,
        source: &[u8],
        file: Option<&RevisionFile>,
        step: &Step,
    ) -> Result<Option<Box<dyn Guest>>, RunError> {
        let is_back = step.direction == Direction::Down;
        if is_back && language == Language::Rhai && !speaks_of_down(source) {
            return Ok(None);
        }
        let Options { limits, compilation, .. } = self.options;
        let compiler = Compiler { dialect: self.dialect, limits, compilation };
        let compiled = compiler.compile(language, source, file);
        compiled.map(Some).map_err(|error| failure(error, step, file))
    }

    /// What a step calls, and whether that is our own: the way back that the journal kept of the way there.
    fn called(
        &self,
        step: &Step,
        program: Option<Box<dyn Guest>>,
        irreversible: Option<&String>,
        memory: &mut Memory<'_>,
    ) -> Result<(Box<dyn Guest>, bool), RunError> {
        match (program, irreversible) {
            (Some(guest), _) if step.direction == Direction::Up || guest.has(Entry::Down) => {
                Ok((guest, false))
            }
            (_, Some(reason)) => {
                let (revision, reason) = (step.revision.clone(), reason.clone());
                Err(RunError::Irreversible { revision, reason })
            }
            (_, None) => Ok((derive(self.options, step, memory)?, true)),
        }
    }
}

/// The source as the journal keeps it, which is text: a component stays in its file alone.
fn kept(language: Language, source: &[u8]) -> String {
    match language {
        Language::Rhai | Language::Sql => String::from_utf8_lossy(source).into_owned(),
        Language::Wasm => String::new(),
    }
}

/// Tells whether a script may have a `down`: the word has to be there, if only in a comment.
fn speaks_of_down(source: &[u8]) -> bool {
    let is_of_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    source.split(|byte| !is_of_word(*byte)).any(|word| word == b"down")
}

/// The way back from what the journal kept of the way there.
fn derive(
    options: &Options,
    step: &Step,
    memory: &mut Memory<'_>,
) -> Result<Box<dyn Guest>, RunError> {
    let revision = || step.revision.clone();
    let Some(kept) = memory.way_back(&step.revision)? else {
        let obstacles = Obstacles::default();
        return Err(RunError::NoWayBack { revision: revision(), obstacles });
    };
    let mut obstacles = Obstacles::of(&kept);
    obstacles.missing(&kept, &mut |name| memory.has_table(name))?;
    if !obstacles.none.is_empty() {
        return Err(RunError::NoWayBack { revision: revision(), obstacles });
    }
    if !obstacles.lossy.is_empty() && !options.accept_loss {
        return Err(RunError::Loss { revision: revision(), obstacles });
    }
    Ok(Box::new(DerivedGuest::new(kept)))
}

fn failure(error: ProgramError, step: &Step, file: Option<&RevisionFile>) -> RunError {
    match no_program(error, &step.revision, file) {
        RunError::Migration(failure) => {
            RunError::Migration(Box::new(Failure { direction: step.direction, ..*failure }))
        }
        error => error,
    }
}

/// Why a revision is no program.
pub(super) fn no_program(
    error: ProgramError,
    revision: &RevisionId,
    file: Option<&RevisionFile>,
) -> RunError {
    let named = error.file();
    let (cause, origin) = error.cause();
    RunError::Migration(Box::new(Failure {
        revision: revision.clone(),
        direction: Direction::Up,
        file: named.or_else(|| file.map(|file| file.path.clone())),
        origin,
        cause,
        left: Left::Nothing,
        done_before: Vec::new(),
    }))
}

#[cfg(test)]
mod tests {
    use super::speaks_of_down;

    #[test]
    fn a_script_without_the_word_has_no_down() {
        for (source, speaks) in [
            ("fn up(db) {}\nfn down(db) {}", true),
            ("fn down(){}", true),
            ("private fn\tdown\n(db) {}", true),
            ("fn up(db) {} // no way down.", true),
            ("//! down_revision = [\"a\"]\nfn up(db) { let slow_down = 1; }", false),
            ("fn up(db) { db.insert(\"t\", [#{ markdown: 1, down2: 2 }]); }", false),
            ("", false),
        ] {
            assert_eq!(speaks_of_down(source.as_bytes()), speaks, "{source}");
        }
    }
}
