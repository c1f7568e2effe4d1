//! The header of a revision file: what the graph needs to know without running anything.
//!
//! A header is TOML: `//!` lines in rhai, `--!` lines in SQL, a `.toml` file beside a WebAssembly
//! module. Unknown keys are errors, because a misspelt `down_revision` would silently start a
//! second history.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use sandshift_model::nearest::nearest;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::block::Block;
use super::error::{Result, RevisionError};
use super::header_text;
use super::id::{BranchLabel, NameFault, RevisionId};
use crate::policy::allow::Allow;

/// The keys a header may have.
pub(super) const KEYS: [&str; 17] = [
    "revision",
    "down_revision",
    "depends_on",
    "branch_labels",
    "message",
    "created",
    "transaction",
    "irreversible",
    "request",
    "restartable",
    "undo",
    "sha256",
    "source",
    "world",
    "imports",
    "exports",
    "tools",
];

/// What a revision file says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The id of the revision.
    pub revision: RevisionId,
    /// The parents: none for a base, several for a merge.
    pub down_revision: Vec<RevisionId>,
    /// Revisions of other branches, by id or branch label, that must run before this one.
    pub depends_on: Vec<String>,
    /// The names this revision gives to its branch.
    pub branch_labels: Vec<BranchLabel>,
    /// What the revision does; may have several lines.
    pub message: String,
    /// When the file was made, as written.
    pub created: Option<String>,
    /// Whether the revision runs in a transaction; it does unless the header says otherwise.
    pub transaction: bool,
    /// Whether the revision may simply run again after it stopped half-way, because each of its
    /// steps first looks whether it was done already.
    pub restartable: bool,
    /// Whether the rows that the revision changes are kept for a rollback; they are unless the header
    /// says otherwise or there is a `down`.
    pub undo: bool,
    /// Why the revision cannot be undone, if it cannot.
    pub irreversible: Option<String>,
    /// What the author wants to be allowed where an operator grants it.
    pub request: Option<Allow>,
    /// The SHA-256 of the module beside a `.toml` header.
    pub sha256: Option<String>,
    /// The source that a module is built from, seen from the folder of the header.
    pub source: Option<String>,
    /// The world of the contract that a module is built for.
    pub world: Option<String>,
    /// The interfaces that a module imports.
    pub imports: Vec<String>,
    /// The functions that a module exports.
    pub exports: Vec<String>,
    /// The versions of the tools that a module was built with, by name.
    pub tools: BTreeMap<String, String>,
}

impl Header {
    /// A header that says nothing but what every revision has.
    #[must_use]
    pub fn plain(revision: RevisionId, down_revision: Vec<RevisionId>, message: String) -> Self {
        Self {
            revision,
            down_revision,
            depends_on: Vec::new(),
            branch_labels: Vec::new(),
            message,
            created: None,
            transaction: true,
            restartable: false,
            undo: true,
            irreversible: None,
            request: None,
            sha256: None,
            source: None,
            world: None,
            imports: Vec::new(),
            exports: Vec::new(),
            tools: BTreeMap::new(),
        }
    }

    /// The header as TOML, each line behind this mark.
    #[must_use]
    pub fn text(&self, mark: &str) -> String {
        header_text::of(self, mark)
    }

    /// Reads a header from TOML text, without the comment markers of any language.
    ///
    /// # Errors
    ///
    /// The first fault, with its line and column; `file` is only named in it.
    pub fn parse(text: &str, file: &Path) -> Result<Self> {
        parse_block(&Block::whole(text.to_owned()), file)
    }
}

pub(super) fn parse_block(block: &Block, file: &Path) -> Result<Header> {
    let document = DeTable::parse(&block.text).map_err(|fault| RevisionError::HeaderSyntax {
        place: block.place(file, fault.span().map_or(0, |span| span.start)),
        message: fault.message().lines().collect::<Vec<_>>().join(", "),
    })?;
    let table = Table { entries: document.get_ref(), block, file };
    table.refuse_unknown_keys()?;
    let Some(revision) = table.text("revision")? else {
        return Err(RevisionError::MissingKey { file: file.to_path_buf(), key: "revision" });
    };
    Ok(Header {
        revision: table.name("revision", revision)?,
        down_revision: table.names("down_revision")?,
        depends_on: {
            let checked: Vec<RevisionId> = table.names("depends_on")?;
            checked.iter().map(ToString::to_string).collect()
        },
        branch_labels: table.names("branch_labels")?,
        message: table.owned_text("message")?.unwrap_or_default(),
        created: table.moment("created")?,
        transaction: table.flag("transaction")?.unwrap_or(true),
        restartable: table.flag("restartable")?.unwrap_or(false),
        undo: table.flag("undo")?.unwrap_or(true),
        irreversible: table.owned_text("irreversible")?,
        request: table.request()?,
        sha256: table.owned_text("sha256")?,
        source: table.owned_text("source")?,
        world: table.owned_text("world")?,
        imports: table.texts("imports")?,
        exports: table.texts("exports")?,
        tools: table.texts_by_name("tools")?,
    })
}

type Value<'a> = Spanned<DeValue<'a>>;

struct Table<'a> {
    entries: &'a DeTable<'a>,
    block: &'a Block,
    file: &'a Path,
}

