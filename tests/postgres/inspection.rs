//! Names, schemas and what is left out.

use sandshift_model::column::DefaultValue;
use sandshift_model::operation::RenameTable;
use sandshift_model::value::Value;

use crate::case::{Case, create_table, ident, key, object};

#[test]
fn a_database_without_objects_is_empty() {
    assert_eq!(Case::new().inspect(), Default::default());
}

#[test]
fn our_own_tables_are_left_out() {
    let mut case = Case::with(&[
        "CREATE TABLE sandshift_journal (id serial PRIMARY KEY, note text)",
        "CREATE INDEX ON sandshift_journal (note)",
        "CREATE TEMP TABLE passing (a int)",
    ]);
    assert_eq!(case.inspect(), Default::default());
}

#[test]
fn names_with_quotes_dots_and_any_script_survive() {
    let mut case = Case::new();
    let name = "Tab\"le with 'all' – Ünï\\cödé; --";
    case.apply(create_table(name, vec![key("sel\"ect"), key("naïve"), key("from")]));
    let inspected = case.inspect();
    let table = inspected.table(&object(name)).unwrap();
    let columns: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(columns, ["sel\"ect", "naïve", "from"]);
}

#[test]
fn a_name_that_postgres_would_cut_is_refused() {
    let mut case = Case::new();
    let fits = "ü".repeat(31);
    case.apply(create_table(&fits, Vec::new()));
    let long = RenameTable { table: object(&fits), new_name: ident(&"ü".repeat(32)) };
    let refused = case.try_render(long).unwrap_err().to_string();
    assert!(refused.ends_with("is longer than the 63 bytes that PostgreSQL keeps"), "{refused}");
}

#[test]
fn the_default_schema_is_the_one_that_bare_names_mean() {
    let mut case = Case::with(&[
        "CREATE SCHEMA tenant",
        "CREATE TABLE public.a (id int)",
        "CREATE TABLE tenant.b (id int)",
    ]);
    let catalog = case.inspect();
    assert!(catalog.table(&object("a")).is_ok() && catalog.table(&object("tenant.b")).is_ok());
    assert!(catalog.schemas.contains(&ident("tenant")) && catalog.schemas.len() == 1);
    case.run("SET search_path = tenant, public");
    let catalog = case.inspect();
    assert!(catalog.table(&object("b")).is_ok() && catalog.table(&object("public.a")).is_ok());
}

#[test]
fn constants_are_told_from_expressions() {
    let mut case = Case::with(&[
        "CREATE SEQUENCE counter",
        "CREATE TABLE t (a varchar(9) DEFAULT 'it''s', b int DEFAULT (-5), c bigint DEFAULT 9999999999, \
         d numeric DEFAULT '1.50', e float8 DEFAULT 'NaN', f boolean DEFAULT false, \
         g timestamp DEFAULT now(), h date DEFAULT CURRENT_DATE, i text DEFAULT 'a' || 'b', \
         j text DEFAULT E'back\\\\slash', k bigint DEFAULT nextval('counter'), l uuid DEFAULT gen_random_uuid(), \
         m varchar(3) DEFAULT NULL, n regclass DEFAULT 'pg_class')",
    ]);
    let found = case.table("t").columns.into_iter().map(|column| column.default);
    let literal = |value: Value| Some(DefaultValue::Literal(value));
    let text = |text: &str| literal(Value::Text(text.into()));
    let expression = |text: &str| Some(DefaultValue::Expression(text.into()));
    let found: Vec<Option<DefaultValue>> = found.collect();
    assert!(matches!(&found[4], Some(DefaultValue::Literal(Value::Real(n))) if n.is_nan()));
    let expected = [
        text("it's"),
        literal(Value::Int(-5)),
        literal(Value::Int(9_999_999_999)),
        literal(Value::Decimal("1.50".into())),
        literal(Value::Bool(false)),
        Some(DefaultValue::Now),
        expression("CURRENT_DATE"),
        expression("'a'::text || 'b'::text"),
        text("back\\slash"),
        expression("nextval('counter'::regclass)"),
        expression("gen_random_uuid()"),
        // The server keeps `NULL::character varying` here, and for most types nothing.
        None,
        expression("'pg_class'::regclass"),
    ];
    let without_nan = [&found[..4], &found[5..]].concat();
    assert_eq!(without_nan, expected);
}
