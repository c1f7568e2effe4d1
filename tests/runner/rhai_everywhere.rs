//! rhai migrations, the same on the three databases.

use sandshift::revision::Direction;
use sandshift_test_servers::shell;

use crate::project::{Scene, databases};

const PERSONS: &str = r#"//! revision = "aaaa"
//! message = "persons"
fn up(db) {
    db.create_table("persons", [
        column("id", integer()).primary_key(),
        column("full_name", string(200)).not_null(),
        column("email", string(200)).unique(),
        column("is_active", boolean()).not_null().default(true),
        column("created_at", datetime()),
    ]);
    db.create_table("assignments", [
        column("id", integer()).primary_key(),
        column("person_id", integer()).not_null().references("persons", "id", #{ on_delete: "cascade" }),
        column("title", string(100)),
    ]);
    db.create_index("ix_assignments_person_id", "assignments", ["person_id"]);
    db.insert("persons", [
        #{ id: 1, full_name: "Ada Lovelace", email: "ada@example.org" },
        #{ id: 2, full_name: "Prince", email: () },
        #{ id: 3, full_name: "O'Neil \\ \"q\" ünï", email: "o@example.org" },
    ]);
    db.insert("assignments", [ #{ id: 1, person_id: 1, title: "x" }, #{ id: 2, person_id: 2, title: "y" } ]);
}
"#;

const SPLIT: &str = r#"//! revision = "bbbb"
//! down_revision = "aaaa"
//! message = "split full_name"
fn up(db) {
    db.add_column("persons", column("first_name", string(100)));
    db.add_column("persons", column("last_name", string(100)));
    db.transform("persons", #{ read: ["full_name"], write: ["first_name", "last_name"] }, |row| {
        let at = row.full_name.index_of(" ");
        if at < 0 { #{ first_name: row.full_name, last_name: () } }
        else { #{ first_name: row.full_name.sub_string(0, at), last_name: row.full_name.sub_string(at + 1) } }
    });
    db.drop_column("persons", "full_name");
    db.alter_column("persons", "email", #{ nullable: true, type: string(300) });
    db.rename_column("persons", "created_at", "created_timestamp");
}
fn down(db) {
    db.rename_column("persons", "created_timestamp", "created_at");
    db.alter_column("persons", "email", #{ type: string(200) });
    db.add_column("persons", column("full_name", string(200)).not_null().default(""));
    db.transform("persons", #{ read: ["first_name", "last_name"], write: ["full_name"] }, |row| {
        #{ full_name: if row.last_name == () { row.first_name } else { row.first_name + " " + row.last_name } }
    });
    db.alter_column("persons", "full_name", #{ default: () });
    db.drop_column("persons", "first_name");
    db.drop_column("persons", "last_name");
}
fn verify(db) {
    assert(db.inspect("persons").has_column("first_name"), "first_name is missing");
    assert(db.query_one("SELECT count(*) AS n FROM assignments").n == 2, "assignments were lost");
}
"#;

#[test]
fn a_transform_runs_up_and_down_everywhere_and_cascades_lose_nothing() {
    for database in databases() {
        let url = database.url.clone();
        let scene = Scene::new(database);
        scene.write("aaaa_persons.rhai", PERSONS);
        scene.write("bbbb_split.rhai", SPLIT);
        scene.up("heads").unwrap_or_else(|error| panic!("{url}: {error:?}"));
        assert_eq!(
            scene.values("SELECT first_name, last_name FROM persons ORDER BY id"),
            [
                "[Text(\"Ada\"), Text(\"Lovelace\")]",
                "[Text(\"Prince\"), Null]",
                "[Text(\"O'Neil\"), Text(\"\\\\ \\\"q\\\" ünï\")]"
            ],
            "{url}"
        );
        scene.down("aaaa").unwrap_or_else(|error| panic!("{url}: {error:?}"));
        assert_eq!(
            scene.values("SELECT full_name FROM persons WHERE id = 1"),
            ["[Text(\"Ada Lovelace\")]"]
        );
        assert_eq!(scene.values("SELECT count(*) FROM assignments"), ["[Int(2)]"], "{url}");
        scene.up("heads").unwrap();
        scene.down("aaaa").unwrap();
        scene.down("base").unwrap_or_else(|error| panic!("{url}: {error:?}"));
        assert!(scene.heads().is_empty());
    }
}

#[test]
fn the_text_of_a_dry_run_does_in_the_shell_what_a_run_does() {
    let copies = databases();
    for (database, copy) in databases().into_iter().zip(copies) {
        let url = database.url.clone();
        let scene = Scene::new(database);
        scene.write("aaaa_persons.rhai", PERSONS);
        scene.write("bbbb_split.rhai", SPLIT);
        let text = scene.dry_run(Direction::Up, "heads").unwrap_or_else(|e| panic!("{url}: {e:?}"));
        assert!(scene.heads().is_empty(), "{url}");
        shell(&copy, &text).unwrap_or_else(|error| panic!("{url}: {error:?}\n{text}"));
        scene.up("heads").unwrap();
        let query = "SELECT id, first_name, last_name, email, is_active FROM persons ORDER BY id";
        assert_eq!(shell(&copy, query).unwrap(), shell(&scene.database, query).unwrap());
        let copied =
            sandshift::backend::open::open(&copy.url, sandshift::backend::open::Purpose::Look)
                .unwrap()
                .inspect()
                .unwrap();
        assert_eq!(copied, scene.connect().inspect().unwrap(), "{url}");
    }
}

#[test]
fn null_stands_first_in_every_order() {
    for database in databases() {
        let scene = Scene::new(database);
        scene.write("aaaa_persons.rhai", PERSONS);
        scene.rhai(
            "bbbb",
            "aaaa",
            r#"fn up(db) {
            let emails = db.rows("persons", #{ columns: ["email"], order: ["email"] }).map(|row| row.email);
            assert(emails == [(), "ada@example.org", "o@example.org"], emails.to_string());
        }"#,
        );
        scene.must_up();
    }
}
