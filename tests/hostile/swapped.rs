//! Case 48: files that are others when they run than when they were looked at.

use std::fs;

use sandshift::error::Coded as _;
use sandshift::integrity::lock::Lock;
use sandshift::revision::{Layout, RevisionFile};
use sandshift::runner::project::Project as Revisions;

use crate::project::{Project, header, table};

fn locked(project: &Project) -> Revisions {
    let (root, folders) = (project.path(""), vec![project.path("migrations")]);
    let files: Vec<RevisionFile> =
        Revisions::open(folders.clone()).unwrap().files.into_values().collect();
    let pins = Lock::of(&root, &folders, &files).unwrap().pins(&root, &folders);
    Revisions::open_pinned(folders, Layout::Sandshift, pins).unwrap()
}

fn file<'p>(revisions: &'p Revisions, id: &str) -> &'p RevisionFile {
    &revisions.files[&id.parse().unwrap()]
}

#[test]
fn case_48_a_file_swapped_behind_its_check_is_refused_when_it_is_read_to_run() {
    let project = Project::with_two_tables();
    let revisions = locked(&project);
    // Same header, other program, between the reading of the headers and that of the programs.
    let other = header("b2", Some("a1")) + "fn up(db) { db.drop_table(\"a1\"); }\n";
    project.migration("b2.rhai", &other);
    let refused = file(&revisions, "b2").read_source().unwrap_err();
    assert_eq!(refused.code(), "lock::changed");
    assert!(file(&revisions, "a1").read_source().is_ok());
}

#[test]
fn case_48_a_header_swapped_behind_its_check_is_refused_without_a_lock_too() {
    let project = Project::with_two_tables();
    let revisions = Revisions::open(vec![project.path("migrations")]).unwrap();
    let b2 = file(&revisions, "b2");
    assert!(b2.is_of_header(&b2.read_source().unwrap()).is_ok());
    let other =
        table("b2", Some("a1")).replace("//! message", "//! transaction = false\n//! message");
    project.migration("b2.rhai", &other);
    let refused = b2.is_of_header(&b2.read_source().unwrap()).unwrap_err();
    assert_eq!(refused.code(), "file::swapped");
}

#[cfg(unix)]
#[test]
fn case_48_a_link_out_of_the_folder_is_refused() {
    use std::os::unix::fs::symlink;
    let project = Project::with_two_tables();
    let outside = project.path("outside.rhai");
    fs::write(&outside, table("b2", Some("a1"))).unwrap();
    let inside = project.path("migrations/b2.rhai");
    // Even one to the very bytes that are locked: they could be changed from outside.
    project.good(&["lock"]);
    fs::remove_file(&inside).unwrap();
    symlink(&outside, &inside).unwrap();
    project.refused(&["run"], 36, "lock::outside", &["b2.rhai"]);
    fs::remove_file(project.path("sandshift.lock")).unwrap();
    project.refused(&["lock"], 36, "lock::outside", &["b2.rhai"]);
    // A link within the folder leads nowhere else.
    fs::remove_file(&inside).unwrap();
    fs::write(project.path("migrations/.b2"), table("b2", Some("a1"))).unwrap();
    symlink(".b2", &inside).unwrap();
    project.good(&["lock"]);
    project.good(&["run"]);
}

#[test]
fn case_48_two_files_with_one_revision_and_names_that_differ_in_case_are_refused() {
    let project = Project::with_two_tables();
    project.migration("b2_again.rhai", &table("b2", Some("a1")));
    project.refused(&["lock"], 23, "graph::duplicate_id", &["b2.rhai", "b2_again.rhai"]);
    project.refused(&["run"], 23, "graph::duplicate_id", &[]);
    fs::remove_file(project.path("migrations/b2_again.rhai")).unwrap();
    project.migration("B2.rhai", &table("B2", Some("b2")));
    project.refused(&["lock"], 36, "lock::case_clash", &["B2.rhai", "b2.rhai"]);
    assert_eq!(project.dump(), None);
}

#[test]
fn case_48_a_revision_that_hides_is_missed() {
    let project = Project::with_two_tables();
    let names = ["c3.toml", "c3.wasm"].map(|name| project.path("migrations").join(name));
    fs::write(&names[0], "revision = \"c3\"\ndown_revision = \"b2\"\nmessage = \"c3\"\n").unwrap();
    fs::write(&names[1], b"\0asm").unwrap();
    project.good(&["lock"]);
    // Without its module the header alone would be no revision of ours any more.
    fs::remove_file(&names[1]).unwrap();
    fs::write(&names[0], "other = 1\n").unwrap();
    project.refused(&["run"], 36, "lock::changed", &["c3.toml"]);
    fs::remove_file(&names[0]).unwrap();
    project.refused(&["run"], 36, "lock::missing", &["c3."]);
    assert_eq!(project.dump(), None);
}
