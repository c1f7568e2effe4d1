//! Triggers and rules that do not fire as they were made, and triggers on events of the database.

use super::{NO_PARTS, Question, no_extension, own_relation};

pub(super) fn questions() -> Vec<String> {
    vec![
        state(
            "TRIGGER",
            "t.tgname",
            "t.tgenabled",
            "pg_trigger t",
            "t.tgrelid",
            "NOT t.tgisinternal",
        ),
        state("RULE", "r.rulename", "r.ev_enabled", "pg_rewrite r", "r.ev_class", "true"),
        event_triggers(),
    ]
}

fn state(
    what: &str,
    name: &str,
    letter: &str,
    catalog: &str,
    relation: &str,
    condition: &str,
) -> String {
    Question {
        kind: &format!("'{} state'", what.to_ascii_lowercase()),
        name: &format!("format('%s.%I', c.oid::regclass, {name})"),
        stage: "after_views",
        create: &format!(
            "format('ALTER TABLE %s %s {what} %I', c.oid::regclass, CASE {letter} \
             WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'DISABLE' END, \
             {name})"
        ),
        drop: &format!("format('ALTER TABLE %s ENABLE {what} %I', c.oid::regclass, {name})"),
        parts: NO_PARTS,
        from: format!(
            "{catalog} JOIN pg_class c ON c.oid = {relation} \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             WHERE {letter} <> 'O' AND {condition} AND {}",
            own_relation()
        ),
    }
    .sql()
}

fn event_triggers() -> String {
    Question {
        kind: "'event trigger'",
        name: "quote_ident(e.evtname)",
        stage: "after_views",
        create: "concat(format('CREATE EVENT TRIGGER %I ON %s', e.evtname, e.evtevent), \
                 (SELECT format(' WHEN TAG IN (%s)', string_agg(quote_literal(g), ', ')) \
                   FROM unnest(e.evttags) g HAVING count(*) > 0), \
                 format(' EXECUTE FUNCTION %s()', e.evtfoid::regproc))",
        drop: "format('DROP EVENT TRIGGER %I', e.evtname)",
        parts: "(SELECT COALESCE(json_agg(json_build_object(\
                'add', format('ALTER EVENT TRIGGER %I %s', e.evtname, w.words), \
                'remove', format('ALTER EVENT TRIGGER %I ENABLE', e.evtname))), '[]') FROM (SELECT \
                CASE e.evtenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' \
                WHEN 'A' THEN 'ENABLE ALWAYS' END AS words) w WHERE w.words IS NOT NULL)",
        from: format!("pg_event_trigger e WHERE {}", no_extension("pg_event_trigger", "e.oid")),
    }
    .sql()
}
