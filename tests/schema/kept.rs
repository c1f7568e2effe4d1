//! The rows that a change of the schema must not touch: those of columns that stay.

use std::collections::BTreeMap;

use sandshift_model::catalog::Catalog;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::query::{Filter, Query};

use crate::place::Place;
use crate::stage::server::connect;

/// The values of the columns that stay as they are, by table and column, each by the id of its row.
pub(crate) type Kept = BTreeMap<(ObjectName, Ident), BTreeMap<String, String>>;

/// Reads the values of the columns that two catalogs share, type included.
pub(crate) fn shared(place: &Place, is: &Catalog, should: &Catalog) -> Kept {
    let mut connection = connect(&place.database);
    let dialect = connection.dialect();
    let id = Ident::new("id").unwrap();
    let mut kept = Kept::new();
    for (name, old) in &is.tables {
        let Some(new) = should.tables.get(name).filter(|new| new.column(&id).is_some()) else {
            continue;
        };
        let same = |name: &Ident| match (old.column(name), new.column(name)) {
            (Some(old), Some(new)) => old.ty == new.ty && new.generated.is_none(),
            _ => false,
        };
        for column in old.columns.iter().filter(|column| same(&column.name)) {
            let query = Query::Table {
                table: name.clone(),
                columns: vec![id.clone(), column.name.clone()],
                filter: Filter::all(),
                order: Vec::new(),
                nulls_first: false,
                limit: None,
            };
            let values = kept.entry((name.clone(), column.name.clone())).or_default();
            let sql = dialect.select(&query).unwrap().sql;
            let mut take = |_: &[String], row: Vec<sandshift_model::value::Value>| {
                // NOT NULL may have filled what was none.
                if !row[row.len() - 1].is_null() {
                    values.insert(format!("{:?}", row[0]), format!("{:?}", row[row.len() - 1]));
                }
                true
            };
            connection.query(&sql, &mut take).unwrap();
        }
    }
    kept
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
