//! The examples of `docs/examples` run for real: the DDL that SQLAlchemy and Django print is a declared
//! schema on every database.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::on_server::Kind;
use crate::project::Project;

/// The Python that `.ci/schema-tools` installs.
fn python() -> PathBuf {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/schema-tools");
    let output = Command::new("bash").arg(&script).arg("--env").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let python = text.trim().strip_prefix("SANDSHIFT_TEST_PYTHON=").unwrap();
    let python = PathBuf::from(python);
    assert!(python.exists(), "there is no `{}`: run `.ci/schema-tools` first", python.display());
    python
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        match path.is_dir() {
            true => copy(&path, &target),
            false => drop(fs::copy(&path, &target).unwrap()),
        }
    }
}

/// Checks that an example declares these tables on every database.
fn check(example: &str, tables: [&str; 2]) {
    let project = Project::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/examples").join(example);
    copy(&source, &project.path(""));
    let check = |url: &str| {
        let settings = format!(
            "[env.dev]\nurl = \"{url}\"\n[schema]\ncommand = [\"{}\", \"ddl.py\"]\n",
            python().display()
        );
        project.write("sandshift.toml", settings);
        let outcome = project.run(&["check"]);
        assert_eq!(outcome.code, 1, "{url}: {outcome:#?}");
        for table in tables {
            assert!(outcome.stdout.contains(&format!("create table `{table}`")), "{outcome:#?}");
        }
    };
    check("sqlite:app.db");
    for kind in Kind::ALL {
        check(&kind.database().url);
    }
}

#[test]
fn models_of_sqlalchemy_are_a_declared_schema() {
    check("sqlalchemy", ["customers", "orders"]);
}

#[test]
fn models_of_django_are_a_declared_schema() {
    check("django", ["shop_customer", "shop_order"]);
}
