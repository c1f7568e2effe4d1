//! The statements of a declared schema by the tables that they are parts of.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sandshift_model::ident::ObjectName;

use super::words::{each_word, has_word};
use crate::backend::dialect::Dialect;
use crate::backend::piece::Piece;
use crate::backend::schema_part::{Part, Role, TablePart};

/// The longest name that no database cuts.
const MOST_NAME_BYTES: usize = 63;

/// The number of a table among those of its text.
pub(super) type Number = usize;

/// What a statement is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Belongs {
    /// It is a part of a table.
    To(Number, Role),
    /// It is run at every reading.
    ToAll,
}

/// A table as its text makes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// Its name as it is written.
    pub(super) name: ObjectName,
    /// Its statements, by where they stand.
    pub(super) statements: Vec<usize>,
    /// The tables that it names otherwise than as the target of a foreign key.
    pub(super) names: BTreeSet<Number>,
    /// The tables that its foreign keys point to.
    pub(super) references: BTreeSet<Number>,
}

/// The statements of a text, by tables.
#[derive(Debug)]
pub(in crate::schema::declared) struct Parts {
    pub(super) belongs: Vec<Belongs>,
    pub(super) groups: Vec<Group>,
    /// The tables that a statement names which is a part of none.
    pub(super) named_by_all: BTreeSet<Number>,
}

impl Parts {
    /// Puts statements in groups; none when it cannot be told what one of them touches, or which
    /// table a name means.
    pub(in crate::schema::declared) fn of(pieces: &[Piece], dialect: &dyn Dialect) -> Option<Self> {
        let mut parts = Vec::with_capacity(pieces.len());
        for piece in pieces {
            match dialect.part(&piece.sql) {
                Part::OfTable(part) => parts.push(Some(part)),
                Part::Beside => parts.push(None),
                Part::Unclear => return None,
            }
        }
        let (belongs, groups) = grouped(&parts)?;
        let mut all = Self { belongs, groups, named_by_all: BTreeSet::new() };
        all.note_names(pieces, &parts)?;
        Some(all)
    }

    /// The statements that are parts of no table.
    pub(super) fn beside<'p>(&self, pieces: &'p [Piece]) -> impl Iterator<Item = &'p str> {
        let all = pieces.iter().zip(&self.belongs);
        all.filter(|(_, belongs)| **belongs == Belongs::ToAll).map(|(piece, _)| piece.sql.as_str())
    }

    /// Tells whether a statement of a table says a name, so that no server had to find it.
    pub(super) fn says(&self, pieces: &[Piece], number: Number, name: &str) -> bool {
        let name = name.to_ascii_lowercase();
        self.groups[number].statements.iter().any(|at| has_word(&pieces[*at].sql, &name))
    }

    /// Notes which statement names which table; none when a name may mean two of them.
    fn note_names(&mut self, pieces: &[Piece], parts: &[Option<TablePart>]) -> Option<()> {
        let by_word = by_word(&self.groups)?;
        let nothing = Vec::new();
        for (at, piece) in pieces.iter().enumerate() {
            let references = parts[at].as_ref().map_or(&nothing, |part| &part.references);
            let (belongs, groups, by_all) =
                (&self.belongs[at], &mut self.groups, &mut self.named_by_all);
            each_word(&piece.sql, |word, place| {
                let Some(numbers) = by_word.get(word) else { return };
                let is_reference = references.iter().any(|range| range.contains(&place));
                for number in numbers {
                    match belongs {
                        Belongs::ToAll => by_all.insert(*number),
                        Belongs::To(own, _) if own == number => continue,
                        Belongs::To(own, _) if is_reference => {
                            groups[*own].references.insert(*number)
                        }
                        Belongs::To(own, _) => groups[*own].names.insert(*number),
                    };
                }
            });
        }
        Some(())
    }
}

/// The tables that are made, each with its parts; none when one is made twice.
fn grouped(parts: &[Option<TablePart>]) -> Option<(Vec<Belongs>, Vec<Group>)> {
    let mut numbers: BTreeMap<&ObjectName, Number> = BTreeMap::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut belongs = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        let known = part.as_ref().and_then(|part| numbers.get(&part.table).copied());
        let number = match (part, known) {
            (Some(part), Some(_)) if part.role == Role::Table => return None,
            (Some(part), None) if part.role == Role::Table && is_word(&part.table) => {
                let name = part.table.clone();
                let (names, references) = (BTreeSet::new(), BTreeSet::new());
                groups.push(Group { name, statements: Vec::new(), names, references });
                numbers.insert(&part.table, groups.len() - 1);
                Some(groups.len() - 1)
            }
            // A table whose name no word is, and what is added to another thing than a plain table: run
            // at every reading.
            (_, known) => known,
        };
        belongs.push(match (part, number) {
            (Some(part), Some(number)) => {
                groups[number].statements.push(at);
                Belongs::To(number, part.role)
            }
            _ => Belongs::ToAll,
        });
    }
    Some((belongs, groups))
}

/// Tells whether a name is found wherever it stands as a word.
fn is_word(table: &ObjectName) -> bool {
    let name = table.name.as_str();
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    name.len() <= MOST_NAME_BYTES
        && name.starts_with(|letter: char| !letter.is_ascii_digit())
        && name.chars().all(is_of_word)
}

/// The tables that a word may mean. None when a name stands there once with its schema and once
/// without, so that both may mean the same table.
fn by_word(groups: &[Group]) -> Option<HashMap<String, Vec<Number>>> {
    let mut by_word: HashMap<String, Vec<Number>> = HashMap::new();
    for (number, group) in groups.iter().enumerate() {
        by_word.entry(group.name.name.as_str().to_ascii_lowercase()).or_default().push(number);
    }
    let has_schema = |number: &Number| groups[*number].name.schema.is_some();
    let is_clear = |same: &Vec<Number>| {
        same.iter().all(has_schema) || same.len() == 1 || !same.iter().any(has_schema)
    };
    by_word.values().all(is_clear).then_some(by_word)
}

#[cfg(test)]
#[path = "parts_tests.rs"]
mod tests;
