//! `sandshift sign`

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use crate::cli::demanded::{read, signature_file};
use crate::cli::failure::Failure;
use crate::cli::output::Format;
use crate::cli::project::Project;
use crate::cli::{Answer, CliError, Context, Ending};
use crate::integrity::IntegrityError;
use crate::integrity::keys::SecretKey;
use crate::integrity::lock::FILE_NAME;
use crate::integrity::signature::Signatures;
use crate::report::escape::escape;
use crate::report::style;

/// Sign the lock file, or the receipt of a dry run
///
/// Writes `sandshift.lock.sig` beside the lock file: an ed25519 signature of its bytes, and by them of every
/// file that it names. Several people can sign; a new signature replaces an earlier one of the same key. Where
/// signatures are demanded (`run --signatures 2`), only those of trusted keys count.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  sandshift trust generate ~/.keys/sandshift.pem          make a key, once
  sandshift lock && sandshift sign --key ~/.keys/sandshift.pem
  sandshift sign --key ~/.keys/sandshift.pem --expires 2027-01-31
  sandshift sign --key ~/.keys/sandshift.pem receipt.json")]
pub(crate) struct Sign {
    /// What to sign [default: sandshift.lock of the project]
    file: Option<PathBuf>,

    /// The secret key, as `sandshift trust generate` writes it [env: SANDSHIFT_KEY]
    #[arg(long, value_name = "FILE", env = "SANDSHIFT_KEY", hide_env = true)]
    key: PathBuf,

    /// The signature ends to count on this day, or at this moment
    #[arg(long, value_name = "DATE")]
    expires: Option<String>,
}

impl Sign {
    /// Signs.
    ///
    /// # Errors
    ///
    /// There is nothing to sign, the key cannot be used, or the file of signatures cannot be written.
    pub(crate) fn run(&self, context: &Context) -> Answer {
        let expires = self.expires.as_deref().map(moment).transpose()?;
        let file = match &self.file {
            Some(file) => file.clone(),
            None => Project::open(&context.globals)?.folder.join(FILE_NAME),
        };
        let bytes = match (read(&file)?, &self.file) {
            (Some(bytes), _) => bytes,
            (None, None) => return Err(IntegrityError::NoLock.into()),
            (None, Some(file)) => {
                let source = std::io::ErrorKind::NotFound.into();
                return Err(CliError::file(file, "read")(source).into());
            }
        };
        let key = secret_key(&self.key)?;
        let beside = signature_file(&file);
        let mut signatures = match read(&beside)? {
            Some(bytes) => Signatures::parse(&bytes)?,
            None => Signatures::none(),
        };
        signatures.sign(&bytes, &key, expires);
        fs::write(&beside, signatures.text()).map_err(CliError::file(&beside, "written"))?;
        let (id, shown) = (key.public().id(), beside.display().to_string());
        if context.output.format == Format::Json {
            let expires = expires.map(|moment| moment.to_string());
            let file = file.display().to_string();
            context.output.json(&json!({
                "file": file, "signature_file": shown, "key": id, "expires": expires,
            }));
        }
        context.output.say(&format!("{} {} with key {id}", style::good("Signed:"), escape(&shown)));
        Ok(Ending::Good)
    }
}

/// Reads a secret key that nobody else can read.
fn secret_key(file: &Path) -> Result<SecretKey, Failure> {
    let text = fs::read_to_string(file).map_err(CliError::file(file, "read"))?;
    if is_open(file) {
        return Err(IntegrityError::OpenKey { file: file.to_path_buf() }.into());
    }
    let key = SecretKey::of_pem(&text);
    Ok(key.ok_or_else(|| IntegrityError::BadKey { file: file.to_path_buf() })?)
}

/// Tells whether others than its owner can read a file.
#[cfg(unix)]
fn is_open(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    fs::metadata(file).is_ok_and(|facts| facts.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}

/// A day, which ends when it is over in UTC, or a moment.
fn moment(text: &str) -> Result<Timestamp, CliError> {
    if let Ok(moment) = text.parse() {
        return Ok(moment);
    }
    let day: Option<jiff::civil::Date> = text.parse().ok();
    let end = day
        .and_then(|day| day.tomorrow().ok())
        .and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok());
    end.map(|end| end.timestamp()).ok_or_else(|| {
        CliError::usage(
            format!("`{text}` is no day"),
            "write it as `2027-01-31` or `2027-01-31T12:00:00Z`",
        )
    })
}
