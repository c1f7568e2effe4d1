//! JSON reshaped, and back.

use serde_json::{Map, Value as Json, json};

use crate::course::{self, Scenario, folder};
use crate::dice::Dice;
use crate::module;
use crate::place::Place;
use crate::stage::server::Server;
use crate::tables::Tables;

const DASHBOARDS: usize = 10_000;
const KEY: &str = "filter_sets_configuration";

fn dashboard(id: usize, metadata: Json) -> Json {
    json!({ "id": id, "title": format!("Dashboard {id}"), "json_metadata": metadata })
}

/// One in three has filter sets; some of the others have the name of the key somewhere else.
fn input() -> Vec<(usize, Option<Json>)> {
    let mut dice = Dice::new(3);
    let metadata = |number: usize| {
        let sets = match number % 6 {
            0 => None,
            1 | 2 => Some(
                json!({ "colour": "violet", "note": format!("50% of \"{KEY}\" it's \\ {number}") }),
            ),
            3 => {
                Some(json!({ "note": KEY, "nested": { KEY: 7 }, "big": 9_007_199_254_740_993_i64 }))
            }
            _ => {
                let sets: Vec<Json> = (0..dice.below(3)).map(|_| set(&mut dice)).collect();
                Some(json!({ "zoom": 0.5, KEY: sets, "colour": "grün", "none": null }))
            }
        };
        (number + 1, sets)
    };
    (0..DASHBOARDS).map(metadata).collect()
}

fn set(dice: &mut Dice) -> Json {
    let (mut filters, mut masks) = (Map::new(), Map::new());
    for number in 0..dice.below(3) {
        let id = format!("F-{number}");
        let filter = match dice.below(4) {
            0 => json!({ "filterType": "filter_time", "name": "When" }),
            1 => json!({ "filterType": "filter_select", "defaultToFirstItem": true }),
            _ => json!({ "name": "Who", "filterType": "filter_select" }),
        };
        filters.insert(id.clone(), filter);
        if dice.one_in(5) {
            continue;
        }
        let mut mask = Map::new();
        if !dice.one_in(3) {
            mask.insert("currentState".into(), json!({ "value": [dice.below(9), null] }));
        }
        if !dice.one_in(4) {
            mask.insert("extraFormData".into(), form_data(dice));
        }
        masks.insert(id, mask.into());
    }
    let mask = if masks.is_empty() { json!({}) } else { json!({ "nativeFilters": masks }) };
    json!({ "nativeFilters": filters, "id": dice.below(1000), "dataMask": mask })
}

/// Parts that are empty are left out.
fn form_data(dice: &mut Dice) -> Json {
    let mut data = Map::new();
    let mut put = |data: &mut Map<String, Json>, name: &str, value: Json| {
        if dice.one_in(2) {
            data.insert(name.into(), value);
        }
    };
    put(&mut data, "chart", json!("pie"));
    let (mut append, mut instead, mut extras) = (Map::new(), Map::new(), Map::new());
    put(&mut append, "groupby", json!(["a"]));
    put(&mut append, "filters", json!([{ "col": "x", "op": ">" }]));
    put(&mut instead, "time_range", json!("Last week"));
    put(&mut instead, "granularity", json!(null));
    put(&mut extras, "time_grain", json!("P1D"));
    put(&mut extras, "relative_end", json!(1.25));
    if !extras.is_empty() {
        instead.insert("extras".into(), extras.into());
    }
    for (name, part) in [("override_form_data", instead), ("append_form_data", append)] {
        if !part.is_empty() {
            data.insert(name.into(), part.into());
        }
    }
    data.into()
}

fn has_sets(metadata: &Json) -> bool {
    metadata.get(KEY).is_some()
}

/// The rule, on values.
fn flattened(mut metadata: Json) -> Json {
    for set in metadata[KEY].as_array_mut().unwrap() {
        for filter in set["nativeFilters"].as_object_mut().unwrap().values_mut() {
            if filter["filterType"] == "filter_select" && filter.get("defaultToFirstItem").is_none()
            {
                filter["defaultToFirstItem"] = json!(false);
            }
        }
        let masks = set["dataMask"].get("nativeFilters").cloned().unwrap_or(json!({}));
        set["dataMask"] = masks;
        for mask in set["dataMask"].as_object_mut().unwrap().values_mut() {
            let mask = mask.as_object_mut().unwrap();
            if let Some(state) = mask.remove("currentState") {
                mask.insert("filterState".into(), state);
            }
            if let Some(data) = mask.get_mut("extraFormData") {
                let mut leaves = Map::new();
                leaf(data, &mut leaves);
                *data = leaves.into();
            }
        }
    }
    metadata
}

/// Everything that is not one of the three parts is a leaf.
fn leaf(data: &Json, leaves: &mut Map<String, Json>) {
    for (name, value) in data.as_object().unwrap() {
        match name.as_str() {
            "append_form_data" | "override_form_data" | "extras" => leaf(value, leaves),
            _ => drop(leaves.insert(name.clone(), value.clone())),
        }
    }
}

fn sorted(mut metadata: Json) -> Json {
    metadata.sort_all_objects();
    json!(metadata.to_string())
}

/// What people and programs wrote: with and without white space, keys in any order.
fn as_written(id: usize, metadata: &Json) -> Json {
    json!(if id.is_multiple_of(4) { format!("{metadata:#}") } else { metadata.to_string() })
}

fn tables(write: impl Fn(usize, &Json) -> Json) -> Tables {
    let row = |(id, metadata): (usize, Option<Json>)| {
        dashboard(id, metadata.map_or(Json::Null, |metadata| write(id, &metadata)))
    };
    Tables::from([("dashboards", input().into_iter().map(row).collect())])
}

fn scenario() -> Scenario {
    let changed = |change: fn(Json) -> Json| {
        tables(move |id, metadata| match has_sets(metadata) {
            true => sorted(change(metadata.clone())),
            false => as_written(id, metadata),
        })
    };
    let after_down = changed(|metadata| metadata);
    Scenario::new("filter_sets", tables(as_written), changed(flattened), after_down)
}

fn hold(server: Server) {
    course::hold(&scenario(), &folder("filter_sets"), server);
}

/// The same migration as a module in Rust.
fn hold_module(server: Server) {
    course::hold(&scenario(), &module::project("filter_sets"), server);
}

/// Broken JSON in the last of many rows: it is named, and the rows before it stay as they are.
fn refuse(server: Server) {
    for project in [folder("filter_sets"), module::project("filter_sets")] {
        let mut rows = tables(as_written)["dashboards"][..600].to_vec();
        rows.push(dashboard(4711, json!(format!("{{\"{KEY}\": ["))));
        let place = Place::with(&project, server, &Tables::from([("dashboards", rows)]));
        let said = place.refuses(&["run"]);
        for part in ["dashboard", "4711", "0302"] {
            assert!(said.messages.contains(part), "{server:?}: {part}: {}", said.messages);
        }
        // Without the key nobody looks at it.
        place.execute("UPDATE dashboards SET json_metadata = '{\"other\": [' WHERE id = 4711");
        place.passes(&["run"]);
    }
}

crate::on_each_database! {
    filter_sets_are_flattened_and_come_back => hold;
    filter_sets_are_flattened_and_come_back_by_a_module => hold_module;
    broken_json_is_named_and_changes_nothing => refuse;
}
