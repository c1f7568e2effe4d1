//! Settings of tables, columns and views that no definition can hold but another statement makes.

use super::{NO_PARTS, Question, own_relation};

pub(super) fn questions() -> Vec<String> {
    let mut questions: Vec<String> = COLUMN_SETTINGS.iter().map(column).collect();
    questions.extend([views(), view_defaults(), identity(), clustered(), typed(), unlogged()]);
    questions
}

/// A setting of a column: its name, the condition that it is not the default, and the words behind
/// `ALTER COLUMN` that make it and unmake it.
struct ColumnSetting {
    name: &'static str,
    is_set: &'static str,
    set: &'static str,
    unset: &'static str,
}

const STORAGE: &str = "CASE %s WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' \
                       WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END";

const COLUMN_SETTINGS: [ColumnSetting; 4] = [
    ColumnSetting {
        name: "storage",
        is_set: "a.attstorage <> t.typstorage",
        set: "'SET STORAGE ' || STORAGE(a.attstorage)",
        unset: "'SET STORAGE ' || STORAGE(t.typstorage)",
    },
    ColumnSetting {
        name: "compression",
        is_set: "a.attcompression <> ''",
        set: "'SET COMPRESSION ' || CASE a.attcompression WHEN 'l' THEN 'lz4' \
              ELSE 'pglz' END",
        unset: "'SET COMPRESSION default'",
    },
    // Without a target of its own a column has -1, from PostgreSQL 17 on NULL.
    ColumnSetting {
        name: "statistics",
        is_set: "a.attstattarget >= 0",
        set: "'SET STATISTICS ' || a.attstattarget",
        unset: "'SET STATISTICS -1'",
    },
    ColumnSetting {
        name: "options",
        is_set: "a.attoptions IS NOT NULL",
        set: "format('SET (%s)', array_to_string(a.attoptions, ', '))",
        unset: "format('RESET (%s)', (SELECT string_agg(split_part(o, '=', 1), ', ') \
                FROM unnest(a.attoptions) o))",
    },
];

/// The columns of `pg_class AS c`; a server before PostgreSQL 14 has no column `attcompression`, so
/// that the name means the one outside there. The option `pg_attver` is the server's own (from 15.20 on):
/// a version that it counts for each column and that nobody set.
const ATTRIBUTES: &str = "CROSS JOIN (SELECT ''::\"char\" AS attcompression) v CROSS JOIN LATERAL \
    (SELECT b.attname, b.atttypid, b.attstorage, b.attstattarget, attcompression, \
      (SELECT array_agg(o) FROM unnest(b.attoptions) o \
       WHERE split_part(o, '=', 1) <> 'pg_attver') AS attoptions \
    FROM pg_attribute b WHERE b.attrelid = c.oid AND b.attnum > 0 AND NOT b.attisdropped) a";

fn column(setting: &ColumnSetting) -> String {
    let statement = |words: &str| {
        let words =
            ["a.attstorage", "t.typstorage"].iter().fold(words.to_owned(), |words, letter| {
                words.replace(&format!("STORAGE({letter})"), &STORAGE.replace("%s", letter))
            });
        format!("format('ALTER TABLE %s ALTER COLUMN %I %s', c.oid::regclass, a.attname, {words})")
    };
    Question {
        kind: &format!("'column {}'", setting.name),
        name: "format('%s.%I', c.oid::regclass, a.attname)",
        stage: "after_tables",
        create: &statement(setting.set),
        drop: &statement(setting.unset),
        parts: NO_PARTS,
        from: format!(
            "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             {ATTRIBUTES} JOIN pg_type t ON t.oid = a.atttypid \
             WHERE c.relkind IN ('r', 'p') AND {} AND {}",
            setting.is_set,
            own_relation()
        ),
    }
    .sql()
}

/// What stands behind `FROM` for relations of some kinds that a condition names.
fn relations(kinds: &str, condition: &str) -> String {
    format!(
        "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE c.relkind IN ({kinds}) AND {condition} AND {}",
        own_relation()
    )
}

