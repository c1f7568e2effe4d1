//! What a migration may do where somebody else wrote it: what the operator grants, and what its author asks for.
//!
//! A [`grant::Grant`] is the operator's file, a request ([`allow::Allow`]) stands in the header of a migration. What is
//! wanted and not granted is told before anything runs ([`plan::Policy::differences`]); every call is decided again
//! when it is made ([`guard::Guard`]), because only then it is known what it touches. [`need::Need`] is the
//! word between calls and grants: `operation_needs` says what each operation needs, `sql_needs` what SQL needs. Denying
//! beats allowing, and what nobody names is not allowed.

pub mod allow;
pub mod budget;
pub mod denial;
pub mod error;
pub mod export;
mod glob;
pub mod grant;
pub mod guard;
pub mod need;
pub mod observed;
pub mod operation_needs;
pub mod pattern;
pub mod plan;
pub mod query_needs;
mod reach;
pub mod rights;
mod sql_needs;
