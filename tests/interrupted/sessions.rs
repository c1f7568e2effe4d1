//! The session of a runner that is gone may still have something to read, or to do.

use std::thread;
use std::time::{Duration, Instant};

use sandshift::backend::connection::Class;

use crate::place::Place;

#[test]
fn what_the_session_before_carries_out_is_waited_for() {
    for place in Place::servers() {
        let url = &place.database.url;
        place.connect().execute("CREATE TABLE log (n INT)").unwrap();
        let (mut before, mut next) = (place.connect(), place.connect());
        before.take_over(Duration::ZERO).unwrap();
        let begun = Instant::now();
        thread::scope(|scope| {
            let sleep = place.sleep(3.0);
            scope.spawn(move || before.execute(&sleep).unwrap());
            place.await_sleep();
            let busy = next.take_over(Duration::ZERO).unwrap_err();
            assert_eq!(busy.class, Class::Busy, "{url}: {busy}");
            assert!(busy.advice.as_ref().is_some_and(|advice| advice.contains("end it with `")));
            next.take_over(Duration::from_secs(30)).unwrap();
        });
        assert!(begun.elapsed() >= Duration::from_millis(2_900), "{url}: {:?}", begun.elapsed());
    }
}

#[test]
fn a_session_that_stands_still_is_ended() {
    for place in Place::servers() {
        let (mut before, mut next) = (place.connect(), place.connect());
        before.take_over(Duration::ZERO).unwrap();
        before.execute("BEGIN").unwrap();
        next.take_over(Duration::from_secs(30)).unwrap();
        assert_eq!(before.execute("SELECT 1").unwrap_err().class, Class::Unreachable);
        next.take_over(Duration::ZERO).unwrap();
    }
}
