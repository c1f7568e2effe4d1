//! What is demanded of the files before anything of them runs: a lock, and signatures.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;
use etcetera::BaseStrategy;

use super::failure::Failure;
use super::project::Project;
use super::{CliError, Context};
use crate::integrity::lock::{FILE_NAME, Lock, SIGNATURE_ENDING};
use crate::integrity::signature::{Signatures, Signer};
use crate::integrity::trust::Trust;
use crate::integrity::{Demands, IntegrityError, SignatureDemand};
use crate::revision::{ContentHash, Pins};
use crate::runner::project::Project as Revisions;

// What is demanded of the files; a doc comment would become the help of commands.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Integrity")]
pub(super) struct Demanded {
    /// Refuse to run without a lock file (`sandshift lock`); one that is there always holds
    #[arg(long)]
    pub locked: bool,

    /// Refuse to run unless so many trusted keys have signed the lock file (`sandshift sign`)
    #[arg(long, value_name = "NUMBER")]
    pub signatures: Option<usize>,

    #[command(flatten)]
    pub trust: TrustFile,
}

// The file of trusted keys; a doc comment would become the help of commands.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct TrustFile {
    /// The file of trusted keys, outside of the project [env: SANDSHIFT_TRUST] [default: trust.toml in
    /// the user's own settings of sandshift]
    #[arg(long = "trust", value_name = "FILE", env = "SANDSHIFT_TRUST", hide_env = true)]
    file: Option<PathBuf>,
}

impl TrustFile {
    /// Where the file is.
    ///
    /// # Errors
    ///
    /// None is named, and the user has no home.
    pub(super) fn path(&self) -> Result<PathBuf, Failure> {
        if let Some(file) = &self.file {
            return Ok(file.clone());
        }
        let folders = etcetera::choose_base_strategy().map_err(|_| {
            CliError::usage(
                "there is no home folder to keep trusted keys in",
                "name a file with `--trust FILE`",
            )
        })?;
        Ok(folders.config_dir().join("sandshift").join("trust.toml"))
    }

    /// Reads the file; one that is not there trusts nobody.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is no such file.
    pub(super) fn read(&self) -> Result<Trust, Failure> {
        let file = self.path()?;
        match fs::read_to_string(&file) {
            Ok(text) => Ok(Trust::parse(&text)?),
            Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(Trust::default()),
            Err(fault) => Err(CliError::file(&file, "read")(fault).into()),
        }
    }

    /// As [`TrustFile::read`], for a project whose authors must have no say in it.
    ///
    /// # Errors
    ///
    /// As [`TrustFile::read`]; also when the file lies in the project.
    pub(super) fn read_for(&self, project: &Project) -> Result<Trust, Failure> {
        let file = self.path()?;
        let folder =
            if project.folder.as_os_str().is_empty() { Path::new(".") } else { &project.folder };
        if let (Ok(real), Ok(folder)) = (file.canonicalize(), folder.canonicalize())
            && real.starts_with(folder)
        {
            return Err(IntegrityError::TrustInProject { file }.into());
        }
        self.read()
    }
}

impl Demanded {
    /// What options, settings and the operator's grant demand together.
    ///
    /// # Errors
    ///
    /// Signatures are demanded, and the trusted keys cannot be read.
    pub(super) fn demands(&self, project: &Project) -> Result<Demands, Failure> {
        let settings = &project.settings.integrity;
        let require = project.policy.as_ref().map(|policy| policy.grant.require);
        let require = require.unwrap_or_default();
        let granted = usize::try_from(require.signatures).ok().filter(|count| *count > 0);
        let signatures = match self.signatures.max(settings.signatures).max(granted) {
            None => None,
            Some(threshold) => {
                let keys = self.trust.read_for(project)?.keys();
                Some(SignatureDemand { threshold, keys })
            }
        };
        let locked = self.locked || settings.locked || require.lock;
        Ok(Demands { locked, signatures, receipt: require.receipt })
    }
}

/// Opens the revisions of a project, which have to be what its lock file names where there is one.
///
/// # Errors
///
/// A demand is not fulfilled, the files are not what is named, or they are faulty.
pub(super) fn revisions(
    context: &Context,
    project: &Project,
    demands: &Demands,
) -> Result<Revisions, Failure> {
    let folders = project.migration_folders();
    let pins = match lock(context, project, demands)? {
        Some(lock) => lock.pins(&project.folder, &folders),
        None => Pins::default(),
    };
    Ok(Revisions::open_pinned(folders, project.settings.layout, pins)?)
}

/// The lock of a project, read once: what was signed is what is taken.
fn lock(context: &Context, project: &Project, demands: &Demands) -> Result<Option<Lock>, Failure> {
    let file = project.folder.join(FILE_NAME);
    let bytes = match read(&file)? {
        Some(bytes) => bytes,
        None if demands.locked || demands.signatures.is_some() => {
            return Err(IntegrityError::NoLock.into());
        }
        None => return Ok(None),
    };
    if let Some(demand) = &demands.signatures {
        let signers = signers(context, "the lock file", (&file, &bytes), demand)?;
        let names: Vec<&str> = signers.iter().map(|signer| signer.name.as_str()).collect();
        context.output.detail(&format!("The lock file is signed by {}", names.join(", ")));
    }
    let lock = Lock::parse(&bytes)?;
    // A review under one grant is none under another.
    match (lock.grant, grant(project)) {
        (Some(locked), Some(found)) if locked != found => {
            Err(IntegrityError::OtherGrant { locked, found }.into())
        }
        _ => Ok(Some(lock)),
    }
}

/// The hash of the operator's grant, if there is one.
#[must_use]
pub(super) fn grant(project: &Project) -> Option<ContentHash> {
    let policy = project.policy.as_ref()?;
    format!("sha256:{}", policy.hash).parse().ok()
}

/// Makes sure that a file is signed as demanded.
///
/// # Errors
///
/// There are no signatures, or too few of them count.
pub(super) fn signers(
    context: &Context,
    what: &str,
    (file, bytes): (&Path, &[u8]),
    demand: &SignatureDemand,
) -> Result<Vec<Signer>, Failure> {
    let beside = signature_file(file);
    let Some(signatures) = read(&beside)? else {
        return Err(IntegrityError::NotSigned { what: what.to_owned(), file: beside }.into());
    };
    Ok(Signatures::parse(&signatures)?.fulfil(what, bytes, demand, context.now())?)
}

/// The file that holds the signatures of another one.
#[must_use]
pub(super) fn signature_file(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(SIGNATURE_ENDING);
    PathBuf::from(name)
}

/// Reads a file that need not be there.
///
/// # Errors
///
/// It is there and cannot be read.
pub(super) fn read(file: &Path) -> Result<Option<Vec<u8>>, CliError> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(CliError::file(file, "read")(fault)),
    }
}
