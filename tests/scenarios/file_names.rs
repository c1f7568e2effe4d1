//! Room for a unique constraint: duplicates get the next free name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use crate::course::{self, Scenario, folder};
use crate::dice::Dice;
use crate::place::Place;
use crate::stage::server::Server;
use crate::tables::Tables;

const FILES: usize = 10_000;
const USERS: u64 = 40;

/// Letters that mean something to a pattern, names without a dot, and names that look numbered.
const NAMES: [&str; 14] = [
    "plan.txt",
    "Plan.txt",
    "plan_2.txt",
    "plan_2_2.txt",
    "100%.pdf",
    "a_b",
    "a%b",
    "a.tar.gz",
    ".hidden",
    "ünï cödé.md",
    "end.",
    "plan_007.txt",
    "a.b_3",
    "a_2.b_3",
];

/// Names of one user begin with something of the user's own, so that no two users share one.
fn input() -> Tables {
    let mut dice = Dice::new(8);
    let file = |number: usize| {
        let user = dice.below(USERS);
        let name = NAMES[dice.index(NAMES.len())];
        let name = match dice.below(4) {
            0 => format!("u{user} {number}.txt"),
            _ => format!("u{user} {name}"),
        };
        // Few moments, so that the later columns of the order decide often.
        let mut moment = || format!("2025-03-{:02} 10:00:00", dice.between(1, 9));
        let (updated, created) = (moment(), moment());
        json!({
            "id": format!("{:08x}-0000-4000-8000-{number:012x}", dice.below(1 << 32)),
            "user_id": user,
            "name": name,
            "updated_at": updated,
            "created_at": created,
        })
    };
    Tables::from([("file", (0..FILES).map(file).collect())])
}

fn text<'a>(row: &'a Json, column: &str) -> &'a str {
    row[column].as_str().unwrap()
}

/// Base and ending, which begins at the last dot but the first letter's.
fn parts(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 => name.split_at(at),
        _ => (name, ""),
    }
}

/// The number of a name for a base and an ending.
fn number(name: &str, base: &str, ending: &str) -> Option<u64> {
    let digits = name.strip_prefix(base)?.strip_prefix('_')?.strip_suffix(ending)?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap())
}

/// The rule, file by file, with a look at all names of the user for each.
fn renamed(input: &Tables) -> Tables {
    let mut files = input["file"].clone();
    let key = |row: &Json| ["updated_at", "created_at", "id"].map(|c| text(row, c).to_owned());
    files.sort_by_key(|row| std::cmp::Reverse(key(row)));
    let mut names: BTreeMap<u64, BTreeSet<String>> = BTreeMap::new();
    for file in &files {
        let user = file["user_id"].as_u64().unwrap();
        names.entry(user).or_default().insert(text(file, "name").to_owned());
    }
    let mut seen = BTreeSet::new();
    for file in &mut files {
        let (user, name) = (file["user_id"].as_u64().unwrap(), text(file, "name").to_owned());
        if seen.insert((user, name.clone())) {
            continue;
        }
        let names = names.get_mut(&user).unwrap();
        let (base, ending) = parts(&name);
        let highest = names.iter().filter_map(|other| number(other, base, ending)).max();
        let new = format!("{base}_{}{ending}", highest.unwrap_or(1).max(1) + 1);
        names.insert(new.clone());
        file["name"] = json!(new);
    }
    Tables::from([("file", files)])
}

fn hold(server: Server) {
    let input = input();
    let after_up = renamed(&input);
    // Files keep their new names.
    let scenario = Scenario::new("file_names", input, after_up.clone(), after_up);
    course::hold(&scenario, &folder("file_names"), server);
}

fn file(id: u32, user: u32, name: &str) -> Json {
    let moment = "2025-03-01 10:00:00";
    json!({ "id": format!("{id:036}"), "user_id": user, "name": name, "updated_at": moment, "created_at": moment })
}

/// The way back names what two users share, and leaves all as it is.
fn refuse(server: Server) {
    let files = vec![
        file(1, 1, "a.txt"),
        file(2, 1, "a.txt"),
        file(3, 2, "a.txt"),
        file(4, 2, "b"),
        file(5, 1, "b"),
    ];
    let place = Place::with(&folder("file_names"), server, &Tables::from([("file", files)]));
    place.passes(&["run"]);
    let said = place.refuses(&["rollback"]);
    for part in ["2 names", "a.txt", "\"b\"", "0802"] {
        assert!(said.messages.contains(part), "{server:?}: {part}: {}", said.messages);
    }
    assert!(!said.messages.contains("a_2.txt"), "{server:?}: {}", said.messages);
    // It can be put right, and then it goes.
    place.execute("UPDATE file SET name = 'c' WHERE user_id = 2 AND name = 'a.txt'");
    place.execute("UPDATE file SET name = 'd' WHERE user_id = 2 AND name = 'b'");
    place.passes(&["rollback"]);
}

/// A constraint or an index on the name, whatever it is called, gives way to that on both columns.
fn replace(server: Server) {
    let rules = match server {
        // Without a name of its own, in a table of somebody else's making.
        Server::Sqlite => vec![
            "DROP TABLE file",
            "CREATE TABLE file (id VARCHAR(36) PRIMARY KEY, user_id INTEGER NOT NULL, name VARCHAR(200) NOT NULL UNIQUE, \
             updated_at DATETIME NOT NULL, created_at DATETIME NOT NULL)",
        ],
        Server::Postgres => vec!["ALTER TABLE file ADD UNIQUE (name)"],
        Server::MariaDb => vec!["ALTER TABLE file ADD UNIQUE (name)"],
    };
    for rules in [rules, vec!["CREATE UNIQUE INDEX \"odd one\" ON file (name)"]] {
        let place = Place::empty(&folder("file_names"), server);
        for rule in rules {
            place.execute(&if server == Server::MariaDb {
                rule.replace('"', "`")
            } else {
                rule.to_owned()
            });
        }
        let twice = "INSERT INTO file VALUES ('x', 1, 'a', '2025-01-01', '2025-01-01'), ('y', 2, 'a', '2025-01-01', '2025-01-01')";
        assert!(place.connect().execute(twice).is_err(), "{server:?}: the old rule holds");
        place.passes(&["run"]);
        place.execute(twice);
        let third = "INSERT INTO file VALUES ('z', 2, 'a', '2025-01-01', '2025-01-01')";
        assert!(place.connect().execute(third).is_err(), "{server:?}: the new rule holds");
    }
}

crate::on_each_database! {
    duplicates_get_the_next_free_name => hold;
    the_way_back_lists_what_two_users_share => refuse;
    the_old_rule_goes_whatever_it_is_called => replace;
}
