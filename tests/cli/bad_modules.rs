//! Bad modules: each failure names the file and the cause, and leaves the database as it was.

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::component::{MEMORY, component_of, doing, up};
use crate::project::Project;

const HEADER: &str = "revision = \"c3\"\ndown_revision = \"b2\"\nmessage = \"a module\"\n";

fn with_module(bytes: &[u8], more: &str) -> Project {
    let project = Project::with_two_tables();
    project.good(&["run"]);
    project.migration("c3_bad.toml", &format!("{HEADER}{more}"));
    project.write("migrations/c3_bad.wasm", bytes);
    project
}

/// A run fails with this, and so does `validate` when nothing has to run for that.
fn check(bytes: &[u8], more: &str, exit_code: i32, code: &str, says: &[&str], when: When) {
    let project = with_module(bytes, more);
    let before = project.dump();
    let all = [says, &["migrations/c3_bad.wasm"]].concat();
    project.refused(&["run"], exit_code, code, &all);
    assert_eq!(project.dump(), before, "something was left behind");
    match when {
        When::Before => {
            let outcome = project.run(&["validate"]);
            assert_eq!(outcome.code, exit_code, "{outcome:#?}");
            let code = format!("error[{code}]");
            for words in all.into_iter().chain([code.as_str()]) {
                assert!(outcome.stdout.contains(words), "`{words}` is missing: {outcome:#?}");
            }
        }
        When::Running => drop(project.good(&["validate"])),
    }
}

/// When a module shows what is wrong with it.
enum When {
    Before,
    Running,
}

/// Makes a table and then does this.
fn table_and(after: &str) -> Vec<u8> {
    let column = json!({ "name": "n", "column-type": json!("integer"), "nullable": true });
    let table = json!({ "name": { "name": "t" }, "columns": [column], "options": {} });
    doing(&[json!({ "create-table": { "table": table } })], after)
}

#[test]
fn a_trap_half_way_leaves_nothing() {
    let says = ["trapped", "unreachable", "was rolled back, nothing of it is left"];
    check(&table_and("unreachable"), "", 7, "script::thrown", &says, When::Running);
}

#[test]
fn a_division_by_zero_and_an_access_beyond_memory_are_named() {
    let division = "(drop (i32.div_u (i32.const 1) (i32.const 0)))";
    check(&table_and(division), "", 7, "script::thrown", &["divide by zero"], When::Running);
    let beyond = "(drop (i32.load (i32.const -4)))";
    check(&table_and(beyond), "", 7, "script::thrown", &["out of bounds"], When::Running);
}

#[test]
fn a_module_of_another_world_says_which() {
    let module = format!(
        "(module (func (export \"transforms\") (result i32) (i32.const 16)) \
         (func (export \"transform\") (param i32 i32 i32 i32 i32) (result i32) (i32.const 16)) {MEMORY})"
    );
    let bytes = component_of("transform", &module);
    let says = ["row transforms", "db.transform"];
    check(&bytes, "", 25, "script::misuse", &says, When::Before);
}

#[test]
fn a_missing_entry_is_named() {
    // A component without any export.
    let bytes = wat::parse_str("(component)").unwrap();
    check(&bytes, "", 25, "script::missing_entry", &["`up`"], When::Before);
}

#[test]
fn an_entry_of_the_wrong_type_is_named() {
    let bytes = wat::parse_str(
        "(component (core module $m (func (export \"up\"))) (core instance $i (instantiate $m)) \
         (func (export \"up\") (canon lift (core func $i \"up\"))))",
    );
    let says = ["the export `up` has the wrong type", "result<_, string>"];
    check(&bytes.unwrap(), "", 25, "script::misuse", &says, When::Before);
}

#[test]
fn unknown_imports_are_listed() {
    let bytes = wat::parse_str(
        "(component (import \"wasi:clocks/wall-clock@0.2.0\" (instance)) \
         (import \"acme:shell/run@1.0.0\" (instance)) \
         (core module $m (func (export \"up\"))) (core instance $i (instantiate $m)) \
         (func (export \"up\") (canon lift (core func $i \"up\"))))",
    );
    let says = ["`wasi:clocks/wall-clock@0.2.0`", "`acme:shell/run@1.0.0`"];
    check(&bytes.unwrap(), "", 25, "script::misuse", &says, When::Before);
}

