//! Indexes of tables, but for those that a constraint owns and those that are INVALID: a failed
//! build left them behind, and no query ever uses them.

use sandshift_model::ident::Ident;
use sandshift_model::index::{Index, IndexKey, IndexTerm};
use serde::Deserialize;

use super::{Tables, expression, one_of};
use crate::backend::connection::DatabaseError;
use crate::backend::postgres::wire::Wire;

#[derive(Debug, Deserialize)]
struct Row {
    owner: i64,
    name: Ident,
    unique: bool,
    method: String,
    filter: Option<String>,
    nulls_not_distinct: bool,
    keys: Vec<Key>,
    include: Vec<Ident>,
    native: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Key {
    column: Option<Ident>,
    expression: String,
    descending: bool,
    nulls_first: bool,
    ordered: bool,
    collation: Option<String>,
    class: Option<String>,
}

/// The arrays of `pg_index` count from 0.
pub(super) fn read(wire: &mut Wire, tables: &mut Tables) -> Result<(), DatabaseError> {
    let rows: Vec<Row> = wire.json(&format!(
        "SELECT i.indrelid::bigint AS owner, c.relname AS name, i.indisunique AS unique, \
         m.amname AS method, pg_get_expr(i.indpred, i.indrelid) AS filter, \
         CASE WHEN i.indisunique THEN COALESCE((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, \
           false) ELSE false END AS nulls_not_distinct, \
         (SELECT json_agg(json_build_object('column', a.attname, \
           'expression', CASE WHEN a.attname IS NULL \
             THEN pg_get_indexdef(i.indexrelid, k, false) ELSE '' END, \
           'descending', i.indoption[k - 1] & 1 = 1, 'nulls_first', i.indoption[k - 1] & 2 = 2, \
           'ordered', pg_indexam_has_property(c.relam, 'can_order'), \
           'collation', quote_ident(l.collname), \
           'class', CASE WHEN NOT o.opcdefault THEN quote_ident(o.opcname) END) ORDER BY k) \
          FROM generate_series(1, i.indnkeyatts) k \
          JOIN pg_opclass o ON o.oid = i.indclass[k - 1] \
          LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k - 1] \
            AND a.attnum > 0 \
          LEFT JOIN pg_collation l ON l.oid = i.indcollation[k - 1] \
            AND l.oid <> COALESCE(a.attcollation, 'default'::regcollation)) AS keys, \
         CASE WHEN i.indnatts = i.indnkeyatts THEN '[]' ELSE \
           (SELECT COALESCE(json_agg(a.attname ORDER BY k), '[]') \
            FROM generate_series(i.indnkeyatts + 1, i.indnatts) k \
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k - 1]) \
           END AS include, \
         CASE WHEN c.reloptions IS NOT NULL OR c.reltablespace <> 0 OR EXISTS (SELECT FROM \
             pg_attribute p, unnest(p.attoptions) o WHERE p.attrelid = i.indexrelid \
             AND o NOT LIKE 'pg\\_attver=%') \
           THEN pg_get_indexdef(i.indexrelid) END AS native \
         FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam \
         WHERE {} AND i.indisvalid AND NOT c.relispartition \
         AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')) \
         ORDER BY i.indrelid, c.relname",
        one_of(tables, "i.indrelid")
    ))?;
    for row in rows {
        if let Some(table) = tables.get_mut(&row.owner) {
            table.indexes.push(Index {
                name: Some(row.name),
                table: table.name.clone(),
                keys: row.keys.into_iter().map(key).collect(),
                unique: row.unique,
                filter: row.filter.map(|filter| expression::bare(&filter).to_owned()),
                include: row.include,
                method: Some(row.method).filter(|method| method != "btree"),
                nulls_not_distinct: row.nulls_not_distinct,
                native: row.native,
            });
        }
    }
    Ok(())
}

fn key(key: Key) -> IndexKey {
    let nulls = match (key.ordered, key.descending, key.nulls_first) {
        (true, false, true) => Some("NULLS FIRST".to_owned()),
        (true, true, false) => Some("NULLS LAST".to_owned()),
        _ => None,
    };
    let collation = key.collation.map(|collation| format!("COLLATE {collation}"));
    let words: Vec<String> = [collation, key.class, nulls].into_iter().flatten().collect();
    IndexKey {
        on: match key.column {
            Some(column) => IndexTerm::Column(column),
            None => IndexTerm::Expression(expression::bare(&key.expression).to_owned()),
        },
        descending: key.descending,
        native: (!words.is_empty()).then(|| words.join(" ")),
    }
}
