//! Cases 34 and 35: what a new revision may look like.

use sandshift::revision::{
    Branching, Draft, Language, NewRevision, Result, draft, draft_merge, slug,
};

use crate::fixture::{graph, joined, refused};

const TWO: &str = "aaaa01; bbbb01<-aaaa01 label=left; bbbb02<-aaaa01";
const LINE: &str = "aaaa01; bbbb01<-aaaa01 label=left";

fn wish() -> NewRevision {
    NewRevision::default()
}

fn merge(fixture: &str, joined: &str) -> Result<Draft> {
    draft_merge(&graph(fixture), &joined.parse()?, &wish())
}

#[test]
fn case_34_an_existing_id_is_refused() {
    let wish = NewRevision { id: Some("aaaa01".into()), ..wish() };
    let message = refused(draft(&graph(LINE), &wish), "new::id_exists");
    assert_eq!(message, "revision `aaaa01` exists already in `migrations/aaaa01_x.sql`");
}

#[test]
fn case_35_the_parent_is_the_only_head() {
    let made = draft(&graph(LINE), &wish()).unwrap();
    assert_eq!(joined(&made.down_revision), "bbbb01");
    assert!(draft(&graph(""), &wish()).unwrap().down_revision.is_empty());
    refused(draft(&graph(TWO), &wish()), "target::several_heads");
}

#[test]
fn case_35_a_parent_with_children_needs_splicing() {
    let graph = graph(LINE);
    let mut wish = NewRevision { parents: Some("aaaa".parse().unwrap()), ..wish() };
    let message = refused(draft(&graph, &wish), "new::splice_needed");
    assert_eq!(message, "`aaaa01` is not a head, so a child of it opens a new branch");
    wish.branching = Branching::Splice;
    assert_eq!(joined(draft(&graph, &wish).unwrap().down_revision), "aaaa01");
    wish.parents = Some("base".parse().unwrap());
    assert!(draft(&graph, &wish).unwrap().down_revision.is_empty());
}

#[test]
fn case_35_an_illegal_id_is_refused() {
    for id in ["a-b", "a@b", "a+b", "a:b", "head", ""] {
        let wish = NewRevision { id: Some(id.into()), ..wish() };
        refused(draft(&graph(LINE), &wish), "new::illegal_name");
    }
}

#[test]
fn case_35_a_dependency_is_stored_with_its_full_id() {
    let wish = NewRevision { depends_on: vec!["aaaa".into(), "left".into()], ..wish() };
    assert_eq!(joined(draft(&graph(LINE), &wish).unwrap().depends_on), "aaaa01 left");
}

#[test]
fn a_name_that_is_taken_is_refused() {
    let labelled = |label: &str| NewRevision { labels: vec![label.into()], ..wish() };
    refused(draft(&graph(LINE), &labelled("left")), "new::name_taken");
    refused(draft(&graph(LINE), &labelled("aaaa01")), "new::name_taken");
    assert!(draft(&graph(LINE), &labelled("right")).is_ok());
    let wish = NewRevision { id: Some("left".into()), ..wish() };
    refused(draft(&graph(LINE), &wish), "new::name_taken");
}

#[test]
fn a_merge_joins_at_least_two() {
    assert_eq!(joined(merge(TWO, "heads").unwrap().down_revision), "bbbb01 bbbb02");
    let message = refused(merge(LINE, "heads"), "new::too_few_to_merge");
    assert_eq!(message, "a merge needs at least two revisions, only `bbbb01` was given");
    refused(merge(TWO, "bbbb01,left"), "new::too_few_to_merge");
    refused(merge("", "heads"), "new::too_few_to_merge");
    refused(merge(LINE, "aaaa01,bbbb01"), "new::splice_needed");
}

#[test]
fn the_file_name_holds_the_id_and_a_short_slug() {
    let wish = NewRevision { id: Some("cccc01".into()), ..wish() };
    let made = draft(&graph(LINE), &wish).unwrap();
    let name = made.file_name("Add users.email!", Language::Rhai);
    assert_eq!(name, "cccc01_add_users_email.rhai");
    assert_eq!(made.file_name("", Language::Sql), "cccc01.sql");
    assert_eq!(slug("ÄÖ größe"), "gr_e");
    let long = slug("split the full name of every person into first and last name");
    assert_eq!(long, "split_the_full_name_of_every_person_into");
    assert_eq!(slug(&"x".repeat(60)).len(), 40);
    assert_eq!(slug(&format!("{} yyyyy", "x".repeat(38))), "x".repeat(38));
}
