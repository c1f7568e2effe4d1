//! Random pairs of schemas: two that have little in common, or one that came from the other by
//! renames and other steps.

use proptest::prelude::*;
use sandshift::schema::renames::{Renamed, Renames};
use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::operation::Operation;

use crate::compose::Composer;
use crate::draw::Draw;
use crate::shapes;
use crate::stage::server::Server;

/// Of the composer's kinds of steps: columns, tables and values of enums with other names.
const RENAMES: [u8; 3] = [4, 19, 25];

/// One random case, on one line so that it can be kept.
#[derive(Clone)]
pub(crate) struct Drawn {
    base: Vec<Draw>,
    steps: Vec<Draw>,
    /// What gets another name; none when the other schema is made from the base anew.
    renames: Vec<Draw>,
    other: Vec<Draw>,
    shapes: Vec<shapes::Draw>,
}

impl std::fmt::Debug for Drawn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { base, steps, renames, other, shapes } = self;
        write!(f, "({base:?}, {steps:?}, {renames:?}, {other:?}, {shapes:?})")
    }
}

pub(crate) fn drawn() -> impl Strategy<Value = Drawn> {
    let draws = |least, most| prop::collection::vec(any::<Draw>(), least..=most);
    let renames = prop_oneof![2 => Just(Vec::new()), 1 => draws(1, 4)];
    let shapes = prop::collection::vec(any::<shapes::Draw>(), 2..=5);
    (draws(1, 5), draws(0, 8), renames, draws(0, 8), shapes).prop_map(
        |(base, steps, renames, other, shapes)| Drawn { base, steps, renames, other, shapes },
    )
}

/// How two schemas are made.
pub(crate) struct Pair {
    pub(crate) is: Vec<Operation>,
    pub(crate) should: Vec<Operation>,
    /// The statements of the shapes of each.
    pub(crate) shapes: [Vec<&'static str>; 2],
    renamed: Vec<Renamed>,
}

impl Pair {
    pub(crate) fn of(server: Server, drawn: &Drawn) -> Self {
        let mut composer = Composer::new(server);
        let mut is = composer.base(&drawn.base);
        let mut should = is.clone();
        is.extend(composer.steps(&drawn.steps, false));
        let mut renamed = Vec::new();
        if drawn.renames.is_empty() {
            composer = Composer::new(server);
            composer.base(&drawn.base);
            should.extend(composer.steps(&drawn.other, false));
        } else {
            let kind = |kind: u8| RENAMES[usize::from(kind) % RENAMES.len()];
            let draws: Vec<Draw> =
                drawn.renames.iter().map(|d| (kind(d.0), d.1, d.2, d.3)).collect();
            let mut steps = composer.steps(&draws, false);
            steps.extend(composer.steps(&drawn.other, false));
            renamed = renames(&steps);
            should = is.iter().cloned().chain(steps).collect();
        }
        Self { is, should, shapes: shapes::drawn(server, &drawn.shapes), renamed }
    }

    /// The renames whose both ends are there, confirmed.
    pub(crate) fn renames(&self, is: &Catalog, should: &Catalog) -> Renames {
        let there = |renamed: &&Renamed| match renamed {
            Renamed::Table { from, to } => {
                is.tables.contains_key(from)
                    && should.tables.contains_key(&from.sibling(to.clone()))
            }
            Renamed::Column { table, from, to } => {
                let now = table_now(&self.renamed, table);
                is.column(table, from).is_ok() && should.column(&now, to).is_ok()
            }
            Renamed::EnumValue { name, from, to } => {
                let holds = |catalog: &Catalog, value: &String| {
                    catalog.enums.get(name).is_some_and(|known| known.values.contains(value))
                };
                holds(is, from) && holds(should, to)
            }
        };
        let confirmed = self.renamed.iter().filter(there).cloned().collect();
        Renames { confirmed, denied: Vec::new() }
    }
}

/// The name that a table has after the renames.
pub(crate) fn table_now(renamed: &[Renamed], table: &ObjectName) -> ObjectName {
    let new = renamed.iter().find_map(|one| match one {
        Renamed::Table { from, to } if from == table => Some(from.sibling(to.clone())),
        _ => None,
    });
    new.unwrap_or_else(|| table.clone())
}

/// What operations rename, from the first name to the last.
fn renames(operations: &[Operation]) -> Vec<Renamed> {
    let mut renames: Vec<Renamed> = Vec::new();
    for operation in operations {
        let before = |now: &ObjectName, known: &[Renamed]| {
            let old = known.iter().find_map(|one| match one {
                Renamed::Table { from, to } if from.sibling(to.clone()) == *now => {
                    Some(from.clone())
                }
                _ => None,
            });
            old.unwrap_or_else(|| now.clone())
        };
        let renamed = match operation {
            Operation::RenameTable(one) => {
                Renamed::Table { from: before(&one.table, &renames), to: one.new_name.clone() }
            }
            Operation::RenameColumn(one) => {
                let table = before(&one.table, &renames);
                let old = renames.iter().find_map(|known| match known {
                    Renamed::Column { table: of, from, to }
                        if *of == table && *to == one.column =>
                    {
                        Some(from.clone())
                    }
                    _ => None,
                });
                let from = old.unwrap_or_else(|| one.column.clone());
                Renamed::Column { table, from, to: one.new_name.clone() }
            }
            Operation::RenameEnumValue(one) => {
                let old = renames.iter().find_map(|known| match known {
                    Renamed::EnumValue { name, from, to }
                        if *name == one.name && *to == one.value =>
                    {
                        Some(from.clone())
                    }
                    _ => None,
                });
                let from = old.unwrap_or_else(|| one.value.clone());
                Renamed::EnumValue { name: one.name.clone(), from, to: one.new_value.clone() }
            }
            _ => continue,
        };
        renames.retain(|known| !same_start(known, &renamed));
        renames.push(renamed);
    }
    renames
}

/// Tells whether two renames begin with the same name.
fn same_start(one: &Renamed, other: &Renamed) -> bool {
    match (one, other) {
        (Renamed::Table { from: a, .. }, Renamed::Table { from: b, .. }) => a == b,
        (Renamed::Column { table: s, from: a, .. }, Renamed::Column { table: t, from: b, .. }) => {
            s == t && a == b
        }
        (
            Renamed::EnumValue { name: m, from: a, .. },
            Renamed::EnumValue { name: n, from: b, .. },
        ) => m == n && a == b,
        _ => false,
    }
}
