//! Columns of tables.

use sandshift_model::column::{Column, Generated, Identity};
use sandshift_model::ident::Ident;
use sandshift_model::types::ColumnType;
use serde::Deserialize;

use super::numbered::Numbered;
use super::sequences::{self, Bounds};
use super::{Tables, defaults, expression, one_of};
use crate::backend::connection::DatabaseError;
use crate::backend::postgres::render::identity_with;
use crate::backend::postgres::types::from_reported;
use crate::backend::postgres::wire::Wire;

#[derive(Debug, Deserialize)]
struct Row {
    owner: i64,
    number: i16,
    name: Ident,
    reported: String,
    not_null: bool,
    expression: Option<String>,
    generated: String,
    identity: String,
    start: Option<i64>,
    increment: Option<i64>,
    min: Option<i64>,
    max: Option<i64>,
    cache: Option<i64>,
    cycle: Option<bool>,
    collation_number: i64,
    collation: Option<String>,
    foreign_collation: Option<String>,
    comment: Option<String>,
    enumeration: Option<Ident>,
    is_array: bool,
}

/// An enum in another schema than the default one keeps its reported name, since the words for
/// enums have no schema. Gives the columns by their numbers, too.
pub(super) fn read(wire: &mut Wire, tables: &mut Tables) -> Result<Numbered, DatabaseError> {
    let rows: Vec<Row> = wire.json(&format!(
        "SELECT a.attrelid::bigint AS owner, a.attnum AS number, a.attname AS name, \
         format_type(a.atttypid, a.atttypmod) AS reported, a.attnotnull AS not_null, \
         pg_get_expr(d.adbin, d.adrelid) AS expression, a.attgenerated AS generated, \
         a.attidentity AS identity, s.seqstart AS start, s.seqincrement AS increment, \
         s.seqmin AS min, s.seqmax AS max, s.seqcache AS cache, s.seqcycle AS cycle, \
         a.attcollation::bigint AS collation_number, \
         CASE WHEN o.collnamespace = 'pg_catalog'::regnamespace THEN o.collname END AS collation, \
         CASE WHEN o.collnamespace <> 'pg_catalog'::regnamespace THEN o.oid::regcollation END \
         AS foreign_collation, z.description AS comment, \
         e.typname AS enumeration, t.typcategory = 'A' AS is_array \
         FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid \
         LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum \
         LEFT JOIN pg_description z ON z.classoid = 'pg_class'::regclass \
           AND z.objoid = a.attrelid AND z.objsubid = a.attnum \
         LEFT JOIN pg_collation o ON o.oid = a.attcollation AND a.attcollation <> t.typcollation \
         LEFT JOIN pg_type e ON e.typtype = 'e' \
           AND e.oid = CASE WHEN t.typcategory = 'A' THEN t.typelem ELSE t.oid END \
           AND e.typnamespace = to_regnamespace(quote_ident(COALESCE(current_schema(), 'public'))) \
         LEFT JOIN pg_depend y ON y.refobjid = a.attrelid AND y.refobjsubid = a.attnum \
           AND y.refclassid = 'pg_class'::regclass AND y.classid = 'pg_class'::regclass \
           AND y.deptype = 'i' AND a.attidentity <> '' \
         LEFT JOIN pg_sequence s ON s.seqrelid = y.objid \
         WHERE {} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum",
        one_of(tables, "a.attrelid")
    ))?;
    let mut numbered = Numbered::default();
    for row in rows {
        if let Some(table) = tables.get_mut(&row.owner) {
            numbered.note(row.owner, row.number, row.name.clone(), row.collation_number);
            table.columns.push(column(row).without_null_default());
        }
    }
    Ok(numbered)
}

fn column(row: Row) -> Column {
    let ty = match row.enumeration {
        Some(name) if row.is_array => ColumnType::Array(Box::new(ColumnType::Enum { name })),
        Some(name) => ColumnType::Enum { name },
        None => from_reported(&row.reported),
    };
    let mut column = Column::new(row.name, ty);
    column.nullable = !row.not_null;
    column.collation = row.collation;
    column.comment = row.comment;
    // A name with a schema is no name for the field, which holds one identifier.
    column.native.extend(row.foreign_collation.map(|collation| format!("COLLATE {collation}")));
    column.identity = identity(&row.identity, row.start, row.increment);
    if let Some(identity) = column.identity
        && let (Some(min), Some(max)) = (row.min, row.max)
    {
        let bounds = Bounds { data_type: &row.reported, min, max };
        let increment = row.increment.unwrap_or(1);
        let further = sequences::options(
            &bounds,
            increment,
            row.cache.unwrap_or(1),
            row.cycle.unwrap_or(false),
        );
        // An identity with options that have no words is restated word for word.
        if !further.is_empty() {
            column.identity = None;
            column.native.push(identity_with(&identity, &further));
        }
    }
    match (row.generated.as_str(), row.expression) {
        (_, None) => {}
        ("", Some(text)) => column.default = Some(defaults::default(&text, &column.ty)),
        ("s", Some(text)) => {
            let expression = expression::bare(&text).to_owned();
            column.generated = Some(Generated { expression, stored: true });
        }
        // Computed on read, from PostgreSQL 18 on: restated word for word.
        (_, Some(text)) => {
            let expression = expression::bare(&text);
            column.native.push(format!("GENERATED ALWAYS AS ({expression}) VIRTUAL"));
        }
    }
    column
}

fn identity(kind: &str, start: Option<i64>, increment: Option<i64>) -> Option<Identity> {
    let always = match kind {
        "a" => true,
        "d" => false,
        _ => return None,
    };
    let default_start = if increment.is_some_and(|step| step < 0) { -1 } else { 1 };
    Some(Identity {
        always,
        start: start.filter(|start| *start != default_start),
        increment: increment.filter(|increment| *increment != 1),
    })
}
