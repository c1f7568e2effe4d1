//! What can be told of a revision without a database: does it compile, is there a way back, which
//! tables and columns does it touch.
//!
//! `validate` and `conflicts` ask this. The `up` of each revision is called against a host that
//! does nothing but listen; a script that needs real rows ends early, and what it did until then
//! still counts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sandshift_model::catalog::Catalog;
use sandshift_sandbox::guest::{Entry, Guest};
use sandshift_sandbox::limits::Limits;

use super::error::{Cause, Failure};
use super::listener::Listener;
use super::program;
use super::project::Project;
use crate::backend::dialect::Dialect;
use crate::revision::{Direction, RevisionError, RevisionFile, RevisionId, TouchedObject};
use crate::session::ending::Left;

/// The time a script may take to say what it does; those that do more than that are data work.
const LISTENING_TIME: Duration = Duration::from_secs(2);

/// What is known of one revision.
#[derive(Debug, Default)]
pub struct Review {
    /// Why it does not compile, for each database that it does not compile for.
    pub faults: Vec<Failure>,
    /// The raw SQL that makes it irreversible: its line and why; none when there is a `down`, the
    /// header says that it is irreversible, or every operation knows its inverse.
    pub no_way_back: Option<(u32, String)>,
    /// The tables and columns it touches, as far as it could be followed.
    pub touched: BTreeSet<TouchedObject>,
}

/// Compiles a revision; runs nothing of it.
///
/// An SQL file must be readable by the rules of one of the databases at least.
///
/// # Errors
///
/// The file cannot be read. What is wrong with its text is the answer.
pub fn faults(
    file: &RevisionFile,
    dialects: &[&'static dyn Dialect],
    limits: &Limits,
) -> Result<Vec<Failure>, RevisionError> {
    Ok(compiled(file, dialects, limits)?.err().unwrap_or_default())
}

/// Reviews every revision of a project, in the order in which they would run.
///
/// # Errors
///
/// A file cannot be read.
pub fn review(
    project: &Project,
    dialects: &[&'static dyn Dialect],
    limits: &Limits,
) -> Result<BTreeMap<RevisionId, Review>, RevisionError> {
    let limits = Limits { script_time: limits.script_time.min(LISTENING_TIME), ..limits.clone() };
    let order = crate::revision::State::empty(&project.graph);
    let mut catalog = Catalog::default();
    let mut reviews = BTreeMap::new();
    for id in order.pending() {
        let Some(file) = project.files.get(id) else { continue };
        let review = match compiled(file, dialects, &limits)? {
            Err(faults) => Review { faults, ..Review::default() },
            Ok((dialect, mut guest)) => listen(file, dialect, &mut *guest, &mut catalog),
        };
        reviews.insert(id.clone(), review);
    }
    Ok(reviews)
}

type Compiled = (&'static dyn Dialect, Box<dyn Guest>);

fn compiled(
    file: &RevisionFile,
    dialects: &[&'static dyn Dialect],
    limits: &Limits,
) -> Result<Result<Compiled, Vec<Failure>>, RevisionError> {
    let source = file.read_source()?;
    let mut faults: Vec<Failure> = Vec::new();
    for &dialect in dialects {
        let fault = match program::compile(file.language, &source, dialect, limits) {
            Ok(guest) => return Ok(Ok((dialect, guest))),
            Err(fault) => fault,
        };
        let (cause, origin) = Cause::of_program(fault);
        let fault = Failure {
            revision: file.header.revision.clone(),
            direction: Direction::Up,
            file: Some(file.path.clone()),
            origin,
            cause,
            left: Left::Nothing,
            done_before: Vec::new(),
        };
        // A script is the same for every database, and so is what is wrong with it.
        if !faults.iter().any(|known| known.to_string() == fault.to_string()) {
            faults.push(fault);
        }
    }
    Ok(Err(faults))
}

fn listen(
    file: &RevisionFile,
    dialect: &dyn Dialect,
    guest: &mut dyn Guest,
    catalog: &mut Catalog,
) -> Review {
    let revision = file.header.revision.as_str();
    let listener = Listener::new(dialect.name(), revision, std::mem::take(catalog));
    let listener = Arc::new(Mutex::new(listener));
    // A script that stops early, because it wants to read real rows, has still told something.
    let _ = guest.call(Entry::Up, listener.clone());
    let mut heard = listener.lock().unwrap_or_else(PoisonError::into_inner);
    *catalog = std::mem::take(&mut heard.catalog);
    let is_settled = guest.has(Entry::Down) || file.header.irreversible.is_some();
    Review {
        faults: Vec::new(),
        no_way_back: if is_settled { None } else { heard.no_way_back.take() },
        touched: std::mem::take(&mut heard.touched),
    }
}
