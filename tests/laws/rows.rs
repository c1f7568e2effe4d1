//! What is drawn about rows: inserts, updates, deletes, and raw SQL with parameters.

use sandshift_model::column::Column;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{
    Assignment, DeleteRows, Execute, InsertRows, Operation, UpdateByKey, UpdateRows,
};
use sandshift_model::query::Filter;
use sandshift_model::table::Table;
use sandshift_model::types::{ColumnType, PerDialect};
use sandshift_model::value::Value;

use crate::compose::{Composer, pick};
use crate::material::{ident, value};

impl Composer {
    pub(crate) fn count(&self, table: &ObjectName) -> i64 {
        self.rows.get(table.name.as_str()).copied().unwrap_or_default()
    }

    /// A value for a column; one of its values for an enum.
    pub(crate) fn value(&self, ty: &ColumnType, number: i64) -> Value {
        let ColumnType::Enum { name } = ty else { return value(ty, number) };
        let values = &self.catalog.enums[name].values;
        let at = usize::try_from(number.unsigned_abs()).unwrap() % values.len();
        Value::Text(values[at].clone())
    }

    /// A row with a value in every column but keys to other tables; now and then a NULL.
    pub(crate) fn insert(&mut self, table: &ObjectName) -> Operation {
        let (columns, row) = self.row(table);
        InsertRows { table: table.clone(), columns, rows: vec![row] }.into()
    }

    fn row(&mut self, table: &ObjectName) -> (Vec<Ident>, Vec<Value>) {
        let number = self.count(table) + 1;
        self.rows.insert(table.name.to_string(), number);
        let known = &self.catalog.tables[table];
        let points = |column: &Column| {
            known.foreign_keys().any(|(_, key)| key.columns.contains(&column.name))
        };
        let (mut columns, mut row) = (Vec::new(), Vec::new());
        for (at, column) in known.columns.iter().enumerate() {
            if points(column) {
                continue;
            }
            columns.push(column.name.clone());
            let at = i64::try_from(at).unwrap();
            row.push(match column.name == *"id" {
                true => Value::Int(number),
                false if column.nullable && (number + at) % 5 == 0 => Value::Null,
                false => self.value(&column.ty, number),
            });
        }
        (columns, row)
    }

    /// The id of a row that is there, or was.
    fn some_id(&self, table: &ObjectName, two: u8) -> Value {
        Value::Int(i64::from(two) % self.count(table).max(1) + 1)
    }

    pub(crate) fn update(
        &self,
        table: ObjectName,
        column: Column,
        two: u8,
        three: u8,
    ) -> Operation {
        let new = self.value(&column.ty, i64::from(three));
        let filter = Filter::Equal(vec![(ident("id"), self.some_id(&table, two))]);
        let set = vec![(column.name, Assignment::Value(new))];
        UpdateRows { table, set, filter }.into()
    }

    pub(crate) fn delete(&self, table: ObjectName, two: u8) -> Operation {
        let filter = Filter::Equal(vec![(ident("id"), self.some_id(&table, two))]);
        DeleteRows { table, filter }.into()
    }

    /// Two or three rows that are there, or were, each with a value of its own.
    pub(crate) fn update_by_key(&self, table: &Table, two: u8, three: u8) -> Option<Operation> {
        let free: Vec<Column> = Self::free(table);
        let column = pick(&free, two)?;
        let ids = 1..=2 + i64::from(three % 2);
        let rows = ids.map(|id| {
            let nothing = column.nullable && (id + i64::from(three)) % 4 == 0;
            let new = match nothing {
                true => Value::Null,
                false => self.value(&column.ty, id + i64::from(three)),
            };
            vec![Value::Int(id), new]
        });
        let update = UpdateByKey {
            table: table.name.clone(),
            key: vec![ident("id")],
            columns: vec![column.name.clone()],
            rows: rows.collect(),
        };
        Some(update.into())
    }

