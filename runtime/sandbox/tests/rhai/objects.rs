//! Indexes, constraints, other objects and rows become operations too.

use sandshift_model::constraint::{
    ConstraintBody, ConstraintKind, Deferrable, ExcludeElement, ForeignKey, ReferentialAction,
};
use sandshift_model::index::{Index, IndexKey, IndexTerm};
use sandshift_model::object::{EnumType, Function, Sequence, Trigger, View};
use sandshift_model::operation::*;
use sandshift_model::query::Filter;
use sandshift_model::types::PerDialect;
use sandshift_model::value::Value;

use crate::host::{ident, object, text};
use crate::operations::{add, check, idents, index, plain_index};

#[test]
fn indexes_are_made_renamed_and_dropped() {
    let key = |on, descending| IndexKey { on, descending, native: None };
    let rich = Index {
        name: Some(ident("i")),
        keys: vec![
            key(IndexTerm::Expression("lower(a)".to_owned()), false),
            key(IndexTerm::Column(ident("b")), true),
        ],
        unique: true,
        filter: Some("b > 0".to_owned()),
        include: idents(&["c"]),
        method: Some("btree".to_owned()),
        nulls_not_distinct: true,
        ..Index::on(object("t"), Vec::new())
    };
    let drop = |table, concurrently, if_exists| DropIndex {
        name: ident("i"),
        table,
        concurrently,
        if_exists,
    };
    check(
        "db.create_index(\"i\", \"t\", [\"a\"]); db.create_index(\"t\", [\"a\"]);\n\
         db.create_index((), \"t\", [\"a\"]);\n\
         db.create_index(\"i\", \"t\", [expr(\"lower(a)\"), desc(\"b\")], #{unique: true, where: \"b > 0\",\n\
           include: [\"c\"], method: \"btree\", nulls_not_distinct: true, concurrently: true, if_not_exists: true});\n\
         db.drop_index(\"i\"); db.drop_index(\"i\", \"t\"); db.drop_index(\"i\", #{if_exists: true});\n\
         db.rename_index(\"i\", \"j\"); db.rename_index(\"i\", \"j\", \"t\");",
        vec![
            plain_index(index(Some("i"), "t", &["a"])),
            plain_index(index(None, "t", &["a"])),
            plain_index(index(None, "t", &["a"])),
            CreateIndex { index: rich, concurrently: true, if_not_exists: true }.into(),
            drop(None, false, false).into(),
            drop(Some(object("t")), false, false).into(),
            drop(None, false, true).into(),
            RenameIndex { name: ident("i"), table: None, new_name: ident("j") }.into(),
            RenameIndex { name: ident("i"), table: Some(object("t")), new_name: ident("j") }.into(),
        ],
    );
}

