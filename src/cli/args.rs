//! What a person can type: the options of every command.
//!
//! The options and the work of each command are together in `commands/`. The global options are
//! read before and after the command, and both are joined.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser, ValueEnum};
use sandshift_sandbox::limits::Profile;

use super::commands::Command;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Cyan.on_default());

/// Run database migrations that are written as programs
///
/// A migration is a rhai script, a WebAssembly module or a plain SQL file in the folder
/// `migrations`. Sandshift runs each of them once, in order, in a transaction, and can show
/// beforehand what it will do (`run --dry-run`) and undo it afterwards (`rollback`). SQLite,
/// PostgreSQL and MySQL/MariaDB.
#[derive(Debug, Parser)]
#[command(
    name = "sandshift",
    version,
    styles = STYLES,
    max_term_width = 100,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    subcommand_value_name = "COMMAND",
    override_usage = "sandshift [OPTIONS] <COMMAND>",
    after_help = FIRST_STEPS
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// Reads the arguments. The options of a command are made when it is named, because those of all commands take as
    /// long as a small command itself; an alias, a request for help and a fault want to know all of them.
    ///
    /// # Errors
    ///
    /// What is wrong with the arguments, or the help that they ask for.
    pub(super) fn read(arguments: &[OsString]) -> Result<Self, clap::Error> {
        if let Ok(cli) = Self::try_parse_from(arguments) {
            return Ok(cli);
        }
        let mut command = Self::command();
        command.build();
        let mut matches = command.try_get_matches_from_mut(arguments)?;
        Self::from_arg_matches_mut(&mut matches).map_err(|fault| fault.format(&mut command))
    }
}

const FIRST_STEPS: &str = "\
First steps:
  sandshift init                              make a project in this folder
  sandshift revision -m \"create persons\"      write a migration, then fill in its `up`
  sandshift run --dry-run                     see the SQL
  sandshift run                               run it
  sandshift status                            see what has run and what has not
  sandshift rollback                          undo the last one

`sandshift COMMAND --help` explains a command and gives examples.
Those who know Alembic: `upgrade`, `downgrade`, `--sql` and all names of revisions work here too.";

// A doc comment on this struct or the next would become the help of every command.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// Work as if started in this folder
    #[arg(short = 'C', long, value_name = "DIR")]
    pub directory: Option<PathBuf>,

    /// Use this environment of sandshift.toml
    #[arg(long = "env", value_name = "NAME")]
    pub environment: Option<String>,

    /// Use this database, whatever sandshift.toml says [env: DATABASE_URL]
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,

    /// Give migrations a parameter; may be repeated
    #[arg(short = 'x', long = "param", value_name = "NAME=VALUE", value_parser = name_and_value)]
    pub params: Vec<(String, String)>,

    /// Run migrations in this process (trusted) or, walled in, in one of their own (shared)
    #[arg(long, value_enum, value_name = "PROFILE", hide_possible_values = true)]
    pub profile: Option<ProfileName>,

    /// Hold migrations to this grant [env: SANDSHIFT_POLICY]
    #[arg(long, value_name = "FILE")]
    pub policy: Option<PathBuf>,

    /// Write the result as JSON
    #[arg(long)]
    pub json: bool,

    /// Colour the output: auto, always or never
    #[arg(long, value_enum, value_name = "WHEN", hide_possible_values = true)]
    pub color: Option<Color>,

    /// Say nothing but results and errors
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Say more
    #[arg(short, long, action = ArgAction::Count)]
    pub verbose: u8,
}

/// Where guests run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProfileName {
    /// In this process.
    Trusted,
    /// In a process of their own.
    Shared,
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Trusted => Self::Trusted,
            ProfileName::Shared => Self::Shared,
        }
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Globals {
    /// Joins the options before the command with those after it, which win.
    #[must_use]
    pub fn and(mut self, after: Self) -> Self {
        self.params.extend(after.params);
        Self {
            directory: after.directory.or(self.directory),
            environment: after.environment.or(self.environment),
            url: after.url.or(self.url),
            params: self.params,
            profile: after.profile.or(self.profile),
            policy: after.policy.or(self.policy),
            json: self.json || after.json,
            color: after.color.or(self.color),
            quiet: self.quiet || after.quiet,
            verbose: self.verbose.saturating_add(after.verbose),
        }
    }

    /// The parameters by name; of one given twice, the last.
    #[must_use]
    pub fn params(&self) -> BTreeMap<String, String> {
        self.params.iter().cloned().collect()
    }
}

// The options of one command together with the global ones.
#[derive(Debug, Args)]
pub(super) struct With<A: Args> {
    #[command(flatten)]
    pub own: A,
    #[command(flatten)]
    pub globals: Globals,
}

fn name_and_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("write it as `name=value`".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &[&str]) -> Result<Cli, clap::Error> {
        Cli::read(&line.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn the_options_contradict_each_other_nowhere() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_begins_its_help_with_an_imperative_and_ends_it_with_an_example() {
        let mut all = Cli::command();
        all.build();
        for command in all.get_subcommands() {
            let name = command.get_name();
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(about.starts_with(char::is_uppercase), "{name}: {about}");
            assert!(!about.ends_with('.'), "{name}: {about}");
            let after = command.get_after_long_help().map(ToString::to_string).unwrap_or_default();
            assert!(after.contains("Examples:\n  sandshift"), "{name}: {after}");
        }
    }

    #[test]
    fn parameters_before_and_after_the_command_are_joined() {
        let cli = read(&["sandshift", "-x", "a=1", "heads", "-x", "b=2=3", "-vv"]).unwrap();
        let (globals, _) = cli.command.split(cli.globals);
        assert_eq!(globals.params, [("a".into(), "1".into()), ("b".into(), "2=3".into())]);
        assert_eq!(globals.verbose, 2);
    }

    #[test]
    fn help_tells_what_each_command_does() {
        let help = read(&["sandshift", "--help"]).unwrap_err().to_string();
        assert!(help.contains("Compare the database with the files"), "{help}");
        let help = read(&["sandshift", "status", "--help"]).unwrap_err().to_string();
        assert!(help.contains("--check") && help.contains("Usage: sandshift status"), "{help}");
    }

    #[test]
    fn values_that_begin_with_a_sign_are_values() {
        for line in [
            &["sandshift", "rollback", "-1"][..],
            &["sandshift", "run", "+2"],
            &["sandshift", "upgrade", "label@+1"],
            &["sandshift", "downgrade", "label@-1"],
            &["sandshift", "history", "-r", "-3:"],
            &["sandshift", "history", "-r-3:current"],
            &["sandshift", "history", "--rev-range=-3:"],
            &["sandshift", "show", "head-1"],
        ] {
            assert!(read(line).is_ok(), "{line:?}");
        }
        assert!(read(&["sandshift", "rollback", "--no-such-option"]).is_err());
    }
}
