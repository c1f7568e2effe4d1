//! Ends a statement on a server that takes too long, from a thread and over a connection of its own: limits of the
//! server can be switched off by the statement itself.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::connection::Interrupter;

/// How long a server has for the end of a statement before it is asked once more.
const AGAIN: Duration = Duration::from_millis(500);

/// How often a statement is asked to end before its session is ended.
const POLITE: u32 = 6;

/// Watches the statements of one connection.
pub(super) struct Watchdog {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl fmt::Debug for Watchdog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watchdog")
    }
}

#[derive(Default)]
struct Shared {
    watch: Mutex<Watch>,
    changed: Condvar,
}

#[derive(Default)]
struct Watch {
    until: Option<Instant>,
    /// How often the statement that is on its way was asked to end.
    asked: u32,
    is_closed: bool,
}

impl Watchdog {
    /// Watches a connection, whose statement the one way ends politely and whose session the other.
    pub(super) fn new(cancel: Interrupter, terminate: Interrupter) -> Self {
        let shared = Arc::new(Shared::default());
        let watched = Arc::clone(&shared);
        let thread = thread::spawn(move || watched.run(&cancel, &terminate));
        Self { shared, thread: Some(thread) }
    }

    /// Ends what runs longer than this from now on.
    pub(super) fn set(&self, time: Duration) {
        let mut watch = self.shared.watch();
        (watch.until, watch.asked) = (Instant::now().checked_add(time), 0);
        self.shared.changed.notify_all();
    }

    /// Lets statements take as long as they like. Waits for an attempt that is being made, so that none hits the
    /// statement that comes next.
    pub(super) fn lift(&self) {
        self.shared.watch().until = None;
    }

    /// Tells whether it has ended a statement since it was set.
    pub(super) fn is_over(&self) -> bool {
        self.shared.watch().asked > 0
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.shared.watch().is_closed = true;
        self.shared.changed.notify_all();
        // A thread that only waits has nothing to tell.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl Shared {
    fn watch(&self) -> MutexGuard<'_, Watch> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, cancel: &Interrupter, terminate: &Interrupter) {
        let mut watch = self.watch();
        while !watch.is_closed {
            let now = Instant::now();
            watch = match watch.until.map(|until| until.saturating_duration_since(now)) {
                None => self.changed.wait(watch).unwrap_or_else(PoisonError::into_inner),
                Some(left) if !left.is_zero() => {
                    let waited = self.changed.wait_timeout(watch, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                Some(_) => {
                    // It is tried again as long as the statement is on its way.
                    let _ = if watch.asked < POLITE { cancel() } else { terminate() };
                    watch.asked += 1;
                    watch.until = Instant::now().checked_add(AGAIN);
                    watch
                }
            };
        }
    }
}
