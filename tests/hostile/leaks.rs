//! Case 52: no error shows a password, or where things lie on the machine beyond what the user named.

use std::fs;

use sandshift_test_servers::{MariaDb, Postgres};

use crate::project::{Outcome, Project, header};

/// Makes sure that nothing that a command wrote gives anything away: neither the password of the servers of the
/// tests, nor one that nobody has, nor a folder.
#[track_caller]
fn clean(project: &Project, outcome: &Outcome, what: &str) {
    let folder = project.path("").display().to_string();
    let mut hidden = vec!["wr0ng-w0rd".to_owned(), "secret@".to_owned(), ":secret".to_owned()];
    hidden.push(folder.trim_end_matches('/').to_owned());
    hidden.push(env!("CARGO_BIN_EXE_sandshift").to_owned());
    if let Ok(home) = std::env::var("HOME") {
        hidden.push(format!("{home}/"));
    }
    for text in [&outcome.stdout, &outcome.stderr] {
        for hidden in &hidden {
            assert!(!text.contains(hidden), "{what} shows `{hidden}`: {outcome:#?}");
        }
    }
}

/// Bodies of a migration that go wrong, each in its own way.
const BODIES: [&str; 14] = [
    "db.execute(\"UPDATE nothing SET n = 1\");",
    "db.execute(\"SELEKT\");",
    "db.insert(\"a1\", [#{ missing: 1 }]);",
    "db.insert(\"a1\", [#{ n: \"no number\" }]);",
    "db.execute(\"COMMIT\");",
    "db.create_table(\"a1\", [column(\"n\", integer())]);",
    "db.drop_column(\"a1\", \"missing\");",
    "throw \"own words\";",
    "loop { }",
    "db.query(\"SELECT * FROM nothing\");",
    "db.transform(\"nothing\", #{ write: [\"n\"] }, |row| #{ n: 1 });",
    "db.transform(\"a1\", #{ write: [\"n\"] }, module(\"missing.wasm\"));",
    "db.execute(\"LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE a1\");",
    "import \"/etc/passwd\" as p;",
];

#[test]
fn case_52_errors_of_migrations_show_no_password_and_no_path() {
    for database in [Postgres::shared().database(), MariaDb::shared().database()] {
        let project = Project::with_two_tables();
        project.write("sandshift.toml", "[limits]\nscript_time = \"300ms\"\n");
        let run =
            |arguments: &[&str]| project.run(&[arguments, &["--url", &database.url]].concat());
        assert_eq!(run(&["run"]).code, 0);
        for body in BODIES {
            let text = format!("{}fn up(db) {{ {body} }}\n", header("c3", Some("b2")));
            project.migration("c3.rhai", &text);
            let commands: [&[&str]; 5] = [
                &["run", "-vv", "--audit", "audit.jsonl"],
                &["run", "--json"],
                &["run", "--dry-run", "-vv"],
                &["run", "--profile", "shared"],
                &["validate"],
            ];
            for command in commands {
                let outcome = run(command);
                if command[0] == "run" {
                    assert_ne!(outcome.code, 0, "{body}: {outcome:#?}");
                }
                clean(&project, &outcome, body);
            }
        }
        let audit = fs::read_to_string(project.path("audit.jsonl")).unwrap();
        assert!(!audit.contains("secret") && audit.lines().count() >= BODIES.len() - 1, "{audit}");
    }
}

#[test]
fn case_52_errors_of_the_connection_show_no_password() {
    for database in [Postgres::shared().database(), MariaDb::shared().database()] {
        let (project, url) = (Project::with_two_tables(), &database.url);
        let wrong = [
            url.replace("secret", "wr0ng-w0rd"),
            url.replace("sandshift:secret@", "nobody9:wr0ng-w0rd@"),
            url.replace(&database.name, "no_such_database"),
            format!("{url}?sslmode=nonsense"),
            url.replacen("://", ":/", 1),
            format!("{}?password=wr0ng-w0rd", url.replace(":secret", "")),
        ];
        let commands: [&[&str]; 12] = [
            &["run", "-vv", "--audit", "audit.jsonl"],
            &["run", "--dry-run"],
            &["status"],
            &["current"],
            &["verify"],
            &["history"],
            &["inspect"],
            &["drift"],
            &["stamp", "head"],
            &["schema", "dump"],
            &["backup"],
            &["undo", "list"],
        ];
        for url in &wrong {
            for command in commands {
                for more in [&[][..], &["--json"]] {
                    let outcome = project.run(&[command, more, &["--url", url]].concat());
                    clean(&project, &outcome, &format!("{command:?} on a wrong URL"));
                }
            }
        }
        let audit = fs::read_to_string(project.path("audit.jsonl")).unwrap_or_default();
        assert!(!audit.contains("wr0ng") && !audit.contains("secret"), "{audit}");
    }
}

#[test]
fn case_52_errors_of_integrity_show_no_path_and_no_key() {
    let project = Project::with_two_tables();
    let settings = "[env.dev]\nurl = \"postgres://u:wr0ng-w0rd@127.0.0.1:1/x\"\n";
    project.write("sandshift.toml", settings);
    project.good(&["trust", "generate", "key.pem"]);
    let pem = fs::read_to_string(project.path("key.pem")).unwrap();
    let secret = pem.lines().nth(1).unwrap();
    project.good(&["lock"]);
    project.write("migrations/b2.rhai", "//! revision = \"b2\"\n");
    let commands: [&[&str]; 8] = [
        &["run"],
        &["run", "--signatures", "1", "--trust", "trust.toml"],
        &["run", "--receipt", "key.pem"],
        &["lock", "--check"],
        &["verify"],
        &["sign", "--key", "sandshift.toml"],
        &["sign", "--key", "key.pem", "missing.json"],
        &["trust", "add", "x", "key.pem", "--trust", "trust.toml"],
    ];
    for command in commands {
        let outcome = project.run(command);
        assert_ne!(outcome.code, 0, "{command:?}: {outcome:#?}");
        clean(&project, &outcome, &format!("{command:?}"));
        assert!(!outcome.stderr.contains(secret), "{outcome:#?}");
    }
}
