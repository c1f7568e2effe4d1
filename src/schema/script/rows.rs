//! Rows and raw SQL.

use sandshift_model::ident::Ident;
use sandshift_model::operation::{
    Assignment, DeleteRows, Execute, InsertRows, UpdateByKey, UpdateRows,
};
use sandshift_model::query::Filter;
use sandshift_model::value::Value;

use super::layout::Node;
use super::text::{key, object, sql_of};
use super::values::value;

/// `db.insert(…)` of one row, or of one row on each line; none without rows.
pub(super) fn insert(operation: &InsertRows) -> Option<Node> {
    let row = |row: &Vec<Value>| map(operation.columns.iter().zip(row));
    let rows = match operation.rows.as_slice() {
        [] => return None,
        [one] => row(one),
        rows => Node::Lines(rows.iter().map(row).collect()),
    };
    Some(Node::call("db.insert", vec![object(&operation.table), rows]))
}

/// `db.update(…)`.
pub(super) fn update(operation: &UpdateRows, dialect: &str) -> Node {
    let assigned = |(column, assignment): &(Ident, Assignment)| {
        let assigned = match assignment {
            Assignment::Value(constant) => value(constant),
            Assignment::Expression(text) => Node::call("expr", vec![sql_of(text, dialect)]),
        };
        (key(column.as_str()), assigned)
    };
    let set = Node::Map(operation.set.iter().map(assigned).collect());
    let arguments = vec![object(&operation.table), set];
    Node::call("db.update", filtered(arguments, &operation.filter, dialect))
}

/// One `db.update(…)` for each row, as scripts have no word for all of them at once.
pub(super) fn update_by_key(operation: &UpdateByKey) -> Vec<Node> {
    let UpdateByKey { table, key, columns, rows } = operation;
    let update = |row: &Vec<Value>| {
        let set = map(columns.iter().zip(row.iter().skip(key.len())));
        Node::call("db.update", vec![object(table), set, map(key.iter().zip(row))])
    };
    rows.iter().map(update).collect()
}

/// `db.delete(…)`.
pub(super) fn delete(operation: &DeleteRows, dialect: &str) -> Node {
    let arguments = vec![object(&operation.table)];
    Node::call("db.delete", filtered(arguments, &operation.filter, dialect))
}

/// `db.execute(…)`.
pub(super) fn execute(operation: &Execute, dialect: &str) -> Node {
    let arguments = vec![sql_of(&operation.sql, dialect)];
    Node::call("db.execute", with_parameters(arguments, &operation.parameters))
}

fn filtered(mut arguments: Vec<Node>, filter: &Filter, dialect: &str) -> Vec<Node> {
    match filter {
        Filter::Equal(pairs) => {
            arguments.push(map(pairs.iter().map(|(column, value)| (column, value))));
            arguments
        }
        Filter::Sql { condition, parameters } => {
            arguments.push(match sql_of(condition, dialect) {
                // A map alone would be one of columns.
                variants @ Node::Map(_) => Node::call("expr", vec![variants]),
                text => text,
            });
            with_parameters(arguments, parameters)
        }
    }
}

fn with_parameters(mut arguments: Vec<Node>, parameters: &[Value]) -> Vec<Node> {
    if !parameters.is_empty() {
        arguments.push(Node::Array(parameters.iter().map(value).collect()));
    }
    arguments
}

fn map<'a>(pairs: impl Iterator<Item = (&'a Ident, &'a Value)>) -> Node {
    Node::Map(pairs.map(|(column, given)| (key(column.as_str()), value(given))).collect())
}
