//! Case 21: from what is typed to a revision.

use sandshift::error::Coded;

use crate::fixture::{goes_up, graph, refused, up};

const HASHES: &str =
    "aaaa11; abcd01<-aaaa11 label=left; abcd02<-aaaa11 label=right; abce99<-abcd01";

#[test]
fn case_21_four_characters_are_enough_when_unique() {
    let graph = graph(HASHES);
    goes_up(&graph, "", "abce", "aaaa11 abcd01 abce99", "abce99");
    goes_up(&graph, "", "abcd01", "aaaa11 abcd01", "abcd01");
}

#[test]
fn case_21_three_characters_are_too_few() {
    let fault = up(&graph(HASHES), "", "abc").unwrap_err();
    assert_eq!(fault.code(), "target::too_short");
    assert_eq!(
        fault.to_string(),
        "`abc` is too short: a beginning of an id needs at least 4 characters"
    );
    let fault = up(&graph(HASHES), "", "aaa").unwrap_err();
    assert_eq!(fault.hint().unwrap(), "did you mean `aaaa11`?");
}

#[test]
fn case_21_an_exact_short_id_is_no_prefix() {
    let graph = graph("a; ab<-a; abc<-ab; abcdef<-abc");
    goes_up(&graph, "", "ab", "a ab", "ab");
}

#[test]
fn case_21_an_ambiguous_prefix_lists_the_candidates() {
    let message = refused(up(&graph(HASHES), "", "abcd"), "target::ambiguous");
    assert_eq!(message, "`abcd` could be any of `abcd01`, `abcd02`");
}

#[test]
fn case_21_a_label_picks_among_ambiguous_ids() {
    let graph = graph(HASHES);
    goes_up(&graph, "", "right@abcd", "aaaa11 abcd02", "abcd02");
    goes_up(&graph, "", "left", "aaaa11 abcd01", "abcd01");
    goes_up(&graph, "", "left@head", "aaaa11 abcd01 abce99", "abce99");
}

#[test]
fn case_21_unknown_names_are_told_apart() {
    let graph = graph(HASHES);
    let message = refused(up(&graph, "", "rigth@head"), "target::unknown_branch");
    assert_eq!(message, "there is no branch `rigth`");
    let message = refused(up(&graph, "", "ffff00"), "target::unknown_revision");
    assert_eq!(message, "there is no revision or branch `ffff00`");
    let message = refused(up(&graph, "", "right@abce"), "target::not_on_branch");
    assert_eq!(message, "revision `abce99` is not on branch `right`");
    refused(up(&graph, "", "right@left"), "target::not_on_branch");
    let fault = up(&graph, "", "lefft").unwrap_err();
    assert_eq!(fault.hint().unwrap(), "did you mean `left`?");
}
