//! Documents become rows, in seven tables: one row for each access right.
//!
//! The scenario is told in `scripts/scenarios/access_grants`, where the same is a script.

use std::collections::{BTreeMap, BTreeSet};

use sandshift_guest::prelude::*;
use serde_json::{Value as Json, json};

const KINDS: [&str; 7] = ["channel", "file", "knowledge", "model", "note", "prompt", "tool"];
const COLUMNS: [&str; 5] =
    ["resource_type", "resource_id", "principal_type", "principal_id", "permission"];

struct AccessGrants;

/// Principal type, principal id and permission.
type Right = (String, String, String);

impl Migration for AccessGrants {
    fn up(db: &Db) -> Result {
        let columns = COLUMNS.into_iter().zip([20, 36, 10, 36, 10]);
        let columns = columns.map(|(name, length)| column(name, string(length)));
        db.create_table(table("access_grant", columns).with(primary_key(COLUMNS)).if_not_exists());
        for kind in KINDS {
            if db.has_column(kind, "access_control") {
                take_apart(db, kind)?;
            }
        }
        Ok(())
    }

    fn down(db: &Db) -> Result {
        for kind in KINDS.into_iter().filter(|kind| db.has_table(*kind)) {
            if !db.has_column(kind, "access_control") {
                db.add_column(kind, column("access_control", json()));
            }
            put_together(db, kind)?;
        }
        db.drop_table("access_grant");
        Ok(())
    }
}

fn take_apart(db: &Db, kind: &str) -> Result {
    // A run that was stopped may have written them and not come to the column.
    db.delete("access_grant", row! { resource_type: kind });
    let mut grants = db.inserter("access_grant", COLUMNS);
    for row in db.rows(kind).columns(["id", "access_control"]).order(["id"]) {
        let id: String = row.get("id")?;
        let access = row.get::<Option<String>>("access_control")?;
        let access = access.map_or(Ok(Json::Null), |text| serde_json::from_str(&text))?;
        for (principal, principal_id, permission) in rights(kind, &access) {
            let id = id.as_str().into();
            grants.push([
                kind.into(),
                id,
                principal.into(),
                principal_id.into(),
                permission.into(),
            ])?;
        }
    }
    grants.finish();
    db.drop_column(kind, "access_control");
    Ok(())
}

/// The rights that one row gives, each once. Nothing at all means that everybody may read, but for
/// files it means that only the owner may.
fn rights(kind: &str, access: &Json) -> BTreeSet<Right> {
    let mut rights = BTreeSet::new();
    let mut give = |principal: &str, id: &str, permission: &str| {
        rights.insert((principal.to_owned(), id.to_owned(), permission.to_owned()));
    };
    if access.is_null() {
        if kind != "file" {
            give("user", "*", "read");
        }
        return rights;
    }
    for permission in ["read", "write"] {
        for principal in ["group", "user"] {
            let ids = access[permission][format!("{principal}_ids")].as_array();
            for id in ids.into_iter().flatten().filter_map(Json::as_str) {
                give(principal, id, permission);
            }
        }
    }
    rights
}

fn put_together(db: &Db, kind: &str) -> Result {
    let mut rights: BTreeMap<String, BTreeSet<Right>> = BTreeMap::new();
    for row in db.rows("access_grant").matching(row! { resource_type: kind }) {
        let right = (row.get("principal_type")?, row.get("principal_id")?, row.get("permission")?);
        rights.entry(row.get("resource_id")?).or_default().insert(right);
    }
    let mut documents = db.updater(kind, ["id"], ["access_control"]);
    for row in db.rows(kind).columns(["id"]).order(["id"]) {
        let id: String = row.get("id")?;
        if let Some(document) = document(kind, rights.get(&id)) {
            documents.push([id.into(), Value::json(document.to_string())])?;
        }
    }
    documents.finish();
    Ok(())
}

/// The document of a row; none where nothing at all says it.
fn document(kind: &str, rights: Option<&BTreeSet<Right>>) -> Option<Json> {
    let Some(rights) = rights else { return (kind != "file").then(|| json!({})) };
    if rights.iter().any(|(_, id, _)| id == "*") {
        return None;
    }
    let ids = |permission: &str, principal: &str| -> Vec<&str> {
        let of = |(who, _, what): &&Right| who == principal && what == permission;
        rights.iter().filter(of).map(|(_, id, _)| id.as_str()).collect()
    };
    let lists = |permission| json!({ "group_ids": ids(permission, "group"), "user_ids": ids(permission, "user") });
    Some(json!({ "read": lists("read"), "write": lists("write") }))
}

sandshift_guest::migration!(AccessGrants);

#[cfg(test)]
mod tests {
    use super::*;

    fn right(principal: &str, id: &str, permission: &str) -> Right {
        (principal.to_owned(), id.to_owned(), permission.to_owned())
    }

    #[test]
    fn nothing_is_public_but_for_files() {
        assert_eq!(rights("note", &Json::Null), BTreeSet::from([right("user", "*", "read")]));
        assert!(rights("file", &Json::Null).is_empty());
        assert!(rights("note", &json!({})).is_empty());
    }

    #[test]
    fn what_is_said_twice_is_there_once() {
        let access = json!({ "read": { "group_ids": ["g", "g"] }, "write": null });
        assert_eq!(rights("note", &access), BTreeSet::from([right("group", "g", "read")]));
    }

    #[test]
    fn documents_come_back_in_their_normal_form() {
        let access = json!({ "write": { "user_ids": ["b", "a", "b"] } });
        let nobody = json!([]);
        let normal = json!({
            "read": { "group_ids": nobody, "user_ids": nobody },
            "write": { "group_ids": nobody, "user_ids": ["a", "b"] },
        });
        assert_eq!(document("note", Some(&rights("note", &access))), Some(normal));
        assert_eq!(document("note", Some(&rights("note", &Json::Null))), None);
        assert_eq!((document("note", None), document("file", None)), (Some(json!({})), None));
    }
}
