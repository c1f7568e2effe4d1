//! Between rows and the columns of a batch.

use std::mem::discriminant;

use crate::{Batch, Cells, ColumnCells, TextCells, TextKind, Value};

/// Rows of values as a batch; each row has one value for each column.
pub(crate) fn batch_of(columns: &[String], rows: Vec<Vec<Value>>) -> Batch {
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let mut values: Vec<Vec<Value>> =
        columns.iter().map(|_| Vec::with_capacity(rows.len())).collect();
    for row in rows {
        values.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
    }
    let columns = columns.iter().zip(values);
    let columns = columns.map(|(name, values)| cells_of(name.clone(), values)).collect();
    Batch { rows: count, columns }
}

/// The values of one column in their narrowest form; NULLs fit each of them.
pub(crate) fn cells_of(name: String, values: Vec<Value>) -> ColumnCells {
    let mut nulls: Vec<bool> = values.iter().map(Value::is_null).collect();
    if !nulls.contains(&true) {
        nulls.clear();
    }
    ColumnCells { name, cells: narrowest(values), nulls }
}

fn narrowest(values: Vec<Value>) -> Cells {
    let Some(first) = values.iter().find(|value| !value.is_null()) else {
        return texts_of(TextKind::Text, values);
    };
    let kind = discriminant(first);
    if values.iter().any(|value| !value.is_null() && discriminant(value) != kind) {
        return Cells::Mixed(values);
    }
    match first {
        Value::Null => Cells::Mixed(values),
        Value::Boolean(_) => Cells::Booleans(taken(values, |value| match value {
            Value::Boolean(truth) => truth,
            _ => false,
        })),
        Value::Signed(_) => Cells::Signed(taken(values, |value| match value {
            Value::Signed(number) => number,
            _ => 0,
        })),
        Value::Unsigned(_) => Cells::Unsigned(taken(values, |value| match value {
            Value::Unsigned(number) => number,
            _ => 0,
        })),
        Value::Real(_) => Cells::Reals(taken(values, |value| match value {
            Value::Real(number) => number,
            _ => 0.0,
        })),
        Value::Bytes(_) => Cells::Bytes(taken(values, |value| match value {
            Value::Bytes(bytes) => bytes,
            _ => Vec::new(),
        })),
        Value::Text(_) => texts_of(TextKind::Text, values),
        Value::Decimal(_) => texts_of(TextKind::Decimal, values),
        Value::Json(_) => texts_of(TextKind::Json, values),
        Value::Date(_) => texts_of(TextKind::Date, values),
        Value::Time(_) => texts_of(TextKind::Time, values),
        Value::Timestamp(_) => texts_of(TextKind::Timestamp, values),
        Value::TimestampWithZone(_) => texts_of(TextKind::TimestampWithZone, values),
        Value::Uuid(_) => texts_of(TextKind::Uuid, values),
        Value::Other(_) => texts_of(TextKind::Other, values),
    }
}

fn taken<T>(values: Vec<Value>, take: impl FnMut(Value) -> T) -> Vec<T> {
    values.into_iter().map(take).collect()
}

fn texts_of(kind: TextKind, values: Vec<Value>) -> Cells {
    let texts = taken(values, |value| match value {
        Value::Text(text)
        | Value::Decimal(text)
        | Value::Json(text)
        | Value::Date(text)
        | Value::Time(text)
        | Value::Timestamp(text)
        | Value::TimestampWithZone(text)
        | Value::Uuid(text)
        | Value::Other(text) => text,
        _ => String::new(),
    });
    Cells::Texts(TextCells { kind, texts })
}

/// The values of one column of a batch, one for each row.
pub(crate) fn values_of(column: ColumnCells) -> Vec<Value> {
    let mut values = match column.cells {
        Cells::Booleans(cells) => cells.into_iter().map(Value::Boolean).collect(),
        Cells::Signed(cells) => cells.into_iter().map(Value::Signed).collect(),
        Cells::Unsigned(cells) => cells.into_iter().map(Value::Unsigned).collect(),
        Cells::Reals(cells) => cells.into_iter().map(Value::Real).collect(),
        Cells::Texts(cells) => texts_as(cells.kind, cells.texts),
        Cells::Bytes(cells) => cells.into_iter().map(Value::Bytes).collect(),
        Cells::Mixed(cells) => cells,
    };
    for (value, _) in values.iter_mut().zip(&column.nulls).filter(|(_, null)| **null) {
        *value = Value::Null;
    }
    values
}

fn texts_as(kind: TextKind, texts: Vec<String>) -> Vec<Value> {
    let case = match kind {
        TextKind::Text => Value::Text,
        TextKind::Decimal => Value::Decimal,
        TextKind::Json => Value::Json,
        TextKind::Date => Value::Date,
        TextKind::Time => Value::Time,
        TextKind::Timestamp => Value::Timestamp,
        TextKind::TimestampWithZone => Value::TimestampWithZone,
        TextKind::Uuid => Value::Uuid,
        TextKind::Other => Value::Other,
    };
    texts.into_iter().map(case).collect()
}
