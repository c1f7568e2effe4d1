//! The threads that answer for the rows of a transform: one for each worker of the parent.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, Scope};

use sandshift_model::ident::Ident;

use super::super::wire::error::{self, Numbered};
use super::super::wire::{FromChild, Judged, rows};
use super::pipe::Pipe;
use crate::error::{Fault, GuestError, HostError};
use crate::guest::{RowFunction, RowWorker};
use crate::host::RowOutcome;

/// Rows that a worker has to say something about.
struct Page {
    columns: Vec<Ident>,
    count: usize,
    bytes: Vec<u8>,
}

/// The threads of one transform; they end with it.
pub(super) struct Workers<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    pipe: &'env Pipe,
    function: &'env dyn RowFunction,
    pages: BTreeMap<u32, Sender<Page>>,
}

impl<'scope, 'env> Workers<'scope, 'env> {
    pub(super) fn new(
        scope: &'scope Scope<'scope, 'env>,
        pipe: &'env Pipe,
        function: &'env dyn RowFunction,
    ) -> Self {
        Self { scope, pipe, function, pages: BTreeMap::new() }
    }

    /// Hands rows to a worker, which begins with its first ones.
    pub(super) fn send(&mut self, worker: u32, columns: Vec<Ident>, count: usize, bytes: Vec<u8>) {
        let page = Page { columns, count, bytes };
        if let Some(pages) = self.pages.get(&worker) {
            // It ends only when the pipe does.
            let _ = pages.send(page);
            return;
        }
        let (sender, pages) = channel();
        let _ = sender.send(page);
        let (pipe, function) = (self.pipe, self.function);
        let thread = Builder::new().name(format!("rows {worker}"));
        match thread.spawn_scoped(self.scope, move || work(worker, function, pipe, &pages)) {
            Ok(_) => drop(self.pages.insert(worker, sender)),
            Err(fault) => {
                let message = format!("no thread for rows: {fault}");
                say(pipe, worker, Err(defect(&message)));
            }
        }
    }
}

fn work(number: u32, function: &dyn RowFunction, pipe: &Pipe, pages: &Receiver<Page>) {
    let mut worker = None;
    while let Ok(page) = pages.recv() {
        let judged = catch_unwind(AssertUnwindSafe(|| {
            let worker = match &mut worker {
                Some(worker) => worker,
                None => worker.insert(function.worker()?),
            };
            judge(&mut **worker, &page)
        }));
        let judged = judged.unwrap_or_else(|_| Err(defect("the row function's thread panicked")));
        if say(pipe, number, judged).is_none() {
            return;
        }
    }
}

type Answer = Result<(Vec<RowOutcome>, Judged), GuestError>;

fn judge(worker: &mut dyn RowWorker, page: &Page) -> Answer {
    let rows = rows::take(&page.bytes, page.columns.len(), page.count)
        .map_err(|fault| defect(&format!("rows cannot be read: {fault}")))?;
    let outcomes = worker.rows(&page.columns, &rows)?;
    let (inserted, lines) = (worker.take_inserted(), worker.take_lines());
    Ok((outcomes, Judged { columns: Vec::new(), inserted, lines }))
}

fn say(pipe: &Pipe, worker: u32, answer: Answer) -> Option<()> {
    let mut outcomes = Vec::new();
    let judged = answer.map(|(said, judged)| {
        let columns = rows::put_outcomes(&said, &mut outcomes);
        Judged { columns, ..judged }
    });
    let judged = judged.map_err(|error| error::put(error, &mut Numbered));
    pipe.say(&FromChild::Judged { worker, judged }, |tail| tail.append(&mut outcomes))
}

fn defect(message: &str) -> GuestError {
    let error = HostError::new(Fault::Fatal, message);
    GuestError::Host { error, origin: Default::default() }
}
