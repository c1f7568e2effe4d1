//! Aggregates, whose definition the server can list but not print.

use super::{NO_PARTS, OWN_SCHEMA, Question, no_extension};

pub(super) fn questions() -> Vec<String> {
    vec![
        Question {
            kind: "'aggregate'",
            name: "y.name",
            stage: "after_tables",
            create: CREATE,
            drop: "format('DROP AGGREGATE %s', y.name)",
            parts: NO_PARTS,
            from: format!(
                "pg_aggregate g JOIN pg_proc p ON p.oid = g.aggfnoid \
                 JOIN pg_namespace n ON n.oid = p.pronamespace \
                 CROSS JOIN LATERAL (SELECT format('%s(%s)', p.oid::regproc, COALESCE(NULLIF(\
                   pg_get_function_identity_arguments(p.oid), ''), '*')) AS name, format('%s(%s)', \
                   p.oid::regproc, COALESCE(NULLIF(pg_get_function_arguments(p.oid), ''), '*')) \
                   AS head) y WHERE p.prokind = 'a' AND {OWN_SCHEMA} AND {}",
                no_extension("pg_proc", "p.oid")
            ),
        }
        .sql(),
    ]
}

/// A letter says what a final function may do to the state; the default of an ordered-set aggregate
/// is not that of a plain one, so that the word is always there.
const CREATE: &str = "format('CREATE AGGREGATE %s (%s)', y.head, concat_ws(', ', \
    format('SFUNC = %s, STYPE = %s', g.aggtransfn, format_type(g.aggtranstype, NULL)), \
    'SSPACE = ' || NULLIF(g.aggtransspace, 0), \
    'FINALFUNC = ' || NULLIF(g.aggfinalfn, 0)::regproc, \
    CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END, \
    CASE WHEN g.aggfinalfn <> 0 THEN 'FINALFUNC_MODIFY = ' || CASE g.aggfinalmodify \
      WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END, \
    'COMBINEFUNC = ' || NULLIF(g.aggcombinefn, 0)::regproc, \
    'SERIALFUNC = ' || NULLIF(g.aggserialfn, 0)::regproc, \
    'DESERIALFUNC = ' || NULLIF(g.aggdeserialfn, 0)::regproc, \
    'INITCOND = ' || quote_literal(g.agginitval), \
    'MSFUNC = ' || NULLIF(g.aggmtransfn, 0)::regproc, \
    'MINVFUNC = ' || NULLIF(g.aggminvtransfn, 0)::regproc, \
    'MSTYPE = ' || format_type(NULLIF(g.aggmtranstype, 0), NULL), \
    'MSSPACE = ' || NULLIF(g.aggmtransspace, 0), \
    'MFINALFUNC = ' || NULLIF(g.aggmfinalfn, 0)::regproc, \
    CASE WHEN g.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END, \
    CASE WHEN g.aggmfinalfn <> 0 THEN 'MFINALFUNC_MODIFY = ' || CASE g.aggmfinalmodify \
      WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END, \
    'MINITCOND = ' || quote_literal(g.aggminitval), \
    (SELECT format('SORTOP = OPERATOR(%I.%s)', s.nspname, o.oprname) FROM pg_operator o \
      JOIN pg_namespace s ON s.oid = o.oprnamespace WHERE o.oid = g.aggsortop), \
    CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END, \
    CASE WHEN g.aggkind = 'h' THEN 'HYPOTHETICAL' END))";
