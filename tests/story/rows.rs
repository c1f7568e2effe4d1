//! Generated rows between the chapters: the same on every database, and different enough to matter.

use sandshift::backend::connection::Connection;
use sandshift_model::ident::{Ident, ObjectName};
use sandshift_model::operation::{InsertRows, Operation};
use sandshift_model::query::Row;
use sandshift_model::value::Value;
use serde_json::{Value as Json, json};

use crate::dice::Dice;

const FIRST: [&str; 8] =
    ["Amara", "Bruno", "Chidi", "Dalia", "Göran", "Ingrid", "O'Neil", "Zoë \"Zee\""];
const LAST: [&str; 7] = ["Okafor", "Keller", "van der Berg", "Östlund", "Sato", "Núñez", ""];
const ISSUERS: [&str; 4] = ["Red Cross", "Heart Association", "O'Brien & Söhne", "Board; of -- it"];

/// Puts rows into the tables that a revision made; nothing for all other revisions.
pub(crate) fn after(connection: &mut dyn Connection, revision: &str, count: usize) {
    match &revision[..4] {
        "0004" => schedule(connection, count),
        "0010" => certifications(connection, count),
        "0020" => evaluations(connection, count),
        "0024" => planner_config(connection),
        "0027" => documents(connection, count),
        _ => {}
    }
}

fn schedule(connection: &mut dyn Connection, count: usize) {
    let mut dice = Dice::new(3);
    let people: Vec<Row> = (0..count).map(|n| person(&mut dice, n)).collect();
    let columns = "id full_name role is_active employment_type contact created_at";
    insert(connection, "persons", columns, people);

    let sites = (0..count / 4 + 2).map(|n| {
        let code = format!("SITE-{}", dice.below(count as u64 / 8 + 1));
        vec![id("site", n), text(code), text(format!("Site {n}")), Value::Bool(dice.one_in(3))]
    });
    insert(connection, "sites", "id code name closed", sites.collect());
    let rooms = (0..count).map(|n| {
        vec![id("room", n), id("site", dice.index(count / 4 + 2)), text(format!("Room {n}"))]
    });
    insert(connection, "call_rooms", "id site_id name", rooms.collect());
    let rotations = (0..count / 4 + 2).map(|n| rotation(&mut dice, n));
    insert(connection, "rotations", "id name weeks settings", rotations.collect());

    let assignments = (0..count * 3).map(|n| {
        vec![
            id("assignment", n),
            id("person", dice.index(count)),
            id("rotation", dice.index(count / 4 + 2)),
            id("site", dice.index(count / 4 + 2)),
            text(format!("2025-{:02}-{:02}", dice.between(1, 12), dice.between(1, 28))),
        ]
    });
    let columns = "id person_id rotation_id site_id date";
    insert(connection, "assignments", columns, assignments.collect());
}

fn person(dice: &mut Dice, n: usize) -> Row {
    let (first, last) = (dice.pick(&FIRST), dice.pick(&LAST));
    let full_name = if last.is_empty() { first.to_owned() } else { format!("{first} {last}") };
    let role = dice.pick(&["INTERN", "RESIDENT", "ATTENDING"]);
    let employment = match dice.below(3) {
        0 => Value::Null,
        1 => text("PART_TIME"),
        _ => text("FULL_TIME"),
    };
    let contact = match dice.below(4) {
        0 => Value::Null,
        1 => text(format!("pager {}", dice.between(4400, 4440))),
        2 => text(format!("mobile +41 79 555 {:02} {:02}", dice.below(100), dice.below(100))),
        _ => text(format!("pager {}; mobile 079 {}", dice.between(4400, 4440), dice.below(50))),
    };
    let created = format!("2025-01-{:02} {:02}:30:00", dice.between(1, 28), dice.below(24));
    let active = Value::Bool(!dice.one_in(4));
    vec![id("person", n), text(full_name), text(role), active, employment, contact, text(created)]
}

fn rotation(dice: &mut Dice, n: usize) -> Row {
    let settings = match dice.below(3) {
        0 => Value::Null,
        1 => text(json!({ "colour": "green", "note": "it's \\ 100 % ok" }).to_string()),
        _ => {
            let rule = |dice: &mut Dice| {
                json!({
                    "currentState": { "label": format!("{} of 9", dice.below(9)) },
                    "extra": {
                        "append": { "nights": dice.below(5) },
                        "override": { "weekend": dice.one_in(2) },
                    },
                    "mask": { "native": { "nights": { "max": dice.below(7) } } },
                })
            };
            let rules: Vec<Json> = (0..dice.below(3)).map(|_| rule(dice)).collect();
            text(json!({ "call_rules": rules, "colour": "violet" }).to_string())
        }
    };
    let name = format!("{} {n}", dice.pick(&["Night", "Ward", "night float", "Clinic"]));
    vec![id("rotation", n), text(name), int(dice.between(1, 52)), settings]
}

