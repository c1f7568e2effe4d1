//! The definitions that editors read know every function of the API.

use sandshift_sandbox::rhai::RhaiGuest;

const DEFINITIONS: &str = include_str!("../../../../scripts/editor/sandshift.d.rhai");

#[test]
fn the_editor_definitions_name_every_function_and_property() {
    for signature in RhaiGuest::vocabulary() {
        let name = signature.split('(').next().unwrap();
        let shown = if signature.contains('(') { format!("fn {name}(") } else { name.to_owned() };
        assert!(DEFINITIONS.contains(&shown), "`{signature}` is missing");
    }
}

#[test]
fn the_editor_definitions_name_nothing_else() {
    let known: Vec<&str> = RhaiGuest::vocabulary()
        .iter()
        .map(|signature| signature.split('(').next().unwrap())
        .collect();
    for line in DEFINITIONS.lines().filter(|line| line.starts_with("fn ")) {
        let name = line["fn ".len()..].split('(').next().unwrap();
        assert!(known.contains(&name), "`{name}` is not there");
    }
}
