//! What a database should hold: a text that declares it, read by making it in a scratch database and
//! looking at what came of it, so that the engine itself spells types, defaults and expressions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::thread;

use sandshift_model::catalog::Catalog;
use sandshift_model::query::{Filter, Query};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::Compilation;

use self::known::{Known, Memory, Prepared};
use super::scratch::{ScratchError, in_scratch};
use crate::backend::connection::{Connection, Leaving};
use crate::clock::Clock;
use crate::report::Watcher;

mod books;
mod error;
mod known;
mod script;
mod sql;

pub use error::{DeclaredError, Origin};

/// A declared schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Declared {
    /// A file in the database's own SQL.
    Sql {
        /// The file, as people name it.
        file: PathBuf,
        /// Its text.
        text: String,
    },
    /// A script with a function `schema`, in the words of migrations.
    Script {
        /// The file, as people name it.
        file: PathBuf,
        /// Its text.
        text: String,
    },
    /// What a program printed, in the database's own SQL.
    Printed {
        /// The program with its words, for people.
        command: String,
        /// What it printed.
        text: String,
    },
}

/// What a script that declares a schema runs with.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// How much it may use, and where it runs.
    pub limits: Limits,
    /// What runs it where it has a process of its own.
    pub compilation: Compilation,
    /// The parameters that it can ask for.
    pub parameters: BTreeMap<String, String>,
    /// The stopwatch of the run.
    pub clock: Clock,
    /// Who hears what it says.
    pub watcher: Watcher,
    /// What the declared schema is compared with. Where the database has no enum types, SQL text cannot
    /// say which columns are of one, and those of this catalog are taken over.
    pub known: Catalog,
    /// Which tables are made.
    pub made: Made,
}

/// Which of the declared tables are made in the scratch database, where a choice is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Made {
    /// All of them.
    All,
    /// Those of which neither the text alone nor an earlier reading tells what they are.
    Unknown {
        /// The file that keeps tables from one reading to the next; none to keep nothing.
        kept: Option<PathBuf>,
    },
}

/// What a declared schema is.
#[derive(Debug)]
pub struct Reading {
    /// What it declares.
    pub catalog: Catalog,
    /// How many of its tables were known from the text or from the last reading, and were not made.
    pub known: usize,
    /// The end of the scratch database, which may go on while others work.
    pub leaving: Leaving,
}

impl Declared {
    /// Where the text comes from.
    fn origin(&self) -> Origin {
        match self {
            Self::Sql { file, .. } | Self::Script { file, .. } => Origin::File(file.clone()),
            Self::Printed { command, .. } => Origin::Command(command.clone()),
        }
    }
}

/// Reads a declared schema by making it in an empty scratch database of the engine of `source`, which goes
/// afterwards; `lent` is the URL of one to use instead.
///
/// # Errors
///
/// [`ScratchError`] when there is no scratch database; [`DeclaredError`] when the text cannot be read,
/// a statement of it fails, or it declares nothing.
pub fn read(
    declared: &Declared,
    source: &mut dyn Connection,
    lent: Option<&str>,
    surroundings: &Surroundings,
) -> Result<Result<Reading, DeclaredError>, ScratchError> {
    let (origin, dialect) = (declared.origin(), source.dialect());
    let text = match declared {
        Declared::Sql { text, .. } | Declared::Printed { text, .. } => text,
        Declared::Script { text, .. } => {
            return in_scratch(source, lent, |scratch| {
                of_script(text, scratch, surroundings, &origin)
            });
        }
    };
    let file = match &surroundings.made {
        Made::Unknown { kept } if dialect.tells_parts() => kept.as_deref(),
        Made::Unknown { .. } | Made::All => {
            return in_scratch(source, lent, |scratch| {
                let statements = sql::statements(text, dialect, &origin)?;
                sql::run(&statements, &mut *again(&*scratch)?, &origin)?;
                drop(statements);
                read_back(scratch, surroundings, &origin)
            });
        }
    };
    let prepare = || Ok(Prepared::of(sql::statements(text, dialect, &origin)?, dialect));
    // The server makes a database meanwhile.
    thread::scope(|scope| {
        let preparing = scope.spawn(prepare);
        let prepared = || preparing.join().unwrap_or_else(|_| prepare());
        let first = in_scratch(source, lent, |scratch| {
            let text = prepared()?;
            Ok((with_known(&text, scratch, surroundings, file, &origin), text))
        })?;
        match first {
            Err(error) => Ok(Err(error)),
            Ok((Some(result), _)) => Ok(result),
            // A database that holds the half of it is no place for another try.
            Ok((None, text)) => in_scratch(source, lent, |scratch| {
                made(&text, scratch, surroundings, file, &origin)
            }),
        }
    })
}

