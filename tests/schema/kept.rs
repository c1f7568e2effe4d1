//! The rows that a change of the schema must not touch: those of columns that stay.

use std::collections::BTreeMap;

use sandshift::schema::renames::{Renamed, Renames};
use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::query::{Filter, Query};
use sandshift_model::types::ColumnType;
use sandshift_model::value::Value;

use crate::cases::table_now;
use crate::place::Place;
use crate::stage::server::connect;

/// The values of the columns that stay as they are, by table and column, each by the id of its row.
pub(crate) type Kept = BTreeMap<(ObjectName, Ident), BTreeMap<String, String>>;

/// Reads the values of the columns that two catalogs share, type included, by the names that the
/// renames give them.
pub(crate) fn shared(place: &Place, is: &Catalog, should: &Catalog, renames: &Renames) -> Kept {
    let mut connection = connect(&place.database);
    let dialect = connection.dialect();
    let id = Ident::new("id").unwrap();
    let mut kept = Kept::new();
    for (name, old) in &is.tables {
        let now = table_now(&renames.confirmed, name);
        let Some(new) = should.tables.get(&now).filter(|new| new.column(&id).is_some()) else {
            continue;
        };
        if old.column(&id).is_none() {
            continue;
        }
        for column in &old.columns {
            let called = column_now(&renames.confirmed, name, &column.name);
            let same = |new: &&Column| column.ty == new.ty && new.generated.is_none();
            if new.column(called).filter(same).is_none() {
                continue;
            }
            let query = Query::Table {
                table: name.clone(),
                columns: vec![id.clone(), column.name.clone()],
                filter: Filter::all(),
                order: Vec::new(),
                descending: false,
                nulls_first: false,
                limit: None,
            };
            let values = kept.entry((now.clone(), called.clone())).or_default();
            let sql = dialect.select(&query).unwrap().sql;
            let mut take = |_: &[String], row: Vec<Value>| {
                // NOT NULL may have filled what was none.
                if !row[row.len() - 1].is_null() {
                    let value = value_now(&renames.confirmed, &column.ty, &row[row.len() - 1]);
                    values.insert(format!("{:?}", row[0]), format!("{value:?}"));
                }
                true
            };
            connection.query(&sql, &mut take).unwrap();
        }
    }
    kept
}

fn column_now<'a>(renamed: &'a [Renamed], table: &ObjectName, name: &'a Ident) -> &'a Ident {
    let new = renamed.iter().find_map(|one| match one {
        Renamed::Column { table: of, from, to } if of == table && from == name => Some(to),
        _ => None,
    });
    new.unwrap_or(name)
}

fn value_now(renamed: &[Renamed], ty: &ColumnType, value: &Value) -> Value {
    let new = renamed.iter().find_map(|one| match (one, ty, value) {
        (
            Renamed::EnumValue { name, from, to },
            ColumnType::Enum { name: of },
            Value::Text(text),
        ) if name == of && from == text => Some(Value::Text(to.clone())),
        _ => None,
    });
    new.unwrap_or_else(|| value.clone())
}

/// What is not there any more, or has another value; rows may have come.
pub(crate) fn lost(before: &Kept, after: &Kept) -> Vec<String> {
    let mut lost = Vec::new();
    for ((table, column), values) in before {
        let now = after.get(&(table.clone(), column.clone()));
        for (id, value) in values {
            if now.and_then(|now| now.get(id)) != Some(value) {
                lost.push(format!("{table}.{column} of {id} was {value}"));
            }
        }
    }
    lost
}
