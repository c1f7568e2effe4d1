//! Bad input with the database on a server: a clear error, an exit code, and nothing changed.

use sandshift_test_servers::Postgres;

use crate::on_server::{Kind, OnServer};
use crate::project::Outcome;

/// The exit code that goes with an error code.
fn exit_code(code: &str) -> i32 {
    match code {
        "script::syntax" => 6,
        "script::thrown" => 7,
        "script::time_limit" => 8,
        "database::statement" => 11,
        "database::unreachable" => 12,
        "database::login" => 13,
        "database::storage" => 14,
        "state::unfinished" => 16,
        "state::newer_format" => 17,
        "script::misuse" => 25,
        "script::memory_limit" => 26,
        "sql::transaction_control" => 27,
        "statement::two" => 28,
        "operation::name_too_long" => 29,
        "operation::name_nul" | "statement::nul" => 30,
        // No process ends like this, so an error code that is missing here fails its test.
        _ => -1,
    }
}

#[track_caller]
fn is_refused(outcome: &Outcome, code: &str, says: &[&str]) {
    assert_eq!(outcome.code, exit_code(code), "{outcome:#?}");
    for text in [&[format!("error[{code}]").as_str()], says].concat() {
        assert!(outcome.stderr.contains(text), "`{text}` is missing: {outcome:#?}");
    }
}

/// Runs bodies of a revision that insert a row before they go wrong; the row must be gone.
fn check(bodies: &[(&str, &str, &[&str])]) {
    for kind in Kind::ALL {
        let on = OnServer::new(kind);
        let limits = "[limits]\nscript_time = \"1s\"\nmemory_mb = 4\n";
        on.project.write("sandshift.toml", limits);
        let before = on.image();
        for (body, code, says) in bodies {
            on.add(&format!(
                "fn up(db) {{\n    db.insert(\"a1\", [#{{ n: 1 }}]);\n    {body}\n}}\n"
            ));
            let outcome = on.run(&["run"]);
            is_refused(&outcome, code, says);
            let always =
                ["c3_bad.rhai:6:", "state: running `c3` was rolled back, nothing", "next: "];
            is_refused(&outcome, code, &always);
            assert_eq!(on.image(), before, "{kind:?}, {body}: something was left behind");
        }
    }
}

#[test]
fn a_script_that_stops_half_way_leaves_nothing() {
    check(&[
        ("throw \"no luck\";", "script::thrown", &["no luck", "correct the migration"]),
        ("let x = ;", "script::syntax", &["unexpected ';'"]),
        ("db.create_tabel(\"x\", []);", "script::misuse", &["`db.create_tabel`", "create_table"]),
        ("db.create_table(\"x\", [column(\"n\", strin(3))]);", "script::misuse", &["strin"]),
        (
            "db.execute(\"INSERT INTO nowhere VALUES (1)\");",
            "database::statement",
            &["nowhere", "sql: INSERT INTO nowhere VALUES (1)"],
        ),
    ]);
}

#[test]
fn an_endless_loop_and_runaway_memory_end() {
    check(&[
        ("loop { }", "script::time_limit", &["1 s of script time", "`[limits]`"]),
        (
            "let a = []; loop { a.push(\"x\".repeat(100000)); }",
            "script::memory_limit",
            &["memory", "`[limits]`"],
        ),
    ]);
}

#[test]
fn raw_sql_does_not_end_the_transaction_nor_hold_two_statements() {
    check(&[
        ("db.execute(\"COMMIT\");", "sql::transaction_control", &["`COMMIT`", "db.attempt"]),
        (
            "db.execute(\"/* */ rollback and chain\");",
            "sql::transaction_control",
            &["belongs to the host"],
        ),
        (
            "db.execute(\"DELETE FROM a1; DELETE FROM b2\");",
            "statement::two",
            &["a second statement begins at line 1, column 17", "a call of its own"],
        ),
        ("db.execute(\"SELECT 1; COMMIT\");", "statement::two", &["a second statement"]),
    ]);
}

#[test]
fn names_and_texts_that_no_database_can_hold_are_refused() {
    let long = "ö".repeat(65);
    let create = format!("db.create_table(\"{long}\", [column(\"n\", integer())]);");
    check(&[
        (
            "db.create_table(\"a\\x00b\", [column(\"n\", integer())]);",
            "operation::name_nul",
            &["holds a NUL character"],
        ),
        ("db.execute(\"SELECT 'a\\x00b'\");", "statement::nul", &["line 1, column 10"]),
        (&create, "operation::name_too_long", &[&long, "is longer than", "a shorter name"]),
    ]);
}

