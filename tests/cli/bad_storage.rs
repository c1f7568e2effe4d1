//! SQLite files that cannot be written: the exit code of storage, and the database as before.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::process::{Command, Output};

use crate::project::{Project, header};

/// Who runs the command when the tests are root's, for whom permissions do not count.
const NOBODY: u32 = 65_534;

/// An exit code with the error code that goes with it.
type Refusal = (i32, &'static str);

const READ_ONLY: Refusal = (31, "error[database::read_only]");
const STORAGE: Refusal = (14, "error[database::storage]");

#[track_caller]
fn is_refused(output: &Output, (exit_code, code): Refusal, says: &[&str]) {
    let messages = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(exit_code), "{messages}");
    for text in [&[code, "next: "], says].concat() {
        assert!(messages.contains(text), "`{text}` is missing: {messages}");
    }
}

/// Runs `b2` with these permissions of the database file and of its folder, which says this.
fn check_permissions(file: u32, folder: u32, says: &[&str]) {
    let project = Project::with_two_tables();
    project.good(&["run", "a1"]);
    let before = project.dump();
    let bytes = fs::read(project.path("app.db")).unwrap();
    let is_root = fs::metadata(project.path("")).unwrap().uid() == 0;
    for (name, mode) in [("app.db", file), ("", folder)] {
        if is_root {
            chown(project.path(name), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        fs::set_permissions(project.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sandshift"));
        command.current_dir(project.path("")).args(arguments).env_remove("DATABASE_URL");
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.output().unwrap()
    };
    is_refused(&run(&["run"]), READ_ONLY, says);
    is_refused(
        &run(&["run", "--dry-run"]),
        READ_ONLY,
        &["nothing was changed: this was a dry run"],
    );
    let current = run(&["current"]);
    assert!(current.status.success() && current.stdout.starts_with(b"a1 "), "{current:?}");

    fs::set_permissions(project.path(""), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(fs::read(project.path("app.db")).unwrap(), bytes);
    assert_eq!(project.dump(), before);
}

#[test]
fn a_file_without_permission_to_write_can_be_read_and_not_migrated() {
    let rolled_back = "state: running `b2` was rolled back, nothing of it is left";
    check_permissions(
        0o444,
        0o755,
        &["readonly", rolled_back, "check the permissions of the file"],
    );
}

#[test]
fn a_folder_without_permission_to_write_has_no_room_for_the_lock_of_the_runners() {
    check_permissions(0o644, 0o555, &["cannot lock", "check the permissions of the folder"]);
}

/// Thousands of rows that do not fit, behind a table that does.
fn much(before: &str) -> Project {
    let project = Project::with_two_tables();
    project.good(&["run"]);
    let body = "
        db.create_table(\"big\", [column(\"line\", text())]);
        let line = \"x\".repeat(1000);
        for n in 0..4000 { db.insert(\"big\", [#{ line: line }]); }
    }";
    project
        .migration("c3.rhai", &format!("{}fn up(db) {{ {before} {body}", header("c3", Some("b2"))));
    project
}

/// Runs all revisions through a shell that first does something, with the command as `$0`.
fn run_after(project: &Project, script: &str) -> Output {
    let mut shell = Command::new("sh");
    shell.current_dir(project.path("")).env_remove("DATABASE_URL").args(["-c", script]);
    shell.arg(env!("CARGO_BIN_EXE_sandshift")).output().unwrap()
}

/// The largest file may have this many blocks of 512 bytes; writing more fails, as on a disk that
/// fills up: the smaller limit in the rollback journal or the first page, the greater in the rows.
#[test]
fn a_disk_that_fills_up_leaves_the_database_as_it_was() {
    let project = much("");
    let before = project.dump();
    for blocks in [100, 400, 3000] {
        let limit = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" run");
        let output = run_after(&project, &limit);
        let rolled_back = "state: running `c3` was rolled back, nothing of it is left";
        is_refused(
            &output,
            STORAGE,
            &[rolled_back, "check that the disk has room", "more characters"],
        );
        assert_eq!(project.dump(), before, "{blocks} blocks");
    }
    // With room again, the next run finishes.
    project.good(&["run"]);
    assert_ne!(project.dump(), before);
}

/// SQLite's own word for a full disk, which a limit on the pages of the file brings about as well.
#[test]
fn a_full_database_leaves_the_database_as_it_was() {
    let project = much("db.execute(\"PRAGMA max_page_count = 500\");");
    let before = project.dump();
    let output = run_after(&project, "exec \"$0\" run");
    let rolled_back = "state: running `c3` was rolled back, nothing of it is left";
    is_refused(
        &output,
        STORAGE,
        &["database or disk is full", rolled_back, "free some space on the disk"],
    );
    assert_eq!(project.dump(), before);
}
