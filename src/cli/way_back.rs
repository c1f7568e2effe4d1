//! How a revision would be undone, for people.

use sandshift_model::operation::{Inverse, Operation};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::Compilation;
use serde_json::{Value, json};

use super::failure::Failure;
use super::run_failure::of_run;
use crate::backend::connection::Connection;
use crate::report::escape::escape;
use crate::report::style;
use crate::revision::RevisionId;
use crate::runner::project::Project as Revisions;
use crate::runner::way_back::{has_down, way_back};
use crate::session::scope::Undo;

/// How a revision would be undone.
#[derive(Debug)]
pub(super) enum WayBack {
    /// By its own `down`.
    Own,
    /// It has not run, or the journal keeps nothing of it.
    Unknown,
    /// By what was derived when it ran, last thing first.
    Derived(Vec<Undo>),
}

impl WayBack {
    /// That of a revision.
    ///
    /// # Errors
    ///
    /// The journal or the file cannot be read.
    pub(super) fn of(
        connection: &mut dyn Connection,
        revisions: &Revisions,
        engines: (&Limits, &Compilation),
        id: &RevisionId,
    ) -> Result<Self, Failure> {
        let dialect = connection.dialect();
        if has_down(revisions, dialect, engines, id).map_err(|error| of_run(&error))? {
            return Ok(Self::Own);
        }
        let mut kept = way_back(connection, id.as_str()).map_err(|error| of_run(&error))?;
        kept.reverse();
        Ok(if kept.is_empty() { Self::Unknown } else { Self::Derived(kept) })
    }

    /// It as lines.
    pub(super) fn lines(&self) -> Vec<String> {
        let head = |text: &str| format!("  {} {text}", style::dim(format!("{:<11}", "down")));
        match self {
            Self::Own => vec![head("its own `down`")],
            Self::Unknown => vec![head("derived when it runs; this database has not run it")],
            Self::Derived(kept) => {
                let mut lines = vec![head("derived:")];
                lines.extend(kept.iter().flat_map(one));
                lines
            }
        }
    }

    /// It as JSON.
    pub(super) fn to_json(&self) -> Value {
        match self {
            Self::Own => json!({ "kind": "own" }),
            Self::Unknown => json!({ "kind": "unknown" }),
            Self::Derived(kept) => json!({ "kind": "derived", "steps": kept }),
        }
    }
}

fn one(undo: &Undo) -> Vec<String> {
    let Undo { what, line, inverse } = undo;
    let steps = |operations: &[Operation]| -> Vec<String> {
        operations.iter().map(|step| format!("    {}", escape(&step.describe()))).collect()
    };
    let of = style::dim(format!("(undoes {}, line {line})", escape(what)));
    let mut lines = match inverse {
        Inverse::Exact(operations) => steps(operations),
        Inverse::Lossy { reason, operations } => {
            let mut lines = steps(operations);
            lines.push(format!("    {} {}", style::warning("Loss:"), escape(reason)));
            lines
        }
        Inverse::None { reason } => {
            vec![format!("    {} {}", style::warning("No way back:"), escape(reason))]
        }
    };
    if let Some(first) = lines.first_mut() {
        *first = format!("{first}  {of}");
    }
    lines
}
