//! Each method of `db` becomes exactly one operation (a few become two or three).

use sandshift_model::column::{Column, DefaultValue, Generated, Identity};
use sandshift_model::constraint::{Constraint, ConstraintBody, ForeignKey, ReferentialAction};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::Index;
use sandshift_model::operation::*;
use sandshift_model::table::{Table, TableOptions};
use sandshift_model::types::{ColumnType, PerDialect};
use sandshift_model::value::Value;

use crate::host::{Recorder, ident, object, passes, text};

/// A body of `up` becomes these operations.
#[track_caller]
pub(crate) fn check(body: &str, expected: Vec<Operation>) {
    assert_eq!(passes(Recorder::default(), body).operations(), expected);
}

pub(crate) fn idents(names: &[&str]) -> Vec<Ident> {
    names.iter().map(|name| ident(name)).collect()
}

pub(crate) fn column(name: &str, ty: ColumnType) -> Column {
    Column::new(ident(name), ty)
}

pub(crate) fn add(table: &str, name: Option<&str>, body: ConstraintBody) -> Operation {
    let constraint = Constraint { name: name.map(ident), body, native: None };
    AddConstraint { table: object(table), constraint }.into()
}

pub(crate) fn index(name: Option<&str>, table: &str, columns: &[&str]) -> Index {
    Index { name: name.map(ident), ..Index::on(object(table), idents(columns)) }
}

pub(crate) fn plain_index(index: Index) -> Operation {
    CreateIndex { index, concurrently: false, if_not_exists: false }.into()
}

