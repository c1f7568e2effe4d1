//! The program under test, and how long it is tested.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The moment that scripts see as now, in all runs, so that rows made from it can be compared.
const NOW: &str = "2025-06-15T15:06:40Z";

/// The program: the one that was built for the tests, or that of `SANDSHIFT_BIN`.
pub(crate) fn program() -> PathBuf {
    match env::var_os("SANDSHIFT_BIN") {
        // Tests have a working directory of their own.
        Some(path) => Path::new(env!("CARGO_MANIFEST_DIR")).join(path),
        None => PathBuf::from(env!("CARGO_BIN_EXE_sandshift")),
    }
}

/// How many kills there are at least for each database; `make crash` asks for more.
pub(crate) fn kills() -> usize {
    let told = env::var("SANDSHIFT_CRASH_KILLS").ok();
    told.map_or(300, |told| told.parse().expect("SANDSHIFT_CRASH_KILLS is a number"))
}

/// The program on a project and a database, with its clock and its random numbers held.
pub(crate) fn command(project: &Path, url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program());
    command.arg("-C").arg(project).args(["--url", url]).args(arguments);
    command.args(["--seed", "crash", "--now", NOW]);
    command.env_remove("DATABASE_URL").env("NO_COLOR", "1");
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a command said, on both channels.
pub(crate) fn said(output: &Output) -> String {
    let [out, err] = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
    format!("{}\n{out}{err}", output.status)
}
