//! Whether the files are what the lock file says, and who has signed it.

use serde_json::{Value, json};

use super::Context;
use super::demanded::{Demanded, read, signature_file};
use super::failure::Failure;
use super::project::Project;
use crate::integrity::difference::Difference;
use crate::integrity::lock::{FILE_NAME, Lock};
use crate::integrity::signature::{Checked, Signatures};
use crate::report::escape::escape;
use crate::report::style;

/// How files, lock and signatures fit together.
#[derive(Debug)]
pub(super) struct Agreement {
    /// What the files have that the lock has not, and the other way round.
    pub difference: Difference,
    checked: Checked,
}

/// Compares the files with the lock file; none without one.
///
/// # Errors
///
/// The lock, the signatures or the trusted keys cannot be read.
pub(super) fn agreement(
    context: &Context,
    project: &Project,
    demanded: &Demanded,
) -> Result<Option<Agreement>, Failure> {
    let file = project.folder.join(FILE_NAME);
    let Some(bytes) = read(&file)? else { return Ok(None) };
    let lock = Lock::parse(&bytes)?;
    let revisions = project.revisions()?;
    let files: Vec<_> = revisions.files.values().cloned().collect();
    let now = Lock::of(&project.folder, &revisions.folders, &files)?;
    let now = Lock { grant: lock.grant, ..now };
    let checked = match read(&signature_file(&file))? {
        Some(signatures) => {
            let keys = demanded.trust.read_for(project)?.keys();
            Signatures::parse(&signatures)?.check(&bytes, &keys, context.now())
        }
        None => Checked::default(),
    };
    Ok(Some(Agreement { difference: lock.difference(&now), checked }))
}

impl Agreement {
    /// What `--json` tells of it.
    #[must_use]
    pub(super) fn to_json(&self) -> Value {
        let signers = self
            .checked
            .signers
            .iter()
            .map(|one| json!({ "name": one.name, "key": one.key, "expires": one.expires }));
        let faults = self.checked.faults.iter().map(
            |(key, fault)| json!({ "key": key, "code": fault.code(), "message": fault.to_string() }),
        );
        json!({
            "matches": self.difference.is_empty(),
            "added": self.difference.added,
            "changed": self.difference.changed,
            "removed": self.difference.removed,
            "signers": signers.collect::<Vec<_>>(),
            "signatures_that_do_not_count": faults.collect::<Vec<_>>(),
        })
    }

    /// What a person reads of it.
    #[must_use]
    pub(super) fn lines(&self) -> Vec<String> {
        let differs = |word: &'static str, names: &[String]| {
            let line = |name: &String| format!("{} {}", style::warning(word), escape(name));
            names.iter().map(line).collect::<Vec<_>>()
        };
        let Difference { added, changed, removed, .. } = &self.difference;
        let mut lines = differs("not in the lock file", added);
        lines.extend(differs("not as in the lock file", changed));
        lines.extend(differs("gone, but in the lock file", removed));
        for signer in &self.checked.signers {
            lines.push(format!("{} by {}", style::good("signed"), escape(&signer.name)));
        }
        for (key, fault) in &self.checked.faults {
            let (word, key) = (style::warning("signature"), escape(key).into_owned());
            lines.push(format!("{word} {key} does not count: {fault}"));
        }
        lines
    }
}
