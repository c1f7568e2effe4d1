//! Every type of a column and every kind of value, as a script has them.

use sandshift_model::operation::Operation;
use sandshift_model::value::Value;
use serde_json::{Value as Json, json};

use crate::component::doing;
use crate::conformance::{column, t};
use crate::host::{Recorder, passes as script};
use crate::running::passes;

#[test]
fn every_type_of_a_column_is_that_of_a_script() {
    let types = [
        (json!("small-integer"), "small_integer()"),
        (json!("integer"), "integer()"),
        (json!("big-integer"), "big_integer()"),
        (json!("boolean"), "boolean()"),
        (json!("float"), "float()"),
        (json!("double"), "double()"),
        (json!({ "numeric": { "precision": 10, "scale": 2 } }), "numeric(10, 2)"),
        (json!({ "numeric": {} }), "numeric()"),
        (json!({ "string": 9 }), "string(9)"),
        (json!({ "string": null }), "string()"),
        (json!({ "char": 2 }), "char(2)"),
        (json!("text"), "text()"),
        (json!({ "binary": 3 }), "binary(3)"),
        (json!({ "binary": null }), "large_binary()"),
        (json!("date"), "date()"),
        (json!("time"), "time()"),
        (json!("timestamp"), "datetime()"),
        (json!("timestamp-with-zone"), "timestamp_tz()"),
        (json!("interval"), "interval()"),
        (json!("json"), "json()"),
        (json!("uuid"), "uuid()"),
        (json!({ "enumeration": "mood" }), "enum_type(\"mood\")"),
        (
            json!({ "native": { "variants": [["postgres", "inet"]], "generic": "text" } }),
            "native(#{ postgres: \"inet\", generic: \"text\" })",
        ),
    ];
    let operations: Vec<Json> = types
        .iter()
        .map(|(ty, _)| json!({ "add-column": { "table": t(), "column": column("a", ty.clone()) } }))
        .collect();
    let body: String = types
        .iter()
        .map(|(_, ty)| format!("db.add_column(\"t\", column(\"a\", {ty}));\n"))
        .collect();
    let component = passes(Recorder::default(), &doing(&operations, "")).operations();
    assert_eq!(component, script(Recorder::default(), &body).operations());
}

#[test]
fn every_value_is_that_of_a_script() {
    let values = [
        (json!("null"), "()"),
        (json!({ "boolean": false }), "false"),
        (json!({ "signed": -7 }), "-7"),
        (json!({ "unsigned": 7 }), "7"),
        (json!({ "real": 0.5 }), "0.5"),
        (json!({ "decimal": "-1.50" }), "decimal(\"-1.50\")"),
        (json!({ "text": "O'Neil" }), "\"O'Neil\""),
        (json!({ "bytes": [255, 255] }), "blob(2, 255)"),
        (json!({ "json": "{\"a\":[1,null]}" }), "#{ a: [1, ()] }"),
        (json!({ "date": "2026-01-31" }), "parse_date(\"2026-01-31\")"),
        (json!({ "time": "23:59:59.123456" }), "parse_time(\"23:59:59.123456\")"),
        (json!({ "timestamp": "2026-01-31 23:59:59" }), "parse_datetime(\"2026-01-31 23:59:59\")"),
        (
            json!({ "timestamp-with-zone": "2026-01-31 23:59:59+00:00" }),
            "parse_datetime(\"2026-01-31 23:59:59+00:00\")",
        ),
    ];
    let operations: Vec<Json> = values
        .iter()
        .map(|(value, _)| {
            json!({ "update": { "table": t(), "filter": { "equal": [["id", value]] },
            "set": [["a", { "value": value }]] } })
        })
        .collect();
    let body: String = values
        .iter()
        .map(|(_, value)| format!("db.update(\"t\", #{{ a: {value} }}, #{{ id: {value} }});\n"))
        .collect();
    let component = passes(Recorder::default(), &doing(&operations, "")).operations();
    assert_eq!(component, script(Recorder::default(), &body).operations());
}

/// What scripts have no words for arrives as it was given.
#[test]
fn values_that_only_modules_have_arrive_as_they_are() {
    let uuid = "6f1c1c3e-6f1c-4f1c-8f1c-6f1c1c3e6f1c";
    let mixed = json!({ "mixed": [{ "unsigned": u64::MAX }, { "uuid": uuid }, { "other": "x" }] });
    let texts = json!({ "texts": { "kind": "uuid", "texts": [uuid, uuid, uuid] } });
    let insert = json!({ "insert": { "table": t(), "rows": { "rows": 3, "columns": [
        { "name": "a", "cells": mixed }, { "name": "b", "cells": texts },
        { "name": "c", "cells": { "bytes": [[1], [], [2, 3]] } },
        { "name": "d", "cells": { "reals": [0.5, -0.0, 1e300] } },
    ] } } });
    let host = passes(Recorder::default(), &doing(&[insert], ""));
    let Operation::InsertRows(insert) = host.operations().remove(0) else { panic!() };
    let text = || Value::Uuid(uuid.to_owned());
    let row = |a, c: &[u8], d| vec![a, text(), Value::Bytes(c.to_vec()), Value::Real(d)];
    assert_eq!(
        insert.rows,
        [
            row(Value::Uint(u64::MAX), &[1], 0.5),
            row(text(), &[], -0.0),
            row(Value::Other("x".to_owned()), &[2, 3], 1e300),
        ]
    );
}
