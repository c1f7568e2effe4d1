//! `check` and `drift`, and the scratch databases that they make.

use sandshift::backend::open::{Purpose, open};
use serde_json::json;

use crate::bad_schemas::{scratches, two_tables};
use crate::on_server::Kind;
use crate::project::{Project, header};

/// A project on each database: what to put behind a command, and where its database is.
fn on_each(test: impl Fn(&Project, &[&str], &str)) {
    let project = Project::with_two_tables();
    let file = format!("sqlite:{}", project.path("app.db").display());
    test(&project, &[], &file);
    for kind in Kind::ALL {
        let (project, database) = (Project::with_two_tables(), kind.database());
        test(&project, &["--url", &database.url], &database.url);
        assert_eq!(scratches(kind, &database), [""; 0], "{kind:?}");
    }
}

#[test]
fn check_says_whether_the_migrations_lead_to_the_declared_schema() {
    on_each(|project, url, database| {
        project.write("schema.sql", two_tables(database));
        let good = project.json(&[&["check"], url].concat());
        assert_eq!(good, json!({ "matches": true, "missing": [] }), "{url:?}");
        let more = two_tables(database) + "CREATE TABLE c3 (n INTEGER NOT NULL, name TEXT);\n";
        project.write("schema.sql", more);
        let outcome = project.run(&[&["check"], url].concat());
        assert_eq!(outcome.code, 1, "{outcome:#?}");
        assert!(outcome.stdout.contains("create table `c3` with 2 columns"), "{outcome:#?}");
        assert!(outcome.stderr.contains("revision --autogenerate"), "{outcome:#?}");
    });
}

#[test]
fn a_schema_in_the_words_of_migrations_holds_on_every_database() {
    on_each(|project, url, _| {
        project.write(
            "schema.rhai",
            "fn schema(db) {\n    for name in [\"a1\", \"b2\"] {\n        \
             db.create_table(name, [column(\"n\", integer())]);\n    }\n}\n",
        );
        project.good(&[&["check"], url].concat());
    });
}

#[test]
fn check_makes_no_database_and_leaves_the_one_at_hand_alone() {
    let project = Project::with_two_tables();
    project.write("schema.sql", two_tables("sqlite:"));
    project.good(&["check"]);
    assert!(!project.path("app.db").exists());
    for kind in Kind::ALL {
        let database = kind.database();
        project.write("schema.sql", two_tables(&database.url));
        project.good(&["check", "--url", &database.url]);
        let mut connection = open(&database.url, Purpose::Look).unwrap();
        assert_eq!(connection.inspect().unwrap(), Default::default());
        let books = sandshift::session::bookkeeping::object("sandshift_meta");
        assert!(!connection.has_table(&books).unwrap());
    }
}

#[test]
fn a_migration_that_fails_on_an_empty_database_says_that_nothing_else_was_touched() {
    let project = Project::with_two_tables();
    project.write("schema.sql", two_tables("sqlite:"));
    project.migration("c3.rhai", &(header("c3", Some("b2")) + "fn up(db) { throw \"no\"; }\n"));
    project.refused(&["check"], 7, "script::thrown", &["c3.rhai:4:", "scratch database"]);
}

#[test]
fn what_is_excluded_is_not_looked_at() {
    let project = Project::with_two_tables();
    project.write("schema.sql", "CREATE TABLE a1 (n INTEGER);\n");
    project.write(
        "sandshift.toml",
        "[env.dev]\nurl = \"sqlite:app.db\"\n[schema]\nexclude = [\"b*\"]\n",
    );
    project.good(&["check"]);
}

