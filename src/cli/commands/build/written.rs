//! What a build tells of a module that it wrote.

use std::collections::BTreeMap;
use std::path::PathBuf;

use sandshift_sandbox::wasm::Description;
use serde_json::{Value, json};

use crate::report::style;

/// A module that was written.
pub(super) struct Written {
    pub(super) revision: String,
    pub(super) module: PathBuf,
    pub(super) bytes: usize,
    pub(super) sha256: String,
    pub(super) world: String,
    pub(super) description: Description,
    pub(super) tools: BTreeMap<String, String>,
}

impl Written {
    /// For people.
    pub(super) fn sentence(&self) -> String {
        format!(
            "{} {} for world `{}`, {} bytes",
            style::good("Built"),
            style::id(&self.revision),
            self.world,
            self.bytes
        )
    }

    /// For programs.
    pub(super) fn to_json(&self) -> Value {
        json!({
            "revision": self.revision,
            "file": self.module.display().to_string(),
            "bytes": self.bytes,
            "sha256": self.sha256,
            "world": self.world,
            "imports": self.description.imports,
            "exports": self.description.exports,
            "tools": self.tools,
        })
    }
}
