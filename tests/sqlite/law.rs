//! The laws, on random tables and random changes to them: the database holds what the catalog
//! predicts, no row is lost, and the texts do the same in SQLite's own shell.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use sandshift::backend::connection::DatabaseError;
use sandshift::backend::dialect::Dialect as _;
use sandshift::backend::sqlite::SqliteDialect;
use sandshift_model::catalog::Catalog;
use sandshift_model::column::{Column, DefaultValue, Generated};
use sandshift_model::constraint::{Constraint, ConstraintBody};
use sandshift_model::ident::Ident;
use sandshift_model::index::Index;
use sandshift_model::operation::{
    AddConstraint, CreateIndex, CreateTable, DropColumn, DropConstraint, DropIndex, InsertRows,
    Inverse, Operate, Operation, RenameColumn, RenameConstraint, RenameIndex,
};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use crate::make::{
    add_column, alter_default, alter_nullable, alter_type, column, foreign_key, id, object,
};
use crate::runner::{Database, render, shell};

/// What is drawn for one step; the numbers choose among what the table has at that moment.
type Draw = (u8, u8, u8, bool);

fn types(at: u8) -> ColumnType {
    let all = [
        ColumnType::Integer,
        ColumnType::Text,
        ColumnType::String { length: Some(30) },
        ColumnType::Double,
        ColumnType::Boolean,
        ColumnType::Numeric { precision: Some(30), scale: Some(2) },
        ColumnType::Json,
        ColumnType::Binary { length: None },
    ];
    all[usize::from(at) % all.len()].clone()
}

/// A table `t` with a key, three columns and a child `c` that points to it.
fn start(draws: &[Draw], numbered: bool) -> Vec<Operation> {
    let mut table = Table::new(object("t"));
    let mut key = column("id", ColumnType::Integer);
    key.nullable = false;
    key.identity = numbered.then(Default::default);
    table.columns.push(key);
    let body = ConstraintBody::PrimaryKey { columns: vec![id("id")] };
    table.constraints.push(Constraint::unnamed(body));
    for (at, (ty, _, _, flag)) in draws.iter().enumerate() {
        let mut column = column(&format!("c \"{at}"), types(*ty));
        column.collation = flag.then(|| "NOCASE".to_owned());
        table.columns.push(column);
    }
    let columns = vec![id("id"), table.columns[1].name.clone()];
    let rows = (1..=5).map(|n| vec![Value::Int(n * 10), Value::Int(n)]).collect();
    let mut child = Table::new(object("c"));
    child.columns.push(column("up", ColumnType::Integer));
    let mut key = foreign_key(&["up"], "t", &[]);
    if let ConstraintBody::ForeignKey(key) = &mut key {
        key.on_delete = Some(sandshift_model::constraint::ReferentialAction::Cascade);
    }
    child.constraints.push(Constraint::unnamed(key));
    vec![
        CreateTable { table, if_not_exists: false }.into(),
        CreateTable { table: child, if_not_exists: false }.into(),
        InsertRows { table: object("t"), columns, rows }.into(),
        InsertRows {
            table: object("c"),
            columns: vec![id("up")],
            rows: vec![vec![Value::Int(10)], vec![Value::Int(20)]],
        }
        .into(),
    ]
}

/// One change that may fit the table; what does not is left out by the caller.
fn change((kind, one, two, flag): Draw, step: usize, catalog: &Catalog) -> Option<Operation> {
    let t = object("t");
    let table = catalog.table(&t).ok()?;
    // The key stays what it is, because the rows are counted by it.
    let others = &table.columns[1..];
    if others.is_empty() && kind % 14 > 1 {
        return None;
    }
    let pick =
        |n: u8| -> Ident { table.columns[1 + usize::from(n) % others.len().max(1)].name.clone() };
    let name = if others.is_empty() { id("id") } else { pick(one) };
    let text = name.as_str();
    Some(match kind % 14 {
        0 => {
            let mut new = Column::new(id(&format!("n{step}")), types(two));
            new.default = flag.then_some(DefaultValue::Literal(Value::Int(1)));
            add_column("t", new)
        }
        1 => {
            let mut new = Column::new(id(&format!("n{step}")), ColumnType::Integer);
            new.generated = Some(Generated { expression: "id * 2".to_owned(), stored: flag });
            add_column("t", new)
        }
        2 => DropColumn { table: t, column: name, if_exists: false, keep: false }.into(),
        3 => RenameColumn { table: t, column: name, new_name: id(&format!("r{step}")) }.into(),
        4 if table.column(&name)?.generated.is_none() => alter_type("t", text, types(two)),
        5 if flag && table.column(&name)?.generated.is_none() => {
            alter_default("t", text, Some(DefaultValue::Expression("1 + 1".to_owned())))
        }
        5 => alter_default("t", text, None),
        6 => alter_nullable("t", text, true),
        7 => {
            let quoted = format!("\"{}\"", text.replace('"', "\"\""));
            let body = ConstraintBody::check(format!("{quoted} IS NULL OR id > 0"));
            AddConstraint { table: t, constraint: Constraint::unnamed(body) }.into()
        }
        8 => {
            let body = ConstraintBody::unique(vec![name, pick(two), id("id")]);
            AddConstraint { table: t, constraint: Constraint::unnamed(body) }.into()
        }
        9 => {
            let constraint = table.constraints.get(usize::from(one) % 5)?;
            if matches!(constraint.body, ConstraintBody::PrimaryKey { .. }) {
                return None;
            }
            let name = constraint.name.clone()?;
            DropConstraint { table: t, name, kind: None, if_exists: false }.into()
        }
        10 => {
            let constraint = table.constraints.get(usize::from(one) % 5)?;
            let (name, new_name) = (constraint.name.clone()?, id(&format!("k{step}")));
            RenameConstraint { table: t, name, new_name, kind: None }.into()
        }
        11 => {
            let mut index = Index::on(t, vec![name]);
            index.name = Some(id(&format!("i{step}")));
            index.filter = flag.then(|| "id > 3".to_owned());
            index.keys[0].descending = flag;
            CreateIndex { index, concurrently: false, if_not_exists: false }.into()
        }
        12 => {
            let name = table.indexes.first()?.name.clone()?;
            DropIndex { name, table: None, concurrently: false, if_exists: false }.into()
        }
        13 => {
            let name = table.indexes.first()?.name.clone()?;
            RenameIndex { name, table: None, new_name: id(&format!("j{step}")) }.into()
        }
        _ => return None,
    })
}

