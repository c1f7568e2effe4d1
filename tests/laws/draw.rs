//! What is drawn at random: numbers, which the composer turns into operations that fit.

use std::fmt;

use proptest::prelude::*;

/// One draw; the numbers choose among what there is at that moment, so that a case stays one when
/// draws are taken out of it.
pub(crate) type Draw = (u8, u8, u8, u8);

/// One random case.
#[derive(Clone)]
pub(crate) struct Drawn {
    /// What is there before.
    pub(crate) base: Vec<Draw>,
    /// What the migration does.
    pub(crate) steps: Vec<Draw>,
    /// Only operations that can be taken back exactly.
    pub(crate) reversible: bool,
}

pub(crate) fn drawn() -> impl Strategy<Value = Drawn> {
    let draws = |most| prop::collection::vec(any::<Draw>(), 1..=most);
    (draws(5), draws(12), any::<bool>()).prop_map(|(base, steps, reversible)| Drawn {
        base,
        steps,
        reversible,
    })
}

/// On one line, so that a case that broke a law can be kept in `found.rs` as it is printed.
impl fmt::Debug for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({:?}, {:?}, {})", self.base, self.steps, self.reversible)
    }
}
