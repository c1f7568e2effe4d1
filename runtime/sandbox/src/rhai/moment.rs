//! Dates and times in scripts.
//!
//! Each keeps the database's text, so that `infinity` and years beyond 9999 pass through
//! untouched; only what computes with them needs a date that the calendar knows.

use std::cmp::Ordering;

use jiff::civil;
use jiff::tz::TimeZone;

/// A calendar date.
#[derive(Debug, Clone)]
pub(super) struct Date(pub(super) String);

/// A time of day.
#[derive(Debug, Clone)]
pub(super) struct Time(pub(super) String);

/// A date and time, with a zone (then in UTC) or without.
#[derive(Debug, Clone)]
pub(super) struct DateTime {
    pub(super) text: String,
    pub(super) zoned: bool,
}

impl Date {
    pub(super) fn civil(&self) -> Result<civil::Date, String> {
        self.0.parse().map_err(|_| format!("`{}` is no date of the calendar", self.0))
    }
}

impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        Self(date.to_string())
    }
}

impl Time {
    pub(super) fn civil(&self) -> Result<civil::Time, String> {
        self.0.parse().map_err(|_| format!("`{}` is no time of a day", self.0))
    }
}

impl From<civil::Time> for Time {
    fn from(time: civil::Time) -> Self {
        Self(clock(time))
    }
}

impl DateTime {
    pub(super) fn civil(&self) -> Result<civil::DateTime, String> {
        let text = self.text.trim_end_matches("+00:00");
        text.parse().map_err(|_| format!("`{}` is no date of the calendar", self.text))
    }

    pub(super) fn new(moment: civil::DateTime, zoned: bool) -> Self {
        let zone = if zoned { "+00:00" } else { "" };
        Self { text: format!("{} {}{zone}", moment.date(), clock(moment.time())), zoned }
    }

    /// Seconds and microseconds since 1970, taking a time without a zone for UTC.
    pub(super) fn micros(&self) -> Result<i64, String> {
        let moment = self.civil()?.to_zoned(TimeZone::UTC);
        moment.map(|moment| moment.timestamp().as_microsecond()).map_err(|e| e.to_string())
    }

    pub(super) fn from_micros(micros: i64) -> Result<Self, String> {
        let moment = jiff::Timestamp::from_microsecond(micros).map_err(|e| e.to_string())?;
        Ok(Self::new(moment.to_zoned(TimeZone::UTC).datetime(), true))
    }
}

/// `HH:MM:SS`, with six digits behind it when there is anything behind the second.
fn clock(time: civil::Time) -> String {
    let micros = time.subsec_nanosecond() / 1000;
    let clock = format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second());
    if micros == 0 { clock } else { format!("{clock}.{micros:06}") }
}

/// Orders by meaning; texts that the calendar does not know, by their letters.
pub(super) fn compare<T: Ord>(left: (&str, Option<T>), right: (&str, Option<T>)) -> Ordering {
    match (left.1, right.1) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => left.0.cmp(right.0),
    }
}
