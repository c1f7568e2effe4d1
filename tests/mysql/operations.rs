//! Every operation up, down and up again.

use sandshift_model::column::{Column, DefaultValue, Generated, Identity};
use sandshift_model::constraint::{ConstraintBody, ReferentialAction};
use sandshift_model::index::{IndexKey, IndexTerm};
use sandshift_model::object::{Function, Sequence, Trigger, View};
use sandshift_model::operation::*;
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use crate::house::House;
use crate::words::*;

fn persons() -> Operation {
    table("persons", vec![column("name", string(100)), column("age", ColumnType::Integer)])
}

fn pets() -> Operation {
    table("pets", vec![column("owner", ColumnType::BigInteger), column("name", string(50))])
}

#[test]
fn a_table_with_every_type_reads_back_as_it_was_made() {
    let numeric = ColumnType::Numeric { precision: Some(12), scale: Some(2) };
    let types = [
        ("small", ColumnType::SmallInteger),
        ("whole", ColumnType::Integer),
        ("big", ColumnType::BigInteger),
        ("truth", ColumnType::Boolean),
        ("single", ColumnType::Float),
        ("twice", ColumnType::Double),
        ("exact", numeric.clone()),
        ("short", string(20)),
        ("fixed", ColumnType::Char { length: 3 }),
        ("long", ColumnType::Text),
        ("bytes", ColumnType::Binary { length: None }),
        ("few_bytes", ColumnType::Binary { length: Some(16) }),
        ("day", ColumnType::Date),
        ("clock", ColumnType::Time),
        ("moment", ColumnType::DateTime { timezone: true }),
        ("wall", ColumnType::DateTime { timezone: false }),
        ("span", ColumnType::Interval),
        ("doc", ColumnType::Json),
        ("unique_id", ColumnType::Uuid),
    ];
    let mut columns: Vec<Column> = types.into_iter().map(|(name, ty)| column(name, ty)).collect();
    columns.extend([
        with_default("d_int", ColumnType::Integer, Value::Int(-7)),
        with_default("d_bool", ColumnType::Boolean, Value::Bool(true)),
        with_default("d_exact", numeric, Value::Decimal("-1.50".into())),
        with_default("d_real", ColumnType::Double, Value::Real(-1.5e300)),
        with_default("d_text", string(40), text("it's \\ \"q\"\n%")),
        with_default("d_long", ColumnType::Text, text("long")),
        with_default("d_json", ColumnType::Json, Value::Json("{\"a\": [1]}".into())),
        with_default(
            "d_bytes",
            ColumnType::Binary { length: Some(9) },
            Value::Bytes(vec![0, 255, 39]),
        ),
        with_default("d_day", ColumnType::Date, Value::Date("2026-02-28".into())),
        with_default("d_clock", ColumnType::Time, Value::Time("01:02:03.5".into())),
        with_default(
            "d_wall",
            ColumnType::DateTime { timezone: false },
            Value::Timestamp("2026-02-28 01:02:03".into()),
        ),
        Column { default: Some(DefaultValue::Now), ..column("now_day", ColumnType::Date) },
        Column { default: Some(DefaultValue::Now), ..column("now_clock", ColumnType::Time) },
        Column {
            default: Some(DefaultValue::Now),
            nullable: false,
            ..column("now", ColumnType::DateTime { timezone: false })
        },
        Column {
            default: Some(DefaultValue::Expression("1 + 2".into())),
            comment: Some("it's a sum".into()),
            ..column("sum", ColumnType::Integer)
        },
        Column {
            generated: Some(Generated { expression: "whole + 1".into(), stored: true }),
            ..column("next", ColumnType::Integer)
        },
        Column {
            generated: Some(Generated { expression: "whole + 2".into(), stored: false }),
            ..column("after_next", ColumnType::Integer)
        },
        Column { collation: Some("utf8mb4_unicode_ci".into()), ..column("soft", string(9)) },
    ]);
    let mut house = House::new(vec![]);
    house.there_and_back(table("all_types", columns));
}

#[test]
fn a_numbered_table_with_options_reads_back() {
    let mut create = match table("numbered", vec![]) {
        Operation::CreateTable(create) => create,
        other => panic!("{other:?}"),
    };
    create.table.columns[0].identity = Some(Identity { start: Some(100), ..Identity::default() });
    create.table.comment = Some("say \"hi\", it's on".into());
    create.table.options.collation = Some("utf8mb4_unicode_ci".into());
    let mut house = House::new(vec![]);
    house.there_and_back(create.into());
    house.run(insert("numbered", &[], vec![vec![]]));
    assert_eq!(house.rows("SELECT id FROM numbered"), [[Value::Int(100)]]);
}

