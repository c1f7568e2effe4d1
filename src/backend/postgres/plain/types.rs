//! Built-in types in their usual spellings, as the server reports them.

use sandshift_model::types::ColumnType;

use super::reader::Reader;
use crate::backend::postgres::types::from_reported;

/// The longest `varchar` and `char`.
const MOST_CHARACTERS: u32 = 10_485_760;

/// The most digits of a `numeric`.
const MOST_DIGITS: u32 = 1000;

/// The most digits of a second.
const MOST_FRACTION: u32 = 6;

/// Takes a type.
pub(super) fn column_type(reader: &mut Reader<'_, '_>) -> Option<ColumnType> {
    let word = reader.word()?;
    let reported = match word.as_str() {
        "smallint" | "int2" => "smallint".to_owned(),
        "integer" | "int" | "int4" => "integer".to_owned(),
        "bigint" | "int8" => "bigint".to_owned(),
        "real" | "float4" => "real".to_owned(),
        "double" if reader.takes(&["precision"]) => "double precision".to_owned(),
        "float8" => "double precision".to_owned(),
        "boolean" | "bool" => "boolean".to_owned(),
        "numeric" | "decimal" => numeric(&reader.numbers()?)?,
        "varchar" => characters("character varying", &reader.numbers()?)?,
        "character" | "char" if reader.takes(&["varying"]) => {
            characters("character varying", &reader.numbers()?)?
        }
        "character" | "char" => match reader.numbers()?.as_slice() {
            [] => "character(1)".to_owned(),
            length => characters("character", length)?,
        },
        "text" | "bytea" | "date" | "uuid" | "json" | "jsonb" | "interval" | "inet" | "cidr" => {
            word
        }
        "time" | "timestamp" => moment(&word, reader)?,
        "timestamptz" => zoned("timestamp", fraction(reader)?, "with"),
        _ => return None,
    };
    Some(from_reported(&reported))
}

fn numeric(numbers: &[u32]) -> Option<String> {
    match *numbers {
        [] => Some("numeric".to_owned()),
        [precision] => numeric(&[precision, 0]),
        [precision, scale] => ((1..=MOST_DIGITS).contains(&precision) && scale <= precision)
            .then(|| format!("numeric({precision},{scale})")),
        _ => None,
    }
}

fn characters(reported: &str, numbers: &[u32]) -> Option<String> {
    match *numbers {
        [] => Some(reported.to_owned()),
        [length] => {
            (1..=MOST_CHARACTERS).contains(&length).then(|| format!("{reported}({length})"))
        }
        _ => None,
    }
}

/// `time` and `timestamp`, with the words for the zone or without.
fn moment(word: &str, reader: &mut Reader<'_, '_>) -> Option<String> {
    let fraction = fraction(reader)?;
    let with = reader.takes(&["with", "time", "zone"]);
    reader.takes(&["without", "time", "zone"]);
    Some(zoned(word, fraction, if with { "with" } else { "without" }))
}

fn zoned(word: &str, fraction: Option<u32>, with: &str) -> String {
    let fraction = fraction.map(|digits| format!("({digits})")).unwrap_or_default();
    format!("{word}{fraction} {with} time zone")
}

fn fraction(reader: &mut Reader<'_, '_>) -> Option<Option<u32>> {
    match *reader.numbers()?.as_slice() {
        [] => Some(None),
        [digits] => (digits <= MOST_FRACTION).then_some(Some(digits)),
        _ => None,
    }
}
