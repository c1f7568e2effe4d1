//! Each language from an empty folder: begin, build, run, go back.

use std::fs;

use sandshift::revision::Header;
use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};
use sha2::{Digest, Sha256};

use crate::place::Place;

/// Begins a migration in a language, builds it, runs it on SQLite and undoes it.
fn from_nothing_to_a_table_and_back(language: &str) -> Place {
    let place = Place::empty(language);
    place.good(&["revision", "-m", "first one", "--lang", language, "--rev-id", "a1"]);
    assert!(place.good(&["history"]).contains("a1"), "not in the graph");
    place.good(&["build"]);

    let module = place.read("migrations/a1_first_one.wasm");
    let text = place.text("migrations/a1_first_one.toml");
    let header = Header::parse(&text, "a1_first_one.toml".as_ref()).unwrap();
    assert_eq!(header.sha256, Some(hex::encode(Sha256::digest(&module))));
    assert_eq!(header.source.as_deref(), Some("a1_first_one"));
    assert_eq!(header.world.as_deref(), Some("migration"));
    assert!(header.imports.iter().all(|name| name.starts_with("sandshift:guest/")), "{header:?}");
    assert_eq!(header.exports.iter().filter(|name| *name != "exports").count(), 3, "{header:?}");
    assert!(!header.tools.is_empty(), "{header:?}");

    let dry = place.good(&["run", "--dry-run"]);
    assert!(dry.contains("CREATE TABLE") && dry.contains("example_a1"), "{dry}");
    place.good(&["run"]);
    assert!(place.good(&["current"]).contains("a1"));
    place.good(&["rollback", "--yes"]);
    assert!(!place.good(&["current"]).contains("a1"));
    place
}

/// A build from the same source gives the same bytes, and none of them tell about this machine.
fn builds_again_to_the_same_bytes(place: &Place) {
    let before = place.read("migrations/a1_first_one.wasm");
    let header = place.text("migrations/a1_first_one.toml");
    place.good(&["build", "a1"]);
    assert!(before == place.read("migrations/a1_first_one.wasm"), "the bytes differ");
    assert_eq!(header, place.text("migrations/a1_first_one.toml"));
    let home = std::env::var("HOME").unwrap();
    for path in [place.path("").to_string_lossy().as_ref(), &format!("{home}/")] {
        let found = before.windows(path.len()).any(|window| window == path.as_bytes());
        assert!(!found, "`{path}` stands in the module");
    }
}

/// The example of row transforms, as a package of its own.
const NORMALISE: &str = include_str!("../../guests/examples/rust/normalise/src/lib.rs");

const PACKAGE: &str = r#"[package]
name = "normalise"
version = "0.1.0"
edition = "2024"

[lib]
crate-type = ["cdylib"]

[dependencies]
sandshift-guest = { path = "../../.sandshift/guest-0.2.0/sdk" }

[profile.release]
opt-level = "s"
lto = true
strip = true
codegen-units = 1
panic = "abort"

[workspace]
"#;

