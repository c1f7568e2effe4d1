//! The row that a thread is asked about, for functions that a row function calls.

use std::cell::{Cell, RefCell};

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::value::Value;

use crate::host::{Inserted, Level};

/// What a thread knows of its row.
struct Current {
    key: RefCell<Vec<Value>>,
    drawn: Cell<u64>,
    /// Which of the rows at hand it is.
    number: Cell<usize>,
    inserted: RefCell<Vec<Inserted>>,
    lines: RefCell<Vec<(Level, String)>>,
}

thread_local! {
    static CURRENT: Current = const {
        Current {
            key: RefCell::new(Vec::new()),
            drawn: Cell::new(0),
            number: Cell::new(0),
            inserted: RefCell::new(Vec::new()),
            lines: RefCell::new(Vec::new()),
        }
    };
}

/// Begins another row, one of those at hand.
pub(super) fn enter<'v>(number: usize, key: impl Iterator<Item = &'v Value>) {
    CURRENT.with(|current| {
        current.drawn.set(0);
        current.number.set(number);
        let mut held = current.key.borrow_mut();
        held.clear();
        held.extend(key.cloned());
    });
}

/// Makes a random value from the key of the row and the number of the draw for it.
pub(super) fn draw<T>(make: impl FnOnce(&str, u64) -> T) -> T {
    CURRENT.with(|current| {
        let number = current.drawn.replace(current.drawn.get() + 1);
        // A value of the model is always JSON.
        let key = serde_json::to_string(&*current.key.borrow()).unwrap_or_default();
        make(&key, number)
    })
}

/// Keeps a row of another table, to be inserted with the changes of the row at hand.
pub(super) fn insert(table: ObjectName, values: Vec<(Ident, Value)>) {
    CURRENT.with(|current| {
        let by = current.number.get();
        current.inserted.borrow_mut().push(Inserted { by, table, values });
    });
}

/// How many lines are kept.
pub(super) fn lines() -> usize {
    CURRENT.with(|current| current.lines.borrow().len())
}

/// Forgets what was done for the row at hand: the lines behind the first ones, and what it wants
/// inserted.
pub(super) fn forget(lines: usize) {
    CURRENT.with(|current| current.lines.borrow_mut().truncate(lines));
    forget_inserted();
}

/// Forgets what the row at hand wants inserted: it is refused.
pub(super) fn forget_inserted() {
    CURRENT.with(|current| {
        let by = current.number.get();
        current.inserted.borrow_mut().retain(|inserted| inserted.by != by);
    });
}

/// Takes out the rows that were kept for other tables.
pub(super) fn take_inserted() -> Vec<Inserted> {
    CURRENT.with(|current| std::mem::take(&mut *current.inserted.borrow_mut()))
}

/// Keeps a line, to be said by whoever asks about rows.
pub(super) fn say(level: Level, text: &str) {
    CURRENT.with(|current| current.lines.borrow_mut().push((level, text.to_owned())));
}

/// Takes out the lines that were kept.
pub(super) fn take_lines() -> Vec<(Level, String)> {
    CURRENT.with(|current| std::mem::take(&mut *current.lines.borrow_mut()))
}
