//! Several statements in one text, and what each of them took by the server's clock.

use std::borrow::Cow;
use std::time::Duration;

use crate::backend::together::Ran;

/// Microseconds since 1970-01-01 UTC, as the server has them at this moment.
const CLOCK: &str =
    "SELECT (extract(epoch FROM pg_catalog.clock_timestamp()) * 1000000)::pg_catalog.int8";

/// What stands between two statements.
pub(super) const BETWEEN: &str = ";\n";

/// The statements with a look at the clock in front of each, where they are several.
pub(super) fn with_clock<'a>(texts: &[&'a str]) -> Vec<Cow<'a, str>> {
    match texts {
        [text] => vec![Cow::Borrowed(*text)],
        _ => texts.iter().flat_map(|text| [CLOCK.into(), Cow::Borrowed(*text)]).collect(),
    }
}

/// Which of `count` texts the statement of this number belongs to, with its look at the clock.
pub(super) fn text_of(number: usize, count: usize) -> usize {
    (number / 2).min(count.saturating_sub(1))
}

/// The number of the statement that a place in the whole text lies in, and the place in it. Places are characters
/// from 1.
pub(super) fn place(statements: &[Cow<'_, str>], position: usize) -> (usize, usize) {
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
#[derive(Debug)]
pub(super) struct StopWatch {
    /// How many texts there are.
    count: usize,
    /// How many statements have come to their end.
    ended: usize,
    rows: Vec<u64>,
    clock: Vec<u64>,
}

impl StopWatch {
    /// For so many texts.
    pub(super) fn new(count: usize) -> Self {
        Self { count, ended: 0, rows: Vec::with_capacity(count), clock: Vec::new() }
    }

    /// A statement has come to its end.
    pub(super) fn done(&mut self, rows: u64) {
        let is_clock = self.count > 1 && self.ended.is_multiple_of(2);
        if !is_clock {
            self.rows.push(rows);
        }
        self.ended += 1;
    }

    /// The server looked at its clock.
    pub(super) fn clock(&mut self, micros: Option<&str>) {
        self.clock.push(micros.and_then(|micros| micros.parse().ok()).unwrap_or_default());
    }

    /// The text that has not come to its end.
    pub(super) fn at(&self) -> usize {
        text_of(self.ended, self.count)
    }

    /// What each did, after so much time in all. The way to the server and back counts for the last one.
    pub(super) fn stop(self, all: Duration) -> Vec<Ran> {
        let all = u64::try_from(all.as_micros()).unwrap_or(u64::MAX);
        let before_last = match (self.clock.first(), self.clock.last()) {
            (Some(first), Some(last)) => last.saturating_sub(*first),
            _ => 0,
        };
        let between = self.clock.windows(2).map(|pair| pair[1].saturating_sub(pair[0]));
        let micros = between.chain([all.saturating_sub(before_last)]);
        self.rows.into_iter().zip(micros).map(|(rows, micros)| Ran { rows, micros }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_stands_in_front_of_each_of_several() {
        assert_eq!(with_clock(&["a"]), ["a"]);
        assert_eq!(with_clock(&["a", "b"]), [CLOCK, "a", CLOCK, "b"]);
        assert_eq!([0, 1, 2, 3].map(|number| text_of(number, 2)), [0, 0, 1, 1]);
    }

    #[test]
    fn a_place_is_found_in_its_statement() {
        let statements = ["äb", "cd", "e"].map(Cow::from);
        assert_eq!(place(&statements, 2), (0, 2));
        assert_eq!(place(&statements, 5), (1, 1));
        assert_eq!(place(&statements, 6), (1, 2));
        assert_eq!(place(&statements, 9), (2, 1));
        assert_eq!(place(&statements, 90), (2, 82));
    }

    #[test]
    fn each_statement_gets_the_time_up_to_the_next_look_at_the_clock() {
        let mut watch = StopWatch::new(2);
        watch.clock(Some("1000"));
        watch.done(1);
        assert_eq!(watch.at(), 0);
        watch.done(7);
        watch.clock(Some("1300"));
        watch.done(1);
        assert_eq!(watch.at(), 1);
        watch.done(0);
        let ran = watch.stop(Duration::from_micros(450));
        assert_eq!(ran, [Ran { rows: 7, micros: 300 }, Ran { rows: 0, micros: 150 }]);
        let mut alone = StopWatch::new(1);
        alone.done(3);
        assert_eq!(alone.stop(Duration::from_micros(9)), [Ran { rows: 3, micros: 9 }]);
    }
}
