//! The course of a case: rehearsed, up, rehearsed down, down, and up again, with all that it
//! leaves behind.

use std::collections::BTreeMap;

use sandshift::revision::Direction;
use sandshift::runner::ran;
use sandshift::session::RanStatement;

use crate::case::Case;
use crate::place::{Place, Program};
use crate::stage::image::{self, Image, Order};
use crate::stage::server::{Server, connect};

/// What a course left behind; two courses that are equal did the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Course {
    /// The text of the dry runs.
    pub(crate) rehearsed: String,
    /// The journal, statement by statement.
    pub(crate) journal: String,
    /// Schema and rows after each step.
    pub(crate) images: Vec<String>,
}

impl Course {
    /// Runs a case in one language on one database.
    pub(crate) fn of(case: Case, program: &Program, server: Server) -> Self {
        let place = Place::new(case, program, server);
        let mut images = vec![holds(&place)];
        let mut rehearsed = place.dry_run(Direction::Up, "heads");
        assert_eq!(images[0], holds(&place), "a dry run changed the database");
        place.go(Direction::Up, "heads");
        images.push(holds(&place));
        rehearsed += &place.dry_run(Direction::Down, case.before());
        place.go(Direction::Down, case.before());
        images.push(holds(&place));
        place.go(Direction::Up, "heads");
        images.push(holds(&place));
        Self { rehearsed, journal: journal(&place, case), images }
    }

    /// What the two do not share, for people.
    pub(crate) fn difference(&self, other: &Self) -> Option<String> {
        let mut found = Vec::new();
        let mut compare = |what: &str, expected: &str, actual: &str| {
            if let Some(lines) = image::difference(expected, actual) {
                found.push(format!("{what}:\n{lines}"));
            }
        };
        compare("the journal", &self.journal, &other.journal);
        compare("the dry run", &self.rehearsed, &other.rehearsed);
        for (at, (expected, actual)) in self.images.iter().zip(&other.images).enumerate() {
            compare(&format!("what the database holds after step {at}"), expected, actual);
        }
        (!found.is_empty()).then(|| found.join("\n"))
    }
}

/// The schema and the rows of the case itself.
fn holds(place: &Place) -> String {
    let mut connection = connect(&place.database);
    let image = Image::of(&mut *connection);
    let mut catalog = image.catalog.clone();
    catalog.tables.retain(|name, _| !name.name.as_str().starts_with("sandshift_"));
    let rows = image::rows(&mut *connection, &catalog);
    format!("{}{rows}", image::schema(&catalog, Order::Kept))
}

/// What the journal says about the case: its runs in order with the way back that was worked out,
/// then their statements.
fn journal(place: &Place, case: Case) -> String {
    if case.transforms_rows() {
        return journal_of_rows(place, case);
    }
    let of_case = format!("WHERE j.revision = '{}' ORDER BY j.id", case.revision());
    let runs = lines(
        place,
        &format!("SELECT j.direction, j.outcome, j.inverse FROM sandshift_journal j {of_case}"),
    );
    let mut statements = String::new();
    for (_, ran) in ran(place, case) {
        statements.push_str(&format!("{} {}\n", ran.rows, ran.statement));
    }
    format!("{}{statements}", without_lines(&runs))
}

/// The same of a case that changes rows one by one: a script does so by a transform, which has one line
/// for all rows, and a module by statements of its own, so that the rows are counted alone.
fn journal_of_rows(place: &Place, case: Case) -> String {
    let mut statements = String::new();
    let mut rows: BTreeMap<String, u64> = BTreeMap::new();
    for (run, ran) in ran(place, case) {
        match ran.statement.starts_with("UPDATE") || ran.statement.starts_with("-- transform") {
            true => *rows.entry(run).or_default() += ran.rows,
            false => statements.push_str(&format!("{} {}\n", ran.rows, ran.statement)),
        }
    }
    let runs = lines(
        place,
        &format!(
            "SELECT direction, outcome FROM sandshift_journal WHERE revision = '{}' ORDER BY id",
            case.revision()
        ),
    );
    format!("{runs}{statements}{:?}", rows.into_values().collect::<Vec<_>>())
}

/// The statements of all runs of the case with the id of their run, in order.
fn ran(place: &Place, case: Case) -> Vec<(String, RanStatement)> {
    let mut connection = connect(&place.database);
    let mut ids = Vec::new();
    let sql = format!(
        "SELECT id FROM sandshift_journal WHERE revision = '{}' ORDER BY id",
        case.revision()
    );
    connection
        .query(&sql, &mut |_, row| {
            ids.extend(row[0].as_text().map(str::to_owned));
            true
        })
        .unwrap();
    let mut found = Vec::new();
    for id in ids {
        let statements = ran::statements(&mut *connection, &id).unwrap();
        found.extend(statements.into_iter().map(|statement| (id.clone(), statement)));
    }
    found
}

fn lines(place: &Place, sql: &str) -> String {
    let mut text = String::new();
    connect(&place.database)
        .query(sql, &mut |_, row| {
            text.push_str(&format!("{row:?}\n"));
            true
        })
        .unwrap();
    text
}

/// Where in its file a migration asked for something is the one thing that is the language's own.
fn without_lines(journal: &str) -> String {
    let mut pieces = journal.split("\\\"line\\\":");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        text += piece.trim_start_matches(|character: char| character.is_ascii_digit());
    }
    text
}
