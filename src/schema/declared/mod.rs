//! What a database should hold: a text that declares it, read by making it in a scratch database and
//! looking at what came of it, so that the engine itself spells types, defaults and expressions.

use std::collections::BTreeMap;
use std::path::PathBuf;

use sandshift_model::catalog::Catalog;
use sandshift_model::query::{Filter, Query};
use sandshift_sandbox::limits::Limits;

use crate::backend::connection::Connection;
use crate::clock::Clock;
use crate::report::Watcher;

mod books;
mod error;
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
    /// How much it may use.
    pub limits: Limits,
    /// The parameters that it can ask for.
    pub parameters: BTreeMap<String, String>,
    /// The stopwatch of the run.
    pub clock: Clock,
    /// Who hears what it says.
    pub watcher: Watcher,
    /// What the declared schema is compared with. Where the database has no enum types, SQL text cannot
    /// say which columns are of one, and those of this catalog are taken over.
    pub known: Catalog,
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

/// Reads a declared schema by making it in an empty scratch database, which goes afterwards.
///
/// # Errors
///
/// [`DeclaredError`] when the text cannot be read, a statement of it fails, or it declares nothing.
pub fn read(
    declared: &Declared,
    scratch: Box<dyn Connection>,
    surroundings: &Surroundings,
) -> Result<Catalog, DeclaredError> {
    let origin = declared.origin();
    // What the text sets for its session must not change what is read later. One session after the
    // other, because an engine keeps megabytes for each about a database of many tables.
    let session = || scratch.again().map_err(DeclaredError::database("connecting"));
    match declared {
        Declared::Sql { text, .. } | Declared::Printed { text, .. } => {
            sql::run(text, session()?, &origin)?;
        }
        Declared::Script { text, .. } => script::run(text, session()?, surroundings, &origin)?,
    }
    let mut reader = session()?;
    if !matches!(declared, Declared::Script { .. }) {
        books::take_over(&surroundings.known, &mut *reader)
            .map_err(|error| script::stopped(error.into(), &origin))?;
    }
    let catalog =
        reader.inspect().map_err(DeclaredError::database("reading the declared schema"))?;
    if catalog == Catalog::default() {
        return Err(DeclaredError::Empty { origin });
    }
    look_at_views(&catalog, &mut *reader, &origin)?;
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
