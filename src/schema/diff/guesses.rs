//! What looks like a rename: evidence, weighed, and never taken for more than a question.
//!
//! Each piece of evidence gives points; together they make at most 100.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::conversion::{Conversion, conversion};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::nearest::likeness;
use sandshift_model::object::EnumType;
use sandshift_model::table::Table;

use crate::schema::renames::{Guess, Renamed, Renames};

/// Fewer points are no guess.
const LEAST: u8 = 50;

/// What looks like a rename between two catalogs and was not decided yet, the likeliest first.
///
/// Each old and each new name is in one guess at most. Columns are looked at in tables that are in
/// both catalogs, under their new name where that is confirmed.
#[must_use]
pub fn guesses(from: &Catalog, to: &Catalog, renames: &Renames) -> Vec<Guess> {
    let mut all = tables(from, to, renames);
    for (name, table) in &from.tables {
        if let Some(other) = to.tables.get(&name_afterwards(name, renames)) {
            all.extend(columns(table, other, renames));
        }
    }
    for (name, known) in &from.enums {
        if let Some(other) = to.enums.get(name) {
            all.extend(values(known, other, renames));
        }
    }
    all.sort_by(|a, b| (b.likeness, &a.renamed).cmp(&(a.likeness, &b.renamed)));
    all
}

/// What speaks for one rename.
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

    /// Points for names that are alike; names that are not say nothing.
    fn names(&mut self, one: &str, other: &str, most: u32) {
        let alike = likeness(one, other);
        if alike >= LEAST {
            self.add(u32::from(alike) * most / 100, "a similar name");
        }
    }

    fn guess(self, renamed: Renamed) -> Option<Guess> {
        let likeness = u8::try_from(self.points.min(100)).unwrap_or(100);
        (likeness >= LEAST).then_some(Guess { renamed, likeness, reasons: self.reasons })
    }
}

/// Keeps the likeliest of the guesses that share an old or a new name.
fn best(mut guesses: Vec<Guess>, names: impl Fn(&Renamed) -> (String, String)) -> Vec<Guess> {
    guesses.sort_by(|a, b| (b.likeness, &a.renamed).cmp(&(a.likeness, &b.renamed)));
    let mut kept: Vec<Guess> = Vec::new();
    for guess in guesses {
        let (old, new) = names(&guess.renamed);
        let taken = kept.iter().map(|kept| names(&kept.renamed)).any(|k| k.0 == old || k.1 == new);
        if !taken {
            kept.push(guess);
        }
    }
    kept
}

fn is_open(renamed: &Renamed, renames: &Renames) -> bool {
    !renames.confirmed.contains(renamed) && !renames.denied.contains(renamed)
}

fn name_afterwards(name: &ObjectName, renames: &Renames) -> ObjectName {
    let new_name = renames.confirmed.iter().find_map(|renamed| match renamed {
        Renamed::Table { from, to } if from == name => Some(name.sibling(to.clone())),
        _ => None,
    });
    new_name.unwrap_or_else(|| name.clone())
}

fn tables(from: &Catalog, to: &Catalog, renames: &Renames) -> Vec<Guess> {
    let is_gone = |name: &&ObjectName| !to.tables.contains_key(&name_afterwards(name, renames));
    let taken: Vec<ObjectName> =
        from.tables.keys().map(|name| name_afterwards(name, renames)).collect();
    let mut all = Vec::new();
    for old in from.tables.keys().filter(is_gone) {
        for new in to.tables.keys().filter(|name| !taken.contains(name)) {
            let renamed = Renamed::Table { from: old.clone(), to: new.name.clone() };
            if old.schema == new.schema && is_open(&renamed, renames) {
                all.extend(table_evidence(&from.tables[old], &to.tables[new]).guess(renamed));
            }
        }
    }
    best(all, |renamed| match renamed {
        Renamed::Table { from, to } => (from.to_string(), from.sibling(to.clone()).to_string()),
        Renamed::Column { .. } | Renamed::EnumValue { .. } => Default::default(),
    })
}

fn table_evidence(old: &Table, new: &Table) -> Evidence {
    let mut evidence = Evidence::default();
    let same = |column: &&Column| new.column(&column.name).is_some_and(|n| n.ty == column.ty);
    let shared = old.columns.iter().filter(same).count();
    let most = old.columns.len().max(new.columns.len()).max(1);
    let share = u32::try_from(shared * 100 / most).unwrap_or(0);
    if share >= 40 {
        evidence.add(share * 65 / 100, &format!("{shared} of {most} columns are the same"));
    }
    evidence.names(old.name.name.as_str(), new.name.name.as_str(), 25);
    if !old.primary_key().is_empty() && old.primary_key() == new.primary_key() {
        evidence.add(10, "the same primary key");
    }
    evidence
}

