//! Going on with a run that stopped half-way.
//!
//! The guest is called from its beginning, with the facts of the run that stopped, and what it asks for is
//! answered from the journal as long as the journal has it. A call that differs from the one that ran
//! is refused: nobody could tell what a run of both would make of the database.

use std::collections::VecDeque;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::ObjectName;
use sandshift_model::operation::{Inverse, Operate as _, Operation};
use sandshift_model::origin::Origin;
use sandshift_model::table::Table;
use sandshift_sandbox::host::{Applied, Commit, TransformReport, TransformSpec};

use super::answers::{self, Answer};
use super::asked::{self, UNDONE};
use super::edited::{edited, left_out};
use super::error::SessionError;
use super::gate::Gate;
use super::scope::{Keeping, Undo};
use super::transcript::{Line, Role};
use crate::backend::connection::{Class, DatabaseError};
use crate::backend::walls::{Identity, speaking};
use crate::transform::line;

/// What is left to pass over of a run that stopped half-way.
#[derive(Debug, Clone, Default)]
pub struct Resume {
    /// Statements that belong to no call.
    pub before: Vec<Kept>,
    /// The calls with their statements, in order; only the last may have statements that are open.
    pub steps: VecDeque<KeptStep>,
    /// The attempt that the guest is in was undone, and has to fail again.
    failing: bool,
    /// The operations of the next step that were passed over already.
    passed: Vec<Operation>,
    /// How many queries the guest has asked before the end of the next step.
    queries: u32,
}

/// Calls of the guest, and the statements that did what they asked for.
#[derive(Debug, Clone)]
pub struct KeptStep {
    /// The number of the first call, from 1.
    pub first: u32,
    /// The digest of each call.
    pub digests: Vec<String>,
    /// The way back.
    pub undo: Vec<Undo>,
    /// What the guest read before the last of the calls.
    pub answers: Vec<Answer>,
    /// The statements.
    pub statements: Vec<Kept>,
}

/// A statement as the journal has it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its number, from 0.
    pub ordinal: u64,
    /// Its line in the source.
    pub line: u32,
    /// The text.
    pub sql: String,
    /// Whether it took effect.
    pub mark: Mark,
    /// The rows it touched.
    pub rows: u64,
    /// How long it took.
    pub micros: u64,
}

/// Whether a statement took effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// It did.
    Done,
    /// It was about to be sent, and nobody knows.
    InFlight,
    /// It did not.
    Open,
}

impl KeptStep {
    /// Whether nothing of it took effect, for certain.
    #[must_use]
    pub fn is_unbegun(&self) -> bool {
        self.statements.first().is_none_or(|first| first.mark == Mark::Open)
    }
}

