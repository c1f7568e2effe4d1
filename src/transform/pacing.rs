//! How fast a transform goes that commits page by page.

use std::time::Duration;

use sandshift_model::origin::Origin;
use sandshift_model::query::Query;
use sandshift_model::value::Value;
use sandshift_sandbox::error::{Fault, GuestError, HostError};
use sandshift_sandbox::host::{CallError, Load, Pace};

use crate::backend::table_rows::PageSize;
use crate::report::event::Event;
use crate::session::error::SessionError;
use crate::session::gate::Gate;

/// How often a transform looks whether it may go on.
const LOOK: Duration = Duration::from_secs(1);

/// Rows of the shortest page.
const FEWEST_ROWS: usize = 10;

/// Rows of the longest page.
const MOST_ROWS: usize = 100_000;

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// The size of the next page, and when it may begin.
#[derive(Debug)]
pub(super) struct Pacing<'p> {
    pace: &'p Pace,
    size: PageSize,
    is_first: bool,
}

impl<'p> Pacing<'p> {
    pub(super) fn new(pace: &'p Pace, size: PageSize) -> Self {
        Self { pace, size, is_first: true }
    }

    pub(super) fn size(&self) -> PageSize {
        self.size
    }

    /// Takes in how long a page took, so that the next one takes about as long as it should.
    ///
    /// The size goes half of the way, because one page says little: the first of a table is slow,
    /// and so is one that waited for a lock.
    pub(super) fn took(&mut self, micros: u64) {
        let Some(target) = self.pace.target_millis else { return };
        let wanted = f64::from(target) * 1_000.0 / (micros.max(1) as f64);
        let factor = wanted.clamp(0.25, 2.0).sqrt();
        let rows = (self.size.rows as f64 * factor) as usize;
        self.size.rows = rows.clamp(FEWEST_ROWS, MOST_ROWS);
    }

    /// The page has to be done again: a shorter one has less to wait for.
    pub(super) fn shrink(&mut self) {
        self.size.rows = (self.size.rows / 2).max(FEWEST_ROWS.min(self.size.rows));
    }

    /// Waits until the next page may begin.
    pub(super) fn wait(&mut self, gate: &mut Gate, origin: Origin) -> Result<(), CallError> {
        if !std::mem::take(&mut self.is_first) {
            gate.cancel().sleep(Duration::from_millis(u64::from(self.pace.pause_millis)));
        }
        let mut told = false;
        while let Some(why) = self.why_not(gate, origin)? {
            if !std::mem::replace(&mut told, true) {
                gate.watcher()
                    .tell(Event::Notice { message: format!("the transform waits: {why}") });
            }
            if gate.cancel().sleep(LOOK) {
                return Err(super::host(SessionError::Cancelled));
            }
        }
        Ok(())
    }

    fn why_not(&self, gate: &mut Gate, origin: Origin) -> Result<Option<String>, CallError> {
        if let Some(window) = self.pace.window
            && !is_within(window, gate.now_micros())
        {
            let [from, to] = [window.0, window.1].map(time);
            return Ok(Some(format!("it may work from {from} to {to} UTC")));
        }
        let Some(load) = &self.pace.load else { return Ok(None) };
        let found = measure(load, gate, origin)?;
        let is_high = found > load.most;
        Ok(is_high.then(|| format!("the load is {found}, above {}", load.most)))
    }
}

/// Asks the database how busy it is.
fn measure(load: &Load, gate: &mut Gate, origin: Origin) -> Result<f64, CallError> {
    let query = Query::Sql { sql: load.sql.clone(), parameters: Vec::new() };
    let mut found = None;
    gate.read("db.transform", &query, origin, &mut |_, row| -> Result<(), GuestError> {
        found = row.first().map(number);
        Ok(())
    })?;
    match found {
        // No row and NULL both mean that there is nothing to wait for, such as a replica.
        None | Some(Some(None)) => Ok(0.0),
        Some(Some(Some(number))) => Ok(number),
        Some(None) => {
            let message = "the question for the load gives no number";
            Err(HostError::new(Fault::BadInput, message).into())
        }
    }
}

/// The number in a value; none within for NULL.
fn number(value: &Value) -> Option<Option<f64>> {
    match value {
        Value::Null => Some(None),
        Value::Int(number) => Some(Some(*number as f64)),
        Value::Uint(number) => Some(Some(*number as f64)),
        Value::Real(number) => Some(Some(*number)),
        text => text.as_text()?.parse().ok().map(Some),
    }
}

/// Tells whether a moment lies between two times of day.
fn is_within((from, to): (u32, u32), micros: i64) -> bool {
    let seconds = u32::try_from(micros.rem_euclid(MICROS_PER_DAY) / 1_000_000).unwrap_or_default();
    match from < to {
        true => (from..to).contains(&seconds),
        false => seconds >= from || seconds < to,
    }
}

fn time(seconds: u32) -> String {
    format!("{:02}:{:02}", seconds / 3_600, seconds / 60 % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_may_reach_over_midnight() {
        let night = (22 * 3_600, 6 * 3_600);
        let at = |hour: i64| hour * 3_600_000_000;
        assert!(is_within(night, at(23)) && is_within(night, at(3)) && !is_within(night, at(12)));
        let day = (6 * 3_600, 22 * 3_600);
        assert!(!is_within(day, at(23)) && is_within(day, at(12)) && !is_within(day, at(22)));
        assert_eq!(time(night.0), "22:00");
    }

    #[test]
    fn pages_grow_and_shrink_until_they_take_as_long_as_they_should() {
        let pace = Pace { target_millis: Some(500), ..Pace::default() };
        let mut pacing = Pacing::new(&pace, PageSize { rows: 1_000, bytes: 1 << 20 });
        // A row takes 10 microseconds, so that 50,000 of them take half a second.
        for _ in 0..40 {
            let rows = pacing.size().rows as u64;
            pacing.took(rows * 10);
        }
        assert!((45_000..=55_000).contains(&pacing.size().rows), "{:?}", pacing.size());
        for _ in 0..40 {
            let rows = pacing.size().rows as u64;
            pacing.took(rows * 1_000);
        }
        assert!((450..=550).contains(&pacing.size().rows), "{:?}", pacing.size());
    }
}
