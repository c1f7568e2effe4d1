//! Values on their way in and out.

use sandshift::backend::dialect::Dialect;
use sandshift::backend::postgres::PostgresDialect;
use sandshift_model::value::Value;

use crate::case::Case;

/// Writes a value into a column of a type and reads it back.
fn round_trip(case: &mut Case, ty: &str, value: &Value) -> Value {
    let literal = PostgresDialect.literal(value).unwrap();
    case.run(&format!("CREATE TABLE v (x {ty})"));
    case.run(&format!("INSERT INTO v VALUES ({literal})"));
    let rows = case.rows("SELECT x FROM v");
    case.run("DROP TABLE v");
    rows[0][0].clone()
}

#[test]
fn every_kind_of_value_comes_back_as_it_went() {
    let moment = "2026-01-31 23:59:59.123456";
    let values = [
        ("boolean", Value::Bool(true)),
        ("boolean", Value::Bool(false)),
        ("integer", Value::Null),
        ("smallint", Value::Int(-32768)),
        ("integer", Value::Int(2_147_483_647)),
        ("bigint", Value::Int(i64::MAX)),
        ("bigint", Value::Int(i64::MIN)),
        ("double precision", Value::Real(0.1 + 0.2)),
        ("double precision", Value::Real(f64::MAX)),
        ("double precision", Value::Real(f64::MIN_POSITIVE)),
        ("double precision", Value::Real(5e-324)),
        ("double precision", Value::Real(f64::INFINITY)),
        ("double precision", Value::Real(f64::NEG_INFINITY)),
        ("real", Value::Real(0.1)),
        ("numeric", Value::Decimal("12345678901234567890123456789.000000000000001".into())),
        ("numeric", Value::Decimal("-0.5".into())),
        ("numeric", Value::Other("NaN".into())),
        ("text", Value::Text("it's a \\ \"line\"\nΩ 🦀 $$ ? -- /* ".into())),
        ("text", Value::Text(String::new())),
        ("varchar(5)", Value::Text("abc".into())),
        ("char(5)", Value::Text("abc  ".into())),
        ("bytea", Value::Bytes((0..=255).collect())),
        ("bytea", Value::Bytes(Vec::new())),
        ("json", Value::Json("{\"a\" : [1,  null, \"it's \\\\ \"]}".into())),
        ("jsonb", Value::Json("{\"a\": 1.50}".into())),
        ("date", Value::Date("2026-01-31".into())),
        ("date", Value::Date("12026-01-31".into())),
        ("date", Value::Date("infinity".into())),
        ("time", Value::Time("23:59:59.123456".into())),
        ("timestamp", Value::Timestamp(moment.into())),
        ("timestamp", Value::Timestamp("2026-01-31 00:00:00".into())),
        ("timestamptz", Value::TimestampTz(format!("{moment}+00:00"))),
        ("timestamptz", Value::TimestampTz("infinity".into())),
        ("timestamptz", Value::TimestampTz("0044-03-15 12:00:00+00:00 BC".into())),
        ("uuid", Value::Uuid("6f0c7f5e-1111-4222-8333-444455556666".into())),
        ("interval", Value::Other("1 year 2 mons -3 days +04:05:06.789".into())),
        ("integer[]", Value::Other("{1,NULL,3}".into())),
        ("inet", Value::Other("10.0.0.0/8".into())),
        ("int4range", Value::Other("[1,5)".into())),
        ("timetz", Value::Other("12:00:00+02".into())),
    ];
    let mut case = Case::new();
    for (ty, value) in values {
        assert_eq!(round_trip(&mut case, ty, &value), value, "in a column of type {ty}");
    }
}

#[test]
fn not_a_number_and_minus_zero_come_back() {
    let mut case = Case::new();
    let Value::Real(nan) = round_trip(&mut case, "float8", &Value::Real(f64::NAN)) else {
        panic!()
    };
    assert!(nan.is_nan());
    let Value::Real(zero) = round_trip(&mut case, "float8", &Value::Real(-0.0)) else { panic!() };
    assert!(zero == 0.0 && zero.is_sign_negative());
    let large = round_trip(&mut case, "numeric", &Value::Uint(u64::MAX));
    assert_eq!(large, Value::Decimal(u64::MAX.to_string()));
}

#[test]
fn moments_are_read_in_utc_whatever_the_zone_of_the_role() {
    let mut case = Case::with(&["ALTER ROLE CURRENT_USER IN DATABASE postgres RESET ALL"]);
    let name = case.database.name.clone();
    case.run(&format!("ALTER DATABASE {name} SET TimeZone = 'Asia/Kathmandu'"));
    case.run(&format!("ALTER DATABASE {name} SET DateStyle = 'German'"));
    case.run(&format!("ALTER DATABASE {name} SET bytea_output = 'escape'"));
    case.run(&format!("ALTER DATABASE {name} SET standard_conforming_strings = off"));
    case.connection = case.connection.again().unwrap();
    let moment = Value::TimestampTz("2026-01-31 12:00:00+00:00".into());
    assert_eq!(round_trip(&mut case, "timestamptz", &moment), moment);
    let text = Value::Text("\\'".into());
    assert_eq!(round_trip(&mut case, "text", &text), text);
    let bytes = Value::Bytes(vec![1, 92, 255]);
    assert_eq!(round_trip(&mut case, "bytea", &bytes), bytes);
}

#[test]
fn what_the_database_cannot_hold_is_refused_before() {
    let refuse = |value: Value| PostgresDialect.literal(&value).unwrap_err().to_string();
    assert_eq!(
        refuse(Value::Text("a\0b".into())),
        "PostgreSQL cannot hold this text value: it holds a NUL character"
    );
    for wrong in ["1); DROP TABLE t; --", "1e5", "", "-", "1.", "NaN"] {
        assert!(refuse(Value::Decimal(wrong.into())).contains("no plain base-10 number"));
    }
}

#[test]
fn a_domain_is_read_as_what_it_is_made_of() {
    let mut case = Case::with(&["CREATE DOMAIN age AS integer CHECK (VALUE >= 0)"]);
    assert_eq!(round_trip(&mut case, "age", &Value::Int(7)), Value::Int(7));
}
