//! Operations written as a rhai script, as a careful person would write it.
//!
//! The inverse of the words of `sandshift_sandbox::rhai`: what is written here, run there, asks for the
//! same operations again.

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{Operate, Operation, Touched};

use super::step::{Act, Difference, Step};
use layout::{INDENT, Node};

mod columns;
mod comments;
mod constraints;
mod indexes;
mod layout;
mod objects;
mod options;
mod placement;
mod rows;
mod statements;
mod tables;
mod text;
mod values;

/// The body of a function for these steps: lines with four blanks before each, and an empty line
/// between steps that belong to different objects.
#[must_use]
pub fn body(difference: &Difference, dialect: &str) -> String {
    let mut body = String::new();
    let mut last: Option<String> = None;
    for step in &difference.steps {
        let text = step_text(step, dialect);
        if text.is_empty() {
            continue;
        }
        let subject = subject(step);
        if !body.is_empty() && (subject.is_none() || subject != last) {
            body.push('\n');
        }
        body.push_str(&text);
        last = subject;
    }
    body
}

/// One operation as statements of a script, without blanks before the lines.
#[must_use]
pub fn statement(operation: &Operation, dialect: &str) -> String {
    lines(statements::calls(operation, dialect), 0)
}

/// Steps that make a schema, as a file that declares it: a function `schema`.
#[must_use]
pub fn declaration(creation: &Difference, dialect: &str) -> String {
    format!("fn schema(db) {{\n{}}}\n", body(creation, dialect))
}

fn step_text(step: &Step, dialect: &str) -> String {
    let mut text = String::new();
    for remark in &step.remarks {
        text.push_str(&comments::comment(remark, INDENT));
    }
    if let Some(loss) = &step.loss {
        text.push_str(&comments::comment(&comments::loss(loss), INDENT));
    }
    for act in &step.acts {
        match act {
            Act::Operation(operation) => {
                text.push_str(&lines(statements::calls(operation, dialect), INDENT));
            }
            Act::NoNulls { table, column } => text.push_str(&no_nulls(table, column)),
        }
    }
    text
}

/// Each call as a statement on lines of its own.
fn lines(calls: Vec<Node>, indent: usize) -> String {
    let margin = " ".repeat(indent);
    calls.iter().map(|call| format!("{margin}{};\n", call.text(indent, indent, 1))).collect()
}

/// Counts the rows without a value and stops when there are any, before the database would do it
/// with less to say.
fn no_nulls(table: &ObjectName, column: &Ident) -> String {
    let without = Node::Map(vec![(text::key(column.as_str()), Node::word("()"))]);
    let options = options::Options::default()
        .names("columns", std::slice::from_ref(column))
        .with("where", Some(without));
    let rows = Node::call("let rows = table_rows", options.behind(vec![text::object(table)]));
    let count = Node::word("let nulls = db.each(rows, |row| ())");
    let told = text::string(&format!(" rows of `{table}` hold NULL in `{column}`"));
    let check =
        Node::call("assert", vec![Node::word("nulls == 0"), Node::word(format!("nulls + {told}"))]);
    lines(vec![rows, count, check], INDENT)
}

/// What a step is about; a table that is made or dropped stands by itself.
fn subject(step: &Step) -> Option<String> {
    let alone = |act: &Act| {
        matches!(act, Act::Operation(Operation::CreateTable(_) | Operation::DropTable(_)))
    };
    if step.acts.iter().any(alone) {
        return None;
    }
    step.acts.iter().find_map(|act| match act {
        Act::Operation(operation) => operation.touches().first().map(touched),
        Act::NoNulls { table, .. } => Some(touched(&Touched::Table(table.clone()))),
    })
}

fn touched(touched: &Touched) -> String {
    match touched {
        Touched::Table(table) | Touched::Column(table, _) => format!("table {table}"),
        other => format!("{other:?}"),
    }
}
