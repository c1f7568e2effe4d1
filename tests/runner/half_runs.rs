//! Runs that stopped half-way are gone on with, or undone, statement by statement.

use sandshift::error::Coded;
use sandshift::runner::error::RunError;
use sandshift::runner::{status, unlock};
use sandshift_test_servers::{MariaDb, Postgres, TestDatabase};

use crate::project::{Scene, scenes};

const BEFORE: &str = r#"fn up(db) {
    db.create_table("one", [column("id", integer()).primary_key(), column("n", integer()), column("t", string(20)).not_null(), column("gone", integer())]);
    db.insert("one", [#{ id: 1, n: 10, t: "a", gone: 7 }, #{ id: 2, n: 20, t: "b", gone: 8 }]);
}
fn down(db) { db.drop_table("one"); }"#;

/// Schema and rows by turns; adding to what is there shows when a statement runs twice or not at all.
pub(crate) const STEPS: &[&str] = &[
    r#"db.create_table("two", [column("id", integer()).primary_key(), column("n", integer()).not_null(), column("kind", string(36))]);"#,
    r#"db.insert("two", [#{ id: 1, n: 1, kind: uuid4() }, #{ id: 2, n: 2, kind: "b" }]);"#,
    r#"let hit = db.attempt(|| db.execute("INSERT INTO two (id, n) VALUES (1, 9)")).ok;"#,
    r#"db.add_column("one", column("more", string(10)).not_null().default("x"));"#,
    r#"db.create_index("ix_two_n", "two", ["n"]);"#,
    r#"db.execute("UPDATE one SET n = n + 1");"#,
    r#"db.alter_column("one", "t", #{ type: string(40), nullable: true, new_name: "label" });"#,
    r#"db.execute("CREATE TABLE three (id INT PRIMARY KEY)");"#,
    r#"if !db.inspect("two").has_column("extra") { db.add_column("two", column("extra", integer())); }"#,
    r#"db.rename_table("two", "second");"#,
    r#"db.transform("one", #{ write: ["n"] }, |row| #{ n: row.n * 2 });"#,
    r#"let told = db.attempt(|| db.transform("one", #{ write: ["n"] }, |row| #{ n: row.n + 3 })).value; assert(told.changed == 2, `${told}`);"#,
    r#"let sum = 0; for row in db.query("SELECT gone FROM one ORDER BY id") { sum += row.gone; } db.execute("UPDATE one SET n = n + ?", [sum]);"#,
    r#"db.drop_column("one", "gone");"#,
    r#"db.execute("UPDATE second SET extra = n * 10");"#,
];

/// Tables alone, each a statement that commits by itself on MariaDB.
pub(crate) const TABLES: &[&str] = &[
    r#"db.create_table("two", [column("id", integer()).primary_key()]);"#,
    r#"db.create_table("three", [column("id", integer()).primary_key()]);"#,
    r#"db.create_table("four", [column("id", integer()).primary_key()]);"#,
];

/// The migration with its steps, stopped behind so many of them.
pub(crate) fn migration(header: &str, steps: &[&str], stop: Option<usize>) -> String {
    let mut lines: Vec<String> = steps.iter().map(ToString::to_string).collect();
    if let Some(stop) = stop {
        lines.insert(stop, "throw \"stop\";".to_owned());
    }
    format!("{header}fn up(db) {{\n{}\n}}", lines.join("\n"))
}

pub(crate) fn started(database: TestDatabase) -> Scene {
    let scene = Scene::new(database);
    scene.rhai("aaaa", "", BEFORE);
    scene.must_up();
    scene
}

/// The schema, and the rows of all tables.
pub(crate) fn image(scene: &Scene) -> String {
    let catalog = scene.connect().inspect().unwrap();
    let mut image = format!("{catalog:#?}\n");
    for name in catalog.tables.keys() {
        image +=
            &format!("{name}: {:?}\n", scene.values(&format!("SELECT * FROM {name} ORDER BY id")));
    }
    image
}

fn journal(scene: &Scene) -> Vec<String> {
    scene.values(
        "SELECT j.outcome, s.ordinal, s.outcome, s.row_count, s.statement FROM sandshift_statements s \
         JOIN sandshift_journal j ON j.id = s.run_id WHERE j.revision = 'bbbb' ORDER BY j.id, s.ordinal",
    )
}

/// As if the process had been killed instead of the script having failed.
pub(crate) fn killed(scene: &Scene) {
    scene.outside("UPDATE sandshift_journal SET outcome = 'running' WHERE outcome = 'failed'");
}

const LAST: &str = "SELECT max(ordinal) FROM sandshift_statements WHERE run_id IN (SELECT id FROM sandshift_journal WHERE outcome = 'running')";

fn last(scene: &Scene) -> i64 {
    let text = scene.one(LAST);
    text.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(-1)
}

/// As if the process had been killed before it could write that its last statement took effect; false
/// where that statement is marked together with its effect.
pub(crate) fn unmarked(scene: &Scene) -> bool {
    let at = last(scene);
    if at < 0 {
        return false;
    }
    let filter = format!(
        "ordinal = {at} AND run_id IN (SELECT id FROM sandshift_journal WHERE outcome = 'running')"
    );
    let statement =
        scene.one(&format!("SELECT statement FROM sandshift_statements WHERE {filter}"));
    let begins = |word: &&str| statement.starts_with(&format!("[Text(\"{word}"));
    let is_alone = (scene.is_mysql() && ["CREATE", "ALTER", "DROP", "RENAME"].iter().any(begins))
        || (scene.is_postgres() && statement.contains("CONCURRENTLY"));
    if is_alone {
        scene
            .outside(&format!("UPDATE sandshift_statements SET outcome = 'intent' WHERE {filter}"));
    }
    is_alone
}

pub(crate) fn stopped(scene: &Scene, header: &str, steps: &[&str], at: usize) {
    scene.rhai("bbbb", "aaaa", &migration(header, steps, Some(at)));
    let failure = scene.failing_up();
    assert_eq!(failure.to_string(), "stop");
    scene.rhai("bbbb", "aaaa", &migration(header, steps, None));
}

fn goes_on_everywhere(database: impl Fn() -> TestDatabase, header: &str, steps: &[&str]) {
    let whole = started(database());
    whole.rhai("bbbb", "aaaa", &migration(header, steps, None));
    whole.must_up();
    for at in 0..=steps.len() {
        for kill in 0..3 {
            let scene = started(database());
            stopped(&scene, header, steps, at);
            if kill > 0 {
                killed(&scene);
            }
            if kill == 2 && !unmarked(&scene) {
                continue;
            }
            scene.must_up();
            assert_eq!(image(&scene), image(&whole), "{} at {at}, {kill}", scene.database.url);
            // A statement that was found to be done has the rows that nobody counted.
            assert_eq!(journal(&scene), journal(&whole), "{} at {at}, {kill}", scene.database.url);
            assert_eq!(scene.heads(), ["bbbb"]);
        }
    }
}

#[test]
fn mariadb_goes_on_behind_every_statement_as_if_nothing_had_happened() {
    goes_on_everywhere(|| MariaDb::shared().database(), "", STEPS);
}

#[test]
fn mariadb_without_a_transaction_goes_on_behind_every_statement() {
    let steps: Vec<&str> = STEPS.iter().copied().filter(|step| !step.contains("attempt")).collect();
    goes_on_everywhere(|| MariaDb::shared().database(), "//! transaction = false\n", &steps);
}

#[test]
fn postgres_without_a_transaction_goes_on_behind_every_statement() {
    let mut steps: Vec<&str> =
        STEPS.iter().copied().filter(|step| !step.contains("attempt")).collect();
    steps.insert(3, r#"db.create_index("ix_one_n", "one", ["n"], #{ concurrently: true });"#);
    goes_on_everywhere(|| Postgres::shared().database(), "//! transaction = false\n", &steps);
}

#[test]
fn postgres_goes_on_behind_what_ran_outside_of_its_transaction() {
    let steps = [
        r#"db.execute("UPDATE one SET n = n + 1");"#,
        r#"db.create_index("ix_one_n", "one", ["n"], #{ concurrently: true });"#,
        r#"db.execute("UPDATE one SET n = n * 2");"#,
        r#"db.outside_transaction(|| { db.execute("UPDATE one SET n = n + 5"); });"#,
        r#"db.add_column("one", column("more", integer()));"#,
    ];
    goes_on_everywhere(|| Postgres::shared().database(), "", &steps);
}

#[test]
fn sqlite_without_a_transaction_goes_on_behind_every_statement() {
    let steps: Vec<&str> = STEPS.iter().copied().filter(|step| !step.contains("attempt")).collect();
    goes_on_everywhere(TestDatabase::sqlite, "//! transaction = false\n", &steps);
}

#[test]
fn a_statement_that_was_edited_after_it_ran_is_refused_and_the_rest_may_be_edited() {
    for (database, header) in [
        (MariaDb::shared().database(), ""),
        (Postgres::shared().database(), "//! transaction = false\n"),
        (TestDatabase::sqlite(), "//! transaction = false\n"),
    ] {
        let scene = started(database);
        stopped(&scene, header, TABLES, 2);
        let edited = TABLES[1].replace("integer", "big_integer");
        let mut steps = TABLES.to_vec();
        steps[1] = &edited;
        scene.rhai("bbbb", "aaaa", &migration(header, &steps, None));
        let failure = scene.failing_up();
        assert_eq!(failure.code(), "state::edited_half_way");
        let text = failure.to_string();
        assert!(text.contains("statement 2") && text.matches("three").count() == 2, "{text}");
        // A statement that ran is left out.
        scene.rhai("bbbb", "aaaa", &migration(header, &TABLES[..1], None));
        assert_eq!(scene.failing_up().code(), "state::edited_half_way");
        // What did not run may be anything.
        let mut steps = TABLES.to_vec();
        steps[2] = r#"db.create_table("five", [column("id", integer()).primary_key()]);"#;
        scene.rhai("bbbb", "aaaa", &migration(header, &steps, None));
        scene.must_up();
        assert!(scene.has("three") && scene.has("five") && !scene.has("four"));
        let source = scene.one("SELECT source FROM sandshift_journal WHERE revision = 'bbbb'");
        assert!(source.contains("five"), "the journal has what ran");
        scene.must_up();
    }
}

#[test]
fn raw_sql_that_tells_nothing_waits_for_a_person() {
    for is_done in [true, false] {
        let scene = started(MariaDb::shared().database());
        let check = r#"db.execute("ALTER TABLE one ADD CHECK (n > 0)");"#;
        let steps = [TABLES[0], check, TABLES[1]];
        stopped(&scene, "", &steps, 2);
        killed(&scene);
        assert!(unmarked(&scene));
        if !is_done {
            scene.outside("ALTER TABLE one DROP CONSTRAINT CONSTRAINT_1");
        }
        let error = scene.up("heads").unwrap_err();
        assert_eq!(error.code(), "state::in_flight");
        let hint = error.hint().unwrap();
        assert!(hint.contains("--assume-done") && hint.contains("--assume-not-done"), "{hint}");
        assert!(matches!(scene.down("-1").unwrap_err(), RunError::HalfNoWayBack { .. }));
        let assumed = unlock::assume(scene.connect(), is_done).unwrap().unwrap();
        assert!(assumed.sql.contains("ADD CHECK"));
        assert!(unlock::assume(scene.connect(), is_done).unwrap().is_none());
        scene.must_up();
        let checks = "SELECT count(*) FROM information_schema.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE() AND TABLE_NAME = 'one'";
        assert_eq!(scene.one(checks), "[Int(1)]");
    }
}

#[test]
fn sql_files_go_on_and_status_counts_their_statements() {
    for scene in scenes() {
        let transaction = if scene.is_mysql() { "" } else { "--! transaction = false\n" };
        let sql = |fourth: &str| {
            format!(
                "{transaction}-- +up\nCREATE TABLE two (id INTEGER PRIMARY KEY);\nINSERT INTO two VALUES (1);\n\
                 CREATE INDEX ix_two ON two (id);\n{fourth};\nUPDATE two SET id = id + 1;\n-- +down\nDROP TABLE two;"
            )
        };
        scene.sql(
            "aaaa",
            "",
            "-- +up\nCREATE TABLE one (id INTEGER PRIMARY KEY);\n-- +down\nDROP TABLE one;",
        );
        scene.sql("bbbb", "aaaa", &sql("ALTER TABLE nowhere ADD COLUMN n INTEGER"));
        scene.failing_up();
        let half =
            status::status(&scene.project(), &mut *scene.connect()).unwrap().half_done.unwrap();
        assert_eq!((half.done, half.of), (3, Some(5)), "{}", scene.database.url);
        let error = scene.down("-1").unwrap_err();
        assert!(error.hint().unwrap().contains("`sandshift run`"), "{error:?}");
        scene.sql("bbbb", "aaaa", &sql("ALTER TABLE two ADD COLUMN n INTEGER"));
        scene.must_up();
        assert_eq!(scene.one("SELECT id FROM two"), "[Int(2)]");
        scene.must_down("-1");
    }
}

#[test]
fn the_books_of_enums_are_kept_although_the_run_was_killed_behind_their_statement() {
    let steps = [
        r#"db.create_enum("mood", ["good", "bad"]);"#,
        r#"db.add_column("one", column("mood", enum_type("mood")));"#,
        r#"db.add_enum_value("mood", "fine");"#,
    ];
    let whole = started(MariaDb::shared().database());
    whole.rhai("bbbb", "aaaa", &migration("", &steps, None));
    whole.must_up();
    let books = |scene: &Scene| scene.values("SELECT * FROM sandshift_enums");
    for at in [1, 2, 3] {
        let scene = started(MariaDb::shared().database());
        stopped(&scene, "", &steps, at);
        if at > 1 {
            killed(&scene);
            assert!(unmarked(&scene));
        }
        scene.must_up();
        assert_eq!((image(&scene), books(&scene)), (image(&whole), books(&whole)), "{at}");
    }
}
