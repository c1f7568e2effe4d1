//! A flatter form for the filter sets of dashboards: JSON reshaped, and back.
//!
//! The scenario is told in `scripts/scenarios/filter_sets`, where the same is a script. Maps of the
//! library are sorted by their keys, so that the texts are the same on every machine.

use sandshift_guest::prelude::*;
use serde_json::{Map, Value as Json};

const KEY: &str = "filter_sets_configuration";

// Where the way back puts what was flattened.
const APPEND: [&str; 3] = ["adhoc_filters", "filters", "groupby"];
const OVERRIDE: [&str; 3] = ["columns", "granularity", "time_range"];
const EXTRAS: [&str; 3] = ["relative_end", "relative_start", "time_grain"];

type Object = Map<String, Json>;

struct FilterSets;

impl Migration for FilterSets {
    fn up(db: &Db) -> Result {
        reshape(db, |set| {
            for filter in select_filters(set) {
                filter.entry("defaultToFirstItem").or_insert(Json::Bool(false));
            }
            let masks =
                set.remove("dataMask").and_then(|mut mask| taken(&mut mask, "nativeFilters"));
            let masks = masks.unwrap_or_else(|| Json::Object(Object::new()));
            set.insert("dataMask".to_owned(), masks);
            for mask in objects_in(set, "dataMask") {
                rename(mask, "currentState", "filterState");
                change(mask, "extraFormData", flat);
            }
        })
    }

    fn down(db: &Db) -> Result {
        reshape(db, |set| {
            for filter in select_filters(set) {
                if filter.get("defaultToFirstItem") == Some(&Json::Bool(false)) {
                    filter.remove("defaultToFirstItem");
                }
            }
            for mask in objects_in(set, "dataMask") {
                rename(mask, "filterState", "currentState");
                change(mask, "extraFormData", nested);
            }
            change(set, "dataMask", |masks| match masks.is_empty() {
                true => masks,
                false => Object::from_iter([("nativeFilters".to_owned(), Json::Object(masks))]),
            });
        })
    }
}

/// Changes the sets of every dashboard that has some; the error of a text that is no JSON names it.
fn reshape(db: &Db, set_function: impl Fn(&mut Object)) -> Result {
    let key = format!("\"{KEY}\"");
    let mut writer = db.updater("dashboards", ["id"], ["json_metadata"]);
    for row in db.rows("dashboards").columns(["id", "json_metadata"]).order(["id"]) {
        let Some(text) = row.get::<Option<String>>("json_metadata")? else { continue };
        if !text.contains(&key) {
            continue;
        }
        let id: i64 = row.get("id")?;
        let broken =
            |error| Error::new(format!("the settings of dashboard {id} are no JSON: {error}"));
        let mut settings: Json = serde_json::from_str(&text).map_err(broken)?;
        let Some(Json::Array(sets)) = settings.get_mut(KEY) else { continue };
        sets.iter_mut().filter_map(Json::as_object_mut).for_each(&set_function);
        writer.push([id.into(), settings.to_string().into()])?;
    }
    writer.finish();
    Ok(())
}

/// The objects below a name.
fn objects_in<'a>(object: &'a mut Object, name: &str) -> impl Iterator<Item = &'a mut Object> {
    let inside = object.get_mut(name).and_then(Json::as_object_mut);
    inside.into_iter().flat_map(|inside| inside.values_mut().filter_map(Json::as_object_mut))
}

fn select_filters(set: &mut Object) -> impl Iterator<Item = &mut Object> {
    let is_select = |filter: &&mut Object| {
        filter.get("filterType").and_then(Json::as_str) == Some("filter_select")
    };
    objects_in(set, "nativeFilters").filter(is_select)
}

fn taken(value: &mut Json, name: &str) -> Option<Json> {
    value.as_object_mut()?.remove(name)
}

fn rename(object: &mut Object, from: &str, to: &str) {
    if let Some(value) = object.remove(from) {
        object.insert(to.to_owned(), value);
    }
}

fn change(object: &mut Object, name: &str, function: impl Fn(Object) -> Object) {
    if let Some(Json::Object(inside)) = object.get_mut(name) {
        *inside = function(std::mem::take(inside));
    }
}

fn flat(data: Object) -> Object {
    let mut flattened = Object::new();
    for (name, value) in data {
        match (name.as_str(), value) {
            ("append_form_data" | "override_form_data" | "extras", Json::Object(inside)) => {
                flattened.append(&mut flat(inside));
            }
            (_, value) => drop(flattened.insert(name, value)),
        }
    }
    flattened
}

fn nested(data: Object) -> Object {
    let [mut rest, mut append, mut instead, mut extras] = [(); 4].map(|()| Object::new());
    for (name, value) in data {
        let part = match name.as_str() {
            name if APPEND.contains(&name) => &mut append,
            name if OVERRIDE.contains(&name) => &mut instead,
            name if EXTRAS.contains(&name) => &mut extras,
            _ => &mut rest,
        };
        part.insert(name, value);
    }
    put(&mut instead, "extras", extras);
    put(&mut rest, "append_form_data", append);
    put(&mut rest, "override_form_data", instead);
    rest
}

/// A part that is empty is left out.
fn put(object: &mut Object, name: &str, part: Object) {
    if !part.is_empty() {
        object.insert(name.to_owned(), Json::Object(part));
    }
}

sandshift_guest::migration!(FilterSets);

#[cfg(test)]
mod tests {
    use sandshift_guest::Operation;
    use sandshift_guest::testing::{FakeHost, rows_of};

    use super::*;

    /// The texts that are written for this one, each with its id.
    fn written(run: fn(&Db) -> Result, text: &str) -> Result<Vec<Vec<Value>>> {
        let host = FakeHost::new().holding("dashboards", [row! { id: 7, json_metadata: text }]);
        host.run(run)?;
        let by_key = |operation| match operation {
            Operation::UpdateByKey(update) => Some(rows_of(update.rows)),
            _ => None,
        };
        Ok(host.done().into_iter().filter_map(by_key).flatten().collect())
    }

    const BEFORE: &str = r#"{"filter_sets_configuration":[{"dataMask":{"nativeFilters":{"F":{"currentState":1,"extraFormData":{"append_form_data":{"filters":[]},"override_form_data":{"extras":{"time_grain":"P1D"},"time_range":"week"},"own":true}}}},"nativeFilters":{"F":{"filterType":"filter_select"}}}]}"#;
    const AFTER: &str = r#"{"filter_sets_configuration":[{"dataMask":{"F":{"extraFormData":{"filters":[],"own":true,"time_grain":"P1D","time_range":"week"},"filterState":1}},"nativeFilters":{"F":{"defaultToFirstItem":false,"filterType":"filter_select"}}}]}"#;

    #[test]
    fn filter_sets_are_flattened_and_nested_again() {
        assert_eq!(written(FilterSets::up, BEFORE).unwrap(), [vec![7.into(), AFTER.into()]]);
        assert_eq!(written(FilterSets::down, AFTER).unwrap(), [vec![7.into(), BEFORE.into()]]);
    }

    #[test]
    fn texts_without_the_key_are_not_even_read() {
        assert!(written(FilterSets::up, "{\"other\": [").unwrap().is_empty());
    }

    #[test]
    fn a_broken_text_names_its_dashboard() {
        let said = written(FilterSets::up, "{\"filter_sets_configuration\": [").unwrap_err();
        assert!(said.to_string().contains("dashboard 7"), "{said}");
    }
}
