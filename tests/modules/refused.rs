//! What a build refuses, and that nothing is lost by it.

use crate::place::{Place, refused};

#[test]
fn a_revision_without_its_module_is_in_the_graph_and_refuses_to_run() {
    let place = Place::empty("not_built");
    place.good(&["revision", "-m", "first one", "--lang", "c", "--rev-id", "a1"]);
    for command in [&["history"][..], &["heads"], &["show", "a1"]] {
        assert!(place.good(command).contains("a1"), "{command:?}");
    }
    let said = refused(place.command().arg("run"), 20, "module::not_built");
    assert!(said.contains("a1_first_one.wasm") && said.contains("sandshift build a1"), "{said}");
    assert!(!place.good(&["current"]).contains("a1"));
}

#[test]
fn a_toml_file_that_names_no_revision_is_not_ours() {
    let place = Place::empty("foreign_toml");
    place.write("migrations/other.toml", "[tool]\nname = \"x\"\n");
    assert!(!place.good(&["history"]).contains("other"));
    place.write("migrations/a1_x.toml", "revision = \"a1\"\nmesage = \"slip\"\n");
    refused(place.command().arg("history"), 4, "header::unknown_key");
    place.write("migrations/a1_x.toml", "revision = \"a1\"\nmessage = \"no source\"\n");
    let said = refused(place.command().arg("run"), 20, "module::missing");
    assert!(said.contains("a1_x.wasm"), "{said}");
    refused(place.command().args(["build", "a1"]), 4, "build::no_source");
}

#[test]
fn a_missing_toolchain_is_named_with_the_way_to_get_it() {
    let place = Place::empty("no_tools");
    let expected = [
        ("rust", "rustup target add wasm32-unknown-unknown"),
        ("c", "pip install ziglang"),
        ("js", "apt install nodejs"),
        ("python", "pip install componentize-py"),
    ];
    for (at, (language, advice)) in expected.iter().enumerate() {
        let id = format!("a{at}");
        place.good(&["revision", "-m", "x", "--lang", language, "--rev-id", &id]);
        let mut command = place.command_without_tools();
        let said = refused(command.args(["build", &id]), 20, "build::tool_missing");
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(advice), "{language}: {said}");
    }
}

#[test]
fn what_a_compiler_says_is_shown_and_the_old_module_stays() {
    let place = Place::empty("broken");
    place.good(&["revision", "-m", "x", "--lang", "c", "--rev-id", "a1"]);
    place.good(&["build", "a1"]);
    let (module, header) = (place.read("migrations/a1_x.wasm"), place.text("migrations/a1_x.toml"));
    let source = place.text("migrations/a1_x/migration.c");
    place.write("migrations/a1_x/migration.c", &source.replacen("v_text(", "v_txt(", 1));
    let said = refused(place.command().args(["build", "a1"]), 6, "build::compiler");
    assert!(said.contains("v_txt") && said.contains("migration.c:"), "{said}");
    assert!(module == place.read("migrations/a1_x.wasm"), "the module changed");
    assert_eq!(header, place.text("migrations/a1_x.toml"));
}

#[test]
fn a_guest_that_needs_streams_is_told_what_there_is_instead() {
    let place = Place::empty("streams");
    place.good(&["revision", "-m", "x", "--lang", "c", "--rev-id", "a1"]);
    let source = place.text("migrations/a1_x/migration.c");
    let print = "bool exports_contract_verify(string_t *err) { puts(\"hello\");";
    let printing = source.replace("bool exports_contract_verify(string_t *err) {", print);
    assert_ne!(source, printing);
    place.write("migrations/a1_x/migration.c", &printing);
    let said = refused(place.command().args(["build", "a1"]), 6, "build::imports");
    assert!(said.contains("wasi_snapshot_preview1") && said.contains("`log`"), "{said}");
}

#[test]
fn a_source_in_no_language_and_an_unknown_world_are_named() {
    let place = Place::empty("unknown");
    place.write("migrations/a1_x.toml", "revision = \"a1\"\nsource = \"a1_x\"\nworld = \"all\"\n");
    refused(place.command().args(["build", "a1"]), 20, "build::source_missing");
    place.write("migrations/a1_x/README", "nothing");
    let said = refused(place.command().args(["build", "a1"]), 20, "build::language");
    assert!(said.contains("Cargo.toml") && said.contains("migration.py"), "{said}");
    place.write("migrations/a1_x/migration.c", "int x;\n");
    let said = refused(place.command().args(["build", "a1"]), 4, "build::world");
    assert!(said.contains("migration-raw"), "{said}");
}
