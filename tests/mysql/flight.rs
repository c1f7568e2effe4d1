//! Statements that the server carries on with although nobody waits for them any more.

use std::thread;
use std::time::{Duration, Instant};

use sandshift::backend::connection::Class;
use sandshift::backend::open::{self, Purpose};
use sandshift_test_servers::MariaDb;

const STATEMENT: &str = "DO SLEEP(1.5) /* it's \\ */";

#[test]
fn the_end_of_a_statement_of_another_session_is_waited_for() {
    let database = MariaDb::shared().database();
    let connect = || open::open(&database.url, Purpose::Change).unwrap();
    let (mut other, mut own) = (connect(), connect());
    // Nothing of the kind is running: no wait.
    own.wait_for_end(STATEMENT, Duration::ZERO).unwrap();
    let begun = Instant::now();
    thread::scope(|scope| {
        scope.spawn(|| other.execute(STATEMENT).unwrap());
        // The other session needs a moment to begin.
        let busy = loop {
            if let Err(error) = own.wait_for_end(STATEMENT, Duration::ZERO) {
                break error;
            }
            assert!(begun.elapsed() < Duration::from_secs(20), "it was never seen");
        };
        assert_eq!(busy.class, Class::Busy, "{busy}");
        assert!(busy.advice.as_ref().is_some_and(|advice| advice.contains("KILL")), "{busy:?}");
        own.wait_for_end("DO SLEEP(1.5)", Duration::ZERO).unwrap();
        own.wait_for_end(STATEMENT, Duration::from_secs(30)).unwrap();
    });
    assert!(begun.elapsed() >= Duration::from_millis(1_400), "{:?}", begun.elapsed());
}