#[test]
fn what_cannot_be_rolled_back_is_listed_with_the_way_out() {
    let on = OnServer::new(Kind::MariaDb);
    let before = on.image();
    on.add(
        "fn up(db) {\n    db.create_table(\"x\", [column(\"n\", integer())]);\n    throw \"no luck\";\n}\n",
    );
    let stays = [
        "these statements of it stay",
        "CREATE TABLE `x`",
        "next: ",
        "`sandshift run`",
        "`sandshift rollback`",
    ];
    is_refused(&on.run(&["run"]), "script::thrown", &stays);
    is_refused(&on.run(&["run"]), "script::thrown", &stays);
    let unfinished = ["left half done", "`sandshift run`", "`sandshift rollback`"];
    is_refused(&on.run(&["run", "--dry-run"]), "state::unfinished", &unfinished);
    let status = on.run(&["status"]);
    assert!(status.stdout.contains("1 statement done"), "{status:#?}");
    on.connect().execute("DROP TABLE x").unwrap();
    assert_eq!(on.run(&["unlock"]).code, 0);
    assert_eq!(on.image(), before);
    on.add("fn up(db) { db.create_table(\"x\", [column(\"n\", integer())]); }");
    let outcome = on.run(&["run"]);
    assert_eq!(outcome.code, 0, "{outcome:#?}");
}

#[test]
fn a_refused_login_does_not_show_the_password() {
    for kind in Kind::ALL {
        let on = OnServer::new(kind);
        let (url, before) = (on.database.url.clone(), on.image());
        let wrong_user = url.replace("sandshift:secret@", "nobody9:wr0ng-word@");
        for (url, user) in
            [(url.replace("secret", "wr0ng-word"), "sandshift"), (wrong_user, "nobody9")]
        {
            for arguments in [&["run"][..], &["current"], &["run", "--dry-run"]] {
                let outcome = on.project.run(&[arguments, &["--url", &url]].concat());
                is_refused(
                    &outcome,
                    "database::login",
                    &[user, "check user and password", ":***@"],
                );
                assert!(!outcome.stderr.contains("wr0ng-word"), "{outcome:#?}");
            }
            let outcome = on.project.run(&["run", "--json", "--url", &url]);
            assert_eq!(outcome.code, exit_code("database::login"), "{outcome:#?}");
            let all = outcome.stdout + outcome.stderr.as_str();
            assert!(all.contains("\"database::login\"") && !all.contains("wr0ng-word"), "{all}");
        }
        assert_eq!(on.image(), before);
    }
}

#[test]
fn a_database_that_is_not_there_is_named_and_not_made() {
    for kind in Kind::ALL {
        let on = OnServer::new(kind);
        let url = on.database.url.replace(&on.database.name, "no_such_database");
        let create =
            if kind == Kind::Postgres { "next: createdb" } else { "next: create the database" };
        // Twice, because the first must not have made it.
        for _ in 0..2 {
            let outcome = on.project.run(&["run", "--url", &url]);
            is_refused(&outcome, "database::unreachable", &["no_such_database", create]);
            assert!(!outcome.stderr.contains("secret"), "{outcome:#?}");
        }
    }
}

#[test]
fn a_database_of_a_newer_version_is_left_alone() {
    for kind in Kind::ALL {
        let on = OnServer::new(kind);
        on.connect().execute("UPDATE sandshift_meta SET value = '999'").unwrap();
        on.add("fn up(db) { db.create_table(\"x\", [column(\"n\", integer())]); }");
        let before = on.image();
        for command in ["run", "rollback", "current", "stamp head", "status", "verify", "unlock"] {
            let outcome = on.run(&command.split(' ').collect::<Vec<_>>());
            is_refused(&outcome, "state::newer_format", &["format 999", "next: use the newer"]);
        }
        assert_eq!(on.image(), before);
    }
}

/// A server gives no small disk to a test; these are its own limits on what it stores.
#[test]
fn a_server_without_room_is_a_storage_error_and_nothing_is_left() {
    for kind in Kind::ALL {
        let on = OnServer::new(kind);
        let (body, says) = match kind {
            Kind::Postgres => {
                let limit = "ALTER DATABASE {} SET temp_file_limit = '64kB'";
                let limit = limit.replace("{}", &on.database.name);
                Postgres::shared().administer(&limit).unwrap();
                let sort = "INSERT INTO a1 SELECT n FROM generate_series(1, 500000) n ORDER BY -n";
                (sort, ["temp_file_limit", "raise that limit on the server"])
            }
            Kind::MariaDb => {
                let mut connection = on.connect();
                connection.execute("SET max_heap_table_size = 16384").unwrap();
                connection.execute("CREATE TABLE small (line CHAR(250)) ENGINE = MEMORY").unwrap();
                while connection.execute("INSERT INTO small VALUES ('x')").is_ok() {}
                ("INSERT INTO small VALUES ('y')", ["'small' is full", "free space"])
            }
        };
        on.add(&format!(
            "fn up(db) {{\n    db.insert(\"a1\", [#{{ n: 1 }}]);\n    db.execute(\"{body}\");\n}}\n"
        ));
        let before = on.image();
        let outcome = on.run(&["run"]);
        is_refused(&outcome, "database::storage", &says);
        is_refused(&outcome, "database::storage", &["`c3` was rolled back, nothing of it is left"]);
        assert_eq!(on.image(), before, "{kind:?}");
    }
}
