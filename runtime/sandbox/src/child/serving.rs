//! The parent's side of a call: what the child asks for is asked of the real host, until the entry ends.

use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::query::{Query, Row};

use super::process::{Lost, Process};
use super::rows::FarRows;
use super::wire::error::{self, CallFault, Errors, Kept};
use super::wire::{Ask, FromChild, Reply, ToChild, rows};
use crate::error::{GuestError, HostError, Resource};
use crate::guest::{Entry, SharedHost};
use crate::host::{CallError, Host, Level, TransformReport, TransformSpec};
use crate::limits::Limits;

/// Rows of an answer that go over the pipe together, at most.
const ROWS: usize = 1_000;

/// Bytes of an answer that go over the pipe together, and a row.
const ROWS_BYTES: usize = 256 << 10;

/// What a log line costs beside its bytes.
const LINE_BYTES: usize = 16;

/// How much more than the engine's own limit a child may say before it counts as one that got round its engine.
const SLACK: usize = 2;

/// Runs an entry in a child to its end.
///
/// # Errors
///
/// [`GuestError`] as if it had run here, and what can go wrong with a process.
pub(super) fn serve(
    process: &Process,
    entry: Entry,
    host: &SharedHost,
    limits: &Limits,
) -> Result<(), GuestError> {
    let facts = lock(host).facts().clone();
    let mut serving =
        Serving { process, host, limits, kept: Kept::default(), at: Origin::default(), logged: 0 };
    let ended = process.say(&ToChild::Call { entry, facts }, &[]).and_then(|()| serving.run());
    match ended {
        Ok(outcome) => outcome,
        Err(lost) => Err(process.end(lost).at(serving.at)),
    }
}

struct Serving<'a> {
    process: &'a Process,
    host: &'a SharedHost,
    limits: &'a Limits,
    kept: Kept,
    /// The last call of the host.
    at: Origin,
    logged: usize,
}

