//! Rows that come out of a guest column by column.

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
    let width = batch.columns.len();
    let mut rows: Vec<Row> = (0..batch.rows).map(|_| Row::with_capacity(width)).collect();
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
