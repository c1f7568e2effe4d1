//! Errors, as they go over the pipe.
//!
//! What the host says of an error stays on its side, and the child gets a number for it; when the error ends the
//! guest, the number comes back and is exchanged again.

use std::collections::VecDeque;
use std::fmt;

use sandshift_model::ident::IdentError;
use serde::{Deserialize, Serialize};

use super::origin::Place;
use crate::error::{Fault, GuestError, HostError, ProcessFault, Resource};
use crate::guest::Entry;
use crate::host::CallError;

/// An error of the host.
#[derive(Debug, Serialize, Deserialize)]
pub(in super::super) struct HostFault {
    fault: Fault,
    message: String,
    /// Its number on the host's side.
    number: Option<u64>,
}

/// An error of a guest.
#[derive(Debug, Serialize, Deserialize)]
pub(in super::super) enum GuestFault {
    Syntax { message: String, origin: Place },
    Thrown { message: String, origin: Place },
    Misuse { message: String, hint: Option<String>, origin: Place },
    Name { call: String, error: IdentError, origin: Place },
    Limit { resource: Resource, limit: String, origin: Place },
    Cancelled { origin: Place },
    Host { error: HostFault, origin: Place },
    Missing { entry: Entry },
}

/// An error of either of them.
#[derive(Debug, Serialize, Deserialize)]
pub(in super::super) enum CallFault {
    Host(HostFault),
    Guest(GuestFault),
}

/// How a side keeps errors of the host.
pub(in super::super) trait Errors {
    /// What goes over the pipe.
    fn put(&mut self, error: HostError) -> HostFault;

    /// What came over the pipe.
    fn take(&mut self, fault: HostFault) -> HostError;
}

/// Errors that a guest may still end with: it may have caught any of them, but the last ones matter.
const KEPT: usize = 64;

/// The host's side.
#[derive(Debug, Default)]
pub(in super::super) struct Kept {
    errors: VecDeque<(u64, HostError)>,
    next: u64,
}

impl Errors for Kept {
    fn put(&mut self, error: HostError) -> HostFault {
        let (fault, message) = (error.fault, error.message.clone());
        if self.errors.len() == KEPT {
            self.errors.pop_front();
        }
        self.next += 1;
        self.errors.push_back((self.next, error));
        HostFault { fault, message, number: Some(self.next) }
    }

    fn take(&mut self, fault: HostFault) -> HostError {
        let at = self.errors.iter().position(|(number, _)| Some(*number) == fault.number);
        match at.and_then(|at| self.errors.remove(at)) {
            Some((_, error)) => error,
            // The child's own, whose engine has a defect.
            None => HostError::new(fault.fault, fault.message),
        }
    }
}

/// The child's side.
#[derive(Debug, Default)]
pub(in super::super) struct Numbered;

/// The number of an error that stayed behind.
#[derive(Debug)]
struct Number(u64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error {} of the host", self.0)
    }
}

impl std::error::Error for Number {}

impl Errors for Numbered {
    fn put(&mut self, error: HostError) -> HostFault {
        let number = error.cause.as_ref().and_then(|cause| cause.downcast_ref::<Number>());
        let number = number.map(|number| number.0);
        HostFault { fault: error.fault, message: error.message, number }
    }

    fn take(&mut self, fault: HostFault) -> HostError {
        let HostFault { fault, message, number } = fault;
        let cause = number.map(|number| Box::new(Number(number)) as Box<_>);
        HostError { fault, message, cause }
    }
}

/// What goes over the pipe for an error of a guest.
pub(in super::super) fn put(error: GuestError, errors: &mut impl Errors) -> GuestFault {
    match error {
        GuestError::Syntax { message, origin } => {
            GuestFault::Syntax { message, origin: origin.into() }
        }
        GuestError::Thrown { message, origin } => {
            GuestFault::Thrown { message, origin: origin.into() }
        }
        GuestError::Misuse { message, hint, origin } => {
            GuestFault::Misuse { message, hint, origin: origin.into() }
        }
        GuestError::Name { call, error, origin } => {
            GuestFault::Name { call, error, origin: origin.into() }
        }
        GuestError::Limit { resource, limit, origin } => {
            GuestFault::Limit { resource, limit, origin: origin.into() }
        }
        GuestError::Cancelled { origin } => GuestFault::Cancelled { origin: origin.into() },
        GuestError::Host { error, origin } => {
            GuestFault::Host { error: errors.put(error), origin: origin.into() }
        }
        // Nobody is inside a process of a process; it is the parent that says this.
        GuestError::Process { message, origin, .. } => {
            let error = errors.put(HostError::new(Fault::Fatal, message));
            GuestFault::Host { error, origin: origin.into() }
        }
        GuestError::Missing { entry } => {
            GuestFault::Missing { entry: Entry::named(entry).unwrap_or(Entry::Up) }
        }
    }
}

/// What came over the pipe.
pub(in super::super) fn take(fault: GuestFault, errors: &mut impl Errors) -> GuestError {
    match fault {
        GuestFault::Syntax { message, origin } => {
            GuestError::Syntax { message, origin: origin.into() }
        }
        GuestFault::Thrown { message, origin } => {
            GuestError::Thrown { message, origin: origin.into() }
        }
        GuestFault::Misuse { message, hint, origin } => {
            GuestError::Misuse { message, hint, origin: origin.into() }
        }
        GuestFault::Name { call, error, origin } => {
            GuestError::Name { call, error, origin: origin.into() }
        }
        GuestFault::Limit { resource, limit, origin } => {
            GuestError::Limit { resource, limit, origin: origin.into() }
        }
        GuestFault::Cancelled { origin } => GuestError::Cancelled { origin: origin.into() },
        GuestFault::Host { error, origin } => {
            GuestError::Host { error: errors.take(error), origin: origin.into() }
        }
        GuestFault::Missing { entry } => GuestError::Missing { entry: entry.name() },
    }
}

/// What goes over the pipe for an error of a call.
pub(in super::super) fn put_call(error: CallError, errors: &mut impl Errors) -> CallFault {
    match error {
        CallError::Host(error) => CallFault::Host(errors.put(error)),
        CallError::Guest(error) => CallFault::Guest(put(error, errors)),
    }
}

/// What came over the pipe.
pub(in super::super) fn take_call(fault: CallFault, errors: &mut impl Errors) -> CallError {
    match fault {
        CallFault::Host(fault) => CallError::Host(errors.take(fault)),
        CallFault::Guest(fault) => CallError::Guest(take(fault, errors)),
    }
}

/// Something that should not happen, on either side.
pub(in super::super) fn defect(message: &str) -> GuestError {
    let error = HostError::new(Fault::Fatal, message);
    GuestError::Host { error, origin: Default::default() }
}

/// An error of the process itself.
pub(in super::super) fn process(fault: ProcessFault, message: impl Into<String>) -> GuestError {
    GuestError::Process { fault, message: message.into(), origin: Default::default() }
}
