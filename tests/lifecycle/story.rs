//! One story: a case on a database of its own.

use sandshift::runner::error::RunError;
use sandshift::runner::failure::Cause;
use sandshift::session::error::SessionError;
use sandshift_model::catalog::Catalog;
use sandshift_model::operation::{Inverse, Operate};

use crate::case::Case;
use crate::stage::image::{Image, Order, difference};
use crate::stage::project::{Operations, revision};
use crate::stage::server::{Server, connect};

/// Runs a case up, back and up again; gives what was not as it should be.
pub(crate) fn tell(server: Server, case: &Case) -> Result<(), String> {
    let database = server.database();
    // One session looks at it all the time: a new one has to load the system catalog first.
    let mut eyes = connect(&database);
    let given = vec![case.given.clone()];
    let project = Operations::new(&[&case.before, &given]);
    let supported = supported(server, case);
    match project.up(&database, &revision(1)) {
        Ok(_) => {}
        // The golden text of the case says why, and was reviewed.
        Err(error) if supported == Supported::NotBefore && is_refusal(&error) => return Ok(()),
        Err(error) => return Err(format!("the set-up failed: {error}")),
    }
    let before = Image::of(&mut *eyes);
    match project.up(&database, &revision(2)) {
        Ok(_) if supported == Supported::Yes => {}
        Ok(_) => return Err("it ran, although it renders to nothing".to_owned()),
        Err(error) if supported == Supported::No && is_refusal(&error) => {
            return same("a refused operation", &before, &Image::of(&mut *eyes), Order::Kept);
        }
        Err(error) => return Err(format!("up failed: {error}")),
    }
    let after = Image::of(&mut *eyes);
    let inverse = case.operation().inverse(&case.catalog());
    match (project.down(&database, "-1"), &inverse) {
        (Err(RunError::NoWayBack { .. }), Inverse::None { .. }) => {
            return same("a refused way back", &after, &Image::of(&mut *eyes), Order::Kept);
        }
        (Ok(_), Inverse::Exact(_)) => {
            same("the way back", &before, &Image::of(&mut *eyes), Order::Any)?;
        }
        (Ok(_), Inverse::Lossy { .. }) => {
            let now = Image::of(&mut *eyes);
            report(
                "the way back",
                difference(&before.schema(Order::Any), &now.schema(Order::Any)),
            )?;
        }
        // The operation alone has no way back, and the run has kept the rows that it changed.
        (Ok(_), Inverse::None { .. }) => {
            same("the kept rows", &before, &Image::of(&mut *eyes), Order::Any)?;
        }
        (Err(error), _) => return Err(format!("down failed: {error}")),
    }
    project.up(&database, &revision(2)).map_err(|error| format!("up again failed: {error}"))?;
    let again = Image::of(&mut *eyes);
    report("up again", difference(&after.schema(Order::Any), &again.schema(Order::Any)))?;
    let now = serde_json::to_string(&case.given).unwrap().contains("\"now\"");
    match inverse {
        // A moment that the database fills in is another one each time.
        Inverse::Exact(_) if now => Ok(()),
        Inverse::Exact(_) => report("up again", difference(&after.rows, &again.rows)),
        Inverse::Lossy { .. } | Inverse::None { .. } => Ok(()),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Supported {
    Yes,
    No,
    NotBefore,
}

/// Whether the dialect has a text for the case.
fn supported(server: Server, case: &Case) -> Supported {
    let mut catalog = Catalog::default();
    for step in &case.before {
        if server.dialect().render(step, &catalog).is_err() {
            return Supported::NotBefore;
        }
        step.apply_to(&mut catalog).unwrap();
    }
    let fits = case.operation().apply_to(&mut catalog.clone()).is_ok();
    match server.dialect().render(&case.operation(), &catalog) {
        Ok(_) if fits => Supported::Yes,
        _ => Supported::No,
    }
}

/// Tells whether an operation was refused before the database saw it.
fn is_refusal(error: &RunError) -> bool {
    let RunError::Migration(failure) = error else { return false };
    let Cause::Session(error) = &failure.cause else { return false };
    matches!(**error, SessionError::Dialect { .. })
}

fn same(what: &str, expected: &Image, actual: &Image, order: Order) -> Result<(), String> {
    report(what, difference(&expected.schema(order), &actual.schema(order)))?;
    report(what, difference(&expected.rows, &actual.rows))
}

fn report(what: &str, difference: Option<String>) -> Result<(), String> {
    match difference {
        None => Ok(()),
        Some(lines) => Err(format!("{what} differs:\n{lines}")),
    }
}
