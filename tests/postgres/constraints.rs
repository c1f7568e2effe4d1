//! Constraints.

use sandshift_model::constraint::{
    Constraint, ConstraintBody, Deferrable, ExcludeElement, ForeignKey, ReferentialAction,
};
use sandshift_model::operation::{
    AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint,
};

use crate::case::{Case, ident, idents, object};

fn tables() -> Case {
    Case::with(&[
        "CREATE TABLE t (id int NOT NULL, a int, b int, during int4range)",
        "CREATE TABLE p (id int, x int, PRIMARY KEY (id, x))",
    ])
}

fn add(body: ConstraintBody) -> AddConstraint {
    AddConstraint { table: object("t"), constraint: Constraint::named(ident("k"), body) }
}

fn drop() -> DropConstraint {
    DropConstraint { table: object("t"), name: ident("k"), kind: None, if_exists: false }
}

fn foreign_key() -> ForeignKey {
    ForeignKey {
        columns: idents(&["a", "b"]),
        references: object("p"),
        referred_columns: idents(&["id", "x"]),
        on_delete: Some(ReferentialAction::Cascade),
        on_update: Some(ReferentialAction::Restrict),
        deferrable: Some(Deferrable::Deferred),
        match_type: Some("FULL".into()),
        not_valid: true,
    }
}

#[test]
fn every_kind_of_constraint_is_inspected_as_it_was_added_and_dropped_again() {
    let bodies = vec![
        ConstraintBody::PrimaryKey { columns: idents(&["id"]) },
        ConstraintBody::unique(idents(&["b", "a"])),
        ConstraintBody::Unique {
            columns: idents(&["a"]),
            nulls_not_distinct: true,
            deferrable: Some(Deferrable::Immediate),
        },
        ConstraintBody::check("a > 0"),
        ConstraintBody::Check { expression: "a > 0".into(), not_valid: true },
        ConstraintBody::ForeignKey(foreign_key()),
        ConstraintBody::Exclude {
            method: None,
            elements: vec![ExcludeElement { expression: "during".into(), operator: "&&".into() }],
            filter: Some("a > 0".into()),
        },
    ];
    let mut case = tables();
    for body in bodies {
        let between = case.there_and_back(add(body.clone()), drop());
        let found = between.table(&object("t")).unwrap().constraint(&ident("k")).unwrap();
        assert_eq!(found.body, body);
    }
}

#[test]
fn what_only_postgres_knows_about_a_constraint_is_restated() {
    let mut case = Case::with(&[
        "CREATE TABLE p (id int, x int, PRIMARY KEY (id, x))",
        "CREATE TABLE t (a int, b int, c int, CONSTRAINT k PRIMARY KEY (a) INCLUDE (b) DEFERRABLE, \
         CONSTRAINT e EXCLUDE USING btree (b WITH =) DEFERRABLE INITIALLY DEFERRED, \
         CONSTRAINT f FOREIGN KEY (a, b) REFERENCES p ON DELETE SET NULL (b) DEFERRABLE)",
    ]);
    let before = case.inspect();
    for constraint in case.table("t").constraints {
        let name = constraint.name.clone().unwrap();
        case.apply(DropConstraint { table: object("t"), name, kind: None, if_exists: false });
        case.apply(AddConstraint { table: object("t"), constraint });
    }
    assert_eq!(case.inspect(), before);
}

#[test]
fn constraints_are_renamed_and_validated() {
    let mut case = tables();
    case.apply(add(ConstraintBody::Check { expression: "a > 0".into(), not_valid: true }));
    let rename = |a: &str, b: &str| RenameConstraint {
        table: object("t"),
        name: ident(a),
        new_name: ident(b),
        kind: None,
    };
    case.there_and_back(rename("k", "l"), rename("l", "k"));
    case.apply(ValidateConstraint { table: object("t"), name: ident("k") });
    let found = case.table("t").constraint(&ident("k")).unwrap().body.clone();
    assert_eq!(found, ConstraintBody::check("a > 0"));
    case.apply(drop());
    case.apply(DropConstraint { if_exists: true, ..drop() });
}

#[test]
fn a_failing_row_is_named_by_the_server_and_repeated_by_us() {
    let mut case = tables();
    case.run("INSERT INTO t VALUES (1, 5, 5)");
    case.run("INSERT INTO t VALUES (1, 6, 6)");
    let statements = case.render(add(ConstraintBody::PrimaryKey { columns: idents(&["id"]) }));
    let error = case.fails(&statements[0].sql);
    assert_eq!(error.code.as_deref(), Some("23505"));
    assert_eq!(error.message, "could not create unique index \"k\"; Key (id)=(1) is duplicated");
}
