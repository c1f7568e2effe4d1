//! The course of a scenario: rehearsed, killed half-way, run, rolled back, and run again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sandshift_test_servers::shell;

use crate::dice::Dice;
use crate::place::Place;
use crate::stage::server::Server;
use crate::tables::{self, Lines, Tables};

/// A scenario, and what it has to give.
pub(crate) struct Scenario {
    /// Its folder in `scripts/scenarios`.
    pub(crate) name: &'static str,
    /// What is there before.
    pub(crate) input: Tables,
    /// What has to be there after a run.
    pub(crate) after_up: Tables,
    /// What has to be there after a rollback.
    pub(crate) after_down: Tables,
    /// What has to be read in the place of values that nobody can know before.
    pub(crate) reading: fn(Lines) -> Lines,
}

impl Scenario {
    /// A scenario whose rows can be known before.
    pub(crate) fn new(
        name: &'static str,
        input: Tables,
        after_up: Tables,
        after_down: Tables,
    ) -> Self {
        Self { name, input, after_up, after_down, reading: |lines| lines }
    }
}

/// The folder of a scenario.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/scenarios").join(name)
}

/// Holds a scenario against what it has to give, on one database, as the project in this folder.
pub(crate) fn hold(scenario: &Scenario, folder: &Path, server: Server) {
    let what = |step: &str| format!("{}, {server:?}, {step}", scenario.name);
    let place = Place::with(folder, server, &scenario.input);

    let begun = Instant::now();
    let text = dry_run(&place, &what("the dry run"));
    let took = begun.elapsed();
    let told = Place::with(folder, server, &scenario.input);
    shell(&told.database, &text).unwrap_or_else(|error| panic!("{}: {error}", what("the text")));
    let found = (scenario.reading)(told.rows());
    tables::same(&what("the text of the dry run"), &tables::expected(&scenario.after_up), &found);
    // From here on all is compared with this, to the last letter.
    let told = told.content();

    let place = killed(scenario, place, took);
    place.passes(&["run"]);
    told.is(&what("a run after a killed one"), &place.content());

    place.passes(&["rollback", &first_revision(folder), "--yes"]);
    tables::same(&what("a rollback"), &tables::expected(&scenario.after_down), &place.rows());
    place.passes(&["run"]);
    told.is(&what("a run after a rollback"), &place.content());
    place.passes(&["verify"]);
}

/// The revision that makes the tables; all others are the scenario.
fn first_revision(folder: &Path) -> String {
    let files = fs::read_dir(folder.join("migrations")).unwrap();
    let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let first = names.filter(|name| !name.starts_with('.')).min().unwrap();
    first.split('_').next().unwrap().to_owned()
}

/// The text of a dry run, which leaves everything as it was.
fn dry_run(place: &Place, what: &str) -> String {
    let file = || place.database.file().map(|file| fs::read(file).unwrap());
    let (bytes, before) = (file(), place.content());
    let text = place.passes(&["run", "--dry-run"]);
    assert!(bytes == file(), "{what}: the file has changed");
    before.is_all_of(what, &place.content());
    text
}

/// A run that was killed at a moment between its begin and its end; `took` is about how long it takes.
fn killed(scenario: &Scenario, place: Place, took: Duration) -> Place {
    let seed =
        scenario.name.bytes().fold(0_u64, |seed, byte| seed.wrapping_mul(31) ^ u64::from(byte));
    let mut dice = Dice::new(seed);
    let mut after = took * u32::try_from(dice.between(20, 80)).unwrap() / 100;
    let mut place = place;
    while !place.run_is_killed(after) {
        // It was done already: another one, and earlier.
        place = Place::with(&place.folder, place.server, &scenario.input);
        after = after * 2 / 3;
    }
    place
}