#[test]
fn constraints_are_made_renamed_validated_and_dropped() {
    let key = |deferrable, not_valid| ForeignKey {
        columns: idents(&["a"]),
        references: object("u"),
        referred_columns: idents(&["id"]),
        on_delete: Some(ReferentialAction::SetNull),
        on_update: None,
        deferrable,
        match_type: Some("FULL".to_owned()),
        not_valid,
    };
    let element = ExcludeElement { expression: "during".to_owned(), operator: "&&".to_owned() };
    let exclude = ConstraintBody::Exclude {
        method: Some("gist".to_owned()),
        elements: vec![element],
        filter: None,
    };
    let drop =
        |kind| DropConstraint { table: object("t"), name: ident("c"), kind, if_exists: false };
    check(
        "db.create_primary_key(\"c\", \"t\", [\"a\"]); db.create_unique_constraint((), \"t\", [\"a\", \"b\"]);\n\
         db.create_check_constraint(\"c\", \"t\", \"a > 0\", #{not_valid: true});\n\
         db.create_foreign_key(\"c\", \"t\", \"u\", [\"a\"], [\"id\"], #{on_delete: \"SET NULL\", match: \"full\", initially: \"deferred\", not_valid: true});\n\
         db.create_exclude_constraint(\"c\", \"t\", [[\"during\", \"&&\"]], #{method: \"gist\"});\n\
         db.drop_constraint(\"c\", \"t\"); db.drop_constraint(\"c\", \"t\", #{type: \"foreignkey\"});\n\
         db.rename_constraint(\"t\", \"c\", \"d\"); db.validate_constraint(\"c\", \"t\");",
        vec![
            add("t", Some("c"), ConstraintBody::PrimaryKey { columns: idents(&["a"]) }),
            add("t", None, ConstraintBody::unique(idents(&["a", "b"]))),
            add(
                "t",
                Some("c"),
                ConstraintBody::Check { expression: "a > 0".to_owned(), not_valid: true },
            ),
            add("t", Some("c"), ConstraintBody::ForeignKey(key(Some(Deferrable::Deferred), true))),
            add("t", Some("c"), exclude),
            drop(None).into(),
            drop(Some(ConstraintKind::ForeignKey)).into(),
            RenameConstraint {
                table: object("t"),
                name: ident("c"),
                new_name: ident("d"),
                kind: None,
            }
            .into(),
            ValidateConstraint { table: object("t"), name: ident("c") }.into(),
        ],
    );
}

#[test]
fn enums_are_made_changed_and_dropped() {
    let name = || ident("mood");
    let add =
        |value: &str, position| AddEnumValue { name: name(), value: value.to_owned(), position };
    let enum_type = EnumType { name: name(), values: vec!["a".to_owned(), "b".to_owned()] };
    check(
        "db.create_enum(\"mood\", [\"a\", \"b\"]); db.add_enum_value(\"mood\", \"c\");\n\
         db.add_enum_value(\"mood\", \"d\", #{before: \"a\"}); db.add_enum_value(\"mood\", \"e\", #{after: \"a\"});\n\
         db.rename_enum_value(\"mood\", \"a\", \"z\"); db.drop_enum(\"mood\");",
        vec![
            CreateEnum { enum_type }.into(),
            add("c", EnumPosition::Last).into(),
            add("d", EnumPosition::Before("a".to_owned())).into(),
            add("e", EnumPosition::After("a".to_owned())).into(),
            RenameEnumValue { name: name(), value: "a".to_owned(), new_value: "z".to_owned() }
                .into(),
            DropEnum { name: name(), if_exists: false }.into(),
        ],
    );
}

#[test]
fn views_triggers_and_functions_are_made_and_dropped() {
    let view = View {
        name: object("v"),
        query: "SELECT 1".to_owned(),
        materialized: false,
        columns: Vec::new(),
    };
    let trigger =
        Trigger { name: ident("g"), table: object("t"), definition: "CREATE TRIGGER g".to_owned() };
    let function = Function {
        name: object("f"),
        arguments: "integer".to_owned(),
        procedure: false,
        definition: "CREATE FUNCTION f".to_owned(),
    };
    check(
        "db.create_view(\"v\", \"SELECT 1\"); db.create_or_replace_view(\"v\", \"SELECT 1\"); db.drop_view(\"v\");\n\
         db.create_trigger(\"g\", \"t\", #{sqlite: \"CREATE TRIGGER g\"});\n\
         db.create_or_replace_trigger(\"g\", \"t\", \"CREATE TRIGGER g\"); db.drop_trigger(\"g\", \"t\");\n\
         db.create_function(\"f\", \"CREATE FUNCTION f\", #{arguments: \"integer\"});\n\
         db.create_or_replace_function(\"f\", \"CREATE FUNCTION f\", #{arguments: \"integer\"});\n\
         db.drop_function(\"f\", #{arguments: \"integer\", if_exists: true});",
        vec![
            CreateView { view: view.clone(), or_replace: false }.into(),
            CreateView { view, or_replace: true }.into(),
            DropView { name: object("v"), if_exists: false }.into(),
            CreateTrigger { trigger: trigger.clone(), or_replace: false }.into(),
            CreateTrigger { trigger, or_replace: true }.into(),
            DropTrigger { name: ident("g"), table: object("t"), if_exists: false }.into(),
            CreateFunction { function: function.clone(), or_replace: false }.into(),
            CreateFunction { function, or_replace: true }.into(),
            DropFunction {
                name: object("f"),
                arguments: "integer".to_owned(),
                procedure: false,
                if_exists: true,
            }
            .into(),
        ],
    );
}

