//! Locks and signatures: what runs is what was locked and signed.

mod lock;
mod signatures;
