//! The undo tables of one migration.

use sandshift_model::ident::{Ident, IdentError, ObjectName};
use sandshift_model::operation::CreateTable;
use sandshift_model::shared::Shared;
use sandshift_model::table::Table;
use sandshift_model::{catalog::Catalog, naming};
use sha2::{Digest, Sha256};

use super::books;
use crate::backend::dialect::DialectError;
use crate::backend::undo::{drop_undo_table, undo_table};
use crate::session::booking::Book;
use crate::session::bookkeeping::PREFIX;
use crate::session::error::SessionError;
use crate::session::gate::Gate;

/// Bytes of a revision in the name of an undo table; the rest of a longer one becomes a digest.
const REVISION_BYTES: usize = 32;

/// The undo tables that a migration has made so far.
#[derive(Debug, Default)]
pub struct UndoTables {
    made: Vec<Made>,
    /// How many there were when the page began that is on its way.
    before_page: usize,
}

#[derive(Debug)]
struct Made {
    name: ObjectName,
    of: Shared<Table>,
    key: Vec<Ident>,
}

impl UndoTables {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.made.len()
    }

    /// Forgets the later ones: the savepoint around them is undone.
    pub fn truncate(&mut self, count: usize) {
        self.made.truncate(count);
    }

    /// Remembers which there are before a page of a transform.
    pub(in crate::session) fn begin_page(&mut self) {
        self.before_page = self.made.len();
    }

    fn has(&self, name: &ObjectName) -> bool {
        self.made.iter().any(|made| made.name == *name)
    }

    /// A name that none of them has.
    fn free(&self, revision: &str, operation: u64) -> Result<ObjectName, SessionError> {
        let mut further = 0;
        loop {
            let name = name(revision, operation, further)?;
            if !self.has(&name) {
                return Ok(name);
            }
            further += 1;
        }
    }

    fn find(&self, of: &Table, key: &[Ident]) -> Option<ObjectName> {
        let same = |made: &&Made| *made.of == *of && made.key == key;
        self.made.iter().find(same).map(|made| made.name.clone())
    }
}

/// The name of an undo table: that of its revision, and the first operation that it keeps rows for; a
/// further table of the same operation has a number behind.
fn name(revision: &str, operation: u64, further: usize) -> Result<ObjectName, SessionError> {
    let mut revision = revision.to_owned();
    if revision.len() > REVISION_BYTES {
        let digest = hex::encode(&Sha256::digest(&revision)[..4]);
        let mut end = REVISION_BYTES - digest.len() - 1;
        while !revision.is_char_boundary(end) {
            end -= 1;
        }
        revision = format!("{}_{digest}", &revision[..end]);
    }
    let further = if further == 0 { String::new() } else { format!("_{further}") };
    let name = Ident::new(format!("{PREFIX}undo_{revision}_{operation}{further}"));
    let fault = |error: IdentError| own(DialectError::Parameters { reason: error.to_string() });
    Ok(ObjectName::bare(name.map_err(fault)?))
}

impl Gate {
    /// Tells whether an undo table for rows of a table can be made here without ending what has to stay
    /// together.
    pub(super) fn may_make_undo_table(&self, of: &Table, key: &[Ident]) -> bool {
        self.dialect.rolls_back_schema()
            || self.scope.savepoints.is_empty()
            || self.scope.undo_tables.find(of, key).is_some()
    }

    /// The undo table for rows of a table, made now unless the migration has made it before. One that is there
    /// from an interrupted run stays when that run goes on.
    pub(super) fn undo_table(
        &mut self,
        of: &Shared<Table>,
        key: &[Ident],
        operation: u64,
        goes_on: bool,
    ) -> Result<ObjectName, SessionError> {
        if let Some(name) = self.scope.undo_tables.find(of, key) {
            return Ok(name);
        }
        let name = self.scope.undo_tables.free(&self.run.revision, operation)?;
        if !self.dialect.rolls_back_schema() {
            self.commit_so_far()?;
        }
        let is_there = self.has_table(&name)?;
        if !(is_there && goes_on) {
            self.make(&name, of, key, is_there)?;
        }
        let made = Made { name: name.clone(), of: of.clone(), key: key.to_vec() };
        self.scope.undo_tables.made.push(made);
        Ok(name)
    }

    fn make(
        &mut self,
        name: &ObjectName,
        of: &Table,
        key: &[Ident],
        is_there: bool,
    ) -> Result<(), SessionError> {
        if is_there {
            // What a failed run left, whose table may have had other columns.
            self.book_sql(drop_undo_table(self.dialect, name).map_err(own)?)?;
            self.book(&books::forget(name), Book::Shown)?;
        }
        let table = undo_table(self.dialect, name.clone(), of, key);
        let mut create = CreateTable { table, if_not_exists: false }.into();
        naming::name_unnamed(&mut create, &Catalog::default());
        self.book_with(&create, &Catalog::default(), Book::Shown)?;
        let revision = self.run.revision.clone();
        self.book(&books::record(name, &revision, &of.name), Book::Shown).map(|_| ())
    }

    /// Forgets the undo tables that a page made which is undone.
    pub(in crate::session) fn forget_page_tables(&mut self) {
        let tables = &mut self.scope.undo_tables;
        tables.truncate(tables.before_page);
        if let Some(keeping) = &mut self.scope.row_keeping {
            keeping.forget_others(|name| tables.has(name));
        }
    }

    pub(super) fn has_table(&mut self, name: &ObjectName) -> Result<bool, SessionError> {
        let Some(connection) = self.sink.reader() else { return Ok(false) };
        let looking = SessionError::database("looking for the bookkeeping");
        connection.has_table(name).map_err(looking)
    }

    /// Drops the undo tables that a rollback has put back, and takes them off the list.
    pub(in crate::session) fn drop_restored(&mut self) -> Result<(), SessionError> {
        for name in std::mem::take(&mut self.scope.restored) {
            self.book_sql(drop_undo_table(self.dialect, &name).map_err(own)?)?;
            self.book(&books::forget(&name), Book::Shown)?;
        }
        Ok(())
    }
}

/// A text about an undo table that could not be made.
pub(crate) fn own(source: DialectError) -> SessionError {
    let origin = sandshift_model::origin::Origin::default();
    SessionError::Dialect { operation: "undo", origin, source }
}
