//! The threads that answer for the rows of a transform: one for each worker of the parent.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, Scope};

use sandshift_model::ident::Ident;
use sandshift_model::query::Row;

use super::super::wire::error::{self, Numbered, defect};
use super::super::wire::rows::{self, Outcomes};
use super::super::wire::{FromChild, Judged};
use super::pipe::Pipe;
use crate::error::GuestError;
use crate::guest::{RowFunction, RowWorker};

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
                say(pipe, worker, Err(defect(&message)), &[]);
            }
        }
    }
}

fn work(number: u32, function: &dyn RowFunction, pipe: &Pipe, pages: &Receiver<Page>) {
    let (mut worker, mut room) = (None, Room::default());
    while let Ok(page) = pages.recv() {
        let judged = catch_unwind(AssertUnwindSafe(|| {
            let worker = match &mut worker {
                Some(worker) => worker,
                None => worker.insert(function.worker()?),
            };
            judge(&mut **worker, &page, &mut room)
        }));
        let judged = judged.unwrap_or_else(|_| Err(defect("the row function's thread panicked")));
        if say(pipe, number, judged, room.outcomes.bytes()).is_none() {
            return;
        }
    }
}

/// Rows and outcomes of the page before, over which those of the next one are written: making and freeing
/// millions of small texts would cost as much as the walls.
#[derive(Default)]
struct Room {
    rows: Vec<Row>,
    outcomes: Outcomes,
}

fn judge(worker: &mut dyn RowWorker, page: &Page, room: &mut Room) -> Result<Judged, GuestError> {
    let Room { rows, outcomes } = room;
    rows::take_over(&page.bytes, page.columns.len(), page.count, rows)
        .map_err(|fault| defect(&format!("rows cannot be read: {fault}")))?;
    outcomes.clear();
    worker.each(&page.columns, rows, &mut |outcome| outcomes.add(&outcome))?;
    let (inserted, lines) = (worker.take_inserted(), worker.take_lines());
    Ok(Judged { columns: outcomes.lists(), inserted, lines })
}

fn say(
    pipe: &Pipe,
    worker: u32,
    judged: Result<Judged, GuestError>,
    outcomes: &[u8],
) -> Option<()> {
    let outcomes = if judged.is_ok() { outcomes } else { &[] };
    let judged = judged.map_err(|error| error::put(error, &mut Numbered));
    pipe.say(&FromChild::Judged { worker, judged }, outcomes)
}
