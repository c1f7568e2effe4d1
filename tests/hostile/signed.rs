//! Case 49: games with signatures.

use std::fs;

use tempfile::TempDir;

use crate::project::Project;

/// The first bytes of a component, which is all that a lock needs of it.
const COMPONENT: &[u8] = b"\0asm\x0d\0\x01\0";

/// The same with a section of its own behind it, which changes nothing of what it does.
const WITH_SECTION: &[u8] = b"\0asm\x0d\0\x01\0\0\x05\x04name";

/// A signed project with a module and a row module, and the operator's folder.
struct Stage {
    project: Project,
    operator: TempDir,
}

impl Stage {
    fn new() -> Self {
        let project = Project::with_two_tables();
        let stage = Self { project, operator: TempDir::new().unwrap() };
        let text = "revision = \"c3\"\ndown_revision = \"b2\"\nmessage = \"c3\"\n";
        stage.project.migration("c3.toml", text);
        stage.project.write("migrations/c3.wasm", COMPONENT);
        fs::create_dir(stage.project.path("migrations/modules")).unwrap();
        stage.project.write("migrations/modules/rows.wasm", COMPONENT);
        stage.project.good(&["lock"]);
        for name in ["alice", "bob"] {
            let key = stage.project.good(&["trust", "generate", &stage.path(name)]);
            stage.project.good(&["trust", "add", name, key.trim(), "--trust", &stage.trust()]);
        }
        stage.sign("alice");
        stage
    }

    fn path(&self, name: &str) -> String {
        self.operator.path().join(name).display().to_string()
    }

    fn trust(&self) -> String {
        self.path("trust.toml")
    }

    fn sign(&self, name: &str) {
        self.project.good(&["sign", "--key", &self.path(name)]);
    }

    fn signatures(&self) -> String {
        fs::read_to_string(self.project.path("sandshift.lock.sig")).unwrap()
    }

    #[track_caller]
    fn refused(&self, signatures: &str, code: &str) {
        let run = ["run", "--signatures", signatures, "--trust", &self.trust()];
        self.project.refused(&run, 36, code, &["next: "]);
        assert_eq!(self.project.dump(), None, "something ran");
    }
}

#[test]
fn case_49_a_section_appended_to_a_signed_module_is_refused() {
    let stage = Stage::new();
    stage.project.write("migrations/c3.wasm", WITH_SECTION);
    stage.refused("1", "lock::changed");
    stage.project.write("migrations/c3.wasm", COMPONENT);
    let outcome = stage.project.run(&["run", "--signatures", "1", "--trust", &stage.trust()]);
    assert!(!outcome.stderr.contains("error[lock::"), "{outcome:#?}");
    let told = stage.project.run(&["lock", "--check", "--json"]);
    assert_eq!(told.code, 0, "{told:#?}");
    stage.project.write("migrations/modules/rows.wasm", WITH_SECTION);
    let told = stage.project.run(&["lock", "--check"]);
    assert_eq!(told.stdout, "changed migrations/modules/rows.wasm\n");
}

#[test]
fn case_49_one_key_that_signs_twice_is_one_signer() {
    let stage = Stage::new();
    let once = stage.signatures();
    let (_, signature) = once.split_once("[[signature]]").unwrap();
    stage.project.write("sandshift.lock.sig", format!("{once}\n[[signature]]{signature}"));
    stage.refused("2", "signature::too_few");
    stage.project.write("sandshift.lock.sig", once);
    stage.sign("bob");
    // Both together are enough for the signatures, so that the run comes to the module, which is none.
    let outcome = stage.project.run(&["run", "--signatures", "2", "--trust", &stage.trust()]);
    assert!(!outcome.stderr.contains("error[signature::"), "{outcome:#?}");
}

#[test]
fn case_49_a_signature_by_another_key_a_cut_one_and_one_of_other_bytes_are_refused() {
    let stage = Stage::new();
    let good = stage.signatures();
    let id = |text: &str| text.split("key = \"").nth(1).unwrap()[..16].to_owned();
    let alice = id(&good);
    fs::remove_file(stage.project.path("sandshift.lock.sig")).unwrap();
    stage.sign("bob");
    let bob = id(&stage.signatures());
    let later = "expires = \"2099-01-01T00:00:00Z\"\nkey = ";
    for (text, code) in [
        // The signature of one key under the id of another.
        (good.replace(&alice, &bob), "signature::other_bytes"),
        (good.replace(&alice, "0000000000000000"), "signature::unknown_key"),
        (good.replace("signature = \"", "signature = \"AA"), "signature::malformed"),
        (good.replace("format = 1", "format = 1\nthreshold = 0"), "signature::malformed"),
        (good.replace("key = ", later), "signature::other_bytes"),
        (String::new(), "signature::malformed"),
    ] {
        stage.project.write("sandshift.lock.sig", &text);
        stage.refused("1", code);
    }
    stage.project.write("sandshift.lock.sig", &good);
    // Not a byte of what was signed can be changed, a comment included.
    let lock = fs::read_to_string(stage.project.path("sandshift.lock")).unwrap();
    stage.project.write("sandshift.lock", lock + "# more\n");
    stage.refused("1", "signature::other_bytes");
}

#[test]
fn case_49_an_expired_signature_is_refused() {
    let stage = Stage::new();
    let expired = ["sign", "--key", &stage.path("alice"), "--expires", "2020-01-31"];
    stage.project.good(&expired);
    stage.refused("1", "signature::expired");
}
