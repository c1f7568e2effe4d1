//! Duplicates merged, with a backup for the way back.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use crate::course::{self, Scenario, folder};
use crate::dice::Dice;
use crate::place::Place;
use crate::stage::server::Server;
use crate::tables::{self, Lines, Tables};

const DATASETS: u64 = 10_000;
const ASSOCIATIONS: [&str; 2] = ["history_dataset_association", "library_dataset_association"];

/// What stands in the place of a uuid that nobody can know before.
const FRESH: &str = "fresh";

/// Uuids of the input end in this, which no random one does but by an accident.
const GIVEN: &str = "-a000-0000000000aa";

fn input() -> Tables {
    let mut dice = Dice::new(6);
    let dataset = |id: u64| {
        let uuid = match dice.below(10) {
            0 => Json::Null,
            1..6 => json!(format!("{:08x}-1111-4000{GIVEN}", dice.below(2_000))),
            _ => json!(format!("{id:08x}-2222-4000{GIVEN}")),
        };
        json!({ "id": id, "uuid": uuid, "purged": dice.one_in(3) })
    };
    let mut tables = Tables::from([("dataset", (1..=DATASETS).map(dataset).collect())]);
    for (table, rows) in ASSOCIATIONS.into_iter().zip([9_000, 5_000]) {
        let association = |id: u64| {
            let dataset =
                if dice.one_in(20) { Json::Null } else { json!(1 + dice.below(DATASETS)) };
            json!({ "id": id, "dataset_id": dataset })
        };
        tables.insert(table, (1..=rows).map(association).collect());
    }
    tables
}

/// Backups with a column, of the rows that the condition names.
fn backup(rows: &[Json], column: &str, is_kept: impl Fn(&Json) -> bool) -> Vec<Json> {
    let kept = rows.iter().filter(|row| is_kept(row));
    kept.map(|row| json!({ "id": row["id"], column: row[column] })).collect()
}

fn merged(input: &Tables) -> Tables {
    let mut groups: BTreeMap<String, Vec<&Json>> = BTreeMap::new();
    for dataset in &input["dataset"] {
        if let Some(uuid) = dataset["uuid"].as_str() {
            groups.entry(uuid.to_owned()).or_default().push(dataset);
        }
    }
    groups.retain(|_, datasets| datasets.len() > 1);
    let id = |row: &Json| row["id"].as_u64().unwrap();
    let affected: BTreeSet<u64> = groups.values().flatten().map(|row| id(row)).collect();
    let mut keeper_of: BTreeMap<u64, u64> = BTreeMap::new();
    let mut keepers = BTreeSet::new();
    for datasets in groups.values() {
        let mut active: Vec<u64> =
            datasets.iter().filter(|d| d["purged"] == false).map(|d| id(d)).collect();
        active.sort_unstable();
        if let Some((keeper, others)) = active.split_first() {
            keepers.insert(*keeper);
            keeper_of.extend(others.iter().map(|other| (*other, *keeper)));
        }
    }
    assert!(
        keeper_of.len() > 1_000 && keepers.len() > 500,
        "{} {}",
        keeper_of.len(),
        keepers.len()
    );
    let mut after = input.clone();
    for dataset in after.get_mut("dataset").unwrap() {
        if affected.contains(&id(dataset)) && !keepers.contains(&id(dataset)) {
            dataset["uuid"] = json!(FRESH);
        }
    }
    let in_backup =
        |row: &Json, column: &str| row[column].as_u64().is_some_and(|id| affected.contains(&id));
    after.insert(
        "dataset_pre_uuid_condense",
        backup(&input["dataset"], "uuid", |row| in_backup(row, "id")),
    );
    for (table, copy) in ASSOCIATIONS.into_iter().zip([
        "history_dataset_association_pre_uuid_condense",
        "library_dataset_association_pre_uuid_condense",
    ]) {
        for row in after.get_mut(table).unwrap() {
            if let Some(keeper) = row["dataset_id"].as_u64().and_then(|id| keeper_of.get(&id)) {
                row["dataset_id"] = json!(keeper);
            }
        }
        after.insert(copy, backup(&input[table], "dataset_id", |row| in_backup(row, "dataset_id")));
    }
    after
}

/// Puts a word in the place of each fresh uuid, after a look whether it is one and the only one.
fn without_fresh(mut lines: Lines) -> Lines {
    let mut seen = BTreeSet::new();
    for line in lines.get_mut("dataset").unwrap() {
        let mut row: Json = serde_json::from_str(line).unwrap();
        let Some(uuid) = row["uuid"].as_str().map(str::to_owned) else { continue };
        assert!(seen.insert(uuid.clone()), "{uuid} is there twice");
        if !uuid.ends_with(GIVEN) {
            assert_eq!(uuid::Uuid::parse_str(&uuid).unwrap().get_version_num(), 4, "{uuid}");
            row["uuid"] = json!(FRESH);
            *line = row.to_string();
        }
    }
    lines.get_mut("dataset").unwrap().sort_unstable();
    lines
}

fn hold(server: Server) {
    let input = input();
    let scenario = Scenario {
        reading: without_fresh,
        ..Scenario::new("merge_datasets", input.clone(), merged(&input), input)
    };
    course::hold(&scenario, &folder("merge_datasets"), server);
}

fn few(server: Server) -> Place {
    let uuid = format!("00000001-1111-4000{GIVEN}");
    let datasets = (1..=3).map(|id| json!({ "id": id, "uuid": uuid, "purged": id == 1 })).collect();
    let associations = (1..=3).map(|id| json!({ "id": id, "dataset_id": id })).collect();
    let rows = Tables::from([("dataset", datasets), (ASSOCIATIONS[0], associations)]);
    Place::with(&folder("merge_datasets"), server, &rows)
}

/// Without the copies nothing is put back, and that is said.
fn without_backups(server: Server) {
    let place = few(server);
    place.passes(&["run"]);
    let merged = place.rows();
    for table in ["dataset", ASSOCIATIONS[0], ASSOCIATIONS[1]] {
        place.execute(&format!("DROP TABLE {table}_pre_uuid_condense"));
    }
    let said = place.says(&["rollback"]);
    assert_eq!(said.code, Some(0), "{server:?}: {}", said.messages);
    assert!(said.messages.contains("dataset_pre_uuid_condense is gone"), "{}", said.messages);
    let now = place.rows();
    for table in ["dataset", ASSOCIATIONS[0], ASSOCIATIONS[1]] {
        assert_eq!(now[table], merged[table], "{server:?}");
    }
}

/// One seed gives the same fresh uuids on every database.
#[test]
fn fresh_uuids_are_the_same_on_every_database() {
    let rows = [Server::Sqlite, Server::Postgres, Server::MariaDb].map(|server| {
        let place = few(server);
        place.passes(&["run"]);
        place.rows()
    });
    tables::same("SQLite and PostgreSQL", &rows[0], &rows[1]);
    tables::same("SQLite and MariaDB", &rows[0], &rows[2]);
    let keeper = format!("00000001-1111-4000{GIVEN}");
    assert!(
        rows[0]["dataset"].iter().any(|line| line.contains(&keeper) && line.contains("\"id\":2"))
    );
}

crate::on_each_database! {
    datasets_are_merged_and_come_back => hold;
    without_its_backups_the_way_back_says_so => without_backups;
}
