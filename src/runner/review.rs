//! What can be told of revisions without a database: do they compile, is there a way back, which
//! tables and columns do they touch.
//!
//! `validate` and `conflicts` ask this. To learn what a script does, its `up` is called against a
//! host that does nothing but listen; a script that needs real rows may end early, and what it did
//! until then still counts.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sandshift_model::catalog::Catalog;
use sandshift_sandbox::guest::{Entry, Guest};
use sandshift_sandbox::limits::{Limits, Profile};
use sandshift_sandbox::rhai::check_all;
use sandshift_sandbox::wasm::Compilation;

use super::failure::Failure;
use super::listener::Listener;
use super::modules::ModuleFolder;
use super::program::{Compiler, ProgramError};
use crate::backend::dialect::Dialect;
use crate::revision::{
    Direction, Language, RevisionError, RevisionFile, RevisionId, TouchedObject, mentions,
};
use crate::session::ending::Left;

/// The time a script may take to say what it does; those that take longer do work on rows.
const LISTENING_TIME: Duration = Duration::from_secs(2);

/// For which databases revisions are reviewed, and within which limits.
#[derive(Debug)]
pub struct Reviewer<'a> {
    /// The databases; an SQL file must be readable by the rules of one of them at least.
    pub dialects: &'a [&'static dyn Dialect],
    /// What a script may use.
    pub limits: &'a Limits,
    /// How modules are compiled.
    pub compilation: &'a Compilation,
}

/// Something that is wrong with a revision file.
#[derive(Debug)]
pub enum Finding {
    /// It does not compile.
    Fault(Box<Failure>),
    /// Raw SQL makes it irreversible, it has no `down`, and its header does not say why.
    NoWayBack {
        /// The revision.
        revision: RevisionId,
        /// The line of the raw SQL.
        line: u32,
        /// Why it has no way back.
        reason: String,
    },
}

