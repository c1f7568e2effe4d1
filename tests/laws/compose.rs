//! Turns draws into operations that fit the catalog and the database at hand.

use std::collections::BTreeMap;

use sandshift_model::catalog::Catalog;
use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::constraint::ConstraintBody;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::naming;
use sandshift_model::operation::{
    AddColumn, AlterColumn, Assignment, Change, DropColumn, DropConstraint, DropIndex, DropTable,
    Inverse, Operate, Operation, RenameColumn, RenameConstraint, RenameIndex, RenameTable,
    SetTableComment, TypeChange, UpdateRows,
};
use sandshift_model::query::Filter;
use sandshift_model::table::Table;
use sandshift_model::value::Value;

use crate::draw::Draw;
use crate::material::{ident, name, wider};
use crate::stage::server::Server;
use crate::tables::add;

/// How many kinds of steps there are.
const KINDS: u8 = 40;

/// What has been composed so far.
pub(crate) struct Composer {
    pub(crate) server: Server,
    reversible: bool,
    pub(crate) catalog: Catalog,
    made: usize,
    pub(crate) rows: BTreeMap<String, i64>,
}

impl Composer {
    pub(crate) fn new(server: Server) -> Self {
        let (catalog, rows) = (Catalog::default(), BTreeMap::new());
        Self { server, reversible: false, catalog, made: 0, rows }
    }