/// The changes that the catalog accepts, in order.
fn changes(draws: &[Draw], before: &Catalog) -> Vec<Operation> {
    let mut catalog = before.clone();
    let mut operations = Vec::new();
    for (step, draw) in draws.iter().enumerate() {
        let Some(mut operation) = change(*draw, step, &catalog) else { continue };
        sandshift_model::naming::name_unnamed(&mut operation, &catalog);
        if operation.apply_to(&mut catalog).is_ok() {
            operations.push(operation);
        }
    }
    operations
}

/// The order of constraints and indexes says nothing, and a default is what its literal says:
/// the same text is read as another kind of value when the column has another type.
fn normal(mut catalog: Catalog) -> Catalog {
    for table in catalog.tables.values_mut() {
        for column in &mut table.columns {
            if let Some(DefaultValue::Literal(value)) = &mut column.default {
                *value = Value::Text(SqliteDialect.literal(value).unwrap());
            }
        }
        table.constraints.sort_by_key(|constraint| format!("{constraint:?}"));
        table.indexes.sort_by_key(|index| format!("{index:?}"));
    }
    catalog
}

/// Tells whether a value was refused by name because it does not fit the new type of its column. The values
/// are numbers, which fit every type on the way, but for bytes that were made of them.
fn is_refusal(error: &DatabaseError, operations: &[Operation]) -> bool {
    let makes_bytes = |operation: &Operation| match operation {
        Operation::AlterColumn(alter) => {
            alter.ty.as_ref().is_some_and(|change| matches!(change.ty, ColumnType::Binary { .. }))
        }
        _ => false,
    };
    error.message.contains("` is no ") && operations.iter().any(makes_bytes)
}

fn check(start_draws: &[Draw], draws: &[Draw], numbered: bool) -> Result<(), TestCaseError> {
    let mut database = Database::new();
    let first = database.run(start(start_draws, numbered)).unwrap();
    let operations = changes(draws, &database.catalog);
    let (_, after) = render(operations.clone(), &database.catalog).unwrap();
    let second = match database.run(operations.clone()) {
        Ok(texts) => texts,
        Err(error) if is_refusal(&error, &operations) => return Ok(()),
        Err(error) => return Err(TestCaseError::fail(format!("{error:?}\n{operations:#?}"))),
    };
    let found = database.connection.inspect().unwrap();
    prop_assert_eq!(normal(found), normal(after), "{}", second.join(";\n"));
    prop_assert_eq!(database.count("SELECT count(*) FROM c"), 2);
    prop_assert_eq!(database.count("SELECT sum(id) FROM t"), 150);
    if numbered {
        prop_assert_eq!(database.count("SELECT seq FROM sqlite_sequence WHERE name = 't'"), 50);
    }
    drop(database.connection);
    let copy = database.path.with_extension("copy");
    let script = format!("{};\n{};\n", first.join(";\n"), second.join(";\n"));
    shell(&copy, &script);
    prop_assert_eq!(shell(&copy, ".dump"), shell(&database.path, ".dump"));
    Ok(())
}

/// The exact inverses of changes, taken back one after the other.
fn check_back(start_draws: &[Draw], draws: &[Draw]) -> Result<(), TestCaseError> {
    let mut database = Database::new();
    database.run(start(start_draws, true)).unwrap();
    let rows = database.rows("SELECT * FROM t ORDER BY id");
    let before = database.connection.inspect().unwrap();
    let mut catalog = database.catalog.clone();
    let (mut there, mut back) = (Vec::new(), Vec::new());
    for operation in changes(draws, &catalog) {
        let Inverse::Exact(inverse) = operation.inverse(&catalog) else { continue };
        if operation.apply_to(&mut catalog).is_ok() {
            there.push(operation);
            back.splice(0..0, inverse);
        }
    }
    match database.run(there.clone()) {
        Err(error) if is_refusal(&error, &there) => return Ok(()),
        outcome => outcome.unwrap(),
    };
    if let Err(error) = database.run(back.clone()) {
        return Err(TestCaseError::fail(format!("{error:?}\n{back:#?}")));
    }
    prop_assert_eq!(normal(database.connection.inspect().unwrap()), normal(before), "{:#?}", back);
    prop_assert_eq!(database.rows("SELECT * FROM t ORDER BY id"), rows);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn random_changes_end_where_the_catalog_says_and_lose_no_row(
        start in prop::collection::vec(any::<Draw>(), 3),
        draws in prop::collection::vec(any::<Draw>(), 1..12),
        numbered in any::<bool>(),
    ) {
        check(&start, &draws, numbered)?;
    }

    #[test]
    fn exact_inverses_bring_table_and_rows_back(
        start in prop::collection::vec(any::<Draw>(), 3),
        draws in prop::collection::vec(any::<Draw>(), 1..8),
    ) {
        check_back(&start, &draws)?;
    }
}
