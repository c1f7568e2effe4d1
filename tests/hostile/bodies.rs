//! Migrations that change something before they do what they should not.

use serde_json::json;

use crate::component::{MEMORY, component_of, doing};
use crate::victim::Program;

/// A script that changes rows and then does this.
pub(crate) fn script(body: &str) -> Program {
    let begin = "    db.insert(\"kept\", #{ id: 9, name: \"new\" });
    db.execute(\"UPDATE kept SET name = 'changed'\");";
    Program::Script(format!("{begin}\n{body}"))
}

/// A module that inserts a row and then does this.
pub(crate) fn module(after: &str) -> Program {
    let rows = json!({ "rows": 1, "columns": [{ "name": "id", "cells": { "signed": [9] } }] });
    let insert = json!({ "insert": { "table": { "name": "kept" }, "rows": rows } });
    Program::Module(doing(&[insert], after))
}

/// A module with declarations of its own, whose `up` is this.
pub(crate) fn module_with(declarations: &str, body: &str) -> Program {
    let module = format!(
        "(module {declarations} {MEMORY} (func (export \"up\") (result i32) {body} (i32.const 16)))"
    );
    Program::Module(component_of("migration-forward", &module))
}
