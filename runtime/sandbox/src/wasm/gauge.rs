//! What a guest may take of memory: the sum over all its memories and tables.
//!
//! The engine's own limiter counts each memory for itself, so that many small ones pass it.

use wasmtime::ResourceLimiter;

/// What one table element takes.
const ELEMENT_BYTES: usize = size_of::<usize>();

/// Core instances, memories and tables of one component, each. A component of an interpreted
/// language is linked from some twenty modules.
pub(super) const PARTS: usize = 100;

/// Adds up what a guest takes.
#[derive(Debug)]
pub(super) struct Gauge {
    taken_bytes: usize,
    limit_bytes: usize,
    /// A growth was refused: what goes wrong afterwards comes from that.
    pub(super) refused: bool,
}

impl Gauge {
    pub(super) fn new(limit_bytes: usize) -> Self {
        Self { taken_bytes: 0, limit_bytes, refused: false }
    }

    fn take(&mut self, current_bytes: usize, desired_bytes: usize) -> bool {
        let more = desired_bytes.saturating_sub(current_bytes);
        let taken = self.taken_bytes.saturating_add(more);
        if taken > self.limit_bytes {
            self.refused = true;
            return false;
        }
        self.taken_bytes = taken;
        true
    }
}

impl ResourceLimiter for Gauge {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        // A growth over the guest's own maximum fails anyway and takes nothing.
        Ok(maximum.is_none_or(|maximum| desired <= maximum) && self.take(current, desired))
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let bytes = |elements: usize| elements.saturating_mul(ELEMENT_BYTES);
        let own = maximum.is_none_or(|maximum| desired <= maximum);
        Ok(own && self.take(bytes(current), bytes(desired)))
    }

    fn instances(&self) -> usize {
        PARTS
    }

    fn tables(&self) -> usize {
        PARTS
    }

    fn memories(&self) -> usize {
        PARTS
    }
}
