//! Which tables are made, and which are known so well that they need not be.

use std::collections::{BTreeSet, HashMap};

use sandshift_model::shared::Shared;
use sandshift_model::table::Table;

use super::names::own_names;
use super::parts::{Number, Parts};
use super::stub;
use super::words::each_word;
use crate::backend::piece::Piece;

/// What is done with each table of a text.
#[derive(Debug)]
pub(super) struct Choice {
    /// The tables that are made from their statements.
    pub(super) made: Vec<bool>,
    /// The known tables of which so much is made that foreign keys can point to them.
    pub(super) stubs: BTreeSet<Number>,
}

impl Choice {
    /// Chooses. A table is made when it is not known, when a statement names it that is a part of no
    /// table, or when one of a table that is made names it otherwise than as the target of a foreign key
    /// that a stub is enough for.
    pub(super) fn of(
        parts: &Parts,
        pieces: &[Piece],
        known: &HashMap<Number, Shared<Table>>,
    ) -> Self {
        let named = named_by_all(parts, pieces, known);
        let is_made = |number: &Number| !known.contains_key(number) || named.contains(number);
        let mut waiting: Vec<Number> = (0..parts.groups.len()).filter(is_made).collect();
        let mut made = vec![false; parts.groups.len()];
        while let Some(number) = waiting.pop() {
            if !std::mem::replace(&mut made[number], true) {
                let group = &parts.groups[number];
                let as_a_whole =
                    |number: &&Number| known.get(number).is_none_or(|t| !stub::is_enough(t));
                waiting
                    .extend(group.names.iter().chain(group.references.iter().filter(as_a_whole)));
            }
        }
        let all = parts.groups.iter().enumerate().filter(|(number, _)| made[*number]);
        let stubs = all.flat_map(|(_, group)| group.references.iter().copied());
        let stubs = stubs.filter(|number| !made[*number]).collect();
        Self { made, stubs }
    }

    /// The tables that are not made as a whole.
    pub(super) fn known(&self) -> impl Iterator<Item = Number> {
        self.made.iter().enumerate().filter(|(_, made)| !**made).map(|(number, _)| number)
    }
}

/// The tables that a statement names which is a part of none; an index or a constraint will do as well.
fn named_by_all(
    parts: &Parts,
    pieces: &[Piece],
    known: &HashMap<Number, Shared<Table>>,
) -> BTreeSet<Number> {
    let mut owners: HashMap<String, Vec<Number>> = HashMap::new();
    for (number, table) in known {
        for name in own_names(table) {
            owners.entry(name.to_ascii_lowercase()).or_default().push(*number);
        }
    }
    let mut named = parts.named_by_all.clone();
    for text in parts.beside(pieces) {
        each_word(text, |word, _| named.extend(owners.get(word).into_iter().flatten()));
    }
    named
}
