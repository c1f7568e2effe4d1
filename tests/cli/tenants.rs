//! The example of two tenants in one PostgreSQL database, step by step as its page tells it.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use sandshift_test_servers::Postgres;
use tempfile::TempDir;

use crate::project::{Outcome, outcome};

/// The two repositories with the operator's grants, beside a prepared database.
struct Tenants {
    folder: TempDir,
}

/// What the operator says to the database.
fn administer(sql: &str) -> String {
    Postgres::shared().administer(sql).unwrap_or_else(|error| panic!("{sql}: {error:?}"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => fs::copy(entry.path(), to).map(drop).unwrap(),
        }
    }
}

impl Tenants {
    fn prepare() -> Self {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples/tenants");
        let this = Self { folder: TempDir::new().unwrap() };
        copy(&example, this.folder.path());
        administer("DROP DATABASE IF EXISTS app WITH (FORCE);\n");
        administer(
            "DROP ROLE IF EXISTS acme, globex, sandshift_acme_owner, sandshift_globex_owner;\n\
             CREATE DATABASE app;\nALTER ROLE postgres PASSWORD 'operator';\n",
        );
        let setup = fs::read_to_string(example.join("setup.sql")).unwrap();
        administer(&format!("\\c app\n{setup}"));
        for tenant in ["acme", "globex"] {
            let grants = this.good(
                tenant,
                &["policy", "grants", "--login", tenant, "--schema", tenant, "--url", &superuser()],
            );
            administer(&format!("\\c app\n{grants}"));
        }
        this
    }

    /// A command of the operator for a tenant.
    fn run(&self, tenant: &str, arguments: &[&str]) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sandshift"));
        command.current_dir(self.folder.path()).env_remove("DATABASE_URL");
        command.env("DB_HOST", format!("127.0.0.1:{}", Postgres::shared().port()));
        command.env("SANDSHIFT_BOOKS_SECRET", format!("the secret of {tenant}"));
        command.args(["-C", tenant, "--policy", &format!("{tenant}.toml")]).args(arguments);
        outcome(&mut command)
    }

    fn good(&self, tenant: &str, arguments: &[&str]) -> String {
        let outcome = self.run(tenant, arguments);
        assert_eq!(outcome.code, 0, "{arguments:?}: {outcome:#?}");
        outcome.stdout
    }
}

fn superuser() -> String {
    format!("postgres://postgres:operator@127.0.0.1:{}/app", Postgres::shared().port())
}

/// All that belongs to a tenant.
fn image(tenant: &str) -> String {
    administer(&format!(
        "\\c app\nSELECT * FROM {tenant}.customers ORDER BY id;\n\
         SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = '{tenant}' ORDER BY 1, 2;\n\
         SELECT * FROM sandshift_{tenant}.sandshift_heads;\n"
    ))
}

#[test]
fn the_example_of_two_tenants_goes_as_its_page_says() {
    let tenants = Tenants::prepare();
    let refused = tenants.run("acme", &["run", "--url", &superuser()]);
    assert_eq!(refused.code, 35, "{refused:#?}");
    assert!(refused.stderr.contains("error[database::denied]"), "{refused:#?}");
    let checked = tenants.run("acme", &["policy", "check"]);
    assert!(
        checked.code == 0 && checked.stderr.contains("`acme` grants what is wanted"),
        "{checked:#?}"
    );

    tenants.good("globex", &["run"]);
    let ran = tenants.good("acme", &["run", "0001"]);
    assert!(ran.starts_with("ran 0001  split the names of customers"), "{ran}");
    let (acme, globex) = (image("acme"), image("globex"));
    assert!(acme.contains("Ada\tLovelace") && globex.contains("note"), "{acme}{globex}");

    let reached = tenants.run("acme", &["run"]);
    assert_eq!(reached.code, 35, "{reached:#?}");
    for words in [
        "error[policy::denied]: the migration may not read all columns of `globex.customers`: `acme` does not grant it",
        "acme/migrations/0002_discounts.rhai:10:8",
        "running `0002` was rolled back, nothing of it is left",
    ] {
        assert!(reached.stderr.contains(words), "`{words}` is missing: {reached:#?}");
    }
    assert!(!reached.stderr.contains("roadrunner"), "{reached:#?}");
    assert_eq!((image("acme"), image("globex")), (acme.clone(), globex.clone()));

    // The server would have said the same.
    let as_acme = "\\c app\nSET SESSION AUTHORIZATION acme;\nSELECT * FROM globex.customers;\n";
    let refused = Postgres::shared().administer(as_acme).expect_err("acme looks into globex");
    assert!(format!("{refused:?}").contains("permission denied"), "{refused:?}");

    assert_eq!(tenants.good("globex", &["status"]), "applied 1\npending 0\n");
    tenants.good("acme", &["rollback", "0001-1"]);
    assert_eq!(image("globex"), globex);
    let back = image("acme");
    assert!(back.contains("Ada Lovelace") && !back.contains("last_name"), "{back}");
}
