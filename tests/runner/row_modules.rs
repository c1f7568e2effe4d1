//! Scripts that leave the work on rows to a WebAssembly module.

use std::fs;

use sandshift_test_servers::{TestDatabase, shell};

use crate::component::{MEMORY, component_of};
use crate::project::{Scene, databases};
use sandshift::revision::Direction;

/// Transforms by their first letter: `bump` adds one to the numbers of the first column, `keep`
/// gives no column back, `shrink` forgets a row, `fail` says why not, `trap` breaks off, `out` refuses a row that is
/// not there.
const MODULE: &str = r#"(module
    (import "sandshift:guest/log@0.2.0" "write" (func $log (param i32 i32 i32)))
    (import "sandshift:guest/rows@0.2.0" "refuse" (func $refuse (param i32 i32 i32)))
    (data (i32.const 512) "bumpkeepshrinkfailtrapout")
    (data (i32.const 600) "\00\02\00\00\04\00\00\00\04\02\00\00\04\00\00\00\08\02\00\00\06\00\00\00\0e\02\00\00\04\00\00\00\12\02\00\00\04\00\00\00\16\02\00\00\03\00\00\00")
    (data (i32.const 700) "\58\02\00\00\06\00\00\00")
    (func (export "transforms") (result i32) (i32.const 700))
    (func $bump (param $column i32) (local $at i32) (local $end i32)
        (local.set $at (i32.load (i32.add (local.get $column) (i32.const 12))))
        (local.set $end (i32.add (local.get $at)
            (i32.mul (i32.const 8) (i32.load (i32.add (local.get $column) (i32.const 16))))))
        (block $done (loop $next
            (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
            (i64.store (local.get $at) (i64.add (i64.load (local.get $at)) (i64.const 1)))
            (local.set $at (i32.add (local.get $at) (i32.const 8)))
            (br $next))))
    (func (export "transform") (param $name i32) (param $length i32)
            (param $rows i32) (param $columns i32) (param $count i32) (result i32)
        (local $letter i32)
        (local.set $letter (i32.load8_u (local.get $name)))
        (call $log (i32.const 1) (local.get $name) (local.get $length))
        (if (i32.eq (local.get $letter) (i32.const 116)) (then unreachable))
        (if (i32.eq (local.get $letter) (i32.const 111))
            (then (call $refuse (i32.const 99) (local.get $name) (local.get $length))))
        (if (i32.eq (local.get $letter) (i32.const 98)) (then (call $bump (local.get $columns))))
        (if (i32.eq (local.get $letter) (i32.const 107)) (then (local.set $count (i32.const 0))))
        (if (i32.eq (local.get $letter) (i32.const 115))
            (then (local.set $rows (i32.sub (local.get $rows) (i32.const 1)))))
        (if (i32.eq (local.get $letter) (i32.const 102)) (then
            (i32.store8 (i32.const 800) (i32.const 1))
            (i32.store (i32.const 804) (local.get $name))
            (i32.store (i32.const 808) (local.get $length))
            (return (i32.const 800))))
        (i32.store (i32.const 804) (local.get $rows))
        (i32.store (i32.const 808) (local.get $columns))
        (i32.store (i32.const 812) (local.get $count))
        (i32.const 800))
    MEMORY)"#;

fn module() -> Vec<u8> {
    component_of("transform", &MODULE.replace("MEMORY", MEMORY))
}

/// A table of five rows, and a script that hands them to a transform of the module.
fn scene(database: TestDatabase, call: &str) -> Scene {
    let scene = Scene::new(database);
    let folder = scene.migrations().join("modules");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("numbers.wasm"), module()).unwrap();
    scene.rhai(
        "aaaa",
        "",
        "fn up(db) {
            db.create_table(\"numbers\", [column(\"id\", integer()).primary_key(), column(\"n\", integer())]);
            db.insert(\"numbers\", [#{id: 1, n: 10}, #{id: 2, n: 20}, #{id: 3, n: ()}, #{id: 4, n: 40}, #{id: 5, n: 50}]);
        }",
    );
    scene.rhai("bbbb", "aaaa", &format!("fn up(db) {{ {call} }}\nfn down(db) {{ }}"));
    scene
}

const BUMP: &str = "let said = db.transform(\"numbers\", #{read: [\"n\"], write: [\"n\"], batch: 2}, module(\"numbers.wasm\", \"bump\"));
    if said.read != 5 || said.changed != 4 { throw `${said}`; }";

const NUMBERS: &str = "SELECT n FROM numbers ORDER BY id";

