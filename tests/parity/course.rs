//! The course of a case: rehearsed, up, rehearsed down, down, and up again, with all that it
//! leaves behind.

use sandshift::revision::Direction;

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
    let statements = lines(
        place,
        &format!(
            "SELECT s.ordinal, s.outcome, s.row_count, s.statement FROM sandshift_statements s \
             JOIN sandshift_journal j ON s.run_id = j.id {of_case}, s.ordinal"
        ),
    );
    format!("{}{statements}", without_lines(&runs))
}

/// The same of a case that changes rows one by one: a script does so by a transform, which has one line
/// for all rows, and a module by statements of its own, so that the rows are counted alone.
fn journal_of_rows(place: &Place, case: Case) -> String {
    let of_case = format!(
        "FROM sandshift_statements s JOIN sandshift_journal j ON s.run_id = j.id WHERE j.revision = '{}'",
        case.revision()
    );
    let is_row_work = "(s.statement LIKE 'UPDATE%' OR s.statement LIKE '-- transform%')";
    let statements = lines(
        place,
        &format!(
            "SELECT j.direction, j.outcome, s.outcome, s.row_count, s.statement {of_case} \
             AND NOT {is_row_work} ORDER BY j.id, s.ordinal"
        ),
    );
    let rows = lines(
        place,
        &format!(
            "SELECT j.direction, CAST(sum(s.row_count) AS CHAR(20)) {of_case} AND {is_row_work} \
             GROUP BY j.id, j.direction ORDER BY j.id"
        ),
    );
    format!("{statements}{rows}")
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
