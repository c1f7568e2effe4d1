//! `sandshift trust`

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::cli::args::{Globals, With};
use crate::cli::demanded::TrustFile;
use crate::cli::failure::Failure;
use crate::cli::output::Format;
use crate::cli::{Answer, CliError, Context, Ending};
use crate::integrity::IntegrityError;
use crate::integrity::keys::{PublicKey, SecretKey};
use crate::integrity::trust::{Trust as Keys, TrustedKey};
use crate::report::escape::escape;
use crate::report::style;

/// Say whose signatures count
///
/// The keys are kept in a file of the operator's own, outside of the project, whose authors could else sign
/// for themselves: `--trust FILE`, `SANDSHIFT_TRUST`, or `trust.toml` in the user's settings of sandshift.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift trust generate ~/.keys/sandshift.pem     make a key, and show its public half
  sandshift trust add alice ed25519:GKpEAIPdWFwrDB3RBn2IQZ4+Q7vF8tRWsxUtDLpBVOI=
  sandshift trust add bob bob.pub.pem                a public key from a file
  sandshift trust list
  sandshift trust remove alice")]
pub(crate) struct Trust {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    Generate(With<Generate>),
    Add(With<Add>),
    List(With<List>),
    Remove(With<Remove>),
}

/// What is asked about keys.
#[derive(Debug)]
pub(crate) enum Asked {
    /// A new one.
    Generate(Generate),
    /// One that is to be trusted.
    Add(Add),
    /// Which there are.
    List(List),
    /// One that is not to be trusted any more.
    Remove(Remove),
}

/// Make a key that signs, in a file that nobody else can read
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// The file, which must not be there yet
    file: PathBuf,
}

/// Trust a key
#[derive(Debug, Args)]
pub(crate) struct Add {
    /// A name for its owner
    name: String,

    /// The public key, or a file that holds it
    key: String,

    #[command(flatten)]
    trust: TrustFile,
}

/// List the keys that are trusted
#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    trust: TrustFile,
}

/// Trust a key no longer
#[derive(Debug, Args)]
pub(crate) struct Remove {
    /// Its name or id
    name: String,

    #[command(flatten)]
    trust: TrustFile,
}

impl Trust {
    /// The command below this one, with the global options from both sides of it.
    #[must_use]
    pub(crate) fn split(self, before: Globals) -> (Globals, Asked) {
        let (after, asked) = match self.task {
            Task::Generate(with) => (with.globals, Asked::Generate(with.own)),
            Task::Add(with) => (with.globals, Asked::Add(with.own)),
            Task::List(with) => (with.globals, Asked::List(with.own)),
            Task::Remove(with) => (with.globals, Asked::Remove(with.own)),
        };
        (before.and(after), asked)
    }
}

impl Asked {
    /// Does it.
    ///
    /// # Errors
    ///
    /// A file cannot be read or written, or a key is none or not there.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        match self {
            Self::Generate(generate) => generate.run(context),
            Self::Add(add) => add.run(context),
            Self::List(list) => list.run(context),
            Self::Remove(remove) => remove.run(context),
        }
    }
}

impl Generate {
    fn run(&self, context: &Context) -> Answer {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|fault| CliError::Program {
            program: "the system's source of random bytes".to_owned(),
            reason: fault.to_string(),
            advice: None,
        })?;
        let key = SecretKey::of_seed(&seed);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options
            .open(&self.file)
            .and_then(|mut file| file.write_all(key.pem().as_bytes()))
            .map_err(CliError::file(&self.file, "written"))?;
        let public = key.public();
        if context.output.format == Format::Json {
            let file = self.file.display().to_string();
            let (id, key) = (public.id(), public.to_string());
            context.output.json(&json!({ "file": file, "id": id, "public_key": key }));
        } else {
            context.output.line(&public.to_string());
        }
        context.output.say(&format!(
            "{} key {} signs with `{}`; give the line above to whoever is to trust it",
            style::good("Made:"),
            public.id(),
            escape(&self.file.display().to_string()),
        ));
        Ok(Ending::Good)
    }
}

impl Add {
    fn run(&self, context: &Context) -> Answer {
        let key = public_key(&self.key)?;
        let mut keys = self.trust.read()?;
        keys.add(&self.name, key)?;
        write(&self.trust.path()?, &keys)?;
        let added = TrustedKey { name: self.name.clone(), key };
        show(context, &[added], "trusted");
        Ok(Ending::Good)
    }
}

impl List {
    fn run(&self, context: &Context) -> Answer {
        show(context, &self.trust.read()?.keys(), "keys");
        Ok(Ending::Good)
    }
}

impl Remove {
    fn run(&self, context: &Context) -> Answer {
        let mut keys = self.trust.read()?;
        let removed = keys.remove(&self.name)?;
        write(&self.trust.path()?, &keys)?;
        show(context, &[removed], "removed");
        Ok(Ending::Good)
    }
}

/// A key as it was typed, or in the file of this name.
fn public_key(text: &str) -> Result<PublicKey, Failure> {
    if let Ok(key) = text.parse() {
        return Ok(key);
    }
    let file = Path::new(text);
    let bad = || IntegrityError::BadKey { file: file.to_path_buf() };
    let found = fs::read_to_string(file).map_err(|_| bad())?;
    Ok(found.parse().map_err(|_| bad())?)
}

fn write(file: &Path, keys: &Keys) -> Result<(), CliError> {
    let folder = file.parent().unwrap_or(Path::new(""));
    fs::create_dir_all(folder).map_err(CliError::file(folder, "made"))?;
    fs::write(file, keys.text()).map_err(CliError::file(file, "written"))
}

fn show(context: &Context, keys: &[TrustedKey], word: &str) {
    let output = &context.output;
    if output.format == Format::Json {
        let keys: Vec<Value> = keys
            .iter()
            .map(|one| json!({ "name": one.name, "id": one.key.id(), "public_key": one.key.to_string() }))
            .collect();
        output.json(&json!({ word: keys }));
        return;
    }
    for one in keys {
        output.line(&format!("{} {} {}", style::id(one.key.id()), escape(&one.name), one.key));
    }
    if keys.is_empty() {
        output.say("no key is trusted");
    }
}
