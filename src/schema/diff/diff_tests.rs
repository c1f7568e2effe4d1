//! The order of steps, without a database.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on must say so")]

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::constraint::{Constraint, ConstraintBody, ForeignKey};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::object::{EnumType, View};
use sandshift_model::table::Table;
use sandshift_model::types::ColumnType;

use super::{DiffError, guesses, way};
use crate::backend::dialect::Dialect;
use crate::backend::open;
use crate::schema::renames::{Renamed, Renames};
use crate::schema::step::Act;

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn object(name: &str) -> ObjectName {
    ObjectName::bare(ident(name))
}

fn postgres() -> &'static dyn Dialect {
    open::dialect("postgres").unwrap()
}

fn table(name: &str, columns: &[(&str, ColumnType)]) -> Table {
    let mut table = Table::new(object(name));
    let column = |(name, ty): &(&str, ColumnType)| Column::new(ident(name), ty.clone());
    table.columns = columns.iter().map(column).collect();
    table.columns[0].nullable = false;
    let columns = vec![table.columns[0].name.clone()];
    let name = ident(&format!("pk_{name}"));
    table.constraints.push(Constraint::named(name, ConstraintBody::PrimaryKey { columns }));
    table
}

fn pointing(table: &mut Table, column: &str, to: &str) {
    let key = ForeignKey {
        columns: vec![ident(column)],
        references: object(to),
        referred_columns: vec![ident("id")],
        on_delete: None,
        on_update: None,
        deferrable: None,
        match_type: None,
        not_valid: false,
    };
    let name = ident(&format!("fk_{}_{column}", table.name));
    table.constraints.push(Constraint::named(name, ConstraintBody::ForeignKey(key)));
}

fn catalog(tables: Vec<Table>) -> Catalog {
    let mut catalog = Catalog::default();
    catalog.tables.extend(tables.into_iter().map(|table| (table.name.clone(), table.into())));
    catalog
}

fn view(name: &str, query: &str) -> View {
    let (name, query) = (object(name), query.to_owned());
    View { name, query, materialized: false, columns: Vec::new() }
}

/// The steps as lines; the catalog that they lead to must be the target.
#[track_caller]
fn steps(from: &Catalog, to: &Catalog, renames: &Renames) -> Vec<String> {
    let (difference, end) = way(from, to, postgres(), renames).unwrap();
    for (name, table) in &to.tables {
        let sorted = |table: &Table| {
            let mut columns = table.columns.clone();
            columns.sort_by(|a, b| a.name.cmp(&b.name));
            columns
        };
        assert_eq!(sorted(&end.tables[name]), sorted(table));
        assert_eq!(end.tables[name].constraints.len(), table.constraints.len());
    }
    assert_eq!(end.tables.len(), to.tables.len());
    assert_eq!((&end.views, &end.enums), (&to.views, &to.enums));
    let acts = difference.steps.iter().flat_map(|step| &step.acts);
    acts.map(|act| match act {
        Act::Operation(operation) => operation.describe(),
        Act::NoNulls { table, column } => format!("no nulls in {table}.{column}"),
    })
    .collect()
}

fn persons() -> Table {
    let text = ColumnType::String { length: Some(40) };
    table("persons", &[("id", ColumnType::Integer), ("name", text)])
}

#[test]
fn a_schema_does_not_differ_from_itself() {
    let here = catalog(vec![persons()]);
    assert!(steps(&here, &here, &Renames::default()).is_empty());
}

#[test]
fn tables_in_a_circle_are_made_and_dropped() {
    let mut one = table("a", &[("id", ColumnType::Integer), ("b", ColumnType::Integer)]);
    let mut two = table("b", &[("id", ColumnType::Integer), ("a", ColumnType::Integer)]);
    pointing(&mut one, "b", "b");
    pointing(&mut two, "a", "a");
    let (empty, full) = (Catalog::default(), catalog(vec![one, two]));
    let made = steps(&empty, &full, &Renames::default());
    assert_eq!(made.len(), 3, "{made:?}");
    assert!(made[2].contains("fk_b_a"), "{made:?}");
    let dropped = steps(&full, &empty, &Renames::default());
    assert_eq!(dropped.len(), 3, "{dropped:?}");
}

