//! Sequences of their own; those of identity columns belong to the column, and so do those of
//! `serial` columns, as long as they are what `serial` makes.

use std::collections::BTreeMap;

use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::object::Sequence;
use serde::Deserialize;

use super::{OWN_SCHEMA, SCHEMA, no_extension};
use crate::backend::connection::DatabaseError;
use crate::backend::postgres::wire::Wire;

#[derive(Debug, Deserialize)]
struct Row {
    schema: Option<Ident>,
    name: Ident,
    data_type: String,
    start: i64,
    increment: i64,
    min: i64,
    max: i64,
    cache: i64,
    cycle: bool,
}

/// The condition on `pg_sequence AS s` that it is the sequence of an identity column, or just what
/// `serial` makes for a column, so that restating the column restates it.
pub(super) const OF_A_COLUMN: &str = "EXISTS (SELECT FROM pg_depend f \
    JOIN pg_attribute fa ON fa.attrelid = f.refobjid AND fa.attnum = f.refobjsubid \
    LEFT JOIN pg_attrdef fd ON fd.adrelid = fa.attrelid AND fd.adnum = fa.attnum \
    WHERE f.classid = 'pg_class'::regclass AND f.objid = s.seqrelid \
    AND f.refclassid = 'pg_class'::regclass AND f.refobjsubid > 0 AND (f.deptype = 'i' \
    OR f.deptype = 'a' AND fa.atttypid = s.seqtypid AND s.seqstart = 1 AND s.seqincrement = 1 \
    AND s.seqmin = 1 AND s.seqcache = 1 AND NOT s.seqcycle \
    AND s.seqmax = CASE s.seqtypid WHEN 'smallint'::regtype THEN 32767 \
      WHEN 'integer'::regtype THEN 2147483647 ELSE 9223372036854775807 END \
    AND pg_get_expr(fd.adbin, fd.adrelid) = \
      format('nextval(%L::regclass)', s.seqrelid::regclass)))";

pub(super) fn read(wire: &mut Wire) -> Result<BTreeMap<ObjectName, Sequence>, DatabaseError> {
    let rows: Vec<Row> = wire.json(&format!(
        "SELECT {SCHEMA} AS schema, c.relname AS name, \
         format_type(s.seqtypid, NULL) AS data_type, s.seqstart AS start, \
         s.seqincrement AS increment, s.seqmin AS min, s.seqmax AS max, s.seqcache AS cache, \
         s.seqcycle AS cycle FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid \
         JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relpersistence <> 't' AND NOT starts_with(c.relname::text, 'sandshift_') \
         AND {OWN_SCHEMA} AND NOT {OF_A_COLUMN} \
         AND NOT EXISTS (SELECT FROM pg_depend o JOIN pg_class r ON r.oid = o.refobjid \
         WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid AND o.deptype = 'a' \
         AND o.refclassid = 'pg_class'::regclass AND starts_with(r.relname::text, 'sandshift_')) \
         AND {}",
        no_extension("pg_class", "c.oid")
    ))?;
    Ok(rows.into_iter().map(sequence).map(|sequence| (sequence.name.clone(), sequence)).collect())
}

fn sequence(row: Row) -> Sequence {
    let bounds = Bounds { data_type: &row.data_type, min: row.min, max: row.max };
    let native = options(&bounds, row.increment, row.cache, row.cycle);
    let data_type = (row.data_type != "bigint").then(|| format!("AS {}", row.data_type));
    let native: Vec<String> = data_type.into_iter().chain(native).collect();
    // Without a word, a sequence starts at its lower end, or at the upper one when it counts down.
    let default_start = if row.increment < 0 { row.max } else { row.min };
    Sequence {
        name: ObjectName { schema: row.schema, name: row.name },
        start: Some(row.start).filter(|start| *start != default_start),
        increment: Some(row.increment).filter(|increment| *increment != 1),
        native: (!native.is_empty()).then(|| native.join(" ")),
    }
}

/// Between which numbers a sequence of a type counts.
pub(super) struct Bounds<'a> {
    pub(super) data_type: &'a str,
    pub(super) min: i64,
    pub(super) max: i64,
}

/// The options beside start and step that differ from the defaults.
pub(super) fn options(bounds: &Bounds<'_>, increment: i64, cache: i64, cycle: bool) -> Vec<String> {
    let (lowest, highest) = match bounds.data_type {
        "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    let (min, max) = if increment < 0 { (lowest, -1) } else { (1, highest) };
    let options = [
        (bounds.min != min).then(|| format!("MINVALUE {}", bounds.min)),
        (bounds.max != max).then(|| format!("MAXVALUE {}", bounds.max)),
        (cache != 1).then(|| format!("CACHE {cache}")),
        cycle.then(|| "CYCLE".to_owned()),
    ];
    options.into_iter().flatten().collect()
}
