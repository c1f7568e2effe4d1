//! Each language from an empty folder: begin, build, run, go back.

use sandshift::revision::Header;
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

#[test]
fn a_migration_in_rust_runs_and_is_the_same_when_it_is_built_again() {
    builds_again_to_the_same_bytes(&from_nothing_to_a_table_and_back("rust"));
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
