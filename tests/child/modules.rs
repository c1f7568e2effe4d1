//! Modules in processes of their own.

use std::fs;

use crate::component::{MEMORY, component_of, doing, up};
use crate::project::{Outcome, Project, header};
use serde_json::json;

const HEADER: &str = "revision = \"c3\"\nmessage = \"a module\"\n";

/// A project with one module, run in a profile.
fn run(bytes: &[u8], profile: &str) -> (Project, Outcome) {
    let project = Project::new();
    project.write(
        "sandshift.toml",
        // Operations are counted alike on every machine, however long they take.
        "[limits]\nscript_time = \"60s\"\noperations = 20_000_000\nmemory_mb = 64\n\
         [env.dev]\nurl = \"sqlite:app.db\"\n",
    );
    project.migration("c3_m.toml", HEADER);
    project.write("migrations/c3_m.wasm", bytes);
    let outcome = project.run(&["run", "-q", "--profile", profile]);
    (project, outcome)
}

/// Makes a table and then does this.
fn table_and(after: &str) -> Vec<u8> {
    let column = json!({ "name": "n", "column-type": json!("integer"), "nullable": true });
    let table = json!({ "name": { "name": "t" }, "columns": [column], "options": {} });
    doing(&[json!({ "create-table": { "table": table } })], after)
}

#[test]
fn a_module_of_the_shared_profile_does_what_it_says() {
    let (project, outcome) = run(&table_and(""), "shared");
    assert_eq!(outcome.code, 0, "{outcome:#?}");
    assert!(project.dump().unwrap()[0].contains("\"t\""), "{:?}", project.dump());
}

#[test]
fn modules_go_wrong_in_the_same_words() {
    let loops = "(loop $again (br $again))";
    let grows = "(loop $again (br_if $again (i32.ne (memory.grow (i32.const 64)) (i32.const -1)))) unreachable";
    let deep = "(func $deep (call $deep))";
    for bytes in [
        table_and("unreachable"),
        table_and("(drop (i32.div_u (i32.const 1) (i32.const 0)))"),
        table_and("(drop (i32.load (i32.const -4)))"),
        table_and(loops),
        table_and(grows),
        up(deep, "(call $deep)"),
        b"no module".to_vec(),
        component_of(
            "migration-forward",
            &format!("(module {MEMORY} (func (export \"up\") (result i32) unreachable))"),
        ),
    ] {
        let ((_, trusted), (_, shared)) = (run(&bytes, "trusted"), run(&bytes, "shared"));
        assert_ne!(trusted.code, 0, "{trusted:#?}");
        assert_eq!(trusted, shared);
    }
}

/// Gives each row back as it was.
const SAME: &str = r#"(module
    (data (i32.const 512) "same")
    (data (i32.const 600) "\00\02\00\00\04\00\00\00")
    (data (i32.const 700) "\58\02\00\00\01\00\00\00")
    (func (export "transforms") (result i32) (i32.const 700))
    (func (export "transform") (param $name i32) (param $length i32)
            (param $rows i32) (param $columns i32) (param $count i32) (result i32)
        (i32.store (i32.const 804) (local.get $rows))
        (i32.store (i32.const 808) (local.get $columns))
        (i32.store (i32.const 812) (local.get $count))
        (i32.const 800))
    MEMORY)"#;

#[test]
fn a_script_hands_rows_to_a_module_in_its_own_process() {
    let project = Project::new();
    fs::create_dir(project.path("migrations/modules")).unwrap();
    let bytes = component_of("transform", &SAME.replace("MEMORY", MEMORY));
    project.write("migrations/modules/same.wasm", bytes);
    let text = "fn up(db) {
    db.create_table(\"t\", [column(\"id\", integer()).primary_key(), column(\"n\", integer())]);
    for id in 0..300 { db.insert(\"t\", #{ id: id, n: id }); }
    let said = db.transform(\"t\", #{ read: [\"n\"], write: [\"n\"], batch: 20 }, module(\"same.wasm\", \"same\"));
    assert(said.read == 300 && said.changed == 0, `${said}`);
}
";
    project.migration("a1.rhai", &(header("a1", None) + text));
    project.good(&["run", "--profile", "shared"]);
}
