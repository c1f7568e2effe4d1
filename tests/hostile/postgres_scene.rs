//! A PostgreSQL database with a tenant who has a role, tables and bookkeeping of his own.

use sandshift::backend::open::{self, Purpose};
use sandshift::backend::postgres::grants;
use sandshift::backend::walls::Books;
use sandshift::backend::walls_login::Login;
use sandshift_model::ident::Ident;
use sandshift_test_servers::{Postgres, USER};
use tempfile::TempDir;

use crate::reach::{Own, walls};
use crate::scene::Scene;

const TABLES: &[&str] = &[
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "CREATE SCHEMA acme",
    "CREATE TABLE acme.own (id integer PRIMARY KEY, name text, hidden text)",
    "INSERT INTO acme.own VALUES (1, 'one', 'h1'), (2, 'two', 'h2')",
    "CREATE TABLE acme.shared (id integer PRIMARY KEY, note text)",
    "INSERT INTO acme.shared VALUES (7, 'note')",
    "CREATE TABLE acme.other (id integer PRIMARY KEY, secret text)",
    "INSERT INTO acme.other VALUES (1, 'swordfish')",
    "CREATE VIEW acme.other_view AS SELECT secret FROM acme.other",
];

const OF_OTHERS: &[&str] = &[
    "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns \
     WHERE table_schema IN ('acme', 'public') ORDER BY 1, 2, ordinal_position",
    "SELECT tgname, tgrelid::regclass::text FROM pg_trigger ORDER BY 1, 2",
    "SELECT proname FROM pg_proc WHERE pronamespace IN ('acme'::regnamespace, 'public'::regnamespace)",
    "SELECT rolname, rolsuper FROM pg_roles WHERE rolname LIKE current_database() || '%' ORDER BY 1",
    "SELECT * FROM acme.own ORDER BY id",
    "SELECT * FROM acme.shared",
    "SELECT * FROM acme.other",
];

/// The role of the tenant, which belongs to one database as its name says.
pub(crate) fn tenant(scene: &Scene) -> String {
    format!("{}_acme", scene.database.name)
}

/// Runs SQL as the superuser in the database of the scene.
pub(crate) fn administer(scene: &Scene, sql: &str) {
    let text = format!("\\c {}\n{sql};\n", scene.database.name);
    Postgres::shared().administer(&text).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
}

impl Scene {
    /// A database that is not prepared for the tenant yet, who can log in.
    pub(crate) fn unprepared_postgres() -> Self {
        let database = Postgres::shared().database();
        let login = format!(
            "postgres://{0}_acme:pw@127.0.0.1:{1}/{0}?options=-csearch_path%3Dacme",
            database.name,
            Postgres::shared().port()
        );
        // Names of roles are those of the server, so that each database has its own owner of the books.
        let schema = format!("sandshift_{}", database.name);
        let scene = Self {
            folder: TempDir::new().unwrap(),
            login,
            place: format!("{schema}."),
            books: Some(Books { schema, secret: "xyzzy".to_owned() }),
            database,
            of_others: OF_OTHERS,
        };
        for sql in TABLES {
            administer(&scene, sql);
        }
        administer(&scene, &format!("CREATE ROLE {} LOGIN PASSWORD 'pw'", tenant(&scene)));
        administer(&scene, &format!("GRANT USAGE, CREATE ON SCHEMA acme TO {}", tenant(&scene)));
        scene
    }

    /// A database with a tenant, prepared by the script of the product.
    pub(crate) fn postgres() -> Self {
        let scene = Self::unprepared_postgres();
        let books = scene.books.clone().unwrap();
        let mut catalog = open::open(&scene.database.url, Purpose::Look).unwrap();
        administer(&scene, &format!("GRANT USAGE ON SCHEMA acme TO {USER}"));
        let catalog = catalog.inspect().unwrap();
        let database = Ident::new(scene.database.name.as_str()).unwrap();
        let login = Login {
            name: &tenant(&scene),
            database: &database,
            schemas: &[],
            books: Some(&books),
            book_tables: &[],
        };
        for sql in grants::script(&login, &catalog, &Own).unwrap() {
            administer(&scene, &sql);
        }
        // Whoever looks at it afterwards reads all of it.
        let schema = &books.schema;
        for sql in [
            format!("GRANT USAGE ON SCHEMA {schema} TO {USER}"),
            format!("GRANT SELECT ON ALL TABLES IN SCHEMA acme TO {USER}"),
            format!(
                "ALTER DEFAULT PRIVILEGES FOR ROLE {schema}_owner IN SCHEMA {schema} \
                 GRANT SELECT ON TABLES TO {USER}"
            ),
        ] {
            administer(&scene, &sql);
        }
        scene.begin(scene.walled(&walls()));
        scene
    }
}
