//! Tables that were made before from the same statements in the same surroundings: they are known
//! from the last reading, and only the others are made.
//!
//! What a table comes of is in its [`key`]; what is kept of the last reading is in the [`store`]. When
//! anything is odd about a reading with known tables it is given up, and everything is made anew, so that
//! no message ever comes from a half-made schema.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::operation::{CreateTable, Operation};
use sandshift_model::table::Table;

use self::choice::Choice;
use self::key::Key;
use self::parts::{Belongs, Number, Parts};
use super::sql::Statements;
use crate::backend::connection::Connection;
use crate::backend::dialect::Dialect;

mod choice;
mod joined;
mod kept;
mod key;
mod names;
mod parts;
mod store;
mod stub;
mod words;

/// What is done with the tables of the last reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Memory<'f> {
    /// Nothing is known, and the file is filled.
    Fill(&'f Path),
    /// Those in the file are known.
    Use(&'f Path),
}

/// A text that was taken apart.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) statements: Statements,
    /// None when the text is always made as a whole.
    parts: Option<Parts>,
}

impl Prepared {
    /// Takes a text apart. What runs outside of a transaction would stay there in part when it fails.
    pub(super) fn of(statements: Statements, dialect: &dyn Dialect) -> Self {
        let is_together = statements.frame.is_some() && dialect.tells_parts();
        let parts = is_together.then(|| Parts::of(&statements.pieces, dialect)).flatten();
        Self { statements, parts }
    }
}

/// A reading that keeps tables, and may know some.
#[derive(Debug)]
pub(super) struct Known<'p> {
    statements: &'p Statements,
    parts: &'p Parts,
    keys: Vec<Key>,
    choice: Choice,
    file: &'p Path,
    /// The known tables, by their numbers.
    tables: HashMap<Number, Table>,
    /// The numbers of those in the file, and how many tables the file holds altogether.
    found: (BTreeSet<Number>, usize),
    joined: BTreeMap<Number, ObjectName>,
}

impl<'p> Known<'p> {
    /// Prepares for a reading of these statements; none when it is one that neither knows nor keeps
    /// a table.
    pub(super) fn of(
        text: &'p Prepared,
        memory: Memory<'p>,
        connection: &mut dyn Connection,
    ) -> Option<Self> {
        let (file, is_used) = match memory {
            Memory::Fill(file) => (file, false),
            Memory::Use(file) => (file, true),
        };
        let (statements, parts) = (&text.statements, text.parts.as_ref()?);
        let pieces = &statements.pieces;
        let surroundings = connection.surroundings().ok()??;
        let keys = key::keys(parts, pieces, connection.dialect().name(), &surroundings);
        let found = if is_used { store::read(file, &keys) } else { Default::default() };
        let choice = Choice::of(parts, pieces, &found.tables);
        let numbers = found.tables.keys().copied().collect();
        let (tables, found, joined) = (found.tables, (numbers, found.kept), BTreeMap::new());
        Some(Self { statements, parts, keys, choice, file, tables, found, joined })
    }

    /// How many tables need not be made.
    pub(super) fn count(&self) -> usize {
        self.choice.known().count()
    }

    /// The statements that are run when the known tables are not made; none when one of the dialect's
    /// own cannot be written.
    pub(super) fn statements(&self, dialect: &dyn Dialect) -> Option<Vec<Cow<'p, str>>> {
        let mut stubs = BTreeMap::new();
        for number in &self.choice.stubs {
            let at = self.place_of_stub(*number);
            let table = stub::of(self.tables.get(number)?, &self.parts.groups[*number].name);
            let create = Operation::from(CreateTable { table, if_not_exists: false });
            stubs.insert(at, dialect.render(&create, &Catalog::default()).ok()?);
        }
        let mut statements = Vec::new();
        for (at, piece) in self.statements.pieces.iter().enumerate() {
            let is_run = match self.parts.belongs[at] {
                Belongs::ToAll => true,
                Belongs::To(number, _) => self.choice.made[number],
            };
            statements.extend(is_run.then_some(Cow::Borrowed(piece.sql.as_str())));
            let stub = stubs.remove(&at).unwrap_or_default();
            statements.extend(stub.into_iter().map(|statement| Cow::Owned(statement.sql)));
        }
        Some(statements)
    }

    /// Where the last statement stands that makes something to point to: what points to it earlier
    /// fails, as it would have failed.
    fn place_of_stub(&self, number: Number) -> usize {
        let may_be_referenced = |at: &&usize| match self.parts.belongs[**at] {
            Belongs::To(_, role) => role.may_be_referenced(),
            Belongs::ToAll => false,
        };
        let statements = &self.parts.groups[number].statements;
        statements.iter().rev().find(may_be_referenced).copied().unwrap_or_default()
    }

    /// Puts the known tables beside those that were made; none when that is odd.
    pub(super) fn join(&mut self, catalog: &mut Catalog) -> Option<()> {
        let tables = std::mem::take(&mut self.tables);
        self.joined =
            joined::join((self.parts, &self.statements.pieces), &self.choice, tables, catalog)?;
        Some(())
    }

    /// Keeps what the next reading may know.
    pub(super) fn keep(&self, catalog: &Catalog) {
        let kept = kept::kept((self.parts, &self.statements.pieces), &self.joined, catalog);
        let (numbers, count) = &self.found;
        let is_same = kept.len() == *count && kept.keys().all(|number| numbers.contains(number));
        if !is_same {
            store::write(
                self.file,
                kept.iter().map(|(number, table)| (&self.keys[*number], *table)),
            );
        }
    }
}
