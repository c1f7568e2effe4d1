//! One document becomes rows: one for each setting.
//!
//! The scenario is told in `scripts/scenarios/config_rows`, where the same is a script.

use std::collections::BTreeSet;

use sandshift_guest::prelude::*;
use serde_json::{Map, Value as Json};

const SECTIONS: [&str; 20] = [
    "audio.stt",
    "audio.tts",
    "auth",
    "auth.api",
    "auth.ldap",
    "channels",
    "code",
    "direct",
    "evaluation",
    "image",
    "image.edit",
    "ldap",
    "memory",
    "models",
    "notes",
    "rag",
    "rag.web",
    "tasks",
    "ui",
    "webhooks",
];
const SETTINGS: [&str; 17] = [
    "api.key",
    "api.url",
    "cache",
    "config",
    "enable",
    "engine",
    "headers",
    "key",
    "languages",
    "limits",
    "model",
    "order",
    "params",
    "prompt",
    "size",
    "template",
    "timeout",
];

/// Settings that have moved over the years.
const MOVED: [(&str, &str); 3] = [
    ("audio.speech.config", "audio.tts.config"),
    ("rag.websearch.engine", "rag.web.engine"),
    ("ui.legacy.prompt", "ui.prompt"),
];

struct ConfigRows;

impl Migration for ConfigRows {
    fn up(db: &Db) -> Result {
        // Each step looks whether it was done: a run that was stopped begins again.
        if db.has_column("config", "data") {
            db.rename_table("config", "config_old");
        }
        let columns = [
            column("key", string(200)).not_null(),
            column("value", json()).not_null(),
            column("updated_at", datetime()).not_null(),
        ];
        // `pk_config` is still the name of the key of the old table, and PostgreSQL has a name only once.
        let key = primary_key(["key"]).named("pk_config_rows");
        db.create_table(table("config", columns).with(key).if_not_exists());
        db.delete("config", Filter::EveryRow);
        let Some(newest) = db.rows("config_old").order(["id"]).into_iter().last() else {
            return Ok(());
        };
        let data: Json = serde_json::from_str(&newest.get::<String>("data")?)?;
        let mut rows = db.inserter("config", ["key", "value", "updated_at"]);
        for (key, value) in settings(&data) {
            let updated = newest.value("updated_at")?.clone();
            rows.push([key.into(), Value::json(value.to_string()), updated])?;
        }
        rows.finish();
        Ok(())
    }

    fn down(db: &Db) -> Result {
        if db.has_table("config_old") {
            db.drop_table("config");
            db.rename_table("config_old", "config");
            return Ok(());
        }
        // Somebody cleared it away: one document with the dotted names is the best there is.
        let mut data = Map::new();
        for row in db.rows("config") {
            data.insert(row.get("key")?, serde_json::from_str(&row.get::<String>("value")?)?);
        }
        db.drop_table("config");
        let columns = [
            column("id", integer()).primary_key(),
            column("data", json()).not_null(),
            column("version", integer()).not_null(),
            column("created_at", datetime()).not_null(),
            column("updated_at", datetime()).not_null(),
        ];
        db.create_table(table("config", columns));
        let moment = moment(db);
        let data = Value::json(Json::Object(data).to_string());
        let row =
            row! { id: 1, data: data, version: 0, created_at: moment.clone(), updated_at: moment };
        db.insert("config", [row]);
        Ok(())
    }
}

/// The moment of the migration for a column without a zone.
fn moment(db: &Db) -> Value {
    match db.now() {
        Value::TimestampWithZone(text) => Value::timestamp(text.trim_end_matches("+00:00")),
        other => other,
    }
}

/// The settings of a document in the order of their names; the first of each key counts.
fn settings(data: &Json) -> Vec<(String, &Json)> {
    let (mut found, mut seen) = (Vec::new(), BTreeSet::new());
    walk(data, String::new(), &mut |path, value| {
        let moved = MOVED.iter().find(|(old, _)| *old == path);
        let key = moved.map_or(path, |(_, new)| (*new).to_owned());
        if seen.insert(key.clone()) {
            found.push((key, value));
        }
    });
    found
}

fn walk<'j>(node: &'j Json, path: String, each: &mut impl FnMut(String, &'j Json)) {
    match node {
        Json::Object(inside) if !is_known(&path) => {
            for (name, node) in inside {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                walk(node, path, each);
            }
        }
        _ => each(path, node),
    }
}

fn is_known(path: &str) -> bool {
    SECTIONS.iter().any(|section| {
        let setting = path.strip_prefix(section).and_then(|rest| rest.strip_prefix('.'));
        setting.is_some_and(|setting| SETTINGS.contains(&setting))
    })
}

sandshift_guest::migration!(ConfigRows);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_walk_ends_at_leaves_and_at_known_settings() {
        let data = json!({
            "ui": { "config": { "whole": {} }, "none": null, "own": { "list": [] } },
            "nothing": {},
        });
        let found: Vec<(String, String)> =
            settings(&data).into_iter().map(|(key, value)| (key, value.to_string())).collect();
        let expected =
            [("ui.config", "{\"whole\":{}}"), ("ui.none", "null"), ("ui.own.list", "[]")];
        assert_eq!(found, expected.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    #[test]
    fn of_two_ways_to_one_key_the_first_in_the_order_of_names_counts() {
        let data = json!({ "ui": { "prompt": "later", "legacy": { "prompt": "first" } } });
        assert_eq!(settings(&data), [("ui.prompt".to_owned(), &json!("first"))]);
    }
}
