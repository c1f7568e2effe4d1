//! Half-done migrations that are undone, and undoings that stop half-way themselves.

use sandshift::revision::Direction;
use sandshift::runner::apply::{self, Way};
use sandshift::runner::error::RunError;
use sandshift::runner::options::Options;
use sandshift::runner::status;
use sandshift_test_servers::MariaDb;

use crate::half_runs::{STEPS, TABLES, image, killed, migration, started, stopped, unmarked};

#[test]
fn a_half_done_migration_is_undone_behind_every_statement() {
    let steps: Vec<&str> = STEPS
        .iter()
        .copied()
        .filter(|step| !["insert", "execute", "transform"].iter().any(|word| step.contains(word)))
        .collect();
    let whole = started(MariaDb::shared().database());
    let before = image(&whole);
    for at in 1..=steps.len() {
        for kill in 0..3 {
            let scene = started(MariaDb::shared().database());
            stopped(&scene, "", &steps, at);
            if kill > 0 {
                killed(&scene);
            }
            if kill == 2 {
                assert!(unmarked(&scene));
            }
            let undone =
                scene.accept_loss_down("-1").unwrap_or_else(|e| panic!("{at}, {kill}: {e:?}"));
            assert_eq!(undone.done.len(), 1);
            let now = image(&scene);
            // The values of a column that was dropped are gone.
            let now = now.replace("Null]", "Int(7)]");
            assert_eq!(now.split("\none: ").next(), before.split("\none: ").next(), "{at}, {kill}");
            assert_eq!(scene.heads(), ["aaaa"]);
            let outcomes = "SELECT direction, outcome FROM sandshift_journal WHERE revision = 'bbbb' ORDER BY id";
            assert_eq!(
                scene.values(outcomes),
                ["[Text(\"up\"), Text(\"undone\")]", "[Text(\"undo\"), Text(\"done\")]"]
            );
            scene.must_up();
            assert_eq!(scene.heads(), ["bbbb"]);
            scene.accept_loss_down("base").unwrap();
        }
    }
}

#[test]
fn rows_that_were_kept_come_back_when_a_half_done_migration_is_undone() {
    let scene = started(MariaDb::shared().database());
    let before = image(&scene);
    let steps = [
        TABLES[0],
        r#"db.update("one", #{ n: 5 }, #{ id: 1 });"#,
        r#"db.add_column("one", column("more", integer()));"#,
    ];
    stopped(&scene, "", &steps, 3);
    assert_ne!(image(&scene), before);
    scene.must_down("-1");
    assert_eq!(image(&scene), before);
    assert_eq!(scene.heads(), ["aaaa"]);
}

#[test]
fn an_undoing_that_stopped_is_finished_by_run_and_by_rollback() {
    for back in [false, true] {
        let scene = started(MariaDb::shared().database());
        stopped(&scene, "", TABLES, 3);
        // The second statement of the undoing fails.
        scene.outside("DROP TABLE three");
        assert!(matches!(scene.accept_loss_down("-1"), Err(RunError::Migration(_))));
        scene.outside("CREATE TABLE three (id INT PRIMARY KEY)");
        assert!(!scene.has("four") && scene.has("two"));
        let half =
            status::status(&scene.project(), &mut *scene.connect()).unwrap().half_done.unwrap();
        assert!(half.is_being_undone);
        if back {
            assert_eq!(scene.accept_loss_down("-1").unwrap().done.len(), 1);
            assert!(!scene.has("two") && !scene.has("three"));
            assert_eq!(scene.heads(), ["aaaa"]);
        } else {
            assert_eq!(scene.up("heads").unwrap().done.len(), 2);
            assert!(scene.has("two") && scene.has("three") && scene.has("four"));
        }
        let status = status::status(&scene.project(), &mut *scene.connect()).unwrap();
        assert_eq!(status.half_done, None);
    }
}

#[test]
fn a_rollback_that_stopped_is_gone_on_with_or_taken_back() {
    for back in [false, true] {
        let scene = started(MariaDb::shared().database());
        scene.rhai("bbbb", "aaaa", &migration("", TABLES, None));
        scene.must_up();
        scene.outside("DROP TABLE two");
        assert!(matches!(scene.accept_loss_down("-1"), Err(RunError::Migration(_))));
        scene.outside("CREATE TABLE two (id INT PRIMARY KEY)");
        assert!(!scene.has("three") && !scene.has("four"));
        if back {
            scene.accept_loss_down("-1").unwrap();
            assert_eq!(scene.heads(), ["aaaa"]);
            assert!(!scene.has("two"));
        } else {
            let way = Way { direction: Direction::Up, target: "heads".parse().unwrap() };
            let options = Options { accept_loss: true, ..scene.options() };
            apply::apply(&scene.project(), scene.connect(), &way, &options).unwrap();
            assert_eq!(scene.heads(), ["bbbb"]);
            assert!(scene.has("two") && scene.has("three") && scene.has("four"));
        }
    }
}

#[test]
fn rolling_back_counts_what_was_half_done_as_the_first_step() {
    let scene = started(MariaDb::shared().database());
    stopped(&scene, "", TABLES, 2);
    let undone = scene.accept_loss_down("-2").unwrap();
    assert_eq!(undone.done.len(), 2);
    assert!(scene.heads().is_empty());
    assert!(!scene.has("one") && !scene.has("two"));
}
