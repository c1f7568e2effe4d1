//! The functions beside `db`.

use sandshift_model::value::Value;
use sandshift_sandbox::error::GuestError;

use crate::host::{Recorder, fails, passes, text, value_of};

/// Each expression is true.
#[track_caller]
fn holds(expressions: &[&str]) {
    for expression in expressions {
        assert_eq!(value_of(expression), Value::Bool(true), "{expression}");
    }
}

/// Each expression throws something that a script may catch.
#[track_caller]
fn throws(expressions: &[&str]) {
    for expression in expressions {
        let body = format!(
            "let caught = false; try {{ let x = {expression}; }} catch {{ caught = true; }} assert(caught);"
        );
        passes(Recorder::default(), &body);
    }
}

#[test]
fn json_goes_both_ways_without_losing_digits() {
    for json in [
        "null",
        "{\"a\":[1,-2,0.5,true,\"x\\n\\u0001\"],\"b\":{}}",
        "123456789012345678901234567890",
        "0.1234567890123456789012345",
        "[\"\u{1F600}\"]",
        "[]",
    ] {
        let quoted = serde_json_quote(json);
        assert_eq!(value_of(&format!("json_text(json_parse({quoted}))")), text(json));
    }
    holds(&[
        "json_parse(\"{\\\"b\\\": 1, \\\"a\\\": 2}\").keys() == [\"a\", \"b\"]",
        "type_of(json_parse(\"1\")) == \"i64\" && type_of(json_parse(\"1.0\")) == \"f64\"",
        "json_text(#{b: 1, a: 2}, #{sorted: true}) == `{\"a\":2,\"b\":1}`",
        "json_text([1], #{pretty: true}) == \"[\\n  1\\n]\"",
        "json_parse(`\"\\u00e9\"`) == \"é\"",
    ]);
    throws(&[
        "json_parse(\"\")",
        "json_parse(\"{\")",
        "json_parse(\"[1,]\")",
        "json_parse(\"01\")",
        "json_parse(\"1 2\")",
        "json_parse(\"nul\")",
        "json_parse(`\"a`)",
        "json_parse(repeat(\"[\", 100000))",
        "json_text(blob(1))",
        "json_text(1.0 / 0.0)",
    ]);
}

#[test]
fn json_value_finds_what_a_path_leads_to() {
    let document = serde_json_quote(
        r#"{"a": {"b": "c\n", "x": 1}, "a": {"b": "d"}, "t": [1, [2, 0.5], {}], "o k": null, "": 7}"#,
    );
    holds(
        &[
            ("$.a.b", "\"d\""),
            ("$.a.x", "()"),
            ("$.t[0]", "1"),
            ("$.t[1][1]", "0.5"),
            ("$.t[3]", "()"),
            ("$.t.a", "()"),
            ("$.a[0]", "()"),
            ("$.\\\"o k\\\"", "()"),
            ("$.\\\"\\\"", "7"),
            ("$.a", "#{ b: \"d\" }"),
            ("$.t[2]", "#{}"),
        ]
        .map(|(path, value)| format!("json_value({document}, \"{path}\") == {value}"))
        .each_ref()
        .map(String::as_str),
    );
    holds(&["json_value(\"5\", \"$\") == 5", "json_value(\"1e2\", \"$\") == 100.0"]);
    throws(&[
        "json_value(\"\", \"$.a\")",
        "json_value(`{\"a\": 01}`, \"$.b\")",
        "json_value(`{\"a\": 1} 2`, \"$.a\")",
        "json_value(`{\"a\": \"\\x\"}`, \"$.b\")",
        "json_value(repeat(\"[\", 100000), \"$.a\")",
    ]);
    for path in ["", "a", "$a", "$.", "$[x]", "$[0", "$.\\\"a", "$..a"] {
        let (error, _) = fails(Recorder::default(), &format!("json_value(\"1\", \"{path}\");"));
        assert!(matches!(error, GuestError::Misuse { .. }), "{path}: {error:?}");
    }
}

#[test]
fn a_variable_keeps_its_value_when_it_stands_first_in_a_call() {
    passes(
        Recorder::default(),
        "let name = \"code\"; column(name, text()); let upper = trimmed(name); assert(name == \"code\");",
    );
}

fn serde_json_quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[test]
fn regular_expressions_match_find_and_replace() {
    holds(&[
        "regex_match(\"report_2.txt\", \"_[0-9]+[.]\")",
        "regex_find(\"report_2.txt\", \"^(.*)_([0-9]+)\") == [\"report_2\", \"report\", \"2\"]",
        "regex_find(\"x\", \"y\") == ()",
        "regex_find_all(\"a1b22\", \"[0-9]+\") == [\"1\", \"22\"]",
        "regex_replace(\"2026-01\", \"(\\\\d+)-(\\\\d+)\", \"$2/$1\") == \"01/2026\"",
    ]);
    throws(&["regex_match(\"x\", \"(\")"]);
}

