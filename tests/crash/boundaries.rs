//! The program is killed at every boundary and at random times; one more run, and nothing shows it.

use std::env;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use sandshift_test_servers::TestDatabase;

use crate::draw::Draw;
use crate::kill::{self, Moment};
use crate::program::kills;
use crate::proxy::Side;
use crate::stage::server::Server;
use crate::workload::{Course, SMALL_DOWN, SMALL_UP, STORY_DOWN, STORY_UP, Workload};

/// Runs of one database that go on at the same time.
const WORKERS: usize = 3;

/// From so many kills on, a run is killed on both sides of each request.
const MANY: usize = 1000;

/// Failures that are shown in full.
const SHOWN: usize = 5;

/// A kill, and whether the run that recovers is killed once as well.
type Kill = (Moment, Option<Moment>);

/// Carries out all kills of a course; gives how many there were in the end.
fn carry_out(course: &Course, kills: &[Kill]) -> usize {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let failures = Mutex::new(Vec::new());
    let work = || {
        let database = course.fresh();
        while let Some(kill) = kills.get(next.fetch_add(1, Ordering::SeqCst)) {
            match survives(course, &database, kill) {
                Ok(count) => drop(done.fetch_add(count, Ordering::SeqCst)),
                Err(error) => failures.lock().unwrap().push(format!("{kill:?}: {error}")),
            }
        }
    };
    thread::scope(|scope| (0..WORKERS).for_each(|_| drop(scope.spawn(work))));
    let failures = failures.into_inner().unwrap();
    let (count, shown) = (failures.len(), &failures[..failures.len().min(SHOWN)]);
    let what = (course.server, course.workload);
    assert!(failures.is_empty(), "{what:?}: {count} of {}:\n{}", kills.len(), shown.join("\n\n"));
    done.into_inner()
}

/// One or two kills and the run after them; gives how many it were.
fn survives(
    course: &Course,
    database: &TestDatabase,
    (first, second): &Kill,
) -> Result<usize, String> {
    course.begin_again(database);
    let mut count = usize::from(kill::is_killed(course, database, *first)?);
    if let Some(second) = second {
        count += usize::from(kill::is_killed(course, database, *second)?);
    }
    course.recovers(database)?;
    Ok(count)
}

/// Every boundary of a course: each state that the database may be left in once. A server that has not got a request
/// is in the state behind the one before, so that the program may be killed on that side here and there only, but
/// where much is wanted.
fn all(course: &Course, wanted: usize) -> Vec<Kill> {
    let count = kill::boundaries(course);
    let before = if wanted < MANY { 5 } else { 1 };
    let moments: Vec<Moment> = match course.server {
        Server::Sqlite => (1..=count).map(Moment::Write).collect(),
        Server::Postgres | Server::MariaDb => {
            let after = (1..=count).map(|at| Moment::Request(at, Side::After));
            let before = (1..=count).step_by(before).map(|at| Moment::Request(at, Side::Before));
            before.chain(after).collect()
        }
    };
    moments.into_iter().map(|moment| (moment, None)).collect()
}

/// So many of them, evenly spread, from a drawn beginning.
fn some(kills: Vec<Kill>, count: usize, draw: &mut Draw) -> Vec<Kill> {
    if kills.len() <= count {
        return kills;
    }
    let within = |end: usize| usize::try_from(draw.below(end as u64)).unwrap();
    let offsets: Vec<usize> = std::iter::repeat_n(kills.len() / count, count).map(within).collect();
    let places = offsets.iter().enumerate().map(|(at, offset)| at * kills.len() / count + offset);
    places.map(|place| kills[place]).collect()
}

/// Random times; every third recovery is killed as well.
fn random(course: &Course, count: usize, draw: &mut Draw) -> Vec<Kill> {
    let whole = u64::try_from(course.took.as_micros()).unwrap();
    let time = |draw: &mut Draw| Moment::Time(Duration::from_micros(draw.below(whole)));
    (0..count)
        .map(|at| {
            let first = time(draw);
            (first, (at % 3 == 0).then(|| time(draw)))
        })
        .collect()
}

/// All boundaries of the small project on a server; some of them on a file, where one statement is many writes.
/// Random times besides, and some boundaries of the story.
fn check(server: Server) {
    let wanted = kills();
    let mut draw = Draw(seed());
    let mut done = 0;
    for workload in [SMALL_UP, SMALL_DOWN] {
        let course = Course::of(server, workload);
        let boundaries = all(&course, wanted);
        let boundaries = match server {
            Server::Sqlite => some(boundaries, wanted / 3, &mut draw),
            Server::Postgres | Server::MariaDb => boundaries,
        };
        done += told(&course, "at boundaries", carry_out(&course, &boundaries));
        let times = random(&course, wanted / 10, &mut draw);
        done += told(&course, "at random times", carry_out(&course, &times));
    }
    for workload in large(server) {
        let course = Course::of(server, workload);
        let rest = wanted.saturating_sub(done).max(wanted / 6);
        let boundaries = some(all(&course, wanted), rest, &mut draw);
        done += told(&course, "at boundaries", carry_out(&course, &boundaries));
    }
    assert!(done >= wanted, "only {done} kills");
}

/// The story; on a file, where `tests/story` kills each of its revisions, the small project again.
fn large(server: Server) -> [Workload; 2] {
    match server {
        Server::Sqlite => [SMALL_UP, SMALL_DOWN],
        Server::Postgres | Server::MariaDb => [STORY_UP, STORY_DOWN],
    }
}

/// Says how many kills there were, for whoever asks for the output.
fn told(course: &Course, when: &str, count: usize) -> usize {
    let Workload { command, .. } = course.workload;
    println!("{:?}, {}, {when}: {count} kills", course.server, command.join(" "));
    count
}

/// Where the random choices start from.
fn seed() -> u64 {
    env::var("SANDSHIFT_CRASH_SEED").map_or(6, |told| told.parse().expect("a number"))
}

#[test]
fn case_53_a_run_that_is_killed_anywhere_is_finished_by_the_next_one_on_sqlite() {
    check(Server::Sqlite);
}

#[test]
fn case_53_a_run_that_is_killed_anywhere_is_finished_by_the_next_one_on_postgres() {
    check(Server::Postgres);
}

#[test]
fn case_53_a_run_that_is_killed_anywhere_is_finished_by_the_next_one_on_mariadb() {
    check(Server::MariaDb);
}
