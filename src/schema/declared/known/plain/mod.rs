//! Plain tables: those of which the text alone tells what a server would make of them.
//!
//! The dialect tells what each statement makes ([`Plain`]); here it is put together, and whatever a server
//! would refuse or name otherwise makes a table no plain one, so that the server is asked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sandshift_model::constraint::{Constraint, ConstraintBody, ConstraintKind};
use sandshift_model::ident::Ident;
use sandshift_model::shared::Shared;
use sandshift_model::table::Table;

use self::draft::Draft;
use super::parts::{Belongs, Number, Parts};
use crate::backend::dialect::Dialect;
use crate::backend::piece::Piece;
use crate::backend::plain::{Makes, Plain, PlainPart};

mod draft;
mod meeting;
mod pointing;

/// The plain tables of a text, by their numbers.
pub(super) type PlainTables = BTreeMap<Number, PlainTable>;

/// A plain table.
#[derive(Debug, Clone)]
pub(super) struct PlainTable {
    pub(super) table: Shared<Table>,
    /// Its names that the text does not say; a server gives another one where one is taken.
    pub(super) given: BTreeSet<Ident>,
}

/// Tells which tables of a text are plain, and what they are; none of them when a statement makes it
/// unclear what others do.
pub(super) fn tables(parts: &Parts, pieces: &[Piece], dialect: &dyn Dialect) -> PlainTables {
    let mut drafts = Drafts::of(parts);
    for (piece, belongs) in pieces.iter().zip(&parts.belongs) {
        match (dialect.plain(&piece.sql), belongs) {
            (Plain::Part(part), Belongs::To(number, _)) => {
                if drafts.add(*number, part).is_none() {
                    drafts.all.remove(number);
                }
            }
            (Plain::Apart, Belongs::To(number, _)) => {
                drafts.all.remove(number);
            }
            (Plain::Apart, Belongs::ToAll) => {}
            (Plain::Unclear, _) | (Plain::Part(_), Belongs::ToAll) => return PlainTables::new(),
        }
    }
    let mut all = drafts.all;
    meeting::leave_out(&mut all);
    pointing::leave_out(&mut all);
    all.into_iter().map(|(number, draft)| (number, draft.finish())).collect()
}

/// Tables as far as the statements have made them.
struct Drafts<'p> {
    all: BTreeMap<Number, Draft>,
    numbers: HashMap<&'p Ident, Number>,
}

impl<'p> Drafts<'p> {
    fn of(parts: &'p Parts) -> Self {
        let bare = parts.groups.iter().enumerate().filter(|(_, g)| g.name.schema.is_none());
        let numbers = bare.map(|(number, group)| (&group.name.name, number)).collect();
        Self { all: BTreeMap::new(), numbers }
    }

    /// Adds what a statement makes; none when a server would refuse it.
    fn add(&mut self, number: Number, part: Box<PlainPart>) -> Option<()> {
        let PlainPart { makes, given } = *part;
        self.make(number, makes)?;
        self.all.get_mut(&number)?.given.extend(given);
        Some(())
    }

    fn make(&mut self, number: Number, makes: Makes) -> Option<()> {
        match makes {
            Makes::Table(mut table) => {
                let constraints = std::mem::take(&mut table.constraints);
                self.all.insert(number, Draft::of(table)?);
                // Foreign keys last: they may point to a key of their own table.
                let is_foreign =
                    |constraint: &Constraint| constraint.body.kind() == ConstraintKind::ForeignKey;
                let (foreign, keys): (Vec<_>, Vec<_>) =
                    constraints.into_iter().partition(is_foreign);
                keys.into_iter().chain(foreign).try_for_each(|one| self.constrain(number, one))
            }
            Makes::Constraint(constraint) => self.constrain(number, constraint),
            Makes::Index(index) => self.all.get_mut(&number)?.add_index(index),
            Makes::Comment { column, text } => {
                self.all.get_mut(&number)?.comment(column.as_ref(), text)
            }
        }
    }

    fn constrain(&mut self, number: Number, mut constraint: Constraint) -> Option<()> {
        if let ConstraintBody::ForeignKey(key) = &mut constraint.body {
            let target = *self.numbers.get(&key.references.name)?;
            pointing::complete(key, self.all.get(&number)?, self.all.get(&target)?)?;
            self.all.get_mut(&number)?.targets.insert(target);
        }
        self.all.get_mut(&number)?.add(constraint)
    }
}

#[cfg(test)]
#[path = "plain_tests.rs"]
mod tests;