#[test]
fn drift_names_what_was_changed_by_hand() {
    on_each(|project, url, database| {
        project.good(&[&["run"], url].concat());
        let drift = [&["drift"], url].concat();
        let good = project.json(&drift);
        assert_eq!(good, json!({ "drifted": false, "findings": [] }), "{url:?}");
        let mut connection = open(database, Purpose::Change).unwrap();
        for sql in [
            "CREATE TABLE by_hand (n INTEGER)",
            "CREATE TABLE alembic_version (version_num VARCHAR(32))",
            "ALTER TABLE a1 ADD COLUMN extra INTEGER",
            "DROP TABLE b2",
        ] {
            connection.execute(sql).unwrap();
        }
        let outcome = project.run(&drift);
        assert_eq!(outcome.code, 1, "{outcome:#?}");
        for line in [
            "added by hand: table `by_hand`",
            "added by hand: column `a1.extra`",
            "missing: table `b2`",
        ] {
            assert!(outcome.stdout.contains(line), "`{line}` is missing: {outcome:#?}");
        }
        assert!(!outcome.stdout.contains("alembic_version"), "{outcome:#?}");
    });
}

#[test]
fn drift_says_how_a_column_is_and_how_it_should_be() {
    for kind in Kind::ALL {
        let (project, database) = (Project::with_two_tables(), kind.database());
        project.good(&["run", "--url", &database.url]);
        let sql = match kind {
            Kind::Postgres => "ALTER TABLE a1 ALTER COLUMN n TYPE bigint",
            Kind::MariaDb => "ALTER TABLE a1 MODIFY COLUMN n BIGINT",
        };
        open(&database.url, Purpose::Change).unwrap().execute(sql).unwrap();
        let outcome = project.run(&["drift", "--url", &database.url]);
        assert_eq!(outcome.code, 1, "{outcome:#?}");
        let says = outcome.stdout.to_lowercase();
        assert!(says.contains("changed: the type of column `a1.n` is `bigint"), "{outcome:#?}");
        assert!(says.contains("should be `int"), "{outcome:#?}");
    }
}

#[test]
fn drift_takes_the_source_of_a_lost_file_from_the_journal() {
    on_each(|project, url, _| {
        project.good(&[&["run"], url].concat());
        std::fs::remove_file(project.path("migrations/b2.rhai")).unwrap();
        project.good(&[&["drift"], url].concat());
    });
}

#[test]
fn a_scratch_database_goes_with_its_connection_and_what_a_killed_process_left_goes_with_the_next() {
    for kind in Kind::ALL {
        let database = kind.database();
        let mut source = open(&database.url, Purpose::Look).unwrap();
        let mut blank = source.blank().unwrap();
        blank.execute("CREATE TABLE t (n INTEGER)").unwrap();
        let mut beside = blank.again().unwrap();
        assert_eq!(beside.inspect().unwrap().tables.len(), 1);
        let first = scratches(kind, &database);
        assert_eq!(first.len(), 1);
        // Another one leaves it alone, and takes away what nobody holds any more.
        let left = format!("{}_sandshift_scratch_0123456789ab", database.name);
        source.execute(&format!("CREATE DATABASE {left}")).unwrap();
        let other = source.blank().unwrap();
        let both = scratches(kind, &database);
        assert!(both.len() == 2 && both.contains(&first[0]) && !both.contains(&left), "{both:?}");
        drop(other);
        drop(blank);
        assert_eq!(scratches(kind, &database), [""; 0]);
        drop(beside);
    }
}

#[test]
fn a_scratch_database_has_the_schema_that_names_without_one_mean() {
    let database = Kind::Postgres.database();
    let mut source = open(&database.url, Purpose::Change).unwrap();
    source.execute("CREATE SCHEMA app").unwrap();
    source.execute(&format!("ALTER DATABASE {} SET search_path = app", database.name)).unwrap();
    drop(source);
    let mut source = open(&database.url, Purpose::Change).unwrap();
    let mut blank = source.blank().unwrap();
    blank.execute("CREATE TABLE app.t (n INTEGER)").unwrap();
    source.execute("CREATE TABLE app.t (n INTEGER)").unwrap();
    assert_eq!(blank.inspect().unwrap(), source.inspect().unwrap());
}
