//! What is written as a script asks for the same operations when it runs.

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use sandshift::schema::script::{body, statement};
use sandshift::schema::step::{Act, Difference, Step};
use sandshift_model::column::{Column, DefaultValue};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::naming;
use sandshift_model::operation::{
    AddColumn, AlterColumn, Assignment, Change, DropColumn, Execute, Operation, UpdateRows,
};
use sandshift_model::query::Filter;
use sandshift_model::types::{ColumnType, DIALECTS, PerDialect};
use sandshift_model::value::Value;

use crate::case::Case;
use crate::materials;
use crate::recorder::Recorder;

/// The operations that statements ask for.
fn asked(statements: &str, dialect: &str) -> Result<Vec<Operation>, String> {
    let source = format!("fn up(db) {{\n{statements}}}\n");
    Recorder::new(dialect).after(&source).map(|host| host.operations)
}

fn goes_round(operation: &Operation, dialect: &str) -> Result<(), String> {
    let text = statement(operation, dialect);
    let again: Vec<Operation> =
        asked(&text, dialect)?.into_iter().flat_map(|operation| said(operation, dialect)).collect();
    let expected = said(operation.clone(), dialect);
    if again == expected {
        return Ok(());
    }
    Err(format!("{text}\nexpected {expected:#?}\nbut it says {again:#?}"))
}

#[test]
fn every_golden_case_asks_for_itself_again() {
    for case in Case::all() {
        for dialect in DIALECTS.iter().filter(|dialect| case.is_for(dialect)) {
            // What puts kept rows back comes out of a journal; no script can ask for it.
            let asked = |one: &&Operation| !matches!(one, Operation::RestoreRows(_));
            let all = [case.given.clone(), case.operation()];
            for operation in case.before.iter().chain(&all).filter(asked) {
                goes_round(operation, dialect).unwrap_or_else(|why| panic!("{case}: {why}"));
            }
        }
    }
}

#[test]
fn random_operations_ask_for_themselves_again() {
    let config = Config { cases: 400, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&materials::operation(), |operation| {
        goes_round(&operation, "postgres").map_err(proptest::test_runner::TestCaseError::fail)
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

/// The statement of a case of `create_table`.
fn table(case: &str) -> String {
    let cases = Case::of("create_table");
    let case = cases.iter().find(|known| known.name == case).unwrap();
    statement(&case.operation(), "postgres")
}

#[test]
fn a_table_reads_as_a_person_would_write_it() {
    let orders = r#"db.create_table("orders", [
    column("id", integer()).primary_key(),
    column("code", string(20)).not_null().unique(),
    column("person_id", integer())
        .references("persons", "id", #{ on_delete: "cascade", on_update: "restrict" })
        .index(),
    column("total", numeric(10, 2)).not_null(),
    check("total >= 0"),
    check("code <> ''"),
    index(["code", desc("total")]),
]);
"#;
    assert_eq!(table("constraints_get_names"), orders);
    let noted = r#"db.create_table("noted", [
    column("id", integer()).primary_key().comment("the key"),
    column("name", string(20)).comment("it's a \"name\""),
], #{ comment: "what is noted; really" });
"#;
    assert_eq!(table("comments"), noted);
    let numbered = r#"db.create_table("numbered", [
    column("id", big_integer())
        .primary_key()
        .identity(#{ always: true, start: 100, increment: 10 }),
    column("name", string(20)),
]);
"#;
    assert_eq!(table("identity_with_start_and_step"), numbered);
}

#[test]
fn sql_of_several_lines_stays_as_it_is() {
    let sql = "CREATE FUNCTION f() AS $$\n  SELECT `x`;\n$$".to_owned();
    let execute = Execute { sql: PerDialect::all(sql), parameters: vec![Value::Int(7)] };
    let written = "db.execute(`CREATE FUNCTION f() AS $$\n  SELECT ``x``;\n$$`, [7]);\n";
    assert_eq!(statement(&execute.into(), "postgres"), written);
}