    /// A table or two with rows, and what else is drawn.
    pub(crate) fn base(&mut self, draws: &[Draw]) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (at, draw) in draws.iter().enumerate() {
            let (kind, one, two, three) = *draw;
            let kind = if at == 0 || kind % 3 == 0 { 0 } else { kind };
            self.take((kind, one, two, three), &mut operations);
            // Without these, few of the steps would meet a view or a trigger.
            match three {
                128..192 => self.take((27, one, two, three), &mut operations),
                192.. => self.take((30, one, two, three), &mut operations),
                _ => {}
            }
        }
        for table in self.catalog.tables.keys().cloned().collect::<Vec<_>>() {
            for _ in 0..2 {
                let insert = self.insert(&table);
                self.keep(insert, &mut operations);
            }
        }
        operations
    }

    /// The steps of a migration.
    pub(crate) fn steps(&mut self, draws: &[Draw], reversible: bool) -> Vec<Operation> {
        self.reversible = reversible;
        let mut operations = Vec::new();
        draws.iter().for_each(|draw| self.take(*draw, &mut operations));
        operations
    }

    fn take(&mut self, draw: Draw, operations: &mut Vec<Operation>) {
        for operation in self.draw(draw).unwrap_or_default() {
            if !self.keep(operation, operations) {
                return;
            }
        }
    }

    /// Keeps an operation that fits; tells whether it did.
    fn keep(&mut self, operation: Operation, operations: &mut Vec<Operation>) -> bool {
        let mut named = operation.clone();
        naming::name_unnamed(&mut named, &self.catalog);
        if self.server.dialect().render(&named, &self.catalog).is_err() {
            return false;
        }
        if self.reversible && !matches!(named.inverse(&self.catalog), Inverse::Exact(_)) {
            return false;
        }
        let mut after = self.catalog.clone();
        let fits = named.apply_to(&mut after).is_ok();
        if fits {
            self.catalog = after;
            operations.push(operation);
        }
        fits
    }

    pub(crate) fn fresh(&mut self, at: u8) -> Ident {
        self.made += 1;
        name(at, self.made)
    }

    fn draw(&mut self, (kind, one, two, three): Draw) -> Option<Vec<Operation>> {
        if kind % KINDS == 0 {
            return Some(vec![self.create_table(one, two, three)]);
        }
        let table = pick(&self.catalog.tables.keys().cloned().collect::<Vec<_>>(), one)?;
        let known = self.catalog.tables.get(&table)?.clone();
        let column = pick(&Self::free(&known), two);
        let one_of = |operation: Operation| Some(vec![operation]);
        match kind % KINDS {
            1 | 2 => {
                let column = self.column(two, three);
                one_of(AddColumn { table, column, if_not_exists: false }.into())
            }
            3 => {
                let mut operations = self.without_views(&table, three);
                let drop =
                    DropColumn { table, column: column?.name, if_exists: false, keep: false };
                operations.push(drop.into());
                Some(operations)
            }
            4 | 5 => {
                let new_name = self.fresh(three);
                one_of(RenameColumn { table, column: column?.name, new_name }.into())
            }
            6 | 7 => {
                let column = column?;
                let ty = TypeChange { ty: wider(&column.ty)?, using: None };
                let mut operations = self.without_views(&table, three);
                operations.push(AlterColumn { ty: Some(ty), ..alter(table, column.name) }.into());
                Some(operations)
            }
            8 => one_of(AlterColumn { nullable: Some(true), ..alter(table, column?.name) }.into()),
            9 => {
                let column = column?;
                let fill = UpdateRows {
                    table: table.clone(),
                    set: vec![(column.name.clone(), Assignment::Value(self.value(&column.ty, 5)))],
                    filter: Filter::Equal(vec![(column.name.clone(), Value::Null)]),
                };
                let change = AlterColumn { nullable: Some(false), ..alter(table, column.name) };
                Some(vec![fill.into(), change.into()])
            }
            10 => {
                let column = column?;
                let default = match three % 3 {
                    0 => Change::Remove,
                    _ if three % 7 == 1 => Change::Set(DefaultValue::Literal(Value::Null)),
                    _ => Change::Set(DefaultValue::Literal(
                        self.value(&column.ty, 9 + i64::from(three)),
                    )),
                };
                one_of(AlterColumn { default, ..alter(table, column.name) }.into())
            }
            11 => one_of(self.create_index(&known, column?.name, three)),
            12 => {
                let index = pick(&known.indexes, two)?.name?;
                let table = Some(table);
                one_of(
                    DropIndex { name: index, table, concurrently: false, if_exists: false }.into(),
                )
            }
            13 => {
                let index = pick(&known.indexes, two)?.name?;
                let new_name = self.fresh(three);
                one_of(RenameIndex { name: index, table: Some(table), new_name }.into())
            }
            14 => one_of(add(table, self.check(&column?, three))),
            15 => {
                let columns = vec![column?.name, ident("id")];
                one_of(add(table, self.maybe_named(ConstraintBody::unique(columns), three)))
            }
            16 => self.point(&table, two, three),
            17 => {
                let constraint = pick(&known.constraints, two)?;
                let (name, kind) = (constraint.name?, Some(constraint.body.kind()));
                one_of(DropConstraint { table, name, kind, if_exists: false }.into())
            }
            18 => {
                let name = pick(&known.constraints, two)?.name?;
                let new_name = self.fresh(three);
                one_of(RenameConstraint { table, name, new_name, kind: None }.into())
            }
            19 => {
                let new_name = self.fresh(three);
                self.rows.insert(new_name.to_string(), self.count(&table));
                one_of(RenameTable { table, new_name }.into())
            }
            20 => {
                let mut operations = self.without_views(&table, three);
                operations.push(DropTable { table, if_exists: false, cascade: false }.into());
                Some(operations)
            }
            21 => one_of(self.insert(&table)),
            22 => one_of(self.update(table, column?, two, three)),
            23 => one_of(self.delete(table, two)),
            24 => match three % 2 {
                0 => one_of(SetTableComment { table, comment: Some("it's \"so\"".into()) }.into()),
                _ => {
                    let comment = Change::Set("it's \\ a column".to_owned());
                    one_of(AlterColumn { comment, ..alter(table, column?.name) }.into())
                }
            },
            25 => self.enums(table, two, three),
            26 => self.update_by_key(&known, two, three).map(|one| vec![one]),
            27 | 28 => self.view(&known, two, three).map(|one| vec![one]),
            29 => self.other_view(&known, two, three).map(|one| vec![one]),
            30 | 31 => Some(self.trigger(&known, two, three)),
            32 => self.other_trigger(two, three).map(|one| vec![one]),
            33 => self.function(two, three).map(|one| vec![one]),
            34 => self.sequence(two, three).map(|one| vec![one]),
            35 => self.raw_rows(&known, two, three).map(|one| vec![one]),
            36 => Some(self.raw_schema(&known, two, three)),
            37 => self.fill_key(&known, two, three).map(|one| vec![one]),
            38 => self.by_condition(&known, two, three).map(|one| vec![one]),
            _ => one_of(add(table, self.odd_check(&column?, three))),
        }
    }

    /// The columns that may change: the id says which row is meant.
    pub(crate) fn free(table: &Table) -> Vec<Column> {
        table.columns.iter().filter(|column| column.name != *"id").cloned().collect()
    }

    pub(crate) fn quote(&self, name: &Ident) -> String {
        self.server.dialect().quote(name).unwrap()
    }
}

pub(crate) fn pick<T: Clone>(from: &[T], at: u8) -> Option<T> {
    if from.is_empty() { None } else { Some(from[usize::from(at) % from.len()].clone()) }
}

fn alter(table: ObjectName, column: Ident) -> AlterColumn {
    AlterColumn {
        table,
        column,
        ty: None,
        nullable: None,
        default: Change::Unchanged,
        comment: Change::Unchanged,
        identity: Change::Unchanged,
    }
}
