//! Script positions as the model's origins.

use rhai::Position;
use sandshift_model::origin::Origin;

/// A position of the engine as an [`Origin`]; unknown stays unknown.
///
/// The engine counts columns from 1 but gives 0 for the start of a line, which is where the
/// line itself begins.
pub(super) fn origin(position: Position) -> Origin {
    let number = |at: Option<usize>| at.and_then(|n| u32::try_from(n).ok()).unwrap_or(0);
    match position.line() {
        Some(line) => Origin::new(number(Some(line)), number(position.position()).max(1)),
        None => Origin::default(),
    }
}

/// The way back: a position for an error that the engine carries on.
pub(super) fn position(origin: Origin) -> Position {
    match (u16::try_from(origin.line), u16::try_from(origin.column)) {
        (Ok(line), Ok(column)) if line > 0 => Position::new(line, column),
        _ => Position::NONE,
    }
}
