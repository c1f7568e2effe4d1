//! The operator's file: what a project, a team or a tenant may do.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sandshift_sandbox::limits::{Limits, Profile};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::allow::Allow;
use super::budget::Budget;
use super::error::PolicyError;
use super::pattern::Pattern;
use crate::backend::walls::RawSql;
use crate::error::Place;
use crate::revision::Language;

/// What a project, a team or a tenant may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "A grant of sandshift")]
pub struct Grant {
    /// Its name, for messages and audits.
    pub grant: String,
    /// Where guests run; `shared` cannot be taken back by an option.
    #[serde(default)]
    pub profile: ProfileName,
    /// The languages of migrations.
    #[serde(default = "all_languages")]
    pub languages: Vec<LanguageName>,
    /// What modules may be: row transforms, migrations.
    #[serde(default = "all_worlds")]
    pub worlds: Vec<World>,
    /// What is allowed.
    #[serde(default)]
    pub allow: Allow,
    /// What is not, whatever else is allowed.
    #[serde(default, skip_serializing_if = "Deny::is_empty")]
    pub deny: Deny,
    /// How much may be used.
    #[serde(default)]
    pub budget: Budgets,
    /// What has to be there before anything runs.
    #[serde(default)]
    pub require: Require,
    /// Revisions that may do less.
    #[serde(default, rename = "revision", skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<OfRevision>,
}

/// Where guests run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProfileName {
    /// In the process of the runner.
    Trusted,
    /// In a process of their own with walls around it.
    #[default]
    Shared,
}

/// A language of migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LanguageName {
    /// Scripts.
    Rhai,
    /// WebAssembly modules.
    Wasm,
    /// Plain SQL files.
    Sql,
}

/// What a module may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum World {
    /// A function from rows to rows.
    Transform,
    /// A migration.
    Migration,
}

/// What is not allowed, whatever else is. Compared without regard to the case of letters.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Deny {
    /// Tables and other objects, or columns of them: neither read nor written nor changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<Pattern>,
    /// Operations by their names, those on rows (`insert`, `update`, `delete`) included.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
}

impl Deny {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How much may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Budgets {
    /// By each migration.
    pub migration: Budget,
    /// By all migrations of a run together.
    pub run: Budget,
}

impl Budgets {
    /// What stands where it is not counted, as a lower case fragment.
    fn misplaced(&self) -> Option<String> {
        let run = &self.run;
        let of_each = [
            ("operations", run.operations),
            ("memory_mb", run.memory_mb),
            ("script_ms", run.script_ms),
            ("lock_ms", run.lock_ms),
            ("database_mb", run.database_mb),
            ("cursors", run.cursors),
        ];
        let has = |(key, value): &(&'static str, Option<u64>)| value.map(|_| *key);
        match (of_each.iter().find_map(has), self.migration.migrations) {
            (Some(key), _) => Some(format!(
                "`{key}` is counted for each migration: it belongs below `[budget.migration]`"
            )),
            (None, Some(_)) => Some(
                "`migrations` is counted for a run: it belongs below `[budget.run]`".to_owned(),
            ),
            (None, None) => None,
        }
    }
}

/// What has to be there before anything runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Require {
    /// Each migration says in its header what it wants.
    pub request: bool,
    /// A lock file names every file that runs.
    pub lock: bool,
    /// So many trusted people have signed the lock file.
    pub signatures: u32,
    /// A rehearsal was approved.
    pub receipt: bool,
    /// The database itself keeps migrations within the grant, and a login that may do more is refused. Where guests
    /// run in processes of their own it does unless this says otherwise; SQLite always does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub walls: Option<bool>,
}

/// What one revision may do, within what all may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfRevision {
    /// The revision.
    pub id: String,
    /// What is allowed to it.
    pub allow: Allow,
}

fn all_languages() -> Vec<LanguageName> {
    vec![LanguageName::Rhai, LanguageName::Wasm, LanguageName::Sql]
}

fn all_worlds() -> Vec<World> {
    vec![World::Transform, World::Migration]
}

impl LanguageName {
    /// The name for a language of files.
    #[must_use]
    pub fn of(language: Language) -> Self {
        match language {
            Language::Rhai => Self::Rhai,
            Language::Wasm => Self::Wasm,
            Language::Sql => Self::Sql,
        }
    }
}

/// A grant that was read from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantFile {
    /// Where it stands.
    pub path: PathBuf,
    /// What it says.
    pub grant: Grant,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub hash: String,
    text: String,
}

impl GrantFile {
    /// Reads a grant from the bytes of a file.
    ///
    /// # Errors
    ///
    /// [`PolicyError::Syntax`] with the place of the first fault.
    pub fn parse(path: &Path, bytes: &[u8]) -> Result<Self, PolicyError> {
        let text = std::str::from_utf8(bytes).map_err(|fault| {
            let before = String::from_utf8_lossy(&bytes[..fault.valid_up_to()]).into_owned();
            PolicyError::Syntax {
                place: place(path, &before, before.len()),
                message: "it is not UTF-8 text".to_owned(),
            }
        })?;
        let grant: Grant = toml::from_str(text).map_err(|fault| PolicyError::Syntax {
            place: place(path, text, fault.span().map_or(0, |span| span.start)),
            message: fault.message().lines().collect::<Vec<_>>().join(", "),
        })?;
        if let Some(message) = grant.budget.misplaced() {
            let at = text.find("[budget").unwrap_or(0);
            return Err(PolicyError::Syntax { place: place(path, text, at), message });
        }
        let hash = hex::encode(Sha256::digest(bytes));
        Ok(Self { path: path.to_path_buf(), grant, hash, text: text.to_owned() })
    }

