//! What all functions of one script share: the host, the limits and what was used of them.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use rhai::AST;
use sandshift_model::origin::Origin;

use crate::error::{GuestError, Resource};
use crate::guest::{Entry, SharedHost};
use crate::host::{Facts, Host, Level};
use crate::limits::Limits;
use crate::uuids::Draw;

use super::compile::Constants;
use super::watch::Watch;
use super::{errors, row};

/// What a log line costs beside its bytes, so that empty lines cannot flood either.
const LINE_BYTES: usize = 16;

/// The state of one guest; empty between two calls.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) limits: Limits,
    pub(super) watch: Watch,
    host: Mutex<Option<Attached>>,
    /// The constants of the script.
    constants: RwLock<Arc<Constants>>,
    /// A transform is on its way, and the host waits for row functions.
    in_rows: AtomicBool,
    /// How many `db.attempt` are open.
    attempts: AtomicUsize,
    logged: AtomicUsize,
    drawn: AtomicU64,
}

#[derive(Clone)]
struct Attached {
    host: SharedHost,
    facts: Arc<Facts>,
    entry: Entry,
    script: Arc<AST>,
}

impl std::fmt::Debug for Attached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attached").field("facts", &self.facts).finish_non_exhaustive()
    }
}

impl Run {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            watch: Watch::new(),
            host: Mutex::new(None),
            constants: RwLock::default(),
            in_rows: AtomicBool::new(false),
            attempts: AtomicUsize::new(0),
            logged: AtomicUsize::new(0),
            drawn: AtomicU64::new(0),
        }
    }

    /// Begins a call: everything starts from zero, so that the same call gives the same again.
    pub(super) fn attach(
        &self,
        entry: Entry,
        program: (&Arc<AST>, &Arc<Constants>),
        host: SharedHost,
    ) {
        let (script, constants) = (Arc::clone(program.0), Arc::clone(program.1));
        *self.constants.write().unwrap_or_else(PoisonError::into_inner) = constants;
        let facts = Arc::new(lock(&host).facts().clone());
        *lock(&self.host) = Some(Attached { host, facts, entry, script });
        self.in_rows.store(false, Relaxed);
        self.attempts.store(0, Relaxed);
        self.logged.store(0, Relaxed);
        self.drawn.store(0, Relaxed);
        self.watch.reset();
    }

    /// Ends a call.
    pub(super) fn detach(&self) {
        *lock(&self.host) = None;
    }

    /// The constants at the top of the script.
    pub(super) fn constants(&self) -> Arc<Constants> {
        Arc::clone(&self.constants.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The script that runs.
    pub(super) fn script(&self) -> Option<Arc<AST>> {
        lock(&self.host).as_ref().map(|attached| Arc::clone(&attached.script))
    }

    /// The facts of this migration.
    pub(super) fn facts(&self) -> Result<Arc<Facts>, GuestError> {
        let attached = lock(&self.host).clone();
        attached.map(|attached| attached.facts).ok_or_else(no_host)
    }

    /// Makes the next random value: it differs from call to call within one migration and is the
    /// same when the migration runs again.
    pub(super) fn draw(&self, make: impl FnOnce(Draw<'_>) -> String) -> Result<String, GuestError> {
        let attached = lock(&self.host).clone().ok_or_else(no_host)?;
        let (facts, entry) = (&*attached.facts, attached.entry);
        if self.in_rows.load(Relaxed) {
            let count = self.drawn.load(Relaxed);
            return Ok(row::draw(|key, drawn| {
                make(Draw { facts, entry, count, row: Some((key, drawn)) })
            }));
        }
        let count = self.drawn.fetch_add(1, Relaxed);
        Ok(make(Draw { facts, entry, count, row: None }))
    }

    /// Hands the host to `act`; `what` names the call for the error inside a row function.
    pub(super) fn with_host<T>(
        &self,
        what: &str,
        origin: Origin,
        act: impl FnOnce(&mut dyn Host) -> Result<T, GuestError>,
    ) -> Result<T, GuestError> {
        if self.in_rows.load(Relaxed) {
            return Err(GuestError::Misuse {
                message: format!("`db.{what}` was called inside a row function of `db.transform`"),
                hint: Some("read what it needs before the transform".to_owned()),
                origin,
            });
        }
        let attached = lock(&self.host).clone().ok_or_else(no_host)?;
        let answer = act(&mut *lock(&attached.host));
        self.watch.resume();
        answer
    }

    /// How many `db.attempt` are open.
    pub(super) fn attempts(&self) -> usize {
        self.attempts.load(Relaxed)
    }

    /// Runs the function of a `db.attempt`.
    pub(super) fn in_attempt<T>(&self, act: impl FnOnce() -> T) -> T {
        self.attempts.fetch_add(1, Relaxed);
        let answer = act();
        self.attempts.fetch_sub(1, Relaxed);
        answer
    }

    /// Begins a transform: until the guard goes, the host must not be called, for it waits for rows.
    pub(super) fn in_rows(&self) -> InRows<'_> {
        // So that two transforms of one table draw differently.
        self.drawn.fetch_add(1, Relaxed);
        self.in_rows.store(true, Relaxed);
        InRows(self)
    }

    /// Tells whether a row function is being asked.
    pub(super) fn is_in_rows(&self) -> bool {
        self.in_rows.load(Relaxed)
    }

    /// Says something to whoever watches; a row function's worker hands it on.
    pub(super) fn say(&self, level: Level, text: &str) -> Result<(), GuestError> {
        let bytes = text.len() + LINE_BYTES;
        if self.logged.fetch_add(bytes, Relaxed) + bytes > self.limits.log_bytes {
            let limit = format!("{} bytes of log lines", self.limits.log_bytes);
            return Err(errors::limit(Resource::Length, limit, Origin::default()));
        }
        if self.in_rows.load(Relaxed) {
            row::say(level, text);
            return Ok(());
        }
        let attached = lock(&self.host).clone().ok_or_else(no_host)?;
        lock(&attached.host).log(level, text);
        Ok(())
    }

    /// Tells whether the script has logged more than it may; the engine's `print` cannot say so itself.
    pub(super) fn logged_too_much(&self) -> bool {
        self.logged.load(Relaxed) > self.limits.log_bytes
    }
}

/// A transform on its way; a guard, so that a panic counts as its end too.
pub(super) struct InRows<'r>(&'r Run);

impl Drop for InRows<'_> {
    fn drop(&mut self) {
        self.0.in_rows.store(false, Relaxed);
        self.0.watch.share(false);
    }
}

fn no_host() -> GuestError {
    super::errors::host_defect("a host function was called outside a migration")
}

/// A lock that a panic elsewhere does not close: the run ends anyway, with the first error.
fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
