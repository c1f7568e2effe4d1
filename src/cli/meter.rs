//! Shows how far long work is: a bar on a terminal, a line every few seconds elsewhere, and with `--json`
//! an event every second.

use std::fmt::Write;
use std::io::{IsTerminal, stderr};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use serde_json::{Value, json};

use super::output::{Format, Loudness, Output};
use crate::clock::Clock;
use crate::report::escape::first_line;
use crate::report::human;
use crate::report::rows::{self, RowsProgress};

/// The time between two lines where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(5);
/// The time between two JSON events.
const BETWEEN_EVENTS: Duration = Duration::from_secs(1);
/// How often the bar moves while nothing is reported, so that nobody thinks it hangs.
const TICK: Duration = Duration::from_millis(200);

/// The progress of one piece of work after the other.
#[derive(Debug)]
pub(super) struct Meter {
    output: Output,
    clock: Clock,
    has_bar: bool,
    bar: Option<ProgressBar>,
    work: Option<Work>,
    /// When the last JSON event was written, or when the transform began.
    event_micros: Option<u64>,
}

/// One piece of work: the same words and the same total.
#[derive(Debug)]
struct Work {
    what: String,
    total: Option<u64>,
    begun_micros: u64,
    said_micros: u64,
}

impl Meter {
    /// Shows nothing yet.
    #[must_use]
    pub(super) fn new(output: Output, clock: Clock) -> Self {
        let is_wanted = output.loudness >= Loudness::Normal && output.format == Format::Human;
        let has_bar = is_wanted && stderr().is_terminal();
        Self { output, clock, has_bar, bar: None, work: None, event_micros: None }
    }

    /// A transform has gone on, or is done.
    pub(super) fn show_rows(&mut self, rows: &RowsProgress, is_done: bool) {
        if self.output.format == Format::Json {
            return self.tell_rows(rows, is_done);
        }
        if !is_done {
            let what = format!("rows of {}", rows.table);
            self.show_at(&what, rows.report.read, rows.total, rows.rate);
        }
    }

    /// Writes an event as one line of JSON, when its time has come.
    fn tell_rows(&mut self, rows: &RowsProgress, is_done: bool) {
        let now = (self.clock.elapsed_micros)();
        let last = *self.event_micros.get_or_insert(now);
        if !is_done && u128::from(now.saturating_sub(last)) < BETWEEN_EVENTS.as_micros() {
            return;
        }
        self.event_micros = (!is_done).then_some(now);
        let state = if is_done { "done" } else { "running" };
        let mut event = json!({ "event": "transform", "state": state });
        if let Value::Object(event) = &mut event {
            event.extend(rows.object());
        }
        self.output.say(&event.to_string());
    }

    /// Work has gone on.
    pub(super) fn show(&mut self, what: &str, done: u64, total: Option<u64>) {
        self.show_at(what, done, total, None);
    }

    /// Work has gone on at a rate that may be known.
    fn show_at(&mut self, what: &str, done: u64, total: Option<u64>, rate: Option<u64>) {
        let what = first_line(what);
        let now = (self.clock.elapsed_micros)();
        if self.work.as_ref().is_none_or(|work| work.what != what || work.total != total) {
            self.clear();
        }
        let begin = || Work { what: what.clone(), total, begun_micros: now, said_micros: now };
        let work = self.work.get_or_insert_with(begin);
        if self.has_bar {
            let bar = self.bar.get_or_insert_with(|| new_bar(total));
            bar.set_message(what);
            bar.set_position(done);
            return;
        }
        if u128::from(now.saturating_sub(work.said_micros)) < BETWEEN_LINES.as_micros() {
            return;
        }
        work.said_micros = now;
        let micros = now - work.begun_micros;
        let rate = rate.or(rows::rate(done, micros)).unwrap_or_default();
        self.output.say(&line(&what, done, total, micros, rate));
    }

    /// The work is over, or something else is to be written.
    pub(super) fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        self.work = None;
    }
}

impl Drop for Meter {
    /// Nothing of a bar stays on the terminal, however the work ended.
    fn drop(&mut self) {
        self.clear();
    }
}

/// How far the work is, for where there is no bar.
fn line(what: &str, done: u64, total: Option<u64>, micros: u64, rate: u64) -> String {
    let time = human::time(micros);
    match total {
        None => format!("  {done} {what} after {time}, {rate}/s"),
        Some(total) => {
            let left = total.saturating_sub(done).saturating_mul(1_000_000) / rate.max(1);
            let left = human::time(left);
            format!("  {done} of {total} {what} after {time}, {rate}/s, ETA {left}")
        }
    }
}

fn new_bar(total: Option<u64>) -> ProgressBar {
    let bar = match total {
        Some(total) => ProgressBar::new(total),
        None => ProgressBar::new_spinner(),
    };
    let shape = match total {
        Some(_) => "  {bar:30} {human_pos}/{human_len} {msg}  {rate}  ETA {eta}",
        None => "  {spinner} {human_pos} {msg}  {rate}",
    };
    if let Ok(style) = ProgressStyle::with_template(shape) {
        let rate = |state: &ProgressState, out: &mut dyn Write| {
            // A bar that cannot be written has no one to tell.
            let _ = write!(out, "{:.0}/s", state.per_sec());
        };
        bar.set_style(style.with_key("rate", rate));
    }
    bar.enable_steady_tick(TICK);
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_rate_and_remaining_time() {
        let unknown = line("rows of t", 500, None, 5_000_000, 100);
        assert_eq!(unknown, "  500 rows of t after 5.0 s, 100/s");
        let known = line("rows of t", 500, Some(1_500), 5_000_000, 100);
        assert_eq!(known, "  500 of 1500 rows of t after 5.0 s, 100/s, ETA 10.0 s");
    }
}
