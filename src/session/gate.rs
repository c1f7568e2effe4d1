//! The gate: the one place where what a guest asks for becomes what a database does.
//!
//! `Gate::pass` shows the whole product on one screen. The gate knows neither the language of
//! the guest nor the mode of the run: guests come in through [`Host`](sandshift_sandbox::host::Host)
//! (see `hosting.rs`), modes are [`Sink`]s.

use std::collections::BTreeMap;
use std::mem;

use sandshift_model::catalog::Catalog;
use sandshift_model::naming;
use sandshift_model::operation::{Operate, Operation};
use sandshift_model::origin::Origin;
use sandshift_sandbox::cancel::Cancel;
use sandshift_sandbox::guest::{Heeds, RowModule};
use sandshift_sandbox::host::{Applied, CallError, Facts};

use super::asked;
use super::catalog_cache::CatalogCache;
use super::enums;
use super::error::SessionError;
use super::fence::Fence;
use super::journal::Run;
use super::own_tables;
use super::put_off::PutOff;
use super::raw_sql;
use super::resume::Resume;
use super::scope::{Scope, Undo};
use super::sink::{Record, Sink};
use super::steps::Work;
use super::undo::KeptBefore;
use super::waiting::Waiting;
use crate::backend::dialect::{Dialect, DialectError};
use crate::backend::walls::Identity;
use crate::clock::Clock;
use crate::policy::guard::Guard;
use crate::report::Watcher;
use crate::report::sql::Detail;

/// One migration's way to the database.
#[derive(Debug)]
pub struct Gate {
    pub(super) dialect: &'static dyn Dialect,
    pub(super) sink: Box<dyn Sink>,
    pub(super) catalog: CatalogCache,
    pub(super) scope: Scope,
    pub(super) run: Run,
    pub(super) facts: Facts,
    pub(super) parameters: BTreeMap<String, String>,
    pub(super) watcher: Watcher,
    pub(super) clock: Clock,
    pub(super) detail: Detail,
    pub(super) modules: Box<dyn Modules>,
    /// What is passed over of an earlier run that stopped half-way.
    pub(super) resume: Option<Resume>,
    pub(super) fence: Option<Fence>,
    pub(super) cancel: Cancel,
    /// Who decides about calls and counts what they use; none where nobody has a say.
    pub(super) guard: Option<Guard>,
    pub(super) waiting: Waiting,
    pub(super) put_off: PutOff,
    /// What the guest would do otherwise for what it is told.
    pub(super) heeds: Heeds,
}

/// Where the modules of row transforms are that a script names.
pub trait Modules: std::fmt::Debug + Send {
    /// Opens one.
    ///
    /// # Errors
    ///
    /// As [`sandshift_sandbox::host::Host::module`].
    fn open(&self, file: &str) -> Result<Box<dyn RowModule>, CallError>;
}

/// What outlives a migration.
#[derive(Debug)]
pub struct Outlives {
    /// Where statements go.
    pub sink: Box<dyn Sink>,
    /// What the database holds, as far as it is known.
    pub catalog: CatalogCache,
    /// What the migration did.
    pub scope: Scope,
    /// Microseconds since its begin.
    pub micros: u64,
}

/// What a gate is made of.
#[derive(Debug)]
pub struct GateParts {
    /// Where statements go.
    pub sink: Box<dyn Sink>,
    /// What the database holds, as far as it is known.
    pub catalog: CatalogCache,
    /// The scope that begins.
    pub scope: Scope,
    /// The journal's entry for it.
    pub run: Run,
    /// What stays the same for this migration.
    pub facts: Facts,
    /// The parameters of the run.
    pub parameters: BTreeMap<String, String>,
    /// Who watches.
    pub watcher: Watcher,
    /// The clock of the run.
    pub clock: Clock,
    /// How much of the row work a dry run keeps for its text.
    pub detail: Detail,
    /// The modules that the migration may use.
    pub modules: Box<dyn Modules>,
    /// What the writes of the journal ask for; none where nobody can take over.
    pub fence: Option<Fence>,
    /// Whoever may want the run to stop.
    pub cancel: Cancel,
    /// Who decides about calls and counts what they use; none where nobody has a say.
    pub guard: Option<Guard>,
    /// What the guest would do otherwise for what it is told.
    pub heeds: Heeds,
}