#[test]
fn a_module_that_is_not_the_one_of_its_header_is_refused() {
    let good = table_and("");
    let sha256 = hex::encode(Sha256::digest(&good));
    let header = format!("sha256 = \"{sha256}\"\n");
    let other = table_and("nop");
    let found = hex::encode(Sha256::digest(&other));
    let says = [sha256.as_str(), found.as_str(), "build it again"];
    check(&other, &header, 20, "module::other", &says, When::Before);
    let project = with_module(&good, &header);
    project.good(&["run"]);
}

#[test]
fn truncated_files_and_other_files_are_told_apart() {
    let whole = up("", "");
    let half = &whole[..whole.len() / 2];
    check(half, "", 6, "script::syntax", &["the module is broken"], When::Before);
    check(b"", "", 6, "script::syntax", &["no WebAssembly"], When::Before);
    check(b"(component)", "", 6, "script::syntax", &["no WebAssembly"], When::Before);
    let core = wat::parse_str("(module (func (export \"up\")))").unwrap();
    let says = ["core module, not a component"];
    check(&core, "", 25, "script::misuse", &says, When::Before);
}

#[test]
fn raw_sql_can_be_forbidden_and_is_refused_before_anything_runs() {
    let execute = r#"(import "sandshift:guest/raw-sql@0.2.0" "execute"
        (func $execute (param i32 i32 i32 i32 i32 i32 i32) (result i64)))"#;
    let exports = "(func (export \"up\") (result i32) (i32.const 16)) \
        (func (export \"down\") (result i32) (i32.const 16)) \
        (func (export \"verify\") (result i32) (i32.const 16))";
    let bytes = component_of("migration-raw", &format!("(module {execute} {MEMORY} {exports})"));
    let project = with_module(&bytes, "");
    project.write(
        "sandshift.toml",
        "[env.dev]\nurl = \"sqlite:app.db\"\n[modules]\nraw_sql = false\n",
    );
    let says = ["`sandshift:guest/raw-sql@0.2.0`", "c3_bad.wasm"];
    project.refused(&["run"], 25, "script::misuse", &says);
    project.write("sandshift.toml", "[env.dev]\nurl = \"sqlite:app.db\"\n");
    project.good(&["run"]);
}

#[test]
fn show_tells_what_a_module_is_without_running_it() {
    let bytes = table_and("");
    let project = with_module(&bytes, "");
    let shown = project.json(&["show", "c3"]);
    let module = &shown["revisions"][0]["module"];
    assert_eq!(module["state"], "good");
    assert_eq!(module["world"], "migration-forward");
    assert_eq!(module["contract"], "0.2.0");
    assert_eq!(module["bytes"], bytes.len());
    assert_eq!(module["sha256"], hex::encode(Sha256::digest(&bytes)));
    assert_eq!(module["exports"], json!(["up"]));
    let imports = module["imports"].as_array().unwrap();
    assert!(imports.contains(&json!("sandshift:guest/operations@0.2.0")), "{imports:?}");
    let text = project.good(&["show", "c3"]);
    for words in ["migration-forward, contract 0.2.0", "exports", "imports", "sha256"] {
        assert!(text.contains(words), "`{words}` is missing:\n{text}");
    }
    project.write("migrations/c3_bad.wasm", "no module");
    let module = &project.json(&["show", "c3"])["revisions"][0]["module"];
    assert_eq!(module["state"], "broken");
}

#[test]
fn a_second_run_of_a_module_loads_what_the_first_compiled() {
    let project = with_module(&table_and(""), "");
    let cache = project.path("cache");
    let mut command = project.command(&["run", "--dry-run"]);
    command.env("XDG_CACHE_HOME", &cache).env("XDG_STATE_HOME", project.path("state"));
    let kept = || std::fs::read_dir(cache.join("sandshift/modules")).unwrap().count();
    assert!(command.output().unwrap().status.success());
    assert_eq!(kept(), 1);
    let before = std::fs::read_dir(cache.join("sandshift/modules")).unwrap().next();
    let written = before.unwrap().unwrap().metadata().unwrap().modified().unwrap();
    assert!(command.output().unwrap().status.success());
    let after = std::fs::read_dir(cache.join("sandshift/modules")).unwrap().next();
    assert_eq!(after.unwrap().unwrap().metadata().unwrap().modified().unwrap(), written);
    assert_eq!(kept(), 1);
}
