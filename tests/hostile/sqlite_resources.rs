//! SQL text on SQLite that uses up time, memory and disk.

use std::fs;
use std::time::{Duration, Instant};

use sandshift::backend::walls::Walls;

use crate::reach::walls;
use crate::scene::Scene;

const ENDLESS: &str =
    "WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n";

#[test]
fn case_30_a_statement_that_takes_too_long_ends_shortly_behind_its_time() {
    let scene = Scene::sqlite();
    let time = Duration::from_millis(500);
    let walls = Walls { statement_time: Some(time), ..walls() };
    let many = "SELECT count(*) FROM own a, own b, own c";
    for body in [
        format!("db.query({ENDLESS:?});"),
        format!("db.execute(\"UPDATE own SET name = ({ENDLESS})\");"),
        format!("try {{ db.query({ENDLESS:?}); }} catch {{}}"),
    ] {
        let begun = Instant::now();
        scene.fails(&walls, &body, "database::statement_time");
        // The rest is what the run takes by itself, on a busy machine.
        assert!(begun.elapsed() < time + Duration::from_secs(2), "{body}: {:?}", begun.elapsed());
    }
    scene.honest(&walls, &format!("db.query({many:?});"));
}

#[test]
fn case_30_long_values_patterns_and_deep_expressions_are_refused() {
    let scene = Scene::sqlite();
    let deep = format!("SELECT {}1", "1+".repeat(1_000));
    for query in [
        "SELECT length(zeroblob(1000000000))",
        "SELECT randomblob(1000000000)",
        "SELECT name LIKE '%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b' FROM own",
        &deep,
    ] {
        let begun = Instant::now();
        scene.fails(&walls(), &format!("db.query({query:?});"), "database::statement");
        assert!(begun.elapsed() < Duration::from_secs(3), "{query}");
    }
}

#[test]
fn case_30_many_long_values_at_once_use_no_more_memory_than_there_is_for_all() {
    let scene = Scene::sqlite();
    let columns: Vec<String> =
        (0..60).map(|at| format!("hex(zeroblob(30000000 + {at}))")).collect();
    let query = format!("SELECT length({})", columns.join(") + length("));
    // One at a time they are little, so that this may work; together in one row they are not.
    let _ = scene.run(&walls(), &format!("db.query({query:?});"));
    let body = format!("db.query(\"SELECT {} FROM own\");", columns.join(", "));
    let before = scene.image();
    let error = scene.run(&walls(), &body).unwrap_err();
    assert!(error.to_string().contains("memory"), "{error}");
    before.is_kept(&scene.image(), "long values");
}

#[test]
fn case_30_the_file_grows_no_further_than_it_may() {
    let scene = Scene::sqlite();
    let walls = Walls { most_bytes: Some(1 << 20), ..walls() };
    scene.honest(&walls, "db.query(\"SELECT length(printf('%.*c', 1000000000, 'x')) AS n\");");
    scene.back(&walls).unwrap();
    let body = "db.execute(\"WITH RECURSIVE n (x) AS (SELECT 10 UNION ALL SELECT x + 1 FROM n WHERE x < 4000) INSERT INTO own (id, name) SELECT x, hex(randomblob(1000)) FROM n\");";
    scene.fails(&walls, body, "database::storage");
    assert!(fs::metadata(scene.database.file().unwrap()).unwrap().len() <= 1 << 20);
}
