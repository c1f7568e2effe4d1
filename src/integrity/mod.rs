//! Integrity: that what runs is what was locked, signed and approved.
//!
//! A [`lock::Lock`] names the hash of every file, [`signature`]s say who has seen that lock, and
//! the [`trust`]ed keys whose word counts. A [`receipt`] is what a rehearsal would do, and [`statements`] hold a run to it. The command line reads these files and hands the
//! [`Pins`](crate::revision::Pins) that come of them to the runner; nothing here asks for the time.

pub mod difference;
pub mod error;
pub mod keys;
pub mod lock;
pub mod pem;
pub mod receipt;
pub mod signature;
pub mod statements;
pub mod trust;

pub use error::IntegrityError;

/// What a run has to fulfil before it may begin; nothing by default.
///
/// An operator's policy fills this, as options of the command do.
#[derive(Debug, Clone, Default)]
pub struct Demands {
    /// There has to be a lock file. One that is there always holds.
    pub locked: bool,
    /// The lock file has to be signed.
    pub signatures: Option<SignatureDemand>,
    /// A run needs a receipt of its rehearsal.
    pub receipt: bool,
}

/// Who has to have signed.
#[derive(Debug, Clone)]
pub struct SignatureDemand {
    /// How many of the keys, at least 1.
    pub threshold: usize,
    /// The keys whose signatures count.
    pub keys: Vec<trust::TrustedKey>,
}
