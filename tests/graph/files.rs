//! Revision files on disk: headers, listing, checksums.

use std::fs;
use std::path::{Path, PathBuf};

use sandshift::error::{Coded, Kind};
use sandshift::revision::{Graph, Header, Language, RevisionError, RevisionFile, list, scan};
use tempfile::TempDir;

use crate::fixture::joined;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    fn open(&self, name: &str, text: impl AsRef<[u8]>) -> Result<RevisionFile, RevisionError> {
        RevisionFile::open(&self.write(name, text))
    }
}

#[track_caller]
fn check(name: &str, text: &str, code: &str, position: (u32, u32), message: &str) {
    let folder = Folder::new();
    let fault = folder.open(name, text).unwrap_err();
    assert_eq!(fault.code(), code, "{fault}");
    assert_eq!(fault.kind(), Kind::Header);
    let place = fault.place();
    assert_eq!(place.file.unwrap(), folder.path().join(name));
    assert_eq!((place.line, place.column), (Some(position.0), Some(position.1)));
    assert_eq!(fault.to_string(), message);
}

#[test]
fn a_full_header_is_read() {
    let text = "\n//! revision = \"aa01\"\n//! down_revision = [\"aa00\", \"ab00\"]\n\
        //! depends_on = \"lib\"\n//! branch_labels = [\"x\"]\n//! message = \"\"\"one\n//! two\"\"\"\n\
        //! created = 2026-01-02T03:04:05Z\n//! transaction = false\n\
        //! irreversible = \"drops data\"\n\nfn up(db) { broken \u{0}";
    let file = Folder::new().open("aa01_x.rhai", text).unwrap();
    assert_eq!(file.language, Language::Rhai);
    let header = file.header;
    assert_eq!(joined(&header.down_revision), "aa00 ab00");
    assert_eq!(joined(&header.depends_on), "lib");
    assert_eq!(joined(&header.branch_labels), "x");
    assert_eq!(header.message, "one\ntwo");
    assert_eq!(header.created.unwrap(), "2026-01-02T03:04:05Z");
    assert!(!header.transaction);
    assert_eq!(header.irreversible.unwrap(), "drops data");
}

#[test]
fn a_short_header_has_defaults() {
    for parent in ["", "down_revision = \"\"", "down_revision = []"] {
        let text = format!("revision = \"aa01\"\n{parent}");
        let header = Header::parse(&text, Path::new("x.toml")).unwrap();
        assert!(header.down_revision.is_empty() && header.transaction);
        assert_eq!((header.irreversible, header.message.as_str()), (None, ""));
    }
}

#[test]
fn faults_of_a_header_have_a_line_and_a_column() {
    check(
        "aa01_x.sql",
        "--! revision = \"aa01\"\n--!  down_revison = \"aa00\"\n",
        "header::unknown_key",
        (2, 6),
        "the header has the unknown key `down_revison`",
    );
    check(
        "aa01_x.rhai",
        "//! revision = \"aa01\"\n//! transaction = \"no\"\n",
        "header::wrong_type",
        (2, 19),
        "`transaction` must be true or false, not string",
    );
    check(
        "aa01_x.sql",
        "--! revision = \"aa01\"\n--! down_revision = [\"aa00\", \"a-1\"]\n",
        "header::illegal_name",
        (2, 30),
        "`a-1` in `down_revision` is not a legal name: the character '-' is not allowed",
    );
    check(
        "aa01_x.sql",
        "--! revision = \"aa01\"\n--! down_revision = [\"aa00\", \"aa00\"]\n",
        "header::named_twice",
        (2, 30),
        "`down_revision` names `aa00` twice",
    );
}

#[test]
fn broken_toml_has_a_place_too() {
    let fault = Folder::new().open("aa01_x.sql", "--! revision = \n").unwrap_err();
    assert_eq!(fault.code(), "header::syntax");
    assert_eq!(fault.place().line, Some(1));
}

#[test]
fn an_unknown_key_suggests_the_nearest_known_one() {
    let text = "--! revision = \"aa01\"\n--! depend_on = \"x\"\n";
    let fault = Folder::new().open("aa01_x.sql", text).unwrap_err();
    assert_eq!(fault.hint().unwrap(), "did you mean `depends_on`?");
}

#[test]
fn missing_headers_and_keys_are_refused() {
    let folder = Folder::new();
    let code = |name: &str, text: &str| folder.open(name, text).unwrap_err().code();
    assert_eq!(code("aa01_x.sql", "SELECT 1;\n--! revision = \"aa01\"\n"), "header::missing");
    assert_eq!(code("aa01_x.rhai", ""), "header::missing");
    assert_eq!(code("aa01_x.wasm", "\0asm"), "header::missing");
    assert_eq!(code("aa01_y.sql", "--! message = \"x\"\n"), "header::missing_key");
    assert_eq!(code("bb01_x.sql", "--! revision = \"aa01\"\n"), "header::file_name");
    assert_eq!(code("aa011_x.sql", "--! revision = \"aa01\"\n"), "header::file_name");
    assert!(folder.open("aa01.sql", "--! revision = \"aa01\"\n").is_ok());
    let fault = folder
        .open("aa01_z.sql", b"--! revision = \"aa01\"\n--! message = \"\xff\"\n")
        .unwrap_err();
    assert_eq!((fault.code(), fault.place().line), ("header::not_utf8", Some(2)));
}