#[test]
fn a_view_steps_aside_only_for_what_it_reads() {
    let mut from = catalog(vec![persons()]);
    let names = view("names", "SELECT name FROM persons");
    from.views.insert(names.name.clone(), names);
    let mut to = from.clone();
    let target = to.table_mut(&object("persons")).unwrap();
    target.columns.push(Column::new(ident("age"), ColumnType::Integer));
    assert_eq!(steps(&from, &to, &Renames::default()), ["add column `persons.age`"]);

    let target = to.table_mut(&object("persons")).unwrap();
    target.columns[1].ty = ColumnType::Text;
    let steps = steps(&from, &to, &Renames::default());
    assert!(steps[0].contains("drop view"), "{steps:?}");
    assert!(steps.last().unwrap().contains("create view"), "{steps:?}");
}

#[test]
fn not_null_comes_in_safe_steps() {
    let from = catalog(vec![persons()]);
    let mut to = from.clone();
    let mut age = Column::new(ident("age"), ColumnType::Integer);
    age.nullable = false;
    to.table_mut(&object("persons")).unwrap().columns.push(age);
    let steps = steps(&from, &to, &Renames::default());
    assert_eq!(steps.len(), 4, "{steps:?}");
    assert_eq!(steps[0], "add column `persons.age`");
    assert_eq!(steps[2], "no nulls in persons.age");
    let (difference, _) = way(&from, &to, postgres(), &Renames::default()).unwrap();
    assert_eq!(difference.steps[0].remarks.len(), 1);
    assert_eq!(difference.losses().count(), 0);
}

#[test]
fn a_value_leaves_an_enum_by_way_of_text() {
    let status = |values: &[&str]| EnumType {
        name: ident("status"),
        values: values.iter().map(|value| (*value).to_owned()).collect(),
    };
    let ty = ColumnType::Enum { name: ident("status") };
    let mut from = catalog(vec![table("persons", &[("id", ColumnType::Integer), ("is", ty)])]);
    from.enums.insert(ident("status"), status(&["old", "new"]));
    let mut to = from.clone();
    to.enums.insert(ident("status"), status(&["new", "late"]));
    assert_eq!(steps(&from, &to, &Renames::default()).len(), 4);
    let (difference, _) = way(&from, &to, postgres(), &Renames::default()).unwrap();
    assert_eq!(difference.losses().count(), 1);

    to.enums.insert(ident("status"), status(&["first", "old", "middle", "new", "last"]));
    let steps = steps(&from, &to, &Renames::default());
    assert_eq!(steps.len(), 3, "{steps:?}");
}

#[test]
fn views_in_a_circle_are_named() {
    let mut to = Catalog::default();
    for (name, other) in [("a", "b"), ("b", "a")] {
        let view = view(name, &format!("SELECT 1 FROM {other}"));
        to.views.insert(view.name.clone(), view);
    }
    let error = way(&Catalog::default(), &to, postgres(), &Renames::default()).unwrap_err();
    assert_eq!(error, DiffError::ViewCycle { views: vec!["a".to_owned(), "b".to_owned()] });
}

#[test]
fn what_looks_like_a_rename_is_a_guess_and_a_rename_when_confirmed() {
    let from = catalog(vec![persons()]);
    let mut people = persons();
    people.name = object("people");
    people.constraints[0].name = Some(ident("pk_people"));
    people.columns[1].name = ident("full_name");
    let to = catalog(vec![people]);

    let first = guesses(&from, &to, &Renames::default());
    let table = Renamed::Table { from: object("persons"), to: ident("people") };
    assert_eq!(first.iter().map(|guess| &guess.renamed).collect::<Vec<_>>(), [&table]);
    let mut renames = Renames { confirmed: vec![table.clone()], denied: Vec::new() };
    let second = guesses(&from, &to, &renames);
    let (own, old, new) = (object("persons"), ident("name"), ident("full_name"));
    let column = Renamed::Column { table: own, from: old, to: new };
    assert_eq!(second.iter().map(|guess| &guess.renamed).collect::<Vec<_>>(), [&column]);
    renames.confirmed.push(column);
    let steps = steps(&from, &to, &renames);
    assert_eq!(steps.len(), 3, "{steps:?}");
    assert!(steps.iter().all(|step| step.starts_with("rename")), "{steps:?}");

    let denied = Renames { confirmed: Vec::new(), denied: vec![table] };
    assert!(guesses(&from, &to, &denied).is_empty());
}
