//! Row functions in steps mean what the engine means by them.
//!
//! Each function runs twice: as it is, and behind a loop that does nothing, for which there is no step,
//! so that the engine runs all of it.

use std::time::Duration;

use proptest::prelude::*;
use sandshift_model::query::Row;
use sandshift_model::value::Value;
use sandshift_sandbox::guest::{Entry, Guest};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::rhai::RhaiGuest;

use crate::host::{Recorder, run_on, text};

/// At the top of the scripts.
const TOP: &str = "const CODES = #{ A: \"first\", B: \"second\" };\nconst RATE = 3;\n\
    fn twice(x) { x + x }\n";

/// What the engine's optimizer does not take away.
const LOOP: &str = " while row.id == -99 { print(1); }";

fn rows() -> Vec<Row> {
    let row = |id: i64, name: Value, size: Value, details: &str| {
        vec![Value::Int(id), name, size, Value::Json(details.to_owned())]
    };
    let kinds = [
        row(1, text("Ada Lovelace"), Value::Int(3), r#"{"address": {"city": "London"}, "n": 1}"#),
        row(2, text(""), Value::Null, "{}"),
        row(3, Value::Null, Value::Int(i64::MAX), r#"{"address": null, "tags": ["x", "y"]}"#),
        row(4, text("Ünïcödé 🦀 text "), Value::Int(-7), r#"{"address": {"city": 5}}"#),
        row(5, text("A"), Value::Real(2.5), r#"{"address": {"city": "Ωmega"}}"#),
        row(6, text("B"), Value::Decimal("12.50".to_owned()), "[1, 2]"),
    ];
    // Several times, because the first calls are watched.
    (0..4).flat_map(|_| kinds.clone()).collect()
}

/// Everything that can be seen of a run; the prefix stands on a line of its own.
fn seen(options: &str, prefix: &str, body: &str) -> String {
    let source = format!(
        "{TOP}fn up(db) {{\nlet known = db.lookup(\"SELECT 1\");\n\
         db.transform(\"t\", #{{ key: [\"id\"]{options} }}, |row| {{{prefix}\n{body}\n}});\n}}"
    );
    let host = Recorder::with_rows(&["id", "name", "size", "details"], rows());
    let (outcome, host) = run_on(host, &source, &Limits::default());
    format!("{outcome:?}\n{:?}\n{:?}", host.outcomes, host.lines)
}

/// Once with an end at the first error, and once with the errors of all rows.
fn same(body: &str) {
    for options in ["", ", refused: #{ into: \"refused\", most: 1000 }"] {
        assert_eq!(seen(options, "", body), seen(options, LOOP, body), "{body}");
    }
}

/// Bodies that show each kind of step, and what has none.
const BODIES: &[&str] = &[
    "()",
    "row",
    "delete_row()",
    "#{}",
    "#{ name: row.name }",
    "#{ size: row.size + 1 }",
    "#{ name: row.name.to_upper() }",
    "if row.name == () { return (); } #{ name: row.name.to_upper() + \"!\" }",
    "if row.id > 3 { return #{ size: row.id }; } #{ size: -row.id }",
    "let x = row.name ?? \"none\"; x += \"?\"; #{ name: x }",
    "let x = row.id; x *= 2; x -= RATE; { let x = 7; } #{ size: x }",
    "row.name = \"new\"; row",
    "row[\"name\"] = `${row.id}: ${row.name}`; row",
    "row.id = 9; row",
    "#{ id: row.id }",
    "#{ id: row.id + 1 }",
    "#{ nothing: 1 }",
    "let d = json_parse(row.details); #{ name: d.address.city }",
    "let d = json_parse(row.details); if \"address\" in d { #{ name: d.address?.city } } else { () }",
    "let d = json_parse(row.details); d.address = 5; #{ details: d }",
    "let d = json_parse(row.details); #{ details: d, name: type_of(d) }",
    "let d = json_parse(row.details); if type_of(d) == \"map\" && \"tags\" in d { d.tags.push(\"z\"); } #{ details: d }",
    "if type_of(row.name) != \"string\" { return (); } #{ name: CODES[row.name] }",
    "#{ name: if row.name in CODES { CODES[row.name] } else { row.name } }",
    "CODES.A = \"other\"; ()",
    "#{ name: twice(row.id) }",
    "#{ size: row.size == 3 || row.id == 2 && !(row.size == ()) }",
    "#{ size: if row.size { 1 } else { 2 } }",
    "#{ size: row.id % 2, name: (row.id / 2).to_string() }",
    "#{ size: row.size * 2 }",
    "#{ size: 1.5 * row.id, name: \"a\" < \"b\" }",
    "print(`row ${row.id}`); #{ size: 1 }",
    "print(row.id); if row.id == 3 { throw \"no\"; } #{ size: 1 }",
    "insert_row(\"other\", #{ id: row.id }); #{ size: row.size + 1 }",
    "#{ name: uuid4() }",
    "let x = row.name; if x == () { x = uuid4(); } #{ name: x + uuid4() }",
    "let s = 0; for i in 0..row.id { s += i; } #{ size: s }",
    "let n = 0; for w in (row.name ?? \"a b\").split(\" \") { n += w.len(); } #{ size: n }",
    "for (x, i) in [1, 2, 3, 4] { if x == 2 { continue; } if i == 3 { break; } print(`${i}: ${x}`); insert_row(\"o\", #{ x: x }); } ()",
    "let n = []; for x in [[1, 2], [3]] { for y in x { if y == 2 { break; } n.push(y); } } #{ name: n.len().to_string() }",
    "for x in [1, 2] { if x == row.id { return #{ size: x }; } } ()",
    "for x in row.name { print(x); } ()",
    "for x in #{ a: 1 } { print(x); } ()",
    "for x in [1] { x = 5; } x",
    "let x = for y in [1, 2] { if y == 2 { break y; } }; #{ size: x }",
    "switch row.id { 1 => #{ size: 1 }, _ => () }",
    "#{ name: row.name.sub_string(0, 2), size: row.name.len() }",
    "#{ name: row.name.split(\" \")[0] }",
    "let words = if row.name == () { [] } else { row.name.split(\" \") }; #{ size: words.len() }",
    "let n = row.name; if n != () { n.make_upper(); } #{ name: n }",
    "if row.name != () { row.name.make_upper(); } row",
    "#{ size: known.get(row.id) }",
    "#{ size: missing(row.id) }",
    "#{ size: row.missing }",
    "#{ name: row.name.missing() }",
    "let f = |x| x + 1; #{ size: f.call(row.id) }",
    "try { #{ size: row.size + row.name } } catch { () }",
    "#{ size: 9223372036854775807 + row.id }",
    "#{ size: row.id ** 2, name: row.id << 2 }",
    "#{ name: 'x', size: 'x' == 'x' }",
    "[1, 2]",
    "5",
    "let row = 5; #{ size: row }",
    "{ let id = row.id; #{ size: id } }",
    "let x = { let y = row.id; y + 1 }; #{ size: x };",
    "#{ name: parse_date(row.name, \"%d.%m.%Y\") }",
    "#{ name: db.dialect }",
    "this.x",
    "#{ name: row?.name }",
    "#{ size: row.len() }",
    "#{ size: RATE, name: CODES }",
    "#{ name: \"x\".repeat(1) }",
];

#[test]
fn each_kind_of_function_gives_what_the_engine_gives() {
    for body in BODIES {
        same(body);
    }
}

/// Values that are texts, numbers, truths or nothing; types need not fit.
fn expression() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("row.id".to_owned()),
        Just("row.name".to_owned()),
        Just("row.size".to_owned()),
        Just("local".to_owned()),
        Just("()".to_owned()),
        Just("RATE".to_owned()),
        "[a-c ]{0,3}".prop_map(|text| format!("\"{text}\"")),
        (-3..100i64).prop_map(|number| format!("({number})")),
        any::<bool>().prop_map(|truth| truth.to_string()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let two = (inner.clone(), inner.clone());
        let operator = prop::sample::select(vec![
            "+", "-", "*", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "??", "%", "in",
        ]);
        let method = prop::sample::select(vec![
            "to_upper()",
            "to_lower()",
            "len()",
            "to_string()",
            "sub_string(1)",
            "index_of(\" \")",
            "contains(\"a\")",
            "starts_with(\"A\")",
            "abs()",
            "is_empty()",
            "trim()",
            "split(\" \")",
        ]);
        prop_oneof![
            (two.clone(), operator).prop_map(|((a, b), sign)| format!("({a} {sign} {b})")),
            (inner.clone(), method).prop_map(|(a, call)| format!("{a}.{call}")),
            (two.clone(), inner.clone())
                .prop_map(|((when, a), b)| format!("(if {when} {{ {a} }} else {{ {b} }})")),
            inner.clone().prop_map(|a| format!("!{a}")),
            inner.clone().prop_map(|a| format!("`<${{{a}}}>`")),
            two.prop_map(|(a, b)| format!("{{ let local = {a}; {b} }}")),
        ]
    })
}

fn statement() -> impl Strategy<Value = String> {
    prop_oneof![
        expression().prop_map(|value| format!("local = {value};")),
        expression().prop_map(|value| format!("row.name = {value};")),
        expression().prop_map(|value| format!("local += {value};")),
        (expression(), expression())
            .prop_map(|(when, value)| format!("if {when} {{ return #{{ size: {value} }}; }}")),
        (expression(), expression())
            .prop_map(|(when, value)| format!("if {when} == {value} {{ return (); }}")),
    ]
}

fn body() -> impl Strategy<Value = String> {
    let end = prop_oneof![
        (expression(), expression()).prop_map(|(a, b)| format!("#{{ size: {a}, name: {b} }}")),
        Just("row".to_owned()),
        expression(),
    ];
    (expression(), prop::collection::vec(statement(), 0..3), end).prop_map(
        |(first, statements, end)| {
            format!("let local = {first};\n{}\n{end}", statements.join("\n"))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_function_gives_what_the_engine_gives(body in body()) {
        same(&body);
    }
}

#[test]
fn a_script_leaves_nothing_to_the_next_one() {
    let limits = Limits::default();
    let first = "const A = 1;\nfn up(db) { db.insert(\"t\", #{ a: A.to_string() }); }";
    let second = "fn up(db) { db.insert(\"t\", #{ a: A.to_string() }); }";
    let (outcome, _) = run_on(Recorder::default(), first, &limits);
    outcome.unwrap();
    let mut guest = RhaiGuest::compile(first, &limits).unwrap();
    assert!(RhaiGuest::compile(second, &limits).is_err(), "the constant is gone");
    let host = std::sync::Arc::new(std::sync::Mutex::new(Recorder::default()));
    guest.call(Entry::Up, host).expect("the first script still has it");
}

#[test]
fn the_time_between_two_scripts_is_no_script_time() {
    let limits = Limits { script_time: Duration::from_millis(300), ..Limits::default() };
    let script =
        "fn up(db) { let n = 0; for i in 0..200 { n += i; } db.insert(\"t\", #{ n: n }); }";
    let (outcome, _) = run_on(Recorder::default(), script, &limits);
    outcome.unwrap();
    std::thread::sleep(Duration::from_millis(400));
    // The same engine, which is older than a script may be.
    let (outcome, _) = run_on(Recorder::default(), script, &limits);
    outcome.unwrap();
}
