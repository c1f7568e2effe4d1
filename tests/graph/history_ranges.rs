//! Case 36: what `history -r` shows.

use sandshift::revision::{Range, Result, State, history, history_range};

use crate::fixture::{graph, joined, refused, rows};

const LINE: &str = "a; b<-a; c<-b; d<-c; e<-d";
const TWO: &str = "a; b<-a; c1<-b label=L1; d1<-c1; c2<-b label=L2; d2<-c2";

fn shown(fixture: &str, state: &str, range: &str) -> Result<String> {
    let graph = graph(fixture);
    let state = State::read(&graph, &rows(state))?;
    Ok(joined(history_range(&state, &range.parse::<Range>()?)?))
}

#[track_caller]
fn check(fixture: &str, state: &str, range: &str, expected: &str) {
    assert_eq!(shown(fixture, state, range).unwrap(), expected, "{range}");
}

#[test]
fn case_36_both_ends_are_shown_newest_first() {
    check(LINE, "c", "b:d", "d c b");
    check(LINE, "c", ":b", "b a");
    check(LINE, "c", "d:", "e d");
    check(LINE, "c", ":", "e d c b a");
    check(LINE, "c", "b:b", "b");
}

#[test]
fn case_36_current_and_steps() {
    check(LINE, "c", "current:", "e d c");
    check(LINE, "c", ":current", "c b a");
    check(LINE, "c", "-1:current", "c b");
    check(LINE, "c", "a:+2", "c b a");
    check(LINE, "c", "current:+1", "d c");
    check(LINE, "c", "-2:", "e d c");
    check(LINE, "c", ":+2", "b a");
    check(LINE, "c", "base+1:head-1", "d c b a");
}

#[test]
fn case_36_too_many_steps_stop_at_the_end() {
    check(LINE, "c", "-5:c", "c b a");
    check(LINE, "c", "d:+9", "e d");
    check(LINE, "", "-3:current", "");
    check(LINE, "", "current:", "e d c b a");
}

#[test]
fn case_36_unrelated_ends_are_refused() {
    let message = refused(shown(TWO, "", "d1:d2"), "target::unrelated_ends");
    assert_eq!(message, "`d1` is not an ancestor of `d2`");
    refused(shown(LINE, "", "d:b"), "target::unrelated_ends");
}

#[test]
fn case_36_an_open_end_follows_the_branch() {
    check(TWO, "", "c1:", "d1 c1");
    check(TWO, "", "b:", "d2 c2 d1 c1 b");
    check(TWO, "d1 d2", "-1:current", "d2 c2 d1 c1");
    check(TWO, "", "L1@base:heads", "d1 c1 b a");
    check(TWO, "", ":L2@head", "d2 c2 b a");
}

#[test]
fn the_whole_history_is_newest_first() {
    let graph = graph(TWO);
    assert_eq!(joined(history(&State::empty(&graph))), "d2 c2 d1 c1 b a");
}

#[test]
fn a_range_tells_whether_it_needs_a_database() {
    assert!("current:".parse::<Range>().unwrap().mentions_current());
    assert!(!"-3:".parse::<Range>().unwrap().mentions_current());
}
