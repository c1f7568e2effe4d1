//! Keeps the accounts that migrations give of themselves, for receipts and for the audit.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::audit::Audit;
use super::follow::Follower;
use crate::integrity::receipt::HeldLock;
use crate::report::Watch;
use crate::report::account::Account;
use crate::report::event::Event;

/// What a run or a rehearsal told of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Book {
    /// What each migration did, in order.
    pub accounts: Vec<Account>,
    /// The database with its version.
    pub version: String,
    /// How a rehearsal worked.
    pub how: String,
    /// The locks that a rehearsal held at its end.
    pub locks: Vec<HeldLock>,
}

/// A book that is still being written.
#[derive(Debug, Clone, Default)]
pub(super) struct OpenBook(Arc<Mutex<Book>>);

impl OpenBook {
    /// What stands in it.
    pub(super) fn read(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Watches a run, keeps the accounts, and lets somebody else show the rest.
#[derive(Debug)]
pub(super) struct Ledger {
    follower: Follower,
    book: OpenBook,
    audit: Option<Arc<Audit>>,
}

impl Ledger {
    /// A ledger before somebody who shows what happens.
    pub(super) fn before(follower: Follower, audit: Option<Arc<Audit>>) -> (Self, OpenBook) {
        let book = OpenBook::default();
        (Self { follower, book: book.clone(), audit }, book)
    }
}

impl Watch for Ledger {
    fn event(&mut self, event: Event) {
        match &event {
            Event::Accounted(account) => {
                let mut book = self.book.read();
                if let Some(audit) = &self.audit {
                    audit.migration(account, &book.version);
                }
                book.accounts.push(Account::clone(account));
            }
            Event::Locks { locks } => self.book.read().locks.clone_from(locks),
            Event::Connected { version, .. } => self.book.read().version.clone_from(version),
            Event::Rehearsing { how } => self.book.read().how.clone_from(how),
            _ => {}
        }
        self.follower.event(event);
    }
}
