//! What inspection finds can be made again from it: a schema with everything, read, made on an empty
//! database by the dialect's statements, and read again.

use sandshift::backend::connection::Connection;
use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::ConstraintKind;
use sandshift_model::ident::ObjectName;
use sandshift_model::object::Stage;
use sandshift_model::operation::{
    AddConstraint, CreateEnum, CreateExtension, CreateFunction, CreateSchema, CreateSequence,
    CreateTable, CreateTrigger, CreateView, Operate as _, Operation,
};
use sandshift_model::table::Table;

use crate::dump::dump;
use crate::stage::image::{self, Order};
use crate::stage::server::{Server, connect};

#[test]
fn everything_on_postgres() {
    round_trip(Server::Postgres, include_str!("rich/postgres.sql"));
}

#[test]
fn everything_on_mariadb() {
    round_trip(Server::MariaDb, include_str!("rich/mariadb.sql"));
}

#[test]
fn everything_on_sqlite() {
    round_trip(Server::Sqlite, include_str!("rich/sqlite.sql"));
}

fn round_trip(server: Server, ddl: &str) {
    let (old, new) = (server.database(), server.database());
    sandshift_test_servers::shell(&old, ddl).unwrap_or_else(|error| panic!("{error}"));
    let found = connect(&old).inspect().unwrap();
    let mut copy = Copy { connection: connect(&new), catalog: Catalog::default() };
    copy.make_all(&found);
    let again = copy.connection.inspect().unwrap();
    let texts = [&found, &again].map(|catalog| image::schema(catalog, Order::Kept));
    if let Some(difference) = image::difference(&texts[0], &texts[1]) {
        panic!("the copy differs:\n{difference}");
    }
    if let (Some(old), Some(new)) = (dump(&old, server), dump(&new, server))
        && let Some(difference) = image::difference(&old, &new)
    {
        std::fs::write("/tmp/d2", &new).unwrap();
        panic!("the server's dump differs:\n{difference}");
    }
}

/// A database that is made from a catalog.
struct Copy {
    connection: Box<dyn Connection>,
    catalog: Catalog,
}

/// What one object takes to be made.
enum Make {
    Operations(Vec<Operation>),
    Texts(Vec<String>),
}

impl Copy {
    fn make_all(&mut self, found: &Catalog) {
        let schemas = found.schemas.iter().cloned();
        self.operations(schemas.map(|name| CreateSchema { name, if_not_exists: false }));
        let extensions = found.extensions.iter().cloned();
        self.operations(extensions.map(|name| CreateExtension { name, if_not_exists: false }));
        let enums = found.enums.values().cloned();
        self.operations(enums.map(|enum_type| CreateEnum { enum_type }));
        self.natives(found, Stage::BeforeTables);
        let sequences = found.sequences.values().cloned();
        self.operations(
            sequences.map(|sequence| CreateSequence { sequence, if_not_exists: false }),
        );
        let functions = found.functions.values().cloned();
        self.operations(functions.map(|function| CreateFunction { function, or_replace: false }));
        self.operations(
            found.tables.values().map(|table| CreateTable {
                table: without_foreign_keys(table),
                if_not_exists: false,
            }),
        );
        self.operations(found.tables.values().flat_map(|table| foreign_keys(table)));
        self.natives(found, Stage::AfterTables);
        let views = found.views.values().cloned();
        self.operations(views.map(|view| CreateView { view, or_replace: false }));
        let triggers = found.triggers.values().cloned();
        self.operations(triggers.map(|trigger| CreateTrigger { trigger, or_replace: false }));
        self.natives(found, Stage::AfterViews);
    }

    fn operations<O: Into<Operation>>(&mut self, operations: impl Iterator<Item = O>) {
        self.make(operations.map(|operation| Make::Operations(vec![operation.into()])).collect());
    }

    fn natives(&mut self, found: &Catalog, stage: Stage) {
        let natives = found.natives.values().filter(|native| native.stage == stage);
        let texts = natives.map(|native| {
            let parts = native.parts.iter().map(|part| part.add.clone());
            Make::Texts([native.create.clone()].into_iter().chain(parts).collect())
        });
        self.make(texts.collect());
    }

    /// Objects of one kind may need each other; those that come too early come again.
    fn make(&mut self, mut waiting: Vec<Make>) {
        while !waiting.is_empty() {
            let before = waiting.len();
            let mut failures = Vec::new();
            waiting.retain(|make| match self.attempt(make) {
                Ok(()) => false,
                Err(failure) => {
                    failures.push(failure);
                    true
                }
            });
            assert!(waiting.len() < before, "cannot be made again:\n{}", failures.join("\n"));
        }
    }

    /// Fails when the first statement does; a later one must not.
    fn attempt(&mut self, make: &Make) -> Result<(), String> {
        let statements = match make {
            Make::Texts(texts) => texts.clone(),
            Make::Operations(operations) => self.render(operations)?,
        };
        for (at, sql) in statements.iter().enumerate() {
            let done = self.connection.execute(sql).map_err(|error| format!("{error}: {sql}"));
            match (at, done) {
                (_, Ok(_)) => {}
                (0, Err(failure)) => return Err(failure),
                (_, Err(failure)) => panic!("{failure}"),
            }
        }
        if let Make::Operations(operations) = make {
            for operation in operations {
                operation.apply_to(&mut self.catalog).map_err(|error| error.to_string())?;
            }
        }
        Ok(())
    }

    fn render(&self, operations: &[Operation]) -> Result<Vec<String>, String> {
        let mut catalog = self.catalog.clone();
        let mut texts = Vec::new();
        for operation in operations {
            let statements = self.connection.dialect().render(operation, &catalog);
            let statements = statements.map_err(|error| format!("{error}: {operation:?}"))?;
            texts.extend(statements.into_iter().map(|statement| statement.sql));
            operation.apply_to(&mut catalog).map_err(|error| error.to_string())?;
        }
        Ok(texts)
    }
}

fn without_foreign_keys(table: &Table) -> Table {
    let mut table = table.clone();
    table.constraints.retain(|constraint| constraint.body.kind() != ConstraintKind::ForeignKey);
    table
}

fn foreign_keys(table: &Table) -> Vec<AddConstraint> {
    let name: &ObjectName = &table.name;
    let keys = table.constraints.iter().filter(|c| c.body.kind() == ConstraintKind::ForeignKey);
    keys.map(|key| AddConstraint { table: name.clone(), constraint: key.clone() }).collect()
}
