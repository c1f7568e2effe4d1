//! Which column a sequence goes with, where the sequence is one of its own in the catalog.

use super::{NO_PARTS, Question, own_relation};
use crate::backend::postgres::inspect::sequences::OF_A_COLUMN;

pub(super) fn questions() -> Vec<String> {
    vec![
        Question {
            kind: "'sequence owner'",
            name: "c.oid::regclass::text",
            stage: "after_tables",
            create: "format('ALTER SEQUENCE %s OWNED BY %s.%I', c.oid::regclass, \
                     o.refobjid::regclass, a.attname)",
            drop: "format('ALTER SEQUENCE %s OWNED BY NONE', c.oid::regclass)",
            parts: NO_PARTS,
            from: format!(
                "pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid \
                 JOIN pg_namespace n ON n.oid = c.relnamespace \
                 JOIN pg_depend o ON o.classid = 'pg_class'::regclass AND o.objid = c.oid \
                   AND o.refclassid = 'pg_class'::regclass AND o.refobjsubid > 0 AND o.deptype = 'a' \
                 JOIN pg_class r ON r.oid = o.refobjid \
                 JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum = o.refobjsubid \
                 WHERE NOT {OF_A_COLUMN} AND NOT starts_with(r.relname::text, 'sandshift_') AND {}",
                own_relation()
            ),
        }
        .sql(),
    ]
}
