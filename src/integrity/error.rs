//! What can be wrong with locks, signatures and keys.

use std::path::PathBuf;

use super::lock::FILE_NAME;
use crate::error::{Coded, Kind, Place};
use crate::revision::{ContentHash, RevisionError};

/// What is wrong with a lock, a signature or a key.
#[derive(Debug, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum IntegrityError {
    #[error(transparent)]
    Revision(#[from] RevisionError),
    #[error("there is no `{FILE_NAME}`, and one is demanded")]
    NoLock,
    #[error("`{FILE_NAME}` cannot be used: {reason}")]
    BadLock { reason: String },
    #[error("`{FILE_NAME}` has format {found}, which this version does not read")]
    LockFormat { found: u32 },
    #[error(
        "the files were locked under another grant: its hash is {locked}, and this one's is {found}"
    )]
    OtherGrant { locked: ContentHash, found: ContentHash },
    #[error("`{one}` and `{other}` are one file where case does not matter")]
    CaseClash { one: String, other: String },
    #[error("`{}` has no name that would be the same on another machine", file.display())]
    OddName { file: PathBuf },
    #[error("{what} is not signed: there is no `{}`", file.display())]
    NotSigned { what: String, file: PathBuf },
    #[error("the signatures cannot be used: {reason}")]
    BadSignatures { reason: String },
    #[error("{what} has {good} of {wanted} signatures that count{}", told(faults))]
    TooFewSignatures {
        what: String,
        wanted: usize,
        good: usize,
        faults: Vec<(String, SignatureFault)>,
    },
    #[error("the file of trusted keys cannot be used: {reason}")]
    BadTrust { reason: String },
    #[error("the file of trusted keys `{}` lies in the project, whose authors could change it", file.display())]
    TrustInProject { file: PathBuf },
    #[error("key {id} is trusted already, as `{name}`")]
    KeyThere { name: String, id: String },
    #[error("no trusted key has the name or id `{name}`")]
    NoSuchKey { name: String },
    #[error("`{}` holds no key that can be used", file.display())]
    BadKey { file: PathBuf },
    #[error("others can read the secret key `{}`", file.display())]
    OpenKey { file: PathBuf },
}

/// Why a signature does not count.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum SignatureFault {
    #[error("this key is not trusted")]
    UnknownKey,
    #[error("it is cut off or no signature at all")]
    Malformed,
    #[error("`{name}` signed other bytes than these")]
    OtherBytes { name: String },
    #[error("the one of `{name}` ended at {end}")]
    Expired { name: String, end: String },
}

fn told(faults: &[(String, SignatureFault)]) -> String {
    faults.iter().map(|(key, fault)| format!("; key {key}: {fault}")).collect()
}

impl SignatureFault {
    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownKey => "signature::unknown_key",
            Self::Malformed => "signature::malformed",
            Self::OtherBytes { .. } => "signature::other_bytes",
            Self::Expired { .. } => "signature::expired",
        }
    }

    fn hint(&self) -> &'static str {
        match self {
            Self::UnknownKey => {
                "if the signer is to be trusted, his key is added with `sandshift trust add NAME KEY`; else the \
                 migrations have to be reviewed and signed by somebody who is"
            }
            Self::Malformed => {
                "bring the file back from version control, or sign again: `sandshift sign`"
            }
            Self::OtherBytes { .. } => {
                "what was signed has changed since: review the change, then sign again: `sandshift sign`"
            }
            Self::Expired { .. } => "review it again, and sign again: `sandshift sign`",
        }
    }
}

impl Coded for IntegrityError {
    fn code(&self) -> &'static str {
        match self {
            Self::Revision(error) => error.code(),
            Self::NoLock => "lock::none",
            Self::BadLock { .. } => "lock::malformed",
            Self::LockFormat { .. } => "lock::newer_format",
            Self::OtherGrant { .. } => "lock::other_grant",
            Self::CaseClash { .. } => "lock::case_clash",
            Self::OddName { .. } => "lock::odd_name",
            Self::NotSigned { .. } => "signature::none",
            Self::BadSignatures { .. } => "signature::malformed",
            Self::TooFewSignatures { faults, .. } => {
                faults.first().map_or("signature::too_few", |(_, fault)| fault.code())
            }
            Self::BadTrust { .. } => "trust::malformed",
            Self::TrustInProject { .. } => "trust::in_project",
            Self::KeyThere { .. } => "trust::key_there",
            Self::NoSuchKey { .. } => "trust::no_such_key",
            Self::BadKey { .. } => "key::malformed",
            Self::OpenKey { .. } => "key::readable_by_others",
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Revision(error) => error.kind(),
            _ => Kind::Integrity,
        }
    }

    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Revision(error) => return error.hint(),
            Self::NoLock => "write it with `sandshift lock`, and commit it",
            Self::BadLock { .. } => {
                "bring it back from version control, or write it anew: `sandshift lock`"
            }
            Self::LockFormat { .. } => "use the version of sandshift that wrote it",
            Self::OtherGrant { .. } => {
                "review the files under the new grant, then `sandshift lock --policy FILE`"
            }
            Self::CaseClash { .. } => "give one of them another name",
            Self::OddName { .. } => {
                "give the file a name in UTF-8 and its folder a path relative to `sandshift.toml`"
            }
            Self::NotSigned { .. } => "sign it: `sandshift sign --key FILE`",
            Self::BadSignatures { .. } => {
                "bring the file back from version control, or delete it and sign again: `sandshift sign`"
            }
            Self::TooFewSignatures { faults, .. } => match faults.first() {
                Some((_, fault)) => fault.hint(),
                None => "let others whose keys are trusted sign too: `sandshift sign --key FILE`",
            },
            Self::BadTrust { .. } => {
                "correct it; `sandshift trust add` writes the form that is read"
            }
            Self::TrustInProject { .. } => {
                "keep it elsewhere, and name it with `--trust FILE` or `SANDSHIFT_TRUST`"
            }
            Self::KeyThere { .. } => {
                "`sandshift trust list` shows the keys, `sandshift trust remove NAME` takes one away"
            }
            Self::NoSuchKey { .. } => "`sandshift trust list` shows the keys",
            Self::BadKey { .. } => {
                "make one with `sandshift trust generate FILE`; a key of `openssl genpkey -algorithm ed25519` will do too"
            }
            Self::OpenKey { .. } => {
                "close it: `chmod 600 FILE`; if others may have read it, make a new one"
            }
        };
        Some(hint.to_owned())
    }

    fn place(&self) -> Place {
        match self {
            Self::Revision(error) => error.place(),
            Self::OddName { file } | Self::BadKey { file } | Self::OpenKey { file } => {
                Place { file: Some(file.clone()), ..Place::default() }
            }
            _ => Place::default(),
        }
    }
}
