//! Schemas as a whole: what should be there, what is there, and the way from one to the other.
//!
//! A catalog comes from inspecting a database; what is declared is made in an empty scratch database
//! of the same engine and inspected there, so that both sides are spelled by the engine itself.
//! [`diff`] compares two catalogs and gives [`step::Step`]s; [`script`] writes them as a migration.

pub mod declared;
pub mod diff;
pub mod drift;
pub mod filter;
pub mod migration;
pub mod renames;
pub mod said;
pub mod scratch;
pub mod script;
pub mod selection;
pub mod statements;
pub mod step;
