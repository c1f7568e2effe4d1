//! What one call of a component holds: the host, and what was used of the limits.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sandshift_model::origin::{Call, Origin};
use wasmtime::component::ResourceTable;

use crate::error::{GuestError, Resource};
use crate::guest::{Entry, SharedHost};
use crate::host::{Facts, Host, Level};
use crate::limits::Limits;
use crate::uuids::Draw;

use super::clock::Clock;
use super::convert::Unfit;
use super::errors;
use super::gauge::Gauge;
use super::row_calls::RowCalls;
use super::wasi::console::Console;

/// What a log line costs beside its bytes, so that empty lines cannot flood either.
const LINE_BYTES: usize = 16;

/// What a call of the host costs of the operations that a guest may do, so that calls of nothing
/// end as well.
const CALL_OPERATIONS: u64 = 100;

/// The state behind one store, which lives for one call of an entry.
pub struct State {
    pub(super) limits: Limits,
    pub(super) facts: Facts,
    pub(super) gauge: Gauge,
    pub(super) clock: Clock,
    pub(super) cursors: ResourceTable,
    /// Why the host ended the guest; what the engine says about it does not matter then.
    pub(super) failure: Option<GuestError>,
    pub(super) console: Console,
    /// What a row transform says about rows.
    pub(super) rows: RowCalls,
    /// None for row transforms: the host waits for their answer.
    host: Option<SharedHost>,
    /// What was said where there is no host.
    pub(super) lines: Vec<(Level, String)>,
    entry: Entry,
    /// The calls of the host so far.
    calls: u64,
    /// The last one of them, or the operation that it asked for.
    call: &'static str,
    logged_bytes: usize,
    drawn: u64,
}

impl State {
    pub(super) fn new(entry: Entry, host: SharedHost, limits: Limits) -> Self {
        let facts = lock(&host).facts().clone();
        Self::with(entry, facts, Some(host), limits)
    }

    /// The state behind row transforms, which may speak of rows and do nothing else.
    pub(super) fn of_rows(limits: Limits) -> Self {
        let (none, now_micros) = (String::new, 0);
        let facts = Facts { dialect: none(), revision: none(), now_micros, seed: none() };
        Self::with(Entry::Up, facts, None, limits)
    }

    fn with(entry: Entry, facts: Facts, host: Option<SharedHost>, limits: Limits) -> Self {
        let mut cursors = ResourceTable::new();
        cursors.set_max_capacity(limits.cursors);
        Self {
            gauge: Gauge::new(limits.memory_bytes),
            clock: Clock::start(limits.script_time),
            limits,
            facts,
            cursors,
            failure: None,
            console: Console::default(),
            rows: RowCalls::default(),
            host,
            lines: Vec::new(),
            entry,
            calls: 0,
            call: "",
            logged_bytes: 0,
            drawn: 0,
        }
    }

    /// Notes that the guest calls the host; ends it when it has called too often.
    pub(super) fn enter(&mut self, call: &'static str) -> wasmtime::Result<()> {
        self.calls += 1;
        self.call = call;
        let most = self.limits.operations / CALL_OPERATIONS;
        if self.calls <= most {
            return Ok(());
        }
        let limit = format!("{most} calls of the host");
        Err(self.end(errors::limit(Resource::Time, limit, self.origin())))
    }

    /// The call of the host that the guest is in.
    pub(super) fn origin(&self) -> Origin {
        self.place(false)
    }

    /// Where a guest stands that ended by itself: behind its last call.
    pub(super) fn standing(&self) -> Origin {
        self.place(true)
    }

    fn place(&self, is_over: bool) -> Origin {
        // The place of a row transform is the line of the script that called it.
        if self.host.is_none() {
            return Origin::default();
        }
        let number = u32::try_from(self.calls).unwrap_or(u32::MAX);
        Origin::of_call(Call { number, entry: self.entry.name(), name: self.call, is_over })
    }

    /// Hands the host to `act`; its failure ends the guest.
    pub(super) fn with_host<T>(
        &mut self,
        act: impl FnOnce(&mut dyn Host, Origin) -> Result<T, GuestError>,
    ) -> wasmtime::Result<T> {
        let Some(host) = self.host.clone() else {
            let error = errors::misuse("a row transform called the host".to_owned(), None);
            return Err(self.end(error));
        };
        let answer = act(&mut *lock(&host), self.origin());
        self.clock.resume();
        answer.map_err(|error| self.end(error))
    }

    /// A word of the guest as the model has it; what does not fit ends the guest.
    pub(super) fn fit<T>(&mut self, word: Result<T, Unfit>) -> wasmtime::Result<T> {
        let origin = self.origin();
        word.map_err(|unfit| {
            let call = format!("`{}`", self.call);
            self.end(match unfit {
                Unfit::Name(error) => GuestError::Name { call, error, origin },
                Unfit::Misuse(message) => {
                    let message = format!("{call}: {message}");
                    GuestError::Misuse { message, hint: None, origin }
                }
            })
        })
    }

    /// Notes which operation a call asks for.
    pub(super) fn asks_for(&mut self, operation: &'static str) {
        self.call = operation;
    }

    /// Tells whether the guest has to end: its time is over, or somebody wants it to stop.
    pub(super) fn must_end(&mut self) -> bool {
        self.clock.look() || self.limits.cancel.is_due()
    }

    /// Says something to whoever watches.
    pub(super) fn say(&mut self, level: Level, text: &str) -> wasmtime::Result<()> {
        self.logged_bytes = self.logged_bytes.saturating_add(text.len() + LINE_BYTES);
        if self.logged_bytes > self.limits.log_bytes {
            let limit = format!("{} bytes of log lines", self.limits.log_bytes);
            return Err(self.end(errors::limit(Resource::Length, limit, self.origin())));
        }
        match &self.host {
            Some(host) => lock(host).log(level, text),
            None => self.lines.push((level, text.to_owned())),
        }
        Ok(())
    }

    /// Makes the next random value: it differs from call to call within one migration and is the
    /// same when the migration runs again.
    pub(super) fn draw<T>(&mut self, make: impl FnOnce(Draw<'_>) -> T) -> T {
        let count = self.drawn;
        self.drawn += 1;
        make(Draw { facts: &self.facts, entry: self.entry, count, row: None })
    }

    /// Begins another batch of rows: what is random in it must not depend on the batches before it, and calls
    /// are counted anew as fuel is, because the number of batches is the table's matter.
    pub(super) fn next_batch(&mut self) {
        self.drawn = 0;
        self.calls = 0;
    }

    /// Ends the guest with this error, which it cannot catch.
    pub(super) fn end(&mut self, error: GuestError) -> wasmtime::Error {
        self.failure.get_or_insert(error);
        wasmtime::Error::msg("the host ended the guest")
    }
}

/// A lock that a panic elsewhere does not close: the run ends anyway, with the first error.
fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
