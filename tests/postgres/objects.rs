//! Views, triggers, functions, schemas, sequences and extensions.

use sandshift_model::object::{Function, Sequence, Trigger, View};
use sandshift_model::operation::{
    CreateExtension, CreateFunction, CreateSchema, CreateSequence, CreateTrigger, CreateView,
    DropExtension, DropFunction, DropSchema, DropSequence, DropTrigger, DropView,
};
use sandshift_model::value::Value;

use crate::case::{Case, ident, idents, object};

fn view(name: &str, query: &str) -> CreateView {
    let view =
        View { name: object(name), query: query.into(), materialized: false, columns: Vec::new() };
    CreateView { view, or_replace: false }
}

fn drop_view(name: &str) -> DropView {
    DropView { name: object(name), if_exists: false }
}

#[test]
fn views_are_made_restated_and_dropped() {
    let mut case = Case::with(&["CREATE TABLE t (a int, b text)"]);
    let mut create = view("v", "SELECT a, b FROM t WHERE b <> 'it''s';");
    create.view.columns = idents(&["X", "y"]);
    let between = case.there_and_back(create, drop_view("v"));
    let inspected = between.views[&object("v")].clone();
    case.apply(CreateView { view: inspected, or_replace: false });
    assert_eq!(case.inspect(), between);
    case.apply(drop_view("v"));
    case.apply(DropView { if_exists: true, ..drop_view("v") });
}

#[test]
fn a_view_is_replaced_in_place_where_that_is_possible_and_else_made_anew() {
    let mut case = Case::with(&["CREATE TABLE t (a int, b text)", "INSERT INTO t VALUES (1, 'x')"]);
    let replace = |query: &str| CreateView { or_replace: true, ..view("v", query) };
    case.apply(replace("SELECT a FROM t"));
    case.run("CREATE VIEW upon AS SELECT a FROM v");
    case.apply(replace("SELECT a + 1 AS a, b FROM t WHERE b = 'x'"));
    assert_eq!(case.rows("SELECT a FROM upon"), [[Value::Int(2)]]);

    case.run("DROP VIEW upon");
    case.apply(replace("SELECT b AS other, '$view0$' AS tag FROM t"));
    let row = vec![Value::Text("x".into()), Value::Text("$view0$".into())];
    assert_eq!(case.rows("SELECT * FROM v"), [row]);
}

#[test]
fn materialized_views_are_made_replaced_and_dropped_by_their_kind() {
    let mut case = Case::with(&["CREATE TABLE t (a int)"]);
    let mut create = view("v", "SELECT a FROM t");
    create.view.materialized = true;
    let between = case.there_and_back(create.clone(), drop_view("v"));
    assert!(between.views[&object("v")].materialized);
    create.or_replace = true;
    case.apply(create.clone());
    create.view.query = "SELECT a AS b FROM t".into();
    case.apply(create);
    case.apply(CreateView { or_replace: true, ..view("v", "SELECT 1 AS one") });
    assert!(!case.inspect().views[&object("v")].materialized);
}

const TOUCH: &str = "CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$\n\
    BEGIN NEW.a := 7; RETURN NEW; END $$";

