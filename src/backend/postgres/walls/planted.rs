//! What a migration has left for later sessions of others.

use std::collections::BTreeMap;

use sandshift_model::ident::{Ident, ObjectName};
use serde::Deserialize;

use super::super::wire::Wire;
use crate::backend::connection::DatabaseError;
use crate::backend::walls::{Walls, denied};

/// Objects that work when somebody else uses something, and tables by their names, each with what it is about. `xmin`
/// tells whether it is still the same.
const OBJECTS: &str = "SELECT 'function' AS kind, p.oid::text || ' ' || p.xmin AS id, p.oid::regprocedure::text AS name, \
        NULL AS schema, NULL AS about, \
        CASE WHEN p.prosecdef THEN 'it would run with the rights of its owner' \
            WHEN l.lanname NOT IN ('sql', 'plpgsql') THEN 'its language is ' || l.lanname \
            WHEN EXISTS (SELECT 1 FROM pg_catalog.pg_proc b WHERE b.proname = p.proname \
                AND b.pronamespace = 'pg_catalog'::regnamespace) \
            THEN 'it has the name of one of the server, whose callers would find it first' END AS fault \
    FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang \
    WHERE p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) \
    UNION ALL SELECT 'event trigger', oid::text || ' ' || xmin, evtname, NULL, NULL, 'it works for everybody' \
    FROM pg_catalog.pg_event_trigger \
    UNION ALL SELECT 'operator', oid::text || ' ' || xmin, oprname, NULL, NULL, \
        'whoever compares or computes may find it first' FROM pg_catalog.pg_operator \
        WHERE oprnamespace <> 'pg_catalog'::regnamespace \
    UNION ALL SELECT 'cast', oid::text || ' ' || xmin, castsource::regtype::text, NULL, NULL, \
        'it works for everybody' FROM pg_catalog.pg_cast \
    UNION ALL SELECT 'default privilege', oid::text || ' ' || xmin, defaclrole::regrole::text, NULL, NULL, \
        'it gives others what is made later' FROM pg_catalog.pg_default_acl \
    UNION ALL SELECT 'trigger', t.oid::text || ' ' || t.xmin, t.tgname, \
        nullif(n.nspname, current_schema()), c.relname, NULL \
    FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid \
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal \
    UNION ALL SELECT 'rule', r.oid::text || ' ' || r.xmin, r.rulename, \
        nullif(n.nspname, current_schema()), d.relname, NULL \
    FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_depend e \
        ON e.classid = 'pg_rewrite'::regclass AND e.objid = r.oid AND e.refclassid = 'pg_class'::regclass \
        JOIN pg_catalog.pg_class d ON d.oid = e.refobjid \
        JOIN pg_catalog.pg_namespace n ON n.oid = d.relnamespace \
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') \
    UNION ALL SELECT 'setting of a role', s.setrole::text || ' ' || s.xmin, s.setrole::regrole::text, NULL, NULL, \
        'it holds in sessions to come' FROM pg_catalog.pg_db_role_setting s \
    UNION ALL SELECT 'table', c.oid::text || ' ' || c.relname, c.relname, nullif(n.nspname, current_schema()), c.relname, \
        CASE WHEN c.relname LIKE 'sandshift\\_%' THEN 'its name is one of the bookkeeping' END \
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_roles o ON o.oid = c.relowner \
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND o.rolname = session_user AND n.nspname !~ '^pg_(toast|temp)'";

/// The objects of a database, by what they are.
#[derive(Debug, Clone, Default)]
pub(super) struct Objects(BTreeMap<(String, String, String), Object>);

#[derive(Debug, Clone, Deserialize)]
struct Object {
    kind: String,
    id: String,
    name: String,
    schema: Option<String>,
    about: Option<String>,
    fault: Option<String>,
}

impl Objects {
    /// Reads them.
    pub(super) fn read(wire: &mut Wire) -> Result<Self, DatabaseError> {
        let objects = wire.json::<Object>(OBJECTS)?;
        let key = |object: &Object| {
            let about = object.about.clone().unwrap_or_default();
            (object.kind.clone(), object.id.clone(), about)
        };
        Ok(Self(objects.into_iter().map(|object| (key(&object), object)).collect()))
    }
}

/// Examines what is new.
///
/// # Errors
///
/// [`Class::Denied`](crate::backend::connection::Class::Denied) for an object that others would run, or that is
/// about a table outside of the reach.
pub(super) fn examine(
    walls: &Walls,
    before: &Objects,
    after: &Objects,
) -> Result<(), DatabaseError> {
    let new = after.0.iter().filter(|(key, _)| !before.0.contains_key(*key));
    for (_, object) in new {
        let about = object.about.as_deref().and_then(|name| Ident::new(name).ok());
        let about = about.map(|name| ObjectName {
            schema: object.schema.as_deref().and_then(|schema| Ident::new(schema).ok()),
            name,
        });
        let reaches = |about: &ObjectName| match object.kind.as_str() {
            "rule" => walls.reach.defines(about) || walls.reach.reads(about, None),
            _ => walls.reach.defines(about),
        };
        let out_of_reach = about.filter(|about| !reaches(about));
        let why = out_of_reach.map(|about| format!("it is about `{about}`"));
        if let Some(why) = object.fault.clone().or(why) {
            let (kind, name) = (&object.kind, &object.name);
            return Err(denied(format!("the {kind} `{name}` of the migration cannot stay: {why}")));
        }
    }
    Ok(())
}
