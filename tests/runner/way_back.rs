//! Rollback: derived, from the journal, refused.

use sandshift::error::Coded;
use sandshift::revision::Direction;
use sandshift::runner::error::RunError;

use crate::project::{Scene, scenes};

const TABLES: &str = r#"fn up(db) {
    db.create_table("one", [column("id", integer()).primary_key(), column("n", integer()), column("t", string(20))]);
    db.create_table("two", [column("id", integer()).primary_key(), column("one_id", integer()).references("one", "id", #{ on_delete: "cascade" })]);
    db.create_index("ix_one_n", "one", ["n"]);
    db.insert("one", [#{ id: 1, n: 1, t: "a" }]);
    db.insert("two", [#{ id: 1, one_id: 1 }]);
}
fn down(db) { db.drop_table("two"); db.drop_table("one"); }
"#;

fn started(scene: Scene) -> Scene {
    scene.rhai("aaaa", "", TABLES);
    scene.must_up();
    scene
}

#[test]
fn schema_changes_without_a_down_come_back_exactly() {
    for scene in scenes().map(started) {
        let before = scene.connect().inspect().unwrap();
        scene.rhai(
            "bbbb",
            "aaaa",
            r#"fn up(db) {
            db.add_column("one", column("more", string(10)).not_null().default("x"));
            db.create_unique_constraint("uq_one_t", "one", ["t"]);
            db.alter_column("one", "n", #{ nullable: false, default: 7, new_name: "number" });
            db.rename_table("two", "second");
            db.drop_index("ix_one_n", "one");
            db.create_table("three", [column("id", integer()).primary_key()]);
            db.create_view("seen", "SELECT id FROM one");
        }"#,
        );
        scene.must_up();
        let text = scene
            .dry_run(Direction::Down, "-1")
            .unwrap_or_else(|e| panic!("{}: {e:?}", scene.database.url));
        assert!(text.contains("three"));
        scene.must_down("-1");
        assert_eq!(scene.connect().inspect().unwrap(), before, "{}", scene.database.url);
        assert_eq!(scene.count("two"), "[Int(1)]");
        assert_eq!(scene.one("SELECT n, t FROM one"), "[Int(1), Text(\"a\")]");
        scene.must_up();
    }
}

#[test]
fn a_derived_way_back_that_rebuilds_a_parent_table_really_goes_back() {
    for scene in scenes().map(started) {
        let before = scene.connect().inspect().unwrap();
        scene.rhai(
            "bbbb",
            "aaaa",
            "fn up(db) { db.alter_column(\"one\", \"t\", #{ type: string(40), nullable: false }); }",
        );
        scene.must_up();
        let after = scene.connect().inspect().unwrap();
        assert_ne!(before, after);
        // Narrowing back may cut numbers, so that this is a loss where it is one.
        scene.accept_loss_down("-1").unwrap();
        assert_eq!(scene.connect().inspect().unwrap(), before, "{}", scene.database.url);
        assert_eq!(scene.count("two"), "[Int(1)]");
    }
}

#[test]
fn rows_that_were_inserted_or_values_that_were_lost_say_so() {
    for scene in scenes().map(started) {
        scene.rhai("bbbb", "aaaa", "fn up(db) {\n db.drop_column(\"one\", \"t\");\n}");
        scene.must_up();
        let error = scene.down("-1").unwrap_err();
        assert!(matches!(error, RunError::Loss { .. }), "{error:?}");
        assert!(error.to_string().contains("line 4"), "{error}");
        assert!(error.hint().unwrap().contains("--accept-loss"));
        assert_eq!(scene.heads(), ["bbbb"]);
        scene.accept_loss_down("-1").unwrap();
        assert_eq!(scene.one("SELECT t FROM one"), "[Null]");
    }
}

#[test]
fn raw_sql_without_a_down_has_no_way_back_even_with_loss() {
    for scene in scenes().map(started) {
        scene.rhai("bbbb", "aaaa", "fn up(db) {\n db.create_table(\"three\", [column(\"id\", integer()).primary_key()]);\n db.execute(\"INSERT INTO one (id, n) VALUES (2, 2)\");\n}");
        scene.must_up();
        for error in [
            scene.down("-1").unwrap_err(),
            scene.accept_loss_down("-1").unwrap_err(),
            scene.dry_run(Direction::Down, "-1").unwrap_err(),
        ] {
            assert!(matches!(error, RunError::NoWayBack { .. }), "{error:?}");
            assert!(error.to_string().contains("line 5"), "{error}");
            assert!(error.to_string().contains("INSERT INTO one (id,"), "{error}");
        }
        assert!(scene.has("three"));
    }
}

#[test]
fn an_irreversible_revision_says_why() {
    for scene in scenes().map(started) {
        scene.rhai("bbbb", "aaaa", "//! irreversible = \"the old keys are gone\"\nfn up(db) { db.add_column(\"one\", column(\"more\", integer())); }");
        scene.must_up();
        let error = scene.down("-1").unwrap_err();
        assert!(matches!(error, RunError::Irreversible { .. }), "{error:?}");
        assert!(error.to_string().contains("the old keys are gone"));
        assert_eq!(scene.heads(), ["bbbb"]);
    }
}

#[test]
fn revisions_whose_files_are_gone_come_back_from_the_journal_two_deep() {
    for scene in scenes().map(started) {
        let before = scene.connect().inspect().unwrap();
        scene.rhai(
            "bbbb",
            "aaaa",
            "fn up(db) { db.add_column(\"one\", column(\"more\", integer())); }",
        );
        scene.sql(
            "cccc",
            "bbbb",
            "-- +up\nCREATE TABLE three (id INT);\n-- +down\nDROP TABLE three;",
        );
        scene.must_up();
        scene.remove("bbbb_x.rhai");
        scene.remove("cccc_x.sql");
        assert_eq!(scene.must_down("aaaa").done.len(), 2);
        assert_eq!(scene.heads(), ["aaaa"]);
        assert_eq!(scene.connect().inspect().unwrap(), before);
    }
}

#[test]
fn a_way_back_that_fails_leaves_the_revision_applied() {
    for scene in scenes().map(started) {
        scene.rhai("bbbb", "aaaa", "fn up(db) { db.execute(\"UPDATE one SET n = 2\"); }\nfn down(db) { db.execute(\"UPDATE one SET n = 3\"); throw \"no\"; }");
        scene.must_up();
        let failure = scene.failing(Direction::Down, "-1");
        assert_eq!(failure.direction, Direction::Down);
        assert_eq!(scene.heads(), ["bbbb"]);
        assert_eq!(scene.one("SELECT n FROM one"), "[Int(2)]");
    }
}

#[test]
fn a_stamped_revision_without_a_down_has_no_way_back() {
    for scene in scenes() {
        scene.rhai("aaaa", "", "fn up(db) { }");
        let target = "heads".parse().unwrap();
        sandshift::runner::stamp::stamp(
            &scene.project(),
            scene.connect(),
            &target,
            false,
            &scene.options(),
        )
        .unwrap();
        let error = scene.down("base").unwrap_err();
        assert!(error.to_string().contains("the journal kept no way back"), "{error}");
    }
}
