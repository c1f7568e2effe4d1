//! MySQL and MariaDB.

mod blocks;
pub mod classify;
mod program_head;
pub mod split;
