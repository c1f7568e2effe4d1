//! `sandshift build`: from the source beside a migration to its module.
//!
//! One file per language knows the toolchain. What a toolchain gives is made a component here,
//! looked at, and written together with what is known about it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::Args;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::cli::failure::Failure;
use crate::cli::kit::Kit;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::{Answer, CliError, Context, Ending};
use crate::report::style;
use crate::revision::{RevisionFile, State, Target, lookup};

mod c;
mod component;
mod error;
mod files;
mod header_text;
mod javascript;
mod python;
mod rust;
mod tool;
mod toolchain;

use component::Facts;
pub(crate) use error::BuildError;
use toolchain::Toolchain;

/// Compile the source of modules
///
/// The folder that `source` in the header names is compiled with the toolchain of its language
/// (Rust, C, JavaScript or Python), and the module is written beside the header, together with
/// what is known about it. Without a revision, those are compiled that have no module yet. A
/// module that has run elsewhere should not be compiled again.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift build
  sandshift build head
  sandshift build 3f2a 77b1")]
pub(crate) struct Build {
    /// The revisions [default: those without a module]
    #[arg(value_name = "REVISION", allow_negative_numbers = true)]
    revisions: Vec<String>,
}

/// Where a module is built, and from what; all paths are absolute.
struct Site {
    /// The revision.
    revision: String,
    /// The folder with the source.
    source: PathBuf,
    /// A folder for what is made on the way, of this revision alone.
    build: PathBuf,
    /// A folder for what is made on the way, shared by all revisions.
    shared: PathBuf,
    /// The contract and what helps to use it.
    kit: Kit,
    /// The world that the header names, or `migration`.
    world: String,
}

/// What a toolchain gave: a component, and who made it.
struct Built {
    component: Vec<u8>,
    tools: BTreeMap<String, String>,
}

/// A module that was written.
struct Written {
    revision: String,
    module: PathBuf,
    bytes: usize,
    sha256: String,
    facts: Facts,
    tools: BTreeMap<String, String>,
}

impl Build {
    /// Compiles, in the order in which the revisions were named.
    ///
    /// # Errors
    ///
    /// A name means nothing, a revision has no source, a toolchain is missing, or a compiler
    /// refuses the source. What was built before stays built.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let revisions = Project::open(&context.globals)?.revisions()?;
        let output = &context.output;
        let files: Vec<&RevisionFile> = if self.revisions.is_empty() {
            let with_source = revisions.files.values().filter(|f| f.header.source.is_some());
            let (built, missing): (Vec<_>, Vec<_>) = with_source.partition(|f| f.path.exists());
            built.iter().filter(|file| is_outdated(file)).for_each(|file| {
                let revision = style::id(file.header.revision.as_str());
                output.say(&format!(
                    "The source of {revision} is newer than its module: sandshift build {revision}"
                ));
            });
            missing
        } else {
            let target: Target = self.revisions.join(",").parse()?;
            let state = State::empty(&revisions.graph);
            let found = lookup(&state, &target)?;
            found.into_iter().filter_map(|id| revisions.files.get(id)).collect()
        };
        if files.is_empty() {
            output.say("Nothing to build: each module is there.");
        }
        let mut modules = Vec::new();
        for file in files {
            let written = build(file)?;
            if output.format == Format::Human {
                output.line(&written.module.display().to_string());
                output.say(&written.sentence());
            }
            modules.push(written.to_json());
        }
        if output.format == Format::Json {
            output.json(&json!({ "modules": modules }));
        }
        Ok(Ending::Good)
    }
}

/// Whether a file of the source was changed after the module was written.
fn is_outdated(file: &RevisionFile) -> bool {
    let changed = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
    let newest: Option<SystemTime> = file.source_folder().and_then(|folder| {
        let inside = files::all_in(&folder);
        inside.iter().filter_map(|path| changed(path)).max()
    });
    newest.zip(changed(&file.path)).is_some_and(|(source, module)| source > module)
}

fn build(file: &RevisionFile) -> Result<Written, Failure> {
    let site = Site::of(file)?;
    let toolchain = Toolchain::of(&site)?;
    let built = toolchain.build(&site)?;
    let facts = component::facts(&site, &built.component)?;
    let sha256 = hex::encode(Sha256::digest(&built.component));
    let header = file.path.with_extension("toml");
    let text = files::read(&header)?;
    let text = header_text::with_facts(&text, &sha256, &facts, &built.tools)
        .map_err(|reason| BuildError::Header { file: header.clone(), reason })?;
    files::write_whole(&file.path, &built.component)?;
    files::write_whole(&header, text.as_bytes())?;
    Ok(Written {
        revision: site.revision,
        module: file.path.clone(),
        bytes: built.component.len(),
        sha256,
        facts,
        tools: built.tools,
    })
}

impl Site {
    fn of(file: &RevisionFile) -> Result<Self, Failure> {
        let revision = file.header.revision.to_string();
        let Some(source) = file.source_folder() else {
            return Err(BuildError::NoSource { file: file.path.clone(), revision }.into());
        };
        let absolute = |path: &Path| {
            std::path::absolute(path).map_err(CliError::file(path, "found from the root"))
        };
        let source = absolute(&source)?;
        if !source.is_dir() {
            return Err(BuildError::SourceMissing { folder: source, revision }.into());
        }
        let folder = absolute(file.path.parent().unwrap_or(Path::new("")))?;
        let stem = file.path.file_stem().unwrap_or_default();
        let kit = Kit::in_folder(&folder);
        kit.write()?;
        let shared = kit.folder_beside("build");
        let build = shared.join(stem);
        files::make_folder(&build)?;
        let world = file.header.world.clone().unwrap_or_else(|| "migration".into());
        Ok(Self { revision, source, build, shared, kit, world })
    }
}

impl Written {
    fn sentence(&self) -> String {
        format!(
            "{} {} for world `{}`, {} bytes",
            style::good("Built"),
            style::id(&self.revision),
            self.facts.world,
            self.bytes
        )
    }

    fn to_json(&self) -> Value {
        json!({
            "revision": self.revision,
            "file": self.module.display().to_string(),
            "bytes": self.bytes,
            "sha256": self.sha256,
            "world": self.facts.world,
            "imports": self.facts.imports,
            "exports": self.facts.exports,
            "tools": self.tools,
        })
    }
}
