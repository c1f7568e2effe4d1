//! Values go into scripts and out again unchanged.

use sandshift_model::operation::Operation;
use sandshift_model::value::Value;

use crate::host::{Recorder, fails, passes, text, value_of};

fn through(value: Value) -> Value {
    let host = Recorder::with_rows(&["v"], vec![vec![value]]);
    let host = passes(host, "db.insert(\"t\", db.query(\"SELECT v FROM t\"));");
    match host.operations().remove(0) {
        Operation::InsertRows(insert) => insert.rows[0][0].clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_value_survives() {
    let own = str::to_owned;
    for value in [
        Value::Null,
        Value::Bool(false),
        Value::Int(i64::MIN),
        Value::Uint(u64::MAX),
        Value::Real(0.1),
        Value::Real(f64::INFINITY),
        Value::Decimal(own("1.10")),
        Value::Decimal(own("-0.000000000000000000000000001")),
        Value::Decimal(own("123456789012345678901234567890.5")),
        text("naïve"),
        Value::Bytes(vec![0, 1, 255]),
        Value::Date(own("2026-01-31")),
        Value::Date(own("infinity")),
        Value::Time(own("23:59:59.123456")),
        Value::Timestamp(own("12026-01-31 23:59:59.5")),
        Value::TimestampTz(own("2026-01-31 23:59:59+00:00")),
    ] {
        assert_eq!(through(value.clone()), value);
    }
}

#[test]
fn not_a_number_survives() {
    assert!(matches!(through(Value::Real(f64::NAN)), Value::Real(real) if real.is_nan()));
}

#[test]
fn kinds_without_a_script_type_arrive_as_text() {
    let own = str::to_owned;
    for value in [Value::Json(own("{}")), Value::Uuid(own("{}")), Value::Other(own("{}"))] {
        assert_eq!(through(value), text("{}"));
    }
}

#[test]
fn maps_and_arrays_become_json() {
    assert_eq!(
        value_of("#{b: [1, 2.5, ()], a: \"x\"}"),
        Value::Json(r#"{"a":"x","b":[1,2.5,null]}"#.to_owned())
    );
    assert_eq!(value_of("'x'"), text("x"));
    fails(Recorder::default(), "db.insert(\"t\", #{v: |x| x});");
    fails(Recorder::default(), "db.insert(\"t\", #{v: db});");
}

#[test]
fn decimals_compute_exactly() {
    for (script, expected) in [
        ("decimal(\"1.10\") + 1", "2.10"),
        ("1 - decimal(\"0.9\")", "0.1"),
        ("decimal(\"0.1\") + 0.2", "0.3"),
        ("decimal(\"1.5\") * decimal(\"1.5\")", "2.25"),
        ("decimal(10) / 4", "2.5"),
        ("decimal(\"2.345\").round(2)", "2.35"),
        ("-decimal(\"1.5\")", "-1.5"),
        ("decimal(\"-1.5\").abs()", "1.5"),
        ("decimal(\"1e3\")", "1000"),
    ] {
        assert_eq!(value_of(script), Value::Decimal(expected.to_owned()), "{script}");
    }
    for script in [
        "decimal(\"1.10\") == decimal(\"1.1\")",
        "decimal(\"1.1\") == 1.1",
        "decimal(2) > 1 && 1 < decimal(2) && decimal(2) != 3",
        "decimal(\"1.10\").to_string() == \"1.10\"",
        "decimal(\"1.5\").to_float() == 1.5",
        "decimal(\"-1.9\").to_int() == -1",
        "`${decimal(\"1.10\")}` == \"1.10\"",
    ] {
        assert_eq!(value_of(script), Value::Bool(true), "{script}");
    }
    for script in ["decimal(\"x\")", "decimal(1) / 0", "decimal(1) % decimal(0)"] {
        fails(Recorder::default(), &format!("let d = {script};"));
    }
}

#[test]
fn a_value_can_be_given_by_its_kind_and_text() {
    let own = str::to_owned;
    for (expression, value) in [
        ("typed_value(\"json\", \"[1.50]\")", Value::Json(own("[1.50]"))),
        ("typed_value(\"numeric\", \"NaN\")", Value::Decimal(own("NaN"))),
        ("typed_value(\"numeric\", \"007.10\")", Value::Decimal(own("007.10"))),
        ("typed_value(\"double\", \"-inf\")", Value::Real(f64::NEG_INFINITY)),
        ("typed_value(\"date\", \"infinity\")", Value::Date(own("infinity"))),
        ("typed_value(\"time\", \"24:00:00\")", Value::Time(own("24:00:00"))),
        ("typed_value(\"other\", \"{1,2}\")", Value::Other(own("{1,2}"))),
    ] {
        assert_eq!(value_of(expression), value);
    }
    for (wrong, told) in [
        ("typed_value(\"date\", \"soon\")", "`soon` is no date"),
        ("typed_value(\"json\", \"{\")", "`{` is no JSON document"),
        ("typed_value(\"uuid\", \"3F\")", "`3F` is no uuid"),
        ("typed_value(\"double\", \"x\")", "`x` is no number"),
        ("typed_value(\"jsno\", \"1\")", "there is no kind `jsno`"),
    ] {
        let (error, _) =
            fails(Recorder::default(), &format!("db.insert(\"t\", #{{ v: {wrong} }});"));
        assert!(error.to_string().contains(told), "{error}");
    }
}
