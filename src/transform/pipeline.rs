//! Threads that ask a guest about pages of rows while the host reads and writes others.
//!
//! Pages come out in the order in which they went in. The first one is held back until a second one
//! comes, so that a table of one page needs no thread.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Scope;

use sandshift_model::query::Row;
use sandshift_sandbox::error::{Fault, GuestError, HostError};
use sandshift_sandbox::guest::{RowFunction, RowWorker};
use sandshift_sandbox::host::CallError;

use super::judging::{Judge, Judged};

type Job = (u64, Vec<Row>);
type Answer = (u64, Result<Judged, GuestError>);

/// Gets each page that was judged.
pub(super) type Take<'a, E> = &'a mut dyn FnMut(Judged) -> Result<(), E>;

/// Pages on their way to a guest and back.
pub(super) struct Pipeline<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    function: &'env dyn RowFunction,
    judge: Judge<'env>,
    /// Threads at most.
    threads: usize,
    first: Option<Vec<Row>>,
    running: Option<Running>,
    /// The worker of this thread, for tables of one page and rows that come again.
    own: Option<Box<dyn RowWorker + 'env>>,
}

/// Threads at work.
struct Running {
    jobs: Sender<Job>,
    answers: Receiver<Answer>,
    /// Answers that came before one that has to be taken first.
    early: BTreeMap<u64, Result<Judged, GuestError>>,
    sent: u64,
    taken: u64,
    /// Pages on their way at most.
    most: u64,
}

impl<'scope, 'env> Pipeline<'scope, 'env> {
    pub(super) fn new(
        scope: &'scope Scope<'scope, 'env>,
        function: &'env dyn RowFunction,
        judge: Judge<'env>,
        threads: usize,
    ) -> Self {
        Self { scope, function, judge, threads, first: None, running: None, own: None }
    }

    /// Sends a page on its way and takes those that have to come back before there is room for it.
    pub(super) fn push<E>(&mut self, rows: Vec<Row>, take: Take<'_, E>) -> Result<(), E>
    where
        E: From<CallError>,
    {
        if self.running.is_none() {
            let Some(first) = self.first.replace(rows) else { return Ok(()) };
            let second = self.first.take().unwrap_or_default();
            let running =
                self.running.insert(start(self.scope, self.function, self.judge, self.threads)?);
            running.send(first)?;
            running.send(second)?;
            return Ok(());
        }
        let Some(running) = &mut self.running else { return Ok(()) };
        while running.sent - running.taken >= running.most {
            take(running.next()?)?;
        }
        Ok(running.send(rows)?)
    }

    /// Takes all pages that are still on their way.
    pub(super) fn finish<E>(&mut self, take: Take<'_, E>) -> Result<(), E>
    where
        E: From<CallError>,
    {
        if let Some(rows) = self.first.take() {
            take(self.ask(rows).map_err(CallError::from)?)?;
        }
        if let Some(running) = &mut self.running {
            while running.taken < running.sent {
                take(running.next()?)?;
            }
        }
        Ok(())
    }

    /// Lets go of all pages that are still on their way, as if they had not come.
    pub(super) fn forget(&mut self) {
        self.first = None;
        if let Some(running) = &mut self.running {
            for _ in running.taken..running.sent {
                // What was said about them does not matter any more, errors included.
                let _ = running.next();
            }
        }
    }

    /// Asks about rows here and now.
    pub(super) fn ask(&mut self, rows: Vec<Row>) -> Result<Judged, GuestError> {
        let mut worker = match self.own.take() {
            Some(worker) => worker,
            None => self.function.worker()?,
        };
        let judged = self.judge.judge(&mut *worker, rows);
        self.own = Some(worker);
        judged
    }
}

impl Running {
    fn send(&mut self, rows: Vec<Row>) -> Result<(), CallError> {
        self.jobs.send((self.sent, rows)).map_err(|_| lost())?;
        self.sent += 1;
        Ok(())
    }

    /// The page that has to be taken next.
    fn next(&mut self) -> Result<Judged, CallError> {
        loop {
            if let Some(answer) = self.early.remove(&self.taken) {
                self.taken += 1;
                return Ok(answer?);
            }
            let (number, answer) = self.answers.recv().map_err(|_| lost())?;
            self.early.insert(number, answer);
        }
    }
}

fn lost() -> HostError {
    HostError::new(Fault::Fatal, "the threads of the transform ended before their time")
}

/// Starts the threads; they end when nobody sends pages any more.
fn start<'scope, 'env>(
    scope: &'scope Scope<'scope, 'env>,
    function: &'env dyn RowFunction,
    judge: Judge<'env>,
    threads: usize,
) -> Result<Running, CallError> {
    let (jobs, waiting) = channel::<Job>();
    let (done, answers) = channel::<Answer>();
    let waiting = Arc::new(Mutex::new(waiting));
    let threads = if function.remembers() { 1 } else { threads };
    for number in 0..threads {
        let (waiting, done) = (Arc::clone(&waiting), done.clone());
        let thread = std::thread::Builder::new().name(format!("rows {number}"));
        thread
            .spawn_scoped(scope, move || work(function, judge, &waiting, &done))
            .map_err(|error| HostError::caused(Fault::Fatal, error))?;
    }
    let most = threads as u64 + 2;
    Ok(Running { jobs, answers, early: BTreeMap::new(), sent: 0, taken: 0, most })
}

/// What a thread does.
fn work(
    function: &dyn RowFunction,
    judge: Judge<'_>,
    waiting: &Mutex<Receiver<Job>>,
    done: &Sender<Answer>,
) {
    let mut worker = None;
    loop {
        let job = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((number, rows)) = job else { return };
        let answer = catch_unwind(AssertUnwindSafe(|| {
            let worker = match &mut worker {
                Some(worker) => worker,
                None => worker.insert(function.worker()?),
            };
            judge.judge(&mut **worker, rows)
        }));
        let answer = answer.unwrap_or_else(|_| {
            let error = HostError::new(Fault::Fatal, "the row function's thread panicked");
            Err(GuestError::Host { error, origin: judge.origin })
        });
        // Nobody waits for it any more after an error.
        if done.send((number, answer)).is_err() {
            return;
        }
    }
}
