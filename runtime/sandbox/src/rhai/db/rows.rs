//! `insert`, `update`, `delete` and `execute`; each gives the number of rows.

use rhai::{Array, Dynamic, Map};
use sandshift_model::ident::Ident;
use sandshift_model::operation::{Assignment, DeleteRows, Execute, InsertRows, UpdateRows};
use sandshift_model::query::Row;

use super::super::call::{Call, kind};
use super::super::errors::Failure;
use super::super::method::{Answer, Method, method};
use super::super::names::{self, Expression};
use super::{counted, filter, rows_of};

pub(super) const METHODS: &[Method] = &[
    method("insert(table, rows)", insert),
    method("bulk_insert(table, rows)", insert),
    method("update(table, values, where, parameters?)", update),
    method("delete(table, where, parameters?)", delete),
    method("execute(sql, parameters?)", execute),
];

fn insert(call: &mut Call<'_>) -> Answer {
    let table = call.object(0, "the table")?;
    let rows = rows(call)?;
    let mut inserted = 0;
    for (columns, rows) in grouped(call, rows)? {
        inserted += rows_of(call, InsertRows { table: table.clone(), columns, rows })?;
    }
    Ok(counted(inserted))
}

fn rows(call: &mut Call<'_>) -> Result<Vec<Map>, Failure> {
    let given = call.any(1);
    let wanted = "a map or an array of maps";
    match given.try_cast_result::<Array>() {
        Ok(rows) => rows
            .into_iter()
            .map(|row| {
                let kind = kind(&row);
                row.try_cast::<Map>().ok_or_else(|| call.wrong("a row", "a map", kind))
            })
            .collect(),
        Err(one) => {
            let kind = kind(&one);
            let row = one.try_cast::<Map>();
            Ok(vec![row.ok_or_else(|| call.wrong("the rows", wanted, kind))?])
        }
    }
}

/// Rows with the columns that they fill.
type Group = (Vec<Ident>, Vec<Row>);

/// Neighbours with the same columns go together; the order of the rows stays, because
/// the database numbers them as they come.
fn grouped(call: &Call<'_>, rows: Vec<Map>) -> Result<Vec<Group>, Failure> {
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        if row.is_empty() {
            return Err(call.misuse("a row has no columns"));
        }
        let same = |columns: &[Ident]| {
            columns.iter().map(Ident::as_str).eq(row.keys().map(|k| k.as_str()))
        };
        if !groups.last().is_some_and(|(columns, _)| same(columns)) {
            let columns =
                row.keys().map(|key| call.ident(key.as_str())).collect::<Result<_, _>>()?;
            groups.push((columns, Vec::new()));
        }
        let values = row.into_values().map(|value| call.value(value)).collect::<Result<_, _>>()?;
        if let Some((_, rows)) = groups.last_mut() {
            rows.push(values);
        }
    }
    Ok(groups)
}

fn update(call: &mut Call<'_>) -> Answer {
    let table = call.object(0, "the table")?;
    let values = call.map(1, "the values")?;
    if values.is_empty() {
        return Err(call.misuse("the map of new values is empty"));
    }
    let set = values
        .into_iter()
        .map(|(column, given)| Ok((call.ident(column.as_str())?, assignment(call, given)?)));
    let set = set.collect::<Result<_, Failure>>()?;
    let filter = condition(call, 2)?;
    rows_of(call, UpdateRows { table, set, filter }).map(counted)
}

fn assignment(call: &Call<'_>, given: Dynamic) -> Result<Assignment, Failure> {
    match given.try_cast_result::<Expression>() {
        Ok(expression) => Ok(Assignment::Expression(expression.0)),
        Err(value) => call.value(value).map(Assignment::Value),
    }
}

fn delete(call: &mut Call<'_>) -> Answer {
    let table = call.object(0, "the table")?;
    let filter = condition(call, 1)?;
    rows_of(call, DeleteRows { table, filter }).map(counted)
}

fn condition(call: &mut Call<'_>, at: usize) -> Result<sandshift_model::query::Filter, Failure> {
    let given = call.any(at);
    let parameters = call.parameters(at + 1)?;
    filter(call, given, parameters)
}

fn execute(call: &mut Call<'_>) -> Answer {
    let given = call.any(0);
    let sql = names::per_dialect(call, given, "the statement")?;
    let parameters = call.parameters(1)?;
    rows_of(call, Execute { sql, parameters }).map(counted)
}
