//! Types: domains, composite types, ranges, and enums outside of the default schema; collations.

use super::{NO_PARTS, OWN_SCHEMA, Question, no_extension};
use crate::backend::postgres::inspect::SCHEMA;

pub(super) fn questions() -> Vec<String> {
    vec![domains(), composites(), ranges(), enums(), collations()]
}

/// What stands behind `FROM` for types that a condition names.
fn types(condition: &str) -> String {
    format!(
        "pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace \
         CROSS JOIN LATERAL (SELECT format_type(t.oid, NULL) AS name) y \
         WHERE {condition} AND {OWN_SCHEMA} AND {}",
        no_extension("pg_type", "t.oid")
    )
}

/// The default, `NOT NULL` and each check can change while columns use the domain.
fn domains() -> String {
    Question {
        kind: "'domain'",
        name: "y.name",
        stage: "before_tables",
        create: "format('CREATE DOMAIN %s AS %s%s', y.name, \
                 format_type(t.typbasetype, t.typtypmod), (SELECT ' COLLATE ' || \
                 t.typcollation::regcollation FROM pg_type b WHERE b.oid = t.typbasetype \
                 AND b.typcollation <> t.typcollation))",
        drop: "format('DROP DOMAIN %s', y.name)",
        parts: "(SELECT COALESCE(json_agg(json_build_object('add', format('ALTER DOMAIN %s %s', \
                y.name, p.add), 'remove', format('ALTER DOMAIN %s %s', y.name, p.remove))), '[]') \
                FROM (SELECT format('SET DEFAULT %s', COALESCE(pg_get_expr(t.typdefaultbin, 0), \
                  t.typdefault)) AS add, 'DROP DEFAULT' AS remove WHERE t.typdefault IS NOT NULL \
                UNION ALL SELECT 'SET NOT NULL', 'DROP NOT NULL' WHERE t.typnotnull \
                UNION ALL (SELECT format('ADD CONSTRAINT %I %s', k.conname, \
                  pg_get_constraintdef(k.oid)), format('DROP CONSTRAINT %I', k.conname) \
                  FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c' \
                  ORDER BY k.conname)) p)",
        from: types("t.typtype = 'd'"),
    }
    .sql()
}

fn composites() -> String {
    Question {
        kind: "'composite type'",
        name: "y.name",
        stage: "before_tables",
        create: "format('CREATE TYPE %s AS (%s)', y.name, (SELECT string_agg(format('%I %s%s', \
                 a.attname, format_type(a.atttypid, a.atttypmod), (SELECT ' COLLATE ' || \
                 a.attcollation::regcollation FROM pg_type b WHERE b.oid = a.atttypid \
                 AND b.typcollation <> a.attcollation)), ', ' ORDER BY a.attnum) \
                 FROM pg_attribute a WHERE a.attrelid = t.typrelid AND NOT a.attisdropped))",
        drop: "format('DROP TYPE %s', y.name)",
        parts: NO_PARTS,
        from: types(
            "t.typtype = 'c' AND EXISTS (SELECT FROM pg_class c WHERE c.oid = t.typrelid \
             AND c.relkind = 'c')",
        ),
    }
    .sql()
}

/// The type of its multiranges is named from PostgreSQL 14 on.
fn ranges() -> String {
    Question {
        kind: "'range type'",
        name: "y.name",
        stage: "before_tables",
        create: "(SELECT format('CREATE TYPE %s AS RANGE (%s)', y.name, concat_ws(', ', \
                 'SUBTYPE = ' || format_type(r.rngsubtype, NULL), \
                 'SUBTYPE_OPCLASS = ' || (SELECT format('%I.%I', s.nspname, o.opcname) \
                   FROM pg_opclass o JOIN pg_namespace s ON s.oid = o.opcnamespace \
                   WHERE o.oid = r.rngsubopc AND NOT o.opcdefault), \
                 'COLLATION = ' || (SELECT r.rngcollation::regcollation FROM pg_type b \
                   WHERE b.oid = r.rngsubtype AND b.typcollation <> r.rngcollation), \
                 'CANONICAL = ' || NULLIF(r.rngcanonical, 0)::regproc, \
                 'SUBTYPE_DIFF = ' || NULLIF(r.rngsubdiff, 0)::regproc, \
                 'MULTIRANGE_TYPE_NAME = ' || \
                   format_type((to_jsonb(r) ->> 'rngmultitypid')::oid, NULL))) \
                 FROM pg_range r WHERE r.rngtypid = t.oid)",
        drop: "format('DROP TYPE %s', y.name)",
        parts: NO_PARTS,
        from: types("t.typtype = 'r'"),
    }
    .sql()
}

fn enums() -> String {
    Question {
        kind: "'enum'",
        name: "y.name",
        stage: "before_tables",
        create: "format('CREATE TYPE %s AS ENUM (%s)', y.name, (SELECT string_agg(\
                 quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e \
                 WHERE e.enumtypid = t.oid))",
        drop: "format('DROP TYPE %s', y.name)",
        parts: NO_PARTS,
        from: types(&format!("t.typtype = 'e' AND {SCHEMA} IS NOT NULL")),
    }
    .sql()
}

/// The column with the locale has had three names.
fn collations() -> String {
    Question {
        kind: "'collation'",
        name: "y.name",
        stage: "before_tables",
        create: "format('CREATE COLLATION %s (%s)', y.name, concat_ws(', ', \
                 format('PROVIDER = %s', CASE l.collprovider WHEN 'i' THEN 'icu' \
                   WHEN 'b' THEN 'builtin' ELSE 'libc' END), \
                 'LOCALE = ' || quote_literal(COALESCE(to_jsonb(l) ->> 'colllocale', \
                   to_jsonb(l) ->> 'colliculocale', \
                   CASE WHEN l.collprovider <> 'c' THEN l.collcollate::text END)), \
                 CASE WHEN l.collprovider = 'c' THEN format('LC_COLLATE = %L, LC_CTYPE = %L', \
                   l.collcollate, l.collctype) END, \
                 CASE WHEN NOT l.collisdeterministic THEN 'DETERMINISTIC = false' END))",
        drop: "format('DROP COLLATION %s', y.name)",
        parts: NO_PARTS,
        from: format!(
            "pg_collation l JOIN pg_namespace n ON n.oid = l.collnamespace \
             CROSS JOIN LATERAL (SELECT l.oid::regcollation::text AS name) y \
             WHERE {OWN_SCHEMA} AND {}",
            no_extension("pg_collation", "l.oid")
        ),
    }
    .sql()
}