#[test]
fn a_header_longer_than_the_first_read_is_read_whole() {
    let message = "x".repeat(20_000);
    let text = format!("--! revision = \"aa01\"\n--! message = \"{message}\"\nSELECT 1;\n");
    let file = Folder::new().open("aa01_x.sql", text).unwrap();
    assert_eq!(file.header.message.len(), 20_000);
    let endless = "--! \n".repeat(100_000);
    let fault = Folder::new().open("aa01_x.sql", endless).unwrap_err();
    assert_eq!(fault.code(), "header::too_long");
}

#[test]
fn a_module_has_its_header_beside_it() {
    let folder = Folder::new();
    folder.write("aa01_x.toml", "revision = \"aa01\"\nsha256 = \"00\"\nsource = \"x.rs\"\n");
    let file = folder.open("aa01_x.wasm", "\0asm").unwrap();
    assert_eq!(file.language, Language::Wasm);
    assert_eq!(file.read_source().unwrap(), b"\0asm");
}

#[test]
fn listing_is_by_id_over_all_folders_and_ignores_other_files() {
    let (one, two) = (Folder::new(), Folder::new());
    one.write("cc01_x.sql", "--! revision = \"cc01\"\n--! down_revision = \"bb01\"\n");
    one.write("aa01_x.sql", "--! revision = \"aa01\"\n");
    one.write("notes.md", "nothing");
    one.write(".cc02_x.sql", "nothing");
    one.write("stray.toml", "nothing");
    fs::create_dir(one.path().join("old.sql")).unwrap();
    two.write("bb01_x.rhai", "//! revision = \"bb01\"\n//! down_revision = \"aa01\"\n");
    let files = list(&[one.path(), two.path(), one.path()]).unwrap();
    assert_eq!(joined(files.iter().map(|file| &file.header.revision)), "aa01 bb01 cc01");
    assert_eq!(joined(Graph::of_files(&files).unwrap().heads()), "cc01");
}

#[test]
fn listing_goes_on_after_faults_and_names_their_files() {
    let folder = Folder::new();
    let bad = folder.write("aa01_x.sql", "SELECT 1;");
    folder.write("bb01_x.sql", "--! revision = \"bb01\"\n");
    let gone = folder.path().join("gone");
    let listing = scan(&[folder.path(), gone.as_path()]);
    assert_eq!(listing.files.len(), 1);
    let codes: Vec<_> = listing.faults.iter().map(Coded::code).collect();
    assert_eq!(codes, ["file::unreadable", "header::missing"]);
    assert_eq!(listing.faults[1].place().file.unwrap(), bad);
    assert_eq!(listing.faults[0].kind(), Kind::File);
    assert!(list(&[folder.path()]).is_err());
}

#[test]
fn the_checksum_follows_the_meaning() {
    let folder = Folder::new();
    let sum = |text: &str| folder.open("aa01_x.sql", text).unwrap().checksum().unwrap();
    let first = sum("--! revision = \"aa01\"\n--! down_revision = [\"a\", \"b\"]\nSELECT 1;\n");
    let told = "--! revision = \"aa01\"\n--! message = \"told\"\n--! down_revision = [\"b\", \"a\"]\n\n-- one\nSELECT  1;\n";
    assert_eq!(sum(told), first);
    assert_eq!(first.to_string().parse(), Ok(first));
    for other in [
        "--! revision = \"aa01\"\n--! down_revision = [\"a\"]\nSELECT 1;\n",
        "--! revision = \"aa01\"\n--! down_revision = [\"a\", \"b\"]\nSELECT 2;\n",
        "--! revision = \"aa01\"\n--! down_revision = [\"a\", \"b\"]\n--! transaction = false\nSELECT 1;\n",
        "--! revision = \"aa01\"\n--! down_revision = [\"a\"]\n--! depends_on = \"b\"\nSELECT 1;\n",
    ] {
        assert_ne!(sum(other), first, "{other}");
    }
}

#[test]
fn the_checksum_of_a_module_counts_every_byte() {
    let folder = Folder::new();
    folder.write("aa01_x.toml", "revision = \"aa01\"\n");
    let sum = |bytes: &[u8]| folder.open("aa01_x.wasm", bytes).unwrap().checksum().unwrap();
    assert_ne!(sum(b"a b"), sum(b"a  b"));
}

#[test]
fn the_checksum_of_a_file_never_changes_between_versions() {
    let text = "--! revision = \"aa01\"\n--! down_revision = \"aa00\"\nSELECT 1; -- one\n";
    let sum = Folder::new().open("aa01_x.sql", text).unwrap().checksum().unwrap();
    assert_eq!(sum.to_string(), "a04e504fc75fc3c4f8b6c7c9b360cab2c8536a512252a73043ba479cba66ed24");
}
