//! A database with its catalog, as the gate keeps one: operations go in, and what the server then
//! holds must be what the catalog says.

use sandshift::backend::connection::{Connection, DatabaseError};
use sandshift::backend::mysql::connect;
use sandshift_model::catalog::Catalog;
use sandshift_model::column::{DefaultValue, Identity};
use sandshift_model::constraint::{ConstraintBody, ReferentialAction};
use sandshift_model::naming::name_unnamed;
use sandshift_model::operation::{Inverse, Operate, Operation};
use sandshift_model::query::Row;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;
use sandshift_test_servers::{MariaDb, TestDatabase};
use url::Url;

pub(crate) struct House {
    pub(crate) connection: Box<dyn Connection>,
    pub(crate) catalog: Catalog,
    pub(crate) sql: Vec<String>,
    /// Dropped with the house.
    _database: TestDatabase,
}

pub(crate) fn open(database: &TestDatabase) -> Box<dyn Connection> {
    connect(&Url::parse(&database.url).unwrap()).unwrap()
}

impl House {
    pub(crate) fn new(operations: Vec<Operation>) -> Self {
        let database = MariaDb::shared().database();
        let mut connection = open(&database);
        connection
            .execute("CREATE TABLE sandshift_enums (name VARCHAR(64) PRIMARY KEY, labels LONGTEXT, `columns` LONGTEXT)")
            .unwrap();
        let catalog = connection.inspect().unwrap();
        let mut house = Self { connection, catalog, sql: Vec::new(), _database: database };
        operations.into_iter().for_each(|operation| house.run(operation));
        house
    }

    /// Renders, runs and applies an operation; the server's error when it refuses.
    pub(crate) fn attempt(&mut self, mut operation: Operation) -> Result<(), DatabaseError> {
        name_unnamed(&mut operation, &self.catalog);
        let statements = self
            .connection
            .dialect()
            .render(&operation, &self.catalog)
            .unwrap_or_else(|error| panic!("{operation:?}: {error}"));
        for statement in statements {
            self.connection.execute(&statement.sql)?;
            self.sql.push(statement.sql);
        }
        operation.apply_to(&mut self.catalog).unwrap();
        self.keep_enums();
        Ok(())
    }

    pub(crate) fn run(&mut self, operation: Operation) {
        if let Err(error) = self.attempt(operation.clone()) {
            panic!("{operation:?}: {error} {:?}\n{:#?}", error.code, self.last());
        }
    }

    /// The operation up, down by its inverse, and up again; the server and the catalog agree after
    /// each step, and down leaves no trace.
    pub(crate) fn there_and_back(&mut self, operation: Operation) {
        self.agrees();
        let before = plain(self.catalog.clone());
        let mut named = operation.clone();
        name_unnamed(&mut named, &self.catalog);
        let inverse = named.inverse(&self.catalog);
        self.run(operation.clone());
        self.agrees();
        let back = match inverse {
            Inverse::Exact(back) | Inverse::Lossy { operations: back, .. } => back,
            Inverse::None { reason } => panic!("no way back: {reason}"),
        };
        back.into_iter().for_each(|operation| self.run(operation));
        self.agrees();
        let now = plain(self.connection.inspect().unwrap());
        self.same(&unordered(now), &unordered(before), "down leaves a trace");
        self.run(operation);
        self.agrees();
    }

    /// The server holds what the catalog says.
    pub(crate) fn agrees(&mut self) {
        let there = plain(self.connection.inspect().unwrap());
        let said = plain(self.catalog.clone());
        self.same(&there, &said, "server (-) and catalog (+) differ");
    }

    fn same(&self, left: &Catalog, right: &Catalog, what: &str) {
        if left == right {
            return;
        }
        let (left, right) = (format!("{left:#?}"), format!("{right:#?}"));
        let only = |these: &str, those: &str, sign: &str| {
            let others: Vec<&str> = those.lines().collect();
            let lines = these.lines().filter(|line| !others.contains(line));
            lines.map(|line| format!("{sign} {line}\n")).collect::<String>()
        };
        let (gone, come) = (only(&left, &right, "-"), only(&right, &left, "+"));
        panic!("{what}\n{gone}{come}{:#?}", self.last());
    }

    /// The latest statements, for messages.
    fn last(&self) -> Vec<String> {
        let from = self.sql.len().saturating_sub(4);
        self.sql[from..].iter().map(|sql| sql.chars().take(1500).collect()).collect()
    }

