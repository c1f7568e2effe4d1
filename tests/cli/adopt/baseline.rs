//! A baseline of what is there, on every database.

use sandshift_model::catalog::Catalog;
use sandshift_model::constraint::ConstraintBody;
use sandshift_test_servers::TestDatabase;

use super::folders::{Folder, three};
use super::tables::OTHERS;
use super::{Server, connect, execute, image};
use crate::project::Project;

/// A schema that somebody made by hand.
fn by_hand(server: Server) -> Vec<String> {
    let text = if server == Server::MariaDb { "varchar(100)" } else { "text" };
    vec![
        format!("CREATE TABLE persons (id INTEGER PRIMARY KEY, name {text} NOT NULL)"),
        "CREATE TABLE pets (id INTEGER PRIMARY KEY, owner INTEGER NOT NULL, age INTEGER DEFAULT 1, \
         CONSTRAINT pets_owner FOREIGN KEY (owner) REFERENCES persons (id) ON DELETE CASCADE)"
            .to_owned(),
        "CREATE UNIQUE INDEX pets_age ON pets (age)".to_owned(),
        "CREATE VIEW old_pets AS SELECT id FROM pets WHERE age > 10".to_owned(),
    ]
}

/// What a database holds, but for the table of another tool and the names of primary keys: SQLite
/// keeps none for those that were made without.
fn catalog(database: &TestDatabase) -> Catalog {
    let mut catalog = connect(database).inspect().unwrap();
    catalog.tables.retain(|name, _| name.name.as_str() != "alembic_version");
    let constraints = catalog.tables.values_mut().flat_map(|table| &mut table.constraints);
    for constraint in constraints {
        if matches!(constraint.body, ConstraintBody::PrimaryKey { .. }) {
            constraint.name = None;
        }
    }
    catalog
}

#[test]
fn a_baseline_makes_what_is_there_in_another_database() {
    for server in Server::ALL {
        for language in ["rhai", "sql"] {
            let (database, project) = (server.database(), Project::empty_folder());
            execute(&database, &by_hand(server));
            execute(&database, &OTHERS[0].create(server));
            execute(&database, &OTHERS[0].record(server, &Folder::of("alembic"), &three(), false));
            let before = image(&database, "alembic_version");
            let url = database.url.as_str();

            project.good(&["adopt", "--lang", language, "--url", url]);
            assert_eq!(
                project.json(&["run", "--url", url])["revisions"].as_array().unwrap().len(),
                0
            );
            assert_eq!(image(&database, "alembic_version"), before);

            let empty = server.database();
            project.good(&["run", "--url", &empty.url]);
            assert_eq!(catalog(&empty), catalog(&database), "{server:?} {language}");
            project.refused(&["adopt", "--url", url], 16, "adopt::already", &["sandshift status"]);
        }
    }
}
