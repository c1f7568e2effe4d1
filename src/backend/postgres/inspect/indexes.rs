//! Indexes of tables, but for those that a constraint owns and those that are INVALID: a failed
//! build left them behind, and no query ever uses them.

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::index::{Index, IndexKey, IndexTerm};
use serde::Deserialize;

use super::numbered::Numbered;
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
    /// The columns of its keys and, behind them, those that it includes; 0 for an expression.
    columns: Vec<i16>,
    /// How many of them are keys.
    keys: usize,
    /// What only some indexes have, one for each key.
    expressions: Option<Vec<String>>,
    classes: Option<Vec<Option<String>>>,
    collation_names: Option<Vec<Option<String>>>,
    collations: Vec<i64>,
    options: Vec<u16>,
    ordered: bool,
    native: Option<String>,
}

/// The collation `default` (`DEFAULT_COLLATION_OID` of the server's sources), and what it is called.
const DEFAULT: (i64, &str) = (100, "\"default\"");

/// The keys of an index as an array, of what this gives for the key `k`.
fn each_key(value: &str) -> String {
    format!("(SELECT json_agg({value} ORDER BY k) FROM generate_series(1, i.indnkeyatts) k)")
}

/// The arrays of `pg_index` count from 0. What hardly any index has is looked up for those alone that have it.
///
/// The two lists behind `IN` are hashed once. A join with them goes through all constraints for each index where the
/// server has not counted its tables yet: 160 ms for a thousand fresh ones.
pub(super) fn read(
    wire: &mut Wire,
    tables: &mut Tables,
    numbered: &Numbered,
) -> Result<(), DatabaseError> {
    let expressions = each_key(
        "CASE WHEN i.indkey[k - 1] <= 0 THEN pg_get_indexdef(i.indexrelid, k, false) ELSE '' END",
    );
    let classes = each_key(
        "(SELECT quote_ident(o.opcname) FROM pg_opclass o WHERE o.oid = i.indclass[k - 1] \
         AND NOT o.opcdefault)",
    );
    let collation_names = each_key(
        "(SELECT quote_ident(l.collname) FROM pg_collation l WHERE l.oid = i.indcollation[k - 1])",
    );
    let rows: Vec<Row> = wire.json(&format!(
        "SELECT i.indrelid::bigint AS owner, c.relname AS name, i.indisunique AS unique, \
         m.amname AS method, pg_get_expr(i.indpred, i.indrelid) AS filter, \
         CASE WHEN i.indisunique THEN COALESCE((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, \
           false) ELSE false END AS nulls_not_distinct, \
         i.indkey::smallint[] AS columns, i.indnkeyatts AS keys, \
         CASE WHEN 0 >= ANY (i.indkey::smallint[]) THEN {expressions} END AS expressions, \
         CASE WHEN i.indclass::oid[] && ARRAY(SELECT oid FROM pg_opclass WHERE NOT opcdefault) \
           THEN {classes} END AS classes, \
         CASE WHEN NOT i.indcollation::oid[] <@ '{{0,{plain}}}'::oid[] THEN {collation_names} END \
           AS collation_names, \
         i.indcollation::oid[]::bigint[] AS collations, i.indoption::smallint[] AS options, \
         pg_indexam_has_property(c.relam, 'can_order') AS ordered, \
         CASE WHEN c.reloptions IS NOT NULL OR c.reltablespace <> 0 OR i.indexrelid IN (SELECT \
             p.attrelid FROM pg_attribute p, unnest(p.attoptions) o \
             WHERE p.attoptions IS NOT NULL AND o NOT LIKE 'pg\\_attver=%') \
           THEN pg_get_indexdef(i.indexrelid) END AS native \
         FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam \
         WHERE {owned} AND i.indisvalid AND NOT c.relispartition \
         AND i.indexrelid NOT IN (SELECT conindid FROM pg_constraint WHERE contype IN ('p', 'u', 'x')) \
         ORDER BY i.indrelid, c.relname",
        owned = one_of(tables, "i.indrelid"),
        plain = DEFAULT.0,
    ))?;
    for row in rows {
        if let Some(table) = tables.get_mut(&row.owner) {
            table.indexes.extend(index(row, table.name.clone(), numbered));
        }
    }
    Ok(())
}

/// None where it has a column that was not there when the columns were read.
fn index(row: Row, table: ObjectName, numbered: &Numbered) -> Option<Index> {
    let keys = (0..row.keys).map(|at| key(&row, at, numbered)).collect::<Option<_>>()?;
    let include = numbered.names(row.owner, row.columns.get(row.keys..).unwrap_or_default())?;
    Some(Index {
        name: Some(row.name),
        table,
        keys,
        unique: row.unique,
        filter: row.filter.map(|filter| expression::bare(&filter).to_owned()),
        include,
        method: Some(row.method).filter(|method| method != "btree"),
        nulls_not_distinct: row.nulls_not_distinct,
        native: row.native,
    })
}

/// The key at a place, counted from 0.
fn key(row: &Row, at: usize, numbered: &Numbered) -> Option<IndexKey> {
    let number = *row.columns.get(at)?;
    let options = row.options.get(at).copied().unwrap_or_default();
    let (descending, nulls_first) = (options & 1 != 0, options & 2 != 0);
    let nulls = match (row.ordered, descending, nulls_first) {
        (true, false, true) => Some("NULLS FIRST".to_owned()),
        (true, true, false) => Some("NULLS LAST".to_owned()),
        _ => None,
    };
    let on = if number > 0 {
        IndexTerm::Column(numbered.name(row.owner, number)?)
    } else {
        let text = row.expressions.as_ref()?.get(at)?;
        IndexTerm::Expression(expression::bare(text).to_owned())
    };
    let collation = collation(row, at, numbered.collation(row.owner, number));
    let words: Vec<String> =
        [collation, of_key(&row.classes, at), nulls].into_iter().flatten().collect();
    let native = (!words.is_empty()).then(|| words.join(" "));
    Some(IndexKey { on, descending, native })
}

/// How a key is sorted where its column, or else the database, is sorted otherwise.
fn collation(row: &Row, at: usize, of_column: Option<i64>) -> Option<String> {
    let own = *row.collations.get(at)?;
    if own == 0 || own == of_column.unwrap_or(DEFAULT.0) {
        return None;
    }
    let name = match own == DEFAULT.0 {
        true => DEFAULT.1.to_owned(),
        false => of_key(&row.collation_names, at)?,
    };
    Some(format!("COLLATE {name}"))
}

/// What some keys have.
fn of_key(texts: &Option<Vec<Option<String>>>, at: usize) -> Option<String> {
    texts.as_ref()?.get(at)?.clone()
}
