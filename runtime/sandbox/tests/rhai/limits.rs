//! Scripts that misbehave end with an error, and the process goes on.

use std::time::{Duration, Instant};

use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::limits::Limits;

use crate::host::{Recorder, run_on, up};

fn small() -> Limits {
    Limits {
        operations: 2_000_000,
        script_time: Duration::from_secs(5),
        memory_bytes: 256 << 20,
        text_bytes: 1 << 20,
        elements: 100_000,
        log_bytes: 4_096,
        ..Limits::default()
    }
}

fn run(source: &str, limits: &Limits) -> Result<(), GuestError> {
    run_on(Recorder::default(), source, limits).0
}

/// The script goes over a limit whose text holds this, at a known place.
#[track_caller]
fn over(source: &str, limits: &Limits, text: &str) {
    match run(source, limits).expect_err(source) {
        GuestError::Limit { limit, origin, .. } => {
            assert!(limit.contains(text), "{limit}");
            assert!(origin.is_known(), "no place: {limit}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn case_02_endless_loops_of_every_kind_end() {
    let limits = Limits { operations: 200_000, ..small() };
    for body in [
        "loop { }",
        "while true { }",
        "do { } while true;",
        "let x = 0; loop { x += 1; }",
        "for i in 0..9000000000000000000 { let x = i; }",
        "let f = || loop { }; f.call();",
        "[1].for_each(|| loop { });",
        "switch 1 { 1 => loop { }, _ => () }",
        "try { loop { } } catch { }",
        "loop { try { throw 1; } catch { } }",
        "db.attempt(|| loop { });",
        "loop { db.attempt(|| throw 1); }",
    ] {
        over(&up(body), &limits, "operations");
    }
}

#[test]
fn case_02_a_limit_has_a_place_at_whatever_operation_it_is_hit() {
    let body = "let m = #{}; loop { m[\"k\"] = 1; m[`${m[\"k\"]}`] = [m.k][0]; }";
    for operations in 1_000..1_040 {
        over(&up(body), &Limits { operations, ..small() }, "operations");
    }
}

#[test]
fn case_02_a_slow_script_ends_by_the_clock() {
    let limits = Limits { script_time: Duration::from_millis(200), ..Limits::default() };
    let start = Instant::now();
    over(&up("loop { }"), &limits, "script time");
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn case_06_recursion_ends() {
    let source = "fn f(n) { f(n + 1) + 1 }\nfn up(db) {\n f(0);\n}";
    over(source, &small(), "nested calls");
    let source = "fn f(n) { g(n) }\nfn g(n) { f(n) }\nfn up(db) { try { f(0); } catch { } }";
    over(source, &small(), "nested calls");
}

#[test]
fn case_41_growing_texts_end() {
    for body in [
        "let s = \"ab\"; loop { s += s; }",
        "let s = \"ab\"; loop { s = s + s; }",
        "let s = \"ab\"; loop { s = `${s}${s}`; }",
        "let s = \"ab\"; s.pad(1000000000, \"x\");",
        "let s = \"a\"; s.pad(10000, 'a'); s.replace(\"a\", s); s.replace(\"a\", s);",
        "let s = \"a\"; s.pad(10000, 'a'); replaced(s, \"a\", s);",
        "let s = \"a\"; s.pad(10000, 'a'); regex_replace(s, \"a\", s);",
        "repeat(\"abc\", 4000000000);",
        "let a = []; a.pad(100000, \"0123456789abcdef\"); join(a, \",\");",
    ] {
        over(&up(body), &small(), "bytes of text");
    }
}

#[test]
fn case_41_growing_arrays_maps_and_blobs_end() {
    for body in [
        "let a = [1]; loop { a += a; }",
        "let a = []; loop { a = [a, a]; }",
        "let a = []; a.pad(1000000000, 0);",
        "let b = blob(90000); loop { b += b; }",
        "let b = blob(1000000000);",
        "let s = \"a\"; s.pad(200000, 'a'); s.split(\"\");",
        "let s = \"a\"; s.pad(200000, 'a'); s.to_chars();",
        "let s = \"a\"; s.pad(200000, 'a'); regex_find_all(s, \"a\");",
    ] {
        over(&up(body), &small(), "elements");
    }
}

#[test]
fn case_41_much_memory_in_many_variables_ends() {
    let body = "let s = \"a\"; s.pad(1000000, 'a');\n\
        let keep = [];\nlet i = 0;\n\
        loop { let part = s + i; keep.push(|| part); i += 1; }";
    let limits = Limits { memory_bytes: 64 << 20, elements: 1_000_000, ..small() };
    match run(&up(body), &limits).expect_err("it passed") {
        GuestError::Limit { origin, .. } => assert!(origin.is_known()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn case_41_a_map_that_grows_by_assignment_ends_by_memory() {
    // The engine measures no map that is changed in this way.
    let body = "let m = #{}; let i = 0; loop { i += 1; m[`k${i}`] = blob(50000, 7); }";
    over(&up(body), &Limits { memory_bytes: 64 << 20, ..small() }, "bytes of memory");
}

#[test]
fn case_43_deep_and_long_sources_do_not_compile() {
    let deep = 100_000;
    for source in [
        up(&format!("let x = {}1{};", "(".repeat(deep), ")".repeat(deep))),
        up(&format!("let x = {}1{};", "[".repeat(deep), "]".repeat(deep))),
        up(&format!("{}{}", "{".repeat(deep), "}".repeat(deep))),
        up(&format!("let x = {}1;", "-".repeat(deep))),
        up(&format!("let x = {}true;", "!".repeat(deep))),
        up(&format!("let x = 1{};", " + (1".repeat(deep))),
        up(&format!("let x = #{{}}; x{};", ".b".repeat(deep))),
        up(&format!("if false {{ }} {}", "else if false { } ".repeat(50_000))),
        up(&"let x = `${".repeat(deep)),
        up(&format!("let x = {}1;", "|| ".repeat(deep))),
        up(&format!("let {} = 1;", "x".repeat(2 << 20))),
        (0..50_000).map(|n| format!("fn f{n}() {{ }}\n")).collect::<String>() + up("").as_str(),
    ] {
        let error = run(&source, &Limits::default()).expect_err("it passed");
        assert!(
            matches!(error, GuestError::Limit { .. } | GuestError::Syntax { .. }),
            "{error:?} for {}",
            &source[..60]
        );
        assert!(error.origin().is_known(), "{error:?}");
    }
}

#[test]
fn case_43_the_deepest_nesting_that_compiles_also_runs() {
    // As deep as calls and expressions may go, together: the stack has to hold it.
    let nested = format!("{}f(n - 1){}", "(1 + ".repeat(20), ")".repeat(20));
    let source =
        format!("fn f(n) {{ if n == 0 {{ 0 }} else {{ {nested} }} }}\nfn up(db) {{ f(60); }}");
    run(&source, &Limits::default()).unwrap_or_else(|error| panic!("{error:?}"));
}

#[test]
fn case_45_what_would_leave_the_sandbox_is_not_there() {
    for body in [
        "eval(\"1\");",
        "import \"x\" as x;",
        "export up;",
        "sleep(1);",
        "let t = timestamp();",
        "exit();",
        "get_fn_metadata_list();",
        "let x = parse_json(\"1\");",
        "open(\"/etc/passwd\");",
    ] {
        let error = run(&up(body), &small()).expect_err(body);
        assert!(
            matches!(error, GuestError::Syntax { .. } | GuestError::Misuse { .. }),
            "{body}: {error:?}"
        );
    }
}

#[test]
fn case_14_a_flood_of_log_lines_ends() {
    for body in ["loop { print(\"\"); }", "loop { db.log(\"line\"); }", "loop { debug(1); }"] {
        over(&up(body), &small(), "log lines");
    }
}

#[test]
fn print_goes_to_the_log_of_the_host() {
    let (outcome, host) = run_on(Recorder::default(), &up("print(1 + 1);"), &small());
    outcome.unwrap();
    assert_eq!(host.lines[0].1, "2");
}

#[test]
fn an_expensive_regular_expression_is_refused_and_a_tricky_one_is_fast() {
    let error = run(&up("regex_match(\"a\", \"(\\\\w{1000}){1000}\");"), &small()).unwrap_err();
    assert!(matches!(error, GuestError::Thrown { .. }), "{error:?}");
    let body = "let s = \"a\"; s.pad(100000, 'a'); regex_match(s + \"!\", \"^(a+)+$\");";
    run(&up(body), &small()).unwrap();
}

#[test]
fn a_number_of_endless_digits_is_refused() {
    for body in [
        "decimal(\"1e999999999\");",
        "let d = decimal(\"9.9\"); loop { d = d * d; }",
        "let d = decimal(1).round(1000000000);",
    ] {
        let error = run(&up(body), &small()).expect_err(body);
        assert!(matches!(error, GuestError::Thrown { .. }), "{body}: {error:?}");
    }
}
