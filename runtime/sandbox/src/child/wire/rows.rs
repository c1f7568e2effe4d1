//! Rows and what becomes of them, as they go over the pipe: in bytes, because there are millions.

use std::io::{self, ErrorKind, Read};
use std::sync::Arc;

use sandshift_model::ident::Ident;
use sandshift_model::query::Row;

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
pub(in super::super) fn take(mut from: &[u8], width: usize, count: usize) -> io::Result<Vec<Row>> {
    let most = from.len().checked_div(width).unwrap_or(EMPTY_ROWS);
    if count > most {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    let mut rows = Vec::with_capacity(count);
    for _ in 0..count {
        rows.push(row(&mut from, width)?);
    }
    at_end(from, rows)
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

/// Adds outcomes; gives the lists of columns that they name by number.
pub(in super::super) fn put_outcomes(outcomes: &[RowOutcome], to: &mut Vec<u8>) -> Vec<Vec<Ident>> {
    let mut lists: Vec<Arc<[Ident]>> = Vec::new();
    for outcome in outcomes {
        match outcome {
            RowOutcome::Keep => to.push(KEEP),
            RowOutcome::Delete => to.push(DELETE),
            RowOutcome::Refuse(reason) => {
                to.push(REFUSE);
                cells::encode_bytes(reason.as_bytes(), to);
            }
            RowOutcome::Change { columns, values } => {
                let number = number(&mut lists, columns);
                to.push(CHANGE);
                to.extend(number.to_le_bytes());
                values.iter().for_each(|value| cells::encode(value, to));
            }
        }
    }
    lists.iter().map(|list| list.to_vec()).collect()
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
        [REFUSE] => RowOutcome::Refuse(cells::text(from)?),
        [CHANGE] => {
            let number = u32::from_le_bytes(cells::array(from)?);
            let columns = lists.get(number as usize).ok_or(ErrorKind::InvalidData)?;
            let values = row(from, columns.len())?;
            RowOutcome::Change { columns: Arc::clone(columns), values }
        }
        _ => return Err(ErrorKind::InvalidData.into()),
    })
}

fn at_end<T>(mut rest: impl Read, read: T) -> io::Result<T> {
    match rest.read(&mut [0])? {
        0 => Ok(read),
        _ => Err(ErrorKind::InvalidData.into()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test may stop where it fails")]
mod tests {
    use proptest::prelude::*;
    use sandshift_model::value::Value;

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
        fn rows_come_back_as_they_went(rows in prop::collection::vec(prop::collection::vec(value(), 3), 0..20)) {
            let mut bytes = Vec::new();
            put(&rows, 3, &mut bytes);
            prop_assert_eq!(take(&bytes, 3, rows.len()).unwrap(), rows);
        }

        #[test]
        fn outcomes_come_back_as_they_went(outcomes in prop::collection::vec(outcome(), 0..20)) {
            let mut bytes = Vec::new();
            let lists = put_outcomes(&outcomes, &mut bytes);
            prop_assert!(lists.len() <= 2);
            prop_assert_eq!(take_outcomes(&bytes, lists, outcomes.len()).unwrap(), outcomes);
        }

        #[test]
        fn any_bytes_are_rows_or_an_error(bytes: Vec<u8>, width in 0..1_000_usize, count: usize) {
            for count in [count, count % 100] {
                let _ = take(&bytes, width, count);
                let _ = take_outcomes(&bytes, vec![columns(&["a"]).to_vec()], count);
            }
        }
    }
}
