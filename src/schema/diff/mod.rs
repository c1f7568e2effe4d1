//! The difference between two catalogs of one engine: a pure function.
//!
//! Both catalogs are spelled by the same engine, so that comparing is equality, facet by facet. The
//! order of columns is no difference: no engine but MySQL can change it without a new table, and no
//! statement should depend on it. A kind of object has a file of its own here, and its place in
//! the function `way`, the one list of the order.

use sandshift_model::catalog::Catalog;

use super::renames::Renames;
use super::step::Difference;
use crate::backend::dialect::Dialect;

mod columns;
mod constraints;
mod create_tables;
mod drop_tables;
mod enums;
mod error;
mod foreign_keys;
mod functions;
mod guesses;
mod in_the_way;
mod indexes;
mod likeness;
mod natives;
mod not_null;
mod options;
mod order;
mod plan;
mod programs;
mod renaming;
mod replace;
mod rest;
mod same;
mod schemas;
mod sequences;
mod states;
mod tables;
#[cfg(test)]
#[path = "diff_tests.rs"]
mod tests;
mod triggers;
mod types;
mod views;

pub use error::DiffError;
pub use guesses::guesses;

use in_the_way::InTheWay;
use plan::Plan;

/// The way from one catalog to another.
///
/// Whatever `renames` does not confirm is no rename; ask [`guesses`] first. What no operation and
/// no statement can do is a step of remarks alone.
///
/// # Errors
///
/// [`DiffError`] when no order of steps leads there.
pub fn diff(
    from: &Catalog,
    to: &Catalog,
    dialect: &dyn Dialect,
    renames: &Renames,
) -> Result<Difference, DiffError> {
    way(from, to, dialect, renames).map(|(difference, _)| difference)
}

/// The way, and the catalog that it leads to.
fn way(
    from: &Catalog,
    to: &Catalog,
    dialect: &dyn Dialect,
    renames: &Renames,
) -> Result<(Difference, Catalog), DiffError> {
    let mut plan = Plan::new(from, to, dialect);
    let renaming = renaming::Renaming::of(from, to, &renames.confirmed)?;
    let way = InTheWay::of(from, to, dialect, &renaming);
    plan.remade.clone_from(&way.remade);

    // What depends on tables steps aside first, under the names of before.
    natives::drop_dependent(&mut plan, &way)?;
    triggers::drop(&mut plan, &way)?;
    views::drop(&mut plan, &way)?;
    functions::drop_changed(&mut plan, &way)?;

    renaming.take(&mut plan)?;
    foreign_keys::drop(&mut plan)?;
    drop_tables::drop_early(&mut plan)?;

    schemas::create(&mut plan)?;
    enums::change(&mut plan)?;
    natives::change_types(&mut plan)?;
    sequences::change(&mut plan)?;
    functions::create_early(&mut plan)?;

    tables::change(&mut plan)?;
    create_tables::create(&mut plan)?;
    foreign_keys::add(&mut plan)?;

    programs::create(&mut plan)?;
    triggers::create(&mut plan)?;
    states::say_again(&mut plan)?;
    natives::create_dependent(&mut plan)?;

    drop_tables::drop(&mut plan)?;
    functions::drop(&mut plan)?;
    sequences::drop(&mut plan)?;
    natives::drop_types(&mut plan)?;
    enums::drop(&mut plan)?;
    schemas::drop(&mut plan)?;
    rest::say(&mut plan);
    Ok(plan.end())
}