/// `security_barrier`, `check_option` and the like, and the storage of materialized views.
fn views() -> String {
    Question {
        kind: "'view setting'",
        name: "c.oid::regclass::text",
        stage: "after_views",
        create: "format('ALTER %s %s SET (%s)', CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' \
                 ELSE 'VIEW' END, c.oid::regclass, array_to_string(c.reloptions, ', '))",
        drop: "format('ALTER %s %s RESET (%s)', CASE c.relkind WHEN 'm' THEN 'MATERIALIZED VIEW' \
               ELSE 'VIEW' END, c.oid::regclass, (SELECT string_agg(split_part(o, '=', 1), ', ') \
               FROM unnest(c.reloptions) o))",
        parts: NO_PARTS,
        from: relations("'v', 'm'", "c.reloptions IS NOT NULL"),
    }
    .sql()
}

fn view_defaults() -> String {
    Question {
        kind: "'view column default'",
        name: "format('%s.%I', c.oid::regclass, a.attname)",
        stage: "after_views",
        create: "format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', c.oid::regclass, \
                 a.attname, pg_get_expr(d.adbin, d.adrelid))",
        drop: "format('ALTER VIEW %s ALTER COLUMN %I DROP DEFAULT', c.oid::regclass, a.attname)",
        parts: NO_PARTS,
        from: format!(
            "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             JOIN pg_attrdef d ON d.adrelid = c.oid \
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.adnum \
             WHERE c.relkind = 'v' AND {}",
            own_relation()
        ),
    }
    .sql()
}

fn identity() -> String {
    Question {
        kind: "'replica identity'",
        name: "c.oid::regclass::text",
        stage: "after_tables",
        create: "format('ALTER TABLE %s REPLICA IDENTITY %s', c.oid::regclass, \
                 CASE c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' ELSE (SELECT \
                 format('USING INDEX %I', x.relname) FROM pg_index i JOIN pg_class x \
                 ON x.oid = i.indexrelid WHERE i.indrelid = c.oid AND i.indisreplident) END)",
        drop: "format('ALTER TABLE %s REPLICA IDENTITY DEFAULT', c.oid::regclass)",
        parts: NO_PARTS,
        from: relations(
            "'r', 'p'",
            "(c.relreplident IN ('f', 'n') OR c.relreplident = 'i' AND EXISTS (SELECT FROM \
             pg_index i WHERE i.indrelid = c.oid AND i.indisreplident))",
        ),
    }
    .sql()
}

fn clustered() -> String {
    Question {
        kind: "'cluster'",
        name: "c.oid::regclass::text",
        stage: "after_tables",
        create: "format('ALTER TABLE %s CLUSTER ON %I', c.oid::regclass, x.relname)",
        drop: "format('ALTER TABLE %s SET WITHOUT CLUSTER', c.oid::regclass)",
        parts: NO_PARTS,
        from: format!(
            "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             JOIN pg_index i ON i.indrelid = c.oid AND i.indisclustered \
             JOIN pg_class x ON x.oid = i.indexrelid WHERE c.relkind IN ('r', 'p') AND {}",
            own_relation()
        ),
    }
    .sql()
}

fn typed() -> String {
    Question {
        kind: "'typed table'",
        name: "c.oid::regclass::text",
        stage: "after_tables",
        create: "format('ALTER TABLE %s OF %s', c.oid::regclass, c.reloftype::regtype)",
        drop: "format('ALTER TABLE %s NOT OF', c.oid::regclass)",
        parts: NO_PARTS,
        from: relations("'r', 'p'", "c.reloftype <> 0"),
    }
    .sql()
}

/// A sequence goes without write-ahead log from PostgreSQL 15 on.
fn unlogged() -> String {
    Question {
        kind: "'unlogged sequence'",
        name: "c.oid::regclass::text",
        stage: "after_tables",
        create: "format('ALTER SEQUENCE %s SET UNLOGGED', c.oid::regclass)",
        drop: "format('ALTER SEQUENCE %s SET LOGGED', c.oid::regclass)",
        parts: NO_PARTS,
        from: relations(
            "'S'",
            "c.relpersistence = 'u' AND NOT EXISTS (SELECT FROM pg_depend o \
             WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid \
             AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0 \
             AND o.deptype IN ('a', 'i'))",
        ),
    }
    .sql()
}
