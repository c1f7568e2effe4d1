//! Column types: `string(100)`, `numeric(10, 2)`, `datetime(#{timezone: true})`.

use rhai::Dynamic;
use sandshift_model::types::ColumnType;

use super::call::Call;
use super::errors::Failure;
use super::method::{Answer, Method, method};
use super::names;

/// A column type in a script.
#[derive(Debug, Clone)]
pub(super) struct Type(pub(super) ColumnType);

/// `bool`, `datetime_tz` and the other second names are those that Alembic's users type first.
pub(super) const FUNCTIONS: &[Method] = &[
    method("small_integer()", |_| plain(ColumnType::SmallInteger)),
    method("integer()", |_| plain(ColumnType::Integer)),
    method("big_integer()", |_| plain(ColumnType::BigInteger)),
    method("boolean()", |_| plain(ColumnType::Boolean)),
    method("float()", |_| plain(ColumnType::Float)),
    method("double()", |_| plain(ColumnType::Double)),
    method("numeric(precision?, scale?)", numeric),
    method("string(length?)", string),
    method("char(length)", character),
    method("text()", |_| plain(ColumnType::Text)),
    method("binary(length?)", binary),
    method("large_binary()", |_| plain(ColumnType::Binary { length: None })),
    method("date()", |_| plain(ColumnType::Date)),
    method("time()", |_| plain(ColumnType::Time)),
    method("datetime(options?)", datetime),
    method("timestamp_tz()", |_| plain(ColumnType::DateTime { timezone: true })),
    method("interval()", |_| plain(ColumnType::Interval)),
    method("json()", |_| plain(ColumnType::Json)),
    method("uuid()", |_| plain(ColumnType::Uuid)),
    method("enum_type(name)", enumeration),
    method("array(element)", array),
    method("native(spelling)", native),
];

fn plain(ty: ColumnType) -> Answer {
    Ok(Dynamic::from(Type(ty)))
}

fn optional_size(call: &mut Call<'_>, at: usize, what: &str) -> Result<Option<u32>, Failure> {
    if call.peek(at).is_unit() { Ok(None) } else { call.size(at, what).map(Some) }
}

fn numeric(call: &mut Call<'_>) -> Answer {
    let precision = optional_size(call, 0, "the precision")?;
    let scale = optional_size(call, 1, "the scale")?;
    if scale > precision {
        return Err(call.misuse("the scale is larger than the precision"));
    }
    plain(ColumnType::Numeric { precision, scale })
}

fn string(call: &mut Call<'_>) -> Answer {
    plain(ColumnType::String { length: optional_size(call, 0, "the length")? })
}

fn character(call: &mut Call<'_>) -> Answer {
    plain(ColumnType::Char { length: call.size(0, "the length")? })
}

fn binary(call: &mut Call<'_>) -> Answer {
    plain(ColumnType::Binary { length: optional_size(call, 0, "the length")? })
}

fn datetime(call: &mut Call<'_>) -> Answer {
    let mut options = call.options(0)?;
    let timezone = options.flag("timezone")?;
    options.end()?;
    plain(ColumnType::DateTime { timezone })
}

fn enumeration(call: &mut Call<'_>) -> Answer {
    plain(ColumnType::Enum { name: call.name(0, "the enum")? })
}

fn array(call: &mut Call<'_>) -> Answer {
    let element = call.any(0);
    let element = column_type(call, element)?;
    plain(ColumnType::Array(Box::new(element)))
}

fn native(call: &mut Call<'_>) -> Answer {
    let spelling = call.any(0);
    plain(ColumnType::Native(names::per_dialect(call, spelling, "the spelling")?))
}

/// The type that an argument holds.
pub(super) fn column_type(call: &Call<'_>, given: Dynamic) -> Result<ColumnType, Failure> {
    let kind = super::call::kind(&given);
    let ty = given.try_cast::<Type>().map(|ty| ty.0);
    ty.ok_or_else(|| call.wrong("the type", "a type such as `string(100)` or `integer()`", kind))
}

/// The neutral name of a type, as a script would write it.
pub(super) fn spelled(ty: &ColumnType) -> String {
    let sized = |name: &str, size: &Option<u32>| match size {
        Some(size) => format!("{name}({size})"),
        None => format!("{name}()"),
    };
    match ty {
        ColumnType::SmallInteger => "small_integer()".to_owned(),
        ColumnType::Integer => "integer()".to_owned(),
        ColumnType::BigInteger => "big_integer()".to_owned(),
        ColumnType::Boolean => "boolean()".to_owned(),
        ColumnType::Float => "float()".to_owned(),
        ColumnType::Double => "double()".to_owned(),
        ColumnType::Numeric { precision: Some(precision), scale: Some(scale) } => {
            format!("numeric({precision}, {scale})")
        }
        ColumnType::Numeric { precision, .. } => sized("numeric", precision),
        ColumnType::String { length } => sized("string", length),
        ColumnType::Char { length } => format!("char({length})"),
        ColumnType::Text => "text()".to_owned(),
        ColumnType::Binary { length } => sized("binary", length),
        ColumnType::Date => "date()".to_owned(),
        ColumnType::Time => "time()".to_owned(),
        ColumnType::DateTime { timezone: false } => "datetime()".to_owned(),
        ColumnType::DateTime { timezone: true } => "datetime(#{timezone: true})".to_owned(),
        ColumnType::Interval => "interval()".to_owned(),
        ColumnType::Json => "json()".to_owned(),
        ColumnType::Uuid => "uuid()".to_owned(),
        ColumnType::Enum { name } => format!("enum_type(\"{name}\")"),
        ColumnType::Array(element) => format!("array({})", spelled(element)),
        ColumnType::Native(text) => {
            let text = text
                .generic
                .as_deref()
                .or_else(|| text.variants.values().next().map(String::as_str));
            format!("native(\"{}\")", text.unwrap_or_default())
        }
    }
}