#[test]
fn tables_are_renamed_commented_and_dropped() {
    let mut house =
        House::new(vec![persons(), pets(), points("pets", "fk_owner", &["owner"], "persons")]);
    house.there_and_back(
        SetTableComment { table: object("pets"), comment: Some("animals".into()) }.into(),
    );
    house.there_and_back(RenameTable { table: object("persons"), new_name: id("people") }.into());
    house.there_and_back(
        DropTable { table: object("pets"), if_exists: false, cascade: false }.into(),
    );
}

#[test]
fn columns_are_added_renamed_and_dropped_with_what_stands_on_them() {
    let mut house = House::new(vec![
        persons(),
        pets(),
        points("pets", "fk_owner", &["owner"], "persons"),
        create_index(index("pets", "ix_two", &["name", "owner"])),
        constrain("pets", "uq_pet", ConstraintBody::unique(ids(&["owner", "name"]))),
        constrain("pets", "ck_name", ConstraintBody::check("name <> ''")),
    ]);
    house.there_and_back(add_column("pets", column("kind", string(9))));
    house.there_and_back(add_column(
        "pets",
        Column { nullable: false, ..column("legs", ColumnType::Integer) },
    ));
    house.there_and_back(
        RenameColumn { table: object("pets"), column: id("owner"), new_name: id("owner_id") }
            .into(),
    );
    house.there_and_back(
        DropColumn { table: object("pets"), column: id("owner_id"), if_exists: false, keep: false }
            .into(),
    );
    house.there_and_back(
        DropColumn { table: object("pets"), column: id("name"), if_exists: false, keep: false }
            .into(),
    );
}

#[test]
fn a_not_null_column_without_default_is_refused_when_there_are_rows() {
    let mut house =
        House::new(vec![persons(), insert("persons", &["id"], vec![vec![Value::Int(1)]])]);
    let legs = Column { nullable: false, ..column("legs", ColumnType::Integer) };
    let error = house.attempt(add_column("persons", legs)).unwrap_err();
    assert!(error.message.contains("needs_a_default"), "{error}");
    house.agrees();
}

#[test]
fn indexes_of_all_kinds_come_and_go() {
    let mut house = House::new(vec![persons()]);
    house.there_and_back(create_index(index("persons", "ix_age", &["age", "name"])));
    let mut unique = index("persons", "any_name", &["name"]);
    unique.unique = true;
    house.there_and_back(create_index(unique));
    let mut prefix = index("persons", "ix_prefix", &["name"]);
    prefix.keys = vec![IndexKey {
        on: IndexTerm::Column(id("name")),
        descending: true,
        native: Some("(10)".into()),
    }];
    house.there_and_back(create_index(prefix));
    let mut words = index("persons", "ix_words", &["name"]);
    words.method = Some("fulltext".into());
    house.there_and_back(create_index(words));
    for name in ["ix_age", "any_name"] {
        house.there_and_back(
            RenameIndex { name: id(name), table: None, new_name: id("renamed") }.into(),
        );
        house.there_and_back(
            DropIndex { name: id("renamed"), table: None, concurrently: false, if_exists: false }
                .into(),
        );
    }
}

#[test]
fn constraints_of_all_kinds_come_and_go() {
    let mut house = House::new(vec![persons(), pets()]);
    let mut key = foreign_key(&["owner"], "persons", &[]);
    key.on_delete = Some(ReferentialAction::Cascade);
    key.on_update = Some(ReferentialAction::NoAction);
    house.there_and_back(constrain("pets", "fk_owner", ConstraintBody::ForeignKey(key)));
    house.there_and_back(constrain("pets", "uq_pet", ConstraintBody::unique(ids(&["name"]))));
    house.there_and_back(constrain("pets", "ck_pet", ConstraintBody::check("name <> 'it''s'")));
    for name in ["fk_owner", "uq_pet", "ck_pet"] {
        house.there_and_back(
            RenameConstraint {
                table: object("pets"),
                name: id(name),
                new_name: id("renamed"),
                kind: None,
            }
            .into(),
        );
        house.there_and_back(drop_constraint("pets", "renamed"));
    }
    house.there_and_back(drop_constraint("pets", "pk_pets"));
    house.there_and_back(constrain(
        "pets",
        "pk_pets",
        ConstraintBody::PrimaryKey { columns: ids(&["id", "name"]) },
    ));
}

#[test]
fn the_index_of_a_foreign_key_follows_it_in_any_order() {
    let mut house =
        House::new(vec![persons(), pets(), points("pets", "fk_owner", &["owner"], "persons")]);
    let better = || create_index(index("pets", "ix_owner", &["owner", "name"]));
    house.there_and_back(better());
    house.there_and_back(drop_constraint("pets", "fk_owner"));
    house.run(points("pets", "fk_again", &["owner"], "persons"));
    house.run(points("pets", "fk_second", &["owner"], "persons"));
    house.agrees();
    let drop = DropIndex {
        name: id("ix_owner"),
        table: Some(object("pets")),
        concurrently: false,
        if_exists: false,
    };
    house.there_and_back(drop.into());
    house.there_and_back(drop_constraint("pets", "fk_again"));
    house.there_and_back(drop_constraint("pets", "fk_second"));
    let left = house.rows("SHOW INDEX FROM pets");
    assert_eq!(left.len(), 1, "only the primary key is left: {left:?}");
}

