//! Many scripts checked at once.

use super::{compile, engines, on_big_stack};
use crate::error::GuestError;
use crate::guest::Entry;
use crate::limits::Limits;

/// What a script that compiles has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// Its functions.
    pub entries: Vec<Entry>,
}

/// Compiles scripts one after the other; runs nothing of them.
///
/// The answers are in the order of the sources, each as [`super::RhaiGuest::compile`] gives it.
///
/// # Errors
///
/// [`GuestError`] when no engine can be started at all.
pub fn check_all(
    sources: &[&str],
    limits: &Limits,
) -> Result<Vec<Result<Checked, GuestError>>, GuestError> {
    on_big_stack(|| {
        let mut made = engines::take(limits);
        let mut check = |source: &&str| {
            let program = compile::compile(&mut made.engine, source, limits, compile::MIGRATION)?;
            let has = |entry: &Entry| program.entry(*entry).is_some();
            let entries = compile::MIGRATION.iter().copied().filter(has).collect();
            Ok(Checked { entries })
        };
        let checked = sources.iter().map(&mut check).collect();
        made.give_back();
        Ok(checked)
    })
}
