//! Constraints of tables.

use sandshift_model::constraint::{
    Constraint, ConstraintBody, Deferrable, ExcludeElement, ForeignKey, ReferentialAction,
};
use sandshift_model::ident::{Ident, ObjectName};
use serde::Deserialize;

use super::numbered::Numbered;
use super::{SCHEMA, Tables, expression, one_of};
use crate::backend::connection::DatabaseError;
use crate::backend::postgres::names::list;
use crate::backend::postgres::wire::Wire;

#[derive(Debug, Deserialize)]
struct Row {
    owner: i64,
    name: Ident,
    kind: String,
    columns: Option<Vec<i16>>,
    include: Option<Vec<i16>>,
    storage: Option<String>,
    expression: Option<String>,
    valid: bool,
    deferrable: bool,
    deferred: bool,
    no_inherit: bool,
    nulls_not_distinct: bool,
    schema: Option<Ident>,
    references: Option<Ident>,
    referred: Vec<Ident>,
    on_delete: String,
    set_columns: Option<Vec<i16>>,
    on_update: String,
    match_type: String,
    method: Option<String>,
    elements: Vec<ExcludeElement>,
    filter: Option<String>,
}

/// An empty array.
const NONE: &str = "'[]'";

/// What only some constraints have, which the server looks up for these alone: most tables have nothing but keys.
fn only(condition: &str, value: &str, otherwise: &str) -> String {
    format!("CASE WHEN {condition} THEN {value} ELSE {otherwise} END")
}

/// Columns that older servers lack are read through `to_jsonb`, which gives NULL for them.
pub(super) fn read(
    wire: &mut Wire,
    tables: &mut Tables,
    numbered: &Numbered,
) -> Result<(), DatabaseError> {
    // They may be those of a table that is not read, such as one of an extension.
    let referred = "(SELECT COALESCE(json_agg(a.attname ORDER BY u.n), '[]') FROM unnest(k.confkey) \
         WITH ORDINALITY u(number, n) JOIN pg_attribute a ON a.attrelid = k.confrelid \
         AND a.attnum = u.number)";
    let elements = "(SELECT COALESCE(json_agg(json_build_object(\
           'expression', pg_get_indexdef(k.conindid, u.n::integer, false) || \
             CASE WHEN oc.opcdefault THEN '' ELSE ' ' || quote_ident(oc.opcname) END, \
           'operator', CASE WHEN o.oprnamespace = 'pg_catalog'::regnamespace THEN o.oprname \
             ELSE format('OPERATOR(%s.%s)', o.oprnamespace::regnamespace, o.oprname) END) \
           ORDER BY u.n), '[]') \
          FROM unnest(k.conexclop) WITH ORDINALITY u(operator, n) \
          JOIN pg_operator o ON o.oid = u.operator \
          JOIN pg_opclass oc ON oc.oid = i.indclass[u.n - 1])";
    let included = "i.indkey[i.indnkeyatts:i.indnatts - 1]::smallint[]";
    let nulls_not_distinct = "COALESCE((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false)";
    let rows: Vec<Row> = wire.json(&format!(
        "SELECT k.conrelid::bigint AS owner, k.conname AS name, k.contype AS kind, \
         k.conkey AS columns, {include} AS include, \
         array_to_string(ic.reloptions, ', ') AS storage, \
         pg_get_expr(k.conbin, k.conrelid) AS expression, k.convalidated AS valid, \
         k.condeferrable AS deferrable, k.condeferred AS deferred, \
         k.connoinherit AS no_inherit, \
         {nulls_not_distinct} AS nulls_not_distinct, \
         {SCHEMA} AS schema, r.relname AS references, {referred} AS referred, \
         k.confdeltype AS on_delete, {set_columns} AS set_columns, \
         k.confupdtype AS on_update, k.confmatchtype AS match_type, m.amname AS method, \
         {elements} AS elements, \
         pg_get_expr(i.indpred, i.indrelid) AS filter \
         FROM pg_constraint k LEFT JOIN pg_index i ON i.indexrelid = k.conindid \
         AND k.contype IN ('p', 'u', 'x') \
         LEFT JOIN pg_class ic ON ic.oid = i.indexrelid LEFT JOIN pg_am m ON m.oid = ic.relam \
         LEFT JOIN pg_class r ON r.oid = k.confrelid \
         LEFT JOIN pg_namespace n ON n.oid = r.relnamespace \
         WHERE {owned} AND k.contype IN ('p', 'u', 'c', 'f', 'x') \
         AND k.conislocal AND k.conparentid = 0 ORDER BY k.conrelid, \
         array_position('{{p,u,c,f,x}}'::\"char\"[], k.contype), k.conname",
        owned = one_of(tables, "k.conrelid"),
        include = only("i.indnatts > i.indnkeyatts", included, "NULL"),
        nulls_not_distinct = only("k.contype = 'u'", nulls_not_distinct, "false"),
        referred = only("k.contype = 'f'", referred, NONE),
        set_columns = only("k.contype = 'f'", "to_jsonb(k) -> 'confdelsetcols'", "NULL"),
        elements = only("k.contype = 'x'", elements, NONE),
    ))?;
    for row in rows {
        if let Some(table) = tables.get_mut(&row.owner) {
            table.constraints.extend(constraint(row, numbered));
        }
    }
    Ok(())
}

