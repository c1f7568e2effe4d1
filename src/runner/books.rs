//! Reading and making the bookkeeping of a database, outside of any migration.

use std::collections::BTreeMap;

use sandshift_model::catalog::Catalog;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::query::{Query, Row};
use sandshift_model::statement::Statement;
use sandshift_model::value::Value;

use crate::backend::among::among;
use crate::backend::connection::Connection;
use crate::backend::dialect::{Dialect, DialectError, ForeignKeys};
use crate::session::bookkeeping::{self, FORMAT, JOURNAL, META};
use crate::session::ending;
use crate::session::error::SessionError;
use crate::session::sink::Sink;
use crate::session::transcript::{Role, Transcript};

/// What the journal says about the last time that a revision was applied.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recorded {
    pub(crate) id: String,
    pub(crate) revision: String,
    pub(crate) message: String,
    pub(crate) checksum: String,
    pub(crate) language: String,
    pub(crate) header: String,
    pub(crate) source: String,
    pub(crate) inverse: String,
    pub(crate) seed: String,
    pub(crate) now_micros: i64,
}

/// Tells whether the bookkeeping is there, and refuses one of a newer version.
///
/// The row that holds the format is written last, so that it tells of all the tables: a run that
/// was killed while it made them (MariaDB commits each) has not left it.
pub(crate) fn exist(connection: &mut dyn Connection) -> Result<bool, SessionError> {
    let looking = SessionError::database("looking for the bookkeeping");
    if !connection.has_table(&bookkeeping::object(META)).map_err(looking)? {
        return Ok(false);
    }
    let filter = vec![("name", Value::Text("format".to_owned()))];
    let query = bookkeeping::select(META, &["value"], filter, &[]);
    let Some(row) = rows(connection, &query)?.pop() else { return Ok(false) };
    let found = text(&row, 0);
    match found.parse::<u32>() {
        Ok(format) if format <= FORMAT => Ok(true),
        _ => Err(SessionError::Newer { found, known: FORMAT }),
    }
}

/// The recorded heads; none of them when there is no bookkeeping.
pub(crate) fn heads(connection: &mut dyn Connection) -> Result<Vec<String>, SessionError> {
    if exist(connection)? { heads_there(connection) } else { Ok(Vec::new()) }
}

/// The recorded heads where the bookkeeping is known to be there.
pub(crate) fn heads_there(connection: &mut dyn Connection) -> Result<Vec<String>, SessionError> {
    ending::read_heads(connection.dialect(), connection)
}

/// Makes the bookkeeping where it is missing; gives what was sent, nothing when it was there.
pub(crate) fn create(
    dialect: &'static dyn Dialect,
    sink: &mut dyn Sink,
) -> Result<Transcript, SessionError> {
    let mut sent = Transcript::default();
    let frame = dialect.frame(ForeignKeys::Enforced);
    let framing = || SessionError::database("making the bookkeeping");
    let begin = if dialect.rolls_back_schema() { frame.begin } else { Vec::new() };
    for sql in &begin {
        sink.frame(sql).map_err(framing())?;
        sent.note(Role::Frame, sql);
    }
    let there = match sink.reader() {
        Some(connection) => exist(connection)?,
        None => false,
    };
    if !there {
        let mut operations = bookkeeping::create(dialect);
        operations.push(bookkeeping::record_format());
        for operation in &operations {
            if !is_made(operation, sink)? {
                send(dialect, sink, operation, &mut sent)?;
            }
        }
    }
    let end = match (begin.is_empty(), there) {
        (true, _) => Vec::new(),
        (false, true) => frame.rollback,
        (false, false) => frame.commit,
    };
    for sql in &end {
        sink.frame(sql).map_err(framing())?;
        sent.note(Role::Frame, sql);
    }
    Ok(if there { Transcript::default() } else { sent })
}

/// Tells whether this makes a table that an earlier, killed run has made already.
fn is_made(operation: &Operation, sink: &mut dyn Sink) -> Result<bool, SessionError> {
    match (operation, sink.reader()) {
        (Operation::CreateTable(create), Some(connection)) => connection
            .has_table(&create.table.name)
            .map_err(SessionError::database("looking for the bookkeeping")),
        _ => Ok(false),
    }
}

/// Sends one piece of bookkeeping.
pub(crate) fn send(
    dialect: &'static dyn Dialect,
    sink: &mut dyn Sink,
    operation: &Operation,
    sent: &mut Transcript,
) -> Result<u64, SessionError> {
    let nothing = Catalog::default();
    let catalog = match operation {
        Operation::CreateTable(_) => &nothing,
        _ => bookkeeping::catalog(dialect.emulates_enums()),
    };
    let statements = dialect.render(operation, catalog).map_err(|source| {
        SessionError::Dialect { operation: operation.name(), origin: Origin::default(), source }
    })?;
    let mut touched = 0;
    for statement in statements {
        touched += sink
            .book(&statement)
            .map_err(|error| error.into_session(&statement.sql, Origin::default()))?;
        sent.note(Role::Bookkeeping, &statement.sql);
    }
    Ok(touched)
}

