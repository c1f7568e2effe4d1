//! The expression that turns the values of a column into those of its new type.
//!
//! CAST is not used for most types: `CAST('2026-01-31' AS DATE)` is 2026 in SQLite, and
//! `CAST('abc' AS INTEGER)` is 0. What has no rule here is copied, and the affinity of the new
//! column converts what it can convert without loss; `guard` refuses what it cannot.

use sandshift_model::types::ColumnType;

use super::types::EXACT_DIGITS;

/// The families of types that matter for conversion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Integer,
    Boolean,
    Real,
    Decimal { scale: u32 },
    Text,
    Binary,
    Date,
    Time,
    Moment { timezone: bool },
    Other,
}

fn family(ty: &ColumnType) -> Family {
    match ty {
        ColumnType::SmallInteger | ColumnType::Integer | ColumnType::BigInteger => Family::Integer,
        ColumnType::Boolean => Family::Boolean,
        ColumnType::Float | ColumnType::Double => Family::Real,
        ColumnType::Numeric { scale, .. } => Family::Decimal { scale: scale.unwrap_or(0) },
        ColumnType::String { .. }
        | ColumnType::Char { .. }
        | ColumnType::Text
        | ColumnType::Json
        | ColumnType::Uuid
        | ColumnType::Interval
        | ColumnType::Enum { .. } => Family::Text,
        ColumnType::Binary { .. } => Family::Binary,
        ColumnType::Date => Family::Date,
        ColumnType::Time => Family::Time,
        ColumnType::DateTime { timezone } => Family::Moment { timezone: *timezone },
        ColumnType::Array(_) | ColumnType::Native(_) => Family::Other,
    }
}

/// The new value of a column, given the expression of its old one.
pub(super) fn convert(from: &ColumnType, to: &ColumnType, value: &str) -> String {
    let numbers = format!("typeof({value}) IN ('integer', 'real')");
    let texts = format!("typeof({value}) = 'text'");
    match (family(from), family(to)) {
        // Other databases round; SQLite's CAST would cut.
        (Family::Real | Family::Decimal { .. }, Family::Integer) => {
            when(&numbers, &format!("CAST(round({value}) AS INTEGER)"), value)
        }
        (Family::Integer | Family::Real, Family::Boolean) => {
            when(&numbers, &format!("{value} <> 0"), value)
        }
        (Family::Boolean, Family::Text) => {
            format!("CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE {value} END")
        }
        (Family::Text, Family::Boolean) => format!(
            "CASE lower({value}) WHEN 'true' THEN 1 WHEN 't' THEN 1 WHEN 'yes' THEN 1 \
             WHEN 'on' THEN 1 WHEN 'false' THEN 0 WHEN 'f' THEN 0 WHEN 'no' THEN 0 \
             WHEN 'off' THEN 0 ELSE {value} END"
        ),
        // A decimal of few digits is stored as a double, which has lost its trailing zeros.
        (Family::Decimal { scale }, Family::Text | Family::Decimal { .. }) if scale > 0 => {
            when(&numbers, &format!("printf('%.{scale}f', {value})"), value)
        }
        (Family::Text, Family::Binary) => when(&texts, &format!("CAST({value} AS BLOB)"), value),
        (Family::Binary, Family::Text) => {
            when(&format!("typeof({value}) = 'blob'"), &format!("CAST({value} AS TEXT)"), value)
        }
        (Family::Moment { .. }, Family::Date) => {
            when(&texts, &format!("substr({value}, 1, instr({value} || ' ', ' ') - 1)"), value)
        }
        (Family::Moment { .. }, Family::Time) => when(
            &texts,
            &format!("replace(substr({value}, instr({value}, ' ') + 1), '+00:00', '')"),
            value,
        ),
        (Family::Date, Family::Moment { timezone: false }) => {
            when(&texts, &format!("{value} || ' 00:00:00'"), value)
        }
        (Family::Date, Family::Moment { timezone: true }) => {
            when(&texts, &format!("{value} || ' 00:00:00+00:00'"), value)
        }
        (Family::Moment { timezone: true }, Family::Moment { timezone: false }) => {
            when(&texts, &format!("replace({value}, '+00:00', '')"), value)
        }
        (Family::Moment { timezone: false }, Family::Moment { timezone: true }) => {
            when(&texts, &format!("{value} || '+00:00'"), value)
        }
        _ => value.to_owned(),
    }
}

/// What a value of the new type has to be stored as, and what it then is; none where any text
/// will do. SQLite would keep `abc` in an INTEGER column, where other databases refuse it.
pub(super) fn stored_as(
    from: &ColumnType,
    to: &ColumnType,
) -> Option<(&'static str, &'static str)> {
    let numeric = |ty: &ColumnType| {
        matches!(family(ty), Family::Integer | Family::Boolean | Family::Real) || is_short(ty)
    };
    match family(to) {
        _ if numeric(from) => None,
        Family::Integer => Some(("'integer', 'null'", "integer")),
        Family::Boolean => Some(("'integer', 'null'", "truth value")),
        Family::Real => Some(("'real', 'null'", "number")),
        Family::Decimal { .. } if is_short(to) => Some(("'integer', 'real', 'null'", "number")),
        _ => None,
    }
}

/// Tells whether a type is a decimal that is stored as a number.
fn is_short(ty: &ColumnType) -> bool {
    matches!(ty, ColumnType::Numeric { precision: Some(precision), .. } if *precision <= EXACT_DIGITS)
}

fn when(condition: &str, then: &str, otherwise: &str) -> String {
    format!("CASE WHEN {condition} THEN {then} ELSE {otherwise} END")
}
