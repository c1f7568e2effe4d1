//! Tables.

use sandshift_model::column::{DefaultValue, Identity};
use sandshift_model::constraint::{Constraint, ConstraintBody, ForeignKey, ReferentialAction};
use sandshift_model::index::Index;
use sandshift_model::naming::name_unnamed;
use sandshift_model::operation::{DropTable, Operation, RenameTable, SetTableComment};
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use crate::case::{Case, column, create_table, ident, idents, key, object};

fn drop_table(name: &str) -> DropTable {
    DropTable { table: object(name), if_exists: false, cascade: false }
}

#[test]
fn create_table_gives_every_neutral_type_back_as_it_was_asked_for() {
    let types = vec![
        ColumnType::SmallInteger,
        ColumnType::Integer,
        ColumnType::BigInteger,
        ColumnType::Boolean,
        ColumnType::Float,
        ColumnType::Double,
        ColumnType::Numeric { precision: None, scale: None },
        ColumnType::Numeric { precision: Some(12), scale: Some(2) },
        ColumnType::String { length: None },
        ColumnType::String { length: Some(255) },
        ColumnType::Char { length: 3 },
        ColumnType::Text,
        ColumnType::Binary { length: None },
        ColumnType::Date,
        ColumnType::Time,
        ColumnType::DateTime { timezone: false },
        ColumnType::DateTime { timezone: true },
        ColumnType::Interval,
        ColumnType::Json,
        ColumnType::Uuid,
        ColumnType::Array(Box::new(ColumnType::String { length: Some(5) })),
        crate::case::native("inet"),
        crate::case::native("bit varying(5)"),
        crate::case::native("timestamp(3) without time zone"),
    ];
    let specs = types.into_iter().enumerate().map(|(n, ty)| column(&format!("c{n}"), ty));
    let create = create_table("kinds", specs.collect());

    let mut case = Case::new();
    case.apply(create.clone());

    assert_eq!(case.table("kinds"), create.table);
}

#[test]
fn create_table_is_inspected_as_the_operation_says() {
    let mut id = key("id");
    id.column.identity = Some(Identity { always: true, start: Some(100), increment: Some(5) });
    let mut status = column("status", ColumnType::String { length: Some(50) });
    status.column.nullable = false;
    status.column.default = Some(DefaultValue::Literal(Value::Text("IT'S \\ACTIVE".into())));
    status.column.comment = Some("the 'state'".into());
    let mut created = column("created_at", ColumnType::DateTime { timezone: true });
    created.column.default = Some(DefaultValue::Now);
    let mut age = column("age", ColumnType::Integer);
    age.check = Some("age >= 0".into());
    age.column.default = Some(DefaultValue::Literal(Value::Int(-1)));
    let mut email = column("email", ColumnType::Text);
    email.unique = true;
    email.column.collation = Some("C".into());
    let mut boss = column("boss_id", ColumnType::Integer);
    boss.index = true;
    boss.references = Some(ForeignKey {
        columns: Vec::new(),
        references: object("persons"),
        referred_columns: idents(&["id"]),
        on_delete: Some(ReferentialAction::SetNull),
        on_update: Some(ReferentialAction::Cascade),
        deferrable: None,
        match_type: None,
        not_valid: false,
    });
    let mut create = create_table("persons", vec![id, status, created, age, email, boss]);
    create.table.comment = Some("people".into());
    let mut operation = Operation::from(create);
    let mut case = Case::new();
    name_unnamed(&mut operation, &case.inspect());
    let Operation::CreateTable(mut named) = operation.clone() else { unreachable!() };

    case.there_and_back(operation.clone(), drop_table("persons"));
    case.apply(operation);

    let mut found = case.table("persons");
    let by_name = |a: &Constraint, b: &Constraint| a.name.cmp(&b.name);
    found.constraints.sort_by(by_name);
    named.table.constraints.sort_by(by_name);
    assert_eq!(found, named.table);
}

