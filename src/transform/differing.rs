//! What really differs of the rows that a guest changes, sorted by the columns that differ.

use std::sync::Arc;

use sandshift_model::ident::Ident;
use sandshift_model::query::Row;
use sandshift_sandbox::error::GuestError;

use super::digest::Digest;
use super::judging::Judge;
use crate::backend::table_rows::Update;

/// The changed rows of a page.
pub(super) struct Differing<'j> {
    judge: &'j Judge<'j>,
    /// The columns that the guest gave last, and what is known of each.
    said: Arc<[Ident]>,
    places: Vec<Place>,
    /// Whether the columns of the row at hand differ.
    differs: Vec<bool>,
    groups: Vec<Group>,
    digest: Digest,
}

/// A column that a guest gave.
struct Place {
    /// Where it stands in the row as it was; none when the guest did not see it.
    before: Option<usize>,
    is_writable: bool,
}

/// Rows in which the same columns differ.
struct Group {
    said: Arc<[Ident]>,
    differs: Vec<bool>,
    columns: Vec<Ident>,
    rows: Vec<usize>,
    values: Vec<Row>,
}

impl<'j> Differing<'j> {
    pub(super) fn new(judge: &'j Judge<'j>) -> Self {
        Self {
            judge,
            said: Arc::default(),
            places: Vec::new(),
            differs: Vec::new(),
            groups: Vec::new(),
            digest: Digest::default(),
        }
    }

    /// Adds what becomes of a row.
    pub(super) fn add(
        &mut self,
        at: usize,
        row: &Row,
        columns: Arc<[Ident]>,
        mut values: Row,
    ) -> Result<(), GuestError> {
        if columns != self.said {
            self.look_up(columns);
        }
        self.compare(row, &values)?;
        if !self.differs.contains(&true) {
            return Ok(());
        }
        if self.differs.contains(&false) {
            let mut differs = self.differs.iter();
            values.retain(|_| differs.next().copied().unwrap_or_default());
        }
        let key = self.judge.columns.key_values(row);
        let group = group(&mut self.groups, &self.said, &self.differs);
        self.digest.add_change(key, &group.columns, &values);
        group.rows.push(at);
        group.values.push(values);
        Ok(())
    }

    /// The updates, and a digest of them.
    pub(super) fn end(self) -> (Vec<Update>, Digest) {
        let update = |group: Group| Update {
            columns: group.columns,
            rows: group.rows,
            values: Arc::new(group.values),
        };
        (self.groups.into_iter().map(update).collect(), self.digest)
    }

    fn look_up(&mut self, said: Arc<[Ident]>) {
        let columns = self.judge.columns;
        let place = |name: &Ident| Place {
            before: columns.shown.iter().position(|column| column == name),
            is_writable: columns.writable.contains(name),
        };
        self.places = said.iter().map(place).collect();
        self.said = said;
    }

    /// Finds out what differs from the row as it was.
    fn compare(&mut self, row: &Row, values: &Row) -> Result<(), GuestError> {
        self.differs.clear();
        for ((name, place), value) in self.said.iter().zip(&self.places).zip(values) {
            let is_new = place.before.and_then(|at| row.get(at)) != Some(value);
            if is_new {
                if !place.is_writable {
                    return Err(self.judge.not_written(row, name));
                }
                self.judge.must_hold(row, std::slice::from_ref(name), value)?;
            }
            self.differs.push(is_new);
        }
        Ok(())
    }
}

/// The rows in which these columns differ.
fn group<'g>(groups: &'g mut Vec<Group>, said: &Arc<[Ident]>, differs: &[bool]) -> &'g mut Group {
    let same = |group: &Group| group.differs == differs && group.said == *said;
    let at = groups.iter().rposition(same).unwrap_or_else(|| {
        let pairs = said.iter().zip(differs);
        groups.push(Group {
            said: Arc::clone(said),
            differs: differs.to_vec(),
            columns: pairs.filter(|(_, differs)| **differs).map(|(name, _)| name.clone()).collect(),
            rows: Vec::new(),
            values: Vec::new(),
        });
        groups.len() - 1
    });
    &mut groups[at]
}
