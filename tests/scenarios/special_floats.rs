//! Special numbers become a kind and a value.

use serde_json::{Value as Json, json};

use crate::course::{self, Scenario, folder};
use crate::dice::Dice;
use crate::place::Place;
use crate::stage::server::{Server, connect};
use crate::tables::{Tables, single};

const TABLE: &str = "trial_intermediate_values";
const ROWS: i64 = 10_000;

/// The largest number of single precision.
const LARGEST: f64 = 3.402_823_466_385_288_6e38;

fn input() -> Vec<(i64, Option<f64>)> {
    let mut dice = Dice::new(7);
    let mut value = |id: i64| match dice.below(20) {
        0..3 => None,
        3..6 => Some(LARGEST),
        6..8 => Some(-LARGEST),
        8 => Some(3.3e38),
        9 => Some(-1.5e30),
        10 => Some(1e16),
        11 => Some(0.0),
        _ => Some(id as f64 * 0.25 - 1_000.0),
    };
    (1..=ROWS).map(|id| (id, value(id))).collect()
}

fn kind(value: Option<f64>) -> &'static str {
    match value {
        None => "NAN",
        Some(value) if value == LARGEST => "INF_POS",
        Some(value) if value == -LARGEST => "INF_NEG",
        Some(_) => "FINITE",
    }
}

fn tables(row: impl Fn(i64, Option<f64>) -> Json) -> Tables {
    let rows = input().into_iter().map(|(id, value)| row(id, value)).collect();
    Tables::from([(TABLE, rows)])
}

fn scenario() -> Scenario {
    let shown = |value: Option<f64>| value.map_or(Json::Null, single);
    let after_up = tables(|id, value| {
        let finite = value.filter(|_| kind(value) == "FINITE");
        json!({ "id": id, "type": kind(value), "value": shown(finite) })
    });
    let input = tables(|id, value| json!({ "id": id, "value": value }));
    Scenario::new(
        "special_floats",
        input,
        after_up,
        tables(|id, value| json!({ "id": id, "value": shown(value) })),
    )
}

fn hold(server: Server) {
    course::hold(&scenario(), &folder("special_floats"), server);
}

/// The column has no default and knows four values; nothing of the enum stays behind.
fn come_and_go(server: Server) {
    let place = Place::empty(&folder("special_floats"), server);
    place.passes(&["run"]);
    let insert = |values: &str| {
        let sql = format!("INSERT INTO {TABLE} (id, value, type) VALUES ({values})");
        place.connect().execute(&sql)
    };
    insert("1, 0.5, 'FINITE'").unwrap();
    assert!(insert("2, 0.5, 'OTHER'").is_err(), "{server:?}: no such type");
    let catalog = connect(&place.database).inspect().unwrap();
    let table = catalog.tables.values().find(|table| table.name.name.as_str() == TABLE).unwrap();
    let column = table.columns.iter().find(|column| column.name == *"type").unwrap();
    assert!(!column.nullable && column.default.is_none(), "{server:?}: {column:?}");
    place.passes(&["rollback"]);
    let catalog = connect(&place.database).inspect().unwrap();
    assert!(catalog.enums.is_empty(), "{server:?}: {:?}", catalog.enums);
    if server == Server::Postgres {
        let types = "SELECT typname FROM pg_type WHERE typtype = 'e'";
        assert_eq!(sandshift_test_servers::shell(&place.database, types).unwrap(), "");
    }
}

crate::on_each_database! {
    special_numbers_get_a_type_and_come_back => hold;
    the_enum_comes_and_goes => come_and_go;
}
