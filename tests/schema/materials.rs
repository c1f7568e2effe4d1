//! Operations of all kinds with names, texts and values that are hard to write.

use proptest::prelude::*;
use proptest::sample::select;
use sandshift_model::column::{Column, DefaultValue, Generated, Identity};
use sandshift_model::constraint::{
    Constraint, ConstraintBody, Deferrable, ForeignKey, ReferentialAction,
};
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::{Index, IndexKey, IndexTerm};
use sandshift_model::operation::{CreateTable, Execute, InsertRows, Operation};
use sandshift_model::table::{Table, TableOptions};
use sandshift_model::types::{ColumnType, PerDialect};
use sandshift_model::value::Value;

/// Any operation whose text is more than names behind each other.
pub(crate) fn operation() -> BoxedStrategy<Operation> {
    prop_oneof![
        (table(), any::<bool>()).prop_map(|(table, if_not_exists)| CreateTable {
            table,
            if_not_exists
        }
        .into()),
        (object(), prop::collection::vec(value(), 1..5)).prop_map(|(table, values)| {
            let columns = (0..values.len()).map(|at| ident(&format!("c{at}"))).collect();
            InsertRows { table, columns, rows: vec![values.clone(), values] }.into()
        }),
        (text(), prop::collection::vec(value(), 0..3)).prop_map(|(sql, parameters)| {
            Execute { sql: PerDialect::all(sql), parameters }.into()
        }),
    ]
    .boxed()
}

fn text() -> BoxedStrategy<String> {
    let piece = select(vec![
        "a",
        "\"",
        "'",
        "\\",
        "\n",
        "\r",
        "\t",
        "`",
        "``",
        "$",
        "${",
        "}",
        "\u{0}",
        "\u{7f}",
        "\u{200b}",
        "\u{202e}",
        "ü",
        "🦀",
        "--",
        "/*",
        " ",
        "#{",
        "\\n",
        "long words of a text ",
    ]);
    prop_oneof![
        prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat()),
        any::<String>(),
    ]
    .boxed()
}

fn name() -> BoxedStrategy<Ident> {
    text().prop_filter_map("no name", |text| Ident::new(text.replace('\0', "")).ok()).boxed()
}

fn object() -> BoxedStrategy<ObjectName> {
    (prop::option::of(name()), name())
        .prop_map(|(schema, name)| ObjectName { schema, name })
        .boxed()
}

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

/// A value of any kind.
pub(crate) fn value() -> BoxedStrategy<Value> {
    let special = vec![f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, 1e300, 5e-324, f64::MAX, 1e16];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        prop_oneof![any::<i64>(), select(vec![i64::MIN, i64::MAX, 0, -1])].prop_map(Value::Int),
        (i64::MAX as u64 + 1..=u64::MAX).prop_map(Value::Uint),
        prop_oneof![any::<f64>().prop_filter("NaN", |n| !n.is_nan()), select(special)]
            .prop_map(Value::Real),
        "-?[0-9]{1,25}(\\.[0-9]{1,25})?".prop_map(Value::Decimal),
        text().prop_map(Value::Text),
        any::<Vec<u8>>().prop_map(Value::Bytes),
        json().prop_map(Value::Json),
        select(vec!["2026-01-31", "0001-01-01", "12026-01-31", "infinity", "0044-03-15 BC"])
            .prop_map(|text| Value::Date(text.to_owned())),
        select(vec!["23:59:59", "23:59:59.5", "23:59:59.123456", "24:00:00"])
            .prop_map(|text| Value::Time(text.to_owned())),
        select(vec!["2026-01-31 23:59:59", "2026-01-31 23:59:59.123456", "-infinity"])
            .prop_map(|text| Value::Timestamp(text.to_owned())),
        select(vec!["2026-01-31 23:59:59+00:00", "2026-01-31 23:59:59.1+00:00", "infinity"])
            .prop_map(|text| Value::TimestampTz(text.to_owned())),
        Just(Value::Uuid("3f2a1c9d-0000-4000-8000-000000000001".to_owned())),
        text().prop_map(Value::Other),
    ]
    .boxed()
}

fn json() -> BoxedStrategy<String> {
    select(vec![
        "{}",
        "[]",
        "null",
        "1",
        "\"text\"",
        "{\"a\":1,\"b\":[true,null,\"x\\ny\"]}",
        "{\"b\":1,\"a\":2}",
        "{\"a\": 1}",
        "{\"a\":1.50}",
        "{\"a\":1e400}",
        "{\"a\":1,\"a\":2}",
        "[9223372036854775807,-9223372036854775808]",
        "[18446744073709551616]",
        "{\"default\":{\"if\":\"`${x}`\"},\"\":0,\"ü\":[[]]}",
    ])
    .prop_map(str::to_owned)
    .boxed()
}

fn column_type() -> BoxedStrategy<ColumnType> {
    let plain = select(vec![
        ColumnType::SmallInteger,
        ColumnType::Integer,
        ColumnType::BigInteger,
        ColumnType::Boolean,
        ColumnType::Float,
        ColumnType::Double,
        ColumnType::Numeric { precision: None, scale: None },
        ColumnType::Numeric { precision: Some(10), scale: None },
        ColumnType::Numeric { precision: Some(10), scale: Some(2) },
        ColumnType::String { length: None },
        ColumnType::String { length: Some(100) },
        ColumnType::Char { length: 3 },
        ColumnType::Text,
        ColumnType::Binary { length: None },
        ColumnType::Binary { length: Some(16) },
        ColumnType::Date,
        ColumnType::Time,
        ColumnType::DateTime { timezone: false },
        ColumnType::DateTime { timezone: true },
        ColumnType::Interval,
        ColumnType::Json,
        ColumnType::Uuid,
    ]);
    prop_oneof![
        4 => plain.clone(),
        1 => name().prop_map(|name| ColumnType::Enum { name }),
        1 => plain.prop_map(|ty| ColumnType::Array(Box::new(ty))),
        1 => text().prop_map(|text| ColumnType::Native(PerDialect::all(text))),
    ]
    .boxed()
}

