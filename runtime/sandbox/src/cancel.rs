//! Somebody's wish that a run stops.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

/// How long a sleeper sleeps before he looks again.
const LOOK: Duration = Duration::from_millis(50);

/// Tells a run to stop; copies share the wish. The default one can never be told.
///
/// Plain data: whoever does long work looks at it now and then.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Option<Arc<State>>);

#[derive(Debug, Default)]
struct State {
    wanted: AtomicBool,
    pressing: AtomicBool,
    held: AtomicUsize,
    far: Mutex<Far>,
}

/// Work that goes on elsewhere, in a server, while this process waits for it.
#[derive(Default)]
struct Far {
    /// Ends it.
    end: Option<Box<dyn Fn() + Send>>,
    /// How many have asked for it and wait.
    waiting: usize,
}

impl fmt::Debug for Far {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Far").field("waiting", &self.waiting).finish_non_exhaustive()
    }
}

impl PartialEq for Cancel {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Some(one), Some(other)) => Arc::ptr_eq(one, other),
            (None, None) => true,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

impl Eq for Cancel {}

impl Cancel {
    /// One that can be told to stop.
    #[must_use]
    pub fn new() -> Self {
        Self(Some(Arc::default()))
    }

    /// Wants the run to stop.
    pub fn want(&self) {
        if let Some(state) = &self.0 {
            state.wanted.store(true, Relaxed);
        }
    }

    /// Wants the run to stop although work is held together that would better come to its end.
    pub fn press(&self) {
        if let Some(state) = &self.0 {
            state.wanted.store(true, Relaxed);
            state.pressing.store(true, Relaxed);
        }
    }

    /// Tells whether the run is to stop at all.
    #[must_use]
    pub fn is_wanted(&self) -> bool {
        self.0.as_ref().is_some_and(|state| state.wanted.load(Relaxed))
    }

    /// Tells whether to stop here and now.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.0.as_ref().is_some_and(|state| {
            state.wanted.load(Relaxed)
                && (state.held.load(Relaxed) == 0 || state.pressing.load(Relaxed))
        })
    }

    /// Holds work together that should come to its end: until the guard goes, only a pressing wish counts.
    #[must_use]
    pub fn hold(&self) -> Held {
        if let Some(state) = &self.0 {
            state.held.fetch_add(1, Relaxed);
        }
        Held(self.clone())
    }

    /// Says how far work is ended that is waited for, see [`Cancel::far`].
    pub fn ends_far_work_by(&self, end: impl Fn() + Send + 'static) {
        if let Some(state) = &self.0 {
            state.far().end = Some(Box::new(end));
        }
    }

    /// From now on until the guard goes, work is waited for that may be ended from another thread.
    /// The guard waits for an attempt that is being made, so that none hits the work that comes next.
    #[must_use]
    pub fn far(&self) -> FarWork {
        if let Some(state) = &self.0 {
            state.far().waiting += 1;
        }
        FarWork(self.clone())
    }

    /// Tries to end far work, if there is any and it is time to stop.
    pub fn end_far_work(&self) {
        let Some(state) = &self.0 else { return };
        let far = state.far();
        if let (Some(end), 1.., true) = (&far.end, far.waiting, self.is_due()) {
            end();
        }
    }

    /// Sleeps, but not on when it is time to stop; tells whether it is.
    pub fn sleep(&self, time: Duration) -> bool {
        let mut left = time;
        while !left.is_zero() && !self.is_due() {
            let pause = left.min(LOOK);
            thread::sleep(pause);
            left -= pause;
        }
        self.is_due()
    }
}

impl State {
    fn far(&self) -> MutexGuard<'_, Far> {
        self.far.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Far work that is waited for.
#[derive(Debug)]
pub struct FarWork(Cancel);

impl Drop for FarWork {
    fn drop(&mut self) {
        if let Some(state) = &self.0.0 {
            state.far().waiting -= 1;
        }
    }
}

/// Work that is held together.
#[derive(Debug)]
pub struct Held(Cancel);

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(state) = &self.0.0 {
            state.held.fetch_sub(1, Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_shared_and_waits_for_what_is_held_together_unless_it_presses() {
        let cancel = Cancel::new();
        let other = cancel.clone();
        assert!(!other.is_wanted() && cancel == other && cancel != Cancel::new());
        let held = other.hold();
        cancel.want();
        assert!(other.is_wanted() && !other.is_due());
        cancel.press();
        assert!(other.is_due());
        drop(held);
        assert!(other.sleep(Duration::from_secs(60)));
    }

    #[test]
    fn far_work_is_ended_only_while_it_is_waited_for_and_when_it_is_time() {
        let (cancel, ended) = (Cancel::new(), Arc::new(AtomicUsize::new(0)));
        let counted = Arc::clone(&ended);
        cancel.ends_far_work_by(move || {
            counted.fetch_add(1, Relaxed);
        });
        cancel.want();
        cancel.end_far_work();
        assert_eq!(ended.load(Relaxed), 0);
        let held = cancel.hold();
        let far = cancel.far();
        cancel.end_far_work();
        assert_eq!(ended.load(Relaxed), 0);
        drop(held);
        cancel.end_far_work();
        assert_eq!(ended.load(Relaxed), 1);
        drop(far);
        cancel.end_far_work();
        assert_eq!(ended.load(Relaxed), 1);
    }

    #[test]
    fn nobody_can_tell_the_default_one() {
        let cancel = Cancel::default();
        cancel.press();
        assert!(!cancel.is_wanted() && !cancel.is_due() && cancel == Cancel::default());
    }
}
