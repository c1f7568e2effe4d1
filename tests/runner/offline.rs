//! Case 24: dry runs without a database.

use sandshift::backend::dialect::Dialect;
use sandshift::backend::open::DIALECTS;
use sandshift::error::Coded;
use sandshift::report::event::Event;
use sandshift::revision::Direction;
use sandshift::runner::error::RunError;
use sandshift::runner::record::{self, OfflineWay};
use sandshift::session::ending::Left;
use sandshift_test_servers::{TestDatabase, shell};

use crate::project::{Scene, databases};

const MESSAGE: &str = "//! message = \"\"\"one\nDROP TABLE users; -- two\"\"\"\n";

fn three_tables() -> Scene {
    let scene = Scene::new(TestDatabase::sqlite());
    for (id, parent) in [("aaaa", ""), ("bbbb", "aaaa"), ("cccc", "bbbb")] {
        let body = format!(
            "fn up(db) {{ db.create_table(\"t_{id}\", [column(\"id\", integer()).primary_key()]); }}"
        );
        scene.rhai(id, parent, &body);
    }
    scene
}

fn recorded(
    scene: &Scene,
    dialect: &'static dyn Dialect,
    direction: Direction,
    range: &str,
) -> Result<String, RunError> {
    scene.events.0.lock().unwrap().clear();
    let way = OfflineWay { direction, range: range.parse()? };
    record::record(&scene.project(), dialect, &way, &scene.options())?;
    Ok(scene.told_text())
}

fn times(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

#[test]
fn case_24_the_whole_way_up_makes_the_bookkeeping_and_runs_in_the_shell() {
    let scene = three_tables();
    for database in databases() {
        let dialect = DIALECTS[if database.url.starts_with("sqlite") {
            0
        } else if database.url.starts_with("postgres") {
            1
        } else {
            2
        }];
        let text = recorded(&scene, dialect, Direction::Up, ":").unwrap();
        let begin = if dialect.name() == "postgres" {
            "BEGIN"
        } else {
            &dialect.frame(Default::default()).begin[0]
        };
        let own = usize::from(dialect.rolls_back_schema());
        assert_eq!(times(&text, begin), 3 + own, "{text}");
        shell(&database, &text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let copy = Scene::new(database);
        assert_eq!(copy.heads(), ["cccc"]);
        assert!(copy.has("t_aaaa") && copy.has("t_cccc"));
    }
}

#[test]
fn case_24_a_range_records_only_its_own_revisions() {
    let scene = three_tables();
    for dialect in DIALECTS {
        let text = recorded(&scene, dialect, Direction::Up, "bbbb:cccc").unwrap();
        assert!(!text.contains("t_aaaa") && !text.contains("t_bbbb"), "{text}");
        assert!(text.contains("t_cccc"), "{text}");
        let heads =
            dialect.quote(&sandshift_model::ident::Ident::new("sandshift_heads").unwrap()).unwrap();
        assert_eq!(times(&text, &format!("UPDATE {heads}")), 1, "{text}");
        assert_eq!(times(&text, "CREATE TABLE"), 1, "{text}");
    }
}

#[test]
fn case_24_the_way_down_needs_both_ends_and_keeps_the_bookkeeping() {
    let scene = three_tables();
    for dialect in DIALECTS {
        let error = recorded(&scene, dialect, Direction::Down, ":base").unwrap_err();
        assert!(error.to_string().contains("both ends"), "{error}");
        let text = recorded(&scene, dialect, Direction::Down, "cccc:base").unwrap();
        assert_eq!(times(&text, "DROP TABLE"), 3, "{text}");
        let order: Vec<usize> =
            ["t_cccc", "t_bbbb", "t_aaaa"].iter().map(|table| text.find(table).unwrap()).collect();
        assert!(order.is_sorted(), "{text}");
        assert!(!text.contains("CREATE TABLE"), "{text}");
    }
}

#[test]
fn case_24_without_a_transaction_only_the_bookkeeping_has_one() {
    let scene = Scene::new(TestDatabase::sqlite());
    scene.sql(
        "aaaa",
        "",
        "--! transaction = false\n-- +up\nCREATE TABLE one (id INT);\nINSERT INTO one VALUES (1);",
    );
    for dialect in DIALECTS {
        let text = recorded(&scene, dialect, Direction::Up, ":").unwrap();
        let begin = &dialect.frame(Default::default()).begin[0];
        let first = text.rfind(&format!("{begin};\n")).unwrap();
        assert!(text.find("INSERT INTO one").unwrap() < first, "{text}");
    }
}

#[test]
fn case_24_a_message_of_several_lines_is_never_sql() {
    let scene = Scene::new(TestDatabase::sqlite());
    scene.write(
        "aaaa_x.rhai",
        &format!(
            "//! revision = \"aaaa\"\n{}fn up(db) {{ db.execute(\"SELECT 1\"); }}\n",
            MESSAGE.replace("\nDROP", "\\nDROP").replace("\"\"\"", "\"")
        ),
    );
    for dialect in DIALECTS {
        let text = recorded(&scene, dialect, Direction::Up, ":").unwrap();
        for statement in dialect.split(&text).unwrap() {
            assert!(!statement.sql.trim_start().starts_with("DROP"), "{text}");
        }
    }
}

#[test]
fn a_read_is_refused_by_name_and_nothing_is_left() {
    let scene = Scene::new(TestDatabase::sqlite());
    scene.rhai("aaaa", "", "//! transaction = false\nfn up(db) {\n db.execute(\"CREATE TABLE one (id INT)\");\n db.query(\"SELECT 1\");\n}");
    for dialect in DIALECTS {
        let RunError::Migration(failure) =
            recorded(&scene, dialect, Direction::Up, ":").unwrap_err()
        else {
            panic!("another error");
        };
        assert_eq!(failure.code(), "dry_run::offline_read");
        assert!(failure.to_string().contains("`db.query`"), "{failure}");
        assert_eq!(failure.left, Left::Nothing);
    }
}

#[test]
fn the_catalog_is_rebuilt_from_the_earlier_revisions() {
    let scene = three_tables();
    scene.rhai("dddd", "cccc", "fn up(db) { assert(db.has_table(\"t_aaaa\")); db.alter_column(\"t_aaaa\", \"id\", #{ type: big_integer() }); }");
    for dialect in DIALECTS {
        let text = recorded(&scene, dialect, Direction::Up, "cccc:dddd").unwrap();
        assert!(text.contains("t_aaaa"), "{text}");
    }
    let told = scene.events.0.lock().unwrap();
    assert_eq!(told.iter().filter(|event| matches!(event, Event::Started { .. })).count(), 1);
}
