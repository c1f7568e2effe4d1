//! Locks and signatures: what runs is what was locked and signed.

mod audit;
mod lock;
mod receipts;
mod signatures;
