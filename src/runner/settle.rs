//! Learning whether the statement took effect that was in flight when a run was killed.
//!
//! Only statements that commit by themselves can be in flight: schema statements of MySQL and MariaDB, and
//! those that refuse a transaction. The catalog is inspected, and the way back that was kept with the
//! statement is tried on it: one that fits once and not twice undoes something that is there. Where that
//! does not tell, the statement is sent again, if its failure would tell; else a person has to look.

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{Inverse, Operate as _};
use sandshift_model::value::Value;

use super::error::RunError;
use super::half_run::HalfRun;
use super::stamp;
use super::step::Carriage;
use crate::backend::repeated::Repeated;
use crate::report::event::Event;
use crate::session::bookkeeping::{self, JOURNAL};
use crate::session::error::SessionError;
use crate::session::mark;
use crate::session::resume::{KeptStep, Mark};
use crate::session::scope::Undo;

/// Which way a run goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Onward {
    /// Behind what was done.
    On,
    /// Back to where it began.
    Back,
}

/// What the catalog tells about a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Evidence {
    /// It took effect.
    Took,
    /// It did not.
    DidNot,
    /// It sets something, so that it may be done, or undone, once more.
    Sets,
    /// There is no way back to try.
    None,
}

/// Settles the statement in flight, and says in the journal that the run is on its way again.
pub(super) fn settle(
    carriage: &mut Carriage<'_>,
    half: &mut HalfRun,
    onward: Onward,
) -> Result<(), RunError> {
    let mut changes = Vec::new();
    if let Some(found) = look(carriage, half, onward)? {
        let (ordinal, outcome) = found;
        changes.push(mark(half.id.clone(), ordinal, outcome));
        let settled = if outcome == "done" { Mark::Done } else { Mark::Open };
        let steps = half.steps.iter_mut().flat_map(|step| &mut step.statements);
        steps.filter(|kept| kept.ordinal == ordinal).for_each(|kept| kept.mark = settled);
    }
    if half.has_failed {
        let set = vec![("outcome", Value::Text("running".to_owned()))];
        let filter = vec![("id", Value::Text(half.id.clone()))];
        changes.push(bookkeeping::update(JOURNAL, set, filter));
        half.has_failed = false;
    }
    if !changes.is_empty() {
        stamp::send(&changes, carriage.dialect, &mut *carriage.sink)?;
    }
    Ok(())
}

/// The ordinal of the statement that was settled, and what came of it; none when there is nothing to
/// settle, or it is sent again to find out.
fn look(
    carriage: &mut Carriage<'_>,
    half: &HalfRun,
    onward: Onward,
) -> Result<Option<(u64, &'static str)>, RunError> {
    let Some(step) = half.open_step() else { return Ok(None) };
    let first = step.statements.iter().find(|kept| kept.mark == Mark::InFlight);
    let Some(kept) = first.filter(|kept| in_order(step, kept.ordinal)) else { return Ok(None) };
    if half.has_failed {
        return Ok(Some((kept.ordinal, "open")));
    }
    if let Some(message) = clear(carriage, &kept.sql)? {
        carriage.options.watcher.tell(Event::Notice { message });
    }
    let alone = step.statements.len() == 1;
    // The statements are those of the last call; what was asked for before it in the step needed none.
    let evidence = evidence(step.undo.last(), &inspect(carriage)?);
    let found = match (evidence, onward) {
        // Of several statements it tells nothing: the way back is that of all, and need not fit in between.
        (Evidence::DidNot, _) if alone => "open",
        (Evidence::Took, _) if alone => "done",
        (Evidence::Sets, Onward::Back) if alone => "done",
        (_, Onward::On) | (Evidence::Took | Evidence::DidNot | Evidence::Sets, Onward::Back)
            if carriage.dialect.repeated(&kept.sql) != Repeated::Unknown =>
        {
            return Ok(None);
        }
        _ => {
            let (revision, sql) = (half.revision.clone(), kept.sql.clone());
            return Err(RunError::InFlight { revision, sql, direction: half.direction.clone() });
        }
    };
    let what = if found == "done" { "had taken effect" } else { "had not taken effect" };
    let message = format!("statement {} {what} when the run stopped", kept.ordinal + 1);
    carriage.options.watcher.tell(Event::Notice { message });
    Ok(Some((kept.ordinal, found)))
}

/// The first statement that is not done is the one that was in flight.
fn in_order(step: &KeptStep, ordinal: u64) -> bool {
    let first = step.statements.iter().find(|kept| kept.mark != Mark::Done);
    first.is_some_and(|kept| kept.ordinal == ordinal)
}

/// Clears away what a failed statement leaves behind.
fn clear(carriage: &mut Carriage<'_>, sql: &str) -> Result<Option<String>, SessionError> {
    let Some(connection) = carriage.sink.reader() else { return Ok(None) };
    let clearing = SessionError::database("clearing away what a failed run left behind");
    connection.clear_leftovers(sql).map_err(clearing)
}

fn inspect(carriage: &mut Carriage<'_>) -> Result<Catalog, SessionError> {
    match carriage.sink.reader() {
        Some(connection) => {
            connection.inspect().map_err(SessionError::database("reading the catalog"))
        }
        None => Ok(Catalog::default()),
    }
}

/// Tries the way back on what is there.
fn evidence(kept: Option<&Undo>, now: &Catalog) -> Evidence {
    let Some(Inverse::Exact(operations) | Inverse::Lossy { operations, .. }) =
        kept.map(|undo| &undo.inverse)
    else {
        return Evidence::None;
    };
    let mut catalog = now.clone();
    let mut fits = || operations.iter().all(|one| one.apply_to(&mut catalog).is_ok());
    match (operations.is_empty(), fits()) {
        (true, _) => Evidence::Sets,
        (false, false) => Evidence::DidNot,
        (false, true) if fits() => Evidence::Sets,
        (false, true) => Evidence::Took,
    }
}

#[cfg(test)]
mod tests {
    use sandshift_model::ident::{Ident, ObjectName};
    use sandshift_model::operation::CreateTable;
    use sandshift_model::table::Table;

    use super::*;

    fn ident(name: &str) -> Ident {
        Ident::new(name).unwrap_or_else(|_| unreachable!())
    }

    #[test]
    fn a_way_back_that_fits_once_tells_that_there_is_something_to_undo() {
        let table = Table::new(ObjectName::bare(ident("one")));
        let mut now = Catalog::default();
        let create = CreateTable { table, if_not_exists: false };
        let inverse = create.inverse(&now);
        let undo = Undo { what: String::new(), line: 1, inverse };
        assert_eq!(evidence(Some(&undo), &now), Evidence::DidNot);
        assert!(create.apply_to(&mut now).is_ok());
        assert_eq!(evidence(Some(&undo), &now), Evidence::Took);
    }
}
