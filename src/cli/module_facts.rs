//! What `show` tells of a module: read from the file itself, nothing of it compiled or run.

use std::collections::BTreeMap;

use sandshift_sandbox::wasm::{Description, describe};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::report::escape::escape;
use crate::revision::{Language, RevisionFile};

/// A module, as far as it is there.
pub(super) struct ModuleFacts {
    source: Option<String>,
    tools: BTreeMap<String, String>,
    /// The SHA-256 that the header names.
    named_sha256: Option<String>,
    found: Found,
}

enum Found {
    NotBuilt,
    Broken { bytes: usize, sha256: String, fault: String },
    Good { sha256: String, description: Description },
}

impl ModuleFacts {
    /// The facts of the module of a revision, whose bytes are none when it is not there; none
    /// when the revision is no module.
    pub(super) fn of(file: &RevisionFile, module: Option<&[u8]>) -> Option<Self> {
        if file.language != Language::Wasm {
            return None;
        }
        let found = match module {
            None => Found::NotBuilt,
            Some(bytes) => {
                let sha256 = hex::encode(Sha256::digest(bytes));
                match describe(bytes) {
                    Ok(description) => Found::Good { sha256, description },
                    Err(fault) => {
                        Found::Broken { bytes: bytes.len(), sha256, fault: fault.to_string() }
                    }
                }
            }
        };
        let header = &file.header;
        Some(Self {
            source: header.source.clone(),
            tools: header.tools.clone(),
            named_sha256: header.sha256.clone(),
            found,
        })
    }

    /// Tells whether the file is not the one that the header names.
    fn is_other(&self) -> bool {
        let (Found::Broken { sha256, .. } | Found::Good { sha256, .. }) = &self.found else {
            return false;
        };
        self.named_sha256.as_ref().is_some_and(|named| !named.eq_ignore_ascii_case(sha256))
    }

    /// Names and values for people, in order; empty values are left out.
    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = Vec::new();
        match &self.found {
            Found::NotBuilt => lines.push(("module", "not built yet".to_owned())),
            Found::Broken { bytes, sha256, fault } => {
                lines.push(("module", format!("{bytes} bytes, {}", escape(fault))));
                lines.push(("sha256", self.hash(sha256)));
            }
            Found::Good { sha256, description } => {
                let Description { bytes, contract, world, imports, exports } = description;
                let world = world.map_or("no world of the contract", |world| world.name());
                let contract =
                    contract.as_ref().map(|version| format!(", contract {}", escape(version)));
                let contract = contract.unwrap_or_default();
                lines.push(("module", format!("{bytes} bytes, {world}{contract}")));
                lines.push(("sha256", self.hash(sha256)));
                lines.push(("imports", escape(&imports.join(", ")).to_string()));
                lines.push(("exports", escape(&exports.join(", ")).to_string()));
            }
        }
        lines.push(("source", escape(self.source.as_deref().unwrap_or_default()).to_string()));
        let tools: Vec<String> =
            self.tools.iter().map(|(name, version)| format!("{name} {version}")).collect();
        lines.push(("built with", escape(&tools.join(", ")).to_string()));
        lines
    }

    fn hash(&self, sha256: &str) -> String {
        if self.is_other() {
            return format!("{sha256}, which is not the one that the header names");
        }
        sha256.to_owned()
    }

    pub(super) fn to_json(&self) -> Value {
        let (source, tools) = (&self.source, &self.tools);
        let is_named = !self.is_other();
        match &self.found {
            Found::NotBuilt => json!({ "state": "not_built", "source": source, "tools": tools }),
            Found::Broken { bytes, sha256, fault } => json!({
                "state": "broken", "fault": fault, "bytes": bytes, "sha256": sha256,
                "is_named_by_header": is_named, "source": source, "tools": tools,
            }),
            Found::Good { sha256, description } => json!({
                "state": "good", "bytes": description.bytes, "sha256": sha256,
                "is_named_by_header": is_named, "source": source, "tools": tools,
                "world": description.world.map(|world| world.name()),
                "contract": description.contract,
                "imports": description.imports, "exports": description.exports,
            }),
        }
    }
}
