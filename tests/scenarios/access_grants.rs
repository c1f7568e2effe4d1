//! Documents become rows, in seven tables.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use crate::course::{self, Scenario, folder};
use crate::dice::Dice;
use crate::module;
use crate::place::Place;
use crate::stage::server::Server;
use crate::tables::{Tables, document};

const KINDS: [&str; 7] = ["channel", "file", "knowledge", "model", "note", "prompt", "tool"];
const ROWS: usize = 1_500;

/// A row's rules: none, or a document.
type Access = Option<Json>;

fn input() -> Vec<(&'static str, String, Access)> {
    let mut dice = Dice::new(2);
    let mut rows = Vec::new();
    for kind in KINDS {
        for number in 0..ROWS {
            rows.push((kind, format!("{kind}-{number:05}"), access(&mut dice)));
        }
    }
    rows
}

fn access(dice: &mut Dice) -> Access {
    match dice.below(10) {
        0 | 1 => None,
        2 => Some(Json::Null),
        3 => Some(json!({})),
        4 => Some(json!({ "read": { "group_ids": [], "user_ids": [] } })),
        5 => Some(json!({ "write": { "user_ids": ids(dice, "user") }, "read": null })),
        _ => Some(json!({
            "read": { "group_ids": ids(dice, "group"), "user_ids": ids(dice, "user") },
            "write": { "user_ids": ids(dice, "user"), "group_ids": ids(dice, "group") },
        })),
    }
}

/// In any order, and some of them twice.
fn ids(dice: &mut Dice, prefix: &str) -> Vec<String> {
    (0..dice.below(3)).map(|_| format!("{prefix}-{}", dice.below(12))).collect()
}

/// Principal type, principal id and permission.
type Right = (String, String, String);

fn rights(kind: &str, access: &Access) -> BTreeSet<Right> {
    let right = |principal: &str, id: &str, permission: &str| {
        (principal.to_owned(), id.to_owned(), permission.to_owned())
    };
    let document = match access {
        None | Some(Json::Null) if kind == "file" => return BTreeSet::new(),
        None | Some(Json::Null) => return BTreeSet::from([right("user", "*", "read")]),
        Some(document) => document,
    };
    let mut rights = BTreeSet::new();
    for permission in ["read", "write"] {
        for principal in ["group", "user"] {
            let list = &document[permission][format!("{principal}_ids")];
            for id in list.as_array().into_iter().flatten() {
                rights.insert(right(principal, id.as_str().unwrap(), permission));
            }
        }
    }
    rights
}

/// What stays of a document when it was taken apart and put together again.
fn normal(kind: &str, access: &Access) -> Json {
    let rights = rights(kind, access);
    match access {
        _ if rights.iter().any(|(_, id, _)| id == "*") => return Json::Null,
        _ if rights.is_empty() && kind == "file" => return Json::Null,
        _ if rights.is_empty() => return document(json!({})),
        _ => {}
    }
    let list = |permission: &str, principal: &str| -> Vec<&String> {
        let of = |(who, _, what): &&Right| who == principal && what == permission;
        rights.iter().filter(of).map(|(_, id, _)| id).collect()
    };
    let lists = |permission| json!({ "group_ids": list(permission, "group"), "user_ids": list(permission, "user") });
    document(json!({ "read": lists("read"), "write": lists("write") }))
}

/// One table for each kind, with the column or without.
fn tables(column: impl Fn(&str, &Access) -> Option<Json>) -> Tables {
    let mut tables: Tables = KINDS.map(|kind| (kind, Vec::new())).into();
    for (kind, id, access) in input() {
        let row = match column(kind, &access) {
            Some(value) => json!({ "id": id, "access_control": value }),
            None => json!({ "id": id }),
        };
        tables.get_mut(kind).unwrap().push(row);
    }
    tables
}

fn grants() -> Vec<Json> {
    let mut grants = Vec::new();
    for (kind, id, access) in input() {
        for (principal_type, principal_id, permission) in rights(kind, &access) {
            grants.push(json!({
                "resource_type": kind, "resource_id": id, "principal_type": principal_type,
                "principal_id": principal_id, "permission": permission,
            }));
        }
    }
    grants
}

fn scenario() -> Scenario {
    let as_it_is = |access: &Access| access.clone().map_or(Json::Null, document);
    let mut after_up = tables(|_, _| None);
    after_up.insert("access_grant", grants());
    assert!(after_up["access_grant"].len() > 10_000);
    Scenario::new(
        "access_grants",
        tables(|_, access| Some(as_it_is(access))),
        after_up,
        tables(|kind, access| Some(normal(kind, access))),
    )
}

fn hold(server: Server) {
    course::hold(&scenario(), &folder("access_grants"), server);
}

/// The same migration as a module in Rust.
fn hold_module(server: Server) {
    course::hold(&scenario(), &module::project("access_grants"), server);
}

/// A table and a column that are not there are passed over, and the rest is done.
fn pass_over(server: Server) {
    let place = Place::empty(&folder("access_grants"), server);
    place.execute("DROP TABLE prompt");
    place.execute("ALTER TABLE tool DROP COLUMN access_control");
    place.execute("INSERT INTO note (id, access_control) VALUES ('n', NULL)");
    place.execute("INSERT INTO tool (id) VALUES ('t')");
    place.passes(&["run"]);
    let rows = place.rows();
    assert_eq!(rows["access_grant"].len(), 1, "{server:?}: {rows:?}");
    assert_eq!(rows["tool"], [r#"{"id":"t"}"#]);
    place.passes(&["rollback"]);
    assert_eq!(place.rows()["note"], [r#"{"access_control":null,"id":"n"}"#]);
}

crate::on_each_database! {
    access_rules_become_grants_and_come_back => hold;
    access_rules_become_grants_and_come_back_by_a_module => hold_module;
    tables_and_columns_that_are_missing_are_passed_over => pass_over;
}
