//! Programs that are hard to read, and programs that are none.

use std::fmt::Write as _;

use crate::bodies::script;
use crate::victim::{End, PROFILES, Program, Victim};

#[test]
fn case_09_bytes_that_are_no_module_are_refused_before_anything_runs() {
    let victim = Victim::sqlite();
    let mut bytes = b"\0asm\x0d\0\x01\0".to_vec();
    for bytes in [
        Vec::new(),
        b"(component)".to_vec(),
        b"fn up(db) { }".to_vec(),
        vec![0xff; 5_000],
        b"\0asm\x01\0\0\0".to_vec(),
        std::mem::take(&mut bytes),
    ] {
        victim.fails(&Program::Module(bytes));
    }
}

#[test]
fn case_09_bytes_that_are_no_script_are_refused() {
    let victim = Victim::sqlite();
    for text in ["\0", "\u{feff}\u{202e}", "}}}}", "/* ", "\"", "`${", "\u{1b}[2J"] {
        for outcome in victim.fails(&Program::Script(text.to_owned())) {
            assert!(!outcome.stderr.contains('\u{1b}'), "{outcome:#?}");
        }
    }
}

#[test]
fn case_40_sql_that_nests_without_end_is_an_error_of_the_database_at_most() {
    let deep = "(".repeat(10_000);
    let not = "NOT ".repeat(100_000);
    let mut or = String::from("id = 1");
    for _ in 0..60_000 {
        let _ = write!(or, " OR id = 1");
    }
    for victim in Victim::everywhere() {
        for text in [
            format!("UPDATE kept SET id = {deep}1"),
            format!("UPDATE kept SET id = {deep}1{}", ")".repeat(10_000)),
            format!("DELETE FROM kept WHERE {not} 1 = 1 AND 1 = 0"),
            format!("DELETE FROM kept WHERE 1 = 0 AND ({or})"),
            format!("SELECT {}1", "INTERVAL ".repeat(20_000)),
            format!("SELECT {}", "/*".repeat(50_000)),
            format!("SELECT {}", "$a$ ".repeat(50_001)),
            format!("SELECT {}", "CASE WHEN ".repeat(20_000)),
        ] {
            // As a text of a script, which throws where the database takes it, and as a file.
            let quoted = serde_json::to_string(&text).unwrap();
            victim.fails(&script(&format!("db.execute({quoted}); throw \"it was taken\";")));
            victim.fails(&Program::Sql(format!("{text};\nNO STATEMENT;\n")));
        }
    }
}

#[test]
fn case_43_sources_that_nest_or_repeat_without_end_are_refused() {
    let victim = Victim::sqlite();
    let deep = 100_000;
    let functions: String = (0..30_000).fold(String::new(), |mut all, n| {
        let _ = write!(all, "let f{n} = |x| x; ");
        all
    });
    for body in [
        format!("let x = {}1{};", "(".repeat(deep), ")".repeat(deep)),
        format!("let x = {}1{};", "[".repeat(deep), "]".repeat(deep)),
        format!("{}{}", "{".repeat(deep), "}".repeat(deep)),
        format!("let x = {}1;", "-".repeat(deep)),
        format!("let x = {}true;", "!".repeat(deep)),
        format!("let x = #{{}}; x{};", ".b".repeat(deep)),
        format!("if false {{ }} {}", "else if false { } ".repeat(40_000)),
        "let x = `${".repeat(50_000),
        format!("let {} = 1;", "x".repeat(1 << 20)),
        functions,
    ] {
        let code = [
            "script::syntax",
            "script::length_limit",
            "script::memory_limit",
            "script::time_limit",
        ];
        for outcome in victim.fails(&Program::Script(body.clone())) {
            let is_told =
                code.iter().any(|code| outcome.stderr.contains(&format!("error[{code}]")));
            assert!(is_told, "{}: {outcome:#?}", &body[..40]);
            assert!(outcome.stderr.len() < 20_000, "{}", outcome.stderr.len());
        }
    }
}

#[test]
fn case_46_two_dry_runs_say_the_same_whatever_a_script_draws() {
    let body = "let m = #{ z: 1, a: 2, k: uuid4() }; for key in m.keys() { db.insert(\"kept\", #{ id: 20 + m.len(), name: key }); m.remove(key); }
    db.insert(\"kept\", #{ id: 30, name: uuid7() });
    db.insert(\"kept\", #{ id: 31, name: `${now()}` });
    db.transform(\"kept\", #{ write: [\"name\"], parallel: 4, batch: 2 }, |row| #{ name: uuid4() });";
    for victim in Victim::everywhere() {
        let program = script(body);
        let [first, second] = PROFILES.map(|profile| victim.dry_run(&program, profile));
        assert_eq!(first, second);
        assert_eq!(first, victim.dry_run(&program, "trusted"));
    }
}

#[test]
fn case_08_a_source_over_its_limit_is_not_compiled() {
    let long = format!("let x = \"{}\";", "x".repeat(2 << 20));
    let end = End { exit_code: 8, code: "script::length_limit", says: "limit of" };
    Victim::sqlite().ends(&Program::Script(long), &end);
}