impl<'a> Table<'a> {
    fn refuse_unknown_keys(&self) -> Result<()> {
        let unknown = self
            .entries
            .keys()
            .filter(|key| !KEYS.contains(&key.get_ref().as_ref()))
            .min_by_key(|key| key.span().start);
        match unknown {
            None => Ok(()),
            Some(key) => Err(RevisionError::UnknownKey {
                place: self.block.place(self.file, key.span().start),
                key: key.get_ref().to_string(),
                nearest: nearest(key.get_ref(), KEYS),
            }),
        }
    }

    fn value(&self, key: &'static str) -> Option<&'a Value<'a>> {
        self.entries.get(key)
    }

    fn text(&self, key: &'static str) -> Result<Option<(&'a Value<'a>, &'a str)>> {
        let Some(value) = self.value(key) else {
            return Ok(None);
        };
        match value.get_ref().as_str() {
            Some(text) => Ok(Some((value, text))),
            None => Err(self.wrong_type(key, "a string", value)),
        }
    }

    fn owned_text(&self, key: &'static str) -> Result<Option<String>> {
        Ok(self.text(key)?.map(|(_, text)| text.trim().to_owned()))
    }

    fn moment(&self, key: &'static str) -> Result<Option<String>> {
        match self.value(key).map(Spanned::get_ref) {
            Some(DeValue::Datetime(moment)) => Ok(Some(moment.to_string())),
            _ => self.owned_text(key),
        }
    }

    fn flag(&self, key: &'static str) -> Result<Option<bool>> {
        let Some(value) = self.value(key) else {
            return Ok(None);
        };
        match value.get_ref().as_bool() {
            Some(flag) => Ok(Some(flag)),
            None => Err(self.wrong_type(key, "true or false", value)),
        }
    }

    /// Reads a string or an array of strings; an empty string means none, as Alembic writes it.
    fn names<N>(&self, key: &'static str) -> Result<Vec<N>>
    where
        N: std::str::FromStr<Err = NameFault> + PartialEq,
    {
        let Some(value) = self.value(key) else {
            return Ok(Vec::new());
        };
        let items = match value.get_ref() {
            DeValue::String(text) if text.is_empty() => return Ok(Vec::new()),
            DeValue::String(_) => std::slice::from_ref(value),
            DeValue::Array(items) => &items[..],
            _ => return Err(self.wrong_type(key, "a string or an array of strings", value)),
        };
        let mut names = Vec::with_capacity(items.len());
        for item in items {
            let Some(text) = item.get_ref().as_str() else {
                return Err(self.wrong_type(key, "an array of strings", item));
            };
            let name = self.name(key, (item, text))?;
            if names.contains(&name) {
                return Err(RevisionError::NamedTwice {
                    place: self.block.place(self.file, item.span().start),
                    key,
                    text: text.to_owned(),
                });
            }
            names.push(name);
        }
        Ok(names)
    }

    /// Reads what the author wants to be allowed, in the words of a grant.
    fn request(&self) -> Result<Option<Allow>> {
        #[derive(serde::Deserialize)]
        struct Asking {
            request: Allow,
        }
        if self.value("request").is_none() {
            return Ok(None);
        }
        let read = toml::from_str(&self.block.text).map(|asking: Asking| Some(asking.request));
        read.map_err(|fault| RevisionError::HeaderSyntax {
            place: self.block.place(self.file, fault.span().map_or(0, |span| span.start)),
            message: fault.message().lines().collect::<Vec<_>>().join(", "),
        })
    }

    fn texts(&self, key: &'static str) -> Result<Vec<String>> {
        let Some(value) = self.value(key) else {
            return Ok(Vec::new());
        };
        let wrong = |found: &Value<'_>| self.wrong_type(key, "an array of strings", found);
        let items = value.get_ref().as_array().ok_or_else(|| wrong(value))?;
        let text = |item: &Value<'_>| match item.get_ref().as_str() {
            Some(text) => Ok(text.to_owned()),
            None => Err(wrong(item)),
        };
        items.iter().map(text).collect()
    }

    fn texts_by_name(&self, key: &'static str) -> Result<BTreeMap<String, String>> {
        let Some(value) = self.value(key) else {
            return Ok(BTreeMap::new());
        };
        let wrong = |found: &Value<'_>| self.wrong_type(key, "a table of strings", found);
        let entries = value.get_ref().as_table().ok_or_else(|| wrong(value))?;
        let pair =
            |(name, item): (&Spanned<Cow<'_, str>>, &Value<'_>)| match item.get_ref().as_str() {
                Some(text) => Ok((name.get_ref().to_string(), text.to_owned())),
                None => Err(wrong(item)),
            };
        entries.iter().map(pair).collect()
    }

    fn name<N>(&self, key: &'static str, (value, text): (&Value<'_>, &str)) -> Result<N>
    where
        N: std::str::FromStr<Err = NameFault>,
    {
        text.parse().map_err(|fault| RevisionError::IllegalName {
            place: self.block.place(self.file, value.span().start),
            key,
            text: text.to_owned(),
            fault,
        })
    }

    fn wrong_type(
        &self,
        key: &'static str,
        expected: &'static str,
        value: &Value<'_>,
    ) -> RevisionError {
        RevisionError::WrongType {
            place: self.block.place(self.file, value.span().start),
            key,
            expected,
            found: value.get_ref().type_str(),
        }
    }
}
