//! A difference between two schemas, as people read it and as JSON.

use sandshift_model::operation::{Operate, Operation, Permission};
use serde_json::{Value, json};

use super::escape::escape;
use super::style;
use crate::schema::step::{Act, Difference, Step};

/// The lines of a difference: each operation behind a mark (`+` makes, `-` drops, `~` changes),
/// and what a person must look at below its step.
#[must_use]
pub fn lines(difference: &Difference) -> Vec<String> {
    difference.steps.iter().flat_map(step_lines).collect()
}

fn step_lines(step: &Step) -> Vec<String> {
    let mut lines: Vec<String> = step.acts.iter().map(act_line).collect();
    if let Some(loss) = &step.loss {
        lines.push(format!("    {} {}", style::bad("loses:"), escape(loss)));
    }
    let remark = |text: &String| format!("    {} {}", style::warning("look:"), escape(text));
    lines.extend(step.remarks.iter().map(remark));
    lines
}

fn act_line(act: &Act) -> String {
    match act {
        Act::Operation(operation) => {
            let words = escape(&operation.describe()).into_owned();
            match mark(operation) {
                '+' => style::good(format!("+ {words}")),
                '-' => style::bad(format!("- {words}")),
                mark => format!("{mark} {words}"),
            }
        }
        Act::NoNulls { .. } => format!("? {}", escape(&words(act))),
    }
}

fn mark(operation: &Operation) -> char {
    match operation.permission() {
        Permission::Create => '+',
        Permission::Drop => '-',
        Permission::Alter | Permission::Write => match operation {
            Operation::AddColumn(_) | Operation::AddConstraint(_) => '+',
            _ => '~',
        },
        // Views, triggers and functions carry text of their own, and are made all the same.
        Permission::RawSql => match operation {
            Operation::Execute(_) => '~',
            _ => '+',
        },
    }
}

fn words(act: &Act) -> String {
    match act {
        Act::Operation(operation) => operation.describe(),
        Act::NoNulls { table, column } => format!("no row may hold NULL in `{table}.{column}`"),
    }
}

/// The steps as JSON; `docs/json.md` describes it.
#[must_use]
pub fn json(difference: &Difference) -> Value {
    let step = |step: &Step| {
        let operations: Vec<&Operation> = step
            .acts
            .iter()
            .filter_map(|act| match act {
                Act::Operation(operation) => Some(operation),
                Act::NoNulls { .. } => None,
            })
            .collect();
        json!({
            "what": step.acts.iter().map(words).collect::<Vec<_>>(),
            "operations": operations,
            "remarks": step.remarks,
            "loss": step.loss,
        })
    };
    Value::Array(difference.steps.iter().map(step).collect())
}