#[test]
fn steps_of_different_objects_stand_apart() {
    let add = |table: &str, column: &str| {
        let column = Column::new(ident(column), ColumnType::Integer);
        Operation::from(AddColumn { table: object(table), column, if_not_exists: false })
    };
    let table = object("persons");
    let forbid = AlterColumn {
        table: table.clone(),
        column: ident("email"),
        ty: None,
        nullable: Some(false),
        default: Change::Unchanged,
        comment: Change::Unchanged,
        identity: Change::Unchanged,
    };
    let steps = vec![
        Step::plain([add("persons", "age")]),
        Step {
            acts: vec![
                Act::NoNulls { table: table.clone(), column: ident("email") },
                Act::Operation(forbid.into()),
            ],
            remarks: vec![
                "Rows without a value stop the migration here; fill them in before, \
                           or give the column a default that fits them."
                    .to_owned(),
            ],
            loss: None,
        },
        Step {
            loss: Some("the values of `persons.nick`".to_owned()),
            ..Step::plain([DropColumn {
                table,
                column: ident("nick"),
                if_exists: false,
                keep: false,
            }
            .into()])
        },
        Step::plain([add("teams", "size")]),
    ];
    let text = body(&Difference { steps }, "sqlite");
    let expected = r#"    db.add_column("persons", column("age", integer()));
    // Rows without a value stop the migration here; fill them in before, or give the column a
    // default that fits them.
    let rows = table_rows("persons", #{ columns: ["email"], where: #{ email: () } });
    let nulls = db.each(rows, |row| ());
    assert(nulls == 0, nulls + " rows of `persons` hold NULL in `email`");
    db.alter_column("persons", "email", #{ nullable: false });
    // Data loss: the values of `persons.nick`.
    db.drop_column("persons", "nick");

    db.add_column("teams", column("size", integer()));
"#;
    assert_eq!(text, expected);
    assert_eq!(asked(&text, "sqlite").unwrap().len(), 4);
    let mut host = Recorder::new("sqlite");
    host.rows = vec![vec![Value::Null]; 3];
    let error = host.after(&format!("fn up(db) {{\n{text}}}\n")).err().unwrap();
    assert!(error.contains("3 rows of `persons` hold NULL in `email`"), "{error}");
}

/// An operation in the one way in which two that mean the same are the same: named, maps sorted by
/// key, SQL for one database as plain text, rows changed by key one by one, and without the order of
/// constraints.
fn said(mut operation: Operation, dialect: &str) -> Vec<Operation> {
    naming::name_unnamed(&mut operation, &Default::default());
    match &mut operation {
        Operation::CreateTable(create) => {
            let table = &mut create.table;
            table.constraints.sort_by_key(|constraint| format!("{constraint:?}"));
            table.indexes.sort_by_key(|index| format!("{index:?}"));
            for column in &mut table.columns {
                plain_type(&mut column.ty, dialect);
                column.default.iter_mut().for_each(no_null);
            }
        }
        Operation::AddColumn(add) => {
            plain_type(&mut add.column.ty, dialect);
            add.column.default.iter_mut().for_each(no_null);
        }
        Operation::AlterColumn(alter) => {
            if let Change::Set(default) = &mut alter.default {
                no_null(default);
            }
            if let Some(change) = &mut alter.ty {
                plain_type(&mut change.ty, dialect);
                change.using.iter_mut().for_each(|text| plain(text, dialect));
            }
        }
        Operation::InsertRows(insert) if insert.rows.is_empty() => return Vec::new(),
        Operation::InsertRows(insert) => {
            let mut order: Vec<usize> = (0..insert.columns.len()).collect();
            order.sort_by_key(|at| insert.columns[*at].clone());
            insert.columns = order.iter().map(|at| insert.columns[*at].clone()).collect();
            for row in &mut insert.rows {
                *row = order.iter().map(|at| row[*at].clone()).collect();
            }
        }
        Operation::UpdateRows(update) => {
            update.set.sort_by_key(|(column, _)| column.clone());
            for (_, assignment) in &mut update.set {
                if let Assignment::Expression(text) = assignment {
                    plain(text, dialect);
                }
            }
            plain_filter(&mut update.filter, dialect);
        }
        Operation::UpdateByKey(update) => {
            let pairs = |names: &[Ident], row: &[Value]| -> Vec<(Ident, Value)> {
                names.iter().cloned().zip(row.iter().cloned()).collect()
            };
            let one = |row: &Vec<Value>| {
                let (key, new) = row.split_at(update.key.len());
                let set = pairs(&update.columns, new).into_iter();
                let set = set.map(|(name, value)| (name, Assignment::Value(value))).collect();
                let filter = Filter::Equal(pairs(&update.key, key));
                said(UpdateRows { table: update.table.clone(), set, filter }.into(), dialect)
            };
            return update.rows.iter().flat_map(one).collect();
        }
        Operation::DeleteRows(delete) => plain_filter(&mut delete.filter, dialect),
        Operation::Execute(execute) => plain(&mut execute.sql, dialect),
        _ => {}
    }
    vec![operation]
}

fn plain(text: &mut PerDialect, dialect: &str) {
    if text.generic.is_none() && text.variants.len() == 1 {
        text.generic = text.variants.remove(dialect);
    }
}

fn plain_type(ty: &mut ColumnType, dialect: &str) {
    match ty {
        ColumnType::Native(text) => plain(text, dialect),
        ColumnType::Array(element) => plain_type(element, dialect),
        _ => {}
    }
}

fn no_null(default: &mut DefaultValue) {
    if *default == DefaultValue::Literal(Value::Null) {
        *default = DefaultValue::Expression("NULL".to_owned());
    }
}

fn plain_filter(filter: &mut Filter, dialect: &str) {
    match filter {
        Filter::Equal(pairs) => pairs.sort_by_key(|(column, _)| column.clone()),
        Filter::Sql { condition, .. } => plain(condition, dialect),
    }
}

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn object(name: &str) -> ObjectName {
    ObjectName::bare(ident(name))
}
