//! What is allowed, as grants and requests write it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::glob::Glob;
use super::need::{Columns, Need};
use super::pattern::{Folds, Pattern};
use crate::backend::walls::RawSql;
use sandshift_model::ident::ObjectName;

/// What is allowed. Whatever it does not name is not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Allow {
    /// Tables and views, or columns of them, that may be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<Pattern>,
    /// Tables, or columns of them, whose rows may be inserted, changed and deleted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub write: Vec<Pattern>,
    /// Tables and other objects that may be made, changed and, with `destructive`, dropped.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub define: Vec<Pattern>,
    /// Operations on the schema by their names, such as `create_table` or `add_*`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub operations: Vec<String>,
    /// Operations that may lose rows or values by their names, such as `drop_column`; `cascade` for dropping what
    /// depends on something.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub destructive: Vec<String>,
    /// How much SQL in the database's own words.
    #[serde(skip_serializing_if = "Sql::is_none")]
    pub sql: Sql,
    /// SQL functions beside the plain ones, by their names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<String>,
    /// Parameters of the run that may be seen, by their names.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<String>,
}

/// How much SQL in the database's own words: the same on every database, or by the name of the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Sql {
    /// The same on every database.
    Everywhere(RawSql),
    /// For `sqlite`, `postgres` and `mysql` apart; none for those that are not named.
    Each(BTreeMap<String, RawSql>),
}

impl Default for Sql {
    fn default() -> Self {
        Self::Everywhere(RawSql::None)
    }
}

impl Sql {
    /// The level on a database.
    #[must_use]
    pub fn on(&self, dialect: &str) -> RawSql {
        match self {
            Self::Everywhere(level) => *level,
            Self::Each(levels) => levels.get(dialect).copied().unwrap_or_default(),
        }
    }

    fn is_none(&self) -> bool {
        *self == Self::default()
    }

    fn covers(&self, other: &Self) -> bool {
        let databases = sandshift_model::types::DIALECTS;
        databases.iter().all(|dialect| self.on(dialect) >= other.on(dialect))
    }
}

impl Allow {
    /// Tells whether it allows something on a database.
    #[must_use]
    pub fn allows(&self, need: &Need, dialect: &str) -> bool {
        let folds = Folds::of(dialect);
        match need {
            Need::Read(table, columns) => holds(&self.read, table, columns, folds),
            Need::Write(table, columns) => holds(&self.write, table, columns, folds),
            Need::Define(_, object) => self.define.iter().any(|p| p.is_about(object, folds)),
            Need::Rows(_) => true,
            Need::Operation(name) => {
                named(&self.operations, name) || named(&self.destructive, name)
            }
            Need::Destructive(name) => named(&self.destructive, name),
            Need::Sql(level, _) => self.sql.on(dialect) >= *level,
            Need::Function(name) => named(&self.functions, name),
            Need::Parameter(name) => named(&self.parameters, name),
            Need::Module(_) => true,
            Need::Never(_) => false,
        }
    }

    /// Tells whether anything of a table is allowed, so that it may be known what it looks like.
    #[must_use]
    pub fn knows(&self, table: &ObjectName, dialect: &str) -> bool {
        let folds = Folds::of(dialect);
        [&self.read, &self.write, &self.define]
            .iter()
            .any(|patterns| patterns.iter().any(|pattern| pattern.is_about(table, folds)))
    }

    /// What is wanted here and not there: each as a key and what is missing under it.
    #[must_use]
    pub fn beyond(&self, granted: &Self) -> Vec<(&'static str, String)> {
        let mut missing = Vec::new();
        let mut patterns = |key, wanted: &[Pattern], granted: &[Pattern]| {
            let is_missing = |one: &&Pattern| !granted.iter().any(|other| other.covers(one));
            missing.extend(wanted.iter().filter(is_missing).map(|one| (key, one.to_string())));
        };
        patterns("read", &self.read, &granted.read);
        patterns("write", &self.write, &granted.write);
        patterns("define", &self.define, &granted.define);
        let mut names = |key, wanted: &[String], granted: &[&[String]]| {
            let covers = |other: &String, one: &String| {
                Glob::new(other.clone()).covers(&Glob::new(one.clone()))
            };
            let is_missing = |one: &&String| {
                !granted.iter().any(|list| list.iter().any(|other| covers(other, one)))
            };
            missing.extend(wanted.iter().filter(is_missing).map(|one| (key, one.clone())));
        };
        names("operations", &self.operations, &[&granted.operations, &granted.destructive]);
        names("destructive", &self.destructive, &[&granted.destructive]);
        names("functions", &self.functions, &[&granted.functions]);
        names("parameters", &self.parameters, &[&granted.parameters]);
        if !granted.sql.covers(&self.sql) {
            let level = |dialect: &&str| {
                let (wanted, granted) = (self.sql.on(dialect), granted.sql.on(dialect));
                (wanted > granted).then(|| format!("{} on {dialect}", wanted.name()))
            };
            let databases = sandshift_model::types::DIALECTS;
            missing.extend(databases.iter().filter_map(level).map(|one| ("sql", one)));
        }
        missing
    }
}

/// Tells whether patterns allow columns of a table: one for all of them, or one for each.
fn holds(patterns: &[Pattern], table: &ObjectName, columns: &Columns, folds: Folds) -> bool {
    let mut about = patterns.iter().filter(|pattern| pattern.is_about(table, folds)).peekable();
    match columns {
        Columns::Any => about.peek().is_some(),
        Columns::All => about.any(Pattern::has_all_columns),
        Columns::These(names) => {
            let about: Vec<&Pattern> = about.collect();
            let allowed = |name: &String| about.iter().any(|p| p.has_column(name, folds));
            !about.is_empty() && names.iter().all(allowed)
        }
    }
}

/// Tells whether a name is one of a list with stars.
pub(super) fn named(list: &[String], name: &str) -> bool {
    list.iter().any(|glob| Glob::new(glob.clone()).matches(name, false))
}
