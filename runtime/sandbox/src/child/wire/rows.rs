//! Rows and what becomes of them, as they go over the pipe: in bytes, because there are millions.

use std::io::{self, ErrorKind};
use std::sync::Arc;

use sandshift_model::ident::Ident;
use sandshift_model::query::Row;
use sandshift_model::value::Value;

use crate::cells;
use crate::host::RowOutcome;

const KEEP: u8 = 0;
const CHANGE: u8 = 1;
const DELETE: u8 = 2;
const REFUSE: u8 = 3;

/// Rows without columns at most; all others have a byte at least for each of their values.
const EMPTY_ROWS: usize = 1_000_000;

/// Adds rows, of each its first `width` values.
pub(in super::super) fn put<'r>(
    rows: impl IntoIterator<Item = &'r Row>,
    width: usize,
    to: &mut Vec<u8>,
) {
    for row in rows {
        row.iter().take(width).for_each(|value| cells::encode(value, to));
    }
}

/// Reads as many rows back.
///
/// # Errors
///
/// There are fewer or more, or they cannot be understood.
pub(in super::super) fn take(from: &[u8], width: usize, count: usize) -> io::Result<Vec<Row>> {
    let mut rows = Vec::new();
    take_over(from, width, count, &mut rows)?;
    Ok(rows)
}

