//! Two runners at once: both end well, and every revision ran once.

use crate::books;
use crate::stage::{Kind, Stage, revisions};
use crate::tool::{ended_well, sandshift};

const ROUNDS: usize = 20;

/// The whole story in the first round; then only its beginning, which is where runners meet.
fn target(round: usize) -> String {
    let chapters = revisions();
    let last = if round == 0 { chapters.len() - 1 } else { 4 };
    chapters[last].clone()
}

fn check(kind: Kind) {
    for round in 0..ROUNDS {
        let stage = Stage::new(kind);
        let target = target(round);
        let runners =
            [(); 2].map(|()| sandshift(&stage.database, &["run", &target]).spawn().unwrap());
        let printed = runners.map(|runner| {
            ended_well(runner.wait_with_output().unwrap(), &format!("{kind:?}, round {round}"))
        });

        let expected: Vec<String> =
            revisions().into_iter().take_while(|id| *id <= target).collect();
        let mut connection = stage.connect();
        let runs = books::runs(&mut *connection);
        let done = runs.iter().filter(|run| run.contains(" | up | done | "));
        let mut done: Vec<&str> = done.map(|run| run.split(' ').next().unwrap()).collect();
        done.sort_unstable();
        assert_eq!(done, expected, "{kind:?}, round {round}: {runs:#?}");
        assert_eq!(runs.len(), expected.len(), "{kind:?}, round {round}: {runs:#?}");
        assert_eq!(books::heads(&mut *connection), [target.as_str()]);
        // Together they say what the journal says.
        let said = printed.iter().flat_map(|text| text.lines()).filter(|l| l.starts_with("ran "));
        assert_eq!(said.count(), expected.len(), "{kind:?}, round {round}: {printed:?}");
    }
}

#[test]
fn case_54_two_runners_run_every_revision_once_on_sqlite() {
    check(Kind::Sqlite);
}

#[test]
fn case_54_two_runners_run_every_revision_once_on_postgres() {
    check(Kind::Postgres);
}

#[test]
fn case_54_two_runners_run_every_revision_once_on_mariadb() {
    check(Kind::MariaDb);
}
