//! Rows on their way into a guest, column by column, whose texts go from the row into the guest's memory.

use sandshift_model::query::Row;
use sandshift_model::value::Value;
use wasmtime::component::{ComponentType, Lower};

use super::{value, wit};

/// A batch of the contract.
#[derive(ComponentType, Lower)]
#[component(record)]
pub(in super::super) struct Batch<'r> {
    rows: u32,
    columns: Vec<ColumnCells<'r>>,
}

#[derive(ComponentType, Lower)]
#[component(record)]
pub(in super::super) struct ColumnCells<'r> {
    name: &'r str,
    cells: Cells<'r>,
    nulls: Vec<bool>,
}

#[derive(ComponentType, Lower)]
#[component(variant)]
pub(in super::super) enum Cells<'r> {
    #[component(name = "booleans")]
    Booleans(Vec<bool>),
    #[component(name = "signed")]
    Signed(Vec<i64>),
    #[component(name = "unsigned")]
    Unsigned(Vec<u64>),
    #[component(name = "reals")]
    Reals(Vec<f64>),
    #[component(name = "texts")]
    Texts(TextCells<'r>),
    #[component(name = "bytes")]
    Bytes(Vec<&'r [u8]>),
    #[component(name = "mixed")]
    Mixed(Vec<wit::Value>),
}

#[derive(ComponentType, Lower)]
#[component(record)]
pub(in super::super) struct TextCells<'r> {
    kind: wit::TextKind,
    texts: Vec<&'r str>,
}

impl<'r> Batch<'r> {
    /// Rows with these columns; values behind the columns stay here.
    pub(in super::super) fn new(names: impl Iterator<Item = &'r str>, rows: &'r [Row]) -> Self {
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let columns = names.enumerate().map(|(at, name)| {
            let values: Vec<&Value> =
                rows.iter().map(|row| row.get(at).unwrap_or(&Value::Null)).collect();
            column(name, &values)
        });
        Self { rows: count, columns: columns.collect() }
    }

    /// The same with texts of its own.
    pub(in super::super) fn to_owned(&self) -> wit::Batch {
        let columns = self.columns.iter().map(|column| wit::ColumnCells {
            name: column.name.to_owned(),
            cells: column.cells.to_owned(),
            nulls: column.nulls.clone(),
        });
        wit::Batch { rows: self.rows, columns: columns.collect() }
    }
}

impl Cells<'_> {
    fn to_owned(&self) -> wit::Cells {
        match self {
            Self::Booleans(cells) => wit::Cells::Booleans(cells.clone()),
            Self::Signed(cells) => wit::Cells::Signed(cells.clone()),
            Self::Unsigned(cells) => wit::Cells::Unsigned(cells.clone()),
            Self::Reals(cells) => wit::Cells::Reals(cells.clone()),
            Self::Texts(cells) => {
                let texts = cells.texts.iter().map(|text| (*text).to_owned()).collect();
                wit::Cells::Texts(wit::TextCells { kind: cells.kind, texts })
            }
            Self::Bytes(cells) => {
                wit::Cells::Bytes(cells.iter().map(|bytes| bytes.to_vec()).collect())
            }
            Self::Mixed(cells) => wit::Cells::Mixed(cells.clone()),
        }
    }
}

fn column<'r>(name: &'r str, values: &[&'r Value]) -> ColumnCells<'r> {
    let mut nulls: Vec<bool> = values.iter().map(|value| value.is_null()).collect();
    if !nulls.contains(&true) {
        nulls.clear();
    }
    ColumnCells { name, cells: cells(values), nulls }
}

/// The narrowest form that holds all values; NULLs fit each of them.
fn cells<'r>(values: &[&'r Value]) -> Cells<'r> {
    let first = values.iter().find(|value| !value.is_null());
    let one_kind = |value: &&Value| {
        value.is_null()
            || first.is_some_and(|first| {
                std::mem::discriminant(*first) == std::mem::discriminant(*value)
            })
    };
    let kind = match first {
        Some(first) if values.iter().all(one_kind) => *first,
        _ => return Cells::Mixed(plain(values, |value| value::to_guest(value.clone()))),
    };
    match kind {
        Value::Bool(_) => Cells::Booleans(plain(values, |v| *v == Value::Bool(true))),
        Value::Int(_) => Cells::Signed(plain(values, |v| match v {
            Value::Int(number) => *number,
            _ => 0,
        })),
        Value::Uint(_) => Cells::Unsigned(plain(values, |v| match v {
            Value::Uint(number) => *number,
            _ => 0,
        })),
        Value::Real(_) => Cells::Reals(plain(values, |v| match v {
            Value::Real(number) => *number,
            _ => 0.0,
        })),
        Value::Bytes(_) => Cells::Bytes(plain(values, |v| match v {
            Value::Bytes(bytes) => bytes.as_slice(),
            _ => &[],
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

fn plain<'r, T>(values: &[&'r Value], take: impl Fn(&'r Value) -> T) -> Vec<T> {
    values.iter().map(|value| take(value)).collect()
}

fn texts<'r>(kind: wit::TextKind, values: &[&'r Value]) -> Cells<'r> {
    // What is no text is NULL here, and what stands there is ignored.
    let texts = plain(values, |value| value.as_text().unwrap_or_default());
    Cells::Texts(TextCells { kind, texts })
}
