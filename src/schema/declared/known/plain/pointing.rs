//! Foreign keys between plain tables.

use std::collections::BTreeMap;

use sandshift_model::constraint::{ConstraintKind, ForeignKey};
use sandshift_model::ident::Ident;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::Number;
use super::draft::{Draft, same_columns};

/// Completes a foreign key with the columns that it points to; none when a server would refuse it.
pub(super) fn complete(key: &mut ForeignKey, own: &Draft, target: &Draft) -> Option<()> {
    if key.referred_columns.is_empty() {
        key.referred_columns = target.table.primary_key().to_vec();
    } else {
        is_unique(&target.table, &key.referred_columns).then_some(())?;
    }
    let is_whole = !key.columns.is_empty() && key.columns.len() == key.referred_columns.len();
    let fit = |(from, to): (&Ident, &Ident)| match (own.column(from), target.column(to)) {
        (Some(from), Some(to)) => are_alike(&from.ty, &to.ty),
        _ => false,
    };
    (is_whole && key.columns.iter().zip(&key.referred_columns).all(fit)).then_some(())
}

/// Tells whether a key or a unique index is of just these columns.
fn is_unique(table: &Table, columns: &[Ident]) -> bool {
    let keys = table.constraints.iter().filter(|c| c.body.kind() != ConstraintKind::ForeignKey);
    let indexes = table.indexes.iter().filter(|index| index.unique);
    keys.into_iter().any(|key| same_columns(key.body.columns(), columns))
        || indexes.into_iter().any(|index| {
            let of_index: Vec<Ident> = index.columns().into_iter().cloned().collect();
            same_columns(&of_index, columns)
        })
}

/// Tells whether a column of one type can surely point to one of another.
fn are_alike(from: &ColumnType, to: &ColumnType) -> bool {
    use ColumnType::{BigInteger, Integer, Native, Numeric, SmallInteger, String};
    match (from, to) {
        (SmallInteger | Integer | BigInteger, SmallInteger | Integer | BigInteger)
        | (String { .. }, String { .. })
        | (Numeric { .. }, Numeric { .. }) => true,
        (Native(_), _) => false,
        _ => from == to,
    }
}

/// Leaves out the tables that point to one that is not plain.
pub(super) fn leave_out(drafts: &mut BTreeMap<Number, Draft>) {
    loop {
        let (numbers, before): (Vec<Number>, usize) =
            (drafts.keys().copied().collect(), drafts.len());
        // Most foreign keys point to a table of a lower number, so that one turn takes a whole chain.
        for number in numbers {
            let targets = drafts.get(&number).map(|draft| &draft.targets);
            if targets.into_iter().flatten().any(|target| !drafts.contains_key(target)) {
                drafts.remove(&number);
            }
        }
        if drafts.len() == before {
            return;
        }
    }
}