    /// The line on which a rule stands, as near as can be told.
    #[must_use]
    pub fn line_of(&self, rule: &str) -> Option<u32> {
        let quoted = [format!("\"{rule}\""), format!("'{rule}'")];
        let has = |line: &str| quoted.iter().any(|text| line.contains(text.as_str()));
        let at = self.text.lines().position(has)?;
        u32::try_from(at + 1).ok()
    }

    /// The place of a rule.
    #[must_use]
    pub fn place_of(&self, rule: Option<&str>) -> Place {
        let line = rule.and_then(|rule| self.line_of(rule));
        Place { file: Some(self.path.clone()), line, column: None }
    }

    /// Where guests run: the stricter of what the grant and the command say.
    #[must_use]
    pub fn profile(&self, asked: Profile) -> Profile {
        match (self.grant.profile, asked) {
            (ProfileName::Trusted, Profile::Trusted) => Profile::Trusted,
            (ProfileName::Shared, _) | (_, Profile::Shared) => Profile::Shared,
        }
    }

    /// Tells whether a server has to hold the grant by its own means.
    #[must_use]
    pub fn wants_walls(&self) -> bool {
        self.grant.require.walls.unwrap_or(self.grant.profile == ProfileName::Shared)
    }

    /// The longest wait for a lock of another session.
    #[must_use]
    pub fn lock_wait(&self) -> Option<Duration> {
        self.grant.budget.migration.lock_ms.map(Duration::from_millis)
    }

    /// The limits of the engines: the lower of what grant and settings say.
    #[must_use]
    pub fn limits(&self, limits: Limits) -> Limits {
        let budget = self.grant.budget.migration;
        let size = |mine: usize, given: Option<u64>, unit: usize| {
            let given =
                given.map(|n| usize::try_from(n).unwrap_or(usize::MAX).saturating_mul(unit));
            given.map_or(mine, |given| given.min(mine))
        };
        let has_sql = |dialect: &str| self.grant.allow.sql.on(dialect) > RawSql::None;
        let mut offer = limits.offer;
        offer.raw_sql &= sandshift_model::types::DIALECTS.iter().any(|dialect| has_sql(dialect));
        offer.wasi = false;
        Limits {
            operations: budget.operations.map_or(limits.operations, |n| n.min(limits.operations)),
            memory_bytes: size(limits.memory_bytes, budget.memory_mb, 1 << 20),
            log_bytes: size(limits.log_bytes, budget.log_bytes, 1),
            cursors: size(limits.cursors, budget.cursors, 1),
            script_time: budget
                .script_ms
                .map_or(limits.script_time, |n| Duration::from_millis(n).min(limits.script_time)),
            profile: self.profile(limits.profile),
            offer,
            ..limits
        }
    }
}

/// The place of a byte in a text.
fn place(file: &Path, text: &str, byte: usize) -> Place {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let count = |number: usize| u32::try_from(number + 1).ok();
    Place {
        file: Some(file.to_path_buf()),
        line: count(before.matches('\n').count()),
        column: count(before[line_start..].chars().count()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<GrantFile, PolicyError> {
        GrantFile::parse(Path::new("acme.toml"), text.as_bytes())
    }

    #[test]
    fn the_grants_of_the_documentation_can_be_read() {
        let page = include_str!("../../docs/policy.md");
        let grants: Vec<&str> = page
            .split("```toml\n")
            .skip(1)
            .filter_map(|rest| rest.split("```").next())
            .filter(|text| text.starts_with("grant ="))
            .collect();
        assert!(!grants.is_empty());
        grants.iter().for_each(|text| assert!(parse(text).is_ok(), "{:?}", parse(text)));
    }

    #[test]
    fn a_grant_forces_the_shared_profile_and_lowers_limits() {
        let file =
            parse("grant = \"a\"\n[budget.migration]\noperations = 5\nmemory_mb = 1\n").unwrap();
        let limits = file.limits(Limits::default());
        assert_eq!((limits.operations, limits.memory_bytes), (5, 1 << 20));
        assert_eq!(limits.profile, Profile::Shared);
        assert!(!limits.offer.raw_sql);
        let wide = "grant = \"a\"\nprofile = \"trusted\"\n[budget.migration]\noperations = 9_000_000_000\n";
        let limits = parse(wide).unwrap().limits(Limits::default());
        assert_eq!(limits.operations, Limits::default().operations);
        assert_eq!(limits.profile, Profile::Trusted);
    }

    #[test]
    fn a_budget_that_would_not_hold_is_refused() {
        for text in [
            "grant = \"a\"\n[budget.run]\noperations = 5\n",
            "grant = \"a\"\n[budget.migration]\nmigrations = 5\n",
        ] {
            let Err(PolicyError::Syntax { place, message }) = parse(text) else {
                panic!("it was taken: {text}");
            };
            assert_eq!(place.line, Some(2), "{message}");
            assert!(message.contains("belongs below"), "{message}");
        }
    }

    #[test]
    fn unknown_words_are_refused_with_their_place() {
        let Err(PolicyError::Syntax { place, .. }) = parse("grant = \"a\"\n[deny]\ntables = []\n")
        else {
            panic!("it was taken");
        };
        assert_eq!((place.line, place.column), (Some(3), Some(1)));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = GrantFile::parse(Path::new("acme.toml"), &bytes);
        }

        #[test]
        fn no_text_of_its_own_words_makes_it_fail(words in prop::collection::vec(
            prop::sample::select(vec![
                "grant = \"a\"\n", "[allow]\n", "read = [", "\"a.*(b)\"", "]\n", "[deny]\n", "sql = ", "{ postgres = ",
                "\"ddl\"", "}\n", "[[revision]]\n", "id = 1\n", "[budget.run]\n", "statements = -1\n", "'",
            ]), 0..20))
        {
            let _ = parse(&words.concat());
        }
    }
}
