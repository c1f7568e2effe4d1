//! Revisions: what the files say, how they follow each other, and what a target means.
//!
//! The runner and the command line come here first, before any connection is opened. Apart from
//! the reader of files nothing here does I/O, and nothing runs a script: a header is enough.
//!
//! The way through the module: [`list`] reads folders into [`RevisionFile`]s, [`Graph::of_files`]
//! checks and links them, [`State::read`] adds what a database records, and [`upgrade`],
//! [`downgrade`] or [`stamp`] turn a [`Target`] into steps with the exact changes of the table of
//! heads.
//!
//! # Where this differs from Alembic
//!
//! - `-1` at a merge undoes the merge; plain `-1` with several recorded heads is refused.
//! - An ambiguous beginning of an id lists the candidates.
//! - A missing parent and an id that exists twice are errors.
//! - A head that another revision depends on counts as reached, although it is not recorded.
//! - Siblings are ordered by id, never by file order, and a branch runs in one piece.
//! - A dependency does not end the branch that a label names.
//!
//! # Examples
//!
//! ```
//! use sandshift::revision::{Graph, Revision, State, upgrade};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let first = Revision::base("1b22c0de".parse()?);
//! let second = Revision { parents: vec![first.id.clone()], ..Revision::base("3f2a1c9d".parse()?) };
//! let graph = Graph::build([second, first])?;
//!
//! let plan = upgrade(&State::read(&graph, &["1b22c0de"])?, &"head".parse()?)?;
//! let run: Vec<&str> = plan.revisions().map(|id| id.as_str()).collect();
//! assert_eq!(run, ["3f2a1c9d"]);
//! # Ok(())
//! # }
//! ```

mod block;
mod checksum;
mod coded;
mod conflicts;
mod content_hash;
mod directory;
mod error;
mod file;
pub mod foreign;
mod graph;
mod header;
mod header_text;
mod heads;
mod history;
mod id;
mod layout;
mod lookup;
mod modules;
mod names;
mod new_revision;
mod node;
mod offline;
mod pins;
mod plan;
mod resolve;
pub mod sql_parts;
mod stamp;
mod state;
mod target;
mod tokens;
mod tokens_rhai;
mod tokens_sql;
mod validate;
mod walk;

pub use checksum::{Checksum, NotAChecksum};
pub use conflicts::{Conflict, TouchedObject, conflicts};
pub use content_hash::{ContentHash, NotAContentHash};
pub use directory::{Listing, list, list_as, list_pinned, scan, scan_as};
pub use error::{Result, RevisionError};
pub use file::{Language, RevisionFile};
pub use graph::Graph;
pub use header::Header;
pub use heads::HeadsChange;
pub use history::{history, history_range};
pub use id::{BranchLabel, NAME_BYTES_MAX, NameFault, RESERVED_WORDS, RevisionId, check_name};
pub use layout::{Layout, NotALayout};
pub use lookup::lookup;
pub use modules::{mentions, module_folder, modules_beside};
pub use new_revision::{
    Branching, Draft, NewRevision, SLUG_CHARACTERS_MAX, draft, draft_merge, slug,
};
pub use node::Revision;
pub use offline::{downgrade_range, upgrade_range};
pub use pins::{PinError, Pins};
pub use plan::{Direction, Plan, Step, downgrade, replay, upgrade};
pub use resolve::PREFIX_CHARACTERS_MIN;
pub use stamp::{Stamp, stamp, stamp_purged};
pub use state::State;
pub use target::{Range, Target};
pub use validate::problems;
