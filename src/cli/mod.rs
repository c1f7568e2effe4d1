//! The command `sandshift`: reads what was typed, does it, shows what came of it.
//!
//! Nothing below this module prints, reads arguments or environment variables, or asks for the
//! time. Commands that need neither a database nor a script start neither.

mod actor;
mod agreement;
mod args;
mod audit;
mod backup;
mod base_branch;
mod commands;
mod comparison;
mod database;
mod demanded;
mod drawing;
mod editor;
mod entry;
mod error;
mod excerpt;
mod failure;
mod follow;
mod interrupt;
mod kit;
mod ledger;
mod meter;
mod module_facts;
mod modules;
mod new_file;
mod output;
mod policy;
mod project;
mod question;
mod rehearsed;
mod renames;
mod run_failure;
mod runner_options;
mod scaffold;
mod schema;
mod secrets;
mod settings;
mod shell;
mod template;
mod travel;
mod way_back;

use std::ffi::OsString;
use std::io::Write;

use clap::error::ErrorKind;
use sandshift_sandbox::child::Bounds;
use sandshift_sandbox::limits::Profile;
use sandshift_sandbox::rhai::with_room;
use sandshift_sandbox::wasm::SHARED;

use crate::clock::Clock;
use crate::error::Kind;

use args::{Cli, Globals};
pub use error::CliError;
use failure::Failure;
use output::Output;

/// What every command gets.
#[derive(Debug)]
pub struct Context {
    /// The options of every command.
    pub globals: Globals,
    /// Where to write.
    pub output: Output,
    /// The time.
    pub clock: Clock,
}

impl Context {
    /// The time.
    #[must_use]
    fn now(&self) -> jiff::Timestamp {
        // A clock beyond the year 9999 is none that anything should still count by.
        jiff::Timestamp::from_microsecond((self.clock.now_micros)()).unwrap_or(jiff::Timestamp::MAX)
    }
}

/// How a command ended that did its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// All is well.
    Good,
    /// It found something that the exit code has to tell.
    Found(Kind),
}

/// What a command gives back.
pub type Answer = Result<Ending, Failure>;

/// Runs the command line and gives the exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>, clock: Clock) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // No command for people: it stays out of every help and every list.
    if let [_, command, memory_bytes, whose @ ..] = arguments.as_slice()
        && command == modules::COMMAND
        && let Some(bytes) = memory_bytes.to_str().and_then(|text| text.parse().ok())
    {
        let is_shared = whose.iter().any(|word| word == SHARED);
        return modules::serve(bytes, if is_shared { Profile::Shared } else { Profile::Trusted });
    }
    if let [_, command, memory_bytes, processor_seconds] = arguments.as_slice()
        && command == modules::GUEST
        && let (Some(memory), Some(processor)) = (memory_bytes.to_str(), processor_seconds.to_str())
        && let Some(bounds) = Bounds::from_arguments(memory, processor)
    {
        return modules::run_guest(bounds);
    }
    let cli = match Cli::read(&arguments) {
        Ok(cli) => cli,
        Err(fault) => return refuse(&fault, arguments.iter().any(|text| text == "--json")),
    };
    let (globals, command) = cli.command.split(cli.globals);
    let output = Output::new(&globals);
    let context = Context { globals, output: output.clone(), clock };
    let code = match with_room(|| command.run(&context)) {
        Ok(Ending::Good) => 0,
        Ok(Ending::Found(kind)) => kind.exit_code(),
        Err(failure) => {
            failure.show(&output);
            failure.kind.exit_code()
        }
    };
    match output.finish() {
        Ok(()) => code,
        Err(fault) => {
            output.complain(&format!("error[file::stdout]: the result cannot be written: {fault}"));
            Kind::File.exit_code()
        }
    }
}

/// Shows what the argument parser says: help and version on stdout, faults on stderr.
fn refuse(fault: &clap::Error, as_json: bool) -> u8 {
    let asked = matches!(fault.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if as_json && !asked {
        let text = fault.render().to_string();
        let message = text.trim().trim_start_matches("error: ");
        let message = message.split("\n\nUsage:").next().unwrap_or(message);
        let document = serde_json::json!({ "error": {
            "code": "usage::arguments",
            "kind": Kind::Usage.name(),
            "exit_code": Kind::Usage.exit_code(),
            "message": message,
            "causes": [],
            "file": null, "line": null, "column": null,
            "sql": null, "revision": null, "done_before": [], "rolled_back": null,
            "hint": "see `sandshift --help`",
        }});
        // Nobody is left to be told when stdout is closed.
        let _ = writeln!(std::io::stdout(), "{document:#}");
    } else {
        let _ = fault.print();
    }
    if asked { 0 } else { Kind::Usage.exit_code() }
}
