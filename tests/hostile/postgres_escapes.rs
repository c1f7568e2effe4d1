//! SQL text on PostgreSQL that leaves its transaction, its role, its server or its time.

use std::time::{Duration, Instant};

use sandshift::backend::connection::Class;
use sandshift::backend::open::{self, Purpose};
use sandshift::backend::walls::{Identity, Walls, speaking};

use sandshift::error::Coded as _;
use sandshift::revision::Direction;

use crate::reach::walls;
use crate::scene::Scene;

/// Sends SQL text past all checks of the host, in a transaction, and gives what became of it.
fn sent(scene: &Scene, sql: &str) -> Result<u64, Class> {
    let mut connection = scene.walled(&walls());
    connection.execute("BEGIN").unwrap();
    let sent = speaking(&mut *connection, Identity::RawSql, |connection| connection.execute(sql));
    let _ = connection.execute("ROLLBACK");
    connection.execute("SELECT 1").unwrap();
    sent.map_err(|error| error.class)
}

#[test]
fn case_27_an_end_of_the_transaction_is_noticed_by_its_number() {
    let scene = Scene::postgres();
    for sql in ["COMMIT", "ROLLBACK", "/* x */ end", "COMMIT AND CHAIN", "ROLLBACK AND CHAIN"] {
        let before = scene.image();
        assert_eq!(sent(&scene, sql), Err(Class::Escaped), "{sql}");
        before.is_kept(&scene.image(), sql);
    }
    for sql in ["PREPARE TRANSACTION 'x'", "DO $$ BEGIN COMMIT; END $$"] {
        assert!(sent(&scene, sql).is_err(), "{sql}");
    }
}

#[test]
fn case_28_the_server_takes_no_second_statement() {
    let scene = Scene::postgres();
    assert_eq!(sent(&scene, "SELECT 1; DELETE FROM own"), Err(Class::Statement));
}

#[test]
fn case_32_no_other_role_than_the_tenant_speaks_afterwards() {
    let scene = Scene::postgres();
    for sql in [
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION postgres",
        "SELECT set_config('role', 'postgres', false)",
    ] {
        assert_eq!(sent(&scene, sql), Err(Class::Denied), "{sql}");
    }
    for sql in [
        "SET search_path = acme",
        "SELECT set_config('search_path', 'pg_temp, acme', true)",
        "SET row_security = off",
        "SET standard_conforming_strings = off",
        "SET client_encoding = 'LATIN1'",
        "RESET ALL",
    ] {
        assert_eq!(sent(&scene, sql), Err(Class::Escaped), "{sql}");
    }
    // These change nothing: who logged in is the tenant.
    for sql in ["RESET ROLE", "SET ROLE NONE", "RESET SESSION AUTHORIZATION"] {
        let body = format!("db.execute({sql:?}); db.execute(\"DELETE FROM other\");");
        scene.fails(&walls(), &body, "database::denied");
    }
}

#[test]
fn case_33_the_server_and_its_files_are_out_of_reach() {
    let scene = Scene::postgres();
    for sql in [
        "COPY own TO PROGRAM 'true'",
        "COPY own FROM '/etc/passwd'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_import('/etc/passwd')",
        "SELECT lo_export(1, '/tmp/x')",
        "CREATE EXTENSION file_fdw",
        "CREATE EXTENSION dblink",
        "CREATE FUNCTION own_f() RETURNS int LANGUAGE c AS 'x', 'y'",
        "ALTER SYSTEM SET log_statement = 'all'",
        "SELECT pg_reload_conf()",
        "CREATE ROLE own_role",
        "CREATE DATABASE own_db",
        "GRANT pg_read_server_files TO CURRENT_USER",
    ] {
        let before = scene.image();
        assert!(sent(&scene, sql).is_err(), "{sql}");
        before.is_kept(&scene.image(), sql);
    }
}

#[test]
fn case_32_settings_that_a_trigger_changes_under_an_operation_are_noticed_too() {
    let scene = Scene::postgres();
    scene.honest(
        &walls(),
        "db.execute(\"CREATE FUNCTION own_f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM set_config(''standard_conforming_strings'', ''off'', false); RETURN NEW; END'\");
         db.execute(\"CREATE TRIGGER own_t BEFORE UPDATE ON own FOR EACH ROW EXECUTE FUNCTION own_f()\");",
    );
    scene.write("0003", "0002", "db.update(\"own\", #{ name: \"x\" }, #{ id: 1 });");
    let before = scene.image();
    let error = scene.go(scene.walled(&walls()), Direction::Up, "heads").unwrap_err();
    assert_eq!(error.code(), "database::escaped", "{error}");
    before.is_kept(&scene.image(), "a setting");
}

#[test]
fn case_36_a_wait_for_a_lock_of_another_session_is_ended() {
    let scene = Scene::postgres();
    let mut other = open::open(&scene.login, Purpose::Change).unwrap();
    other.execute("BEGIN").unwrap();
    other.execute("LOCK TABLE acme.own").unwrap();
    let walls = Walls { statement_time: Some(Duration::from_millis(500)), ..walls() };
    let error = scene.run(&walls, "db.update(\"own\", #{ name: \"x\" }, #{ id: 1 });").unwrap_err();
    assert_eq!(error.code(), "database::statement_time", "{error}");
    other.execute("ROLLBACK").unwrap();
    scene.honest(&walls, "db.update(\"own\", #{ name: \"x\" }, #{ id: 1 });");
}

#[test]
fn case_35_and_36_a_statement_that_does_not_end_is_ended_although_it_switches_the_limits_off() {
    let scene = Scene::postgres();
    let time = Duration::from_millis(500);
    let walls = Walls { statement_time: Some(time), ..walls() };
    for body in [
        "db.execute(\"SELECT pg_sleep(1000000)\");",
        "db.execute(\"SET statement_timeout = 0\"); db.execute(\"SELECT pg_sleep(1000000)\");",
        "db.execute(\"SET LOCAL lock_timeout = 0\"); db.query(\"SELECT pg_sleep(1000000)\");",
        // It catches every cancel but the end of its session.
        "db.execute(\"DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(1000); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$\");",
    ] {
        let begun = Instant::now();
        scene.fails(&walls, body, "database::statement_time");
        assert!(begun.elapsed() < time + Duration::from_secs(8), "{body}: {:?}", begun.elapsed());
    }
}