fn certifications(connection: &mut dyn Connection, count: usize) {
    let mut dice = Dice::new(9);
    let rows = (0..count).map(|n| {
        let fee = match dice.below(3) {
            0 => Value::Null,
            _ => Value::Decimal(format!("{}.{:02}", dice.below(1000), dice.below(100))),
        };
        let expires = format!("2027-{:02}-01 00:00:00", dice.between(1, 12));
        let issuer = text(dice.pick(&ISSUERS));
        let name = text(format!("Course {}", n % 5));
        vec![id("certification", n), id("person", n), name, issuer, fee, text(expires)]
    });
    let columns = "id person_id name issuer fee expires_at";
    insert(connection, "certifications", columns, rows.collect());
}

fn evaluations(connection: &mut dyn Connection, count: usize) {
    let mut dice = Dice::new(19);
    let rows = (0..count * 2).map(|n| {
        let score = match dice.below(6) {
            0 => Value::Null,
            1 => Value::Real(3.402_823_466_385_288_6e38),
            2 => Value::Real(-3.402_823_466_385_288_6e38),
            3 => Value::Real(1e17),
            _ => Value::Real(dice.between(0, 400) as f64 / 64.0),
        };
        vec![id("person", n / 2), int(n as i64 % 2 + 1), score]
    });
    insert(connection, "evaluations", "person_id number score", rows.collect());
}

fn planner_config(connection: &mut dyn Connection) {
    let mut dice = Dice::new(23);
    let data = json!({
        "documents": { "first_suffix": 2 },
        "empty": {},
        "list": [1, { "deep": [null, false] }],
        "mail": { "server": { "host": "a.b", "port": dice.below(999) }, "from": "ünï@code" },
        "off": false,
        "zero": 0,
    });
    let row = vec![int(7), Value::Json(data.to_string()), text("2025-06-25 12:00:00")];
    insert(connection, "planner_config", "id data created_at", vec![row]);
}

fn documents(connection: &mut dyn Connection, count: usize) {
    let mut dice = Dice::new(26);
    let names = ["plan.txt", "Plan.txt", "plan_2.txt", "100%.pdf", "a_b", "tar.gz", ".hidden"];
    let rows = (0..count * 2).map(|n| {
        let access = if dice.one_in(2) { Value::Null } else { access(&mut dice) };
        let time = |dice: &mut Dice| text(format!("2025-05-{:02} 10:00:00", dice.between(1, 28)));
        let (created, updated) = (time(&mut dice), time(&mut dice));
        let owner = id("person", dice.index(count / 3 + 1));
        let name = text(dice.pick(&names));
        vec![id("document", n), owner, text(format!("folder {n}")), name, access, created, updated]
    });
    let columns = "id owner_id folder name access_control created_at updated_at";
    insert(connection, "documents", columns, rows.collect());
    for (table, prefix) in [("templates", "template"), ("notices", "notice")] {
        let rows = (0..count).map(|n| {
            let access = match dice.below(3) {
                0 => Value::Null,
                1 => Value::Json("{}".to_owned()),
                _ => access(&mut dice),
            };
            vec![id(prefix, n), text(format!("{prefix} {n}")), access]
        });
        insert(connection, table, "id name access_control", rows.collect());
    }
}

/// Rules in the form in which the way back gives them: complete, each list sorted, not all empty.
fn access(dice: &mut Dice) -> Value {
    let mut list = |prefix: &str| -> Vec<String> {
        (1..=4).filter(|_| dice.one_in(3)).map(|n| format!("{prefix}-{n}")).collect()
    };
    let mut groups = list("group");
    if groups.is_empty() {
        groups.push("group-9".to_owned());
    }
    let rules = json!({
        "read": { "group_ids": groups, "user_ids": list("person") },
        "write": { "group_ids": list("group"), "user_ids": list("person") },
    });
    Value::Json(rules.to_string())
}

fn insert(connection: &mut dyn Connection, table: &str, columns: &str, rows: Vec<Row>) {
    let name = |text: &str| Ident::new(text).unwrap();
    let columns = columns.split(' ').map(name).collect();
    let insert = InsertRows { table: ObjectName::bare(name(table)), columns, rows };
    let catalog = connection.inspect().unwrap();
    for statement in connection.dialect().render(&Operation::from(insert), &catalog).unwrap() {
        connection.execute(&statement.sql).unwrap();
    }
}

/// Generated ids do not meet those of the story, and sort the same in every collation.
fn id(prefix: &str, number: usize) -> Value {
    text(format!("{prefix}-g{number:05}"))
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

fn int(number: i64) -> Value {
    Value::Int(number)
}