#[test]
fn a_module_changes_rows_everywhere_and_null_stays() {
    for database in databases() {
        let scene = scene(database, BUMP);
        let url = scene.database.url.clone();
        scene.must_up();
        let numbers = ["[Int(11)]", "[Int(21)]", "[Null]", "[Int(41)]", "[Int(51)]"];
        assert_eq!(scene.values(NUMBERS), numbers, "{url}");
    }
}

#[test]
fn the_dry_run_of_a_module_does_in_the_shell_what_a_run_does() {
    let copies = databases();
    for (database, copy) in databases().into_iter().zip(copies) {
        let scene = scene(database, BUMP);
        let url = scene.database.url.clone();
        let text = scene.dry_run(Direction::Up, "heads").unwrap_or_else(|e| panic!("{url}: {e:?}"));
        assert!(!scene.has("numbers"), "{url}");
        shell(&copy, &text).unwrap_or_else(|error| panic!("{url}: {error:?}\n{text}"));
        scene.must_up();
        assert_eq!(shell(&copy, NUMBERS).unwrap(), shell(&scene.database, NUMBERS).unwrap());
    }
}

#[test]
fn a_transform_that_goes_wrong_says_how_and_changes_nothing() {
    let calls = [
        ("module(\"numbers.wasm\", \"fail\")", "module `numbers.wasm`: fail"),
        ("module(\"numbers.wasm\", \"trap\")", "trapped: wasm `unreachable`"),
        ("module(\"numbers.wasm\", \"shrink\")", "it gave 4 rows for a batch of 5"),
        ("module(\"numbers.wasm\", \"out\")", "there is no row 99 in a batch of 5"),
        ("module(\"numbers.wasm\", \"bumpy\")", "module `numbers.wasm` has no transform `bumpy`"),
        ("module(\"nothing.wasm\", \"bump\")", "nothing.wasm` cannot be read"),
        ("module(\"../aaaa_x.rhai\", \"bump\")", "`../aaaa_x.rhai` is no name of a module"),
        ("module(\"/etc/passwd\", \"bump\")", "`/etc/passwd` is no name of a module"),
        ("module(\"broken.wasm\", \"bump\")", "module `broken.wasm`: the file is no WebAssembly"),
        ("module(\"migration.wasm\", \"bump\")", "imports what only a migration gets"),
    ];
    for (call, words) in calls {
        let database = TestDatabase::sqlite();
        let scene =
            scene(database, &format!("db.transform(\"numbers\", #{{read: [\"n\"]}}, {call});"));
        let folder = scene.migrations().join("modules");
        fs::write(folder.join("broken.wasm"), b"no module").unwrap();
        let import = r#"(import "sandshift:guest/env@0.2.0" "now-micros" (func (result i64)))"#;
        fs::write(folder.join("migration.wasm"), crate::component::up(import, "")).unwrap();
        scene.up("aaaa").unwrap();
        let before = scene.values(NUMBERS);
        let failure = format!("{:?}", scene.failing_up());
        assert!(failure.contains(words), "{call}: {failure}");
        assert!(failure.contains("line: 3"), "{call}: {failure}");
        assert_eq!(scene.values(NUMBERS), before, "{call}");
    }
}

#[cfg(unix)]
#[test]
fn a_module_that_is_a_link_to_elsewhere_is_refused() {
    let call = "db.transform(\"numbers\", #{read: [\"n\"]}, module(\"far.wasm\", \"bump\"));";
    let scene = scene(TestDatabase::sqlite(), call);
    let far = tempfile::NamedTempFile::new().unwrap();
    fs::write(far.path(), module()).unwrap();
    let link = scene.migrations().join("modules").join("far.wasm");
    std::os::unix::fs::symlink(far.path(), link).unwrap();
    let failure = format!("{:?}", scene.failing_up());
    assert!(failure.contains("lies in another folder"), "{failure}");
}

#[test]
fn a_module_that_was_changed_after_its_run_counts_as_an_edited_revision() {
    let scene = scene(TestDatabase::sqlite(), BUMP);
    scene.must_up();
    scene.rhai("cccc", "bbbb", "fn up(db) { }\nfn down(db) { }");
    let file = scene.migrations().join("modules").join("numbers.wasm");
    let mut bytes = fs::read(&file).unwrap();
    // A custom section without a name: the module does what it did.
    bytes.extend([0, 1, 0]);
    fs::write(&file, bytes).unwrap();
    let error = format!("{:?}", scene.up("heads").unwrap_err());
    assert!(error.contains("Edited") && error.contains("bbbb"), "{error}");
}
