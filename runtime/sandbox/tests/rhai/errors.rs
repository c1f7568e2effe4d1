//! Every failure says what, where, and if possible what to write instead.

use std::sync::{Arc, Mutex};

use sandshift_sandbox::error::{Fault, GuestError};
use sandshift_sandbox::guest::{Entry, Guest};
use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::rhai::RhaiGuest;

use crate::host::{Recorder, fails, passes, run_on, up};

/// The message and hint of a misuse, with its place.
fn misuse(body: &str) -> (String, String, (u32, u32)) {
    match fails(Recorder::default(), body).0 {
        GuestError::Misuse { message, hint, origin } => {
            (message, hint.unwrap_or_default(), (origin.line, origin.column))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_misspelt_method_names_the_nearest_one() {
    let (message, hint, place) = misuse("  db.add_colum(\"t\", column(\"a\", text()));");
    assert_eq!(message, "there is no function `db.add_colum`");
    assert_eq!(hint, "did you mean `add_column`?");
    assert_eq!(place, (2, 6));
}

#[test]
fn a_misspelt_type_names_the_nearest_one() {
    let (message, hint, _) = misuse("db.add_column(\"t\", column(\"a\", sting(10)));");
    assert_eq!(message, "there is no function `sting` for (integer)");
    assert_eq!(hint, "did you mean `string`?");
}

#[test]
fn wrong_arguments_show_the_signature() {
    let (message, hint, place) = misuse("db.add_column(\"t\", \"a\");");
    assert_eq!(message, "`db.add_column`: the column must be `column(name, type)`, not a string");
    assert_eq!(hint, "write `db.add_column(table, column, options?)`");
    assert_eq!(place, (2, 4));
    let (message, hint, _) = misuse("db.rename_column(\"t\", \"a\");");
    assert_eq!(message, "`db.rename_column` does not take (string, string)");
    assert_eq!(hint, "write `db.rename_column(table, column, new_name)`");
}

#[test]
fn an_unknown_option_names_the_nearest_one() {
    let (message, hint, _) = misuse("db.drop_table(\"t\", #{ if_exist: true });");
    assert_eq!(message, "`db.drop_table`: there is no option `if_exist`");
    assert_eq!(hint, "did you mean `if_exists`?");
}

#[test]
fn an_unknown_database_in_a_map_of_texts_names_the_nearest_one() {
    let (message, hint, _) = misuse("db.execute(#{ postgre: \"SELECT 1\" });");
    assert_eq!(message, "`db.execute`: there is no database `postgre`");
    assert_eq!(hint, "did you mean `postgres`?");
}

#[test]
fn a_thrown_text_and_a_thrown_map_keep_their_message_and_place() {
    for thrown in ["\"no email\"", "#{ message: \"no email\", code: 7 }"] {
        let body = format!("let x = 1;\n  throw {thrown};");
        match fails(Recorder::default(), &body).0 {
            GuestError::Thrown { message, origin } => {
                assert_eq!(message, "no email");
                assert_eq!((origin.line, origin.column), (3, 3));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_error_inside_a_helper_function_stands_where_it_happened() {
    let source = "fn half(x) {\n    x / 0\n}\nfn up(db) {\n    half(1);\n}";
    let (outcome, _) = run_on(Recorder::default(), source, &Limits::default());
    match outcome.unwrap_err() {
        GuestError::Thrown { message, origin } => {
            assert!(message.starts_with("division by zero"), "{message}");
            assert_eq!(origin.line, 2);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_error_inside_a_closure_stands_where_it_happened() {
    let body = "let f = |x| {\n  x.missing\n};\n[#{a: 1}].map(f);";
    let origin = fails(Recorder::default(), body).0.origin();
    assert_eq!(origin.line, 3);
}

#[test]
fn calls_inside_closures_have_their_own_place() {
    let host = passes(
        Recorder::default(),
        "[1, 2].for_each(|| {\n  db.execute(`DELETE FROM t WHERE id = ${this}`);\n});",
    );
    assert_eq!(host.asked.len(), 2);
    assert_eq!((host.asked[0].1.line, host.asked[0].1.column), (3, 6));
}

#[test]
fn a_failure_of_the_host_cannot_be_caught() {
    for fault in [Fault::Sql, Fault::Refused, Fault::Unsupported, Fault::Restart, Fault::Fatal] {
        let mut host = Recorder::default();
        host.fails.insert("BAD".to_owned(), fault);
        let body = "try {\n  db.execute(\"BAD\");\n} catch { }\ndb.execute(\"after\");";
        let (error, host) = fails(host, body);
        match error {
            GuestError::Host { error, origin } => {
                assert_eq!(error.fault, fault);
                assert_eq!((origin.line, origin.column), (3, 6));
            }
            other => panic!("{other:?}"),
        }
        assert!(host.asked.is_empty());
    }
}

#[test]
fn case_51_a_host_that_panics_ends_the_script_with_an_error_that_cannot_be_caught() {
    for body in ["db.execute(\"panic\");", "try { db.execute(\"panic\"); } catch { }"] {
        let mut guest = RhaiGuest::compile(&up(body), &Limits::default()).unwrap();
        let host = Arc::new(Mutex::new(Recorder::default()));
        let outcome = guest.call(Entry::Up, host);
        let Err(GuestError::Host { error, .. }) = &outcome else { panic!("{outcome:?}") };
        assert_eq!(error.fault, Fault::Fatal, "{outcome:?}");
    }
}

#[test]
fn a_misuse_and_a_failed_assertion_cannot_be_caught() {
    fails(Recorder::default(), "try { db.drop_table(1); } catch { }");
    let error = fails(Recorder::default(), "try { assert(1 > 2, \"odd\"); } catch { }").0;
    assert_eq!(error.to_string(), "odd");
}

#[test]
fn an_error_of_the_standard_library_can_be_caught() {
    passes(
        Recorder::default(),
        "try { json_parse(\"{\"); throw 1; } catch (e) { assert(e != 1); }",
    );
}

#[test]
fn a_script_without_up_or_with_a_wrong_one_does_not_compile() {
    let compile = |source: &str| RhaiGuest::compile(source, &Limits::default());
    assert!(matches!(compile("fn down(db) {}"), Err(GuestError::Missing { entry: "up" })));
    match compile("fn up(db) {}\n\nfn down() {\n}") {
        Err(GuestError::Misuse { message, origin, .. }) => {
            assert_eq!(message, "`down` takes one parameter, not 0");
            assert_eq!(origin.line, 3);
        }
        other => panic!("{other:?}"),
    }
    match compile("fn up(db) {}\nfn add_column(t, c) { }") {
        Err(GuestError::Misuse { message, .. }) => {
            assert_eq!(message, "`add_column` is the name of a host function");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_syntax_error_has_its_place() {
    match RhaiGuest::compile("fn up(db) {\n  let = 3;\n}", &Limits::default()) {
        Err(GuestError::Syntax { origin, .. }) => assert_eq!((origin.line, origin.column), (2, 7)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_unknown_variable_is_found_before_the_script_runs() {
    let source = up("if false { db.log(nothing); }");
    let error = RhaiGuest::compile(&source, &Limits::default()).unwrap_err();
    assert_eq!(error.origin().line, 2);
    assert!(error.to_string().contains("nothing"), "{error}");
}

#[test]
fn the_header_is_a_comment_and_entries_are_optional_but_up() {
    let source =
        "//! revision = \"3f2a1c9d\"\n//! message = \"x\"\n\nfn up(db) { }\nfn verify(db) { }";
    let guest = RhaiGuest::compile(source, &Limits::default()).unwrap();
    assert!(guest.has(Entry::Up) && guest.has(Entry::Verify) && !guest.has(Entry::Down));
}

#[test]
fn functions_see_the_constants_at_the_top() {
    let source = "const NAMES = [\"a\", \"b\"];\nconst LIMIT = 2;\n\
        fn count() { NAMES.len() }\n\
        fn up(db) { assert(count() == LIMIT); [1].for_each(|| assert(this < LIMIT)); }";
    let (outcome, _) = run_on(Recorder::default(), source, &Limits::default());
    outcome.unwrap_or_else(|error| panic!("{error:?}"));
}

#[test]
fn an_unknown_property_of_a_row_is_an_error() {
    let (message, _, _) = misuse("let row = #{ name: 1 };\nlet x = row.nam;");
    assert!(message.contains("nam"), "{message}");
    let (_, hint, _) = misuse("let x = db.dialekt;");
    assert_eq!(hint, "did you mean `dialect`?");
}