    /// Makes every row point to a row of the table that a foreign key names.
    pub(crate) fn fill_key(&self, table: &Table, two: u8, three: u8) -> Option<Operation> {
        let keys: Vec<_> = table.foreign_keys().map(|(_, key)| key.clone()).collect();
        let key = pick(&keys, two)?;
        let end = if three.is_multiple_of(2) { "min" } else { "max" };
        let (to, id) = (self.quote(&key.references.name), self.quote(&key.referred_columns[0]));
        // The names of one database mean nothing to another, so its text is a variant.
        let text = self.only_here(format!("(SELECT {end}(pointed.{id}) FROM {to} pointed)"));
        let set = vec![(key.columns[0].clone(), Assignment::Expression(text))];
        Some(UpdateRows { table: table.name.clone(), set, filter: Filter::all() }.into())
    }

    /// Updates or deletes rows by a condition in SQL.
    pub(crate) fn by_condition(&self, table: &Table, two: u8, three: u8) -> Option<Operation> {
        let column = pick(&Self::free(table), two)?;
        let (id, name) = (self.quote(&ident("id")), self.quote(&column.name));
        let filter = Filter::Sql {
            condition: self.only_here(format!("{id} >= ? AND ({name} IS NOT NULL OR '?' <> ?)")),
            parameters: vec![self.some_id(&table.name, three), Value::Text("it's \\".to_owned())],
        };
        let table = table.name.clone();
        Some(match three % 3 {
            0 => DeleteRows { table, filter }.into(),
            _ => {
                let set = vec![(
                    column.name.clone(),
                    Assignment::Value(self.value(&column.ty, i64::from(three))),
                )];
                UpdateRows { table, set, filter }.into()
            }
        })
    }

    /// An UPDATE or INSERT as the author would write it for this database.
    pub(crate) fn raw_rows(&mut self, table: &Table, two: u8, three: u8) -> Option<Operation> {
        let into = self.quote(&table.name.name);
        let (sql, parameters) = match three % 2 {
            0 => {
                let column = pick(&Self::free(table), two)?;
                let (name, id) = (self.quote(&column.name), self.quote(&ident("id")));
                let new = self.value(&column.ty, i64::from(three));
                let sql = format!("UPDATE {into} SET {name} = ? /* ? */ WHERE {id}=? AND '?' > ''");
                (sql, vec![new, self.some_id(&table.name, two)])
            }
            _ => {
                let (columns, row) = self.row(&table.name);
                let columns: Vec<String> = columns.iter().map(|c| self.quote(c)).collect();
                let marks = vec!["?"; row.len()].join(",");
                (format!("INSERT INTO {into} ({})\nVALUES({marks}) -- ?", columns.join(", ")), row)
            }
        };
        Some(Execute { sql: self.only_here(sql), parameters }.into())
    }

    /// Raw SQL that makes something and drops it again, after which the catalog is read anew.
    pub(crate) fn raw_schema(&mut self, table: &Table, two: u8, three: u8) -> Vec<Operation> {
        let name = self.fresh(two);
        let name = self.quote(&name);
        let (of, id) = (self.quote(&table.name.name), self.quote(&ident("id")));
        let texts = match three % 3 {
            0 => vec![
                format!("CREATE TABLE {name} ({id} integer PRIMARY KEY)"),
                format!("INSERT INTO {name} VALUES (1)"),
                format!("DROP TABLE {name}"),
            ],
            1 => vec![
                format!("CREATE VIEW {name} AS SELECT {id} FROM {of}"),
                format!("DROP VIEW {name}"),
            ],
            _ => vec![format!("SELECT count(*) FROM {of}")],
        };
        let raw = |sql| Execute { sql: self.only_here(sql), parameters: Vec::new() }.into();
        texts.into_iter().map(raw).collect()
    }

    /// A text for this database alone; the others would refuse theirs.
    fn only_here(&self, text: String) -> PerDialect {
        let mut sql = PerDialect::all("a text for no database");
        sql.variants.insert(self.server.dialect().name().to_owned(), text);
        sql
    }
}
