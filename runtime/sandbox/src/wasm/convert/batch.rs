//! Rows that travel column by column.

use sandshift_model::ident::Ident;
use sandshift_model::query::Row;
use sandshift_model::value::Value;

use super::super::cursor::BATCH_ROWS;
use super::{Unfit, value, wit};

/// Columns of a batch: no database has a table with more.
const COLUMNS: usize = 4_096;

/// The rows of a batch with the columns that they fill, once the batch has been measured.
///
/// A cell takes more room here than in the guest, so that the number of cells has a limit.
pub(in super::super) fn from_guest(
    batch: wit::Batch,
    most_cells: usize,
) -> Result<(Vec<Ident>, Vec<Row>), Unfit> {
    measure(&batch, most_cells)?;
    let mut names = Vec::with_capacity(batch.columns.len());
    let mut rows = vec![Row::with_capacity(batch.columns.len()); batch.rows as usize];
    for column in batch.columns {
        names.push(Ident::new(column.name)?);
        let values = values(column.cells, &column.nulls)?;
        rows.iter_mut().zip(values).for_each(|(row, value)| row.push(value));
    }
    Ok((names, rows))
}

/// Refuses a batch that lies about its size.
fn measure(batch: &wit::Batch, most_cells: usize) -> Result<(), Unfit> {
    let wrong = |message: String| Err(Unfit::Misuse(message));
    if batch.columns.is_empty() {
        return wrong("a batch has no columns".to_owned());
    }
    let columns = batch.columns.len();
    if columns > COLUMNS {
        return wrong(format!("a batch has {columns} columns, more than {COLUMNS}"));
    }
    let rows = batch.rows as usize;
    if batch.rows > BATCH_ROWS {
        return wrong(format!("a batch has {rows} rows, more than {BATCH_ROWS}"));
    }
    let cells = rows.saturating_mul(columns);
    if cells > most_cells {
        return wrong(format!("a batch has {cells} values, more than {most_cells}"));
    }
    for column in &batch.columns {
        let (name, length, nulls) = (&column.name, length(&column.cells), column.nulls.len());
        if length != rows {
            return wrong(format!("column `{name}` has {length} values in a batch of {rows} rows"));
        }
        if nulls != 0 && nulls != rows {
            return wrong(format!("column `{name}` has {nulls} NULL marks for {rows} rows"));
        }
    }
    Ok(())
}

fn length(cells: &wit::Cells) -> usize {
    match cells {
        wit::Cells::Booleans(cells) => cells.len(),
        wit::Cells::Signed(cells) => cells.len(),
        wit::Cells::Unsigned(cells) => cells.len(),
        wit::Cells::Reals(cells) => cells.len(),
        wit::Cells::Texts(cells) => cells.texts.len(),
        wit::Cells::Bytes(cells) => cells.len(),
        wit::Cells::Mixed(cells) => cells.len(),
    }
}

/// The values of a column; what stands where a row is NULL is not looked at.
fn values(cells: wit::Cells, nulls: &[bool]) -> Result<Vec<Value>, Unfit> {
    match cells {
        wit::Cells::Booleans(cells) => each(cells, nulls, |truth| Ok(Value::Bool(truth))),
        wit::Cells::Signed(cells) => each(cells, nulls, |number| Ok(Value::Int(number))),
        wit::Cells::Unsigned(cells) => each(cells, nulls, |number| Ok(value::unsigned(number))),
        wit::Cells::Reals(cells) => each(cells, nulls, |number| Ok(value::real(number))),
        wit::Cells::Texts(cells) => each(cells.texts, nulls, |text| value::text(cells.kind, text)),
        wit::Cells::Bytes(cells) => each(cells, nulls, |bytes| Ok(Value::Bytes(bytes))),
        wit::Cells::Mixed(cells) => each(cells, nulls, value::from_guest),
    }
}

fn each<T>(
    cells: Vec<T>,
    nulls: &[bool],
    value: impl Fn(T) -> Result<Value, Unfit>,
) -> Result<Vec<Value>, Unfit> {
    let cells = cells.into_iter().enumerate();
    let cell = |(row, cell)| match nulls.get(row) {
        Some(true) => Ok(Value::Null),
        _ => value(cell),
    };
    cells.map(cell).collect()
}

/// Rows as a guest reads them; values behind the columns stay here.
pub(in super::super) fn to_guest(names: &[impl ToString], rows: &[Row]) -> wit::Batch {
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let column = |(at, name): (usize, &_)| {
        let values: Vec<&Value> = rows.iter().map(|row| row.get(at).unwrap_or(&NULL)).collect();
        column(ToString::to_string(name), &values)
    };
    wit::Batch { rows: count, columns: names.iter().enumerate().map(column).collect() }
}

static NULL: Value = Value::Null;

fn column(name: String, values: &[&Value]) -> wit::ColumnCells {
    let mut nulls: Vec<bool> = values.iter().map(|value| value.is_null()).collect();
    if !nulls.contains(&true) {
        nulls.clear();
    }
    wit::ColumnCells { name, cells: cells(values), nulls }
}

/// The narrowest form that holds all values; NULLs fit each of them.
fn cells(values: &[&Value]) -> wit::Cells {
    let first = values.iter().find(|value| !value.is_null());
    let one_kind = |value: &&Value| {
        value.is_null()
            || first.is_some_and(|first| {
                std::mem::discriminant(*first) == std::mem::discriminant(*value)
            })
    };
    let kind = match first {
        Some(first) if values.iter().all(one_kind) => *first,
        _ => return wit::Cells::Mixed(plain(values, |value| value::to_guest(value.clone()))),
    };
    match kind {
        Value::Bool(_) => wit::Cells::Booleans(plain(values, |v| *v == Value::Bool(true))),
        Value::Int(_) => wit::Cells::Signed(plain(values, |v| match v {
            Value::Int(number) => *number,
            _ => 0,
        })),
        Value::Uint(_) => wit::Cells::Unsigned(plain(values, |v| match v {
            Value::Uint(number) => *number,
            _ => 0,
        })),
        Value::Real(_) => wit::Cells::Reals(plain(values, |v| match v {
            Value::Real(number) => *number,
            _ => 0.0,
        })),
        Value::Bytes(_) => wit::Cells::Bytes(plain(values, |v| match v {
            Value::Bytes(bytes) => bytes.clone(),
            _ => Vec::new(),
        })),
        Value::Text(_) => texts(wit::TextKind::Text, values),
        Value::Decimal(_) => texts(wit::TextKind::Decimal, values),
        Value::Json(_) => texts(wit::TextKind::Json, values),
        Value::Date(_) => texts(wit::TextKind::Date, values),
        Value::Time(_) => texts(wit::TextKind::Time, values),
        Value::Timestamp(_) => texts(wit::TextKind::Timestamp, values),
        Value::TimestampTz(_) => texts(wit::TextKind::TimestampWithZone, values),
        Value::Uuid(_) => texts(wit::TextKind::Uuid, values),
        Value::Other(_) | Value::Null => texts(wit::TextKind::Other, values),
    }
}

fn plain<T>(values: &[&Value], take: impl Fn(&Value) -> T) -> Vec<T> {
    values.iter().map(|value| take(value)).collect()
}

fn texts(kind: wit::TextKind, values: &[&Value]) -> wit::Cells {
    // What is no text is NULL here, and what stands there is ignored.
    let texts = plain(values, |value| value.as_text().unwrap_or_default().to_owned());
    wit::Cells::Texts(wit::TextCells { kind, texts })
}
