//! `sandshift sign` and `sandshift trust`, and a run that demands signatures.

use std::fs;

use tempfile::TempDir;

use crate::project::{Outcome, Project, outcome, table};

const INTEGRITY: i32 = 36;

/// A locked project, and a folder of the operator's own beside it.
struct Stage {
    project: Project,
    operator: TempDir,
}

impl Stage {
    fn new() -> Self {
        let stage = Self { project: Project::with_two_tables(), operator: TempDir::new().unwrap() };
        stage.project.good(&["lock"]);
        stage
    }

    fn path(&self, name: &str) -> String {
        self.operator.path().join(name).display().to_string()
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        let mut command = self.project.command(arguments);
        outcome(command.env("SANDSHIFT_TRUST", self.path("trust.toml")))
    }

    fn good(&self, arguments: &[&str]) -> String {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, 0, "{arguments:?}: {outcome:#?}");
        outcome.stdout
    }

    #[track_caller]
    fn refused(&self, arguments: &[&str], code: &str) {
        let outcome = self.run(arguments);
        assert_eq!(outcome.code, INTEGRITY, "{arguments:?}: {outcome:#?}");
        assert!(outcome.stderr.contains(&format!("error[{code}]")), "{code}: {outcome:#?}");
        assert!(outcome.stderr.contains("next: "), "{outcome:#?}");
        assert_eq!(self.project.dump(), None, "something ran");
    }

    /// Makes a key and gives its public half.
    fn key(&self, name: &str) -> String {
        self.good(&["trust", "generate", &self.path(name)]).trim().to_owned()
    }

    fn sign(&self, name: &str) {
        self.good(&["sign", "--key", &self.path(name)]);
    }
}

#[test]
fn a_run_takes_what_trusted_keys_have_signed() {
    let stage = Stage::new();
    stage.refused(&["run", "--signatures", "1"], "signature::none");
    let (alice, bob) = (stage.key("alice"), stage.key("bob"));
    stage.good(&["trust", "add", "alice", &alice]);
    stage.good(&["trust", "add", "bob", &bob]);
    assert!(stage.good(&["trust", "list"]).contains(&format!("alice {alice}")));
    stage.sign("alice");
    stage.refused(&["run", "--signatures", "2"], "signature::too_few");
    stage.sign("alice");
    stage.refused(&["run", "--signatures", "2"], "signature::too_few");
    stage.sign("bob");
    let verified: serde_json::Value =
        serde_json::from_str(&stage.good(&["verify", "--json"])).unwrap();
    assert_eq!(verified["lock"]["signers"].as_array().unwrap().len(), 2);
    stage.good(&["run", "--signatures", "2"]);
    stage.good(&["rollback", "--signatures", "2"]);
    stage.good(&["trust", "remove", "bob"]);
    let outcome = stage.run(&["run", "--signatures", "2"]);
    assert!(outcome.stderr.contains("error[signature::unknown_key]"), "{outcome:#?}");
}

#[test]
fn a_project_demands_signatures_in_its_settings_too() {
    let stage = Stage::new();
    let settings = "[integrity]\nsignatures = 1\n[env.dev]\nurl = \"sqlite:app.db\"\n";
    stage.project.write("sandshift.toml", settings);
    stage.refused(&["run"], "signature::none");
    stage.good(&["trust", "add", "alice", &stage.key("alice")]);
    stage.sign("alice");
    stage.good(&["run"]);
}

#[test]
fn what_was_changed_after_it_was_signed_is_refused() {
    let stage = Stage::new();
    stage.good(&["trust", "add", "alice", &stage.key("alice")]);
    stage.sign("alice");
    let run = ["run", "--signatures", "1"];
    // A new file alone, and then one that the lock names and nobody has signed.
    stage.project.migration("c3.rhai", &table("c3", Some("b2")));
    stage.refused(&run, "lock::not_named");
    stage.good(&["lock"]);
    stage.refused(&run, "signature::other_bytes");
    stage.sign("alice");
    stage.good(&run);
}

#[test]
fn broken_signatures_and_keys_are_refused_with_advice() {
    let stage = Stage::new();
    stage.good(&["trust", "add", "alice", &stage.key("alice")]);
    stage.sign("alice");
    let run = ["run", "--signatures", "1"];
    let whole = fs::read_to_string(stage.project.path("sandshift.lock.sig")).unwrap();
    let cut = whole.replace("signature = \"", "signature = \"AAAA");
    for (text, code) in [
        ("\u{0}garbage", "signature::malformed"),
        (&whole[..whole.len() / 2], "signature::malformed"),
        (&cut, "signature::malformed"),
        ("format = 1\n", "signature::too_few"),
    ] {
        stage.project.write("sandshift.lock.sig", text);
        stage.refused(&run, code);
    }
    stage.project.write("sandshift.lock.sig", &whole);
    stage.refused(&["trust", "add", "carol", "ed25519:AAAA"], "key::malformed");
    stage.refused(&["trust", "remove", "carol"], "trust::no_such_key");
    fs::write(stage.path("bad.pem"), "no key").unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        stage.refused(&["sign", "--key", &stage.path("bad.pem")], "key::readable_by_others");
        let closed = fs::Permissions::from_mode(0o600);
        fs::set_permissions(stage.path("bad.pem"), closed).unwrap();
        let mode = fs::metadata(stage.path("alice")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    stage.refused(&["sign", "--key", &stage.path("bad.pem")], "key::malformed");
}

#[test]
fn the_project_has_no_say_in_who_is_trusted() {
    let stage = Stage::new();
    let key = stage.key("mallory");
    stage.sign("mallory");
    let inside = stage.project.path("trust.toml").display().to_string();
    stage.good(&["trust", "add", "mallory", &key, "--trust", &inside]);
    stage.refused(&["run", "--signatures", "1", "--trust", &inside], "trust::in_project");
}

#[test]
fn an_expired_signature_does_not_count() {
    let stage = Stage::new();
    stage.good(&["trust", "add", "alice", &stage.key("alice")]);
    stage.good(&["sign", "--key", &stage.path("alice"), "--expires", "2020-01-31"]);
    stage.refused(&["run", "--signatures", "1"], "signature::expired");
}
