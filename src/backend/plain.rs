//! What the statements of a file that declares a schema make, where that can be told without a server: tables
//! of a small part of the language, in which every word has one meaning.
//!
//! What is told has to be what an inspection would give, so that whatever is not surely so is not told.

use sandshift_model::constraint::Constraint;
use sandshift_model::ident::Ident;
use sandshift_model::index::Index;
use sandshift_model::table::Table;

/// What a statement is to plain tables.
#[derive(Debug, Clone, PartialEq)]
pub enum Plain {
    /// It makes a part of one.
    Part(Box<PlainPart>),
    /// It makes something else, and no plain table that it does not name comes out another one for it.
    Apart,
    /// Nobody knows what tables are beside it.
    Unclear,
}

/// A statement that makes a part of a plain table.
#[derive(Debug, Clone, PartialEq)]
pub struct PlainPart {
    /// What it makes.
    pub makes: Makes,
    /// The names in it that the text does not say: the database gives them, as long as they are free.
    pub given: Vec<Ident>,
}

/// What is made of a plain table. Whether columns, tables and keys are there that it names is not
/// asked here.
#[derive(Debug, Clone, PartialEq)]
pub enum Makes {
    /// The table, with constraints that have names.
    Table(Table),
    /// One more constraint, with its name.
    Constraint(Constraint),
    /// An index, with its name.
    Index(Index),
    /// The comment on the table or on a column; none takes it away.
    Comment {
        /// The column; none for the table.
        column: Option<Ident>,
        /// The comment.
        text: Option<String>,
    },
}