#[test]
fn digests_and_encodings_are_the_usual_ones() {
    holds(&[
        "sha256(\"abc\") == \"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"",
        "sha256(bytes_of(\"abc\")) == sha256(\"abc\") && sha512(\"abc\").len() == 128",
        "hex_encode(\"az\") == \"617a\" && text_of(hex_decode(\"617A\")) == \"az\"",
        "base64_encode(\"a?>\") == \"YT8+\" && base64url_encode(\"a?>\") == \"YT8-\"",
        "text_of(base64_decode(\"YQ==\")) == \"a\" && text_of(base64_decode(\"YQ\")) == \"a\"",
        "text_of(base64url_decode(\"YT8-\")) == \"a?>\"",
    ]);
    throws(&[
        "hex_decode(\"abc\")",
        "hex_decode(\"+1\")",
        "base64_decode(\"!\")",
        "text_of(hex_decode(\"ff\"))",
    ]);
}

#[test]
fn texts_are_cut_joined_and_escaped() {
    holds(&[
        "trimmed(\"  a \") == \"a\" && replaced(\"aba\", \"a\", \"c\") == \"cbc\"",
        "join([\"a\", \"b\"], \", \") == \"a, b\" && repeat(\"ab\", 2) == \"abab\"",
        "escape_like(\"50%_!\") == \"50!%!_!!\"",
        "\"a b\".split(\" \") == [\"a\", \"b\"] && \"abc\".split('b') == [\"a\", \"c\"]",
        "\"a  b\".split() == [\"a\", \"b\"] && \"a,b,c\".split(\",\", 2) == [\"a\", \"b,c\"]",
        "\"abc\".sub_string(1, 1) == \"b\" && \"abc\".index_of(\"c\") == 2",
    ]);
    passes(
        Recorder::default(),
        "let s = \"aba\"; s.replace(\"a\", \"x\"); s.replace('b', 'y'); assert(s == \"xyx\");",
    );
}

#[test]
fn dates_parse_format_compute_and_compare() {
    holds(&[
        "parse_date(\"2024-01-31\").add_months(1).to_string() == \"2024-02-29\"",
        "parse_date(\"31.01.2024\", \"%d.%m.%Y\") == parse_date(\"2024-01-31\")",
        "parse_date(\"2024-01-31\").days_until(parse_date(\"2024-03-01\")) == 30",
        "parse_date(\"2024-01-31\").weekday == 3 && parse_date(\"2024-01-31\").year == 2024",
        "parse_date(\"2024-01-31\") < parse_date(\"2024-02-01\")",
        "parse_date(\"2024-01-31\").format(\"%Y/%m\") == \"2024/01\"",
        "parse_datetime(\"2024-01-31T10:00:00+02:00\").to_string() == \"2024-01-31 08:00:00+00:00\"",
        "parse_datetime(\"2024-01-31 10:00:00.5\").to_string() == \"2024-01-31 10:00:00.500000\"",
        "parse_datetime(\"2024-01-31 10:00:00\").add_hours(20).day == 1",
        "parse_datetime(\"2024-01-31 10:00:00\").date == parse_date(\"2024-01-31\")",
        "parse_date(\"2024-01-31\").at(parse_time(\"10:00\")).in_utc().unix == 1706695200",
        "from_unix(1706695200).to_string() == \"2024-01-31 10:00:00+00:00\"",
        "from_unix(0).seconds_until(from_unix(1.5)) == 1.5",
    ]);
    throws(&[
        "parse_date(\"2024-02-30\")",
        "parse_datetime(\"x\")",
        "parse_date(\"9999-12-31\").add_days(1)",
    ]);
}

#[test]
fn now_and_uuids_are_the_same_in_every_run() {
    let ids = || {
        let body = "db.insert(\"t\", [#{v: now()}, #{v: uuid4()}, #{v: uuid4()}, #{v: uuid7()}, #{v: uuid7()}]);";
        let host = passes(Recorder::default(), body);
        match host.operations().remove(0) {
            sandshift_model::operation::Operation::InsertRows(insert) => {
                insert.rows.into_iter().flatten().collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        }
    };
    let first = ids();
    assert_eq!(first, ids());
    assert_eq!(first[0], Value::TimestampTz("2023-11-14 22:13:20.123456+00:00".to_owned()));
    let id = |at: usize| match &first[at] {
        Value::Text(text) => text.clone(),
        other => panic!("{other:?}"),
    };
    assert_ne!(id(1), id(2));
    assert_eq!(&id(1)[14..15], "4");
    assert_eq!(&id(3)[14..15], "7");
    assert!(id(3) < id(4));
    holds(&["today().to_string() == \"2023-11-14\""]);
}

#[test]
fn an_assertion_says_its_message_and_place() {
    let (error, _) = fails(Recorder::default(), "assert(true);\n assert(1 == 2, \"odd\");");
    assert_eq!(error.to_string(), "odd");
    assert_eq!(error.origin().line, 3);
}

#[test]
fn a_variable_keeps_its_value_when_a_function_gets_it() {
    let body = "let text = \"{}\"; json_parse(text); sha256(text); trimmed(text);\n\
        assert(text == \"{}\", `text is ${text}`);\n\
        let list = [\"a\", \"b\"]; join(list, \",\"); json_text(list); assert(list.len() == 2);\n\
        let day = parse_date(\"2024-02-29\"); let shown = json_text(day); assert(day.day == 29);\n\
        let truth = true; assert(truth, \"x\"); assert(truth, \"y\");";
    passes(Recorder::default(), body);
}