#[test]
fn create_table_gathers_columns_constraints_and_indexes() {
    let mut table = Table::new(object("t"));
    let string = |length| ColumnType::String { length: Some(length) };
    let key = ForeignKey {
        columns: idents(&["person_id"]),
        references: object("persons"),
        referred_columns: idents(&["id"]),
        on_delete: Some(ReferentialAction::Cascade),
        on_update: None,
        deferrable: None,
        match_type: None,
        not_valid: false,
    };
    table.columns = vec![
        Column { nullable: false, ..column("id", string(36)) },
        column("person_id", string(36)),
        Column {
            nullable: false,
            default: Some(DefaultValue::Literal(text("ACTIVE"))),
            ..column("status", string(50))
        },
        column("expires_at", ColumnType::DateTime { timezone: false }),
    ];
    table.constraints = vec![
        Constraint::unnamed(ConstraintBody::PrimaryKey { columns: idents(&["id"]) }),
        Constraint::unnamed(ConstraintBody::ForeignKey(key)),
        Constraint::named(ident("u"), ConstraintBody::unique(idents(&["person_id", "status"]))),
        Constraint::unnamed(ConstraintBody::check("status <> ''")),
    ];
    table.indexes = vec![index(None, "t", &["expires_at"])];
    table.comment = Some("papers".to_owned());
    table.options = TableOptions { strict: true, ..TableOptions::default() };
    check(
        r#"db.create_table("t", [
            column("id", string(36)).primary_key(),
            column("person_id", string(36)).references("persons", "id", #{on_delete: "cascade"}),
            column("status", string(50)).not_null().default("ACTIVE"),
            column("expires_at", datetime()),
            unique(["person_id", "status"], #{name: "u"}),
            check("status <> ''"),
            index(["expires_at"]),
        ], #{comment: "papers", strict: true});"#,
        vec![CreateTable { table, if_not_exists: false }.into()],
    );
}

#[test]
fn every_type_has_its_constructor() {
    let numeric = |precision, scale| ColumnType::Numeric { precision, scale };
    let mut spelling = PerDialect::default();
    spelling.variants.insert("sqlite".to_owned(), "TEXT".to_owned());
    for (script, ty) in [
        ("small_integer()", ColumnType::SmallInteger),
        ("integer()", ColumnType::Integer),
        ("big_integer()", ColumnType::BigInteger),
        ("boolean()", ColumnType::Boolean),
        ("float()", ColumnType::Float),
        ("double()", ColumnType::Double),
        ("numeric()", numeric(None, None)),
        ("numeric(10)", numeric(Some(10), None)),
        ("numeric(10, 2)", numeric(Some(10), Some(2))),
        ("string()", ColumnType::String { length: None }),
        ("string(9)", ColumnType::String { length: Some(9) }),
        ("char(2)", ColumnType::Char { length: 2 }),
        ("text()", ColumnType::Text),
        ("binary()", ColumnType::Binary { length: None }),
        ("binary(16)", ColumnType::Binary { length: Some(16) }),
        ("date()", ColumnType::Date),
        ("time()", ColumnType::Time),
        ("datetime()", ColumnType::DateTime { timezone: false }),
        ("datetime(#{timezone: true})", ColumnType::DateTime { timezone: true }),
        ("timestamp_tz()", ColumnType::DateTime { timezone: true }),
        ("interval()", ColumnType::Interval),
        ("json()", ColumnType::Json),
        ("uuid()", ColumnType::Uuid),
        ("enum_type(\"mood\")", ColumnType::Enum { name: ident("mood") }),
        ("array(text())", ColumnType::Array(Box::new(ColumnType::Text))),
        ("native(\"POINT\")", ColumnType::Native(PerDialect::all("POINT"))),
        ("native(#{sqlite: \"TEXT\"})", ColumnType::Native(spelling)),
    ] {
        let column = column("a", ty);
        let add = AddColumn { table: object("t"), column, if_not_exists: false };
        check(&format!("db.add_column(\"t\", column(\"a\", {script}));"), vec![add.into()]);
    }
}

#[test]
fn column_builders_chain() {
    let check = |builder: &str, column: Column| {
        let add = AddColumn { table: object("t"), column, if_not_exists: true };
        let body = format!(
            "db.add_column(\"t\", column(\"a\", integer()){builder}, #{{if_not_exists: true}});"
        );
        self::check(&body, vec![add.into()]);
    };
    let plain = || column("a", ColumnType::Integer);
    check(".not_null().nullable()", plain());
    check(".default(7)", Column { default: Some(DefaultValue::Literal(Value::Int(7))), ..plain() });
    let expression = Some(DefaultValue::Expression("1 + 1".to_owned()));
    check(".default_sql(\"1 + 1\")", Column { default: expression.clone(), ..plain() });
    check(".default(expr(\"1 + 1\"))", Column { default: expression, ..plain() });
    check(".default_now()", Column { default: Some(DefaultValue::Now), ..plain() });
    check(".autoincrement()", Column { identity: Some(Identity::default()), ..plain() });
    let identity = Identity { always: true, start: Some(5), increment: None };
    check(".identity(#{always: true, start: 5})", Column { identity: Some(identity), ..plain() });
    let generated = Some(Generated { expression: "b * 2".to_owned(), stored: false });
    check(".computed(\"b * 2\", #{stored: false})", Column { generated, ..plain() });
    check(".comment(\"x\")", Column { comment: Some("x".to_owned()), ..plain() });
    check(".collate(\"NOCASE\")", Column { collation: Some("NOCASE".to_owned()), ..plain() });
    check(".native(\"UNSIGNED\")", Column { native: vec!["UNSIGNED".to_owned()], ..plain() });
}

#[test]
fn add_column_brings_what_stands_behind_the_column() {
    let column = column("email", ColumnType::Text);
    check(
        "db.add_column(\"t\", column(\"email\", text()).unique().index().check(\"email <> ''\"));",
        vec![
            AddColumn { table: object("t"), column, if_not_exists: false }.into(),
            add("t", None, ConstraintBody::unique(idents(&["email"]))),
            add("t", None, ConstraintBody::check("email <> ''")),
            plain_index(index(None, "t", &["email"])),
        ],
    );
}

#[test]
fn tables_are_dropped_renamed_and_commented() {
    let table = || object("t");
    let set = |comment: Option<&str>| SetTableComment {
        table: table(),
        comment: comment.map(str::to_owned),
    };
    check(
        "db.drop_table(\"t\"); db.drop_table(\"t\", #{if_exists: true, cascade: true});\n\
         db.rename_table(\"t\", \"u\"); db.create_table_comment(\"t\", \"x\");\n\
         db.drop_table_comment(\"t\");",
        vec![
            DropTable { table: table(), if_exists: false, cascade: false }.into(),
            DropTable { table: table(), if_exists: true, cascade: true }.into(),
            RenameTable { table: table(), new_name: ident("u") }.into(),
            set(Some("x")).into(),
            set(None).into(),
        ],
    );
}

#[test]
fn a_dot_in_a_name_is_data_and_a_schema_is_said_apart() {
    let in_schema = ObjectName { schema: Some(ident("s")), name: ident("t") };
    check(
        "db.drop_table(\"a.b\"); db.drop_table(schema_table(\"s\", \"t\"));",
        vec![
            DropTable { table: object("a.b"), if_exists: false, cascade: false }.into(),
            DropTable { table: in_schema, if_exists: false, cascade: false }.into(),
        ],
    );
}

#[test]
fn columns_are_altered_renamed_and_dropped() {
    let unchanged = || AlterColumn {
        table: object("t"),
        column: ident("a"),
        ty: None,
        nullable: None,
        default: Change::Unchanged,
        comment: Change::Unchanged,
        identity: Change::Unchanged,
    };
    let rename = RenameColumn { table: object("t"), column: ident("a"), new_name: ident("b") };
    check(
        "db.alter_column(\"t\", \"a\", #{new_name: \"b\"});\n\
         db.rename_column(\"t\", \"a\", \"b\");\n\
         db.drop_column(\"t\", \"a\", #{if_exists: true});\n\
         db.alter_column(\"t\", \"a\", #{type: text(), using: \"a || ''\", nullable: false, new_name: \"b\"});\n\
         db.alter_column(\"t\", \"a\", #{default: (), comment: (), identity: ()});\n\
         db.alter_column(\"t\", \"a\", #{default: 1, comment: \"x\", autoincrement: true});\n\
         db.alter_column(\"t\", \"a\", #{default_sql: \"1 + 1\", identity: #{start: 3}});\n\
         db.alter_column(\"t\", \"a\", #{default_now: true});",
        vec![
            rename.clone().into(),
            rename.clone().into(),
            DropColumn { table: object("t"), column: ident("a"), if_exists: true, keep: false }
                .into(),
            AlterColumn {
                ty: Some(TypeChange {
                    ty: ColumnType::Text,
                    using: Some(PerDialect::all("a || ''")),
                }),
                nullable: Some(false),
                ..unchanged()
            }
            .into(),
            rename.into(),
            AlterColumn {
                default: Change::Remove,
                comment: Change::Remove,
                identity: Change::Remove,
                ..unchanged()
            }
            .into(),
            AlterColumn {
                default: Change::Set(DefaultValue::Literal(Value::Int(1))),
                comment: Change::Set("x".to_owned()),
                identity: Change::Set(Identity::default()),
                ..unchanged()
            }
            .into(),
            AlterColumn {
                default: Change::Set(DefaultValue::Expression("1 + 1".to_owned())),
                identity: Change::Set(Identity { start: Some(3), ..Identity::default() }),
                ..unchanged()
            }
            .into(),
            AlterColumn { default: Change::Set(DefaultValue::Now), ..unchanged() }.into(),
        ],
    );
}

#[test]
fn further_words_of_the_database_are_options() {
    let native = Some("ON CONFLICT IGNORE".to_owned());
    let unique = Constraint {
        name: Some(ident("u")),
        body: ConstraintBody::unique(idents(&["a"])),
        native: native.clone(),
    };
    check(
        "db.create_unique_constraint(\"u\", \"t\", [\"a\"], #{ native: \"ON CONFLICT IGNORE\" });",
        vec![AddConstraint { table: object("t"), constraint: unique }.into()],
    );
    let key = Constraint {
        name: None,
        body: ConstraintBody::PrimaryKey { columns: idents(&["a"]) },
        native,
    };
    check(
        "db.create_primary_key((), \"t\", [\"a\"], #{ native: \"ON CONFLICT IGNORE\" });",
        vec![AddConstraint { table: object("t"), constraint: key }.into()],
    );
    let rename = RenameConstraint {
        table: object("t"),
        name: ident("a"),
        new_name: ident("b"),
        kind: Some(sandshift_model::constraint::ConstraintKind::PrimaryKey),
    };
    check(
        "db.rename_constraint(\"t\", \"a\", \"b\", #{ type: \"primary_key\" });",
        vec![rename.into()],
    );
}
