//! Where backups go, and what is said of them.

use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::run_failure::of_run;
use super::{Context, database, settings};
use crate::backend::connection::Connection;
use crate::backend::open::{self, Purpose};
use crate::report::escape::escape;
use crate::report::style;
use crate::runner::backup::{Proof, back_up};
use crate::runner::options::Options;
use crate::session::backups::{self, Backup};

use super::project::Project;
use settings::Environment;

/// The folder of a project for backups without a name of their own.
const FOLDER: &str = "backups";

/// Makes a backup into this file, or into the folder of the project.
///
/// # Errors
///
/// The database does not open, or the backup cannot be made.
pub(super) fn make(
    context: &Context,
    (project, environment): (&Project, &Environment),
    purpose: Purpose,
    file: Option<&Path>,
    proof: Proof,
    options: &Options,
) -> Result<Backup, Failure> {
    let mut connection = database::connect(context, project, environment, purpose)?;
    let file = match file {
        Some(file) => file.to_path_buf(),
        None => fresh(context, project, environment, &*connection),
    };
    let backup =
        back_up(&mut *connection, &file, proof, options).map_err(|error| of_run(&error))?;
    context.output.say(&format!(
        "{} {} ({} bytes)",
        style::good("Backup:"),
        escape(&backup.file),
        backup.bytes
    ));
    Ok(backup)
}

/// A name that nobody has taken: the database, and the moment.
fn fresh(
    context: &Context,
    project: &Project,
    environment: &Environment,
    connection: &dyn Connection,
) -> PathBuf {
    let url = environment.url.as_ref().map(|(url, _)| url.as_str()).unwrap_or_default();
    let path = url.split('?').next().unwrap_or_default();
    let name = path.rsplit(['/', ':']).next().unwrap_or_default();
    let name = Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "database".to_owned());
    let micros = (context.clock.now_micros)();
    let moment = jiff::Timestamp::from_microsecond(micros).unwrap_or_default();
    let moment = moment.strftime("%Y%m%dT%H%M%S");
    let extension = connection.backup_extension();
    let fraction = micros.rem_euclid(1_000_000);
    project.folder.join(FOLDER).join(format!("{name}-{moment}.{fraction:06}Z.{extension}"))
}

/// Says in a failure which backup is the newest, if the database remembers one.
pub(super) fn name_newest(mut failure: Failure, environment: &Environment) -> Failure {
    let Some((url, _)) = &environment.url else { return failure };
    let newest = open::open(url, Purpose::Look)
        .ok()
        .and_then(|mut connection| backups::newest(&mut *connection).ok().flatten());
    let Some(backup) = newest else { return failure };
    let told = told(&backup);
    failure.hint = Some(match failure.hint.take() {
        Some(hint) => format!("{hint}; {told}"),
        None => told,
    });
    failure
}

/// A backup in a few words.
fn told(backup: &Backup) -> String {
    let moment = jiff::Timestamp::from_microsecond(backup.taken_micros).unwrap_or_default();
    let heads = if backup.heads.is_empty() { "base" } else { &backup.heads };
    format!(
        "the newest backup is `{}` from {} at {heads}: `sandshift restore FILE`",
        backup.file,
        moment.strftime("%Y-%m-%d %H:%M:%S UTC")
    )
}
