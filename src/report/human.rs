//! What happens during a run, as lines for people.

use sandshift_sandbox::host::Level;

use super::escape::{escape, first_line};
use super::event::Event;
use super::style;
use crate::revision::{Direction, RevisionId};
use crate::session::transcript::Transcript;

/// The line of talk that an event is worth; none for most.
#[must_use]
pub fn talk(event: &Event) -> Option<String> {
    match event {
        Event::WaitingForLock => Some(format!(
            "{} another runner is at work on this database",
            style::warning("Waiting:")
        )),
        Event::Rehearsing { how } => Some(format!("{} {how}", style::strong("Dry run:"))),
        Event::Planned { steps } => planned(steps),
        Event::Notice { message } => {
            Some(format!("{} {}", style::warning("Note:"), escape(message)))
        }
        Event::Log { level: Level::Debug, .. } => None,
        Event::Log { level, message } => Some(log(*level, message)),
        Event::Connected { .. }
        | Event::Accounted(_)
        | Event::Locks { .. }
        | Event::Settings { .. }
        | Event::Bookkeeping { .. }
        | Event::Started { .. }
        | Event::Progress { .. }
        | Event::Rows { .. }
        | Event::Finished { .. } => None,
    }
}

/// The lines of talk that an event is worth only for those who asked for more.
#[must_use]
pub fn detail(event: &Event) -> Option<String> {
    match event {
        Event::Started { revision, message, position, of, .. } => Some(format!(
            "{} {}  {}",
            style::dim(format!("[{position}/{of}]")),
            style::id(revision.as_str()),
            first_line(message)
        )),
        Event::Log { level: Level::Debug, message } => Some(log(Level::Debug, message)),
        Event::Finished { transcript, .. } => {
            let lines: Vec<String> = transcript.statements().map(statement).collect();
            (!lines.is_empty()).then(|| lines.join("\n"))
        }
        Event::Connected { address, version } => Some(format!(
            "{} {} ({})",
            style::strong("Connected:"),
            escape(address),
            escape(version)
        )),
        Event::WaitingForLock
        | Event::Accounted(_)
        | Event::Locks { .. }
        | Event::Rehearsing { .. }
        | Event::Planned { .. }
        | Event::Notice { .. }
        | Event::Log { .. }
        | Event::Settings { .. }
        | Event::Bookkeeping { .. }
        | Event::Progress { .. }
        | Event::Rows { .. } => None,
    }
}

/// The line of a result for a revision that is done.
#[must_use]
pub fn finished(event: &Event) -> Option<String> {
    let Event::Finished { revision, message, direction, transcript, micros, .. } = event else {
        return None;
    };
    let done = match direction {
        Direction::Up => style::good("ran"),
        Direction::Down => style::good("undid"),
    };
    let cost = format!("({}, {})", work(transcript), time(*micros));
    let mut line = format!("{done} {}", style::id(revision.as_str()));
    let message = first_line(message);
    if !message.is_empty() {
        line.push_str("  ");
        line.push_str(&message);
    }
    line.push_str("  ");
    line.push_str(&style::dim(cost));
    Some(line)
}

/// A length of time with its unit.
#[must_use]
pub fn time(micros: u64) -> String {
    let (seconds, rest) = (micros / 1_000_000, micros % 1_000_000);
    match seconds {
        0 if micros < 1_000 => "under 1 ms".to_owned(),
        0 => format!("{} ms", micros / 1_000),
        1..60 => format!("{seconds}.{} s", rest / 100_000),
        _ => format!("{} min {} s", seconds / 60, seconds % 60),
    }
}

fn planned(steps: &[(RevisionId, Direction)]) -> Option<String> {
    let (_, direction) = steps.first()?;
    let what = match direction {
        Direction::Up => "to run",
        Direction::Down => "to undo",
    };
    let count = match steps.len() {
        1 => "1 revision".to_owned(),
        count => format!("{count} revisions"),
    };
    Some(format!("{} {count} {what}", style::strong("Plan:")))
}

fn work(transcript: &Transcript) -> String {
    let statements = transcript.statements().count();
    let rows: u64 = transcript.statements().map(|line| line.rows).sum();
    let plural = |count: u64| if count == 1 { "" } else { "s" };
    let many = u64::try_from(statements).unwrap_or(u64::MAX);
    match rows {
        0 => format!("{statements} statement{}", plural(many)),
        _ => format!("{statements} statement{}, {rows} row{}", plural(many), plural(rows)),
    }
}

fn statement(line: &crate::session::transcript::Line) -> String {
    let at = match (line.origin.call, line.origin.line) {
        (Some(call), _) => format!("call {}: ", call.number),
        (None, 0) => String::new(),
        (None, number) => format!("line {number}: "),
    };
    let cost = style::dim(format!("({})", time(line.micros)));
    format!("  {} {cost}", first_line(&format!("{at}{}", line.sql)))
}

fn log(level: Level, message: &str) -> String {
    let word = match level {
        Level::Debug => style::dim("debug:"),
        Level::Info => style::dim("log:"),
        Level::Warn => style::warning("warning:"),
    };
    format!("  {word} {}", escape(message).replace('\n', "\n    "))
}

#[cfg(test)]
mod tests {
    use sandshift_model::origin::{Call, Origin};

    use super::*;
    use crate::session::transcript::{Line, Role};

    #[test]
    fn times_have_the_unit_that_fits() {
        assert_eq!(time(10), "under 1 ms");
        assert_eq!(time(12_345), "12 ms");
        assert_eq!(time(1_250_000), "1.2 s");
        assert_eq!(time(125_000_000), "2 min 5 s");
    }

    #[test]
    fn what_a_migration_says_cannot_steer_the_terminal() {
        let event = Event::Log { level: Level::Info, message: "\u{1b}[2Jgone".into() };
        assert!(talk(&event).unwrap().contains("\\u{1b}[2Jgone"));
    }

    #[test]
    fn a_statement_of_a_module_has_the_number_of_its_call() {
        let call = Call { number: 3, entry: "up", name: "insert", is_over: false };
        let line = |origin| Line {
            sql: "SELECT 1".to_owned(),
            role: Role::Statement,
            origin,
            rows: 0,
            micros: 10,
            trial: None,
        };
        assert!(statement(&line(Origin::of_call(call))).contains("call 3: SELECT 1"));
        assert!(statement(&line(Origin::new(7, 1))).contains("line 7: SELECT 1"));
        assert!(!statement(&line(Origin::default())).contains(':'));
    }
}
