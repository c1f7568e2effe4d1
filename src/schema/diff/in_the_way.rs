//! What has to step aside: views, triggers and others that depend on what changes, even where their
//! own text stays the same.
//!
//! PostgreSQL refuses to alter or drop a column under a view, MySQL to rename one, and SQLite to drop
//! one that a trigger names. What depends on what is told by the words of the texts: a word too many
//! costs a view made again, a word too few a migration that fails.

use std::collections::BTreeSet;

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::ConstraintKind;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::mentions::words;
use sandshift_model::object::{Stage, Trigger, View};
use sandshift_model::table::Table;

use super::columns::Columns;
use super::constraints::matched;
use super::renaming::Renaming;
use super::{enums, functions};
use crate::backend::dialect::Dialect;

/// What has to step aside, by the names of before.
#[derive(Default)]
pub(super) struct InTheWay {
    pub(super) views: BTreeSet<ObjectName>,
    pub(super) triggers: BTreeSet<(ObjectName, Ident)>,
    pub(super) functions: BTreeSet<(ObjectName, String)>,
    pub(super) natives: BTreeSet<(String, String)>,
    /// The types that are made again, in lower case.
    pub(super) remade: BTreeSet<String>,
}

/// A table that changes under what reads it, by its name and its columns of before.
struct Moved {
    table: String,
    /// All that names the table is concerned, whatever columns it reads.
    whole: bool,
    columns: BTreeSet<String>,
}

/// Two catalogs side by side.
struct Sides<'a> {
    from: &'a Catalog,
    to: &'a Catalog,
    renaming: &'a Renaming,
    moved: Vec<Moved>,
    /// Names of other things that go, be it for a moment.
    going: BTreeSet<String>,
}

impl InTheWay {
    /// Finds it.
    pub(super) fn of(
        from: &Catalog,
        to: &Catalog,
        dialect: &dyn Dialect,
        renaming: &Renaming,
    ) -> Self {
        let remade = enums::remade_types(&renaming.after, to, dialect);
        let moved = moved(&renaming.after, to, dialect, renaming, &remade);
        let functions = functions::remade(from, to, dialect, &remade);
        let going = functions.iter().map(|(name, _)| lower(&name.name)).collect();
        let mut sides = Sides { from, to, renaming, moved, going };
        let views = sides.views();
        sides.going.extend(views.iter().map(|name| lower(&name.name)));
        let triggers = sides.triggers(&views);
        sides.going.extend(triggers.iter().map(|(_, name)| lower(name)));
        let natives = sides.natives();
        Self { views, triggers, functions, natives, remade }
    }
}

impl Sides<'_> {
    fn concerns(&self, text: &str) -> bool {
        if self.moved.is_empty() && self.going.is_empty() {
            return false;
        }
        let words = words(text);
        let moves = |moved: &Moved| {
            words.contains(&moved.table) && (moved.whole || !words.is_disjoint(&moved.columns))
        };
        !words.is_disjoint(&self.going) || self.moved.iter().any(moves)
    }

    /// The views that go, differ, or read what moves or another view that goes.
    fn views(&self) -> BTreeSet<ObjectName> {
        let mut going: BTreeSet<ObjectName> = BTreeSet::new();
        for (name, view) in &self.from.views {
            let differs = self.to.views.get(name) != Some(view);
            if (differs && !self.is_replaceable(view)) || self.concerns(&view.query) {
                going.insert(name.clone());
            }
        }
        loop {
            let names: BTreeSet<String> = going.iter().map(|name| lower(&name.name)).collect();
            let reads = |view: &View| !words(&view.query).is_disjoint(&names);
            let left = self.from.views.iter().filter(|(name, _)| !going.contains(*name));
            let next: Vec<ObjectName> = match names.is_empty() {
                true => Vec::new(),
                false => left.filter(|(_, v)| reads(v)).map(|(name, _)| name.clone()).collect(),
            };
            if next.is_empty() {
                return going;
            }
            going.extend(next);
        }
    }

    /// Tells whether a view can be replaced where it stands: nothing stands upon it.
    fn is_replaceable(&self, view: &View) -> bool {
        let Some(target) = self.to.views.get(&view.name) else { return false };
        let name = lower(&view.name.name);
        let from = self.from;
        let named = |text: &str| words(text).contains(&name);
        let read = from.views.values().any(|one| one.name != view.name && named(&one.query))
            || from.functions.values().any(|function| named(&function.definition))
            || from.natives.values().any(|native| named(&native.create));
        let has_trigger = from.triggers.keys().any(|(table, _)| *table == view.name);
        !view.materialized && !target.materialized && !read && !has_trigger
    }

    /// The triggers that go or differ, stand on a view that goes, or name what moves. One of a
    /// table that goes goes with it.
    fn triggers(&self, views: &BTreeSet<ObjectName>) -> BTreeSet<(ObjectName, Ident)> {
        let is_going = |(key, trigger): &(&(ObjectName, Ident), &Trigger)| {
            if views.contains(&key.0) || self.concerns(&trigger.definition) {
                return true;
            }
            let owner = self.renaming.table_now(&key.0);
            let owned = self.to.tables.contains_key(owner) || self.to.views.contains_key(owner);
            let target = self.to.triggers.get(&(owner.clone(), key.1.clone()));
            owned && target != Some(*trigger)
        };
        self.from.triggers.iter().filter(is_going).map(|(key, _)| key.clone()).collect()
    }

    /// The natives upon tables or views that go or differ, or name what moves.
    fn natives(&self) -> BTreeSet<(String, String)> {
        let natives = self.from.natives.iter().filter(|(_, n)| n.stage != Stage::BeforeTables);
        let natives = natives.filter(|(key, native)| {
            let same = |other: &sandshift_model::object::NativeObject| {
                other.create == native.create && other.stage == native.stage
            };
            !self.to.natives.get(*key).is_some_and(same) || self.concerns(&native.create)
        });
        natives.map(|(key, _)| key.clone()).collect()
    }
}

fn moved(
    after: &Catalog,
    to: &Catalog,
    dialect: &dyn Dialect,
    renaming: &Renaming,
    remade: &BTreeSet<String>,
) -> Vec<Moved> {
    let mut moved = Vec::new();
    for old in after.tables.values() {
        let table = lower(&renaming.table_before(&old.name).name);
        let Some(new) = to.tables.get(&old.name) else {
            moved.push(Moved { table, whole: true, columns: BTreeSet::new() });
            continue;
        };
        let renamed: BTreeSet<String> =
            renaming.renamed_columns(&old.name).map(|(from, _)| lower(from)).collect();
        let is_renamed = renaming.renamed_tables().any(|(_, now)| *now == old.name);
        if **old == **new && remade.is_empty() && renamed.is_empty() && !is_renamed {
            continue;
        }
        let disturbed = Columns::of(old, (new, to), dialect, remade);
        let disturbed = disturbed.disturbed(remade).into_iter();
        let before = disturbed.map(|name| lower(renaming.column_before(&old.name, name)));
        let columns: BTreeSet<String> = before.chain(renamed).collect();
        let whole = is_renamed || loses_its_key((old, after), (new, to));
        if whole || !columns.is_empty() {
            moved.push(Moved { table, whole, columns });
        }
    }
    moved
}

/// Tells whether the primary key goes: a view that groups by it stands upon it.
fn loses_its_key(old: (&Table, &Catalog), new: (&Table, &Catalog)) -> bool {
    !matched(old, new, |c| c.body.kind() == ConstraintKind::PrimaryKey).gone.is_empty()
}

pub(super) fn lower(name: &Ident) -> String {
    name.as_str().to_lowercase()
}
