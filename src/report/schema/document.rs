//! What a database holds as one JSON document; `docs/json.md` describes it.

use sandshift_model::catalog::Catalog;
use sandshift_model::column::Column;
use sandshift_model::constraint::{Constraint, ConstraintBody, Deferrable, ForeignKey};
use sandshift_model::ident::ObjectName;
use sandshift_model::index::{Index, IndexKey, IndexTerm};
use sandshift_model::table::Table;
use serde_json::{Value, json};

use super::{default_words, type_words};
use crate::backend::dialect::Dialect;
use crate::schema::selection::referring;

/// The document of what was chosen; `whole` tells what points to it.
#[must_use]
pub fn document(chosen: &Catalog, whole: &Catalog, dialect: &dyn Dialect) -> Value {
    let tables = chosen.tables.values().map(|own| table(own, chosen, whole, dialect));
    let views = chosen.views.values().map(|view| {
        json!({
            "schema": view.name.schema,
            "name": view.name.name,
            "query": view.query,
            "is_materialized": view.materialized,
            "columns": view.columns,
        })
    });
    let sequences = chosen.sequences.values().map(|sequence| {
        json!({
            "schema": sequence.name.schema,
            "name": sequence.name.name,
            "start": sequence.start,
            "increment": sequence.increment,
            "native": sequence.native,
        })
    });
    let functions = chosen.functions.values().map(|function| {
        json!({
            "schema": function.name.schema,
            "name": function.name.name,
            "arguments": function.arguments,
            "is_procedure": function.procedure,
            "definition": function.definition,
        })
    });
    let natives = chosen.natives.values().map(|native| {
        let parts: Vec<&str> = native.parts.iter().map(|part| part.add.as_str()).collect();
        json!({ "kind": native.kind, "name": native.name, "create": native.create, "parts": parts })
    });
    json!({
        "dialect": dialect.name(),
        "tables": tables.collect::<Vec<_>>(),
        "views": views.collect::<Vec<_>>(),
        "enums": chosen.enums.values().collect::<Vec<_>>(),
        "sequences": sequences.collect::<Vec<_>>(),
        "functions": functions.collect::<Vec<_>>(),
        "schemas": chosen.schemas,
        "extensions": chosen.extensions,
        "others": natives.collect::<Vec<_>>(),
    })
}

fn table(table: &Table, chosen: &Catalog, whole: &Catalog, dialect: &dyn Dialect) -> Value {
    let parts = |wanted: fn(&ConstraintBody) -> bool| -> Vec<Value> {
        table.constraints.iter().filter(|own| wanted(&own.body)).map(constraint).collect()
    };
    let columns = table.columns.iter().map(|own| column(own, whole, dialect));
    let referred = referring(whole, &table.name).map(|(from, own)| {
        json!({
            "schema": from.name.schema,
            "table": from.name.name,
            "name": own.name,
            "columns": own.body.columns(),
        })
    });
    let triggers = chosen.triggers.values().filter(|trigger| trigger.table == table.name);
    let triggers =
        triggers.map(|trigger| json!({ "name": trigger.name, "definition": trigger.definition }));
    json!({
        "schema": table.name.schema,
        "name": table.name.name,
        "comment": table.comment,
        "options": {
            "strict": table.options.strict,
            "without_rowid": table.options.without_rowid,
            "engine": table.options.engine,
            "charset": table.options.charset,
            "collation": table.options.collation,
            "native": table.options.native,
        },
        "columns": columns.collect::<Vec<_>>(),
        "primary_key": parts(|body| matches!(body, ConstraintBody::PrimaryKey { .. })).pop(),
        "unique": parts(|body| matches!(body, ConstraintBody::Unique { .. })),
        "checks": parts(|body| matches!(body, ConstraintBody::Check { .. })),
        "foreign_keys": parts(|body| matches!(body, ConstraintBody::ForeignKey(_))),
        "exclusions": parts(|body| matches!(body, ConstraintBody::Exclude { .. })),
        "indexes": table.indexes.iter().map(index).collect::<Vec<_>>(),
        "referenced_by": referred.collect::<Vec<_>>(),
        "triggers": triggers.collect::<Vec<_>>(),
    })
}

fn column(column: &Column, catalog: &Catalog, dialect: &dyn Dialect) -> Value {
    json!({
        "name": column.name,
        "type": type_words(dialect, &column.ty, catalog),
        "nullable": column.nullable,
        "default": column.default.as_ref().map(|own| default_words(dialect, own)),
        "identity": column.identity.map(|own| json!({
            "always": own.always,
            "start": own.start,
            "increment": own.increment,
        })),
        "computed": column.generated.as_ref().map(|own| json!({
            "expression": own.expression,
            "is_stored": own.stored,
        })),
        "collation": column.collation,
        "comment": column.comment,
        "native": column.native,
    })
}

fn constraint(constraint: &Constraint) -> Value {
    let mut value = body(&constraint.body);
    if let Value::Object(entries) = &mut value {
        entries.insert("name".to_owned(), json!(constraint.name));
        entries.insert("native".to_owned(), json!(constraint.native));
    }
    value
}

fn body(body: &ConstraintBody) -> Value {
    match body {
        ConstraintBody::PrimaryKey { columns } => json!({ "columns": columns }),
        ConstraintBody::Unique { columns, nulls_not_distinct, deferrable } => json!({
            "columns": columns,
            "nulls_not_distinct": nulls_not_distinct,
            "deferrable": deferrable.map(timing),
        }),
        ConstraintBody::Check { expression, not_valid } => {
            json!({ "expression": expression, "is_valid": !not_valid })
        }
        ConstraintBody::ForeignKey(key) => foreign_key(key),
        ConstraintBody::Exclude { method, elements, filter } => json!({
            "method": method,
            "elements": elements,
            "where": filter,
        }),
    }
}

fn foreign_key(key: &ForeignKey) -> Value {
    let action =
        |action: sandshift_model::constraint::ReferentialAction| action.sql().to_lowercase();
    let ObjectName { schema, name } = &key.references;
    json!({
        "columns": key.columns,
        "references": { "schema": schema, "table": name, "columns": key.referred_columns },
        "on_delete": key.on_delete.map(action),
        "on_update": key.on_update.map(action),
        "match": key.match_type,
        "deferrable": key.deferrable.map(timing),
        "is_valid": !key.not_valid,
    })
}

fn timing(deferrable: Deferrable) -> &'static str {
    match deferrable {
        Deferrable::Immediate => "immediate",
        Deferrable::Deferred => "deferred",
    }
}

fn index(index: &Index) -> Value {
    json!({
        "name": index.name,
        "keys": index.keys.iter().map(key).collect::<Vec<_>>(),
        "unique": index.unique,
        "where": index.filter,
        "include": index.include,
        "method": index.method,
        "nulls_not_distinct": index.nulls_not_distinct,
        "native": index.native,
    })
}

fn key(key: &IndexKey) -> Value {
    let (column, expression) = match &key.on {
        IndexTerm::Column(column) => (Some(column), None),
        IndexTerm::Expression(expression) => (None, Some(expression)),
    };
    json!({
        "column": column,
        "expression": expression,
        "descending": key.descending,
        "native": key.native,
    })
}
