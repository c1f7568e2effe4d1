//! The tool itself, as a person would start it.

use std::process::{Command, Output, Stdio};

use sandshift_test_servers::TestDatabase;

use crate::stage::{NOW, SEED, folder};

/// `sandshift -C scripts --url …` with further arguments.
pub(crate) fn sandshift(database: &TestDatabase, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sandshift"));
    command.arg("-C").arg(folder()).args(["--url", &database.url]).args(arguments);
    if matches!(arguments.first(), Some(&("run" | "rollback"))) {
        command.args(["--seed", SEED, "--now", NOW]);
    }
    command.env_remove("DATABASE_URL").stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a command prints, after it has ended well.
#[track_caller]
pub(crate) fn printed(command: &mut Command) -> String {
    ended_well(command.output().unwrap(), &format!("{command:?}"))
}

/// The same of a command that was started before.
#[track_caller]
pub(crate) fn ended_well(output: Output, what: &str) -> String {
    let (stdout, stderr) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{what}: {}\n{stdout}\n{stderr}", output.status);
    stdout.into_owned()
}
