use sandshift_model::operation::{Inverse, Operate, Permission};
use serde_json::{Value, json};

use crate::samples::{named, op, refuses, shop};

fn insert(columns: Value, rows: Value) -> Value {
    json!({ "op": "insert", "table": named("persons"), "columns": columns, "rows": rows })
}

#[track_caller]
fn no_way_back(json: Value, reason: &str) {
    assert_eq!(op(json).inverse(&shop()), Inverse::None { reason: reason.to_owned() });
}

#[test]
fn inserted_rows_are_deleted_by_their_keys_last_one_first() {
    let rows = json!([[{ "int": 1 }, { "text": "a" }], [{ "int": 2 }, { "text": "b" }]]);
    let delete = |id: i64| {
        let filter = json!({ "equal": [["id", { "int": id }]] });
        op(json!({ "op": "delete", "table": named("persons"), "filter": filter }))
    };
    let inverse = op(insert(json!(["ID", "email"]), rows)).inverse(&shop());
    assert_eq!(inverse, Inverse::Exact(vec![delete(2), delete(1)]));
    assert_eq!(op(insert(json!(["id"]), json!([]))).inverse(&shop()), Inverse::Exact(vec![]));
}

#[test]
fn rows_whose_key_is_not_known_have_no_way_back() {
    let reason = "the database fills `persons.id`, so the inserted rows are not known";
    no_way_back(insert(json!(["email"]), json!([[{ "text": "a" }]])), reason);
    no_way_back(insert(json!(["id"]), json!([["null"]])), reason);
    let orders = json!({ "op": "insert", "table": named("orders"), "columns": ["id"],
        "rows": [[{ "int": 1 }]] });
    no_way_back(orders, "`orders` has no primary key that tells the inserted rows from others");
}

#[test]
fn rows_must_fit_the_table() {
    let row = json!([[{ "int": 1 }]]);
    refuses(&shop(), insert(json!(["no"]), row.clone()), "there is no column `persons.no`");
    let message = "row 1 for `persons` has 1 values for 2 columns";
    refuses(&shop(), insert(json!(["id", "age"]), row.clone()), message);
    let update = json!({ "op": "update_by_key", "table": named("persons"), "key": ["id"],
        "columns": ["age"], "rows": row });
    refuses(&shop(), update, message);
    let delete = json!({ "op": "delete", "table": named("nope"), "filter": { "equal": [] } });
    refuses(&shop(), delete, "there is no table `nope`");
    let update = json!({ "op": "update", "table": named("persons"), "set": [],
        "filter": { "equal": [] } });
    refuses(&shop(), update, "an update of `persons` sets no column");
}

#[test]
fn overwritten_values_and_deleted_rows_do_not_come_back() {
    let all = json!({ "equal": [] });
    let update = json!({ "op": "update", "table": named("persons"), "filter": all,
        "set": [["age", { "value": { "int": 1 } }]] });
    assert_eq!(op(update.clone()).permission(), Permission::Write);
    no_way_back(update, "the overwritten values are not kept");
    let delete = json!({ "op": "delete", "table": named("persons"), "filter": all });
    let hazards = op(delete.clone()).hazards(&shop());
    assert_eq!(hazards[0].message, "deletes every row of `persons`");
    no_way_back(delete, "the deleted rows are not kept");
    no_way_back(json!({ "op": "execute", "sql": {} }), "nobody knows what raw SQL does");
}
