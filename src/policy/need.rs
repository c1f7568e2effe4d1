//! What a call of a migration has to be allowed.

use std::fmt;

use sandshift_model::ident::{Ident, ObjectName};

use crate::backend::walls::RawSql;

/// Which columns of a table something is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Columns {
    /// None in particular: that the table is there, or how many rows it has.
    Any,
    /// Each that it has.
    All,
    /// These.
    These(Vec<String>),
}

impl Columns {
    /// The columns of this list; of an empty one all.
    #[must_use]
    pub fn or_all<'i>(names: impl IntoIterator<Item = &'i Ident>) -> Self {
        match Self::these(names) {
            Self::These(names) if names.is_empty() => Self::All,
            columns => columns,
        }
    }

    /// The columns of this list.
    #[must_use]
    pub fn these<'i>(names: impl IntoIterator<Item = &'i Ident>) -> Self {
        Self::These(names.into_iter().map(|name| name.as_str().to_owned()).collect())
    }
}

/// One thing that a call has to be allowed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Reads columns of a table.
    Read(ObjectName, Columns),
    /// Writes columns of a table.
    Write(ObjectName, Columns),
    /// Makes, changes or drops an object; what it is and its name.
    Define(&'static str, ObjectName),
    /// An operation on rows, by its name.
    Rows(&'static str),
    /// An operation on the schema, by its name.
    Operation(&'static str),
    /// An operation that may lose rows or values, by its name.
    Destructive(&'static str),
    /// SQL in the database's own words; what it is for.
    Sql(RawSql, String),
    /// A function in SQL.
    Function(String),
    /// A parameter of the run.
    Parameter(String),
    /// A row module, by its file.
    Module(String),
    /// Something that no grant allows; why.
    Never(String),
}

impl Need {
    /// Its kind in denials and audits, a key of a grant.
    #[must_use]
    pub fn capability(&self) -> &'static str {
        match self {
            Self::Read(..) => "read",
            Self::Write(..) => "write",
            Self::Define(..) => "define",
            Self::Rows(_) | Self::Operation(_) => "operations",
            Self::Destructive(_) => "destructive",
            Self::Sql(..) | Self::Never(_) => "sql",
            Self::Function(_) => "functions",
            Self::Parameter(_) => "parameters",
            Self::Module(_) => "worlds",
        }
    }

    /// What it is about, as a grant would name it.
    #[must_use]
    pub fn subject(&self) -> String {
        match self {
            Self::Read(table, columns) | Self::Write(table, columns) => match columns {
                Columns::Any | Columns::All => table.to_string(),
                Columns::These(names) => format!("{table}({})", names.join(", ")),
            },
            Self::Define(_, object) => object.to_string(),
            Self::Rows(name) | Self::Operation(name) | Self::Destructive(name) => {
                (*name).to_owned()
            }
            Self::Sql(level, _) => level.name().to_owned(),
            Self::Function(name) | Self::Parameter(name) => name.clone(),
            Self::Module(_) => "transform".to_owned(),
            Self::Never(what) => what.clone(),
        }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let columns =
            |f: &mut fmt::Formatter<'_>, verb: &str, table: &ObjectName, of: &Columns| match of {
                Columns::Any => write!(f, "{verb} `{table}`"),
                Columns::All => write!(f, "{verb} all columns of `{table}`"),
                Columns::These(names) => write!(f, "{verb} `{table}({})`", names.join(", ")),
            };
        match self {
            Self::Read(table, of) => columns(f, "read", table, of),
            Self::Write(table, of) => columns(f, "write", table, of),
            Self::Define(what, object) => write!(f, "define the {what} `{object}`"),
            Self::Rows(name) | Self::Operation(name) => write!(f, "use `{name}`"),
            Self::Destructive(name) => write!(f, "lose rows or values by `{name}`"),
            Self::Sql(level, why) => write!(f, "use SQL of its own ({}) {why}", level.name()),
            Self::Function(name) => write!(f, "call the SQL function `{name}`"),
            Self::Parameter(name) => write!(f, "see the parameter `{name}`"),
            Self::Module(file) => write!(f, "use the row module `{file}`"),
            Self::Never(what) => f.write_str(what),
        }
    }
}
