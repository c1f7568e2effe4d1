//! Single values: those that pass, and those that no database should see.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use sandshift_model::operation::Operation;
use sandshift_model::value::Value;
use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::guest::{Entry, Guest};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::WasmGuest;
use serde_json::{Value as Json, json};

use crate::component::{doing, up};
use crate::host::Recorder;
use crate::running::{fails, passes, still_alive};

/// An insert of one row per value, into a column of mixed values.
fn insert(values: &[Json]) -> Json {
    let column = json!({ "name": "v", "cells": { "mixed": values } });
    json!({ "insert": { "table": { "name": "t" },
        "rows": { "rows": values.len(), "columns": [column] } } })
}

fn inserted(host: &Recorder) -> Vec<Value> {
    match host.operations().remove(0) {
        Operation::InsertRows(insert) => insert.rows.into_iter().flatten().collect(),
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn refused(kind: &str, text: &str, expected: &str) {
    let began = Instant::now();
    let (error, host) = fails(&doing(&[insert(&[json!({ kind: text })])], ""), &Limits::default());
    assert!(matches!(error, GuestError::Misuse { .. }), "{kind}: {error:?}");
    assert_eq!(error.to_string(), format!("`insert`: {expected}"));
    assert!(host.operations().is_empty());
    assert!(began.elapsed() < Duration::from_secs(20), "{kind} took {:?}", began.elapsed());
}

#[test]
fn values_that_databases_give_are_taken_back() {
    let values = [
        json!("null"),
        json!({ "boolean": true }),
        json!({ "signed": i64::MIN }),
        json!({ "unsigned": u64::MAX }),
        json!({ "unsigned": 7 }),
        json!({ "real": -0.5 }),
        json!({ "decimal": format!("-{}.{}", "9".repeat(131_072), "9".repeat(16_383)) }),
        json!({ "text": "O'Neil" }),
        json!({ "bytes": [0, 255] }),
        json!({ "json": format!("{}1{}", "[".repeat(1_000), "]".repeat(1_000)) }),
        json!({ "json": r#"{"a": "]]]\"[[["}"# }),
        json!({ "date": "2024-02-29" }),
        json!({ "date": "0044-03-15 BC" }),
        json!({ "date": "5874897-12-31" }),
        json!({ "date": "-infinity" }),
        json!({ "time": "24:00:00" }),
        json!({ "time": "23:59:59.123456" }),
        json!({ "timestamp": "0001-01-01 00:00:00 BC" }),
        json!({ "timestamp": "infinity" }),
        json!({ "timestamp-with-zone": "2026-01-31 23:59:59.5+00:00" }),
        json!({ "timestamp-with-zone": "0044-03-15 12:00:00+00:00 BC" }),
        json!({ "uuid": "6f1c1c3e-6f1c-4f1c-8f1c-6f1c1c3e6f1c" }),
        json!({ "other": "0000-00-00" }),
    ];
    let host = passes(Recorder::default(), &doing(&[insert(&values)], ""));
    let kept = inserted(&host);
    assert_eq!(kept.len(), values.len());
    assert_eq!(
        kept[..5],
        [
            Value::Null,
            Value::Bool(true),
            Value::Int(i64::MIN),
            Value::Uint(u64::MAX),
            Value::Int(7),
        ]
    );
    assert_eq!(kept[20], Value::TimestampTz("0044-03-15 12:00:00+00:00 BC".to_owned()));
}

#[test]
fn case_20_a_decimal_of_a_million_digits_is_refused() {
    let nines = "9".repeat(1_000_000);
    let told = format!("`{}…` is no decimal, such as `-12.50`", "9".repeat(40));
    refused("decimal", &nines, &told);
    refused("decimal", &format!("0.{nines}"), &told.replacen("99", "0.", 1));
    for wrong in ["", "-", "1e5", "NaN", "1.", ".5", "+1", "1,5", "0x10", "1); DROP TABLE t; --"] {
        refused("decimal", wrong, &format!("`{wrong}` is no decimal, such as `-12.50`"));
    }
}

#[test]
fn case_20_json_nested_without_end_is_refused() {
    let form = "JSON document of at most 1000 levels";
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let told: String = deep.chars().take(40).collect();
        refused("json", &deep, &format!("`{}…` is no {form}", told.escape_debug()));
    }
    let open: String = "[".repeat(100_000);
    refused("json", &open, &format!("`{}…` is no {form}", "[".repeat(40)));
    for wrong in ["", "{", "[1,]", "nul", "1 2", "'a'"] {
        refused("json", wrong, &format!("`{}` is no {form}", wrong.escape_debug()));
    }
}

#[test]
fn case_20_impossible_dates_and_times_are_refused() {
    let date = "date, such as `2026-01-31`";
    for wrong in [
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-1-1",
        "99999999-01-01",
        "today",
        "2026-01-31\u{0}",
        "-9223372036854775808",
    ] {
        refused("date", wrong, &format!("`{}` is no {date}", wrong.escape_debug()));
    }
    let time = "time of day, such as `23:59:59.5`";
    for wrong in
        ["24:00:01", "23:60:00", "23:59:60", "1:00:00", "23:59", "23:59:59.1234567", "12:00:00."]
    {
        refused("time", wrong, &format!("`{wrong}` is no {time}"));
    }
    let timestamp = "date and time, such as `2026-01-31 23:59:59`";
    for wrong in
        ["2026-01-31", "2026-01-31T00:00:00", "2026-02-30 00:00:00", "2026-01-31 00:00:00+00:00"]
    {
        refused("timestamp", wrong, &format!("`{wrong}` is no {timestamp}"));
    }
    let moment = "moment in UTC, such as `2026-01-31 23:59:59+00:00`";
    for wrong in
        ["2026-01-31 00:00:00", "2026-01-31 00:00:00+02:00", "2026-01-31 00:00:00+00:00+00:00"]
    {
        refused("timestamp-with-zone", wrong, &format!("`{wrong}` is no {moment}"));
    }
}

#[test]
fn case_20_a_uuid_of_another_form_is_refused() {
    let whole = "6f1c1c3e-6f1c-4f1c-8f1c-6f1c1c3e6f1c";
    let braces = format!("{{{}}}", &whole);
    for wrong in ["", "not a uuid", &whole.to_uppercase(), &whole.replace('-', ""), &braces] {
        let told: String = wrong.chars().take(40).collect();
        refused("uuid", wrong, &format!("`{told}` is no uuid in lower case with dashes"));
    }
}

#[test]
fn case_20_values_are_looked_at_wherever_they_stand() {
    let bomb = json!({ "date": "2026-02-30" });
    let column = json!({ "name": "a", "column-type": "date", "default": { "literal": bomb } });
    let table = json!({ "name": "t" });
    let filter = json!({ "equal": [["a", bomb]] });
    let places = [
        json!({ "add-column": { "table": table, "column": column } }),
        json!({ "alter-column": { "table": table, "column": "a", "comment": "unchanged",
            "identity": "unchanged", "default": { "set": { "literal": bomb } } } }),
        json!({ "create-table": { "table": { "name": table, "columns": [column], "options": {} } } }),
        json!({ "update": { "table": table, "set": [["a", { "value": bomb }]],
            "filter": "every-row" } }),
        json!({ "delete": { "table": table, "filter": filter } }),
        json!({ "delete-by-key": { "table": table, "keys": { "rows": 1, "columns": [
            { "name": "a", "cells": { "texts": { "kind": "date", "texts": ["2026-02-30"] } } },
        ] } } }),
    ];
    for place in places {
        let (error, host) = fails(&doing(std::slice::from_ref(&place), ""), &Limits::default());
        assert!(error.to_string().contains("`2026-02-30` is no date"), "{place}: {error}");
        assert!(host.operations().is_empty());
    }
}

#[test]
fn what_stands_where_a_row_is_null_is_not_looked_at() {
    let column = json!({ "name": "v", "nulls": [true, false],
        "cells": { "texts": { "kind": "date", "texts": ["", "2026-01-31"] } } });
    let insert = json!({ "insert": { "table": { "name": "t" },
        "rows": { "rows": 2, "columns": [column] } } });
    let host = passes(Recorder::default(), &doing(&[insert], ""));
    assert_eq!(inserted(&host), [Value::Null, Value::Date("2026-01-31".to_owned())]);
}

/// Makes a NaN of some bits in the memory where the first value of an insert lies.
#[test]
fn case_46_the_bits_of_a_nan_do_not_reach_the_host() {
    let column = json!({ "name": "v", "cells": { "reals": [0.25, 0.25, 0.25] } });
    let mixed = json!({ "name": "m", "cells":
        { "mixed": [{ "real": 0.125 }, { "real": 0.125 }, { "real": 0.125 }] } });
    let insert = json!({ "insert": { "table": { "name": "t" },
        "rows": { "rows": 3, "columns": [column, mixed] } } });
    let bytes = doing(&[insert], "");
    let poisoned = |bits: [u64; 3]| {
        let mut bytes = bytes.clone();
        for number in [0.25_f64, 0.125] {
            let mut at = 0;
            for bits in bits {
                at += bytes[at..].windows(8).position(|w| w == number.to_le_bytes()).unwrap();
                bytes[at..at + 8].copy_from_slice(&bits.to_le_bytes());
            }
        }
        let values = inserted(&passes(Recorder::default(), &bytes));
        let bits = |value: &Value| match value {
            Value::Real(number) => number.to_bits(),
            other => panic!("{other:?}"),
        };
        values.iter().map(bits).collect::<Vec<_>>()
    };
    let quiet = poisoned([0x7ff8_0000_0000_0000; 3]);
    assert_eq!(quiet, [f64::NAN.to_bits(); 6]);
    let odd = [0xfff8_dead_beef_0001, 0x7ff0_0000_0000_0001, 0xffff_ffff_ffff_ffff];
    assert_eq!(poisoned(odd), quiet);
}

#[test]
fn case_46_two_runs_ask_for_the_same_with_the_same_effort() {
    // A NaN from a calculation, and memory that is refused: both may differ between machines.
    let body = "(f64.store (i32.const 700) (f64.div (f64.const 0) (f64.const 0)))
        (drop (memory.grow (i32.const 3)))
        (loop (global.set $free (i32.add (global.get $free) (i32.const 1)))
            (br_if 0 (i32.lt_u (global.get $free) (i32.const 1580000))))";
    let rows = insert(&[json!({ "real": 0.5 }), json!({ "text": "x" })]);
    let mut guest = WasmGuest::compile(&doing(&[rows], body), &Limits::default()).unwrap();
    let mut run = || {
        let host = Arc::new(Mutex::new(Recorder::default()));
        guest.call(Entry::Up, host.clone()).unwrap();
        let asked = std::mem::take(&mut host.lock().unwrap().asked);
        (asked, guest.used_operations())
    };
    let first = run();
    assert!(first.1 > 10_000, "{}", first.1);
    assert_eq!(first, run());
}

#[test]
fn case_01_an_endless_loop_uses_the_same_fuel_each_time() {
    let limits = Limits { operations: 1_000_000, ..Limits::default() };
    let mut guest = WasmGuest::compile(&up("", "(loop (br 0))"), &limits).unwrap();
    let mut used = || {
        let host = Arc::new(Mutex::new(Recorder::default()));
        guest.call(Entry::Up, host).expect_err("it ended");
        guest.used_operations()
    };
    let first = used();
    assert_eq!((first, used()), (first, first));
    assert!(first >= 1_000_000, "{first}");
    still_alive();
}
