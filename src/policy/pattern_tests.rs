use proptest::prelude::*;
use sandshift_model::ident::Ident;

use super::*;

fn object(schema: Option<&str>, name: &str) -> ObjectName {
    let ident = |text: &str| Ident::new(text).unwrap();
    ObjectName { schema: schema.map(ident), name: ident(name) }
}

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text).unwrap()
}

#[test]
fn a_pattern_without_a_schema_means_the_default_one() {
    let orders = pattern("orders");
    let exact = Folds::of("postgres");
    assert!(orders.is_about(&object(None, "orders"), exact));
    // Which schema is the default one is for the connection to say.
    assert!(!orders.is_about(&object(Some("public"), "orders"), exact));
    assert!(!pattern("public.orders").is_about(&object(None, "orders"), exact));
    assert!(pattern("*.orders").is_about(&object(Some("acme"), "orders"), exact));
    assert!(orders.may_be_about(&object(Some("public"), "ORDERS"), Folds::ALL));
    assert!(pattern("public.orders").may_be_about(&object(None, "orders"), Folds::ALL));
    assert!(!pattern("public.orders").may_be_about(&object(Some("acme"), "orders"), Folds::ALL));
}

#[test]
fn columns_stand_in_brackets() {
    let some = pattern("persons(id, name_*)");
    assert!(
        some.has_column("id", Folds::of("postgres"))
            && some.has_column("name_first", Folds::of("postgres"))
    );
    assert!(!some.has_column("password", Folds::of("postgres")));
    assert!(!some.has_all_columns() && pattern("persons").has_all_columns());
}

#[test]
fn what_is_no_pattern_is_refused() {
    for text in ["", " ", "a.", ".a", "a()", "a(b", "a(b,)", "a.b.c", "a(b)(c)", "a(b.c)", "a)b"] {
        assert!(Pattern::parse(text).is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn a_pattern_reads_what_it_writes(text in "\\PC{0,20}") {
        if let Ok(pattern) = Pattern::parse(&text) {
            prop_assert_eq!(Pattern::parse(&pattern.to_string()), Ok(pattern));
        }
    }

    #[test]
    fn what_is_covered_is_allowed(
        one in "([ab*]\\.)?[ab*]{1,3}(\\([ab*]{1,2}\\))?",
        other in "([ab*]\\.)?[ab*]{1,3}(\\([ab*]{1,2}\\))?",
        schema in "[ab]", has_schema in any::<bool>(), name in "[ab]{1,3}", column in "[ab]{1,2}"
    ) {
        let (one, other) = (pattern(&one), pattern(&other));
        let object = object(has_schema.then_some(&schema), &name);
        let means = |pattern: &Pattern| {
            pattern.is_about(&object, Folds::of("postgres")) && pattern.has_column(&column, Folds::of("postgres"))
        };
        if one.covers(&other) && means(&other) {
            prop_assert!(means(&one));
        }
    }
}
