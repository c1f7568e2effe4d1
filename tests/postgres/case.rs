//! One test's database with a connection, and the words that tests are written in.

use sandshift::backend::connection::{Connection, DatabaseError};
use sandshift::backend::dialect::DialectError;
use sandshift::backend::postgres;
use sandshift_model::catalog::Catalog;
use sandshift_model::column::ColumnSpec;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::naming::name_unnamed;
use sandshift_model::operation::{CreateTable, Execute, Operate, Operation};
use sandshift_model::query::Row;
use sandshift_model::statement::{Statement, Surroundings};
use sandshift_model::table::Table;
use sandshift_model::types::{ColumnType, PerDialect};
use sandshift_test_servers::{Postgres, TestDatabase};
use url::Url;

pub(crate) struct Case {
    pub(crate) connection: Box<dyn Connection>,
    pub(crate) database: TestDatabase,
}

impl Case {
    pub(crate) fn new() -> Self {
        let database = Postgres::shared().database();
        Self { connection: connect(&database.url).unwrap(), database }
    }

    /// A case with statements run already.
    pub(crate) fn with(statements: &[&str]) -> Self {
        let mut case = Self::new();
        statements.iter().for_each(|sql| case.run(sql));
        case
    }

    pub(crate) fn run(&mut self, sql: &str) {
        self.connection.execute(sql).unwrap_or_else(|error| panic!("{sql}\n{error}"));
    }

    pub(crate) fn inspect(&mut self) -> Catalog {
        self.connection.inspect().unwrap()
    }

    pub(crate) fn table(&mut self, name: &str) -> Table {
        self.inspect().table(&object(name)).unwrap().clone()
    }

    pub(crate) fn render(&mut self, operation: impl Into<Operation>) -> Vec<Statement> {
        self.try_render(operation).unwrap()
    }

    pub(crate) fn try_render(
        &mut self,
        operation: impl Into<Operation>,
    ) -> Result<Vec<Statement>, DialectError> {
        let before = self.inspect();
        let mut operation = operation.into();
        name_unnamed(&mut operation, &before);
        self.connection.dialect().render(&operation, &before)
    }

    /// Renders an operation against what is there, and runs it as the gate would; gives the texts.
    /// What the database then holds must be what the model says.
    pub(crate) fn apply(&mut self, operation: impl Into<Operation>) -> Vec<String> {
        let operation = operation.into();
        let mut expected = self.inspect();
        let mut named = operation.clone();
        name_unnamed(&mut named, &expected);
        named.apply_to(&mut expected).unwrap();
        let statements = self.apply_reworded(operation);
        if !is_reworded(&named) {
            assert_eq!(in_order(self.inspect()), in_order(expected), "after {named:?}");
        }
        statements
    }

    /// As [`Case::apply`], where the database knows more than the model or says it otherwise.
    pub(crate) fn apply_reworded(&mut self, operation: impl Into<Operation>) -> Vec<String> {
        let statements = self.render(operation);
        let alone = statements.iter().any(|s| s.surroundings == Surroundings::NoTransaction);
        if !alone {
            self.run("BEGIN");
        }
        statements.iter().for_each(|statement| self.run(&statement.sql));
        if !alone {
            self.run("COMMIT");
        }
        statements.into_iter().map(|statement| statement.sql).collect()
    }

    /// Runs an operation and then the one that takes it back; the catalog must end as it began.
    /// Gives the catalog in between.
    pub(crate) fn there_and_back(
        &mut self,
        up: impl Into<Operation>,
        down: impl Into<Operation>,
    ) -> Catalog {
        let before = self.inspect();
        self.apply(up);
        let between = self.inspect();
        assert_ne!(before, between, "the operation changed nothing");
        self.apply(down);
        assert_eq!(before, self.inspect());
        between
    }

    pub(crate) fn rows(&mut self, sql: &str) -> Vec<Row> {
        let mut rows = Vec::new();
        let read = self.connection.query(sql, &mut |_, row| {
            rows.push(row);
            true
        });
        read.unwrap_or_else(|error| panic!("{sql}\n{error}"));
        rows
    }

    pub(crate) fn fails(&mut self, sql: &str) -> DatabaseError {
        self.connection.execute(sql).unwrap_err()
    }
}

/// Whether the database keeps the definition in words of its own, or nobody knows what happens.
fn is_reworded(operation: &Operation) -> bool {
    matches!(
        operation,
        Operation::CreateView(_)
            | Operation::CreateTrigger(_)
            | Operation::CreateFunction(_)
            | Operation::Execute(_)
    )
}

/// The order of constraints and indexes within a table means nothing.
fn in_order(mut catalog: Catalog) -> Catalog {
    for table in catalog.tables.values_mut() {
        table.constraints.sort_by(|a, b| a.name.cmp(&b.name));
        table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
    }
    catalog
}

pub(crate) fn connect(url: &str) -> Result<Box<dyn Connection>, DatabaseError> {
    postgres::connect(&Url::parse(url).unwrap())
}

pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

pub(crate) fn idents(names: &[&str]) -> Vec<Ident> {
    names.iter().map(|name| ident(name)).collect()
}

pub(crate) fn object(name: &str) -> ObjectName {
    match name.split_once('.') {
        Some((schema, name)) => ObjectName { schema: Some(ident(schema)), name: ident(name) },
        None => ObjectName::bare(ident(name)),
    }
}

pub(crate) fn native(text: &str) -> ColumnType {
    ColumnType::Native(PerDialect {
        generic: None,
        variants: [("postgres".to_owned(), text.to_owned())].into(),
    })
}

pub(crate) fn column(name: &str, ty: ColumnType) -> ColumnSpec {
    ColumnSpec::new(ident(name), ty)
}

pub(crate) fn key(name: &str) -> ColumnSpec {
    ColumnSpec { primary_key: true, ..column(name, ColumnType::Integer) }
}

pub(crate) fn create_table(name: &str, columns: Vec<ColumnSpec>) -> CreateTable {
    let mut table = Table::new(object(name));
    ColumnSpec::assemble(columns, &mut table);
    CreateTable { table, if_not_exists: false }
}

pub(crate) fn execute(sql: &str) -> Execute {
    Execute { sql: PerDialect::all(sql), parameters: Vec::new() }
}
