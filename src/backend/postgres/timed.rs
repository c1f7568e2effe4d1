//! Several statements in one text, and what each of them took by the server's clock.

use crate::backend::together::Ran;

/// How long the server has been at the whole text.
const CLOCK: &str = "SELECT pg_catalog.clock_timestamp() - pg_catalog.statement_timestamp()";

/// What stands between two statements, the first of which may end with a comment.
pub(super) const BETWEEN: &str = "\n;\n";

/// The statements with a look at the clock between each two of them.
pub(super) fn with_clock<'a>(texts: &[&'a str]) -> Vec<&'a str> {
    let mut statements = Vec::with_capacity(texts.len() * 2);
    for text in texts {
        if !statements.is_empty() {
            statements.push(CLOCK);
        }
        statements.push(*text);
    }
    statements
}

/// Which text the statement of this number is, or stands behind.
pub(super) fn text_of(number: usize) -> usize {
    number / 2
}

/// The number of the statement that a place in the whole text lies in, and the place in it. Places are characters
/// from 1.
pub(super) fn place(statements: &[&str], position: usize) -> (usize, usize) {
    let mut begin = 0;
    for (number, statement) in statements.iter().enumerate() {
        let end = begin + statement.chars().count() + BETWEEN.len();
        if position <= end || number + 1 == statements.len() {
            return (number, position.saturating_sub(begin).max(1));
        }
        begin = end;
    }
    (0, position)
}

/// Takes down what comes of the statements of [`with_clock`].
#[derive(Debug, Default)]
pub(super) struct StopWatch {
    /// How many statements have come to their end.
    ended: usize,
    rows: Vec<u64>,
    /// Microseconds from the begin to the end of each text but the last.
    ends: Vec<u64>,
}

impl StopWatch {
    /// A statement has come to its end.
    pub(super) fn done(&mut self, rows: u64) {
        if self.ended.is_multiple_of(2) {
            self.rows.push(rows);
        }
        self.ended += 1;
    }

    /// The server looked at its clock.
    pub(super) fn clock(&mut self, interval: Option<&str>) {
        self.ends.push(interval.and_then(micros).unwrap_or_default());
    }

    /// The text that has not come to its end.
    pub(super) fn at(&self) -> usize {
        text_of(self.ended)
    }

    /// What each did.
    pub(super) fn stop(self) -> Vec<Ran> {
        let begins = [0].into_iter().chain(self.ends.iter().copied());
        let micros = self.ends.iter().zip(begins).map(|(end, begin)| end.saturating_sub(begin));
        let micros = micros.map(Some).chain([None]);
        self.rows.into_iter().zip(micros).map(|(rows, micros)| Ran { rows, micros }).collect()
    }
}

/// The microseconds of an interval of less than a month in the server's own style, such as `1 day 02:03:04.000005`.
fn micros(interval: &str) -> Option<u64> {
    let (days, time): (u32, &str) = match interval.split_once(" day") {
        Some((days, time)) => (days.parse().ok()?, time.trim_start_matches('s').trim()),
        None => (0, interval),
    };
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let parts: Vec<u32> = time.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [hours, minutes, seconds] = parts[..] else { return None };
    let fraction: u32 = format!("{fraction:0<6}").parse().ok()?;
    let units = [
        (days, 86_400_000_000),
        (hours, 3_600_000_000),
        (minutes, 60_000_000),
        (seconds, 1_000_000),
    ];
    Some(units.iter().fold(fraction.into(), |sum, (count, unit)| sum + u64::from(*count) * unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_stands_between_two() {
        assert_eq!(with_clock(&["a"]), ["a"]);
        assert_eq!(with_clock(&["a", "b", "c"]), ["a", CLOCK, "b", CLOCK, "c"]);
        assert_eq!([0, 1, 2, 3, 4].map(text_of), [0, 0, 1, 1, 2]);
    }

    #[test]
    fn a_place_is_found_in_its_statement() {
        let statements = ["äb", "cd", "e"];
        assert_eq!(place(&statements, 2), (0, 2));
        assert_eq!(place(&statements, 6), (1, 1));
        assert_eq!(place(&statements, 7), (1, 2));
        assert_eq!(place(&statements, 11), (2, 1));
        assert_eq!(place(&statements, 90), (2, 80));
    }

    #[test]
    fn each_statement_gets_the_time_between_two_looks_at_the_clock() {
        let mut watch = StopWatch::default();
        watch.done(7);
        watch.clock(Some("00:00:00.0003"));
        assert_eq!(watch.at(), 0);
        watch.done(1);
        assert_eq!(watch.at(), 1);
        watch.done(0);
        watch.clock(Some("00:00:00.00045"));
        watch.done(1);
        watch.done(2);
        let micros = [Some(300), Some(150), None];
        let ran: Vec<Ran> =
            [7, 0, 2].into_iter().zip(micros).map(|(rows, micros)| Ran { rows, micros }).collect();
        assert_eq!(watch.stop(), ran);
    }

    #[test]
    fn an_interval_is_read_in_microseconds() {
        let cases = [
            ("00:00:00", 0),
            ("00:00:01.5", 1_500_000),
            ("00:01:00.000001", 60_000_001),
            ("23:00:00", 82_800_000_000),
            ("1 day 00:00:01", 86_401_000_000),
            ("2 days 01:00:00.25", 176_400_250_000),
        ];
        for (text, expected) in cases {
            assert_eq!(micros(text), Some(expected), "{text}");
        }
        for text in ["", "x", "-00:00:01", "PT1S", "00:00:01.x"] {
            assert_eq!(micros(text), None, "{text}");
        }
    }
}
