//! Follows a run and shows it as it happens.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::meter::Meter;
use super::output::{Format, Loudness, Output};
use crate::clock::Clock;
use crate::report::Watch;
use crate::report::event::Event;
use crate::report::human;
use crate::report::json::{Collected, Statements};
use crate::report::sql::SqlText;

/// What a run is shown as.
#[derive(Debug)]
pub(super) enum Show {
    /// Each revision as it is done.
    Revisions,
    /// The text of a dry run.
    Sql(SqlText),
    /// Nothing but talk: the result comes from elsewhere.
    Talk,
}

/// Shows a run, and keeps what the JSON form needs.
#[derive(Debug)]
pub(super) struct Follower {
    output: Output,
    meter: Meter,
    show: Show,
    kept: Kept,
}

/// What happened, for the JSON form.
#[derive(Debug, Clone)]
pub(super) struct Kept(Arc<Mutex<Collected>>);

impl Kept {
    /// What happened so far.
    pub(super) fn collected(&self) -> MutexGuard<'_, Collected> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Follower {
    /// A follower, and what it keeps.
    #[must_use]
    pub(super) fn new(output: &Output, clock: Clock, show: Show) -> (Self, Kept) {
        let statements = match show {
            Show::Sql(_) => Statements::Kept,
            Show::Revisions | Show::Talk => Statements::Counted,
        };
        let kept = Kept(Arc::new(Mutex::new(Collected::new(statements))));
        let meter = Meter::new(output.clone(), clock);
        (Self { output: output.clone(), meter, show, kept: kept.clone() }, kept)
    }
}

impl Watch for Follower {
    fn event(&mut self, event: Event) {
        if let Event::Progress { what, done, total } = &event {
            self.meter.show(what, *done, *total);
            return;
        }
        if let Event::Rows { rows, is_done } = &event {
            self.meter.show_rows(rows, *is_done);
            return;
        }
        self.meter.clear();
        if self.output.format == Format::Json {
            self.kept.collected().take(&event);
        }
        if let Some(line) = human::talk(&event) {
            self.output.say(&line);
        }
        if self.output.loudness >= Loudness::Verbose
            && let Some(line) = human::detail(&event)
        {
            self.output.detail(&line);
        }
        if self.output.format == Format::Json {
            return;
        }
        match &mut self.show {
            Show::Revisions => {
                human::finished(&event).iter().for_each(|line| self.output.line(line));
            }
            Show::Sql(text) => {
                let text = text.render(&event);
                if !text.is_empty() {
                    self.output.verbatim(&text);
                }
            }
            Show::Talk => {}
        }
    }
}
