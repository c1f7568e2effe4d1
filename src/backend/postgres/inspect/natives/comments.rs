//! Comments on everything but tables and their columns, which hold theirs themselves.

use super::{NO_PARTS, Question};

/// Objects of the server itself have lower numbers.
const FIRST_OF_USERS: u32 = 16384;

/// The words behind `COMMENT ON` for what the server calls an object of this type.
const TARGET: &str = "CASE i.type \
    WHEN 'table constraint' THEN 'CONSTRAINT ' || i.identity \
    WHEN 'domain constraint' THEN 'CONSTRAINT ' || replace(i.identity, ' on ', ' on DOMAIN ') \
    WHEN 'statistics object' THEN 'STATISTICS ' || i.identity \
    WHEN 'composite type' THEN 'TYPE ' || i.identity \
    WHEN 'partitioned index' THEN 'INDEX ' || i.identity \
    WHEN 'view column' THEN 'COLUMN ' || i.identity \
    WHEN 'materialized view column' THEN 'COLUMN ' || i.identity \
    WHEN 'composite type column' THEN 'COLUMN ' || i.identity \
    ELSE upper(i.type) || ' ' || i.identity END";

/// The comment of an extension is its own.
pub(super) fn questions() -> Vec<String> {
    let not_of_tables = "d.classoid = 'pg_class'::regclass AND EXISTS (SELECT FROM pg_class c \
                         WHERE c.oid = d.objoid AND c.relkind IN ('r', 'p', 'f', 't'))";
    let of_extension = "EXISTS (SELECT FROM pg_depend x WHERE x.classid = d.classoid \
                        AND x.objid = d.objoid AND x.deptype = 'e')";
    vec![
        Question {
            kind: "'comment'",
            name: "i.type || ' ' || i.identity",
            stage: "after_views",
            create: "format('COMMENT ON %s IS %L', y.target, d.description)",
            drop: "format('COMMENT ON %s IS NULL', y.target)",
            parts: NO_PARTS,
            from: format!(
                "pg_description d CROSS JOIN LATERAL pg_identify_object(d.classoid, d.objoid, \
                 d.objsubid) i CROSS JOIN LATERAL (SELECT {TARGET} AS target) y \
                 WHERE d.objoid >= {FIRST_OF_USERS} AND d.classoid <> 'pg_extension'::regclass \
                 AND NOT ({not_of_tables}) AND NOT {of_extension} \
                 AND i.identity !~ '(^|\\W)sandshift_' AND i.schema IS DISTINCT FROM 'pg_toast'"
            ),
        }
        .sql(),
    ]
}
