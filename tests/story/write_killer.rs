//! Kills the tool itself just before one of its writes, wherever in a commit that may be.

use sandshift_test_servers::TestDatabase;

use crate::preload::preload;
use crate::tool::sandshift;
use crate::victim::was_killed;

/// Starts a run and kills it before this write, counted from 1; false when it ended well before
/// that.
pub(crate) fn is_killed(database: &TestDatabase, revision: &str, write: u32) -> bool {
    let mut command = sandshift(database, &["run", revision]);
    command.env("LD_PRELOAD", preload()).env("KILL_AT_WRITE", write.to_string());
    let output = command.output().unwrap();
    let messages = String::from_utf8_lossy(&output.stderr);
    was_killed(output.status, &format!("{revision}, write {write}: {messages}"))
}
