//! The canonical texts of values. A guest may write anything into them; what is none of these
//! forms is refused, because not every database would: SQLite keeps any text as a date.
//!
//! Forms that a database gives are taken back: eras and `infinity` of PostgreSQL, years beyond
//! 9999, zero dates only as `other`.

use sandshift_model::value::Value;
use serde::de::IgnoredAny;

/// Digits of a decimal before and behind the point: as many as PostgreSQL keeps.
const WHOLE_DIGITS: usize = 131_072;
const FRACTION_DIGITS: usize = 16_383;

/// Nested arrays and objects of a JSON document: as many as SQLite reads.
const JSON_LEVELS: usize = 1_000;

/// Characters of a wrong text that are told.
const TOLD_CHARACTERS: usize = 40;

/// An exact decimal.
pub(crate) fn decimal(text: String) -> Result<Value, String> {
    checked(text, is_decimal, "decimal, such as `-12.50`").map(Value::Decimal)
}

/// A JSON document.
pub(crate) fn json(text: String) -> Result<Value, String> {
    checked(text, is_json, "JSON document of at most 1000 levels").map(Value::Json)
}

/// A date.
pub(crate) fn date(text: String) -> Result<Value, String> {
    checked(text, is_date, "date, such as `2026-01-31`").map(Value::Date)
}

/// A time of day.
pub(crate) fn time(text: String) -> Result<Value, String> {
    checked(text, is_time, "time of day, such as `23:59:59.5`").map(Value::Time)
}

/// A date and time without a zone.
pub(crate) fn timestamp(text: String) -> Result<Value, String> {
    checked(text, is_timestamp, "date and time, such as `2026-01-31 23:59:59`")
        .map(Value::Timestamp)
}

/// A moment in UTC.
pub(crate) fn moment(text: String) -> Result<Value, String> {
    checked(text, is_moment, "moment in UTC, such as `2026-01-31 23:59:59+00:00`")
        .map(Value::TimestampTz)
}

/// A uuid.
pub(crate) fn uuid(text: String) -> Result<Value, String> {
    checked(text, is_uuid, "uuid in lower case with dashes").map(Value::Uuid)
}

/// Hands a text through that has the form of its kind.
fn checked(text: String, is_form: impl FnOnce(&str) -> bool, form: &str) -> Result<String, String> {
    if is_form(&text) {
        return Ok(text);
    }
    let told: String = text.chars().take(TOLD_CHARACTERS).collect();
    let more = if told.len() < text.len() { "…" } else { "" };
    Err(format!("`{}{more}` is no {form}", told.escape_debug()))
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    is_digits(whole, 1..=WHOLE_DIGITS) && is_digits(fraction, 1..=FRACTION_DIGITS)
}

/// The reader of what is ignored keeps no level on the stack, so that no depth can break it.
fn is_json(text: &str) -> bool {
    levels(text) <= JSON_LEVELS && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// How deep brackets nest that stand outside of strings.
fn levels(text: &str) -> usize {
    let (mut level, mut most) = (0_usize, 0);
    let (mut in_string, mut escaped) = (false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                level += 1;
                most = most.max(level);
            }
            b']' | b'}' if !in_string => level = level.saturating_sub(1),
            _ => {}
        }
    }
    most
}

fn is_date(text: &str) -> bool {
    is_endless(text) || is_day(text.strip_suffix(" BC").unwrap_or(text))
}

fn is_time(text: &str) -> bool {
    let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let parts: Vec<Option<u32>> = clock.split(':').map(two_digits).collect();
    let &[Some(hour), Some(minute), Some(second)] = parts.as_slice() else { return false };
    // PostgreSQL has a 24:00:00, the end of a day.
    let fits = hour < 24 && minute < 60 && second < 60 || clock == "24:00:00";
    fits && is_digits(fraction, 1..=6)
}

fn is_timestamp(text: &str) -> bool {
    let moment = text.strip_suffix(" BC").unwrap_or(text);
    is_endless(text)
        || moment.split_once(' ').is_some_and(|(day, time)| is_day(day) && is_time(time))
}

fn is_moment(text: &str) -> bool {
    let (moment, era) = text.strip_suffix(" BC").map_or((text, ""), |moment| (moment, " BC"));
    is_endless(text)
        || moment
            .strip_suffix("+00:00")
            .is_some_and(|moment| is_timestamp(&format!("{moment}{era}")))
}

fn is_uuid(text: &str) -> bool {
    uuid::Uuid::try_parse(text).is_ok_and(|uuid| uuid.to_string() == text)
}

fn is_endless(text: &str) -> bool {
    matches!(text, "infinity" | "-infinity")
}

fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let &[year, month, day] = parts.as_slice() else { return false };
    let (Some(month), Some(day)) = (two_digits(month), two_digits(day)) else { return false };
    // PostgreSQL goes to the year 5874897.
    let year = is_digits(year, 4..=7).then(|| year.parse::<u32>().ok()).flatten();
    year.is_some_and(|year| (1..=12).contains(&month) && (1..=days(year, month)).contains(&day))
}

/// A year of an era that counts backwards is looked at as if it were of ours: its leap days are
/// not worth more code.
fn days(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn two_digits(text: &str) -> Option<u32> {
    is_digits(text, 2..=2).then(|| text.parse().ok()).flatten()
}

fn is_digits(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn fuzz_any_text_has_the_form_of_a_kind_or_an_error(
            text in prop_oneof![
                any::<String>(),
                "-?[0-9]{0,8}([-.][0-9]{0,8}){0,3}( [0-9:.]{0,20})?(\\+00:00)?( BC)?",
                r#"[\[\]{}",:0-9a-z\\ ]{0,400}"#,
                (1..200_000_usize).prop_map(|times| "9".repeat(times)),
                (1..100_000_usize).prop_map(|times| "{\"a\":".repeat(times)),
            ],
        ) {
            for form in [decimal, json, date, time, timestamp, moment, uuid] {
                if let Err(error) = form(text.clone()) {
                    prop_assert!(error.len() < 1_000, "{}", error.len());
                }
            }
        }
    }
}
