//! The row function of a child, as the host asks it: each of its workers is a thread of the child.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::mpsc::Receiver;

use sandshift_model::ident::Ident;
use sandshift_model::query::Row;

use super::process::{Heard, Lost, Process};
use super::wire::ToChild;
use super::wire::error::{self, Kept};
use crate::error::{GuestError, ProcessFault};
use crate::guest::{RowFunction, RowWorker};
use crate::host::{Inserted, Level, RowOutcome};

/// A row function on the other side of the pipe.
pub(super) struct FarRows<'p> {
    process: &'p Process,
    remembers: bool,
    next: AtomicU32,
}

impl<'p> FarRows<'p> {
    pub(super) fn new(process: &'p Process, remembers: bool) -> Self {
        Self { process, remembers, next: AtomicU32::new(0) }
    }
}

impl RowFunction for FarRows<'_> {
    fn worker(&self) -> Result<Box<dyn RowWorker + '_>, GuestError> {
        let number = self.next.fetch_add(1, Relaxed);
        let heard = self.process.listen_as(number);
        let (bytes, inserted, lines) = Default::default();
        Ok(Box::new(Worker { process: self.process, number, heard, bytes, inserted, lines }))
    }

    fn remembers(&self) -> bool {
        self.remembers
    }
}

struct Worker<'p> {
    process: &'p Process,
    number: u32,
    heard: Receiver<Heard>,
    /// Room for the rows of a page.
    bytes: Vec<u8>,
    inserted: Vec<Inserted>,
    lines: Vec<(Level, String)>,
}

impl Drop for Worker<'_> {
    fn drop(&mut self) {
        self.process.stop_listening_as(self.number);
    }
}

impl RowWorker for Worker<'_> {
    fn rows(&mut self, columns: &[Ident], rows: &[Row]) -> Result<Vec<RowOutcome>, GuestError> {
        let (worker, count, width) = (self.number, rows.len(), columns.len());
        let head = ToChild::Rows { worker, columns: columns.to_vec(), count };
        self.bytes.clear();
        // What a row holds beyond its columns is the host's.
        super::wire::rows::put(rows, width, &mut self.bytes);
        let said = self.process.say(&head, &self.bytes);
        let (judged, tail) = said.and_then(|()| self.process.wait(&self.heard)).map_err(lost)?;
        let judged = judged.map_err(|fault| error::take(fault, &mut Kept::default()))?;
        let outcomes = super::wire::rows::take_outcomes(&tail, judged.columns, count);
        if outcomes.is_err() || judged.inserted.iter().any(|row| row.by >= count) {
            let what = "what it says of rows cannot be understood".to_owned();
            return Err(lost(self.process.lose(Lost::Rubbish(what))));
        }
        self.inserted.extend(judged.inserted);
        self.lines.extend(judged.lines);
        outcomes.map_err(|_| lost(Lost::Ended))
    }

    fn take_inserted(&mut self) -> Vec<Inserted> {
        std::mem::take(&mut self.inserted)
    }

    fn take_lines(&mut self) -> Vec<(Level, String)> {
        std::mem::take(&mut self.lines)
    }
}

/// Ends the transform; why the child was lost is told by whoever has called its entry.
fn lost(_lost: Lost) -> GuestError {
    error::process(ProcessFault::Died, "the process of the guest was lost")
}