/// A script hands its rows to the module, and looks itself whether they are right.
const ORCHESTRATING: &str = r#"//! revision = "b2"
//! down_revision = "a1"
fn up(db) {
    db.create_table("persons", [
        column("id", integer()).primary_key(),
        column("full_name", text()), column("first_name", text()), column("last_name", text()),
    ]);
    db.insert("persons", [#{ id: 1, full_name: "Ludwig van Beethoven" }, #{ id: 2, full_name: () }]);
    let said = db.transform("persons", #{ read: ["full_name"], write: ["first_name", "last_name"] },
        module("normalise.wasm", "split-name"));
    if said.read != 2 || said.changed != 2 { throw said.to_string(); }
    let row = db.rows("persons", #{ where: #{ id: 1 } })[0];
    if row.first_name != "Ludwig" || row.last_name != "van Beethoven" { throw row.to_string(); }
}
"#;

fn a_script_leaves_its_rows_to_a_module_in_rust(place: &Place) {
    place.write("migrations/modules/normalise/Cargo.toml", PACKAGE);
    place.write("migrations/modules/normalise/src/lib.rs", NORMALISE);
    place.write("migrations/b2_persons.rhai", ORCHESTRATING);
    place.good(&["build"]);
    let before = place.read("migrations/modules/normalise.wasm");
    place.good(&["run"]);
    place.good(&["build", "--module", "normalise"]);
    assert!(before == place.read("migrations/modules/normalise.wasm"), "the bytes differ");
}

/// A script whose module refuses a row, deletes one, fills another table and looks values up.
const SETTLING: &str = r#"//! revision = "c3"
//! down_revision = "b2"
fn up(db) {
    db.create_table("cities", [column("id", integer()).primary_key(), column("name", string(50))]);
    db.insert("cities", [#{ id: 1, name: "Ulm" }, #{ id: 2, name: "Bonn" }]);
    db.create_table("tags", [column("person", integer()), column("tag", string(20))]);
    db.create_table("guests", [
        column("id", integer()).primary_key(),
        column("city", string(50)), column("tags", string(50)), column("city_id", integer()),
    ]);
    db.insert("guests", [
        #{ id: 1, city: "Ulm", tags: "a b" }, #{ id: 2, city: "Nowhere", tags: "c" },
        #{ id: 3, city: "Bonn", tags: "gone" }, #{ id: 4, city: (), tags: () },
        #{ id: 5, city: "Bonn", tags: () },
    ]);
    let said = db.transform("guests", #{
        read: ["id", "city", "tags"], write: ["city_id"], batch: 2, parallel: 2,
        refused: #{ into: "no_city" }, lookups: #{ cities: ["id", "name"] },
    }, module("normalise.wasm", "settle"));
    if said != #{ read: 5, changed: 3, deleted: 1, inserted: 2, refused: 1 } { throw said.to_string(); }
    let guests = db.rows("guests", #{ order: ["id"] });
    let numbers = guests.map(|guest| [guest.id, guest.city_id]);
    if numbers != [[1, 1], [2, ()], [4, ()], [5, 2]] { throw numbers.to_string(); }
    let tags = db.rows("tags", #{ order: ["tag"] }).map(|tag| [tag.person, tag.tag]);
    if tags != [[1, "a"], [1, "b"]] { throw tags.to_string(); }
    let why = db.rows("no_city", #{})[0].reason;
    if why != "nobody knows the city `Nowhere`" { throw why; }
}
"#;

/// The same rows, of which none may be refused.
const BEARING_NONE: &str = r#"//! revision = "d4"
//! down_revision = "c3"
fn up(db) {
    db.transform("guests", #{ read: ["id", "city", "tags"], write: ["city_id"],
        lookups: #{ cities: ["id", "name"] } }, module("normalise.wasm", "settle"));
}
"#;

/// The same without a table to look values up in.
const KNOWING_NOTHING: &str = r#"//! revision = "d4"
//! down_revision = "c3"
fn up(db) {
    db.transform("guests", #{ read: ["id", "city", "tags"], write: ["city_id"] },
        module("normalise.wasm", "settle"));
}
"#;

fn what_a_module_says_about_rows_holds_on_every_database(place: &Place) {
    place.write("migrations/c3_guests.rhai", SETTLING);
    for database in
        [TestDatabase::sqlite(), Postgres::shared().database(), MariaDb::shared().database()]
    {
        let up = ["run", "--url", &database.url];
        place.good(&up);
        for (script, said) in [
            (BEARING_NONE, "nobody knows the city `Nowhere` (`guests` row with id = 2)"),
            (KNOWING_NOTHING, "there is no table `cities` to look values up in"),
        ] {
            place.write("migrations/d4_again.rhai", script);
            let output = place.command().args(up).output().unwrap();
            let text = String::from_utf8_lossy(&output.stderr);
            assert!(!output.status.success() && text.contains(said), "{}: {text}", database.url);
        }
        fs::remove_file(place.path("migrations/d4_again.rhai")).unwrap();
    }
}

#[test]
fn migrations_and_row_transforms_in_rust_run_and_are_the_same_when_built_again() {
    let place = from_nothing_to_a_table_and_back("rust");
    builds_again_to_the_same_bytes(&place);
    a_script_leaves_its_rows_to_a_module_in_rust(&place);
    what_a_module_says_about_rows_holds_on_every_database(&place);
}

#[test]
fn a_migration_in_c_runs_and_is_the_same_when_it_is_built_again() {
    builds_again_to_the_same_bytes(&from_nothing_to_a_table_and_back("c"));
}

#[test]
fn a_migration_in_javascript_runs() {
    from_nothing_to_a_table_and_back("js");
}

#[test]
fn a_migration_in_python_runs() {
    from_nothing_to_a_table_and_back("python");
}