/// The last `up` of every revision, by revision; without source and inverse, which may be large.
pub(crate) fn last_ups(
    connection: &mut dyn Connection,
) -> Result<BTreeMap<String, Recorded>, SessionError> {
    let columns = ["revision", "message", "checksum", "language", "header"];
    let query = bookkeeping::select(JOURNAL, &columns, done_up(), &["id"]);
    let mut ups = BTreeMap::new();
    for row in rows(connection, &query)? {
        let recorded = Recorded {
            revision: text(&row, 0),
            message: text(&row, 1),
            checksum: text(&row, 2),
            language: text(&row, 3),
            header: text(&row, 4),
            ..Recorded::default()
        };
        ups.insert(recorded.revision.clone(), recorded);
    }
    Ok(ups)
}

/// The ids of the last `up` of every revision, by revision.
pub(crate) fn last_up_ids(
    connection: &mut dyn Connection,
) -> Result<BTreeMap<String, String>, SessionError> {
    let query = bookkeeping::select(JOURNAL, &["revision", "id"], done_up(), &["id"]);
    Ok(rows(connection, &query)?.iter().map(|row| (text(row, 0), text(row, 1))).collect())
}

/// Everything about one run; none when the journal has no row of this id.
pub(crate) fn recorded(
    connection: &mut dyn Connection,
    id: &str,
) -> Result<Option<Recorded>, SessionError> {
    Ok(all_recorded(connection, &[id])?.pop())
}

/// Everything about these runs, one at least, in any order; nothing about those of which the journal has no row.
pub(crate) fn all_recorded(
    connection: &mut dyn Connection,
    ids: &[&str],
) -> Result<Vec<Recorded>, SessionError> {
    let columns = [
        "revision",
        "message",
        "checksum",
        "language",
        "header",
        "source",
        "inverse",
        "id",
        "seed",
        "now_micros",
    ];
    let rows = journal_among(connection, &columns, "id", ids)?;
    Ok(rows.iter().map(recorded_in).collect())
}

/// The rows of the journal that have one of these values, one at least, in a column; in any order.
pub(crate) fn journal_among(
    connection: &mut dyn Connection,
    columns: &[&'static str],
    column: &'static str,
    values: &[&str],
) -> Result<Vec<Row>, SessionError> {
    let dialect = connection.dialect();
    let query = bookkeeping::select(JOURNAL, columns, Vec::new(), &[]);
    let values: Vec<Value> = values.iter().map(|value| Value::Text((*value).to_owned())).collect();
    let statement = dialect
        .select(&query)
        .and_then(|select| among(dialect, &select, &bookkeeping::ident(column), &values))
        .map_err(unfit)?;
    read(connection, &statement)
}

fn recorded_in(row: &Row) -> Recorded {
    Recorded {
        revision: text(row, 0),
        message: text(row, 1),
        checksum: text(row, 2),
        language: text(row, 3),
        header: text(row, 4),
        source: text(row, 5),
        inverse: text(row, 6),
        id: text(row, 7),
        seed: text(row, 8),
        now_micros: match row.get(9) {
            Some(Value::Int(micros)) => *micros,
            _ => 0,
        },
    }
}

fn done_up() -> Vec<(&'static str, Value)> {
    vec![("direction", Value::Text("up".to_owned())), ("outcome", Value::Text("done".to_owned()))]
}

/// The id of the newest row of the journal; empty when it has none.
pub(crate) fn last_id(connection: &mut dyn Connection) -> Result<String, SessionError> {
    if !exist(connection)? {
        return Ok(String::new());
    }
    let query = bookkeeping::select(JOURNAL, &["id"], Vec::new(), &["id"]);
    Ok(rows(connection, &query)?.pop().map(|row| text(&row, 0)).unwrap_or_default())
}

/// The ids of the runs that have not come to an end, by their own account.
pub(crate) fn running(connection: &mut dyn Connection) -> Result<Vec<String>, SessionError> {
    let filter = vec![("outcome", Value::Text("running".to_owned()))];
    let query = bookkeeping::select(JOURNAL, &["id"], filter, &["id"]);
    Ok(rows(connection, &query)?.iter().map(|row| text(row, 0)).collect())
}

/// Says of a run that nobody waits for it any more.
pub(crate) fn abandon(id: String) -> Operation {
    let set = vec![("outcome", Value::Text("abandoned".to_owned()))];
    bookkeeping::update(JOURNAL, set, vec![("id", Value::Text(id))])
}

/// Reads all rows of a bookkeeping query.
pub(crate) fn rows(
    connection: &mut dyn Connection,
    query: &Query,
) -> Result<Vec<Row>, SessionError> {
    let statement = connection.dialect().select(query).map_err(unfit)?;
    read(connection, &statement)
}

fn read(connection: &mut dyn Connection, statement: &Statement) -> Result<Vec<Row>, SessionError> {
    let mut all = Vec::new();
    connection
        .query_own(&statement.sql, &mut |_, row| {
            all.push(row);
            true
        })
        .map_err(SessionError::database("reading the journal"))?;
    Ok(all)
}

fn unfit(source: DialectError) -> SessionError {
    SessionError::Dialect { operation: "query", origin: Origin::default(), source }
}

pub(crate) fn text(row: &Row, at: usize) -> String {
    match row.get(at) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}
