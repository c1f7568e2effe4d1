//! A text that was taken apart, before any server has seen it.

use super::parts::{Number, Parts};
use super::plain::{self, PlainTable, PlainTables};
use crate::backend::connection::Connection;
use crate::backend::dialect::Dialect;
use crate::backend::piece::Piece;
use crate::schema::declared::sql::Statements;

/// A text with its tables.
#[derive(Debug)]
pub(in crate::schema::declared) struct Prepared {
    pub(in crate::schema::declared) statements: Statements,
    /// None when the text is always made as a whole.
    parts: Option<Parts>,
    plain: PlainTables,
}

impl Prepared {
    /// Takes a text apart. What runs outside of a transaction would stay there in part when it fails.
    pub(in crate::schema::declared) fn of(statements: Statements, dialect: &dyn Dialect) -> Self {
        let is_together = statements.frame.is_some() && dialect.tells_parts();
        let pieces = &statements.pieces;
        let parts = is_together.then(|| Parts::of(pieces, dialect)).flatten();
        let plain = parts.as_ref().map(|parts| plain::tables(parts, pieces, dialect));
        Self { parts, plain: plain.unwrap_or_default(), statements }
    }

    /// The text as a database reads it that is empty yet; none when it is made as a whole.
    pub(super) fn text(&self, connection: &mut dyn Connection) -> Option<Text<'_>> {
        let parts = self.parts.as_ref()?;
        let is_told = !self.plain.is_empty() && connection.makes_plain_tables().ok()?;
        let plain = is_told.then_some(&self.plain);
        Some(Text { pieces: &self.statements.pieces, parts, plain })
    }
}

/// The statements of a text and its tables.
#[derive(Debug)]
pub(super) struct Text<'p> {
    pub(super) pieces: &'p [Piece],
    pub(super) parts: &'p Parts,
    /// None where plain tables may come out differently.
    plain: Option<&'p PlainTables>,
}

impl<'p> Text<'p> {
    /// The plain tables, by their numbers.
    pub(super) fn plain(&self) -> impl Iterator<Item = (Number, &'p PlainTable)> {
        self.plain.into_iter().flatten().map(|(number, plain)| (*number, plain))
    }

    /// Tells whether every table is plain.
    pub(super) fn is_all_plain(&self) -> bool {
        self.plain.is_some_and(|plain| plain.len() == self.parts.groups.len())
    }

    /// Tells whether a table is plain.
    pub(super) fn is_plain(&self, number: Number) -> bool {
        self.plain.is_some_and(|plain| plain.contains_key(&number))
    }

    /// Tells whether a statement of a table says a name, so that no server had to find it.
    pub(super) fn says(&self, number: Number, name: &str) -> bool {
        match self.plain.and_then(|plain| plain.get(&number)) {
            Some(plain) => !plain.given.iter().any(|given| given == name),
            None => self.parts.says(self.pieces, number, name),
        }
    }
}
