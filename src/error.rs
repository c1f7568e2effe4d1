//! What every user-visible error can say about itself.
//!
//! Each module keeps its own `thiserror` enum; [`Coded`] is the one door through which
//! the command line learns the stable code, the kind (which decides the exit code) and
//! the next command to type. Nothing here prints.

use std::path::PathBuf;

/// The kind of a failure; it alone decides the exit code of the process.
///
/// The numbers are stable: scripts and CI jobs may rely on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// The answer to a question such as `current --check-heads` is no.
    No = 1,
    /// The command line itself is wrong.
    Usage = 2,
    /// No project here, or its settings cannot be read.
    Project = 3,
    /// A header cannot be read.
    Header = 4,
    /// A target names no revision, or one in the wrong direction.
    Target = 5,
    /// A script does not compile.
    ScriptSyntax = 6,
    /// A script threw, or an assertion of it failed.
    ScriptFailed = 7,
    /// A script went over a limit of the sandbox that is not memory: time, operations, calls, lengths.
    ScriptLimit = 8,
    /// The database at hand cannot do what an operation asks.
    Unsupported = 9,
    /// A script or SQL file asks for something the sandbox does not allow.
    Refused = 10,
    /// A statement failed in the database.
    Sql = 11,
    /// The database server cannot be reached.
    Unreachable = 12,
    /// The database refused the user or the password.
    Login = 13,
    /// The disk of the database is full or fails.
    Storage = 14,
    /// The database file is damaged or is no database.
    Corrupt = 15,
    /// What the database recorded contradicts the revision files.
    State = 16,
    /// The bookkeeping was written by a newer version of the tool.
    Newer = 17,
    /// Another runner holds the lock.
    Locked = 18,
    /// There is no way back, or the way back needs a decision first.
    Irreversible = 19,
    /// A file could not be read or written.
    File = 20,
    /// Revisions are each other's ancestors or dependencies.
    Cycle = 21,
    /// A header names a revision that does not exist.
    MissingRevision = 22,
    /// An id or a label is there more than once.
    Duplicate = 23,
    /// A target could mean several revisions.
    Ambiguous = 24,
    /// A script calls something that does not exist, or with wrong arguments.
    ScriptMisuse = 25,
    /// A script went over a limit on memory.
    ScriptMemory = 26,
    /// A script or SQL file controls the transaction, which belongs to the runner.
    TransactionControl = 27,
    /// There are several statements where one is allowed.
    SeveralStatements = 28,
    /// A name is longer than the database keeps.
    NameTooLong = 29,
    /// A name or a statement holds a NUL character.
    Nul = 30,
    /// The database can be read but not written.
    ReadOnly = 31,
    /// A person has to decide first: a possible rename, or a step that loses data.
    Undecided = 32,
    /// The declared schema cannot be read, is empty, or contradicts itself.
    Declared = 33,
    /// No scratch database can be made.
    Scratch = 34,
    /// The operator grants less than a migration asks for or does, or its budget is used up.
    Denied = 35,
    /// Files are not what was locked, signed or approved.
    Integrity = 36,
    /// A defect of the tool.
    Internal = 70,
    /// Somebody wanted it to stop: Ctrl-C, or another signal.
    Cancelled = 130,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 38] = [
        Self::No,
        Self::Usage,
        Self::Project,
        Self::Header,
        Self::Target,
        Self::ScriptSyntax,
        Self::ScriptFailed,
        Self::ScriptLimit,
        Self::Unsupported,
        Self::Refused,
        Self::Sql,
        Self::Unreachable,
        Self::Login,
        Self::Storage,
        Self::Corrupt,
        Self::State,
        Self::Newer,
        Self::Locked,
        Self::Irreversible,
        Self::File,
        Self::Cycle,
        Self::MissingRevision,
        Self::Duplicate,
        Self::Ambiguous,
        Self::ScriptMisuse,
        Self::ScriptMemory,
        Self::TransactionControl,
        Self::SeveralStatements,
        Self::NameTooLong,
        Self::Nul,
        Self::ReadOnly,
        Self::Undecided,
        Self::Declared,
        Self::Scratch,
        Self::Denied,
        Self::Integrity,
        Self::Internal,
        Self::Cancelled,
    ];

    /// The exit code of the process for this kind.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        self as u8
    }

    /// Its stable name, as in JSON output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Usage => "usage",
            Self::Project => "project",
            Self::Header => "header",
            Self::Target => "target",
            Self::ScriptSyntax => "script_syntax",
            Self::ScriptFailed => "script_failed",
            Self::ScriptLimit => "script_limit",
            Self::Unsupported => "unsupported",
            Self::Refused => "refused",
            Self::Sql => "sql",
            Self::Unreachable => "unreachable",
            Self::Login => "login",
            Self::Storage => "storage",
            Self::Corrupt => "corrupt",
            Self::State => "state",
            Self::Newer => "newer",
            Self::Locked => "locked",
            Self::Irreversible => "irreversible",
            Self::File => "file",
            Self::Cycle => "cycle",
            Self::MissingRevision => "missing_revision",
            Self::Duplicate => "duplicate",
            Self::Ambiguous => "ambiguous",
            Self::ScriptMisuse => "script_misuse",
            Self::ScriptMemory => "script_memory",
            Self::TransactionControl => "transaction_control",
            Self::SeveralStatements => "several_statements",
            Self::NameTooLong => "name_too_long",
            Self::Nul => "nul",
            Self::ReadOnly => "read_only",
            Self::Undecided => "undecided",
            Self::Declared => "declared",
            Self::Scratch => "scratch",
            Self::Denied => "denied",
            Self::Integrity => "integrity",
            Self::Internal => "internal",
            Self::Cancelled => "cancelled",
        }
    }
}

/// Where an error points to: a file, and optionally a position in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The file, as the user named its folder.
    pub file: Option<PathBuf>,
    /// Line, from 1.
    pub line: Option<u32>,
    /// Column, from 1, in characters.
    pub column: Option<u32>,
}

/// An error that a person will read.
///
/// `Display` of the implementor is the sentence that says what happened: a lower case
/// fragment without a full stop, names in backticks.
pub trait Coded: std::error::Error + Send + Sync + 'static {
    /// A stable code such as `graph::cycle`; part of the public interface.
    fn code(&self) -> &'static str;

    /// The kind, which decides the exit code.
    fn kind(&self) -> Kind;

    /// The next thing to do, as a sentence or a command; none when the message says it all.
    fn hint(&self) -> Option<String> {
        None
    }

    /// Where in a file the error is.
    fn place(&self) -> Place {
        Place::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_lists_every_kind_with_its_exit_code() {
        let page = include_str!("../docs/exit-codes.md");
        for kind in Kind::ALL {
            let row = format!("| {} | `{}` | ", kind.exit_code(), kind.name());
            assert!(page.contains(&row), "no row `{row}`");
        }
        let rows = page.lines().filter(|line| line.contains(" | `") && line.starts_with("| "));
        assert_eq!(rows.count(), Kind::ALL.len(), "kinds and rows");
    }
}
