//! Guests that say, call and open without end.

use crate::bodies::{module_with, script};
use crate::victim::{End, PROFILES, Program, Victim};

const LINES: End<'_> =
    End { exit_code: 8, code: "script::length_limit", says: "1048576 bytes of log lines" };

const LOG: &str = r#"(import "sandshift:guest/log@0.2.0" "write" (func $log (param i32 i32 i32)))"#;

#[test]
fn case_14_lines_without_end_end_at_the_limit_and_so_does_one_long_line() {
    let victim = Victim::sqlite();
    let line = "let line = \"l\"; line.pad(500, 'l');";
    for say in ["print(line)", "db.log(line)", "db.warn(line)", "debug(line)"] {
        victim.ends(&script(&format!("{line} loop {{ {say}; }}")), &LINES);
    }
    let long = "let s = \"l\"; for n in 0..21 { s += s; } db.log(s);";
    victim.ends(&script(long), &LINES);
    let flood = "(loop $again (call $log (i32.const 1) (i32.const 0) (i32.const 1000))
        (br $again))";
    victim.ends(&module_with(LOG, flood), &LINES);
    let long = "(call $log (i32.const 1) (i32.const 0) (i32.const 1500000))";
    victim.ends(&module_with(LOG, long), &LINES);
}

/// What a terminal obeys, or what shows a text in another order.
const OBEYED: &str =
    "\\x1b[2J\\x1b]0;title\\x07\\rover\\u202eback\\u2066in\\u200fmark\\ufeffbom\\x00nul";

#[test]
fn case_14_what_a_terminal_would_obey_is_shown_and_not_sent() {
    for (victim, end) in Victim::everywhere().iter().zip(["7", "7", "7"]) {
        let said =
            script(&format!("db.log(\"{OBEYED}\"); db.warn(\"{OBEYED}\"); throw \"{OBEYED}\";"));
        for outcome in victim.fails(&said) {
            assert_eq!(outcome.code.to_string(), end, "{outcome:#?}");
            is_inert(&outcome.stderr);
            for shown in ["\\u{1b}[2J", "\\rover", "\\u{202e}back", "\\u{feff}bom"] {
                assert!(outcome.stderr.contains(shown), "`{shown}` is missing: {outcome:#?}");
            }
        }
    }
    let data = format!("{LOG} (data (i32.const 64) \"\\1b[2J\\0dover\\e2\\80\\aeback\")");
    let say = "(call $log (i32.const 1) (i32.const 64) (i32.const 16)) unreachable";
    for outcome in Victim::sqlite().fails(&module_with(&data, say)) {
        is_inert(&outcome.stderr);
        assert!(outcome.stderr.contains("\\u{1b}[2J\\rover\\u{202e}back"), "{outcome:#?}");
    }
}

#[track_caller]
fn is_inert(said: &str) {
    let obeyed = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
            || ['\u{200f}', '\u{feff}'].contains(&c)
    };
    assert!(!said.contains(obeyed), "{said:?}");
}

#[test]
fn case_15_calls_of_the_host_without_end_end_by_what_they_cost() {
    let end = End { exit_code: 8, code: "script::time_limit", says: "2000000 operations" };
    let few = "let n = 0; loop { n += 1; if n > 100 { loop { } }";
    for victim in Victim::everywhere() {
        let body = format!("{few} db.execute(\"UPDATE kept SET name = 'again'\"); }}");
        victim.ends(&script(&body), &end);
        let body = format!("{few} db.query_one(\"SELECT count(*) AS n FROM kept\"); }}");
        victim.ends(&script(&body), &end);
    }
    let victim = Victim::sqlite();
    victim.ends(&script("loop { now(); }"), &end);
    let now = r#"(import "sandshift:guest/env@0.2.0" "now-micros" (func $now (result i64)))"#;
    let calls = End { says: "20000 calls of the host", ..end };
    victim.ends(&module_with(now, "(loop $again (drop (call $now)) (br $again))"), &calls);
}

#[test]
fn case_16_questions_in_questions_end_and_leave_none_open() {
    let nested =
        "let ask = |ask, n| db.each(\"SELECT id FROM kept\", |row| { ask.call(ask, n + 1); });
    ask.call(ask, 0);";
    let end = End { exit_code: 8, code: "script::time_limit", says: "nested calls" };
    for victim in Victim::everywhere() {
        victim.ends(&script(nested), &end);
        // One that is left in the middle does not keep the connection busy.
        let left = "try { db.each(\"SELECT id FROM kept\", |row| { throw \"left\" }); } catch { }
    let one = db.query_one(\"SELECT count(*) AS n FROM kept\"); throw `there are ${one.n}`;";
        let end = End { exit_code: 7, code: "script::thrown", says: "" };
        victim.ends(&script(left), &end);
    }
}

#[test]
fn case_13_what_a_guest_leaves_open_does_not_hold_the_next_one() {
    for victim in Victim::everywhere() {
        let before = victim.image();
        for profile in PROFILES {
            let outcome = victim.run(&script("throw #{ message: \"no more\" };"), profile);
            assert_eq!(outcome.code, 7, "{outcome:#?}");
        }
        assert_eq!(victim.image(), before);
        let good = Program::Script("db.execute(\"UPDATE kept SET name = 'good'\");".to_owned());
        let outcome = victim.run(&good, "shared");
        assert_eq!(outcome.code, 0, "{outcome:#?}");
        assert!(victim.image()[0].contains("good"), "{:?}", victim.image());
    }
}
