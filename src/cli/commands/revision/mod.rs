//! `sandshift revision`

mod autogenerate;
mod made;

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::cli::comparison::Comparing;
use crate::cli::failure::Failure;
use crate::cli::new_file::create;
use crate::cli::project::Project;
use crate::cli::scaffold::{self, Guest};
use crate::cli::{Answer, CliError, Context, Ending, editor, template};
use crate::revision::{Branching, Language, NewRevision, draft};
pub(super) use made::show;
use made::show_module;

/// Write a new migration file
///
/// The file gets a header and a commented example, and stands behind the newest revision. No
/// database is needed. A migration in Rust, C, JavaScript or Python gets a header, and beside it a
/// folder with a source that compiles as it is.
///
/// With `--autogenerate` the migration is written from what differs between the database and the
/// declared schema. It is a proposal: read it before it runs. Nothing is written when nothing differs,
/// and no step that loses data without `--allow-destructive`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift revision -m \"create persons\"
  sandshift revision -m \"backfill emails\" --lang sql --edit
  sandshift revision -m \"split names\" --lang rust
  sandshift revision --autogenerate -m \"add emails\"
  sandshift revision --autogenerate -m \"names\" --rename persons.name=full_name
  sandshift revision -m \"start billing\" --head base --branch-label billing
  sandshift revision -m \"hotfix\" --head 3f2a1c9d --splice")]
pub(crate) struct NewRevisionFile {
    /// What the migration does
    #[arg(short, long)]
    message: String,

    /// The language: rhai, sql, rust, c, js or python [default: `language` of the settings, or
    /// rhai]
    #[arg(long, value_enum, hide_possible_values = true)]
    lang: Option<Form>,

    #[command(flatten)]
    wish: Wish,

    /// The revision to stand on [default: the only head]; `base` starts a history of its own
    #[arg(long, value_name = "REVISION", allow_hyphen_values = true)]
    head: Option<String>,

    /// A revision, or branch, that must run before this one; may be repeated
    #[arg(long, value_name = "REVISION")]
    depends_on: Vec<String>,

    /// The folder for the file [default: the first of `migrations` in the settings]
    #[arg(long, value_name = "DIR", alias = "version-path")]
    folder: Option<PathBuf>,

    /// Open the file in $VISUAL or $EDITOR
    #[arg(long)]
    edit: bool,

    /// Write what differs between the database and the declared schema
    #[arg(long)]
    autogenerate: bool,

    #[command(flatten)]
    comparing: Comparing,

    /// Write steps that lose rows or values, too
    #[arg(long)]
    allow_destructive: bool,
}

// The options that a new revision and a merge share; a doc comment would become their help.
#[derive(Debug, Args)]
pub(super) struct Wish {
    /// Allow a parent that has children already, which opens a branch
    #[arg(long)]
    pub splice: bool,

    /// Name the branch that begins here; may be repeated
    #[arg(long, value_name = "LABEL")]
    pub branch_label: Vec<String>,

    /// Use this id instead of a random one
    #[arg(long, value_name = "ID")]
    pub rev_id: Option<String>,
}

/// The languages in which a revision can be begun.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Form {
    /// A rhai script.
    Rhai,
    /// Plain SQL.
    Sql,
    /// A module in Rust.
    Rust,
    /// A module in C.
    C,
    /// A module in JavaScript.
    #[value(alias = "javascript")]
    Js,
    /// A module in Python.
    Python,
}

/// The languages of a revision that is one file of text.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Lang {
    /// A rhai script.
    Rhai,
    /// Plain SQL.
    Sql,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Rhai => Self::Rhai,
            Lang::Sql => Self::Sql,
        }
    }
}

impl Wish {
    /// The wish as the revision module understands it.
    #[must_use]
    pub(super) fn new_revision(&self) -> NewRevision {
        NewRevision {
            id: self.rev_id.clone(),
            branching: if self.splice { Branching::Splice } else { Branching::Refuse },
            labels: self.branch_label.clone(),
            ..NewRevision::default()
        }
    }
}

impl NewRevisionFile {
    /// Writes the file.
    ///
    /// # Errors
    ///
    /// The graph is bad, the revision does not fit into it, or the file cannot be written.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        if (self.comparing.is_said() || self.allow_destructive) && !self.autogenerate {
            return Err(CliError::usage(
                "options about a comparison need `--autogenerate`",
                "add `--autogenerate`, or leave them out",
            )
            .into());
        }
        let project = Project::open(&context.globals)?;
        project.refuse_foreign()?;
        let revisions = project.revisions_or_none()?;
        let wish = NewRevision {
            parents: self.head.as_deref().map(str::parse).transpose()?,
            depends_on: self.depends_on.clone(),
            ..self.wish.new_revision()
        };
        let draft = draft(&revisions.graph, &wish)?;
        let folder = match &self.folder {
            Some(folder) => checked_folder(&project, folder)?,
            None => project.migration_folders().into_iter().next().unwrap_or_default(),
        };
        if self.autogenerate {
            let Some(file) = self.generate(context, &project, &draft, &folder)? else {
                return Ok(Ending::Good);
            };
            return self.finish(&file);
        }
        let one_file = |language| -> Result<PathBuf, Failure> {
            let text = template::text(&draft, &self.message, &created(context), language);
            let file = folder.join(draft.file_name(&self.message, language));
            create(&file, &text)?;
            show(context, &draft, &self.message, &file);
            Ok(file)
        };
        let module = |guest| -> Result<PathBuf, Failure> {
            let header = template::header_alone(&draft, &self.message, &created(context));
            let made = scaffold::write(&draft, &self.message, &header, guest, &folder)?;
            show_module(context, &draft, &self.message, &made);
            Ok(made.main)
        };
        let main = match self.lang {
            None => one_file(project.settings.language)?,
            Some(Form::Rhai) => one_file(Language::Rhai)?,
            Some(Form::Sql) => one_file(Language::Sql)?,
            Some(Form::Rust) => module(Guest::Rust)?,
            Some(Form::C) => module(Guest::C)?,
            Some(Form::Js) => module(Guest::JavaScript)?,
            Some(Form::Python) => module(Guest::Python)?,
        };
        self.finish(&main)
    }

    /// Opens the file that was made, where that is wanted.
    fn finish(&self, file: &Path) -> Answer {
        if self.edit {
            editor::open(file)?;
        }
        Ok(Ending::Good)
    }
}

/// The moment of the command in RFC 3339, for the header of a new file.
pub(super) fn created(context: &Context) -> String {
    jiff::Timestamp::from_microsecond((context.clock.now_micros)())
        .map_or_else(|_| String::new(), |now| format!("{now:.0}"))
}

/// Refuses a folder in which nobody would look for the file.
fn checked_folder(project: &Project, wanted: &Path) -> Result<PathBuf, Failure> {
    let known = project.migration_folders();
    let wanted = project.start.join(wanted);
    let same = |a: &Path, b: &Path| a == b || fs::canonicalize(a).ok() == fs::canonicalize(b).ok();
    match known.iter().find(|folder| same(folder, &wanted)) {
        Some(folder) => Ok(folder.clone()),
        None => Err(CliError::usage(
            format!("`{}` is not among the folders of the settings", wanted.display()),
            "add it to `migrations` in sandshift.toml",
        )
        .into()),
    }
}