impl Gate {
    /// A gate for one migration.
    #[must_use]
    pub fn new(dialect: &'static dyn Dialect, parts: GateParts) -> Self {
        let GateParts { sink, catalog, scope, run, facts, .. } = parts;
        let GateParts { parameters, watcher, clock, detail, modules, .. } = parts;
        let GateParts { fence, cancel, guard, heeds, .. } = parts;
        Self {
            dialect,
            sink,
            catalog,
            scope,
            run,
            facts,
            parameters,
            watcher,
            clock,
            detail,
            modules,
            resume: None,
            fence,
            cancel,
            guard,
            waiting: Waiting::default(),
            put_off: PutOff::default(),
            heeds,
        }
    }

    /// Who watches.
    #[must_use]
    pub fn watcher(&self) -> &Watcher {
        &self.watcher
    }

    /// How the database spells things.
    pub(crate) fn dialect(&self) -> &'static dyn Dialect {
        self.dialect
    }

    /// What the database holds now.
    pub(crate) fn catalog(&mut self) -> Result<&Catalog, SessionError> {
        self.catalog.get(&mut *self.sink)
    }

    /// The journal's entry for the migration.
    pub(crate) fn run(&self) -> &Run {
        &self.run
    }

    /// The clock of the run.
    pub(crate) fn clock(&self) -> Clock {
        self.clock
    }

    /// Microseconds on the stopwatch of the run.
    pub(crate) fn micros(&self) -> u64 {
        (self.clock.elapsed_micros)()
    }

    /// Microseconds since 1970-01-01 UTC.
    pub(crate) fn now_micros(&self) -> i64 {
        (self.clock.now_micros)()
    }

    /// Whoever may want the run to stop.
    pub(crate) fn cancel(&self) -> &Cancel {
        &self.cancel
    }

    /// Stops when somebody wants it.
    pub(crate) fn may_go_on(&self) -> Result<(), SessionError> {
        if self.cancel.is_due() { Err(SessionError::Cancelled) } else { Ok(()) }
    }

    /// Tells whether there is a database to read from.
    pub fn can_read(&mut self) -> bool {
        self.sink.reader().is_some()
    }

    /// Takes out what outlives the migration; the gate is of no use afterwards. A guest that
    /// still holds the gate finds one that only records.
    pub fn take_parts(&mut self) -> Outlives {
        if let Some(guard) = &mut self.guard {
            guard.settle();
        }
        let empty = Scope::new(self.dialect, self.scope.keeping, self.scope.foreign_keys);
        Outlives {
            sink: mem::replace(&mut self.sink, Box::new(Record)),
            catalog: mem::take(&mut self.catalog),
            scope: mem::replace(&mut self.scope, empty),
            micros: (self.clock.elapsed_micros)().saturating_sub(self.run.begun_micros),
        }
    }

    /// Lets one operation through: policy, the journal of a run that stopped, names, the way back,
    /// text, the database, the catalog.
    pub(super) fn pass(
        &mut self,
        mut operation: Operation,
        origin: Origin,
    ) -> Result<Applied, SessionError> {
        own_tables::check(&operation, origin)?;
        self.allow_operation(&operation, origin)?;
        self.note_use(&operation);
        let digest = self.digest(|| asked::of_operation(&operation));
        if let Some(applied) = self.answer(&operation, &digest, origin)? {
            // What an earlier run did counts again, so that no budget grows by trying often.
            self.count(origin, |used| {
                used.statements += 1;
                used.rows_written += applied.rows;
            })?;
            return Ok(applied);
        }
        match operation {
            Operation::Execute(_) => return self.pass_raw(&operation, digest, origin),
            Operation::RestoreRows(restore) => {
                self.flush()?;
                self.scope.asked.note(digest);
                return self.pass_restore(restore, origin);
            }
            _ => {}
        }
        if !self.catalog.is_known() {
            self.send_put_off()?;
        }
        let before = self.catalog.get(&mut *self.sink)?;
        naming::name_unnamed(&mut operation, before);
        let keeps = matches!(&operation, Operation::DropColumn(drop) if drop.keep);
        if keeps || !self.waiting.joins(self.dialect, &operation) {
            self.run_waiting()?;
        }
        self.scope.asked.note(digest);
        let before = self.catalog.get(&mut *self.sink)?;
        let joins = !keeps && self.dialect.joins(&[], &operation, before);
        if !self.waiting.operations.is_empty() || joins {
            return self.wait(operation, origin);
        }
        self.pass_rendered(operation, origin)
    }

    /// Lets an operation through that waits for no other one.
    pub(super) fn pass_rendered(
        &mut self,
        operation: Operation,
        origin: Origin,
    ) -> Result<Applied, SessionError> {
        let before = self.catalog.get(&mut *self.sink)?;
        let statements = self
            .dialect
            .render(&operation, before)
            .map_err(|source| fits(&operation, origin, source))?;
        let identity = match operation {
            Operation::RestoreRows(_) => Identity::Keeping,
            _ => Identity::Operation,
        };
        let waits = self.may_put_off(&operation, (&statements, identity));
        if !waits {
            self.send_put_off()?;
        }
        let kept = self.keep_before(&operation, None)?;
        self.remember_way_back(&operation, origin, kept.as_ref())?;
        let books = self.advance(&operation, origin)?;
        let (statements, books) = (&statements[..], &books[..]);
        let work = Work { statements, books, identity, waits, ..Work::default() };
        let sent = self.send_all(work, origin);
        if sent.is_err() {
            // The catalog is ahead of the database.
            self.catalog.forget(&mut *self.sink);
        }
        let rows = sent?;
        self.note_written(&operation, rows);
        if let Some(kept) = kept {
            self.keep_after(kept, rows)?;
        }
        Ok(Applied { rows })
    }

    /// The digest of what a guest asks for; nobody needs it where nothing is kept.
    pub(super) fn digest(&self, of: impl FnOnce() -> String) -> String {
        if self.sink.keeps() { of() } else { String::new() }
    }

    /// Lets one statement of raw SQL through; what it does to the catalog is read back later.
    fn pass_raw(
        &mut self,
        operation: &Operation,
        digest: String,
        origin: Origin,
    ) -> Result<Applied, SessionError> {
        self.run_waiting()?;
        self.scope.asked.note(digest);
        let mut statements = self
            .dialect
            .render(operation, &Catalog::default())
            .map_err(|source| fits(operation, origin, source))?;
        let meaning = raw_sql::look_at(self.dialect, &mut statements, origin)?;
        let identity = Identity::RawSql;
        let waits =
            !meaning.may_end_transaction && self.may_put_off(operation, (&statements, identity));
        if !waits {
            self.send_put_off()?;
        }
        let mut kept = None;
        if meaning.writes {
            let raw = (statements.as_slice(), meaning.may_change_schema);
            if let ([statement], false) = raw {
                kept = self.keep_before(operation, Some(&statement.sql))?;
            }
            let inverse = kept.as_ref().map(|kept| kept.inverse.clone());
            let inverse = inverse.unwrap_or_else(|| operation.inverse(&Catalog::default()));
            self.scope.undo.push(Undo { what: operation.describe(), line: origin.line, inverse });
        }
        let may_end_transaction = meaning.may_end_transaction;
        let statements = &statements[..];
        let work = Work { statements, identity, may_end_transaction, waits, ..Work::default() };
        let rows = self.send_all(work, origin)?;
        if meaning.writes {
            self.note_written(operation, rows);
        }
        if let Some(kept) = kept {
            self.keep_after(kept, rows)?;
        }
        if meaning.may_end_transaction {
            self.check_transaction(statements)?;
        }
        if meaning.may_change_schema {
            self.catalog.forget(&mut *self.sink);
        }
        Ok(Applied { rows })
    }

    pub(super) fn remember_way_back(
        &mut self,
        operation: &Operation,
        origin: Origin,
        kept: Option<&KeptBefore>,
    ) -> Result<(), SessionError> {
        let inverse = match kept {
            Some(kept) => kept.inverse.clone(),
            None => operation.inverse(self.catalog.get(&mut *self.sink)?),
        };
        let undo = Undo { what: operation.describe(), line: origin.line, inverse };
        self.scope.undo.push(undo);
        Ok(())
    }

    /// Lets the catalog follow an operation, and says what becomes of the books of enums.
    fn advance(
        &mut self,
        operation: &Operation,
        origin: Origin,
    ) -> Result<Vec<Operation>, SessionError> {
        let before = enums::Books::of(self.dialect, self.catalog.get(&mut *self.sink)?);
        self.catalog
            .follow(operation)
            .map_err(|error| fits(operation, origin, DialectError::from(error)))?;
        let after = enums::Books::of(self.dialect, self.catalog.get(&mut *self.sink)?);
        Ok(before.turned_into(&after))
    }
}

/// Says which operation does not fit, and where the script asked for it.
pub(super) fn fits(operation: &Operation, origin: Origin, source: DialectError) -> SessionError {
    SessionError::Dialect { operation: operation.name(), origin, source }
}