fn column(at: usize) -> BoxedStrategy<Column> {
    let default = prop_oneof![
        Just(DefaultValue::Now),
        value().prop_map(DefaultValue::Literal),
        text().prop_map(DefaultValue::Expression),
    ];
    let number = prop_oneof![Just(None), Just(Some(i64::MIN)), Just(Some(7))];
    let identity = (any::<bool>(), number.clone(), number)
        .prop_map(|(always, start, increment)| Identity { always, start, increment });
    let generated =
        (text(), any::<bool>()).prop_map(|(expression, stored)| Generated { expression, stored });
    let option = prop::option::weighted::<BoxedStrategy<String>>;
    (
        column_type(),
        any::<bool>(),
        prop::option::weighted(0.5, default),
        prop::option::weighted(0.2, identity),
        prop::option::weighted(0.2, generated),
        (option(0.2, text().boxed()), option(0.2, text().boxed())),
        prop::collection::vec(text(), 0..2),
    )
        .prop_map(move |(ty, nullable, default, identity, generated, texts, native)| Column {
            name: ident(&format!("c{at}")),
            ty,
            nullable,
            default,
            identity,
            generated,
            collation: texts.0,
            comment: texts.1,
            native,
        })
        .boxed()
}

const COLUMNS: usize = 4;

fn some_columns() -> BoxedStrategy<Vec<Ident>> {
    prop::collection::btree_set(0..COLUMNS, 1..3)
        .prop_map(|picked| picked.into_iter().map(|at| ident(&format!("c{at}"))).collect())
        .boxed()
}

fn body() -> BoxedStrategy<ConstraintBody> {
    let deferrable = select(vec![None, Some(Deferrable::Immediate), Some(Deferrable::Deferred)]);
    let action = prop::option::of(select(vec![
        ReferentialAction::NoAction,
        ReferentialAction::SetNull,
        ReferentialAction::Cascade,
    ]));
    prop_oneof![
        some_columns().prop_map(ConstraintBody::unique),
        (some_columns(), any::<bool>(), deferrable.clone()).prop_map(
            |(columns, nulls_not_distinct, deferrable)| ConstraintBody::Unique {
                columns,
                nulls_not_distinct,
                deferrable
            }
        ),
        (text(), any::<bool>())
            .prop_map(|(expression, not_valid)| ConstraintBody::Check { expression, not_valid }),
        (some_columns(), object(), some_columns(), action.clone(), action, deferrable, any::<u8>())
            .prop_map(|(columns, references, referred, on_delete, on_update, deferrable, bits)| {
                ConstraintBody::ForeignKey(ForeignKey {
                    columns,
                    references,
                    referred_columns: if bits & 1 == 0 { Vec::new() } else { referred },
                    on_delete,
                    on_update,
                    deferrable,
                    match_type: (bits & 2 == 0).then(|| "FULL".to_owned()),
                    not_valid: bits & 4 == 0,
                })
            }),
    ]
    .boxed()
}

/// An index of a table that is set later.
fn index() -> BoxedStrategy<Index> {
    let term = prop_oneof![
        some_columns().prop_map(|mut columns| IndexTerm::Column(columns.remove(0))),
        text().prop_map(IndexTerm::Expression),
    ];
    let key = (term, any::<bool>(), prop::option::weighted(0.3, text()))
        .prop_map(|(on, descending, native)| IndexKey { on, descending, native });
    let flags = (any::<bool>(), any::<bool>());
    let texts = (
        prop::option::weighted(0.2, text()),
        prop::option::weighted(0.2, text()),
        prop::option::weighted(0.2, text()),
    );
    (prop::option::of(name()), prop::collection::vec(key, 1..3), flags, some_columns(), texts)
        .prop_map(|(name, keys, (unique, nulls_not_distinct), include, texts)| Index {
            name,
            table: ObjectName::bare(ident("t")),
            keys,
            unique,
            filter: texts.0,
            include: if unique { include } else { Vec::new() },
            method: texts.1,
            nulls_not_distinct,
            native: texts.2,
        })
        .boxed()
}

fn table() -> BoxedStrategy<Table> {
    let constraint =
        (prop::option::weighted(0.3, name()), body(), prop::option::weighted(0.1, text()))
            .prop_map(|(name, body, native)| Constraint { name, body, native });
    let options = (any::<bool>(), any::<bool>(), prop::collection::vec(text(), 0..3)).prop_map(
        |(strict, without_rowid, native)| TableOptions {
            strict,
            without_rowid,
            native,
            ..TableOptions::default()
        },
    );
    let columns = (column(0), column(1), column(2), column(3));
    let key = prop::option::of(some_columns());
    let constraints = prop::collection::vec(constraint, 0..4);
    let indexes = prop::collection::vec(index(), 0..3);
    let comment = prop::option::weighted(0.3, text());
    (object(), columns, key, constraints, indexes, options, comment)
        .prop_map(|(name, columns, key, mut constraints, mut indexes, options, comment)| {
            let key = key.map(|columns| ConstraintBody::PrimaryKey { columns });
            constraints.extend(key.map(Constraint::unnamed));
            indexes.iter_mut().for_each(|index| index.table = name.clone());
            let columns = vec![columns.0, columns.1, columns.2, columns.3];
            Table { name, columns, constraints, indexes, comment, options }
        })
        .boxed()
}
