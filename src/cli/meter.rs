//! Shows how far long work is: a bar on a terminal, a line every few seconds elsewhere.

use std::io::{IsTerminal, stderr};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::output::{Format, Loudness, Output};
use crate::clock::Clock;
use crate::report::escape::first_line;
use crate::report::human;

/// The time between two lines where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(5);
/// How often the bar moves while nothing is reported, so that nobody thinks it hangs.
const TICK: Duration = Duration::from_millis(200);

/// The progress of one piece of work after the other.
#[derive(Debug)]
pub(super) struct Meter {
    output: Output,
    clock: Clock,
    has_bar: bool,
    bar: Option<ProgressBar>,
    begun_micros: Option<u64>,
    said_micros: u64,
}

impl Meter {
    /// Shows nothing yet.
    #[must_use]
    pub(super) fn new(output: Output, clock: Clock) -> Self {
        let is_wanted = output.loudness >= Loudness::Normal && output.format == Format::Human;
        let has_bar = is_wanted && stderr().is_terminal();
        Self { output, clock, has_bar, bar: None, begun_micros: None, said_micros: 0 }
    }

    /// Work has gone on.
    pub(super) fn show(&mut self, what: &str, done: u64, total: Option<u64>) {
        let what = first_line(what);
        if self.has_bar {
            let bar = self.bar.get_or_insert_with(|| new_bar(total));
            bar.set_message(what);
            bar.set_position(done);
            return;
        }
        let now = (self.clock.elapsed_micros)();
        let begun = *self.begun_micros.get_or_insert(now);
        let last = self.said_micros.max(begun);
        if u128::from(now.saturating_sub(last)) < BETWEEN_LINES.as_micros() {
            return;
        }
        self.said_micros = now;
        let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
        let time = human::time(now - begun);
        self.output.say(&format!("  {done}{of} {what} after {time}"));
    }

    /// The work is over, or something else is to be written.
    pub(super) fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        self.begun_micros = None;
    }
}

fn new_bar(total: Option<u64>) -> ProgressBar {
    let bar = match total {
        Some(total) => ProgressBar::new(total),
        None => ProgressBar::new_spinner(),
    };
    let shape = match total {
        Some(_) => "  {bar:30} {pos}/{len} {msg} {per_sec} ETA {eta}",
        None => "  {spinner} {pos} {msg} {per_sec}",
    };
    if let Ok(style) = ProgressStyle::with_template(shape) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(TICK);
    bar
}
