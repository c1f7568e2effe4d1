//! Limits, as they go over the pipe.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cancel::Cancel;
use crate::limits::{Limits, Offer, Profile};

/// The limits that hold inside of a child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in super::super) struct Bounded {
    source_bytes: usize,
    module_bytes: usize,
    operations: u64,
    script_time: Duration,
    memory_bytes: usize,
    text_bytes: usize,
    elements: usize,
    call_depth: usize,
    log_bytes: usize,
    cursors: usize,
    raw_sql: bool,
    wasi: bool,
}

impl From<&Limits> for Bounded {
    fn from(limits: &Limits) -> Self {
        Self {
            source_bytes: limits.source_bytes,
            module_bytes: limits.module_bytes,
            operations: limits.operations,
            script_time: limits.script_time,
            memory_bytes: limits.memory_bytes,
            text_bytes: limits.text_bytes,
            elements: limits.elements,
            call_depth: limits.call_depth,
            log_bytes: limits.log_bytes,
            cursors: limits.cursors,
            raw_sql: limits.offer.raw_sql,
            wasi: limits.offer.wasi,
        }
    }
}

impl Bounded {
    /// The limits with a wish to stop of the child's own. It is where guests are to run, so that they run in
    /// its process.
    pub(in super::super) fn limits(self, cancel: Cancel) -> Limits {
        Limits {
            source_bytes: self.source_bytes,
            module_bytes: self.module_bytes,
            operations: self.operations,
            script_time: self.script_time,
            memory_bytes: self.memory_bytes,
            text_bytes: self.text_bytes,
            elements: self.elements,
            call_depth: self.call_depth,
            log_bytes: self.log_bytes,
            cursors: self.cursors,
            offer: Offer { raw_sql: self.raw_sql, wasi: self.wasi },
            profile: Profile::Trusted,
            cancel,
            ..Limits::default()
        }
    }
}
