//! Whom a database is told what a grant says.

use sandshift_model::ident::Ident;

use super::walls::Books;

/// A login of a server, and where it works.
#[derive(Debug, Clone, Copy)]
pub struct Login<'l> {
    /// The name of the role or account; on MySQL and MariaDB `name@host`, or any host.
    pub name: &'l str,
    /// The database.
    pub database: &'l Ident,
    /// The schemas in which it may touch something, its default one first, each with whether it may make objects there.
    pub schemas: &'l [(Ident, bool)],
    /// Bookkeeping that belongs to another role, where a server can keep it so.
    pub books: Option<&'l Books>,
    /// The tables of the bookkeeping.
    pub book_tables: &'l [&'l str],
}
