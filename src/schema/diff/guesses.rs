//! What looks like a rename: evidence, weighed, and never taken for more than a question.

use std::collections::BTreeSet;

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::conversion::{Conversion, conversion};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::table::Table;

use super::likeness::of_names;
use crate::schema::renames::{Guess, Renamed, Renames};

/// Less than this is no guess.
const LEAST: u8 = 50;

/// What looks like a rename between two catalogs and was not decided yet, the likeliest first.
///
/// Columns are looked at in tables that stay or whose rename is confirmed: ask again after each
/// answer.
#[must_use]
pub fn guesses(from: &Catalog, to: &Catalog, renames: &Renames) -> Vec<Guess> {
    let mut guesses = tables(from, to, renames);
    for (old, new) in staying(from, to, renames) {
        guesses.extend(columns(old, new, renames));
    }
    guesses.extend(enum_values(from, to, renames));
    guesses.sort_by(|a, b| b.likeness.cmp(&a.likeness).then(a.renamed.cmp(&b.renamed)));
    guesses
}

/// Evidence: points for likeness, each with what it says.
#[derive(Default)]
struct Evidence {
    points: u32,
    reasons: Vec<String>,
}

impl Evidence {
    fn add(&mut self, points: u32, reason: &str) {
        self.points += points;
        self.reasons.push(reason.to_owned());
    }

    fn of_names(&mut self, old: &str, new: &str, most: u32) {
        let alike = of_names(old, new);
        self.points += most * alike / 100;
        if alike >= 50 {
            self.reasons.push("names that are alike".to_owned());
        }
    }

    fn guess(self, renamed: Renamed) -> Option<Guess> {
        let likeness = u8::try_from(self.points.min(100)).unwrap_or(100);
        (likeness >= LEAST).then_some(Guess { renamed, likeness, reasons: self.reasons })
    }
}

/// The tables of both sides, by what was confirmed.
fn staying<'a>(
    from: &'a Catalog,
    to: &'a Catalog,
    renames: &Renames,
) -> Vec<(&'a Table, &'a Table)> {
    let new_name = |old: &ObjectName| {
        let renamed = renames.confirmed.iter().find_map(|renamed| match renamed {
            Renamed::Table { from, to } if from == old => Some(old.sibling(to.clone())),
            _ => None,
        });
        renamed.unwrap_or_else(|| old.clone())
    };
    let tables = from.tables.values();
    tables.filter_map(|old| Some((&**old, &**to.tables.get(&new_name(&old.name))?))).collect()
}

fn tables(from: &Catalog, to: &Catalog, renames: &Renames) -> Vec<Guess> {
    let decided = |name: &ObjectName| {
        renames.confirmed.iter().any(|renamed| match renamed {
            Renamed::Table { from, to } => from == name || from.sibling(to.clone()) == *name,
            _ => false,
        })
    };
    let gone: Vec<&Table> = only_in(from, to).filter(|table| !decided(&table.name)).collect();
    let new: Vec<&Table> = only_in(to, from).filter(|table| !decided(&table.name)).collect();
    let mut found = Vec::new();
    for old in &gone {
        for other in new.iter().filter(|other| other.name.schema == old.name.schema) {
            let renamed = Renamed::Table { from: old.name.clone(), to: other.name.name.clone() };
            found.extend(table_evidence(old, other).guess(renamed));
        }
    }
    one_to_one(found, renames)
}

fn only_in<'a>(one: &'a Catalog, other: &'a Catalog) -> impl Iterator<Item = &'a Table> {
    let only = one.tables.iter().filter(|(name, _)| !other.tables.contains_key(*name));
    only.map(|(_, table)| &**table)
}

fn table_evidence(old: &Table, new: &Table) -> Evidence {
    let mut evidence = Evidence::default();
    let known = |column: &&Column| {
        new.columns.iter().any(|other| other.name == column.name && other.ty == column.ty)
    };
    // A column may have another name as well, and then stands where it stood.
    let placed = |(at, column): &(usize, &Column)| {
        !known(column) && new.columns.get(*at).is_some_and(|other| other.ty == column.ty)
    };
    let shared = old.columns.iter().filter(known).count();
    let like = old.columns.iter().enumerate().filter(placed).count();
    let all = old.columns.len().max(new.columns.len()).max(1);
    let share = u32::try_from((shared * 2 + like) * 50 / all).unwrap_or(0).min(100);
    evidence.points += 70 * share / 100;
    if shared > 0 {
        evidence.reasons.push(format!("{shared} of {all} columns are the same"));
    }
    if !old.primary_key().is_empty() && old.primary_key() == new.primary_key() {
        evidence.add(10, "the same primary key");
    }
    evidence.of_names(old.name.name.as_str(), new.name.name.as_str(), 20);
    evidence
}

