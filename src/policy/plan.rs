//! A grant as it holds for the migrations of a run.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::allow::Allow;
use super::budget::Used;
use super::error::Difference;
use super::grant::{GrantFile, LanguageName, World};
use super::guard::Guard;
use super::observed::Observed;
use super::rights::Rights;
use crate::backend::walls::{Books, Walls};
use crate::revision::{Language, RevisionId};

/// What holds for the migrations of a run.
#[derive(Debug, Clone)]
pub struct Policy {
    mode: Mode,
    used: Arc<Mutex<Used>>,
    books: Option<Books>,
}

#[derive(Debug, Clone)]
enum Mode {
    Deciding(Arc<GrantFile>),
    Watching(Arc<Mutex<Observed>>),
}

/// A migration as a policy sees it.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'m> {
    /// The revision.
    pub revision: &'m RevisionId,
    /// Its file.
    pub file: &'m Path,
    /// Its language.
    pub language: Language,
    /// What its header asks for.
    pub request: Option<&'m Allow>,
}

impl Policy {
    /// A policy that decides by a grant.
    #[must_use]
    pub fn of(file: GrantFile) -> Self {
        Self { mode: Mode::Deciding(Arc::new(file)), used: Arc::default(), books: None }
    }

    /// A policy that lets everything pass and writes down what it was.
    #[must_use]
    pub fn watching(observed: Arc<Mutex<Observed>>) -> Self {
        Self { mode: Mode::Watching(observed), used: Arc::default(), books: None }
    }

    /// The same with a secret for bookkeeping that does not belong to the login, in a schema named after the grant.
    #[must_use]
    pub fn with_books(self, secret: Option<String>) -> Self {
        let named = self.file().map(|file| format!("sandshift_{}", file.grant.grant));
        let books = named.zip(secret).map(|(schema, secret)| Books { schema, secret });
        Self { books, ..self }
    }

    /// The grant; none for a policy that only watches.
    #[must_use]
    pub fn file(&self) -> Option<&GrantFile> {
        match &self.mode {
            Mode::Deciding(file) => Some(file),
            Mode::Watching(_) => None,
        }
    }

    /// What the walls of a database keep all migrations of a run within.
    #[must_use]
    pub fn walls(&self, dialect: &'static str) -> Option<Walls> {
        let Mode::Deciding(file) = &self.mode else { return None };
        let rights =
            Rights { file: file.clone(), dialect, revision: None, request: None, is_own: false };
        Some(Walls {
            raw: file.grant.allow.sql.on(dialect),
            statement_time: file.grant.budget.migration.statement_time(),
            most_bytes: file.grant.budget.migration.most_bytes(),
            books: self.books.clone(),
            reach: Arc::new(rights),
        })
    }

    /// What a migration wants and is not granted, as far as that can be told without running it.
    #[must_use]
    pub fn differences(&self, asking: &Asking<'_>) -> Vec<Difference> {
        let file = match &self.mode {
            Mode::Deciding(file) => file,
            Mode::Watching(observed) => {
                let mut observed = observed.lock().unwrap_or_else(PoisonError::into_inner);
                observed.language(LanguageName::of(asking.language));
                return Vec::new();
            }
        };
        let grant = &file.grant;
        let mut missing = Vec::new();
        if !grant.languages.contains(&LanguageName::of(asking.language)) {
            missing.push(("languages", asking.language.extension().to_owned()));
        }
        if asking.language == Language::Wasm && !grant.worlds.contains(&World::Migration) {
            missing.push(("worlds", "migration".to_owned()));
        }
        match asking.request {
            None if grant.require.request => {
                missing.push(("require", "a `[request]` in its header".to_owned()));
            }
            None => {}
            Some(request) => {
                missing.extend(request.beyond(&grant.allow));
                if let Some(narrower) = self.of_revision(asking.revision) {
                    let more = request.beyond(&narrower);
                    missing.extend(
                        more.into_iter().filter(|one| !missing.contains(one)).collect::<Vec<_>>(),
                    );
                }
            }
        }
        let difference = |(key, missing)| Difference {
            revision: asking.revision.to_string(),
            file: asking.file.to_path_buf(),
            key,
            missing,
        };
        missing.into_iter().map(difference).collect()
    }

    fn of_revision(&self, revision: &RevisionId) -> Option<Allow> {
        let file = self.file()?;
        let mut of = file.grant.revisions.iter();
        of.find(|narrower| narrower.id == revision.as_str()).map(|narrower| narrower.allow.clone())
    }

    /// The guard of one migration.
    #[must_use]
    pub fn guard(
        &self,
        dialect: &'static str,
        revision: &RevisionId,
        request: Option<Allow>,
        is_own: bool,
    ) -> Guard {
        match &self.mode {
            Mode::Watching(observed) => Guard::watching(observed.clone()),
            Mode::Deciding(file) => {
                let revision = self.of_revision(revision);
                let rights = Rights { file: file.clone(), dialect, revision, request, is_own };
                Guard::deciding(rights, self.used.clone())
            }
        }
    }
}