#[test]
fn a_dropped_table_is_made_again_with_all_that_it_had() {
    let mut case = Case::with(&[
        "CREATE SCHEMA app",
        "CREATE TABLE app.t (id serial PRIMARY KEY, n numeric(10,2) DEFAULT 1.50, \
         d timestamptz DEFAULT '2020-01-01 00:00:00+00', j jsonb DEFAULT '{\"a\": 1}', \
         b bytea DEFAULT '\\x00ff', x text DEFAULT upper('x'), g text GENERATED ALWAYS AS (lower(x)) STORED, \
         f float8 DEFAULT 1e300, tags text[] DEFAULT '{}', span interval DEFAULT '1 day', \
         CONSTRAINT u UNIQUE (n, d) INCLUDE (j) DEFERRABLE INITIALLY DEFERRED, \
         CONSTRAINT c CHECK (n > 0) NO INHERIT) WITH (fillfactor='70')",
        "ALTER TABLE app.t ADD CONSTRAINT later CHECK (n < 1000) NOT VALID",
        "CREATE INDEX i ON app.t USING gin (j jsonb_path_ops) WHERE n > 5",
        "CREATE UNLOGGED TABLE app.quick (a int)",
    ]);
    for name in ["app.t", "app.quick"] {
        let before = case.inspect();
        let table = case.table(name);
        case.apply(drop_table(name));
        case.apply(sandshift_model::operation::CreateTable { table, if_not_exists: false });
        assert_eq!(case.inspect(), before);
    }
    case.run("INSERT INTO app.t (n) VALUES (7)");
    assert_eq!(case.rows("SELECT id FROM app.t"), [[Value::Int(1)]]);
}

#[test]
fn partitions_are_made_again_as_partitions() {
    let mut case = Case::with(&[
        "CREATE TABLE log (id int NOT NULL, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
        "CREATE TABLE log_2026 PARTITION OF log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
        "CREATE INDEX ON log (at)",
    ]);
    let before = case.inspect();
    let table = case.table("log_2026");
    case.apply(drop_table("log_2026"));
    case.apply(sandshift_model::operation::CreateTable { table, if_not_exists: false });
    assert_eq!(case.inspect(), before);
}

#[test]
fn rename_table_and_comment_go_there_and_back() {
    let mut case = Case::with(&["CREATE SCHEMA app", "CREATE TABLE app.old (id int)"]);
    let rename = |old: &str, new: &str| RenameTable { table: object(old), new_name: ident(new) };
    let between = case.there_and_back(rename("app.old", "new"), rename("app.new", "old"));
    assert!(between.table(&object("app.new")).is_ok());

    let comment = |text: Option<&str>| SetTableComment {
        table: object("app.old"),
        comment: text.map(str::to_owned),
    };
    let between = case.there_and_back(comment(Some("it's \\ here")), comment(None));
    let table = between.table(&object("app.old")).unwrap();
    assert_eq!(table.comment.as_deref(), Some("it's \\ here"));
}

#[test]
fn drop_table_cascades_only_when_asked() {
    let mut case = Case::with(&["CREATE TABLE t (id int)", "CREATE VIEW v AS SELECT id FROM t"]);
    let refused = case.render(drop_table("t"));
    assert_eq!(case.fails(&refused[0].sql).code.as_deref(), Some("2BP01"));
    case.apply_reworded(DropTable { table: object("t"), if_exists: false, cascade: true });
    assert!(case.inspect().views.is_empty());
    case.apply(DropTable { table: object("t"), if_exists: true, cascade: false });
}

#[test]
fn a_table_without_columns_and_one_that_exists_are_no_trouble() {
    let mut case = Case::new();
    let mut create = create_table("nothing", Vec::new());
    case.apply(create.clone());
    create.if_not_exists = true;
    create.table.indexes.push(Index::on(object("nothing"), idents(&["tableoid"])));
    create.table.indexes.clear();
    case.apply(create.clone());
    assert_eq!(case.table("nothing"), create.table);
}

#[test]
fn composite_keys_keep_their_order() {
    let mut create = create_table(
        "pairs",
        vec![column("a", ColumnType::Integer), column("b", ColumnType::Integer)],
    );
    let body = ConstraintBody::PrimaryKey { columns: idents(&["b", "a"]) };
    create.table.constraints.push(Constraint::unnamed(body));
    let mut case = Case::new();
    case.apply(create);
    assert_eq!(case.table("pairs").primary_key(), idents(&["b", "a"]));
}
