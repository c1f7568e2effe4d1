//! What is drawn of tables: their columns, indexes, constraints and enums.

use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::constraint::{Constraint, ConstraintBody, ForeignKey, ReferentialAction};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::Index;
use sandshift_model::object::EnumType;
use sandshift_model::operation::{
    AddColumn, AddConstraint, AddEnumValue, CreateEnum, CreateIndex, CreateTable, DropEnum,
    Operation, RenameEnumValue,
};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use crate::compose::{Composer, pick};
use crate::material::{column_type, ident, object, value};

impl Composer {
    pub(crate) fn create_table(&mut self, one: u8, two: u8, three: u8) -> Operation {
        let mut table = Table::new(object(&self.fresh(one)));
        let mut key = Column::new(ident("id"), ColumnType::Integer);
        key.nullable = false;
        key.identity = (three.is_multiple_of(4)).then(Default::default);
        table.columns.push(key);
        let mut columns = vec![ident("id")];
        if three % 8 == 5 {
            let mut part = Column::new(self.fresh(two), ColumnType::Integer);
            part.nullable = false;
            columns.push(part.name.clone());
            table.columns.push(part);
        }
        table.constraints.push(Constraint::unnamed(ConstraintBody::PrimaryKey { columns }));
        for at in 0..=two % 4 {
            let column = self.column(two.wrapping_add(at * 5), three.wrapping_add(at));
            table.columns.push(column);
        }
        CreateTable { table, if_not_exists: false }.into()
    }

    /// A column that existing rows can get.
    pub(crate) fn column(&mut self, two: u8, three: u8) -> Column {
        let ty = column_type(two);
        let mut column = Column::new(self.fresh(three), ty.clone());
        if three.is_multiple_of(3) {
            column.nullable = false;
            column.default = Some(DefaultValue::Literal(value(&ty, 4)));
        }
        column
    }

    pub(crate) fn create_index(&mut self, table: &Table, column: Ident, three: u8) -> Operation {
        let columns = match three % 3 {
            0 => vec![column],
            _ => vec![column, ident("id")],
        };
        let mut index = Index::on(table.name.clone(), columns);
        index.unique = three % 3 == 1;
        index.keys[0].descending = three.is_multiple_of(5);
        index.name = (three.is_multiple_of(2)).then(|| self.fresh(three));
        CreateIndex { index, concurrently: false, if_not_exists: false }.into()
    }

    /// A check that every row meets.
    pub(crate) fn check(&mut self, column: &Column, three: u8) -> Constraint {
        let name = self.server.dialect().quote(&column.name).unwrap();
        let expression = match three % 2 {
            0 => format!("{name} IS NULL OR 1 < 2"),
            _ => format!("2 > 1 AND ({name} IS NULL OR {name} IS NOT NULL)"),
        };
        self.maybe_named(ConstraintBody::check(expression), three)
    }

    /// A check that every row meets, in words that a careless reader of SQL trips over.
    pub(crate) fn odd_check(&mut self, column: &Column, three: u8) -> Constraint {
        let name = self.quote(&column.name);
        let expression = match three % 4 {
            0 => format!("CASE WHEN {name} IS NULL THEN 1 ELSE 2 END > 0"),
            1 => format!("{name} IS NULL OR ') -- ; /*' <> 'and, or'"),
            2 => format!("{name} IS NOT NULL OR coalesce({name}, {name}) IS NULL"),
            _ => format!("1 = 1 OR {name} = {name}"),
        };
        self.maybe_named(ConstraintBody::check(expression), three)
    }

    pub(crate) fn maybe_named(&mut self, body: ConstraintBody, three: u8) -> Constraint {
        match three % 4 {
            0 => Constraint::named(self.fresh(three), body),
            _ => Constraint::unnamed(body),
        }
    }

    /// A new column that points to another table, or to its own.
    pub(crate) fn point(
        &mut self,
        table: &ObjectName,
        two: u8,
        three: u8,
    ) -> Option<Vec<Operation>> {
        let to = match three % 5 {
            0 => table.clone(),
            _ => pick(&self.catalog.tables.keys().cloned().collect::<Vec<_>>(), two)?,
        };
        // A key of two columns takes two to point to it.
        let referred_columns = self.catalog.tables[&to].primary_key().to_vec();
        if referred_columns.is_empty() {
            return None;
        }
        let pointing = referred_columns.iter().map(|_| self.fresh(three));
        let pointing: Vec<Column> =
            pointing.map(|name| Column::new(name, ColumnType::Integer)).collect();
        let action = [None, Some(ReferentialAction::Cascade), Some(ReferentialAction::SetNull)];
        let body = ConstraintBody::ForeignKey(ForeignKey {
            columns: pointing.iter().map(|column| column.name.clone()).collect(),
            references: to,
            referred_columns,
            on_delete: action[usize::from(three) % 3],
            on_update: None,
            deferrable: None,
            match_type: None,
            not_valid: false,
        });
        let key = self.maybe_named(body, three);
        let column =
            |column| AddColumn { table: table.clone(), column, if_not_exists: false }.into();
        let mut operations: Vec<Operation> = pointing.into_iter().map(column).collect();
        operations.push(add(table.clone(), key));
        Some(operations)
    }

    /// A new enum with a column, or a change to one that is there.
    pub(crate) fn enums(
        &mut self,
        table: ObjectName,
        two: u8,
        three: u8,
    ) -> Option<Vec<Operation>> {
        let known = pick(&self.catalog.enums.values().cloned().collect::<Vec<_>>(), two);
        match (known, three % 3) {
            (Some(known), 1) if self.catalog.enum_users(&known.name).next().is_none() => {
                Some(vec![DropEnum { name: known.name, if_exists: false }.into()])
            }
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
}

pub(crate) fn add(table: ObjectName, constraint: Constraint) -> Operation {
    AddConstraint { table, constraint }.into()
}
