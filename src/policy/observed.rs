//! What migrations turned out to need, and the narrowest grant that gives it.

use std::collections::{BTreeMap, BTreeSet};

use sandshift_model::ident::ObjectName;

use super::allow::{Allow, Sql};
use super::budget::Used;
use super::grant::{Budgets, Deny, Grant, LanguageName, ProfileName, Require, World};
use super::need::{Columns, Need};
use super::pattern::{Pattern, exactly};
use crate::backend::walls::RawSql;

/// What migrations turned out to need.
#[derive(Debug, Clone, Default)]
pub struct Observed {
    read: BTreeMap<ObjectName, Touched>,
    write: BTreeMap<ObjectName, Touched>,
    define: BTreeSet<ObjectName>,
    operations: BTreeSet<&'static str>,
    destructive: BTreeSet<&'static str>,
    sql: BTreeMap<String, RawSql>,
    functions: BTreeSet<String>,
    parameters: BTreeSet<String>,
    modules: bool,
    languages: BTreeSet<&'static str>,
    never: BTreeSet<String>,
    most: Used,
    all: Used,
    dialect: String,
}

#[derive(Debug, Clone, Default)]
struct Touched {
    all: bool,
    columns: BTreeSet<String>,
}

impl Touched {
    fn add(&mut self, columns: &Columns) {
        match columns {
            Columns::Any => {}
            Columns::All => self.all = true,
            Columns::These(names) => self.columns.extend(names.iter().cloned()),
        }
    }

    fn pattern(&self, table: &ObjectName) -> Pattern {
        let some = !self.all && !self.columns.is_empty();
        exactly(table, some.then(|| self.columns.iter().cloned().collect()))
    }
}

impl Observed {
    /// Notes on this database.
    #[must_use]
    pub fn on(dialect: &str) -> Self {
        Self { dialect: dialect.to_owned(), ..Self::default() }
    }

    /// Notes one need.
    pub fn note(&mut self, need: &Need) {
        match need {
            Need::Read(table, columns) => self.read.entry(table.clone()).or_default().add(columns),
            Need::Write(table, columns) => {
                self.write.entry(table.clone()).or_default().add(columns)
            }
            Need::Define(_, object) => {
                self.define.insert(object.clone());
            }
            Need::Rows(_) => {}
            Need::Operation(name) => {
                self.operations.insert(name);
            }
            Need::Destructive(name) => {
                self.destructive.insert(name);
            }
            Need::Sql(level, _) => {
                let known = self.sql.entry(self.dialect.clone()).or_default();
                *known = (*known).max(*level);
            }
            Need::Function(name) => {
                self.functions.insert(name.clone());
            }
            Need::Parameter(name) => {
                self.parameters.insert(name.clone());
            }
            Need::Module(_) => self.modules = true,
            Need::Never(what) => {
                self.never.insert(what.clone());
            }
        }
    }

    /// Notes the language of a migration.
    pub fn language(&mut self, name: LanguageName) {
        self.languages.insert(match name {
            LanguageName::Rhai => "rhai",
            LanguageName::Wasm => "wasm",
            LanguageName::Sql => "sql",
        });
    }

    /// Notes what one migration used.
    pub fn used(&mut self, used: &Used) {
        self.most = Used {
            wall_micros: self.most.wall_micros.max(used.wall_micros),
            database_micros: self.most.database_micros.max(used.database_micros),
            host_calls: self.most.host_calls.max(used.host_calls),
            statements: self.most.statements.max(used.statements),
            rows_read: self.most.rows_read.max(used.rows_read),
            rows_written: self.most.rows_written.max(used.rows_written),
            log_bytes: self.most.log_bytes.max(used.log_bytes),
            migrations: 1,
        };
        self.all = self.all.and(used);
    }

    /// What was done that no grant allows.
    pub fn never(&self) -> impl Iterator<Item = &str> {
        self.never.iter().map(String::as_str)
    }

    /// The narrowest grant that would have been enough.
    #[must_use]
    pub fn grant(&self, name: &str) -> Grant {
        let patterns = |touched: &BTreeMap<ObjectName, Touched>| {
            touched.iter().map(|(table, touched)| touched.pattern(table)).collect()
        };
        let names = |set: &BTreeSet<&'static str>| set.iter().map(ToString::to_string).collect();
        let languages = [LanguageName::Rhai, LanguageName::Wasm, LanguageName::Sql];
        let is_used = |name: &LanguageName| {
            let mut one = Self::default();
            one.language(*name);
            one.languages.is_subset(&self.languages)
        };
        let is_module = self.languages.contains("wasm");
        Grant {
            grant: name.to_owned(),
            profile: ProfileName::Shared,
            languages: languages.into_iter().filter(is_used).collect(),
            worlds: [(self.modules, World::Transform), (is_module, World::Migration)]
                .into_iter()
                .filter_map(|(used, world)| used.then_some(world))
                .collect(),
            allow: Allow {
                read: patterns(&self.read),
                write: patterns(&self.write),
                define: self.define.iter().map(|object| exactly(object, None)).collect(),
                operations: names(&self.operations),
                destructive: names(&self.destructive),
                sql: match self.sql.is_empty() {
                    true => Sql::default(),
                    false => Sql::Each(self.sql.clone()),
                },
                functions: self.functions.iter().cloned().collect(),
                parameters: self.parameters.iter().cloned().collect(),
            },
            deny: Deny::default(),
            budget: Budgets { migration: self.most.as_budget(), run: self.all.as_budget() },
            require: Require::default(),
            revisions: Vec::new(),
        }
    }
}