#[test]
fn functions_and_triggers_go_there_and_back() {
    let mut case = Case::with(&["CREATE SCHEMA app", "CREATE TABLE app.t (a int)"]);
    let function = |definition: &str| CreateFunction {
        function: Function {
            name: object("app.touch"),
            arguments: String::new(),
            procedure: false,
            definition: definition.into(),
        },
        or_replace: false,
    };
    let drop_function = DropFunction {
        name: object("app.touch"),
        arguments: String::new(),
        procedure: false,
        if_exists: false,
    };
    let between = case.there_and_back(function(TOUCH), drop_function.clone());
    let inspected = &between.functions[&(object("app.touch"), String::new())];
    case.apply(function(&inspected.definition));
    assert_eq!(case.inspect(), between);
    case.apply(CreateFunction { or_replace: true, ..function(TOUCH) });

    let trigger = |or_replace: bool| CreateTrigger {
        trigger: Trigger {
            name: ident("Touch"),
            table: object("app.t"),
            definition: "CREATE TRIGGER \"Touch\" BEFORE INSERT ON app.t FOR EACH ROW \
                         EXECUTE FUNCTION app.touch()"
                .into(),
        },
        or_replace,
    };
    let drop_trigger =
        DropTrigger { name: ident("Touch"), table: object("app.t"), if_exists: false };
    let between = case.there_and_back(trigger(false), drop_trigger.clone());
    assert_eq!(between.triggers.len(), 1);
    case.apply(trigger(true));
    case.apply(trigger(true));
    assert_eq!(case.inspect(), between);
    case.run("INSERT INTO app.t VALUES (1)");
    assert_eq!(case.rows("SELECT a FROM app.t"), [[Value::Int(7)]]);
    case.apply(drop_trigger.clone());
    case.apply(DropTrigger { if_exists: true, ..drop_trigger });
    case.apply(drop_function.clone());
    case.apply(DropFunction { if_exists: true, ..drop_function });
}

#[test]
fn overloads_and_procedures_are_told_apart() {
    let mut case = Case::with(&[
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 0'",
        "CREATE FUNCTION f(a integer, b text) RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE PROCEDURE p(x integer) LANGUAGE sql AS 'SELECT 1'",
        "CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int)",
    ]);
    let functions = case.inspect().functions;
    assert_eq!(functions.len(), 3);
    for ((name, arguments), function) in functions {
        let before = case.inspect();
        let procedure = function.procedure;
        case.apply(DropFunction { name, arguments, procedure, if_exists: false });
        case.apply(CreateFunction { function, or_replace: false });
        assert_eq!(case.inspect(), before);
    }
    let bare = DropFunction {
        name: object("p"),
        arguments: String::new(),
        procedure: true,
        if_exists: false,
    };
    assert_eq!(case.render(bare)[0].sql, "DROP PROCEDURE \"p\"(integer)");
}

#[test]
fn schemas_and_sequences_go_there_and_back() {
    let mut case = Case::new();
    let create = CreateSchema { name: ident("my schema"), if_not_exists: false };
    let drop = DropSchema { name: ident("my schema"), if_exists: false, cascade: false };
    case.there_and_back(create.clone(), drop.clone());
    case.apply(create.clone());
    case.apply(CreateSchema { if_not_exists: true, ..create });

    let sequence =
        Sequence { name: object("my schema.s"), start: Some(5), increment: Some(-2), native: None };
    let create = CreateSequence { sequence: sequence.clone(), if_not_exists: false };
    let create = CreateSequence { sequence: Sequence { start: Some(-5), ..sequence }, ..create };
    let away = DropSequence { name: object("my schema.s"), if_exists: false };
    let between = case.there_and_back(create.clone(), away.clone());
    assert_eq!(between.sequences[&object("my schema.s")], create.sequence);
    case.apply(create.clone());
    case.apply(CreateSequence { if_not_exists: true, ..create });
    let refused = case.render(drop.clone());
    assert_eq!(case.fails(&refused[0].sql).code.as_deref(), Some("2BP01"));
    case.apply(DropSchema { cascade: true, ..drop.clone() });
    case.apply(DropSchema { if_exists: true, ..drop });
}

#[test]
fn extensions_go_there_and_back_and_what_they_own_is_not_inspected() {
    let mut case = Case::new();
    let create = CreateExtension { name: ident("hstore"), if_not_exists: false };
    let drop = DropExtension { name: ident("hstore"), if_exists: false };
    let between = case.there_and_back(create.clone(), drop.clone());
    assert!(between.extensions.contains(&ident("hstore")));
    assert!(between.functions.is_empty());
    case.apply(create.clone());
    case.apply(CreateExtension { if_not_exists: true, ..create });
    case.apply(drop.clone());
    case.apply(DropExtension { if_exists: true, ..drop });
}