fn columns(old: &Table, new: &Table, renames: &Renames) -> Vec<Guess> {
    let decided = |is_old: bool, name: &Ident| {
        renames.confirmed.iter().any(|renamed| match renamed {
            Renamed::Column { table, from, to } if *table == old.name => {
                if is_old {
                    from == name
                } else {
                    to == name
                }
            }
            _ => false,
        })
    };
    let gone = |c: &&Column| new.column(&c.name).is_none() && !decided(true, &c.name);
    let come = |c: &&Column| old.column(&c.name).is_none() && !decided(false, &c.name);
    let mut all = Vec::new();
    for before in old.columns.iter().filter(gone) {
        for after in new.columns.iter().filter(come) {
            let (from, to) = (before.name.clone(), after.name.clone());
            let renamed = Renamed::Column { table: old.name.clone(), from, to };
            if is_open(&renamed, renames) {
                all.extend(column_evidence((old, before), (new, after)).guess(renamed));
            }
        }
    }
    best(all, |renamed| match renamed {
        Renamed::Column { from, to, .. } => (from.to_string(), to.to_string()),
        Renamed::Table { .. } | Renamed::EnumValue { .. } => Default::default(),
    })
}

fn column_evidence(old: (&Table, &Column), new: (&Table, &Column)) -> Evidence {
    let ((old_table, before), (new_table, after)) = (old, new);
    let mut evidence = Evidence::default();
    match conversion(&before.ty, &after.ty) {
        Conversion::Same => evidence.add(35, "the same type"),
        Conversion::Widening => evidence.add(20, "a wider type"),
        Conversion::Narrowing => {}
    }
    evidence.names(before.name.as_str(), after.name.as_str(), 35);
    if old_table.position(&before.name) == new_table.position(&after.name) {
        evidence.add(15, "the same place in the table");
    }
    if before.nullable == after.nullable && before.default == after.default {
        evidence.add(5, "the same default");
    }
    if roles(old_table, &before.name) == roles(new_table, &after.name) {
        evidence.add(5, "in the same constraints");
    }
    evidence
}

/// In how many constraints and indexes of each kind a column is.
fn roles(table: &Table, column: &Ident) -> (Vec<&'static str>, usize) {
    use sandshift_model::constraint::ConstraintBody;
    let Some(position) = table.position(column) else { return Default::default() };
    let involved = table.constraints.iter().filter(|c| table.constraint_involves(c, position));
    let mut kinds: Vec<&str> = involved
        .map(|constraint| match &constraint.body {
            ConstraintBody::PrimaryKey { .. } => "primary key",
            ConstraintBody::Unique { .. } => "unique",
            ConstraintBody::Check { .. } => "check",
            ConstraintBody::ForeignKey(_) => "foreign key",
            ConstraintBody::Exclude { .. } => "exclude",
        })
        .collect();
    kinds.sort_unstable();
    (kinds, table.indexes.iter().filter(|index| table.index_involves(index, position)).count())
}

fn values(old: &EnumType, new: &EnumType, renames: &Renames) -> Vec<Guess> {
    let decided = |is_old: bool, value: &String| {
        renames.confirmed.iter().any(|renamed| match renamed {
            Renamed::EnumValue { name, from, to } if *name == old.name => {
                if is_old {
                    from == value
                } else {
                    to == value
                }
            }
            _ => false,
        })
    };
    let mut all = Vec::new();
    for (at, before) in old.values.iter().enumerate() {
        for (place, after) in new.values.iter().enumerate() {
            let is_gone = !new.values.contains(before) && !decided(true, before);
            let is_new = !old.values.contains(after) && !decided(false, after);
            let (name, from, to) = (old.name.clone(), before.clone(), after.clone());
            let renamed = Renamed::EnumValue { name, from, to };
            if is_gone && is_new && is_open(&renamed, renames) {
                let mut evidence = Evidence::default();
                evidence.names(before, after, 60);
                if at == place {
                    evidence.add(50, "the same place in the enum");
                }
                all.extend(evidence.guess(renamed));
            }
        }
    }
    best(all, |renamed| match renamed {
        Renamed::EnumValue { from, to, .. } => (from.clone(), to.clone()),
        Renamed::Table { .. } | Renamed::Column { .. } => Default::default(),
    })
}
