//! `now()` and uuids: the same for the same moment and seed, and on record.

use sandshift::runner::apply::{self, Way};
use sandshift::runner::options::Options;

use crate::project::{Scene, scenes};

const IDS: &str = r#"fn up(db) {
    db.create_table("ids", [column("n", integer()).primary_key(), column("id", string(36)), column("at", string(40))]);
    for n in 1..=3 { db.insert("ids", #{ n: n, id: uuid4(), at: now().to_string() }); }
    db.insert("ids", #{ n: 4, id: uuid7(), at: today().to_string() });
}"#;

fn run(scene: &Scene, now_micros: Option<i64>, seed: Option<&str>) -> Vec<String> {
    let options = Options { now_micros, seed: seed.map(str::to_owned), ..scene.options() };
    let way =
        Way { direction: sandshift::revision::Direction::Up, target: "heads".parse().unwrap() };
    apply::apply(&scene.project(), scene.connect(), &way, &options).unwrap();
    let ids = scene.values("SELECT id, at FROM ids ORDER BY n");
    scene.accept_loss_down("base").unwrap();
    ids
}

#[test]
fn the_same_moment_and_seed_give_the_same_rows() {
    for scene in scenes() {
        scene.rhai("aaaa", "", IDS);
        let first = run(&scene, Some(1_700_000_000_123_456), Some("a"));
        assert!(first[0].contains("2023-11-14 22:13:20.123456"), "{first:?}");
        assert!(first[3].contains("Text(\"2023-11-14\")"), "{first:?}");
        assert_ne!(first[0], first[1]);
        assert_eq!(run(&scene, Some(1_700_000_000_123_456), Some("a")), first);
        let other = run(&scene, Some(1_700_000_000_123_456), Some("b"));
        assert_ne!(other[0], first[0]);
    }
}

#[test]
fn moment_and_seed_are_on_record_and_enough_to_run_it_again() {
    for scene in scenes() {
        scene.rhai("aaaa", "", IDS);
        let random = run(&scene, None, None);
        assert_ne!(run(&scene, None, None), random);
        let journal =
            "SELECT now_micros, seed FROM sandshift_journal WHERE direction = 'up' ORDER BY id";
        let rows = scene.values(journal);
        assert_eq!(rows.len(), 2);
        assert_ne!(rows[0], rows[1]);
        assert!(rows[0].starts_with("[Int("), "{rows:?}");
    }
}

#[test]
fn two_revisions_of_one_run_have_the_same_moment_and_other_ids() {
    for scene in scenes() {
        scene.rhai("aaaa", "", "fn up(db) { db.create_table(\"ids\", [column(\"id\", string(36)).primary_key(), column(\"at\", string(40))]); db.insert(\"ids\", #{ id: uuid4(), at: now().to_string() }); }");
        scene.rhai(
            "bbbb",
            "aaaa",
            "fn up(db) { db.insert(\"ids\", #{ id: uuid4(), at: now().to_string() }); }",
        );
        scene.must_up();
        assert_eq!(
            scene.one("SELECT count(DISTINCT id), count(DISTINCT at) FROM ids"),
            "[Int(2), Int(1)]"
        );
    }
}