/// What a guest asks for, as far as passing over needs to know.
#[derive(Debug, Clone, Copy)]
pub(super) enum Call<'a> {
    Operation(&'a Operation),
    Transform(&'a TransformSpec),
    Bracket,
}

impl Gate {
    /// Lets this migration go on behind what an earlier run of it did.
    pub fn go_on_behind(&mut self, run: String, resume: Resume) {
        self.run.id = run;
        self.scope.on_record = true;
        self.scope.resumed = true;
        for kept in &resume.before {
            self.pass_line(kept);
        }
        self.resume = Some(resume);
        self.end_if_over();
    }

    /// Lets this migration undo a half-done run, by its id.
    pub fn undo_run(&mut self, run: Option<String>) {
        self.run.direction = "undo";
        self.scope.undoes = run;
    }

    /// Answers an operation from the journal; none when it has to be done.
    pub(super) fn answer(
        &mut self,
        operation: &Operation,
        digest: &str,
        origin: Origin,
    ) -> Result<Option<Applied>, SessionError> {
        let step = self.passed_over(Call::Operation(operation), digest, origin)?;
        let rows = |step: KeptStep| step.statements.iter().map(|kept| kept.rows).sum();
        Ok(step.map(|step| Applied { rows: step.map_or(0, rows) }))
    }

    /// Answers a query as it was answered in the run that stopped; none when the journal does not know.
    pub(super) fn answer_query(&mut self, query: &str) -> Option<Answer> {
        let resume = self.resume.as_mut()?;
        let at = resume.queries;
        resume.queries += 1;
        answers::find(&resume.steps.front()?.answers, at, query)
    }

    /// Answers a transform from the journal.
    pub(super) fn answer_transform(
        &mut self,
        spec: &TransformSpec,
        digest: &str,
        origin: Origin,
    ) -> Result<Option<TransformReport>, SessionError> {
        let Some(step) = self.passed_over(Call::Transform(spec), digest, origin)? else {
            return Ok(None);
        };
        if let Commit::Batch(_) = spec.commit {
            // Its checkpoint ends with the migration.
            self.scope.backfills += 1;
        }
        // The end of an attempt around it may stand behind it.
        let told =
            step.and_then(|step| step.statements.iter().find_map(|one| line::read(&one.sql)));
        Ok(Some(told.map(|(_, report)| report).unwrap_or_default()))
    }

    /// Tells whether the begin or the end of an attempt is passed over.
    pub(super) fn answer_bracket(
        &mut self,
        digest: &str,
        origin: Origin,
    ) -> Result<bool, SessionError> {
        let Some(resume) = &mut self.resume else { return Ok(false) };
        let next = resume.expected(self.scope.asked.next());
        if digest == asked::SAVEPOINT && next == Some(UNDONE) {
            resume.failing = true;
            return Ok(true);
        }
        if digest == UNDONE {
            resume.failing = false;
        }
        Ok(self.passed_over(Call::Bracket, digest, origin)?.is_some())
    }

    /// A table as the guest saw it when it came here in the run that stopped: the database as it is
    /// now, with what followed undone. None when nothing is passed over.
    pub(super) fn inspect_then(
        &mut self,
        table: &ObjectName,
    ) -> Result<Option<Option<Table>>, SessionError> {
        let Some(resume) = &self.resume else { return Ok(None) };
        let done = resume.steps.iter().filter(|step| !step.is_unbegun());
        let undo: Vec<Inverse> =
            done.flat_map(|step| &step.undo).map(|undo| undo.inverse.clone()).collect();
        let mut catalog = self.catalog.get(&mut *self.sink)?.clone();
        take_back(&mut catalog, undo.iter().rev());
        Ok(Some(catalog.tables.get(table).map(|table| Table::clone(table))))
    }

    /// Makes sure that the guest has asked again for all that was done.
    pub(super) fn all_passed(&mut self) -> Result<(), SessionError> {
        let Some(resume) = &self.resume else { return Ok(()) };
        let mut left = resume.steps.iter().filter(|step| !step.is_unbegun());
        match left.next().and_then(|step| step.statements.first()) {
            Some(kept) => Err(left_out(kept)),
            None => self.drop_unbegun(),
        }
    }

    /// The statements of an earlier run that the guest has not come to.
    pub(super) fn not_passed(&mut self) -> Vec<String> {
        let steps = self.resume.take().map(|resume| resume.steps).unwrap_or_default();
        let kept = steps.into_iter().flat_map(|step| step.statements);
        kept.filter(|kept| kept.mark == Mark::Done).map(|kept| kept.sql).collect()
    }

    /// The step that a call ends, `Some(None)` for a call that ends none, none when it was not done.
    fn passed_over(
        &mut self,
        call: Call<'_>,
        digest: &str,
        origin: Origin,
    ) -> Result<Option<Option<KeptStep>>, SessionError> {
        let number = self.scope.asked.next();
        let Some(resume) = &mut self.resume else { return Ok(None) };
        if resume.failing {
            return Err(failed_before(origin));
        }
        let Some(step) = resume.steps.front() else { return Ok(None) };
        let at = number.saturating_sub(step.first) as usize;
        let is_last = at + 1 >= step.digests.len();
        if step.is_unbegun() {
            self.drop_unbegun()?;
            return Ok(None);
        }
        if step.digests.get(at).map(String::as_str) != Some(digest) {
            let step = step.clone();
            return Err(edited(self, &step, call, origin));
        }
        if let Call::Operation(operation) = call {
            resume.passed.push(operation.clone());
        }
        if !is_last {
            self.scope.asked.note(digest);
            return Ok(Some(None));
        }
        let Some(step) = resume.steps.pop_front() else { return Ok(None) };
        resume.queries = 0;
        let passed = std::mem::take(&mut resume.passed);
        self.scope.asked.note(digest);
        self.pass_over(&step, call)?;
        if self.resume.as_ref().is_some_and(|resume| resume.steps.is_empty()) {
            self.catalog.forget(&mut *self.sink);
            self.catch_up(&step, &passed)?;
        }
        self.end_if_over();
        Ok(Some(Some(step)))
    }

    /// Passes over a step: what is done is noted, and what is open is done now.
    fn pass_over(&mut self, step: &KeptStep, call: Call<'_>) -> Result<(), SessionError> {
        if let Call::Operation(Operation::RestoreRows(restore)) = call {
            // What was put back goes with the end of the run.
            self.scope.restored.insert(restore.undo_table.clone());
        }
        let count = self.scope.transcript.statements().count();
        self.scope.undo.extend(step.undo.iter().cloned());
        self.scope.asked.close(count, self.scope.undo.len());
        for kept in &step.statements {
            match kept.mark {
                Mark::Done => {
                    self.set_session_again(kept, call)?;
                    self.pass_line(kept);
                }
                Mark::InFlight | Mark::Open => {
                    if let Some(sent) = &mut self.scope.sent {
                        sent.pass(&kept.sql);
                    }
                    self.send_kept(kept)?;
                }
            }
        }
        match self.scope.keeping_now() {
            Keeping::Each => self.commit_so_far(),
            Keeping::Whole | Keeping::UpToSchema => Ok(()),
        }
    }

    fn pass_line(&mut self, kept: &Kept) {
        let (sql, origin) = (kept.sql.clone(), Origin::new(kept.line, 0));
        let role = if line::read(&sql).is_some() { Role::Rows } else { Role::Statement };
        let (rows, micros) = (kept.rows, kept.micros);
        if let Some(sent) = &mut self.scope.sent {
            sent.pass(&sql);
        }
        let lines = &mut self.scope.transcript.lines;
        lines.push(Line { sql, role, origin, rows, micros, trial: None });
        self.scope.committed = lines.len();
        self.scope.journaled += 1;
        self.scope.passed += 1;
    }

    /// A setting of the session went with the session.
    fn set_session_again(&mut self, kept: &Kept, call: Call<'_>) -> Result<(), SessionError> {
        let Call::Operation(Operation::Execute(_)) = call else { return Ok(()) };
        let Some(connection) = self.sink.reader() else { return Ok(()) };
        if !connection.dialect().sets_session(&kept.sql) {
            return Ok(());
        }
        let again =
            speaking(connection, Identity::RawSql, |connection| connection.execute(&kept.sql));
        again.map(|_| ()).map_err(|source| {
            let (sql, origin) = (kept.sql.clone(), Origin::new(kept.line, 0));
            SessionError::Statement { sql, origin, source }
        })
    }

    /// Forgets the intents of a step that never began; the guest may ask for something else now.
    fn drop_unbegun(&mut self) -> Result<(), SessionError> {
        self.resume = None;
        self.scope.left_open = true;
        self.clear_open()
    }

    fn end_if_over(&mut self) {
        if self.resume.as_ref().is_some_and(|resume| resume.steps.is_empty()) {
            self.resume = None;
        }
    }
}

impl Resume {
    /// What the journal has of a run.
    #[must_use]
    pub fn new(before: Vec<Kept>, steps: VecDeque<KeptStep>) -> Self {
        Self { before, steps, ..Self::default() }
    }

    /// The digest of a call, as it was when it ran.
    fn expected(&self, number: u32) -> Option<&str> {
        let step = self.steps.front()?;
        let at = number.checked_sub(step.first)?;
        step.digests.get(at as usize).map(String::as_str)
    }
}

/// Applies ways back to a catalog, as far as they fit: raw SQL has none.
pub(super) fn take_back<'u>(catalog: &mut Catalog, inverses: impl Iterator<Item = &'u Inverse>) {
    for inverse in inverses {
        let (Inverse::Exact(operations) | Inverse::Lossy { operations, .. }) = inverse else {
            continue;
        };
        for operation in operations {
            // One that does not fit leaves the catalog as it is.
            let _ = operation.apply_to(catalog);
        }
    }
}

/// Lets an attempt fail that failed before.
fn failed_before(origin: Origin) -> SessionError {
    let message = "this `db.attempt` failed in the run that is gone on with";
    let source = DatabaseError::new(Class::Statement, message);
    SessionError::Statement { sql: String::new(), origin, source }
}
