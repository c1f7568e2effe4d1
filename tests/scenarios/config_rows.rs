//! One document becomes rows.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use crate::course::{self, Scenario, folder};
use crate::dice::Dice;
use crate::module;
use crate::place::Place;
use crate::stage::server::Server;
use crate::tables::{self, Tables, document};

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
const MOVED: [(&str, &str); 3] = [
    ("audio.speech.config", "audio.tts.config"),
    ("rag.websearch.engine", "rag.web.engine"),
    ("ui.legacy.prompt", "ui.prompt"),
];

/// The newest document has some 10,000 settings: known ones, unknown ones, and ones that moved.
fn newest() -> Json {
    let mut dice = Dice::new(1);
    let mut data =
        json!({ "first": null, "no": false, "zero": 0, "text": "", "list": [], "nothing": {} });
    for section in SECTIONS {
        for setting in SETTINGS {
            if dice.one_in(4) {
                continue;
            }
            // Values of known settings may be objects, which stay whole.
            let value = match dice.below(4) {
                0 => {
                    json!({ "host": { "name": "a.b", "port": dice.below(999) }, "list": [1, { "x": null }] })
                }
                1 => json!({}),
                _ => value(&mut dice),
            };
            put(&mut data, &format!("{section}.{setting}"), value);
        }
    }
    for (old, _) in MOVED {
        put(&mut data, old, json!(format!("from {old}")));
    }
    // One that has moved alone, and two names that are one.
    data["audio"]["tts"].as_object_mut().unwrap().remove("config");
    data["ui"]["prompt"] = json!("the later one in the order of names");
    data["dotted"] = json!({ "name": "second" });
    data["dotted.name"] = json!("after the object");
    for number in 0..9_800 {
        let path = format!("extra{:02}.group{}.option{number}", number % 40, dice.below(9));
        put(&mut data, &path, value(&mut dice));
    }
    data
}

fn value(dice: &mut Dice) -> Json {
    match dice.below(9) {
        0 => Json::Null,
        1 => json!(false),
        2 => json!(0),
        3 => json!(""),
        4 => json!([]),
        5 => json!([{ "deep": { "list": [true, "ünï \"q\" \\ 100%"] } }]),
        6 => json!(-0.125),
        7 => json!(9_007_199_254_740_993_i64),
        _ => json!(format!("value {}", dice.below(1_000_000))),
    }
}

fn put(data: &mut Json, path: &str, value: Json) {
    let mut at = data;
    for name in path.split('.') {
        if !at.is_object() {
            *at = json!({});
        }
        at = at.as_object_mut().unwrap().entry(name.to_owned()).or_insert(Json::Null);
    }
    *at = value;
}

/// The rule: what a walk in the order of names finds first.
fn settings(data: &Json) -> BTreeMap<String, Json> {
    let mut found = BTreeMap::new();
    walk(data, String::new(), &mut found);
    found
}

fn walk(node: &Json, path: String, found: &mut BTreeMap<String, Json>) {
    let is_known = SECTIONS.iter().any(|section| {
        path.strip_prefix(section)
            .and_then(|rest| rest.strip_prefix('.'))
            .is_some_and(|rest| SETTINGS.contains(&rest))
    });
    match node {
        Json::Object(inside) if !is_known => {
            let sorted: BTreeMap<&String, &Json> = inside.iter().collect();
            for (name, node) in sorted {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                walk(node, path, found);
            }
        }
        _ => {
            let moved =
                MOVED.iter().find(|(old, _)| *old == path).map(|(_, new)| (*new).to_owned());
            found.entry(moved.unwrap_or(path)).or_insert_with(|| node.clone());
        }
    }
}

fn config(id: u32, data: &Json, updated: &str) -> Json {
    json!({
        "id": id, "data": document(data.clone()), "version": 0,
        "created_at": "2024-01-01 00:00:00", "updated_at": updated,
    })
}

const UPDATED: &str = "2025-05-05 05:05:05";

fn old() -> Vec<Json> {
    let earlier = json!({ "earlier": { "is": "gone" } });
    vec![
        config(3, &earlier, "2025-06-06 06:06:06"),
        config(12, &newest(), UPDATED),
        config(5, &json!({}), "2025-01-01 00:00:00"),
    ]
}

fn rows() -> Vec<Json> {
    let row = |(key, value)| json!({ "key": key, "value": document(value), "updated_at": UPDATED });
    settings(&newest()).into_iter().map(row).collect()
}

fn scenario() -> Scenario {
    let settings = settings(&newest());
    assert!(settings.len() > 10_000, "{}", settings.len());
    assert_eq!(settings["ui.prompt"], "from ui.legacy.prompt");
    assert_eq!(settings["dotted.name"], "second");
    let config = Tables::from([("config", old())]);
    let after_up = Tables::from([("config", rows()), ("config_old", old())]);
    Scenario::new("config_rows", config.clone(), after_up, config)
}

fn hold(server: Server) {
    course::hold(&scenario(), &folder("config_rows"), server);
}

/// The same migration as a module in Rust.
fn hold_module(server: Server) {
    course::hold(&scenario(), &module::project("config_rows"), server);
}

/// Without the old table the way back makes one document with dotted names.
fn rebuild(server: Server) {
    let data = json!({ "a": { "b": [1, null], "c": false }, "ui": { "config": { "whole": 1 } } });
    let input = Tables::from([("config", vec![config(1, &data, UPDATED)])]);
    let place = Place::with(&folder("config_rows"), server, &input);
    place.passes(&["run"]);
    place.execute("DROP TABLE config_old");
    place.passes(&["rollback"]);
    let mut dotted = Map::new();
    dotted.insert("a.b".into(), json!([1, null]));
    dotted.insert("a.c".into(), json!(false));
    dotted.insert("ui.config".into(), json!({ "whole": 1 }));
    // The moment is that of the rollback.
    let rebuilt = json!({
        "id": 1, "data": document(dotted.into()), "version": 0,
        "created_at": "2025-06-15 15:06:40", "updated_at": "2025-06-15 15:06:40",
    });
    let expected = tables::expected(&Tables::from([("config", vec![rebuilt])]));
    tables::same(&format!("{server:?}: rebuilt"), &expected, &place.rows());
    // Dotted names lead to the same settings again.
    place.passes(&["run"]);
    assert_eq!(place.rows()["config"].len(), 3);
}

/// An empty table is no reason to fail.
fn nothing(server: Server) {
    let place = Place::empty(&folder("config_rows"), server);
    place.passes(&["run"]);
    assert!(place.rows()["config"].is_empty());
    place.passes(&["rollback"]);
}

crate::on_each_database! {
    a_document_becomes_rows_and_comes_back => hold;
    a_document_becomes_rows_and_comes_back_by_a_module => hold_module;
    a_document_is_rebuilt_where_the_old_one_is_gone => rebuild;
    no_document_becomes_no_rows => nothing;
}
