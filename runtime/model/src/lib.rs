//! The words of Sandshift: what migrations talk about, as plain data.
//!
//! Every other part of the house speaks in these types: guests produce [`operation::Operation`]s,
//! the gate computes with a [`catalog::Catalog`], the dialects render both as text. Nothing here
//! does input or output, knows a database, or depends on more than serde.
//!
//! A stranger who wants to add an operation starts in [`operation`]: one file, one struct, one
//! line in the enum, and the compiler names every place that has to answer for it.

pub mod catalog;
pub mod column;
pub mod constraint;
pub mod conversion;
mod definition;
pub mod dependents;
mod following;
pub mod ident;
pub mod index;
pub mod lookup;
pub mod mentions;
pub mod naming;
pub mod nearest;
pub mod neutral;
pub mod object;
pub mod operation;
pub mod origin;
pub mod query;
mod real;
pub mod relations;
mod rename;
pub mod shared;
pub mod statement;
pub mod table;
mod token;
pub mod types;
pub mod value;
pub mod variants;
