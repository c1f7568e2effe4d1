//! What the two sides say to each other.

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::Operation;
use sandshift_model::query::Query;
use sandshift_model::table::Table;
use serde::{Deserialize, Serialize};

use crate::guest::Entry;
use crate::host::{
    Applied, Facts, Inserted, Level, Savepoint, Side, TransformReport, TransformSpec,
};

pub(super) mod error;
pub(super) mod limits;
pub(super) mod origin;
pub(super) mod rows;

use error::{CallFault, GuestFault, HostFault};
use limits::Bounded;
use origin::Place;

/// What the parent says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum ToChild {
    /// The program, in the tail; the first that is said.
    Program { language: Language, limits: Bounded },
    /// Runs an entry.
    Call { entry: Entry, facts: Facts },
    /// The answer to what was asked.
    Reply(Reply),
    /// Rows for a worker, in the tail.
    Rows { worker: u32, columns: Vec<Ident>, count: usize },
    /// Somebody wants it to stop.
    Cancel,
}

/// What a program is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Language {
    /// A script with the entries of a migration.
    Script,
    /// A script that declares a schema.
    Schema,
    /// A module; the tail has its bytes, so many, and then its machine code.
    Module { bytes: usize },
}

/// What the parent answers.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    Applied(Result<Applied, HostFault>),
    /// Rows of an answer, in the tail; unless they are the last ones, the child says whether it wants more.
    Rows {
        names: Vec<String>,
        count: usize,
        is_last: bool,
    },
    /// The question failed.
    Failed(CallFault),
    Inspected(Result<Option<Table>, HostFault>),
    Transformed(Result<TransformReport, CallFault>),
    /// A module of row transforms; the tail is that of [`Language::Module`].
    Module(Result<usize, CallFault>),
    Done(Result<(), HostFault>),
    Parameter(Option<String>),
}

/// What the child says.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum FromChild {
    /// The program was compiled and has these entries.
    Compiled(Result<Vec<Entry>, GuestFault>),
    /// An entry came to its end.
    Ended(Result<(), GuestFault>),
    /// It asks for something, and waits unless it is a line or a mark of progress.
    Asked(Ask),
    /// What becomes of the rows that a worker got; the outcomes are in the tail.
    Judged { worker: u32, judged: Result<Judged, GuestFault> },
}

/// What a worker says of rows, beside the outcomes.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Judged {
    /// Which columns change; outcomes name them by number.
    pub(super) columns: Vec<Vec<Ident>>,
    pub(super) inserted: Vec<Inserted>,
    pub(super) lines: Vec<(Level, String)>,
}

/// What a guest asks of its host.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Ask {
    Apply {
        operation: Box<Operation>,
        origin: Place,
    },
    Query {
        query: Query,
        origin: Place,
    },
    /// Whether more rows of the answer are wanted.
    More(bool),
    Inspect {
        table: ObjectName,
        origin: Place,
    },
    Transform {
        spec: Box<TransformSpec>,
        origin: Place,
        remembers: bool,
    },
    Module {
        file: String,
    },
    Savepoint {
        step: Savepoint,
        origin: Place,
    },
    Side {
        side: Side,
        origin: Place,
    },
    Parameter {
        name: String,
    },
    Log {
        level: Level,
        text: String,
    },
    Progress {
        done: u64,
        total: Option<u64>,
    },
}
