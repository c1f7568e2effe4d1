//! Guests in a process of their own: the shared profile.
//!
//! [`ChildGuest`] is a [`crate::guest::Guest`] whose program runs in a child process (`inside`). The child
//! has walls around it before it reads a byte of the guest (`walls`): no files, no network, no other
//! processes, bounded memory and processor time. All it has is a pipe, on which it asks for what a
//! [`crate::host::Host`] gives; this side asks the real one (`serving`). What goes over the pipe is in `wire`.
//!
//! This side believes nothing that it reads there. A child that dies, floods, is silent or talks rubbish becomes
//! an error of its guest, and nothing else.

mod ending;
mod frame;
mod guest;
mod inside;
mod module;
mod process;
mod rows;
mod serving;
mod walls;
mod wire;

pub use guest::ChildGuest;
pub use inside::serve;
pub use module::open_module;
pub(crate) use walls::shut_in_compiler;
pub use walls::{Bounds, shut_in};

use std::path::PathBuf;

/// The program that runs guests, and the argument that makes it do so: its `main` then calls [`serve`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    /// The program.
    pub program: PathBuf,
    /// Its first argument; the numbers of [`Bounds`] come behind it.
    pub argument: String,
}
