//! Logins on PostgreSQL that no wall would hold.

use sandshift::backend::connection::Class;
use sandshift::backend::open::{self, Purpose};
use sandshift::backend::walls::Walls;
use sandshift::error::Coded as _;

use crate::postgres_scene::{administer, tenant};
use crate::reach::walls;
use crate::scene::Scene;

/// Puts walls up where they would not hold.
#[track_caller]
fn refused(scene: &Scene, url: &str, words: &str) {
    let walls = Walls { books: scene.books.clone(), ..walls() };
    let mut connection = open::open(url, Purpose::Change).unwrap();
    let error = connection.wall_in(&walls).expect_err(words);
    assert_eq!((error.class, error.code()), (Class::Denied, "database::denied"), "{error}");
    assert!(error.message.contains(words), "{error}");
}

#[test]
fn case_33_a_login_with_powers_over_the_server_or_the_database_is_refused() {
    let scene = Scene::postgres();
    // The owner of the database.
    refused(&scene, &scene.database.url, "may become");
    let (login, tenant) = (&scene.login, tenant(&scene));
    for power in ["CREATEROLE", "CREATEDB", "REPLICATION", "BYPASSRLS", "SUPERUSER"] {
        administer(&scene, &format!("ALTER ROLE {tenant} {power}"));
        refused(&scene, login, &tenant);
        administer(&scene, &format!("ALTER ROLE {tenant} NO{power}"));
    }
    for role in ["pg_read_server_files", "pg_execute_server_program", "pg_write_all_data"] {
        administer(&scene, &format!("GRANT {role} TO {tenant}"));
        refused(&scene, login, role);
        administer(&scene, &format!("REVOKE {role} FROM {tenant}"));
    }
    scene.walled(&walls());
}

#[test]
fn a_login_that_reaches_further_than_the_grant_is_refused() {
    let scene = Scene::postgres();
    let (login, tenant, books) = (&scene.login, tenant(&scene), scene.books.as_ref().unwrap());
    for (right, table, words) in [
        ("SELECT", "acme.other".to_owned(), "may read `other.id`"),
        ("SELECT (note)", "acme.shared".to_owned(), "may read `shared.note`"),
        ("INSERT", "acme.other".to_owned(), "may insert rows into `other`"),
        ("TRUNCATE", "acme.shared".to_owned(), "may delete rows of `shared`"),
        ("UPDATE", format!("{}.sandshift_heads", books.schema), "`sandshift_heads`"),
        ("SELECT", format!("{}.sandshift_secret", books.schema), "`sandshift_secret`"),
    ] {
        administer(&scene, &format!("GRANT {right} ON {table} TO {tenant}"));
        refused(&scene, login, words);
        administer(&scene, &format!("REVOKE {right} ON {table} FROM {tenant}"));
    }
    administer(&scene, &format!("ALTER TABLE acme.other OWNER TO {tenant}"));
    refused(&scene, login, "owns `other`");
}

#[test]
fn a_database_that_nobody_prepared_is_refused() {
    let scene = Scene::unprepared_postgres();
    refused(&scene, &scene.login, "does not exist");
}
