//! Which tables are kept for the next reading: those that would come out the same again.

use std::collections::{BTreeMap, BTreeSet};

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::table::Table;

use super::joined::words_of_natives;
use super::names::{draws, is_numbered, own_names, sequence};
use super::parts::{Belongs, Number, Parts};
use super::words::has_word;
use crate::backend::piece::Piece;
use crate::backend::schema_part::Role;

/// The longest name that the server does not shorten.
const MOST_NAME_BYTES: usize = 63;

/// The tables that are kept, by their numbers; `joined` were not made this time, and stay.
pub(super) fn kept<'c>(
    (parts, pieces): (&Parts, &[Piece]),
    joined: &BTreeMap<Number, ObjectName>,
    catalog: &'c Catalog,
) -> BTreeMap<Number, &'c Table> {
    let natives = words_of_natives(catalog);
    let by_name = by_name(catalog);
    let mut kept = BTreeMap::new();
    for (number, group) in parts.groups.iter().enumerate() {
        if let Some(table) = joined.get(&number).and_then(|name| catalog.tables.get(name)) {
            kept.insert(number, &**table);
            continue;
        }
        let same = parts.groups.iter().filter(|other| other.name.name == group.name.name).count();
        let Some([table]) = by_name.get(group.name.name.as_str()).map(Vec::as_slice) else {
            continue;
        };
        let is_alone = same == 1 && !parts.named_by_all.contains(&number);
        if is_alone
            && is_whole((parts, pieces), number, table, &natives)
            && is_its_own(catalog, table)
        {
            kept.insert(number, *table);
        }
    }
    kept
}

fn by_name(catalog: &Catalog) -> BTreeMap<&str, Vec<&Table>> {
    let mut by_name: BTreeMap<&str, Vec<&Table>> = BTreeMap::new();
    for table in catalog.tables.values() {
        by_name.entry(table.name.name.as_str()).or_default().push(table);
    }
    by_name
}

/// Tells whether the description of a table says all that its statements make, and whether the server
/// found the names in it without a look at other tables.
fn is_whole(
    (parts, pieces): (&Parts, &[Piece]),
    number: Number,
    table: &Table,
    natives: &BTreeSet<String>,
) -> bool {
    let is_index = |at: &&usize| {
        matches!(parts.belongs[**at], Belongs::To(_, Role::Index | Role::UniqueIndex))
    };
    // One that was to be made only where there is none of its name may have been left out.
    let indexes = parts.groups[number].statements.iter().filter(is_index).count();
    let in_natives = |name: &str| natives.contains(&name.to_ascii_lowercase());
    let names = || own_names(table).chain([table.name.name.as_str()]);
    // A server that finds a name taken puts a number behind it.
    let is_second = |name: &str| {
        name.ends_with(|last: char| last.is_ascii_digit()) && !parts.says(pieces, number, name)
    };
    indexes == table.indexes.len() && !names().any(in_natives) && !own_names(table).any(is_second)
}

/// Tells whether the sequences that a table draws from are nobody else's, and of the name that a server
/// gives where it is free.
fn is_its_own(catalog: &Catalog, table: &Table) -> bool {
    table.columns.iter().filter(|column| is_numbered(column)).all(|column| {
        let sequence = sequence(table, column);
        let is_drawn =
            draws(column).is_none_or(|default| has_word(default, &sequence.to_ascii_lowercase()));
        let of_table = |other: &ObjectName| other.name == sequence.as_str();
        sequence.len() <= MOST_NAME_BYTES && is_drawn && !catalog.sequences.keys().any(of_table)
    })
}
