//! Row level security: the two switches of a table, and its policies.

use super::{NO_PARTS, Question, own_relation};

pub(super) fn questions() -> Vec<String> {
    vec![
        switch("row security", "c.relrowsecurity", "ENABLE", "DISABLE"),
        switch("forced row security", "c.relforcerowsecurity", "FORCE", "NO FORCE"),
        policies(),
    ]
}

fn switch(kind: &str, is_on: &str, on: &str, off: &str) -> String {
    let statement =
        |word: &str| format!("format('ALTER TABLE %s {word} ROW LEVEL SECURITY', c.oid::regclass)");
    Question {
        kind: &format!("'{kind}'"),
        name: "c.oid::regclass::text",
        stage: "after_tables",
        create: &statement(on),
        drop: &statement(off),
        parts: NO_PARTS,
        from: format!(
            "pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE {is_on} AND {}",
            own_relation()
        ),
    }
    .sql()
}

/// Role 0 is everybody.
fn policies() -> String {
    Question {
        kind: "'row policy'",
        name: "format('%s.%I', c.oid::regclass, p.polname)",
        stage: "after_tables",
        create: "concat(format('CREATE POLICY %I ON %s', p.polname, c.oid::regclass), \
                 CASE WHEN NOT p.polpermissive THEN ' AS RESTRICTIVE' END, \
                 CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' \
                   WHEN 'w' THEN ' FOR UPDATE' WHEN 'd' THEN ' FOR DELETE' END, \
                 (SELECT ' TO ' || string_agg(quote_ident(r.rolname), ', ' ORDER BY r.rolname) \
                   FROM pg_roles r WHERE r.oid = ANY (p.polroles)), \
                 ' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', \
                 ' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')",
        drop: "format('DROP POLICY %I ON %s', p.polname, c.oid::regclass)",
        parts: NO_PARTS,
        from: format!(
            "pg_policy p JOIN pg_class c ON c.oid = p.polrelid \
             JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {}",
            own_relation()
        ),
    }
    .sql()
}
