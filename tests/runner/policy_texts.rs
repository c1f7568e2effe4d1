//! Texts that host and server might read differently: whatever the server makes of them, they reach no further than the
//! grant, and honest ones mean what they say.

use std::path::Path;

use sandshift::policy::grant::GrantFile;
use sandshift::policy::plan::Policy;
use sandshift::revision::Direction;
use sandshift::runner::apply::{self, Way};
use sandshift::runner::options::Options;

use crate::project::{Scene, scenes};

const TABLES: &str = r#"fn up(db) {
    db.create_table("mine", [column("id", integer()).primary_key(), column("name", string(90))]);
    db.create_table("theirs", [column("id", integer()).primary_key(), column("name", string(90))]);
    db.insert("mine", [#{ id: 1, name: "a" }]);
    db.insert("theirs", [#{ id: 1, name: "swordfish" }]);
}"#;

const GRANT: &str = r#"
grant = "acme"
profile = "trusted"
[allow]
read = ["mine"]
write = ["mine"]
sql = "dml"
parameters = ["sql"]
"#;

/// Each tries to hide something from one reader or the other.
const HIDING: &[&str] = &[
    "UPDATE mine SET name = 'b'; DELETE FROM theirs",
    "UPDATE mine SET name = 'b';;DELETE FROM theirs",
    "UPDATE mine SET name = 'b'; -- \n DELETE FROM theirs",
    "UPDATE mine SET name = $x$b$x$; DELETE FROM theirs; --$x$",
    "UPDATE mine SET name = $1$b$1$; DELETE FROM theirs; --$1$",
    "UPDATE mine SET name = E'\\'; DELETE FROM theirs; --'",
    "UPDATE mine SET name = '\\'; DELETE FROM theirs; -- '",
    "UPDATE mine SET name = '\\'' ; DELETE FROM theirs; -- '",
    "UPDATE mine SET name = N'\\'; DELETE FROM theirs; -- '",
    "UPDATE mine SET name = 'b' /* /* */; DELETE FROM theirs; -- */",
    "UPDATE mine SET name = 'b' /* /* */ */; DELETE FROM theirs",
    "UPDATE mine SET name = 'b' --x\n; DELETE FROM theirs",
    "UPDATE mine SET name = 'b' --x\r; DELETE FROM theirs",
    "UPDATE mine SET name = 'b' # '\n; DELETE FROM theirs -- '",
    "UPDATE mine SET name = 'b' /*!50000 ; DELETE FROM theirs */",
    "UPDATE mine SET name = 'b' /*!, id = (SELECT id FROM theirs) + 1 */",
    "UPDATE mine SET name = 'b' /*M!100100 , id = (SELECT id FROM theirs) + 1 */",
    "UPDATE mine SET name = \"b\" ; DELETE FROM theirs; -- \"",
    "UPDATE mine SET name = `b`; DELETE FROM theirs",
    "UPDATE mine SET name = 'b' UESCAPE ';' ; DELETE FROM theirs",
    "UPDATE mine SET name = (SELECT name FROM U&\"\\0074heirs\")",
    "UPDATE mine SET name = (SELECT name FROM u&\"!0074heirs\" UESCAPE '!')",
    "UPDATE mine SET name = (SELECT name FROM [theirs])",
    "UPDATE mine SET name = (SELECT name FROM `theirs`)",
    "UPDATE mine SET name = (SELECT name FROM \"theirs\")",
    "UPDATE mine SET name = (SELECT name FROM 'theirs')",
    "UPDATE mine SET name = (SELECT name FROM main.theirs)",
    "UPDATE mine SET name = (SELECT name FROM public.theirs)",
    "UPDATE mine SET name = (SELECT name FROM THEIRS)",
    "UPDATE mine SET name = (SELECT name FROM/**/theirs)",
    "UPDATE mine SET name = (SELECT name FROM mine NATURAL JOIN theirs LIMIT 1)",
    "UPDATE mine SET name = (TABLE theirs LIMIT 1)",
    "\u{feff}DELETE FROM theirs",
    "DELETE\u{a0}FROM\u{a0}theirs",
    "DELETE/**/FROM/**/theirs",
    "DELETE\u{b}FROM\u{c}theirs",
    "(DELETE FROM theirs)",
    "WITH x AS (SELECT 1) DELETE FROM theirs",
    "WITH theirs AS (SELECT 1 AS id, 'n' AS name) UPDATE mine SET name = (SELECT name FROM theirs)",
    "EXPLAIN ANALYZE DELETE FROM theirs",
    "REPLACE INTO theirs (id, name) VALUES (1, 'x')",
    "INSERT INTO theirs (id, name) VALUES (2, 'x')",
    "UPDATE mine, theirs SET theirs.name = 'x'",
    "UPDATE mine SET name = 'b' WHERE 1 = 1\u{2028}; DELETE FROM theirs",
    "UPDATE mine SET name = 'b'\u{1a}; DELETE FROM theirs",
    "DO $$ BEGIN DELETE FROM theirs; END $$",
    "PREPARE p FROM 'DELETE FROM theirs'",
    "EXECUTE IMMEDIATE 'DELETE FROM theirs'",
];

/// Texts with what they mean where the server takes them: for SQLite, PostgreSQL, MariaDB.
const HONEST: &[(&str, [Option<&str>; 3])] = &[
    ("SELECT 'a;b' AS v", [Some("a;b"); 3]),
    ("SELECT 'it''s' AS v", [Some("it's"); 3]),
    ("SELECT 'a -- b' AS v -- c", [Some("a -- b"); 3]),
    ("SELECT 'a /* b' AS v /* ; */", [Some("a /* b"); 3]),
    ("SELECT $x$a;'b$x$ AS v", [None, Some("a;'b"), None]),
    ("SELECT E'a\\';b' AS v", [None, Some("a';b"), None]),
    ("SELECT 'a\\';b' AS v", [None, None, Some("a';b")]),
    ("SELECT 'a\\' AS v", [Some("a\\"), Some("a\\"), None]),
    ("SELECT 'a' /* /* */ */ AS v", [None, Some("a"), None]),
    ("SELECT 'a' # b\n AS v", [None, None, Some("a")]),
];

/// The text is a parameter, so that it arrives letter by letter.
fn options(scene: &Scene, text: &str) -> Options {
    let file = GrantFile::parse(Path::new("acme.toml"), GRANT.as_bytes()).unwrap();
    let parameters = [("sql".to_owned(), text.to_owned())].into();
    Options { policy: Some(Policy::of(file)), parameters, ..scene.options() }
}

fn run(scene: &Scene, body: &str, text: &str) -> bool {
    scene.rhai("b2", "a1", &format!("fn up(db) {{ {body} }}"));
    let way = Way { direction: Direction::Up, target: "heads".parse().unwrap() };
    apply::apply(&scene.project(), scene.connect(), &way, &options(scene, text)).is_ok()
}

#[test]
fn case_39_what_host_and_server_may_read_differently_reaches_no_further() {
    for scene in scenes() {
        scene.rhai("a1", "", TABLES);
        scene.must_up();
        for text in HIDING {
            let done = run(&scene, "db.execute(db.param(\"sql\"));", text);
            let url = &scene.database.url;
            assert_eq!(
                scene.one("SELECT name FROM theirs"),
                r#"[Text("swordfish")]"#,
                "{url}: {text}"
            );
            let mine = scene.one("SELECT name FROM mine");
            assert!(!mine.contains("swordfish"), "{url}: {text}");
            if done {
                scene.must_down("a1");
                scene.outside("UPDATE mine SET name = 'a', id = 1");
            }
            assert_eq!(scene.heads(), ["a1"], "{url}: {text}");
        }
    }
}

#[test]
fn case_39_honest_texts_mean_what_they_say() {
    for (at, scene) in scenes().enumerate() {
        scene.rhai("a1", "", TABLES);
        scene.must_up();
        for (text, meanings) in HONEST {
            let meaning = meanings[at].unwrap_or("");
            let body =
                format!("assert(db.query_one(db.param(\"sql\")).v == {meaning:?}, \"other\");");
            let done = run(&scene, &body, text);
            assert_eq!(done, meanings[at].is_some(), "{}: {text}", scene.database.url);
            if done {
                scene.must_down("a1");
            }
        }
    }
}
