//! Stands beside one migration: decides about each of its calls, and counts what it uses.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::budget::Used;
use super::denial::{Denial, Why};
use super::need::Need;
use super::observed::Observed;
use super::rights::Rights;
use sandshift_model::ident::ObjectName;

/// Stands beside one migration.
#[derive(Debug)]
pub struct Guard {
    mode: Mode,
    used: Used,
    /// What the migrations before it used, and those that are done since.
    run: Arc<Mutex<Used>>,
    /// A denial that its call could not give back.
    pending: Mutex<Option<Denial>>,
}

#[derive(Debug)]
enum Mode {
    Deciding(Box<Rights>),
    Watching(Arc<Mutex<Observed>>),
}

impl Guard {
    /// A guard that decides.
    #[must_use]
    pub fn deciding(rights: Rights, run: Arc<Mutex<Used>>) -> Self {
        Self::new(Mode::Deciding(Box::new(rights)), run)
    }

    /// A guard that lets everything pass and writes down what it was.
    #[must_use]
    pub fn watching(observed: Arc<Mutex<Observed>>) -> Self {
        Self::new(Mode::Watching(observed), Arc::default())
    }

    fn new(mode: Mode, run: Arc<Mutex<Used>>) -> Self {
        let used = Used { migrations: 1, ..Used::default() };
        Self { mode, used, run, pending: Mutex::default() }
    }

    /// Decides about what a call needs.
    ///
    /// # Errors
    ///
    /// The first [`Denial`].
    pub fn allow(&self, needs: &[Need]) -> Result<(), Denial> {
        match &self.mode {
            Mode::Watching(observed) => {
                let mut observed = observed.lock().unwrap_or_else(PoisonError::into_inner);
                needs.iter().for_each(|need| observed.note(need));
                Ok(())
            }
            Mode::Deciding(rights) => needs.iter().try_for_each(|need| rights.decide(need)),
        }
    }

    /// Decides whether it may be known what a table looks like.
    ///
    /// # Errors
    ///
    /// [`Denial`].
    pub fn knows(&self, table: &ObjectName) -> Result<(), Denial> {
        match &self.mode {
            Mode::Watching(_) => Ok(()),
            Mode::Deciding(rights) => rights.knows(table),
        }
    }

    /// Counts something that was used.
    ///
    /// # Errors
    ///
    /// [`Denial`] when a budget is used up, or when an earlier call was denied that could not say so.
    pub fn charge(
        &mut self,
        wall_micros: u64,
        count: impl FnOnce(&mut Used),
    ) -> Result<(), Denial> {
        self.used.wall_micros = wall_micros;
        count(&mut self.used);
        let over = match &self.mode {
            Mode::Watching(_) => None,
            Mode::Deciding(rights) => self.over(rights),
        };
        over.or_else(|| self.take_pending()).map_or(Ok(()), Err)
    }

    fn over(&self, rights: &Rights) -> Option<Denial> {
        let budget = &rights.file().grant.budget;
        if let Some((key, limit)) = self.used.beyond(&budget.migration) {
            return Some(rights.over(key, Why::Budget(limit)));
        }
        let before = *self.run.lock().unwrap_or_else(PoisonError::into_inner);
        let (key, limit) = before.and(&self.used).beyond(&budget.run)?;
        Some(rights.over(key, Why::BudgetOfRun(limit)))
    }

    /// How many rows may still be read.
    #[must_use]
    pub fn rows_left(&self) -> u64 {
        let Mode::Deciding(rights) = &self.mode else { return u64::MAX };
        let budget = &rights.file().grant.budget;
        let run = self.run.lock().unwrap_or_else(PoisonError::into_inner).and(&self.used);
        let left = |most: Option<u64>, used: u64| most.map_or(u64::MAX, |n| n.saturating_sub(used));
        left(budget.migration.rows_read, self.used.rows_read)
            .min(left(budget.run.rows_read, run.rows_read))
    }

    /// The longest wait for a lock of another session.
    #[must_use]
    pub fn most_lock_wait(&self) -> Option<Duration> {
        let Mode::Deciding(rights) = &self.mode else { return None };
        rights.file().lock_wait()
    }

    /// Counts a log line; the next call tells whether it was too much.
    pub fn count_log(&mut self, bytes: usize) {
        self.used.log_bytes = self.used.log_bytes.saturating_add(bytes as u64);
    }

    /// Decides about something whose call cannot give a denial back; the next one that can does.
    #[must_use]
    pub fn allows_later(&self, need: &Need) -> bool {
        let decided = match &self.mode {
            Mode::Watching(observed) => {
                observed.lock().unwrap_or_else(PoisonError::into_inner).note(need);
                Ok(())
            }
            Mode::Deciding(rights) => rights.decide(need),
        };
        let Err(denial) = decided else { return true };
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        pending.get_or_insert(denial);
        false
    }

    fn take_pending(&self) -> Option<Denial> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Adds what was used to that of the run.
    pub fn settle(&mut self) {
        let used = std::mem::take(&mut self.used);
        if let Mode::Watching(observed) = &self.mode {
            observed.lock().unwrap_or_else(PoisonError::into_inner).used(&used);
        }
        let mut run = self.run.lock().unwrap_or_else(PoisonError::into_inner);
        *run = run.and(&used);
    }
}
