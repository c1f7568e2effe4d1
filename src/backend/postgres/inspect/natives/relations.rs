//! What stands beside tables and views: statistics, rules, indexes of materialized views.

use super::{NO_PARTS, OWN_SCHEMA, Question, no_extension, own_relation};

pub(super) fn questions() -> Vec<String> {
    vec![view_indexes(), statistics(), rules()]
}

fn view_indexes() -> String {
    Question {
        kind: "'index'",
        name: "i.indexrelid::regclass::text",
        stage: "after_views",
        create: "pg_get_indexdef(i.indexrelid)",
        drop: "format('DROP INDEX %s', i.indexrelid::regclass)",
        parts: NO_PARTS,
        from: format!(
            "pg_index i JOIN pg_class c ON c.oid = i.indrelid AND c.relkind = 'm' \
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {}",
            own_relation()
        ),
    }
    .sql()
}

fn statistics() -> String {
    Question {
        kind: "'statistics'",
        name: "y.name",
        stage: "after_tables",
        create: "pg_get_statisticsobjdef(s.oid)",
        drop: "format('DROP STATISTICS %s', y.name)",
        parts: NO_PARTS,
        from: format!(
            "pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace \
             CROSS JOIN LATERAL (SELECT format('%I.%I', n.nspname, s.stxname) AS name) y \
             WHERE {OWN_SCHEMA} AND {}",
            no_extension("pg_statistic_ext", "s.oid")
        ),
    }
    .sql()
}

/// The rule by which a view gives its rows is the view.
fn rules() -> String {
    Question {
        kind: "'rule'",
        name: "format('%s.%I', r.ev_class::regclass, r.rulename)",
        stage: "after_views",
        create: "rtrim(pg_get_ruledef(r.oid), ';')",
        drop: "format('DROP RULE %I ON %s', r.rulename, r.ev_class::regclass)",
        parts: NO_PARTS,
        from: format!(
            "pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE r.rulename <> '_RETURN' AND {}",
            own_relation()
        ),
    }
    .sql()
}