/// None where it speaks of a column that was not there when the columns were read.
fn constraint(row: Row, numbered: &Numbered) -> Option<Constraint> {
    let names = |numbers: Option<Vec<i16>>| {
        numbered.names(row.owner, numbers.as_deref().unwrap_or_default())
    };
    // Conditions and exclusions have texts of their own, and may stand on expressions, whose number is 0.
    let is_of_columns = matches!(row.kind.as_str(), "p" | "u" | "f");
    let columns = if is_of_columns { names(row.columns)? } else { Vec::new() };
    let when = match (row.deferrable, row.deferred) {
        (false, _) => None,
        (true, false) => Some(Deferrable::Immediate),
        (true, true) => Some(Deferrable::Deferred),
    };
    let later = when.map(|when| match when {
        Deferrable::Immediate => "DEFERRABLE INITIALLY IMMEDIATE".to_owned(),
        Deferrable::Deferred => "DEFERRABLE INITIALLY DEFERRED".to_owned(),
    });
    // In the order in which the server takes them.
    let include = parenthesised(&names(row.include)?).map(|columns| format!("INCLUDE {columns}"));
    let storage = row.storage.map(|storage| format!("WITH ({storage})"));
    let of_index: Vec<String> = include.into_iter().chain(storage).collect();
    let filter = row.filter.map(|filter| expression::bare(&filter).to_owned());
    let (body, native) = match row.kind.as_str() {
        "p" => {
            let native = words(of_index.into_iter().chain(later));
            (ConstraintBody::PrimaryKey { columns }, native)
        }
        "u" => {
            let nulls_not_distinct = row.nulls_not_distinct;
            (
                ConstraintBody::Unique { columns, nulls_not_distinct, deferrable: when },
                words(of_index),
            )
        }
        "c" => {
            let text = row.expression.unwrap_or_default();
            let expression = expression::bare(&text).to_owned();
            let native = row.no_inherit.then(|| "NO INHERIT".to_owned());
            (ConstraintBody::Check { expression, not_valid: !row.valid }, native)
        }
        "x" => {
            let method = row.method.filter(|method| method != "gist");
            let native = words(of_index.into_iter().chain(later));
            (ConstraintBody::Exclude { method, elements: row.elements, filter }, native)
        }
        _ => {
            let references = ObjectName {
                schema: row.schema,
                // A foreign key without a table does not exist; the name keeps the types honest.
                name: row.references.unwrap_or_else(|| row.name.clone()),
            };
            let key = ForeignKey {
                columns,
                references,
                referred_columns: row.referred,
                on_delete: action(&row.on_delete),
                on_update: action(&row.on_update),
                deferrable: when,
                match_type: (row.match_type == "f").then(|| "FULL".to_owned()),
                not_valid: !row.valid,
            };
            (ConstraintBody::ForeignKey(key), parenthesised(&names(row.set_columns)?))
        }
    };
    Some(Constraint { name: Some(row.name), body, native })
}

fn words(words: impl IntoIterator<Item = String>) -> Option<String> {
    let words: Vec<String> = words.into_iter().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn parenthesised(columns: &[Ident]) -> Option<String> {
    let columns = list(columns).ok().filter(|columns| !columns.is_empty())?;
    Some(format!("({columns})"))
}

/// `NO ACTION` is the default and not said.
fn action(letter: &str) -> Option<ReferentialAction> {
    match letter {
        "r" => Some(ReferentialAction::Restrict),
        "c" => Some(ReferentialAction::Cascade),
        "n" => Some(ReferentialAction::SetNull),
        "d" => Some(ReferentialAction::SetDefault),
        _ => None,
    }
}
