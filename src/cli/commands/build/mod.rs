//! `sandshift build`: from the source beside a migration to its module.
//!
//! One file per language knows the toolchain. What a toolchain gives is made a component here,
//! looked at, and written together with what is known about it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use sandshift_sandbox::limits::Offer;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::cli::failure::Failure;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::{Answer, Context, Ending};
use crate::report::style;
use crate::revision::{State, Target, lookup};
use crate::runner::project::Project as Revisions;

mod c;
mod component;
mod error;
mod files;
mod header_text;
mod javascript;
mod job;
mod python;
mod rust;
mod site;
mod tool;
mod toolchain;
mod written;

pub(crate) use error::BuildError;
use job::Job;
use site::Site;
use toolchain::Toolchain;
use written::Written;

/// Compile the source of modules
///
/// The folder that `source` in the header names is compiled with the toolchain of its language
/// (Rust, C, JavaScript or Python), and the module is written beside the header, together with
/// what is known about it. Row transforms for scripts are compiled from the folders in `modules`,
/// each to a module of the same name. Without a name, what has no module yet is compiled. A
/// module that has run elsewhere should not be compiled again.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift build
  sandshift build head
  sandshift build 3f2a 77b1
  sandshift build --module normalise")]
pub(crate) struct Build {
    /// The revisions [default: those without a module]
    #[arg(value_name = "REVISION", allow_negative_numbers = true)]
    revisions: Vec<String>,

    /// A module of row transforms, by the name of its folder in `modules`
    #[arg(long = "module", value_name = "NAME")]
    modules: Vec<String>,
}

/// What a toolchain gave: a component, and who made it.
struct Built {
    component: Vec<u8>,
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
        let project = Project::open(&context.globals)?;
        let revisions = project.revisions()?;
        let folders = project.migration_folders();
        let output = &context.output;
        let jobs = if self.revisions.is_empty() && self.modules.is_empty() {
            let (missing, outdated) = Job::open(&revisions, &folders);
            for job in outdated {
                let name = style::id(job.name());
                let command = job.command();
                output.say(&format!("The source of {name} is newer than its module: {command}"));
            }
            missing
        } else {
            self.named(&revisions, &folders)?
        };
        if jobs.is_empty() {
            output.say("Nothing to build: each module is there.");
        }
        let mut modules = Vec::new();
        for job in jobs {
            let written = build(job.site()?, project.settings.limits.offer)?;
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

    fn named<'r>(
        &self,
        revisions: &'r Revisions,
        folders: &[PathBuf],
    ) -> Result<Vec<Job<'r>>, Failure> {
        let mut jobs = Vec::new();
        if !self.revisions.is_empty() {
            let target: Target = self.revisions.join(",").parse()?;
            let state = State::empty(&revisions.graph);
            let found = lookup(&state, &target)?;
            jobs.extend(found.iter().filter_map(|id| revisions.files.get(id)).map(Job::Revision));
        }
        jobs.extend(self.modules.iter().map(|name| Job::rows(folders, name)));
        Ok(jobs)
    }
}

fn build(site: Site, offer: Offer) -> Result<Written, Failure> {
    let toolchain = Toolchain::of(&site)?;
    let built = toolchain.build(&site)?;
    let description = component::look(&site, &built.component, offer)?;
    let world = match (toolchain, description.world) {
        // The source in Rust says itself for which world it is.
        (Toolchain::Rust, Some(world)) => world.name().to_owned(),
        _ => site.world,
    };
    let sha256 = hex::encode(Sha256::digest(&built.component));
    let told = match &site.header {
        None => None,
        Some(header) => {
            let text = files::read(header)?;
            let told = header_text::with_facts(&text, &sha256, &world, &description, &built.tools)
                .map_err(|reason| BuildError::Header { file: header.clone(), reason })?;
            Some((header, told))
        }
    };
    files::write_whole(&site.module, &built.component)?;
    if let Some((header, text)) = told {
        files::write_whole(header, text.as_bytes())?;
    }
    Ok(Written {
        revision: site.revision,
        module: site.module,
        bytes: built.component.len(),
        sha256,
        world,
        description,
        tools: built.tools,
    })
}
