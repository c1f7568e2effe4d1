//! Values of rows, from the server's text form.
//!
//! The settings of our sessions fix that form: ISO dates, UTC, hexadecimal bytes.

use std::collections::HashSet;

use sandshift_model::value::Value;

/// Reads one value. `enums` holds the type numbers of the database's enums; a domain comes with
/// the number of the type below it.
pub(super) fn value(type_oid: u32, text: &str, enums: &HashSet<u32>) -> Value {
    let read = match type_oid {
        BOOL => match text {
            "t" => Some(Value::Bool(true)),
            "f" => Some(Value::Bool(false)),
            _ => None,
        },
        INT2 | INT4 | INT8 => text.parse().ok().map(Value::Int),
        FLOAT4 | FLOAT8 => real(text).map(Value::Real),
        NUMERIC => {
            let plain = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'-'));
            plain.then(|| Value::Decimal(text.to_owned()))
        }
        CHAR | NAME | TEXT | BPCHAR | VARCHAR => Some(Value::Text(text.to_owned())),
        BYTEA => text.strip_prefix("\\x").and_then(|h| hex::decode(h).ok()).map(Value::Bytes),
        JSON | JSONB => Some(Value::Json(text.to_owned())),
        DATE => Some(Value::Date(text.to_owned())),
        TIME => Some(Value::Time(text.to_owned())),
        TIMESTAMP => Some(Value::Timestamp(text.to_owned())),
        TIMESTAMPTZ => Some(Value::TimestampTz(moment(text))),
        UUID => Some(Value::Uuid(text.to_owned())),
        enumerated if enums.contains(&enumerated) => Some(Value::Text(text.to_owned())),
        _ => None,
    };
    read.unwrap_or_else(|| Value::Other(text.to_owned()))
}

/// `2026-01-31 12:00:00+00` with minutes behind the zone; an era stays the last word, and
/// `infinity` is a moment without a zone.
fn moment(text: &str) -> String {
    match text.split_once("+00") {
        Some((moment, era)) if era.is_empty() || era == " BC" => format!("{moment}+00:00{era}"),
        _ => text.to_owned(),
    }
}

fn real(text: &str) -> Option<f64> {
    match text {
        "Infinity" => Some(f64::INFINITY),
        "-Infinity" => Some(f64::NEG_INFINITY),
        "NaN" => Some(f64::NAN),
        number => number.parse().ok(),
    }
}

/// The numbers of built-in types, fixed for ever in `pg_type.dat`.
const BOOL: u32 = 16;
pub(super) const BYTEA: u32 = 17;
const CHAR: u32 = 18;
const NAME: u32 = 19;
pub(super) const INT8: u32 = 20;
const INT2: u32 = 21;
const INT4: u32 = 23;
const TEXT: u32 = 25;
const JSON: u32 = 114;
const FLOAT4: u32 = 700;
pub(super) const FLOAT8: u32 = 701;
const BPCHAR: u32 = 1042;
const VARCHAR: u32 = 1043;
const DATE: u32 = 1082;
const TIME: u32 = 1083;
const TIMESTAMP: u32 = 1114;
pub(super) const TIMESTAMPTZ: u32 = 1184;
pub(super) const NUMERIC: u32 = 1700;
const UUID: u32 = 2950;
const JSONB: u32 = 3802;