/// Makes what a script declares.
fn of_script(
    text: &str,
    scratch: Box<dyn Connection>,
    surroundings: &Surroundings,
    origin: &Origin,
) -> Result<Reading, DeclaredError> {
    script::run(text, again(&*scratch)?, surroundings, origin)?;
    let catalog = inspected(&mut *again(&*scratch)?, origin)?;
    Ok(Reading { catalog, known: 0, leaving: scratch.leave() })
}

/// Makes all that a text declares, and keeps what the next reading may know.
fn made(
    text: &Prepared,
    scratch: Box<dyn Connection>,
    surroundings: &Surroundings,
    file: Option<&Path>,
    origin: &Origin,
) -> Result<Reading, DeclaredError> {
    let mut writer = again(&*scratch)?;
    let known = file.and_then(|file| Known::of(text, Memory::Fill(file), &mut *writer));
    sql::run(&text.statements, &mut *writer, origin)?;
    drop(writer);
    let reading = read_back(scratch, surroundings, origin)?;
    if let Some(known) = known {
        known.keep(&reading.catalog);
    }
    Ok(reading)
}

/// Another session: what a text sets for its own must not change what is read later. One after the
/// other, because an engine keeps megabytes for each about a database of many tables.
fn again(scratch: &dyn Connection) -> Result<Box<dyn Connection>, DeclaredError> {
    scratch.again().map_err(DeclaredError::database("connecting"))
}

/// Reads what a text has made.
fn read_back(
    scratch: Box<dyn Connection>,
    surroundings: &Surroundings,
    origin: &Origin,
) -> Result<Reading, DeclaredError> {
    let mut reader = again(&*scratch)?;
    books::take_over(&surroundings.known, &mut *reader)
        .map_err(|error| script::stopped(error.into(), origin))?;
    let catalog = inspected(&mut *reader, origin)?;
    drop(reader);
    Ok(Reading { catalog, known: 0, leaving: scratch.leave() })
}

/// Makes what is not known, or else all of it. None when something is odd: everything has to be made
/// in another database.
fn with_known(
    text: &Prepared,
    mut scratch: Box<dyn Connection>,
    surroundings: &Surroundings,
    file: Option<&Path>,
    origin: &Origin,
) -> Option<Result<Reading, DeclaredError>> {
    let mut writer = scratch.again().ok()?;
    let known = Known::of(text, Memory::Use(file), &mut *writer).filter(|known| known.count() > 0);
    let Some((mut known, frame)) = known.zip(text.statements.frame.as_ref()) else {
        drop(writer);
        return Some(made(text, scratch, surroundings, file, origin));
    };
    sql::run_some(&known.statements(scratch.dialect())?, frame, &mut *writer).ok()?;
    drop(writer);
    let mut catalog = scratch.inspect().ok()?;
    let count = known.count();
    known.join(&mut catalog)?;
    look_at_views(&catalog, &mut *scratch, origin).ok()?;
    let leaving = scratch.leave();
    known.keep(&catalog);
    Some(Ok(Reading { catalog, known: count, leaving }))
}

/// What was made, once every view of it answers.
fn inspected(reader: &mut dyn Connection, origin: &Origin) -> Result<Catalog, DeclaredError> {
    let catalog =
        reader.inspect().map_err(DeclaredError::database("reading the declared schema"))?;
    if catalog == Catalog::default() {
        return Err(DeclaredError::Empty { origin: origin.clone() });
    }
    look_at_views(&catalog, reader, origin)?;
    Ok(catalog)
}

/// Asks each view for no row: some databases take a view on what is not there, and even a view on
/// itself, and complain only when it is used.
fn look_at_views(
    catalog: &Catalog,
    scratch: &mut dyn Connection,
    origin: &Origin,
) -> Result<(), DeclaredError> {
    // One that is kept on disk was checked when it was made, and may have no rows to show yet.
    for view in catalog.views.values().filter(|view| !view.materialized) {
        let query = Query::Table {
            table: view.name.clone(),
            columns: Vec::new(),
            filter: Filter::Equal(Vec::new()),
            order: Vec::new(),
            descending: false,
            nulls_first: false,
            limit: Some(0),
        };
        let Ok(statement) = scratch.dialect().select(&query) else { continue };
        scratch.query(&statement.sql, &mut |_, _| true).map_err(|source| DeclaredError::View {
            origin: origin.clone(),
            view: view.name.to_string(),
            source,
        })?;
    }
    Ok(())
}