impl Reviewer<'_> {
    /// Everything that is wrong with the sources of these files, in their order.
    ///
    /// # Errors
    ///
    /// A file cannot be read. What is wrong with its text is the answer.
    pub fn findings(&self, files: &[RevisionFile]) -> Result<Vec<Finding>, RevisionError> {
        let sources: Vec<Vec<u8>> =
            files.iter().map(RevisionFile::read_source).collect::<Result<_, _>>()?;
        let threads = std::thread::available_parallelism().map_or(1, |count| count.get());
        let share = files.len().div_ceil(threads).max(1);
        let found = std::thread::scope(|scope| {
            let shares = files.chunks(share).zip(sources.chunks(share));
            let workers: Vec<_> = shares
                .map(|(files, sources)| scope.spawn(move || self.findings_of(files, sources)))
                .collect();
            let answers = workers.into_iter().map(|worker| worker.join().unwrap_or_default());
            answers.flatten().collect()
        });
        Ok(found)
    }

    /// The tables and columns that these revisions touch, as far as they can be followed.
    ///
    /// # Errors
    ///
    /// A file cannot be read.
    pub fn touched<'f>(
        &self,
        files: impl Iterator<Item = &'f RevisionFile>,
    ) -> Result<BTreeMap<RevisionId, BTreeSet<TouchedObject>>, RevisionError> {
        let mut catalog = Catalog::default();
        let mut touched = BTreeMap::new();
        for file in files {
            let source = file.read_source()?;
            if let Ok((dialect, mut guest)) = self.compiled(file, &source) {
                let heard = self.listen(file, dialect, &mut *guest, std::mem::take(&mut catalog));
                catalog = heard.catalog;
                touched.insert(file.header.revision.clone(), heard.touched);
            }
        }
        Ok(touched)
    }

    fn findings_of(&self, files: &[RevisionFile], sources: &[Vec<u8>]) -> Vec<Finding> {
        let mut checked = self.scripts_with_down(files, sources);
        let mut found = Vec::new();
        for (file, source) in files.iter().zip(sources) {
            let id = &file.header.revision;
            let is_settled = file.header.irreversible.is_some()
                || checked.get(id).is_some_and(|&has_down| has_down);
            // Only raw SQL is known to have no way back without a look at the database.
            let is_plain = file.language == Language::Rhai && !mentions(source, b"execute");
            if checked.remove(id).is_some() && (is_settled || is_plain) {
                continue;
            }
            match self.compiled(file, source) {
                Err(faults) => found.extend(faults.into_iter().map(Box::new).map(Finding::Fault)),
                Ok((_, guest)) if is_settled || guest.has(Entry::Down) => {}
                // Scripts are listened to here; a module is checked and not run.
                Ok(_) if file.language == Language::Wasm => {}
                Ok((dialect, mut guest)) => {
                    let heard = self.listen(file, dialect, &mut *guest, Catalog::default());
                    let finding =
                        |(line, reason)| Finding::NoWayBack { revision: id.clone(), line, reason };
                    found.extend(heard.no_way_back.map(finding));
                }
            }
        }
        found
    }

    /// The scripts that compile, and whether each has a `down`; the others are looked at one by
    /// one, because only then there is a report to write.
    fn scripts_with_down(
        &self,
        files: &[RevisionFile],
        sources: &[Vec<u8>],
    ) -> BTreeMap<RevisionId, bool> {
        let scripts: Vec<(&RevisionId, &str)> = files
            .iter()
            .zip(sources)
            .filter(|(file, _)| file.language == Language::Rhai)
            .filter_map(|(file, source)| {
                Some((&file.header.revision, std::str::from_utf8(source).ok()?))
            })
            .collect();
        // What belongs into a process of its own is compiled there, one by one.
        if scripts.is_empty() || self.limits.profile == Profile::Shared {
            return BTreeMap::new();
        }
        let texts: Vec<&str> = scripts.iter().map(|(_, text)| *text).collect();
        let checked = check_all(&texts, self.limits).unwrap_or_default();
        let good = scripts.iter().zip(checked).filter_map(|((id, _), checked)| {
            Some(((*id).clone(), checked.ok()?.entries.contains(&Entry::Down)))
        });
        good.collect()
    }

    fn compiled(&self, file: &RevisionFile, source: &[u8]) -> Result<Compiled, Vec<Failure>> {
        let mut faults: Vec<Failure> = Vec::new();
        for &dialect in self.dialects {
            let (limits, compilation) = (self.limits, self.compilation);
            let compiler = Compiler { dialect, limits, compilation };
            match compiler.compile(file.language, source, Some(file)) {
                Ok(guest) => return Ok((dialect, guest)),
                Err(error) => {
                    let fault = fault(file, error);
                    // A script is the same for every database, and so is what is wrong with it.
                    if !faults.iter().any(|known| known.to_string() == fault.to_string()) {
                        faults.push(fault);
                    }
                }
            }
        }
        Err(faults)
    }

    fn listen(
        &self,
        file: &RevisionFile,
        dialect: &dyn Dialect,
        guest: &mut dyn Guest,
        catalog: Catalog,
    ) -> Heard {
        let modules =
            ModuleFolder::new(Some(&file.path), &file.pins, (self.limits, self.compilation));
        let revision = file.header.revision.as_str();
        let listener = Listener::new(dialect.name(), revision, catalog, modules);
        let listener = Arc::new(Mutex::new(listener));
        // A script that stops early, because it wants to read real rows, has still told something.
        let _ = guest.call(Entry::Up, listener.clone());
        let mut heard = listener.lock().unwrap_or_else(PoisonError::into_inner);
        Heard {
            catalog: std::mem::take(&mut heard.catalog),
            touched: std::mem::take(&mut heard.touched),
            no_way_back: heard.no_way_back.take(),
        }
    }
}

type Compiled = (&'static dyn Dialect, Box<dyn Guest>);

struct Heard {
    catalog: Catalog,
    touched: BTreeSet<TouchedObject>,
    no_way_back: Option<(u32, String)>,
}

/// Limits under which scripts may be listened to.
#[must_use]
pub fn listening_limits(limits: &Limits) -> Limits {
    Limits { script_time: limits.script_time.min(LISTENING_TIME), ..limits.clone() }
}

fn fault(file: &RevisionFile, error: ProgramError) -> Failure {
    let named = error.file();
    let (cause, origin) = error.cause();
    Failure {
        revision: file.header.revision.clone(),
        direction: Direction::Up,
        file: Some(named.unwrap_or_else(|| file.path.clone())),
        origin,
        cause,
        left: Left::Nothing,
        done_before: Vec::new(),
    }
}
