//! Defaults that are constants, and the moment of the insert: as the server prints them, read as an inspection
//! reads them.

use sandshift_model::column::DefaultValue;
use sandshift_model::types::ColumnType;

use super::reader::Reader;
use crate::backend::postgres::inspect::read_default;

/// The most digits before and behind the point that surely come back as they are written.
const MOST_DIGITS: usize = 15;

/// What stands behind `DEFAULT`; the default of NULL is none.
pub(super) fn default(
    reader: &mut Reader<'_, '_>,
    ty: &ColumnType,
) -> Option<Option<DefaultValue>> {
    if reader.takes(&["NULL"]) {
        return Some(None);
    }
    let printed = match ty {
        ColumnType::Boolean => {
            let word = ["true", "false"].into_iter().find(|word| reader.takes(&[word]))?;
            word.to_owned()
        }
        ColumnType::SmallInteger => whole(reader, i16::MAX.into())?,
        ColumnType::Integer | ColumnType::BigInteger => whole(reader, i32::MAX)?,
        ColumnType::Numeric { .. } => number(reader)?,
        ColumnType::String { .. } => format!("{}::character varying", quoted(reader)?),
        ColumnType::Text => format!("{}::text", quoted(reader)?),
        ColumnType::DateTime { .. } => now(reader)?.to_owned(),
        _ => return None,
    };
    Some(Some(read_default(&printed, ty)))
}

/// A whole number that the server takes for an `integer`.
fn whole(reader: &mut Reader<'_, '_>, most: i32) -> Option<String> {
    let is_negative = reader.takes_mark("-");
    let digits = reader.digits()?;
    let number: i32 = digits.parse().ok()?;
    let is_plain = number <= most && number.to_string() == digits;
    match is_negative {
        _ if !is_plain || (is_negative && number == 0) => None,
        true => Some(format!("'-{digits}'::integer")),
        false => Some(digits.to_owned()),
    }
}

/// A number with a point or without.
fn number(reader: &mut Reader<'_, '_>) -> Option<String> {
    let digits = reader.digits()?;
    let (before, behind) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_plain = |part: &str| {
        (1..=MOST_DIGITS).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_short = before == "0" || !before.starts_with('0');
    (is_plain(before) && is_plain(behind) && is_short).then(|| digits.to_owned())
}

/// A text in quotes. One with a backslash is printed in another form.
fn quoted(reader: &mut Reader<'_, '_>) -> Option<String> {
    let text = reader.text()?;
    (!text.contains('\\')).then(|| format!("'{}'", text.replace('\'', "''")))
}

fn now(reader: &mut Reader<'_, '_>) -> Option<&'static str> {
    if reader.takes(&["CURRENT_TIMESTAMP"]) {
        return Some("CURRENT_TIMESTAMP");
    }
    let is_call = reader.takes(&["now"]) && reader.takes_mark("(") && reader.takes_mark(")");
    is_call.then_some("now()")
}