/// Reads as many rows back over others that are not needed any more, whose room they take.
///
/// # Errors
///
/// As [`take`]; the rows are then of no use.
pub(in super::super) fn take_over(
    mut from: &[u8],
    width: usize,
    count: usize,
    rows: &mut Vec<Row>,
) -> io::Result<()> {
    let most = from.len().checked_div(width).unwrap_or(EMPTY_ROWS);
    if count > most {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    rows.resize_with(count, Row::new);
    for row in rows {
        row.resize(width, Value::Null);
        for value in row {
            cells::decode_over(&mut from, value)?;
        }
    }
    at_end(from, ())
}

fn row(from: &mut &[u8], width: usize) -> io::Result<Row> {
    // A value has one byte at least.
    if width > from.len() {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    let mut row = Row::with_capacity(width);
    for _ in 0..width {
        row.push(cells::decode(from)?);
    }
    Ok(row)
}

/// Outcomes on their way.
#[derive(Debug, Default)]
pub(in super::super) struct Outcomes {
    bytes: Vec<u8>,
    /// The lists of columns that they name by number.
    lists: Vec<Arc<[Ident]>>,
}

impl Outcomes {
    /// Begins anew, with the room that there is.
    pub(in super::super) fn clear(&mut self) {
        self.bytes.clear();
        self.lists.clear();
    }

    /// Adds one.
    pub(in super::super) fn add(&mut self, outcome: &RowOutcome) {
        let to = &mut self.bytes;
        match outcome {
            RowOutcome::Keep => to.push(KEEP),
            RowOutcome::Delete => to.push(DELETE),
            RowOutcome::Refuse(reason) => {
                to.push(REFUSE);
                cells::encode_bytes(reason.as_bytes(), to);
            }
            RowOutcome::Change { columns, values } => {
                let number = number(&mut self.lists, columns);
                to.push(CHANGE);
                to.extend(number.to_le_bytes());
                values.iter().for_each(|value| cells::encode(value, to));
            }
        }
    }

    /// The bytes of all.
    pub(in super::super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The lists of columns that they name by number.
    pub(in super::super) fn lists(&self) -> Vec<Vec<Ident>> {
        self.lists.iter().map(|list| list.to_vec()).collect()
    }
}

/// The number of a list of columns; rows that change alike mostly share it.
fn number(lists: &mut Vec<Arc<[Ident]>>, columns: &Arc<[Ident]>) -> u32 {
    let shared = lists.iter().rposition(|list| Arc::ptr_eq(list, columns));
    let known = shared.or_else(|| lists.iter().position(|list| list == columns));
    let at = known.unwrap_or_else(|| {
        lists.push(Arc::clone(columns));
        lists.len() - 1
    });
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Reads the outcomes of as many rows back.
///
/// # Errors
///
/// There are fewer or more, or they cannot be understood.
pub(in super::super) fn take_outcomes(
    mut from: &[u8],
    lists: Vec<Vec<Ident>>,
    count: usize,
) -> io::Result<Vec<RowOutcome>> {
    let lists: Vec<Arc<[Ident]>> = lists.into_iter().map(Into::into).collect();
    if count > from.len() {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    let mut outcomes = Vec::with_capacity(count);
    for _ in 0..count {
        outcomes.push(outcome(&mut from, &lists)?);
    }
    at_end(from, outcomes)
}

fn outcome(from: &mut &[u8], lists: &[Arc<[Ident]>]) -> io::Result<RowOutcome> {
    Ok(match cells::array(from)? {
        [KEEP] => RowOutcome::Keep,
        [DELETE] => RowOutcome::Delete,
        [REFUSE] => RowOutcome::Refuse(cells::text(from)?.to_owned()),
        [CHANGE] => {
            let number = u32::from_le_bytes(cells::array(from)?);
            let columns = lists.get(number as usize).ok_or(ErrorKind::InvalidData)?;
            let values = row(from, columns.len())?;
            RowOutcome::Change { columns: Arc::clone(columns), values }
        }
        _ => return Err(ErrorKind::InvalidData.into()),
    })
}

fn at_end<T>(rest: &[u8], read: T) -> io::Result<T> {
    match rest.is_empty() {
        true => Ok(read),
        false => Err(ErrorKind::InvalidData.into()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test may stop where it fails")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::Int),
            any::<u64>().prop_map(Value::Uint),
            (-1e300..1e300_f64).prop_map(Value::Real),
            any::<String>().prop_map(Value::Text),
            any::<Vec<u8>>().prop_map(Value::Bytes),
            any::<String>().prop_map(Value::Other),
        ]
    }

    fn columns(names: &[&str]) -> Arc<[Ident]> {
        names.iter().map(|name| Ident::new(*name).unwrap()).collect()
    }

    fn outcome() -> impl Strategy<Value = RowOutcome> {
        let (one, two) = (columns(&["a"]), columns(&["b", "c"]));
        prop_oneof![
            Just(RowOutcome::Keep),
            Just(RowOutcome::Delete),
            any::<String>().prop_map(RowOutcome::Refuse),
            value().prop_map(move |value| RowOutcome::Change {
                columns: Arc::clone(&one),
                values: vec![value],
            }),
            (value(), value()).prop_map(move |(first, second)| RowOutcome::Change {
                columns: Arc::clone(&two),
                values: vec![first, second],
            }),
        ]
    }

    proptest! {
        #[test]
        fn fuzz_rows_come_back_as_they_went(
            rows in prop::collection::vec(prop::collection::vec(value(), 3), 0..20),
            mut others in prop::collection::vec(prop::collection::vec(value(), 0..6), 0..20),
        ) {
            let mut bytes = Vec::new();
            put(&rows, 3, &mut bytes);
            take_over(&bytes, 3, rows.len(), &mut others).unwrap();
            prop_assert_eq!(&others, &rows);
            prop_assert_eq!(take(&bytes, 3, rows.len()).unwrap(), rows);
        }

        #[test]
        fn fuzz_outcomes_come_back_as_they_went(outcomes in prop::collection::vec(outcome(), 0..20)) {
            let mut put = Outcomes::default();
            outcomes.iter().for_each(|outcome| put.add(outcome));
            let lists = put.lists();
            prop_assert!(lists.len() <= 2);
            prop_assert_eq!(take_outcomes(put.bytes(), lists, outcomes.len()).unwrap(), outcomes);
        }

        #[test]
        fn fuzz_any_bytes_are_rows_or_an_error(bytes: Vec<u8>, width in 0..1_000_usize, count: usize) {
            for count in [count, count % 100] {
                let _ = take(&bytes, width, count);
                let _ = take_outcomes(&bytes, vec![columns(&["a"]).to_vec()], count);
            }
        }
    }
}
