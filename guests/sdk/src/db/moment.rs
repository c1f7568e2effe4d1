//! The moment of a migration.

use super::Db;
use crate::Value;
#[cfg(target_arch = "wasm32")]
use crate::host::Imports as _;

const MICROS_PER_SECOND: i64 = 1_000_000;
const SECONDS_PER_DAY: i64 = 86_400;

impl Db {
    /// The moment at which the migration began, in UTC: a value for a column of moments.
    #[must_use]
    pub fn now(&self) -> Value {
        Value::TimestampWithZone(moment(self.now_micros()))
    }

    /// The day on which the migration began, in UTC.
    #[must_use]
    pub fn today(&self) -> Value {
        let days = self.now_micros().div_euclid(MICROS_PER_SECOND * SECONDS_PER_DAY);
        Value::Date(day(days))
    }

    /// The moment at which the migration began, in microseconds since 1970-01-01 UTC.
    #[must_use]
    pub fn now_micros(&self) -> i64 {
        self.host.now_micros()
    }
}

/// `2026-01-31 23:59:59.123456+00:00`, without the digits behind the second when they are zero.
fn moment(micros: i64) -> String {
    let (seconds, micros) =
        (micros.div_euclid(MICROS_PER_SECOND), micros.rem_euclid(MICROS_PER_SECOND));
    let (days, clock) = (seconds.div_euclid(SECONDS_PER_DAY), seconds.rem_euclid(SECONDS_PER_DAY));
    let (hour, minute, second) = (clock / 3600, clock / 60 % 60, clock % 60);
    let fraction = if micros == 0 { String::new() } else { format!(".{micros:06}") };
    format!("{} {hour:02}:{minute:02}:{second:02}{fraction}+00:00", day(days))
}

/// The date so many days after 1970-01-01.
///
/// The year is counted from March, so that the day that a leap year adds is its last one.
fn day(days: i64) -> String {
    const DAYS_OF_400_YEARS: i64 = 146_097;
    let since = days + 719_468;
    let era = since.div_euclid(DAYS_OF_400_YEARS);
    let of_era = since.rem_euclid(DAYS_OF_400_YEARS);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_the_text_that_scripts_give_them() {
        for (micros, text) in [
            (0, "1970-01-01 00:00:00+00:00"),
            (1_700_000_000_012_345, "2023-11-14 22:13:20.012345+00:00"),
            (951_827_696_000_000, "2000-02-29 12:34:56+00:00"),
            (-1, "1969-12-31 23:59:59.999999+00:00"),
            (4_107_542_399_000_000, "2100-02-28 23:59:59+00:00"),
            (4_107_542_400_000_000, "2100-03-01 00:00:00+00:00"),
        ] {
            assert_eq!(moment(micros), text);
        }
    }
}
