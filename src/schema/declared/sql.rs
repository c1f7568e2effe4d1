//! SQL that declares a schema, run statement by statement.

use std::borrow::Cow;

use super::error::{DeclaredError, Origin};
use crate::backend::connection::Connection;
use crate::backend::dialect::{Dialect, ForeignKeys, Frame};
use crate::backend::piece::Piece;
use crate::backend::schema_file::Handling;

/// The statements of a text that are run, and what stands around them.
#[derive(Debug)]
pub(super) struct Statements {
    pub(super) pieces: Vec<Piece>,
    /// One transaction holds them all, because a commit for each would take longer than the statements.
    /// None of it, where the database does not roll back schema changes or a statement refuses it.
    pub(super) frame: Option<Frame>,
}

/// Reads a text.
pub(super) fn statements(
    text: &str,
    dialect: &dyn Dialect,
    origin: &Origin,
) -> Result<Statements, DeclaredError> {
    let all = dialect
        .split(&dialect.without_shell_lines(text))
        .map_err(|source| DeclaredError::Split { origin: origin.clone(), source })?;
    let mut together = dialect.rolls_back_schema();
    let mut pieces = Vec::with_capacity(all.len());
    for piece in all {
        match dialect.handling(&piece.sql) {
            Handling::Run => pieces.push(piece),
            Handling::RunAlone => {
                together = false;
                pieces.push(piece);
            }
            Handling::Skip => {}
            Handling::Refuse { reason, advice } => {
                let (origin, at) = (origin.clone(), (piece.line, piece.column));
                return Err(DeclaredError::Refused { origin, at, reason, advice });
            }
        }
    }
    let frame = together.then(|| dialect.frame(ForeignKeys::Enforced));
    Ok(Statements { pieces, frame })
}

/// Runs statements on an empty database.
pub(super) fn run(
    statements: &Statements,
    connection: &mut dyn Connection,
    origin: &Origin,
) -> Result<(), DeclaredError> {
    let dialect = connection.dialect();
    let frame = statements.frame.clone().unwrap_or_default();
    send_all(connection, &frame.begin)?;
    for piece in &statements.pieces {
        if let Err(source) = connection.execute(&piece.sql) {
            let position = dialect.position(&piece.sql, &source);
            let at = position.map_or((piece.line, piece.column), |at| place(piece, at));
            let (origin, sql) = (origin.clone(), piece.sql.clone());
            return Err(DeclaredError::Statement { origin, at, sql, source });
        }
    }
    send_all(connection, &frame.commit)
}

/// Runs some of the statements, whose places do not matter because nobody hears of a failure.
pub(super) fn run_some(
    some: &[Cow<'_, str>],
    frame: &Frame,
    connection: &mut dyn Connection,
) -> Result<(), DeclaredError> {
    send_all(connection, &frame.begin)?;
    send_all(connection, some)?;
    send_all(connection, &frame.commit)
}

fn send_all(connection: &mut dyn Connection, sql: &[impl AsRef<str>]) -> Result<(), DeclaredError> {
    sql.iter().try_for_each(|sql| {
        let sent = connection.execute(sql.as_ref()).map(|_| ());
        sent.map_err(DeclaredError::database("making the declared schema"))
    })
}

/// Line and column of a character of a statement, counted from 1, in the text around it.
fn place(piece: &Piece, position: usize) -> (u32, u32) {
    let (mut line, mut column) = (piece.line, piece.column);
    for letter in piece.sql.chars().take(position.saturating_sub(1)) {
        if letter == '\n' {
            (line, column) = (line + 1, 1);
        } else {
            column += 1;
        }
    }
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_of_a_statement_has_a_place_in_the_text() {
        let piece = Piece { sql: "ab\ncd".to_owned(), line: 5, column: 3 };
        assert_eq!(place(&piece, 1), (5, 3));
        assert_eq!(place(&piece, 2), (5, 4));
        assert_eq!(place(&piece, 4), (6, 1));
        assert_eq!(place(&piece, 99), (6, 3));
    }
}
