//! Turns draws into operations that fit the catalog and the database at hand.

use std::collections::BTreeMap;

use sandshift_model::catalog::Catalog;
use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::constraint::{Constraint, ConstraintBody, ForeignKey, ReferentialAction};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::naming;
use sandshift_model::object::EnumType;
use sandshift_model::operation::{
    AddColumn, AddConstraint, AddEnumValue, AlterColumn, Assignment, Change, CreateEnum,
    CreateIndex, CreateTable, DeleteRows, DropColumn, DropConstraint, DropIndex, DropTable,
    InsertRows, Inverse, Operate, Operation, RenameColumn, RenameConstraint, RenameEnumValue,
    RenameIndex, RenameTable, SetTableComment, TypeChange, UpdateRows,
};
use sandshift_model::query::Filter;
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use crate::draw::Draw;
use crate::material::{column_type, ident, name, object, value, wider};
use crate::stage::server::Server;

/// What has been composed so far.
pub(crate) struct Composer {
    server: Server,
    reversible: bool,
    pub(crate) catalog: Catalog,
    made: usize,
    rows: BTreeMap<String, i64>,
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

    fn fresh(&mut self, at: u8) -> Ident {
        self.made += 1;
        name(at, self.made)
    }

    fn draw(&mut self, (kind, one, two, three): Draw) -> Option<Vec<Operation>> {
        if kind % 26 == 0 {
            return Some(vec![self.create_table(one, two, three)]);
        }
        let table = pick(&self.catalog.tables.keys().cloned().collect::<Vec<_>>(), one)?;
        let known = self.catalog.tables.get(&table)?.clone();
        let free: Vec<Column> = known.columns.iter().filter(|c| c.name != *"id").cloned().collect();
        let column = pick(&free, two);
        let one_of = |operation: Operation| Some(vec![operation]);
        match kind % 26 {
            1 | 2 => {
                let column = self.column(two, three);
                one_of(AddColumn { table, column, if_not_exists: false }.into())
            }
            3 => one_of(DropColumn { table, column: column?.name, if_exists: false }.into()),
            4 | 5 => {
                let new_name = self.fresh(three);
                one_of(RenameColumn { table, column: column?.name, new_name }.into())
            }
            6 | 7 => {
                let column = column?;
                let ty = TypeChange { ty: wider(&column.ty)?, using: None };
                one_of(AlterColumn { ty: Some(ty), ..alter(table, column.name) }.into())
            }
            8 => one_of(AlterColumn { nullable: Some(true), ..alter(table, column?.name) }.into()),
            9 => {
                let column = column?;
                let fill = UpdateRows {
                    table: table.clone(),
                    set: vec![(column.name.clone(), Assignment::Value(value(&column.ty, 5)))],
                    filter: Filter::Equal(vec![(column.name.clone(), Value::Null)]),
                };
                let change = AlterColumn { nullable: Some(false), ..alter(table, column.name) };
                Some(vec![fill.into(), change.into()])
            }
            10 => {
                let column = column?;
                let default = match three % 3 {
                    0 => Change::Remove,
                    _ => Change::Set(DefaultValue::Literal(value(&column.ty, 9))),
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
            20 => one_of(DropTable { table, if_exists: false, cascade: false }.into()),
            21 => one_of(self.insert(&table)),
            22 => {
                let column = column?;
                let new = value(&column.ty, i64::from(three));
                let id = i64::from(two) % self.count(&table).max(1) + 1;
                let filter = Filter::Equal(vec![(ident("id"), Value::Int(id))]);
                let set = vec![(column.name, Assignment::Value(new))];
                one_of(UpdateRows { table, set, filter }.into())
            }
            23 => {
                let id = i64::from(two) % self.count(&table).max(1) + 1;
                let filter = Filter::Equal(vec![(ident("id"), Value::Int(id))]);
                one_of(DeleteRows { table, filter }.into())
            }
            24 => match three % 2 {
                0 => one_of(SetTableComment { table, comment: Some("it's \"so\"".into()) }.into()),
                _ => {
                    let comment = Change::Set("it's \\ a column".to_owned());
                    one_of(AlterColumn { comment, ..alter(table, column?.name) }.into())
                }
            },
            _ => self.enums(table, two, three),
        }
    }

    fn create_table(&mut self, one: u8, two: u8, three: u8) -> Operation {
        let mut table = Table::new(object(&self.fresh(one)));
        let mut key = Column::new(ident("id"), ColumnType::Integer);
        key.nullable = false;
        key.identity = (three.is_multiple_of(4)).then(Default::default);
        table.columns.push(key);
        let body = ConstraintBody::PrimaryKey { columns: vec![ident("id")] };
        table.constraints.push(Constraint::unnamed(body));
        for at in 0..=two % 4 {
            let column = self.column(two.wrapping_add(at * 5), three.wrapping_add(at));
            table.columns.push(column);
        }
        CreateTable { table, if_not_exists: false }.into()
    }

    /// A column that existing rows can get.
    fn column(&mut self, two: u8, three: u8) -> Column {
        let ty = column_type(two);
        let mut column = Column::new(self.fresh(three), ty.clone());
        if three.is_multiple_of(3) {
            column.nullable = false;
            column.default = Some(DefaultValue::Literal(value(&ty, 4)));
        }
        column
    }

    fn create_index(&mut self, table: &Table, column: Ident, three: u8) -> Operation {
        let columns = match three % 3 {
            0 => vec![column],
            _ => vec![column, ident("id")],
        };
        let mut index = sandshift_model::index::Index::on(table.name.clone(), columns);
        index.unique = three % 3 == 1;
        index.keys[0].descending = three.is_multiple_of(5);
        index.name = (three.is_multiple_of(2)).then(|| self.fresh(three));
        CreateIndex { index, concurrently: false, if_not_exists: false }.into()
    }

    /// A check that every row meets.
    fn check(&mut self, column: &Column, three: u8) -> Constraint {
        let name = self.server.dialect().quote(&column.name).unwrap();
        let expression = match three % 2 {
            0 => format!("{name} IS NULL OR 1 < 2"),
            _ => format!("2 > 1 AND ({name} IS NULL OR {name} IS NOT NULL)"),
        };
        self.maybe_named(ConstraintBody::check(expression), three)
    }

    fn maybe_named(&mut self, body: ConstraintBody, three: u8) -> Constraint {
        match three % 4 {
            0 => Constraint::named(self.fresh(three), body),
            _ => Constraint::unnamed(body),
        }
    }

    /// A new column that points to another table, or to its own.
    fn point(&mut self, table: &ObjectName, two: u8, three: u8) -> Option<Vec<Operation>> {
        let to = pick(&self.catalog.tables.keys().cloned().collect::<Vec<_>>(), two)?;
        let column = Column::new(self.fresh(three), ColumnType::Integer);
        let action = [None, Some(ReferentialAction::Cascade), Some(ReferentialAction::SetNull)];
        let body = ConstraintBody::ForeignKey(ForeignKey {
            columns: vec![column.name.clone()],
            references: to,
            referred_columns: vec![ident("id")],
            on_delete: action[usize::from(three) % 3],
            on_update: None,
            deferrable: None,
            match_type: None,
            not_valid: false,
        });
        let key = self.maybe_named(body, three);
        let column = AddColumn { table: table.clone(), column, if_not_exists: false };
        Some(vec![column.into(), add(table.clone(), key)])
    }

    /// A new enum with a column, or a change to one that is there.
    fn enums(&mut self, table: ObjectName, two: u8, three: u8) -> Option<Vec<Operation>> {
        let known = pick(&self.catalog.enums.values().cloned().collect::<Vec<_>>(), two);
        match (known, three % 3) {
            (Some(known), 0) => {
                let (value, new_value) = (pick(&known.values, two)?, self.fresh(three).to_string());
                Some(vec![RenameEnumValue { name: known.name, value, new_value }.into()])
            }
            (Some(known), 1) => {
                let (value, position) = (self.fresh(three).to_string(), Default::default());
                Some(vec![AddEnumValue { name: known.name, value, position }.into()])
            }
            _ => {
                let name = self.fresh(two);
                let values = vec!["new".to_owned(), "it's \\ so".to_owned(), "ü".to_owned()];
                let mut column =
                    Column::new(self.fresh(three), ColumnType::Enum { name: name.clone() });
                column.nullable = three.is_multiple_of(2);
                column.default = Some(DefaultValue::Literal(Value::Text(values[1].clone())));
                let enum_type = EnumType { name, values };
                let column = AddColumn { table, column, if_not_exists: false };
                Some(vec![CreateEnum { enum_type }.into(), column.into()])
            }
        }
    }

    fn count(&self, table: &ObjectName) -> i64 {
        self.rows.get(table.name.as_str()).copied().unwrap_or_default()
    }

    /// A row with a value in every column but keys to other tables; now and then a NULL.
    fn insert(&mut self, table: &ObjectName) -> Operation {
        let number = self.count(table) + 1;
        self.rows.insert(table.name.to_string(), number);
        let known = &self.catalog.tables[table];
        let points = |column: &Column| {
            known.foreign_keys().any(|(_, key)| key.columns.contains(&column.name))
        };
        let (mut columns, mut row) = (Vec::new(), Vec::new());
        for (at, column) in known.columns.iter().enumerate() {
            if points(column) || matches!(column.ty, ColumnType::Enum { .. }) {
                continue;
            }
            columns.push(column.name.clone());
            let at = i64::try_from(at).unwrap();
            row.push(match column.name == *"id" {
                true => Value::Int(number),
                false if column.nullable && (number + at) % 5 == 0 => Value::Null,
                false => value(&column.ty, number),
            });
        }
        InsertRows { table: table.clone(), columns, rows: vec![row] }.into()
    }
}

fn pick<T: Clone>(from: &[T], at: u8) -> Option<T> {
    if from.is_empty() { None } else { Some(from[usize::from(at) % from.len()].clone()) }
}

fn add(table: ObjectName, constraint: Constraint) -> Operation {
    AddConstraint { table, constraint }.into()
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