#[test]
fn schemas_sequences_and_extensions_are_made_and_dropped() {
    let sequence = Sequence { name: object("q"), start: Some(5), increment: None, native: None };
    check(
        "db.create_schema(\"s\"); db.drop_schema(\"s\", #{cascade: true});\n\
         db.create_sequence(\"q\", #{start: 5}); db.drop_sequence(\"q\");\n\
         db.create_extension(\"x\", #{if_not_exists: true}); db.drop_extension(\"x\");",
        vec![
            CreateSchema { name: ident("s"), if_not_exists: false }.into(),
            DropSchema { name: ident("s"), if_exists: false, cascade: true }.into(),
            CreateSequence { sequence, if_not_exists: false }.into(),
            DropSequence { name: object("q"), if_exists: false }.into(),
            CreateExtension { name: ident("x"), if_not_exists: true }.into(),
            DropExtension { name: ident("x"), if_exists: false }.into(),
        ],
    );
}

#[test]
fn rows_are_inserted_in_order_and_grouped_by_their_columns() {
    let insert = |columns: &[&str], rows: Vec<Vec<Value>>| InsertRows {
        table: object("t"),
        columns: idents(columns),
        rows,
    };
    check(
        "let n = db.insert(\"t\", [#{a: 1, b: 2}, #{b: 4, a: 3}, #{a: 5}, #{a: 6, b: ()}]);\n\
         assert(n == 4); assert(db.bulk_insert(\"t\", #{a: 1}) == 1);",
        vec![
            insert(
                &["a", "b"],
                vec![vec![Value::Int(1), Value::Int(2)], vec![Value::Int(3), Value::Int(4)]],
            )
            .into(),
            insert(&["a"], vec![vec![Value::Int(5)]]).into(),
            insert(&["a", "b"], vec![vec![Value::Int(6), Value::Null]]).into(),
            insert(&["a"], vec![vec![Value::Int(1)]]).into(),
        ],
    );
}

#[test]
fn rows_are_updated_and_deleted_by_values_or_sql() {
    let by_id = || Filter::Equal(vec![(ident("id"), Value::Int(7))]);
    let by_sql = |parameters| Filter::Sql { condition: PerDialect::all("id > ?"), parameters };
    let set = |assignment| vec![(ident("a"), assignment)];
    let update = |set, filter| UpdateRows { table: object("t"), set, filter };
    check(
        "assert(db.update(\"t\", #{a: 1}, #{id: 7}) == 7); db.update(\"t\", #{a: expr(\"a + 1\")}, \"id > ?\", [3]);\n\
         db.delete(\"t\", #{id: 7}); db.delete(\"t\", \"id > ?\", [3]); db.delete(\"t\", #{});\n\
         db.execute(\"UPDATE t SET a = ?\", [\"x\"]);",
        vec![
            update(set(Assignment::Value(Value::Int(1))), by_id()).into(),
            update(
                set(Assignment::Expression(PerDialect::all("a + 1"))),
                by_sql(vec![Value::Int(3)]),
            )
            .into(),
            DeleteRows { table: object("t"), filter: by_id() }.into(),
            DeleteRows { table: object("t"), filter: by_sql(vec![Value::Int(3)]) }.into(),
            DeleteRows { table: object("t"), filter: Filter::all() }.into(),
            Execute { sql: PerDialect::all("UPDATE t SET a = ?"), parameters: vec![text("x")] }
                .into(),
        ],
    );
}
