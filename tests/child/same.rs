//! A migration in a process of its own gives byte for byte what it gives in this one.

use std::fs;
use std::path::Path;

use sandshift::backend::open::{Purpose, open};

use crate::project::{Outcome, Project, header};

const FIXED: [&str; 4] = ["--now", "2026-01-31T12:00:00Z", "--seed", "same"];

/// The folder of a project of this repository, copied.
fn copy(from: &str) -> Project {
    let project = Project::empty_folder();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(from);
    fs::copy(folder.join("sandshift.toml"), project.path("sandshift.toml")).unwrap();
    fs::create_dir(project.path("migrations")).unwrap();
    for file in fs::read_dir(folder.join("migrations")).unwrap().map(Result::unwrap) {
        if file.path().is_file() {
            let to = project.path("migrations").join(file.file_name());
            fs::copy(file.path(), to).unwrap();
        }
    }
    project
}

/// Does the same in both profiles on two copies of a project.
fn both(make: impl Fn() -> Project, arguments: &[&str]) -> [(Project, Outcome); 2] {
    ["trusted", "shared"].map(|profile| {
        let project = make();
        let arguments = [arguments, &["--profile", profile]].concat();
        let outcome = project.run(&arguments);
        (project, outcome)
    })
}

/// All rows of all tables but the bookkeeping.
fn rows(project: &Project, file: &str) -> Vec<String> {
    let url = format!("sqlite:{}", project.path(file).display());
    let mut connection = open(&url, Purpose::Look).unwrap();
    let mut ask = |sql: &str| {
        let mut found = Vec::new();
        let mut each = |_: &[String], row: Vec<sandshift_model::value::Value>| {
            found.push(row.iter().map(|v| format!("{v:?}")).collect::<Vec<_>>().join(", "));
            true
        };
        connection.query(sql, &mut each).unwrap();
        found
    };
    let tables =
        ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sandshift%' \
         AND name NOT LIKE 'sqlite%' ORDER BY name");
    let names =
        tables.iter().map(|name| name.trim_start_matches("Text(\"").trim_end_matches("\")"));
    let mut lines = Vec::new();
    for name in names {
        lines.push(name.to_owned());
        lines.extend(ask(&format!("SELECT * FROM \"{name}\" ORDER BY 1, 2")));
    }
    lines
}

#[test]
fn the_story_gives_the_same_statements_and_the_same_rows() {
    let dry = [&["run", "--dry-run"], &FIXED[..]].concat();
    let [(_, trusted), (_, shared)] = both(|| copy("scripts"), &dry);
    assert_eq!(trusted.code, 0, "{trusted:#?}");
    assert!(trusted.stdout.len() > 10_000);
    assert_eq!(trusted.stdout, shared.stdout);
    let run = [&["run"], &FIXED[..]].concat();
    let [(trusted, first), (shared, second)] = both(|| copy("scripts"), &run);
    assert_eq!((first.code, second.code), (0, 0), "{second:#?}");
    let there = rows(&trusted, "residency.db");
    assert!(there.len() > 50, "{there:?}");
    assert_eq!(there, rows(&shared, "residency.db"));
    for project in [&trusted, &shared] {
        project.good(&["verify"]);
    }
    trusted.good(&["rollback", "base", "--yes"]);
    shared.good(&["rollback", "base", "--yes", "--profile", "shared"]);
    assert_eq!(rows(&trusted, "residency.db"), rows(&shared, "residency.db"));
}

#[test]
fn the_scenarios_give_the_same_statements() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/scenarios");
    let mut seen = 0;
    for scenario in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = format!("scripts/scenarios/{}", scenario.file_name().to_string_lossy());
        for dialect in ["sqlite", "postgres", "mysql"] {
            let dry = ["run", "--dry-run", "--offline", "--dialect", dialect];
            let [(_, trusted), (_, shared)] =
                both(|| copy(&name), &[&dry[..], &FIXED[..]].concat());
            assert_eq!(trusted, shared, "{name} for {dialect}");
        }
        seen += 1;
    }
    assert!(seen >= 8, "{seen}");
}

