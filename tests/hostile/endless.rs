//! Guests that do not end by themselves.

use crate::bodies::{module, module_with, script};
use crate::victim::{End, Victim};

const OPERATIONS: End<'_> =
    End { exit_code: 8, code: "script::time_limit", says: "2000000 operations" };

#[test]
fn case_01_a_module_that_never_ends_ends_by_its_fuel_and_its_row_goes() {
    let victim = Victim::sqlite();
    victim.ends(&module("(loop $again (br $again))"), &OPERATIONS);
    let calls = "(local $n i32) (loop $again (local.set $n (i32.add (local.get $n) (i32.const 1)))
        (if (i32.eqz (i32.and (local.get $n) (i32.const 1))) (then (br $again))) (br $again))";
    victim.ends(&module_with("", calls), &OPERATIONS);
}

#[test]
fn case_02_scripts_that_never_end_end_by_their_operations_and_their_rows_go() {
    let victim = Victim::sqlite();
    for body in [
        "loop { }",
        "for i in 0..9000000000000000000 { let x = i; }",
        "switch 1 { 1 => loop { }, _ => () }",
        "let f = || loop { }; f.call();",
        "db.transform(\"kept\", #{ write: [\"name\"] }, |row| { loop { } });",
        "db.each(\"SELECT id FROM kept\", |row| { loop { } });",
    ] {
        victim.ends(&script(body), &OPERATIONS);
    }
}

#[test]
fn case_06_recursion_without_end_ends_at_the_stack() {
    let victim = Victim::sqlite();
    let deep = End { exit_code: 8, code: "script::time_limit", says: "nested calls" };
    victim.ends(&script("let f = |g| g.call(g); f.call(f);"), &deep);
    let stack = End { exit_code: 26, code: "script::memory_limit", says: "bytes of stack" };
    victim.ends(&module_with("(func $deep (call $deep))", "(call $deep)"), &stack);
}

#[test]
fn case_07_filling_all_memory_again_and_again_ends_by_fuel() {
    let fill = "(loop $again
        (memory.fill (i32.const 65536) (i32.const 1) (i32.const 1048576)) (br $again))";
    Victim::sqlite().ends(&module(fill), &OPERATIONS);
}

#[test]
fn case_42_a_container_that_grows_under_its_limit_ends_by_operations_or_by_the_clock() {
    let victim = Victim::sqlite();
    let growing = "let a = []; loop { a.push(1); if a.len() > 30000 { a = []; } }";
    let end = End { exit_code: 8, code: "script::time_limit", says: "limit of" };
    victim.ends(&script(growing), &end);
}

#[test]
fn case_44_values_that_hold_themselves_stay_within_the_limit_of_memory() {
    let victim = Victim::sqlite();
    // What a closure has captured is shared, and may become the closure itself.
    let cycles = "loop { let text = \"x\"; text.pad(100000, 'x'); let held = 0;
        let f = || [held, text]; held = f; }";
    let outcomes = victim.fails(&script(cycles));
    for outcome in outcomes {
        assert!([8, 26].contains(&outcome.code), "{outcome:#?}");
    }
    // The next migration begins with nothing of it.
    let rows = "for id in 10..500 { db.insert(\"kept\", #{ id: id }); }
    db.transform(\"kept\", #{ write: [\"name\"] }, |row| {
let held = 0; let id = row.id; let f = || [held, id]; held = f; #{ name: `${id}` } });
    throw \"the end\";";
    let end = End { exit_code: 7, code: "script::thrown", says: "the end" };
    victim.ends(&script(rows), &end);
}

#[test]
fn case_45_no_catch_holds_what_a_limit_ends() {
    let victim = Victim::sqlite();
    for body in [
        "try { loop { } } catch { }",
        "try { loop { } } catch { db.execute(\"DELETE FROM kept\"); }",
        "loop { try { loop { } } catch { continue; } }",
        "db.attempt(|| { loop { } });",
        "db.attempt(|| { try { loop { } } catch { } });",
    ] {
        victim.ends(&script(body), &OPERATIONS);
    }
}

#[test]
fn case_45_the_words_of_the_host_are_not_made_anew_by_a_script() {
    let victim = Victim::sqlite();
    for body in [
        "import \"/etc/passwd\" as x;",
        "eval(\"1\");",
        "sleep(1000);",
        "timestamp();",
        "let db = 1; db.execute(\"DELETE FROM kept\");",
        "let log = |x| x; log(1); exit(0);",
    ] {
        victim.fails(&script(body));
    }
}
