//! Which columns a transform reads, shows and writes.

use sandshift_model::constraint::ConstraintBody;
use sandshift_model::ident::Ident;
use sandshift_model::index::{IndexKey, IndexTerm};
use sandshift_model::origin::Origin;
use sandshift_model::query::Row;
use sandshift_model::table::Table;
use sandshift_model::value::{Value, shown};
use sandshift_sandbox::error::{Fault, HostError};
use sandshift_sandbox::host::{Host, Refused, TransformReport, TransformSpec};

use crate::session::gate::Gate;
use crate::session::undo::Transformed;

/// The columns of a transform.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) key: Vec<Ident>,
    pub(super) shown: Vec<Ident>,
    pub(super) writable: Vec<Ident>,
    /// What is selected: what is shown, then what else is of the key, then for the summary of a dry run what
    /// is written.
    pub(super) selected: Vec<Ident>,
    /// Where the key stands among what is selected.
    key_places: Vec<usize>,
    /// No row has a NULL in its key.
    pub(super) has_whole_keys: bool,
}

impl Columns {
    pub(super) fn of(
        gate: &mut Gate,
        spec: &TransformSpec,
        origin: Origin,
    ) -> Result<Self, HostError> {
        let table = gate
            .inspect(&spec.table, origin)?
            .ok_or_else(|| bad(format!("there is no table `{}`", spec.table)))?;
        let key = if spec.key.is_empty() { table.primary_key().to_vec() } else { spec.key.clone() };
        if key.is_empty() {
            let message = format!(
                "`{}` has no primary key; name a unique key for the transform: `key: [\"…\"]`",
                spec.table
            );
            return Err(bad(message));
        }
        let all = || table.columns.iter().filter(|c| c.generated.is_none()).map(|c| c.name.clone());
        let shown: Vec<Ident> =
            if spec.read.is_empty() { all().collect() } else { spec.read.clone() };
        let writable: Vec<Ident> = if spec.write.is_empty() {
            all().filter(|column| !key.contains(column)).collect()
        } else {
            spec.write.clone()
        };
        for column in key.iter().chain(&shown).chain(&writable) {
            if table.column(column).is_none() {
                return Err(bad(format!("`{}` has no column `{column}`", spec.table)));
            }
        }
        if !tells_rows_apart(&table, &key) {
            let names: Vec<&str> = key.iter().map(Ident::as_str).collect();
            let message = format!(
                "`{}` does not tell the rows of `{}` apart: no primary key and no unique constraint is within it",
                names.join("`, `"),
                spec.table
            );
            return Err(bad(message));
        }
        let also = if gate.sums_up() { writable.clone() } else { Vec::new() };
        Ok(Self::chosen(&table, key, shown, writable, also))
    }

    fn chosen(
        table: &Table,
        key: Vec<Ident>,
        shown: Vec<Ident>,
        writable: Vec<Ident>,
        also: Vec<Ident>,
    ) -> Self {
        let mut selected = shown.clone();
        for name in key.iter().chain(&also) {
            if !selected.contains(name) {
                selected.push(name.clone());
            }
        }
        let place = |name| selected.iter().position(|column| column == name);
        let key_places = key.iter().filter_map(place).collect();
        let has_whole_keys = key.iter().all(|name| table.column(name).is_some_and(|c| !c.nullable));
        Self { key, shown, writable, selected, key_places, has_whole_keys }
    }

    /// The key of a row as it was selected.
    pub(super) fn key_of(&self, row: &Row) -> Row {
        self.key_values(row).cloned().collect()
    }

    /// The values of the key of a row as it was selected.
    pub(super) fn key_values<'r>(&self, row: &'r Row) -> impl Iterator<Item = &'r Value> {
        self.key_places.iter().filter_map(|at| row.get(*at))
    }

    /// A value of a row as it was selected.
    pub(super) fn value<'r>(&self, row: &'r Row, name: &Ident) -> Option<&'r Value> {
        row.get(self.selected.iter().position(|column| column == name)?)
    }

    /// The key of a row for people.
    pub(super) fn named(&self, row: &Row) -> String {
        let part =
            |(name, at): (&Ident, &usize)| Some(format!("{name} = {}", shown(row.get(*at)?)));
        self.key.iter().zip(&self.key_places).filter_map(part).collect::<Vec<String>>().join(", ")
    }

    /// What is kept of the rows, for a rollback.
    pub(super) fn kept<'t>(
        &'t self,
        spec: &'t TransformSpec,
        goes_on: Option<TransformReport>,
    ) -> Transformed<'t> {
        Transformed {
            table: &spec.table,
            key: &self.key,
            writable: &self.writable,
            refused: match &spec.refused {
                Refused::Collect { into, .. } => Some(into),
                Refused::Fail => None,
            },
            goes_on,
        }
    }

    /// Tells whether a column of the key is written.
    pub(super) fn writes_key(&self) -> bool {
        self.key.iter().any(|name| self.writable.contains(name))
    }
}

/// Tells whether no two rows have the same key.
fn tells_rows_apart(table: &Table, key: &[Ident]) -> bool {
    let is_within = |columns: &[Ident]| columns.iter().all(|column| key.contains(column));
    let by_constraint = table.constraints.iter().any(|constraint| match &constraint.body {
        ConstraintBody::PrimaryKey { columns } | ConstraintBody::Unique { columns, .. } => {
            is_within(columns)
        }
        _ => false,
    });
    let plain = |key: &IndexKey| match &key.on {
        IndexTerm::Column(column) if key.native.is_none() => Some(column.clone()),
        _ => None,
    };
    by_constraint
        || table.indexes.iter().filter(|index| index.unique && index.filter.is_none()).any(
            |index| {
                let columns: Option<Vec<Ident>> = index.keys.iter().map(plain).collect();
                columns.is_some_and(|columns| is_within(&columns))
            },
        )
}

fn bad(message: String) -> HostError {
    HostError::new(Fault::BadInput, message)
}
