//! Ctrl-C and SIGTERM, as a wish of whoever watches a run.
//!
//! The first one lets the run end what cannot be left half done, undo the rest and say so; the second one ends
//! the process at once, which the next run finds its way from. While nothing runs, the first one ends it.

use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::thread;
use std::time::Duration;

use sandshift_sandbox::cancel::Cancel;

use crate::report::Watcher;
use crate::report::event::Event;
use crate::runner::options::Options;

/// How often it is tried to end what the database does.
const BETWEEN_TRIES: Duration = Duration::from_millis(100);

/// How long a page of rows that commits may take to its end, before it is undone.
const GRACE: Duration = Duration::from_secs(10);

/// How long the last words may take.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// The run that is on its way.
static CURRENT: Mutex<Option<Current>> = Mutex::new(None);

struct Current {
    cancel: Cancel,
    watcher: Watcher,
}

fn current() -> MutexGuard<'static, Option<Current>> {
    CURRENT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A run that hears of signals until this is dropped.
#[derive(Debug)]
pub(super) struct Listening(());

impl Drop for Listening {
    fn drop(&mut self) {
        *current() = None;
    }
}

/// Lets signals stop this run from now on.
#[must_use]
pub(super) fn listen(options: &Options) -> Listening {
    let (cancel, watcher) = (options.limits.cancel.clone(), options.watcher.clone());
    *current() = Some(Current { cancel, watcher });
    static ONCE: Once = Once::new();
    ONCE.call_once(platform::catch);
    Listening(())
}

/// Somebody has pressed Ctrl-C.
#[cfg_attr(not(unix), expect(dead_code, reason = "nothing is caught there"))]
fn caught(exit: fn() -> !) {
    let held = current();
    match &*held {
        None => exit(),
        Some(Current { cancel, watcher }) if cancel.is_wanted() => {
            let watcher = watcher.clone();
            // On a thread of its own: a reader who takes nothing must not keep the process.
            thread::spawn(move || {
                let message = "stopped at once; the next run looks how far this one came";
                watcher.tell(Event::Notice { message: message.to_owned() });
            });
            thread::sleep(LAST_WORDS);
            exit();
        }
        Some(Current { cancel, watcher }) => {
            let (cancel, watcher) = (cancel.clone(), watcher.clone());
            cancel.want();
            drop(held);
            thread::spawn(move || end_far_work(&cancel));
            thread::spawn(move || {
                let message =
                    "stopping; what is begun is ended or undone first (again: stop at once)";
                watcher.tell(Event::Notice { message: message.to_owned() });
            });
        }
    }
}

/// Ends what the database does for the run, and what comes up behind it, until the process ends.
fn end_far_work(cancel: &Cancel) {
    let mut waited = Duration::ZERO;
    loop {
        if waited >= GRACE {
            cancel.press();
        }
        cancel.end_far_work();
        thread::sleep(BETWEEN_TRIES);
        waited += BETWEEN_TRIES;
    }
}

#[cfg(unix)]
mod platform {
    use std::thread;

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level;

    use crate::error::Kind;

    /// Catches signals on a thread of its own; where the system does not let us, they end the process as ever.
    pub(super) fn catch() {
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
        thread::spawn(move || signals.forever().for_each(|_| super::caught(exit)));
    }

    /// Ends the process without waiting for anything.
    fn exit() -> ! {
        low_level::exit(i32::from(Kind::Cancelled.exit_code()))
    }
}

#[cfg(not(unix))]
mod platform {
    /// Signals end the process there.
    pub(super) fn catch() {}
}
