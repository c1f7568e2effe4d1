//! An empty database of the same engine to make something in and look at it.
//!
//! It is one of our own, which is dropped afterwards; or, for a role that may not make databases, one
//! that is lent for the purpose: it has to be empty before, and is emptied afterwards.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{DropTable, Operation};
use thiserror::Error;

use super::diff::diff;
use super::renames::Renames;
use super::statements::statements;
use crate::backend::connection::{Class, Connection, DatabaseError};
use crate::backend::open::{self, Purpose};
use crate::error::{Coded, Kind};
use crate::session::bookkeeping;

/// Why there is no scratch database.
#[derive(Debug, Error)]
pub enum ScratchError {
    /// The server makes none.
    #[error("no scratch database can be made: {0}")]
    NotMade(DatabaseError),
    /// The one that is lent does not open, or fails.
    #[error("the scratch database `{url}` cannot be used: {source}")]
    NotUsed {
        /// Its URL, without its password.
        url: String,
        /// What it says.
        source: DatabaseError,
    },
    /// The one that is lent is of another engine.
    #[error("the scratch database `{url}` is of {found}, and the database is of {wanted}")]
    OtherEngine {
        /// Its URL, without its password.
        url: String,
        /// Its engine.
        found: &'static str,
        /// The engine that is needed.
        wanted: &'static str,
    },
    /// The one that is lent holds something.
    #[error("the scratch database `{url}` is not empty: it holds {}", list(holds))]
    NotEmpty {
        /// Its URL, without its password.
        url: String,
        /// What it holds.
        holds: Vec<String>,
    },
    /// The one that is lent could not be emptied.
    #[error("the scratch database `{url}` could not be emptied: it still holds {}", list(holds))]
    LeftOver {
        /// Its URL, without its password.
        url: String,
        /// What it still holds.
        holds: Vec<String>,
    },
}

/// How many objects a message names.
const MOST_NAMED: usize = 8;

fn list(holds: &[String]) -> String {
    let named: Vec<&str> = holds.iter().take(MOST_NAMED).map(String::as_str).collect();
    match holds.len().saturating_sub(MOST_NAMED) {
        0 => named.join(", "),
        more => format!("{}, and {more} more", named.join(", ")),
    }
}

impl Coded for ScratchError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotMade(_) => "scratch::not_made",
            Self::NotUsed { .. } => "scratch::not_used",
            Self::OtherEngine { .. } => "scratch::other_engine",
            Self::NotEmpty { .. } => "scratch::not_empty",
            Self::LeftOver { .. } => "scratch::left_over",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::NotMade(source) if source.class == Class::Unreachable => source.kind(),
            _ => Kind::Scratch,
        }
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::NotMade(source) | Self::NotUsed { source, .. } => source.advice.clone(),
            Self::OtherEngine { wanted, .. } => Some(format!("name a database of {wanted}")),
            Self::NotEmpty { .. } => Some(
                "name a database that may be filled and is emptied afterwards, or drop what it holds"
                    .to_owned(),
            ),
            Self::LeftOver { .. } => Some("drop it by hand, or make the database again".to_owned()),
        }
    }
}

/// Does something on an empty database of the engine of `source`, which is touched by nothing but
/// the making of that database; `lent` is the URL of one to use instead.
///
/// # Errors
///
/// [`ScratchError`] when there is none, or the one that is lent could not be emptied.
pub fn in_scratch<T>(
    source: &mut dyn Connection,
    lent: Option<&str>,
    work: impl FnOnce(Box<dyn Connection>) -> T,
) -> Result<T, ScratchError> {
    match lent {
        None => Ok(work(source.blank().map_err(ScratchError::NotMade)?)),
        Some(url) => {
            let lent = Lent::open(url, source)?;
            let done = work(lent.keeper.again().map_err(|source| lent.fails(source))?);
            lent.empty()?;
            Ok(done)
        }
    }
}

/// A database that somebody lends us.
struct Lent {
    url: String,
    keeper: Box<dyn Connection>,
}

impl Lent {
    /// Opens it, and makes sure that it is empty.
    fn open(url: &str, source: &dyn Connection) -> Result<Self, ScratchError> {
        let shown = open::redacted(url);
        let keeper = open::open(url, Purpose::Change)
            .map_err(|source| ScratchError::NotUsed { url: shown.clone(), source })?;
        let mut lent = Self { url: shown, keeper };
        let (found, wanted) = (lent.keeper.dialect(), source.dialect());
        if found.name() != wanted.name() {
            let (found, wanted) = (found.title(), wanted.title());
            return Err(ScratchError::OtherEngine { url: lent.url, found, wanted });
        }
        let holds = lent.holds()?;
        if holds.is_empty() {
            Ok(lent)
        } else {
            Err(ScratchError::NotEmpty { url: lent.url, holds })
        }
    }

    fn fails(&self, source: DatabaseError) -> ScratchError {
        ScratchError::NotUsed { url: self.url.clone(), source }
    }

    /// What it holds, our own tables included.
    fn holds(&mut self) -> Result<Vec<String>, ScratchError> {
        let catalog = self.keeper.inspect().map_err(|source| self.fails(source))?;
        let mut holds = names(&catalog);
        for table in bookkeeping::tables(true) {
            let there = self.keeper.has_table(&table.name).map_err(|source| self.fails(source))?;
            holds.extend(there.then(|| format!("table `{}`", table.name)));
        }
        Ok(holds)
    }

    /// Drops what it holds, in the order in which that can be dropped.
    fn empty(mut self) -> Result<(), ScratchError> {
        let catalog = self.keeper.inspect().map_err(|source| self.fails(source))?;
        let dialect = self.keeper.dialect();
        let way = diff(&catalog, &Catalog::default(), dialect, &Renames::default());
        let operations: Vec<Operation> =
            way.iter().flat_map(|way| way.operations().cloned()).collect();
        self.send(&operations, &catalog)?;
        let emulates = dialect.emulates_enums();
        let table = |table: sandshift_model::table::Table| {
            DropTable { table: table.name, if_exists: true, cascade: false }.into()
        };
        let books: Vec<Operation> = bookkeeping::tables(emulates).into_iter().map(table).collect();
        self.send(&books, bookkeeping::catalog(emulates))?;
        let holds = self.holds()?;
        if holds.is_empty() { Ok(()) } else { Err(ScratchError::LeftOver { url: self.url, holds }) }
    }

    /// Sends what can be sent: what stays behind is found afterwards.
    fn send(&mut self, operations: &[Operation], before: &Catalog) -> Result<(), ScratchError> {
        let dialect = self.keeper.dialect();
        for statement in statements(operations, before, dialect).unwrap_or_default() {
            match self.keeper.execute(&statement.sql) {
                Err(source) if source.class != Class::Statement => return Err(self.fails(source)),
                _ => {}
            }
        }
        Ok(())
    }
}

/// What a catalog holds, for people.
fn names(catalog: &Catalog) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    names.extend(catalog.tables.keys().map(|name| format!("table `{name}`")));
    names.extend(catalog.views.keys().map(|name| format!("view `{name}`")));
    names.extend(catalog.functions.keys().map(|(name, _)| format!("function `{name}`")));
    names.extend(catalog.sequences.keys().map(|name| format!("sequence `{name}`")));
    names.extend(catalog.enums.keys().map(|name| format!("enum `{name}`")));
    names.extend(catalog.schemas.iter().map(|name| format!("schema `{name}`")));
    names.extend(catalog.natives.keys().map(|(kind, name)| format!("{kind} `{name}`")));
    names
}
