//! How the files of a project are laid out: as ours, or as those of another tool.

use std::fmt;
use std::str::FromStr;

/// The layout of the folders with migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Layout {
    /// Our own: each file has a header.
    #[default]
    Sandshift,
    /// sqlx: `0001_name.sql`, or `0001_name.up.sql` with `0001_name.down.sql`.
    Sqlx,
    /// Flyway: `V1.2__name.sql` with `U1.2__name.sql`.
    Flyway,
    /// golang-migrate: `0001_name.up.sql` with `0001_name.down.sql`.
    GolangMigrate,
    /// dbmate: `0001_name.sql` with `-- migrate:up` and `-- migrate:down`.
    Dbmate,
    /// Diesel: folders `2024-01-15-120000_name` with `up.sql` and `down.sql`.
    Diesel,
}

impl Layout {
    /// All layouts.
    pub const ALL: [Self; 6] = [
        Self::Sandshift,
        Self::Sqlx,
        Self::Flyway,
        Self::GolangMigrate,
        Self::Dbmate,
        Self::Diesel,
    ];

    /// Its name in the settings and on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sandshift => "sandshift",
            Self::Sqlx => "sqlx",
            Self::Flyway => "flyway",
            Self::GolangMigrate => "golang-migrate",
            Self::Dbmate => "dbmate",
            Self::Diesel => "diesel",
        }
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

/// The text names no layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such layout")]
pub struct NotALayout;

impl FromStr for Layout {
    type Err = NotALayout;

    fn from_str(text: &str) -> Result<Self, NotALayout> {
        Self::ALL.into_iter().find(|layout| layout.name() == text).ok_or(NotALayout)
    }
}
