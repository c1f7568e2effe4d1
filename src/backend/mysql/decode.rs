//! Values as the text protocol sends them.

use sandshift_model::value::Value;
use sqlx::mysql::{MySqlTypeInfo, MySqlValueRef};
use sqlx::{Decode, MySql, Type, TypeInfo, ValueRef};

use super::temporal::{is_date, is_time, is_timestamp, without_empty_fraction};

/// One value of a row.
///
/// The server tells of an answer's column no more than its storage: JSON on MariaDB and uuids are
/// text here, and a moment in a `DATETIME` has no zone. Whoever knows the column's type in the
/// catalog can say more.
pub(super) fn decode(raw: MySqlValueRef<'_>) -> Value {
    let info = raw.type_info().into_owned();
    if raw.is_null() {
        return Value::Null;
    }
    let Ok(bytes) = <&[u8] as Decode<'_, MySql>>::decode(raw) else { return Value::Null };
    if is_text(&info) && info.name() != "JSON" {
        return Value::Text(String::from_utf8_lossy(bytes).into_owned());
    }
    match info.name() {
        "BIT" => bits(bytes),
        "TINYBLOB" | "BLOB" | "MEDIUMBLOB" | "LONGBLOB" | "BINARY" | "VARBINARY" | "GEOMETRY" => {
            Value::Bytes(bytes.to_vec())
        }
        name => of_text(name, &String::from_utf8_lossy(bytes)),
    }
}

/// Every collation but `binary` means text; the flag of the same name also marks `…_bin` collations.
fn is_text(info: &MySqlTypeInfo) -> bool {
    <str as Type<MySql>>::compatible(info)
}

fn of_text(name: &str, text: &str) -> Value {
    let other = || Value::Other(text.to_owned());
    match name {
        // A TINYINT(1) can hold any small number; only two of them are truth values.
        "BOOLEAN" => match text {
            "0" => Value::Bool(false),
            "1" => Value::Bool(true),
            _ => integer(text),
        },
        "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "BIGINT" | "YEAR" | "TINYINT UNSIGNED"
        | "SMALLINT UNSIGNED" | "MEDIUMINT UNSIGNED" | "INT UNSIGNED" | "BIGINT UNSIGNED" => {
            integer(text)
        }
        "FLOAT" | "DOUBLE" => text.parse().map_or_else(|_| other(), Value::Real),
        "DECIMAL" => Value::Decimal(text.to_owned()),
        "JSON" => Value::Json(text.to_owned()),
        "DATE" if is_date(text) => Value::Date(text.to_owned()),
        "TIME" if is_time(text) => Value::Time(without_empty_fraction(text).to_owned()),
        "DATETIME" if is_timestamp(text) => {
            Value::Timestamp(without_empty_fraction(text).to_owned())
        }
        // The session's time zone is UTC.
        "TIMESTAMP" if is_timestamp(text) => {
            Value::TimestampTz(format!("{}+00:00", without_empty_fraction(text)))
        }
        _ => other(),
    }
}

fn integer(text: &str) -> Value {
    match (text.parse::<i64>(), text.parse::<u64>()) {
        (Ok(number), _) => Value::Int(number),
        (_, Ok(number)) => Value::Uint(number),
        _ => Value::Other(text.to_owned()),
    }
}

fn bits(bytes: &[u8]) -> Value {
    let number = bytes.iter().fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    i64::try_from(number).map_or(Value::Uint(number), Value::Int)
}