    pub(crate) fn refusal(&self, operation: impl Into<Operation>) -> String {
        let mut operation = operation.into();
        name_unnamed(&mut operation, &self.catalog);
        let rendered = self.connection.dialect().render(&operation, &self.catalog);
        rendered.unwrap_err().to_string()
    }

    pub(crate) fn rows(&mut self, sql: &str) -> Vec<Row> {
        rows(self.connection.as_mut(), sql)
    }

    /// What the gate does for databases without enums.
    fn keep_enums(&mut self) {
        self.connection.execute("DELETE FROM sandshift_enums").unwrap();
        for (name, known) in &self.catalog.enums {
            let mut users = Vec::new();
            for table in self.catalog.tables.values() {
                for column in &table.columns {
                    if column.ty == (ColumnType::Enum { name: name.clone() }) {
                        users.push((table.name.name.to_string(), column.name.to_string()));
                    }
                }
            }
            let literal = |text: String| self.connection.dialect().literal(&Value::Text(text));
            let sql = format!(
                "INSERT INTO sandshift_enums VALUES ({}, {}, {})",
                literal(name.to_string()).unwrap(),
                literal(serde_json::to_string(&known.values).unwrap()).unwrap(),
                literal(serde_json::to_string(&users).unwrap()).unwrap(),
            );
            self.connection.execute(&sql).unwrap();
        }
    }
}

pub(crate) fn rows(connection: &mut dyn Connection, sql: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    connection
        .query(sql, &mut |_, row| {
            rows.push(row);
            true
        })
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    rows
}

/// A catalog in the words that the server can give back.
fn plain(mut catalog: Catalog) -> Catalog {
    let keys: Vec<_> = catalog
        .tables
        .values()
        .map(|table| (table.name.clone(), table.primary_key().to_vec()))
        .collect();
    for table in catalog.tables.values_mut() {
        let own = table.name.clone();
        for column in &mut table.columns {
            column.ty = match column.ty.clone() {
                ColumnType::Float => ColumnType::Double,
                ColumnType::Interval => ColumnType::String { length: Some(64) },
                ColumnType::DateTime { .. } => ColumnType::DateTime { timezone: false },
                ColumnType::Numeric { precision, scale } => {
                    ColumnType::Numeric { precision, scale: Some(scale.unwrap_or(0)) }
                }
                other => other,
            };
            if let Some(identity) = &mut column.identity {
                *identity = Identity::default();
            }
            if let Some(generated) = &mut column.generated {
                generated.expression = bare(&generated.expression);
            }
            match &mut column.default {
                Some(DefaultValue::Expression(text)) => *text = bare(text),
                Some(DefaultValue::Literal(Value::Decimal(text))) => {
                    *text = text.trim_end_matches('0').to_owned();
                }
                _ => {}
            }
        }
        for constraint in &mut table.constraints {
            match &mut constraint.body {
                ConstraintBody::PrimaryKey { .. } => constraint.name = None,
                ConstraintBody::Check { expression, .. } => *expression = bare(expression),
                ConstraintBody::ForeignKey(key) => {
                    if key.referred_columns.is_empty() {
                        key.referred_columns = keys
                            .iter()
                            .find(|(name, _)| *name == key.references)
                            .map(|(_, columns)| columns.clone())
                            .unwrap();
                    }
                    for action in [&mut key.on_delete, &mut key.on_update] {
                        *action = action.filter(|action| *action != ReferentialAction::Restrict);
                    }
                }
                _ => {}
            }
        }
        table.constraints.sort_by_key(|c| (c.body.kind(), c.name.clone()));
        table.indexes.sort_by_key(|index| index.name.clone());
        assert_eq!(own, table.name);
    }
    // The server keeps its own wording of programs.
    catalog.views.values_mut().for_each(|view| view.query.clear());
    catalog.triggers.values_mut().for_each(|trigger| trigger.definition.clear());
    catalog.functions.values_mut().for_each(|function| function.definition.clear());
    catalog
}

/// A dropped column comes back as the last one.
fn unordered(mut catalog: Catalog) -> Catalog {
    for table in catalog.tables.values_mut() {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    catalog
}

/// An expression without what the server adds or leaves out.
fn bare(expression: &str) -> String {
    let expression = expression.to_lowercase().replace("\\'", "''");
    expression.chars().filter(|c| !matches!(c, '`' | ' ' | '(' | ')')).collect()
}