/// A table of rows, and then this.
fn doing(body: &str) -> impl Fn() -> Project {
    let text = format!(
        "{}const STEP = 3;\nfn up(db) {{
    db.create_table(\"t\", [column(\"id\", integer()).primary_key(), column(\"n\", integer()),
        column(\"s\", string(60)), column(\"f\", double()), column(\"b\", binary())]);
    db.create_table(\"other\", [column(\"id\", integer()).primary_key(), column(\"s\", string(60))]);
    for id in 0..700 {{ db.insert(\"t\", #{{ id: id, n: id * STEP, s: `s${{id}} ü`, f: id / 7.0 }}); }}
{body}
}}
",
        header("a1", None)
    );
    move || {
        let project = Project::new();
        project.migration("a1.rhai", &text);
        project
    }
}

/// Bodies that come to their end, and bodies that do not.
const BODIES: &[&str] = &[
    "db.transform(\"t\", #{ batch: 50, parallel: 4 }, |row| #{ n: row.n + 1, s: row.s + uuid4() });",
    "db.transform(\"t\", #{ batch: 64 }, |row| if row.id % 3 == 0 { delete_row() } else { #{ f: row.f * 2.0 } });",
    "db.transform(\"t\", #{ batch: 64 }, |row| { if row.id < 5 { insert_row(\"other\", #{ id: row.id, s: row.s }); } #{} });",
    "let sum = 0; db.transform(\"t\", #{ batch: 50 }, |row| { sum += row.n; #{ n: sum } });",
    "db.transform_batches(\"t\", #{ batch: 90 }, |rows| rows.map(|row| #{ n: rows.len() }));",
    "db.transform(\"t\", #{ batch: 50, refused: #{ into: \"rejects\", most: 900 } }, |row| if row.id % 2 == 0 { throw `no ${row.id}` } else { #{ n: 1 } });",
    "let seen = []; db.each(\"SELECT * FROM t ORDER BY id\", |row| { seen.push(row.s); }); db.insert(\"other\", #{ id: 1, s: `${seen.len()} ${seen[699]}` });",
    "let all = db.query(\"SELECT n, f FROM t WHERE id < ?\", [9]); db.insert(\"other\", #{ id: 1, s: all.to_json() });",
    "let names = db.lookup(\"t\", \"id\"); db.insert(\"other\", #{ id: 1, s: names[17].s });",
    "db.attempt(|| { db.execute(\"INSERT INTO t (id) VALUES (1)\"); }); db.insert(\"other\", #{ id: 1, s: \"after\" });",
    "db.log(\"said\"); db.warn(\"warned\"); db.progress(1, 2); db.insert(\"other\", #{ id: 1, s: `${db.dialect} ${now()} ${uuid7()} ${db.param(\"p\", \"none\")}` });",
    "db.update(\"t\", #{ n: () }, #{ id: 3 }); db.delete(\"t\", #{ id: 4 }); db.add_column(\"t\", column(\"more\", integer()).default(4));",
    "db.drop_column(\"t\", \"f\"); db.rename_table(\"other\", \"others\");",
    "db.insert(\"other\", #{ id: 1, s: if db.inspect(\"t\").has_column(\"n\") { \"n\" } else { \"none\" } });",
    // What goes wrong.
    "throw \"no\";",
    "db.no_such_word();",
    "db.execute(\"SELEC 1\");",
    "db.execute(\"INSERT INTO t (id) VALUES (1)\");",
    "db.drop_table(\"not_there\");",
    "db.create_table(\"\", [column(\"n\", integer())]);",
    "db.create_table(\"a\\0b\", [column(\"n\", integer())]);",
    "db.query_one(\"SELECT n FROM t\");",
    "db.transform(\"t\", #{}, |row| #{ n: 1 / (row.id - 400) });",
    "db.transform(\"t\", #{ write: [\"n\"] }, |row| #{ s: \"x\" });",
    "db.transform(\"t\", #{}, |row| { db.log(\"x\"); #{} });",
    "db.transform(\"t\", #{ batch: 0 }, |row| #{});",
    "db.transform(\"t\", #{ read: [\"zz\"] }, |row| #{});",
    "db.transform(\"t\", #{}, module(\"not_there.wasm\", \"x\"));",
    "db.each(\"SELECT id FROM t\", |row| { if row.id == 600 { throw `at ${row.id}` } });",
    "db.execute(\"COMMIT\");",
    "let f = |n| n.call(n); f.call(f);",
    "assert(1 == 2, \"one is not two\");",
];

#[test]
fn every_word_gives_the_same_text_and_every_failure_the_same_report() {
    for body in BODIES {
        let dry = [&["run", "--dry-run", "-q"], &FIXED[..]].concat();
        let [(_, trusted), (_, shared)] = both(doing(body), &dry);
        assert_eq!(trusted, shared, "{body}");
        let [(here, trusted), (there, shared)] =
            both(doing(body), &[&["run", "-q"], &FIXED[..]].concat());
        assert_eq!(trusted.code, shared.code, "{body}: {shared:#?}");
        if trusted.code == 0 {
            assert_eq!(rows(&here, "app.db"), rows(&there, "app.db"), "{body}");
        } else {
            assert_eq!(trusted.stderr, shared.stderr, "{body}");
        }
    }
}

#[test]
fn validating_and_declared_schemas_give_the_same() {
    for body in ["db.execute(\"DELETE FROM t\");", "let = 4;", "db.log(\"x\");"] {
        let [(_, trusted), (_, shared)] = both(doing(body), &["validate"]);
        assert_eq!(trusted, shared, "{body}");
    }
}
