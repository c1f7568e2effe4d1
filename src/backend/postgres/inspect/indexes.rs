//! Indexes of tables, but for those that a constraint owns and those that are INVALID: a failed
//! build left them behind, and no query ever uses them.

use sandshift_model::ident::Ident;
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
            let included = row.columns.get(row.keys..).unwrap_or_default();
            table.indexes.push(Index {
                table: table.name.clone(),
                keys: (0..row.keys).map(|at| key(&row, at, numbered)).collect(),
                unique: row.unique,
                include: numbered.names(row.owner, included),
                nulls_not_distinct: row.nulls_not_distinct,
                name: Some(row.name),
                filter: row.filter.map(|filter| expression::bare(&filter).to_owned()),
                method: Some(row.method).filter(|method| method != "btree"),
                native: row.native,
            });
        }
    }
    Ok(())
}

/// The key at a place, counted from 0.
fn key(row: &Row, at: usize, numbered: &Numbered) -> IndexKey {
    let of = |texts: &Option<Vec<Option<String>>>| texts.as_ref()?.get(at)?.clone();
    let number = row.columns.get(at).copied().unwrap_or_default();
    let options = row.options.get(at).copied().unwrap_or_default();
    let (descending, nulls_first) = (options & 1 != 0, options & 2 != 0);
    let nulls = match (row.ordered, descending, nulls_first) {
        (true, false, true) => Some("NULLS FIRST".to_owned()),
        (true, true, false) => Some("NULLS LAST".to_owned()),
        _ => None,
    };
    let own = row.collations.get(at).copied().unwrap_or_default();
    let collation = match numbered.collation(row.owner, number).unwrap_or(DEFAULT.0) {
        _ if own == 0 => None,
        theirs if own == theirs => None,
        _ if own == DEFAULT.0 => Some(DEFAULT.1.to_owned()),
        _ => of(&row.collation_names),
    };
    let collation = collation.map(|collation| format!("COLLATE {collation}"));
    let words: Vec<String> = [collation, of(&row.classes), nulls].into_iter().flatten().collect();
    IndexKey {
        on: match numbered.name(row.owner, number) {
            Some(column) => IndexTerm::Column(column),
            None => {
                let text = row.expressions.as_ref().and_then(|texts| texts.get(at));
                IndexTerm::Expression(expression::bare(text.map_or("", String::as_str)).to_owned())
            }
        },
        descending,
        native: (!words.is_empty()).then(|| words.join(" ")),
    }
}