fn columns(old: &Table, new: &Table, renames: &Renames) -> Vec<Guess> {
    let decided = |name: &Ident| {
        renames.confirmed.iter().any(|renamed| match renamed {
            Renamed::Column { table, from, to } => {
                *table == old.name && (from == name || to == name)
            }
            _ => false,
        })
    };
    let open = |one: &'_ Table, other: &Table| -> Vec<usize> {
        let places = one.columns.iter().enumerate();
        let only = places.filter(|(_, c)| other.columns.iter().all(|o| o.name != c.name));
        only.filter(|(_, column)| !decided(&column.name)).map(|(at, _)| at).collect()
    };
    let (gone, come) = (open(old, new), open(new, old));
    let mut found = Vec::new();
    for at in &gone {
        for other in &come {
            let renamed = Renamed::Column {
                table: old.name.clone(),
                from: old.columns[*at].name.clone(),
                to: new.columns[*other].name.clone(),
            };
            found.extend(column_evidence((old, *at), (new, *other)).guess(renamed));
        }
    }
    one_to_one(found, renames)
}

fn column_evidence(old: (&Table, usize), new: (&Table, usize)) -> Evidence {
    let (one, other) = (&old.0.columns[old.1], &new.0.columns[new.1]);
    let mut evidence = Evidence::default();
    match conversion(&one.ty, &other.ty) {
        Conversion::Same => evidence.add(35, "the same type"),
        Conversion::Widening => evidence.add(20, "a wider type"),
        Conversion::Narrowing => {}
    }
    if old.1 == new.1 {
        evidence.add(15, "the same place in the table");
    }
    if like(one, other) {
        evidence.add(10, "the same default and NULL");
    }
    if bound(old.0, &one.name) == bound(new.0, &other.name) {
        evidence.add(10, "the same constraints");
    }
    evidence.of_names(one.name.as_str(), other.name.as_str(), 30);
    evidence
}

fn like(one: &Column, other: &Column) -> bool {
    one.nullable == other.nullable && one.default == other.default && one.identity == other.identity
}

/// How many constraints and indexes name a column.
fn bound(table: &Table, name: &Ident) -> usize {
    let Some(at) = table.position(name) else { return 0 };
    let constraints = table.constraints.iter().filter(|c| table.constraint_involves(c, at));
    constraints.count() + table.indexes.iter().filter(|i| table.index_involves(i, at)).count()
}

fn enum_values(from: &Catalog, to: &Catalog, renames: &Renames) -> Vec<Guess> {
    let mut found = Vec::new();
    for (name, old) in &from.enums {
        let Some(new) = to.enums.get(name) else { continue };
        let decided = |value: &String| {
            renames.confirmed.iter().any(|renamed| match renamed {
                Renamed::EnumValue { name: of, from, to } => {
                    of == name && (from == value || to == value)
                }
                _ => false,
            })
        };
        let gone = old.values.iter().enumerate().filter(|(_, v)| !new.values.contains(v));
        for (at, value) in gone.filter(|(_, value)| !decided(value)) {
            let come = new.values.iter().enumerate().filter(|(_, v)| !old.values.contains(v));
            for (place, other) in come.filter(|(_, value)| !decided(value)) {
                let mut evidence = Evidence::default();
                if at == place {
                    evidence.add(50, "the same place in the enum");
                }
                evidence.of_names(value, other, 50);
                let (name, from, to) = (name.clone(), value.clone(), other.clone());
                found.extend(evidence.guess(Renamed::EnumValue { name, from, to }));
            }
        }
    }
    one_to_one(found, renames)
}

/// The likeliest guesses of which no two speak of one thing; what was denied is none.
fn one_to_one(mut found: Vec<Guess>, renames: &Renames) -> Vec<Guess> {
    found.retain(|guess| !renames.denied.contains(&guess.renamed));
    found.sort_by(|a, b| b.likeness.cmp(&a.likeness).then(a.renamed.cmp(&b.renamed)));
    let mut taken: BTreeSet<(bool, String)> = BTreeSet::new();
    found.retain(|guess| {
        let (from, to) = ends(&guess.renamed);
        let (from, to) = ((false, from), (true, to));
        if taken.contains(&from) || taken.contains(&to) {
            return false;
        }
        taken.extend([from, to]);
        true
    });
    found
}

fn ends(renamed: &Renamed) -> (String, String) {
    match renamed {
        Renamed::Table { from, to } => (from.to_string(), from.sibling(to.clone()).to_string()),
        Renamed::Column { table, from, to } => {
            (format!("{table}\0{from}"), format!("{table}\0{to}"))
        }
        Renamed::EnumValue { name, from, to } => {
            (format!("{name}\0{from}"), format!("{name}\0{to}"))
        }
    }
}
