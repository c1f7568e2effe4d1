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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CELLS: usize = 1_000;

    fn texts() -> impl Strategy<Value = wit::Cells> {
        use wit::TextKind as Kind;
        let kinds = [
            Kind::Text,
            Kind::Decimal,
            Kind::Json,
            Kind::Date,
            Kind::Time,
            Kind::Timestamp,
            Kind::TimestampWithZone,
            Kind::Uuid,
            Kind::Other,
        ];
        let text = prop_oneof![
            any::<String>(),
            "[-+0-9.:eE TZBC]{0,40}",
            r#"[\[\]{}",:0-9a-z ]{0,200}"#,
            (1..3_000_usize).prop_map(|times| "[".repeat(times)),
        ];
        let texts = prop::collection::vec(text, 0..8);
        (prop::sample::select(kinds.to_vec()), texts)
            .prop_map(|(kind, texts)| wit::Cells::Texts(wit::TextCells { kind, texts }))
    }

    fn value() -> impl Strategy<Value = wit::Value> {
        prop_oneof![
            Just(wit::Value::Null),
            any::<bool>().prop_map(wit::Value::Boolean),
            any::<i64>().prop_map(wit::Value::Signed),
            any::<u64>().prop_map(wit::Value::Unsigned),
            any::<u64>().prop_map(|bits| wit::Value::Real(f64::from_bits(bits))),
            any::<String>().prop_map(wit::Value::Decimal),
            any::<String>().prop_map(wit::Value::Json),
            "[-0-9: ]{0,30}".prop_map(wit::Value::Timestamp),
            any::<Vec<u8>>().prop_map(wit::Value::Bytes),
        ]
    }

    fn cells() -> impl Strategy<Value = wit::Cells> {
        prop_oneof![
            any::<Vec<bool>>().prop_map(wit::Cells::Booleans),
            any::<Vec<i64>>().prop_map(wit::Cells::Signed),
            any::<Vec<u64>>().prop_map(wit::Cells::Unsigned),
            texts(),
            prop::collection::vec(any::<Vec<u8>>(), 0..8).prop_map(wit::Cells::Bytes),
            prop::collection::vec(value(), 0..8).prop_map(wit::Cells::Mixed),
        ]
    }

    fn batch() -> impl Strategy<Value = wit::Batch> {
        let column = (any::<String>(), cells(), prop::collection::vec(any::<bool>(), 0..8))
            .prop_map(|(name, cells, nulls)| wit::ColumnCells { name, cells, nulls });
        (prop_oneof![0..8_u32, any::<u32>()], prop::collection::vec(column, 0..6))
            .prop_map(|(rows, columns)| wit::Batch { rows, columns })
    }

    /// Makes the lengths of a batch agree, so that its values are looked at as well.
    fn honest(mut batch: wit::Batch) -> wit::Batch {
        let length = batch.columns.iter().map(|column| length(&column.cells)).min().unwrap_or(0);
        batch.rows = length as u32;
        for column in &mut batch.columns {
            match &mut column.cells {
                wit::Cells::Booleans(cells) => cells.truncate(length),
                wit::Cells::Signed(cells) => cells.truncate(length),
                wit::Cells::Unsigned(cells) => cells.truncate(length),
                wit::Cells::Reals(cells) => cells.truncate(length),
                wit::Cells::Texts(cells) => cells.texts.truncate(length),
                wit::Cells::Bytes(cells) => cells.truncate(length),
                wit::Cells::Mixed(cells) => cells.truncate(length),
            }
            column.nulls.clear();
        }
        batch
    }

    proptest! {
        #[test]
        fn fuzz_any_batch_is_rows_of_one_width_or_an_error(batch in batch(), is_honest: bool) {
            let batch = if is_honest { honest(batch) } else { batch };
            let rows = batch.rows as usize;
            if let Ok((names, read)) = from_guest(batch, CELLS) {
                prop_assert_eq!(read.len(), rows);
                prop_assert!(names.len() * rows <= CELLS);
                prop_assert!(read.iter().all(|row| row.len() == names.len()));
            }
        }
    }
}
