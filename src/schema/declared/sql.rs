//! SQL that declares a schema, run statement by statement.

use super::error::{DeclaredError, Origin};
use crate::backend::connection::Connection;
use crate::backend::dialect::ForeignKeys;
use crate::backend::piece::Piece;
use crate::backend::schema_file::Handling;

/// Runs a text on an empty database: in one transaction, where the database rolls back schema changes
/// and every statement lets it, because a commit for each would take longer than the statements.
pub(super) fn run(
    text: &str,
    mut connection: Box<dyn Connection>,
    origin: &Origin,
) -> Result<(), DeclaredError> {
    let dialect = connection.dialect();
    let pieces = dialect
        .split(&dialect.without_shell_lines(text))
        .map_err(|source| DeclaredError::Split { origin: origin.clone(), source })?;
    let mut together = dialect.rolls_back_schema();
    let mut wanted = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match dialect.handling(&piece.sql) {
            Handling::Run => wanted.push(piece),
            Handling::RunAlone => {
                together = false;
                wanted.push(piece);
            }
            Handling::Skip => {}
            Handling::Refuse { reason, advice } => {
                let (origin, at) = (origin.clone(), (piece.line, piece.column));
                return Err(DeclaredError::Refused { origin, at, reason, advice });
            }
        }
    }
    let frame = if together { dialect.frame(ForeignKeys::Enforced) } else { Default::default() };
    send_all(&mut *connection, &frame.begin)?;
    for piece in wanted {
        if let Err(source) = connection.execute(&piece.sql) {
            let position = dialect.position(&piece.sql, &source);
            let at = position.map_or((piece.line, piece.column), |at| place(&piece, at));
            let (origin, sql) = (origin.clone(), piece.sql);
            return Err(DeclaredError::Statement { origin, at, sql, source });
        }
    }
    send_all(&mut *connection, &frame.commit)
}

fn send_all(connection: &mut dyn Connection, sql: &[String]) -> Result<(), DeclaredError> {
    sql.iter().try_for_each(|sql| {
        let sent = connection.execute(sql).map(|_| ());
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