impl Serving<'_> {
    fn run(&mut self) -> Result<Result<(), GuestError>, Lost> {
        loop {
            match self.process.hear()? {
                (FromChild::Asked(ask), _) => {
                    if let Some((reply, tail)) = self.answer(ask)? {
                        self.reply(reply, tail)?;
                    }
                }
                (FromChild::Ended(outcome), _) => {
                    return Ok(outcome.map_err(|fault| error::take(fault, &mut self.kept)));
                }
                (FromChild::Compiled(_) | FromChild::Judged { .. }, _) => {
                    return Err(self.rubbish("it says what nobody has asked for"));
                }
            }
        }
    }

    fn reply(&self, reply: Reply, tail: Vec<u8>) -> Result<(), Lost> {
        self.process.say(&ToChild::Reply(reply), &tail)
    }

    /// Asks the host; none where nobody waits for an answer.
    fn answer(&mut self, ask: Ask) -> Result<Option<(Reply, Vec<u8>)>, Lost> {
        let reply = match ask {
            Ask::Apply { operation, origin } => {
                let origin = self.enter(origin.into());
                self.admit(&operation)?;
                let applied = lock(self.host).apply(*operation, origin);
                Reply::Applied(self.put(applied))
            }
            Ask::Query { query, origin } => {
                let origin = self.enter(origin.into());
                return self.query(&query, origin).map(Some);
            }
            Ask::Inspect { table, origin } => {
                let origin = self.enter(origin.into());
                let table = lock(self.host).inspect(&table, origin);
                Reply::Inspected(self.put(table))
            }
            Ask::Transform { spec, origin, remembers } => {
                let origin = self.enter(origin.into());
                let report = self.transform(&spec, origin, remembers)?;
                Reply::Transformed(report.map_err(|error| self.put_call(error)))
            }
            Ask::Module { file } => return Ok(Some(self.module(&file))),
            Ask::Savepoint { step, origin } => {
                let origin = self.enter(origin.into());
                let done = lock(self.host).savepoint(step, origin);
                Reply::Done(self.put(done))
            }
            Ask::Side { side, origin } => {
                let origin = self.enter(origin.into());
                let done = lock(self.host).side(side, origin);
                Reply::Done(self.put(done))
            }
            Ask::Parameter { name } => Reply::Parameter(lock(self.host).param(&name)),
            Ask::Log { level, text } => {
                self.log(level, &text)?;
                return Ok(None);
            }
            Ask::Progress { done, total } => {
                lock(self.host).progress(done, total);
                return Ok(None);
            }
            Ask::More(_) => return Err(self.rubbish("it wants more of what it has whole")),
        };
        Ok(Some((reply, Vec::new())))
    }

    /// Notes where the guest is.
    fn enter(&mut self, origin: Origin) -> Origin {
        self.at = origin;
        origin
    }

    /// Refuses what no engine asks for: the child has got round its own.
    fn admit(&self, operation: &Operation) -> Result<(), Lost> {
        match operation {
            Operation::RestoreRows(_) => Err(self.rubbish("it wants to put kept rows back")),
            _ => Ok(()),
        }
    }

    fn log(&mut self, level: Level, text: &str) -> Result<(), Lost> {
        self.logged = self.logged.saturating_add(text.len() + LINE_BYTES);
        if self.logged > self.limits.log_bytes.saturating_mul(SLACK) {
            return Err(self.rubbish("it says more than its engine would let it"));
        }
        lock(self.host).log(level, text);
        Ok(())
    }

    fn query(&mut self, query: &Query, origin: Origin) -> Result<(Reply, Vec<u8>), Lost> {
        let mut page = Page::default();
        let (process, mut lost) = (self.process, None);
        let asked = lock(self.host).query(query, origin, &mut |names, row| {
            match page.add(names, &row, process) {
                Ok(true) => Ok(()),
                // The child knows better why it wants no more; this only ends the question.
                Ok(false) => Err(enough()),
                Err(error) => {
                    lost = Some(error);
                    Err(enough())
                }
            }
        });
        match (lost, asked) {
            (Some(lost), _) => Err(lost),
            (None, Ok(())) => Ok(page.last()),
            (None, Err(error)) => Ok((Reply::Failed(self.put_call(error)), Vec::new())),
        }
    }

    fn transform(
        &self,
        spec: &TransformSpec,
        origin: Origin,
        remembers: bool,
    ) -> Result<Result<TransformReport, CallError>, Lost> {
        let threads = spec.parallel.unwrap_or(1);
        if !(1..=100_000).contains(&spec.batch_rows) || !(1..=256).contains(&threads) {
            return Err(self.rubbish("it wants pages or threads that its engine would not let it"));
        }
        let function = FarRows::new(self.process, remembers);
        let report = lock(self.host).transform(spec, origin, &function);
        match self.process.is_lost() {
            // Whatever the host made of that, it is known better why.
            true => Err(Lost::Ended),
            false => Ok(report),
        }
    }

    fn module(&mut self, file: &str) -> (Reply, Vec<u8>) {
        let opened = lock(self.host).module(file);
        let parts = opened.and_then(|module| match module.parts() {
            Some(parts) => Ok(parts.clone()),
            None => {
                let message = format!("`{file}` was opened for another profile");
                Err(HostError::new(crate::error::Fault::Fatal, message).into())
            }
        });
        match parts {
            Ok(parts) => (Reply::Module(Ok(parts.bytes.len())), [parts.bytes, parts.code].concat()),
            Err(error) => (Reply::Module(Err(self.put_call(error))), Vec::new()),
        }
    }

    fn put<T>(&mut self, outcome: Result<T, HostError>) -> Result<T, error::HostFault> {
        outcome.map_err(|error| self.kept.put(error))
    }

    fn put_call(&mut self, error: CallError) -> CallFault {
        error::put_call(error, &mut self.kept)
    }

    fn rubbish(&self, what: &str) -> Lost {
        self.process.lose(Lost::Rubbish(what.to_owned()))
    }
}

/// Rows of an answer on their way.
#[derive(Default)]
struct Page {
    names: Vec<String>,
    count: usize,
    bytes: Vec<u8>,
}

impl Page {
    /// Adds a row, behind those that were there if the page was full; tells whether more are wanted.
    fn add(&mut self, names: &[String], row: &Row, process: &Process) -> Result<bool, Lost> {
        if self.count >= ROWS || self.bytes.len() >= ROWS_BYTES {
            let full = Self { names: self.names.clone(), ..std::mem::take(self) };
            let (reply, tail) = full.reply(false);
            process.say(&ToChild::Reply(reply), &tail)?;
            match process.hear()? {
                (FromChild::Asked(Ask::More(true)), _) => {}
                (FromChild::Asked(Ask::More(false)), _) => return Ok(false),
                _ => return Err(process.lose(Lost::Rubbish("it does not take its rows".into()))),
            }
        }
        if self.names.is_empty() {
            self.names = names.to_vec();
        }
        self.count += 1;
        rows::put([row], row.len(), &mut self.bytes);
        Ok(true)
    }

    fn last(self) -> (Reply, Vec<u8>) {
        self.reply(true)
    }

    fn reply(self, is_last: bool) -> (Reply, Vec<u8>) {
        (Reply::Rows { names: self.names, count: self.count, is_last }, self.bytes)
    }
}

fn enough() -> GuestError {
    let (resource, limit) = (Resource::Length, "rows of an answer".to_owned());
    GuestError::Limit { resource, limit, origin: Origin::default() }
}

fn lock(host: &SharedHost) -> std::sync::MutexGuard<'_, dyn Host + 'static> {
    host.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
