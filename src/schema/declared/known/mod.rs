//! Tables that need not be made: plain ones, of which the text alone tells what they are, and those that were
//! made before from the same statements in the same surroundings. Only the others are made.
//!
//! What is told from the text is in [`plain`]. What a table comes of is in its [`key`]; what is kept of the last
//! reading is in the [`store`]. When anything is odd about a reading with known tables it is given up, and
//! everything is made anew, so that no message ever comes from a half-made schema.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::operation::{CreateTable, Operation};
use sandshift_model::shared::Shared;
use sandshift_model::table::Table;

use self::choice::Choice;
use self::key::Key;
use self::parts::{Belongs, Number};
use self::prepared::Text;
use crate::backend::connection::Connection;
use crate::backend::dialect::Dialect;

pub(super) use self::prepared::Prepared;

mod choice;
mod joined;
mod kept;
mod key;
mod names;
mod parts;
mod plain;
mod prepared;
mod store;
mod stub;
mod words;

/// What is done with the tables of the last reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Memory<'f> {
    /// No table is known, and the file is filled.
    Fill(&'f Path),
    /// Plain ones are known, and those in the file; without a file nothing is kept.
    Use(Option<&'f Path>),
}

/// A reading that may know tables, and may keep some.
#[derive(Debug)]
pub(super) struct Known<'p> {
    text: Text<'p>,
    choice: Choice,
    kept: Option<Kept<'p>>,
    /// The known tables, by their numbers.
    tables: HashMap<Number, Shared<Table>>,
    joined: BTreeMap<Number, ObjectName>,
}

/// Where tables are kept from one reading to the next.
#[derive(Debug)]
struct Kept<'p> {
    file: &'p Path,
    keys: Vec<Key>,
    /// The numbers of those in the file, and how many tables the file holds altogether.
    found: (BTreeSet<Number>, usize),
}

impl<'p> Known<'p> {
    /// Prepares for a reading of these statements; none when it is one that neither knows nor keeps
    /// a table.
    pub(super) fn of(
        prepared: &'p Prepared,
        memory: Memory<'p>,
        connection: &mut dyn Connection,
    ) -> Option<Self> {
        let text = prepared.text(connection)?;
        let (file, is_used) = match memory {
            Memory::Fill(file) => (Some(file), false),
            Memory::Use(file) => (file, true),
        };
        let mut tables = HashMap::new();
        let kept = file.filter(|_| !text.is_all_plain()).and_then(|file| {
            let surroundings = connection.surroundings().ok()??;
            let keys =
                key::keys(text.parts, text.pieces, connection.dialect().name(), &surroundings);
            let found = if is_used { store::read(file, &keys) } else { Default::default() };
            let numbers = found.tables.keys().copied().collect();
            tables.extend(found.tables.into_iter().map(|(number, table)| (number, table.into())));
            Some(Kept { file, keys, found: (numbers, found.kept) })
        });
        if is_used {
            tables.extend(text.plain().map(|(number, plain)| (number, plain.table.clone())));
        }
        let choice = Choice::of(text.parts, text.pieces, &tables);
        Some(Self { text, choice, kept, tables, joined: BTreeMap::new() })
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
            let table = stub::of(self.tables.get(number)?, &self.text.parts.groups[*number].name);
            let create = Operation::from(CreateTable { table, if_not_exists: false });
            stubs.insert(at, dialect.render(&create, &Catalog::default()).ok()?);
        }
        let mut statements = Vec::new();
        for (at, piece) in self.text.pieces.iter().enumerate() {
            let is_run = match self.text.parts.belongs[at] {
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
        let may_be_referenced = |at: &&usize| match self.text.parts.belongs[**at] {
            Belongs::To(_, role) => role.may_be_referenced(),
            Belongs::ToAll => false,
        };
        let statements = &self.text.parts.groups[number].statements;
        statements.iter().rev().find(may_be_referenced).copied().unwrap_or_default()
    }

    /// Puts the known tables beside those that were made; none when that is odd.
    pub(super) fn join(&mut self, catalog: &mut Catalog) -> Option<()> {
        let tables = std::mem::take(&mut self.tables);
        self.joined = joined::join(&self.text, &self.choice, tables, catalog)?;
        Some(())
    }

    /// Keeps what the next reading may know. Plain tables need no file.
    pub(super) fn keep(&self, catalog: &Catalog) {
        let Some(Kept { file, keys, found: (numbers, count) }) = &self.kept else { return };
        let mut kept = kept::kept((self.text.parts, self.text.pieces), &self.joined, catalog);
        kept.retain(|number, _| !self.text.is_plain(*number));
        let is_same = kept.len() == *count && kept.keys().all(|number| numbers.contains(number));
        if !is_same {
            store::write(file, kept.iter().map(|(number, table)| (&keys[*number], *table)));
        }
    }
}