#[test]
fn a_foreign_key_to_a_column_of_another_collation_works() {
    let mut old = match table("old", vec![]) {
        Operation::CreateTable(create) => create,
        other => panic!("{other:?}"),
    };
    old.table.columns[0].ty = string(36);
    old.table.options.collation = Some("utf8mb4_general_ci".into());
    let mut new = match table("new", vec![column("old_id", string(36))]) {
        Operation::CreateTable(create) => create,
        other => panic!("{other:?}"),
    };
    new.table.constraints.push(sandshift_model::constraint::Constraint::named(
        id("fk_old"),
        ConstraintBody::ForeignKey(foreign_key(&["old_id"], "old", &["id"])),
    ));
    let house = House::new(vec![old.into(), new.into()]);
    assert!(house.sql.last().unwrap().contains("COLLATE utf8mb4_general_ci"));
}

#[test]
fn views_triggers_functions_and_sequences_come_and_go() {
    let mut house = House::new(vec![persons()]);
    let view = View {
        name: object("adults"),
        query: "SELECT id, name FROM persons WHERE age >= 18".into(),
        materialized: false,
        columns: vec![],
    };
    house.there_and_back(CreateView { view: view.clone(), or_replace: false }.into());
    let query = "SELECT id, name FROM persons WHERE age >= 21".into();
    house.there_and_back(CreateView { view: View { query, ..view }, or_replace: true }.into());
    house.there_and_back(DropView { name: object("adults"), if_exists: false }.into());

    let trigger = |body: &str| Trigger {
        name: id("tr_age"),
        table: object("persons"),
        definition: format!("CREATE TRIGGER tr_age BEFORE INSERT ON persons FOR EACH ROW {body}"),
    };
    let first = trigger("BEGIN SET NEW.age = 1; SET NEW.name = 'a;b'; END");
    house.there_and_back(CreateTrigger { trigger: first, or_replace: false }.into());
    let second = trigger("SET NEW.age = 2");
    house.there_and_back(CreateTrigger { trigger: second, or_replace: true }.into());
    house.there_and_back(
        DropTrigger { name: id("tr_age"), table: object("persons"), if_exists: false }.into(),
    );

    let function = |number: u8| Function {
        name: object("f"),
        arguments: String::new(),
        procedure: false,
        definition: format!(
            "CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC RETURN a + {number}"
        ),
    };
    house.there_and_back(CreateFunction { function: function(1), or_replace: false }.into());
    house.there_and_back(CreateFunction { function: function(2), or_replace: true }.into());
    assert_eq!(house.rows("SELECT f(1)"), [[Value::Int(3)]]);
    house.there_and_back(
        DropFunction {
            name: object("f"),
            arguments: String::new(),
            procedure: false,
            if_exists: false,
        }
        .into(),
    );
    let sequence = Sequence { name: object("s"), start: Some(5), increment: Some(2), native: None };
    house.there_and_back(CreateSequence { sequence, if_not_exists: false }.into());
    house.there_and_back(DropSequence { name: object("s"), if_exists: false }.into());
}

#[test]
fn what_the_server_cannot_do_is_refused_with_an_alternative() {
    let house = House::new(vec![persons(), table("notes", vec![column("body", ColumnType::Text)])]);
    let mut partial = index("persons", "ix", &["age"]);
    partial.filter = Some("age > 3".into());
    assert!(house.refusal(create_index(partial)).contains("index some rows only"));
    let mut term = index("persons", "ix", &["age"]);
    term.keys[0].on = IndexTerm::Expression("age + 1".into());
    assert!(house.refusal(create_index(term)).contains("index the expression `age + 1`"));
    let whole = create_index(index("notes", "ix", &["body"]));
    assert!(house.refusal(whole).contains("index the whole values of `body`"));
    let unique = constrain("notes", "uq", ConstraintBody::unique(ids(&["body"])));
    assert!(house.refusal(unique).contains("index the whole values of `body`"));
    let long = "x".repeat(65);
    let rename = RenameTable { table: object("notes"), new_name: id(&long) };
    assert!(house.refusal(rename).contains("64 characters"));
    let schema = CreateSchema { name: id("s"), if_not_exists: false };
    assert!(house.refusal(schema).contains("keep schemas"));
    let mut elsewhere = object("persons");
    elsewhere.schema = Some(id("other"));
    let drop = DropTable { table: elsewhere, if_exists: true, cascade: false };
    assert!(house.refusal(drop).contains("another database"));
}

fn drop_constraint(table: &str, name: &str) -> Operation {
    DropConstraint { table: object(table), name: id(name), kind: None, if_exists: false }.into()
}
