//! The known tables put beside those that were made.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::shared::Shared;
use sandshift_model::table::Table;

use super::choice::Choice;
use super::names::{own_names, relations};
use super::parts::Number;
use super::prepared::Text;
use super::words::each_word;

/// A schema and a name in it.
type Place = (Option<Ident>, String);

/// Puts the known tables into the catalog of what was made, in the place of their stubs. None when
/// something is there that they would have met had they been made: the server would have refused it, or
/// given another name.
pub(super) fn join(
    text: &Text<'_>,
    choice: &Choice,
    mut known: HashMap<Number, Shared<Table>>,
    catalog: &mut Catalog,
) -> Option<BTreeMap<Number, ObjectName>> {
    for number in &choice.stubs {
        catalog.tables.remove(&known.get(number)?.name)?;
    }
    let known: Vec<(Number, Shared<Table>)> = choice
        .known()
        .map(|number| Some((number, known.remove(&number)?)))
        .collect::<Option<_>>()?;
    let mut taken = taken(catalog);
    let constraints = constraints(catalog.tables.values().chain(known.iter().map(|(_, t)| t)));
    let natives = words_of_natives(catalog);
    for (number, table) in &known {
        let schema = &table.name.schema;
        for name in relations(table) {
            if natives.contains(&name.to_ascii_lowercase()) || !taken.insert((schema.clone(), name))
            {
                return None;
            }
        }
        for name in own_names(table) {
            let same = constraints.get(&(schema.clone(), name.to_owned()));
            let mut others = same.into_iter().flatten().filter(|other| ***other != table.name);
            // What both texts say themselves is no name that a server has to find.
            let is_said = |number| text.says(number, name);
            let by_all = |other: &&ObjectName| {
                named(text, other).next().is_some() && named(text, other).all(is_said)
            };
            if !others.all(|other| by_all(other) && is_said(*number)) {
                return None;
            }
        }
    }
    let names = known.iter().map(|(number, table)| (*number, table.name.clone())).collect();
    catalog.tables.extend(known.into_iter().map(|(_, table)| (table.name.clone(), table)));
    Some(names)
}

/// The names of relations that are taken.
fn taken(catalog: &Catalog) -> BTreeSet<Place> {
    let mut taken = BTreeSet::new();
    for table in catalog.tables.values() {
        let schema = &table.name.schema;
        taken.extend(relations(table).into_iter().map(|name| (schema.clone(), name)));
    }
    let others = catalog.views.keys().chain(catalog.sequences.keys());
    taken.extend(others.map(|other| (other.schema.clone(), other.name.to_string())));
    taken
}

/// The tables that have a constraint of a name.
fn constraints<'t>(
    tables: impl Iterator<Item = &'t Shared<Table>>,
) -> BTreeMap<Place, Vec<&'t ObjectName>> {
    let mut constraints: BTreeMap<Place, Vec<&ObjectName>> = BTreeMap::new();
    for table in tables {
        for name in table.constraints.iter().filter_map(|constraint| constraint.name.as_ref()) {
            let place = (table.name.schema.clone(), name.to_string());
            constraints.entry(place).or_default().push(&table.name);
        }
    }
    constraints
}

/// The tables of the text by the name that a table has.
fn named<'t>(text: &'t Text<'_>, table: &'t ObjectName) -> impl Iterator<Item = Number> + 't {
    let is_it = |number: &Number| text.parts.groups[*number].name.name == table.name;
    (0..text.parts.groups.len()).filter(is_it)
}

/// The words of the texts of native objects.
pub(super) fn words_of_natives(catalog: &Catalog) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for native in catalog.natives.values() {
        let parts = native.parts.iter().map(|part| part.add.as_str());
        for text in parts.chain([native.create.as_str(), native.name.as_str()]) {
            each_word(text, |word, _| {
                words.insert(word.to_owned());
            });
        }
    }
    words
}
