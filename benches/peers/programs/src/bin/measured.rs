//! Runs a command and writes what it took to a file: wall and processor seconds, and the memory of its largest process.
//!
//! A small process has to start what is measured, because a child inherits the peak of the memory of whoever starts it.

use std::error::Error;
use std::process::{Command, ExitCode};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(file), Some(program)) = (arguments.next(), arguments.next()) else {
        return Err("usage: measured FILE PROGRAM [ARGUMENT]...".into());
    };
    let begun = Instant::now();
    let status = Command::new(program).args(arguments).status()?;
    let wall = begun.elapsed().as_secs_f64();
    // This process has one child, so that all of its children are the command and what it started.
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let cpu_microseconds =
        usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    let cpu = cpu_microseconds as f64 / 1e6;
    let mebibytes = usage.max_rss() as f64 / 1024.0;
    std::fs::write(
        file,
        format!(r#"{{"wall": {wall:.6}, "cpu": {cpu:.6}, "mebibytes": {mebibytes:.2}}}"#),
    )?;
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}
