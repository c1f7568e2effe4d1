//! Where MySQL and MariaDB part.

/// Which of the two servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Flavour {
    /// MariaDB, and what is assumed without a server.
    #[default]
    MariaDb,
    /// MySQL.
    Mysql,
}

impl Flavour {
    /// Reads the answer to `SELECT VERSION()`.
    #[must_use]
    pub fn of_version(version: &str) -> Self {
        if version.to_ascii_lowercase().contains("mariadb") { Self::MariaDb } else { Self::Mysql }
    }

    /// The name and number for people, such as `MariaDB 10.11.6`.
    #[must_use]
    pub fn title_of(self, version: &str) -> String {
        let number = version.split('-').next().unwrap_or(version);
        match self {
            Self::MariaDb => format!("MariaDB {number}"),
            Self::Mysql => format!("MySQL {number}"),
        }
    }

    /// The collation of the tables that we make: by code point, and `a` is not `a ` (which it is
    /// in `utf8mb4_bin`, where trailing spaces do not count).
    #[must_use]
    pub fn collation(self) -> &'static str {
        match self {
            Self::MariaDb => "utf8mb4_nopad_bin",
            Self::Mysql => "utf8mb4_0900_bin",
        }
    }

    /// The variable with the isolation of transactions: MySQL 8 has it under its new name alone, and MariaDB before
    /// 11.1 under the old one (the manuals of both).
    #[must_use]
    pub fn isolation(self) -> &'static str {
        match self {
            Self::MariaDb => "tx_isolation",
            Self::Mysql => "transaction_isolation",
        }
    }

    /// What `information_schema` calls a foreign key action that was not given.
    #[must_use]
    pub fn unspoken_action(self) -> &'static str {
        match self {
            Self::MariaDb => "RESTRICT",
            Self::Mysql => "NO ACTION",
        }
    }
}
