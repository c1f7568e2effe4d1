//! `sandshift policy`, and grants on the command line.

use serde_json::Value;

use crate::on_server::Kind;
use crate::project::{Outcome, Project, header, outcome};

const GRANT: &str = r#"grant = "acme"

[allow]
read = ["persons"]
write = ["persons"]
define = ["persons"]
operations = ["create_table"]
"#;

const BODY: &str = r#"//! [request]
//! read = ["persons"]
//! write = ["persons(name)"]
//! define = ["persons"]
//! operations = ["create_table"]

fn up(db) {
    db.create_table("persons", [column("id", integer()).primary_key(), column("name", string(40))]);
    db.insert("persons", [#{ id: 1, name: db.param("tenant") }]);
    db.transform("persons", #{ read: ["name"], write: ["name"] }, |row| #{ name: row.name + "!" });
}
"#;

fn project(grant: &str) -> Project {
    let project = Project::new();
    project.migration("a1.rhai", &(header("a1", None) + BODY));
    project.write("acme.toml", grant);
    project
}

/// Runs a command where the operator has named a grant in the environment.
fn with_variable(project: &Project, arguments: &[&str]) -> Outcome {
    outcome(project.command(arguments).env("SANDSHIFT_POLICY", "acme.toml"))
}

#[test]
fn what_is_wanted_and_not_granted_is_told_before_anything_runs() {
    let project = project(&GRANT.replace("read = [\"persons\"]", "read = [\"persons(id)\"]"));
    let checked = project.run(&["policy", "check", "--policy", "acme.toml"]);
    assert_eq!(checked.code, 35, "{checked:?}");
    assert_eq!(checked.stdout, "a1  read += \"persons\"\n");
    assert!(checked.stderr.contains("1 wanted that `acme` does not grant"), "{checked:?}");
    for arguments in [
        &["run", "--policy", "acme.toml"][..],
        &["run", "--dry-run", "--policy", "acme.toml"],
        &["run", "--dry-run", "--offline", "--policy", "acme.toml"],
    ] {
        let refused = project.run(arguments);
        assert_eq!(refused.code, 35, "{refused:?}");
        assert!(refused.stderr.contains("error[policy::not_granted]"), "{refused:?}");
        assert!(refused.stderr.contains("`a1` wants `persons` in `read`"), "{refused:?}");
    }
    assert!(!project.path("app.db").exists() || project.good(&["current"]).is_empty());
}

#[test]
fn a_request_holds_although_more_is_granted() {
    let project = project(&GRANT.replace("[allow]", "[allow]\nparameters = [\"*\"]"));
    // The header asks for the column `name` alone, and for no parameter.
    let refused = project.run(&["run", "--policy", "acme.toml", "-x", "tenant=t"]);
    assert_eq!(refused.code, 35, "{refused:?}");
    assert!(refused.stderr.contains("the request in its header does not name it"), "{refused:?}");
    assert!(refused.stderr.contains("migrations/a1.rhai:"), "{refused:?}");
}

#[test]
fn an_operator_holds_a_project_to_a_grant_that_it_cannot_take_back() {
    let project = project(GRANT);
    let variable = with_variable(&project, &["run", "--profile", "trusted"]);
    assert_eq!(variable.code, 35, "{variable:?}");
    project.write(
        "wide.toml",
        GRANT.replace("acme", "wide").replace("[allow]", "[allow]\nparameters = [\"*\"]"),
    );
    project.write("sandshift.toml", "[env.dev]\nurl = \"sqlite:app.db\"\npolicy = \"wide.toml\"\n");
    let both = with_variable(&project, &["policy", "explain"]);
    assert!(both.stdout.starts_with("a1  acme\n"), "{both:?}");
    let own = project.run(&["policy", "explain"]);
    assert!(own.stdout.starts_with("a1  wide\n"), "{own:?}");
}

#[test]
fn an_observed_grant_is_just_enough_on_each_database() {
    let servers = Kind::ALL.map(Kind::database);
    let urls = servers.iter().map(|database| database.url.as_str());
    for url in std::iter::once("sqlite:app.db").chain(urls) {
        let project = Project::new();
        let body = BODY.split("\n\n").nth(1).unwrap();
        project.migration("a1.rhai", &(header("a1", None) + "\n" + body));
        let observed =
            project.good(&["policy", "observe", "--name", "seen", "--url", url, "-x", "tenant=t"]);
        // The user of the tests may do more than a tenant, which walls of a server refuse.
        let observed = observed.replace("[require]\n", "[require]\nwalls = false\n");
        project.write("seen.toml", &observed);
        let run = ["run", "--policy", "seen.toml", "--url", url, "-x", "tenant=t"];
        // Without any of its words it is not enough.
        for (words, less) in [
            ("\"persons(id, name)\"", "\"persons(id)\""),
            ("define = [\"persons\"]", "define = []"),
            ("\"create_table\"", "\"create_index\""),
            ("\"tenant\"", "\"tenants\""),
            ("languages = [\"rhai\"]", "languages = [\"wasm\"]"),
            ("rows_written = 2", "rows_written = 1"),
            ("statements = 2", "statements = 1"),
        ] {
            assert!(observed.contains(words), "{words}: {observed:?}");
            project.write("less.toml", observed.replace(words, less));
            let less = ["run", "--policy", "less.toml", "--url", url, "-x", "tenant=t"];
            let refused = project.run(&less);
            assert_eq!(refused.code, 35, "{url}: {words}: {refused:?}");
        }
        project.good(&run);
        let nothing = ["policy", "observe", "--url", url];
        project.refused(&nothing, 2, "usage::contradiction", &["there is nothing to observe"]);
    }
}

#[test]
fn a_grant_with_a_fault_names_its_line() {
    let project = project("grant = \"acme\"\n[allow]\nraed = [\"a\"]\n");
    let refused = project.run(&["run", "--policy", "acme.toml"]);
    assert_eq!(refused.code, 3, "{refused:?}");
    assert!(refused.stderr.contains("error[policy::syntax]"), "{refused:?}");
    assert!(refused.stderr.contains("acme.toml:3:1"), "{refused:?}");
    let missing = project.run(&["run", "--policy", "other.toml"]);
    assert_eq!(missing.code, 3, "{missing:?}");
    assert!(missing.stderr.contains("error[policy::unreadable]"), "{missing:?}");
    let none = project.run(&["policy", "check"]);
    assert_eq!(none.code, 2, "{none:?}");
}

#[test]
fn grants_are_written_for_editors_and_other_engines() {
    let project = project(&(GRANT.to_owned() + "[deny]\nobjects = [\"*(password)\"]\n"));
    let of = |arguments: &[&str]| project.good(&[arguments, &["--policy", "acme.toml"]].concat());
    let schema: Value = serde_json::from_str(&of(&["policy", "schema"])).unwrap();
    for key in [
        "grant",
        "profile",
        "languages",
        "worlds",
        "allow",
        "deny",
        "budget",
        "require",
        "revision",
    ] {
        assert!(schema["properties"][key].is_object(), "{key}: {schema:#}");
    }
    let opa: Value = serde_json::from_str(&of(&["policy", "export", "--format", "opa"])).unwrap();
    assert_eq!(opa["sandshift"]["permit"][0]["resource"], "persons");
    assert_eq!(opa["sandshift"]["forbid"][0]["resource"], "*(password)");
    let cedar = of(&["policy", "export", "--format", "cedar"]);
    assert_eq!(cedar.matches("permit (").count(), 4, "{cedar}");
    assert_eq!(cedar.matches("forbid (").count(), 1, "{cedar}");
    let json: Value = serde_json::from_str(&of(&["policy", "export"])).unwrap();
    assert_eq!(json["grant"], "acme");
}
