//! Scripts that want more memory or time than there is: the child may die of it, its parent never.

use crate::ends::{outcome_of, refused};

const MEMORY: &str = "script::memory_limit";

/// Ends by one of the two limits: which one is the first depends on the machine.
#[track_caller]
fn time_or_memory(body: &str) {
    let outcome = outcome_of(body);
    let codes = ["error[script::time_limit]", "error[script::memory_limit]"];
    assert!(codes.iter().any(|code| outcome.stderr.contains(code)), "{outcome:#?}");
}

#[test]
fn case_41_one_replace_that_asks_for_a_terabyte_ends_as_a_limit_on_memory() {
    let body = "    let s = \"a\"; for n in 0..19 { s += s; } s.replace(\"a\", s);";
    refused(body, 26, MEMORY, &[]);
}

#[test]
fn case_41_doubling_a_text_ends_as_a_limit_on_memory() {
    refused("    let s = \"abcdefgh\"; loop { s += s; }", 26, MEMORY, &[]);
}

#[test]
fn case_41_many_texts_that_are_each_allowed_end_as_a_limit_on_memory() {
    let kept: String = (0..200).map(|n| format!("    let kept{n} = s + \"{n}\";\n")).collect();
    let body = format!("    let s = \"a\"; for n in 0..19 {{ s += s; }}\n{kept}");
    refused(&body, 26, MEMORY, &["67108864 bytes of memory"]);
}

#[test]
fn case_41_arrays_in_arrays_end_as_a_limit() {
    time_or_memory("    let a = [1]; loop { a = [a, a]; }");
}

#[test]
fn case_41_a_map_that_grows_ends_as_a_limit() {
    time_or_memory("    let m = #{}; let n = 0; loop { m[`k${n}`] = n; n += 1; }");
}

#[test]
fn case_41_splits_of_long_texts_end_as_a_limit() {
    let body = "    let s = \"a \"; for n in 0..20 { s += s; } let all = [];
    loop { all.push(s.split(\" \")); }";
    time_or_memory(body);
}

#[test]
fn case_42_a_large_array_ends_by_the_clock() {
    refused("    let a = []; for n in 0..4000000 { a.push(n); }", 8, "script::time_limit", &[]);
}

#[test]
fn case_43_deep_nesting_is_refused_by_the_parser_and_its_process_lives() {
    let nested = format!("    let x = {}1{};", "(".repeat(50_000), ")".repeat(50_000));
    refused(&nested, 8, "script::length_limit", &[]);
}

#[test]
fn case_45_importing_and_evaluating_are_no_words_of_scripts() {
    refused("    import \"/etc/passwd\" as x;", 6, "script::syntax", &[]);
    refused("    eval(\"1\");", 6, "script::syntax", &[]);
}
