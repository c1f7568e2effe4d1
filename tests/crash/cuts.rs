//! The connection is cut at every commit and at random requests: what the program says is true, and the next run
//! finishes.

use sandshift_test_servers::{TestDatabase, shell};

use crate::draw::Draw;
use crate::kill::{counted, proxy, through};
use crate::program::{command, said};
use crate::proxy::{Deed, Plan, Side};
use crate::stage::server::Server;
use crate::workload::{Course, SMALL_UP};

/// Cuts besides those at commits.
const OTHERS: u32 = 30;

fn check(server: Server) {
    let course = Course::of(server, SMALL_UP);
    let (count, commits) = counted(&course);
    assert!(commits.len() >= 4, "{commits:?}");
    let database = course.fresh();
    let mut draw = Draw(11);
    let others = (0..OTHERS).map(|at| {
        let side = if at % 2 == 0 { Side::Before } else { Side::After };
        (1 + u32::try_from(draw.below(count.into())).unwrap(), side)
    });
    let cuts: Vec<(u32, Side)> =
        commits.into_iter().flat_map(|at| [(at, Side::Before), (at, Side::After)]).collect();
    for cut in cuts.into_iter().chain(others) {
        course.begin_again(&database);
        survives(&course, &database, cut)
            .unwrap_or_else(|error| panic!("{server:?}, cut at {cut:?}: {error}"));
    }
}

fn survives(
    course: &Course,
    database: &TestDatabase,
    (at, side): (u32, Side),
) -> Result<(), String> {
    let proxy = proxy(course.server, Some(Plan { at, side, deed: Deed::Cut }));
    let url = through(&proxy, database);
    let workload = &course.workload;
    let output = command(&workload.project(), &url, workload.command).output().unwrap();
    let text = said(&output);
    if output.status.success() {
        // It may be cut where nothing is left to do.
        return course.has_ended(database).map_err(|lines| format!("{lines}\n{text}"));
    }
    says_the_truth(database, &text)?;
    course.recovers(database)
}

/// Holds what the program says about the migration that it was in against what is there.
fn says_the_truth(database: &TestDatabase, text: &str) -> Result<(), String> {
    let Some((before, _)) = text.split_once("` was rolled back, nothing of it is left") else {
        return Ok(());
    };
    let revision = before.rsplit('`').next().unwrap();
    let sql = format!(
        "SELECT count(*) FROM sandshift_journal WHERE revision = '{revision}' AND outcome = 'done'"
    );
    match shell(database, &sql).unwrap().trim() {
        "0" => Ok(()),
        _ => Err(format!("it is there all the same: {text}")),
    }
}

#[test]
fn case_53_a_connection_that_is_cut_leaves_nothing_wrong_on_postgres() {
    check(Server::Postgres);
}

#[test]
fn case_53_a_connection_that_is_cut_leaves_nothing_wrong_on_mariadb() {
    check(Server::MariaDb);
}
