//! Names, texts and parameters that are more than they seem.

use serde_json::json;

use crate::bodies::script;
use crate::component::doing;
use crate::victim::{End, PROFILES, Program, Victim};

/// Names that would be another statement, or another table, if anybody believed them.
const ODD_NAMES: [&str; 9] = [
    "a\"; DROP TABLE kept; --",
    "a`; DROP TABLE kept; --",
    "a'; DROP TABLE kept; --",
    "a]; DROP TABLE kept; --",
    "main.kept",
    "k\u{435}pt",
    "\u{202e}kept",
    "kept ",
    "kept\\",
];

fn quoted(name: &str) -> String {
    serde_json::to_string(name).unwrap()
}

fn drop_table(name: &str) -> Program {
    Program::Module(doing(&[json!({ "drop-table": { "table": { "name": name } } })], ""))
}

#[test]
fn case_21_a_name_is_that_name_and_nothing_else() {
    for victim in Victim::everywhere() {
        for name in ODD_NAMES {
            // None of them is there, whatever it resembles.
            let quoted = quoted(name);
            for body in [
                format!("db.insert({quoted}, #{{ id: 1 }});"),
                format!("db.update({quoted}, #{{ id: 1 }}, #{{ id: 2 }});"),
                format!("db.drop_table({quoted});"),
                format!("db.insert(\"kept\", #{{ id: 10, {quoted}: 1 }});"),
                format!("db.transform({quoted}, #{{ }}, |row| #{{ }});"),
            ] {
                victim.fails(&script(&body));
            }
            victim.fails(&drop_table(name));
        }
    }
}

#[test]
fn case_21_an_odd_name_can_be_made_and_goes_again() {
    for name in ODD_NAMES {
        for victim in Victim::everywhere() {
            // MariaDB itself refuses names that end with a blank.
            if victim.scheme() == "mysql" && name.ends_with(' ') {
                continue;
            }
            let (before, quoted) = (victim.image(), quoted(name));
            let body = format!(
                "db.create_table({quoted}, [column({quoted}, integer())]);
    db.insert({quoted}, #{{ {quoted}: 7 }}); db.update({quoted}, #{{ {quoted}: 8 }}, #{{ {quoted}: 7 }});
    assert(db.inspect({quoted}).has_column({quoted}), \"it is there\"); db.drop_table({quoted});"
            );
            let outcome = victim.run(&Program::Script(body), PROFILES[1]);
            assert_eq!(outcome.code, 0, "{}: {outcome:#?}", victim.scheme());
            let after: Vec<String> =
                victim.image().into_iter().map(|line| line.replace("a1", "a0")).collect();
            assert_eq!(after, before, "{}: {name:?}", victim.scheme());
        }
    }
}

#[test]
fn case_21_a_name_that_is_too_long_is_refused_and_never_cut() {
    for victim in Victim::everywhere() {
        let too_long = match victim.scheme() {
            "postgres" | "postgresql" => 64,
            "mysql" => 65,
            _ => 256,
        };
        for bytes in [too_long, 300, 1_000_000] {
            let name = quoted(&"n".repeat(bytes));
            for outcome in victim.fails(&Program::Script(format!(
                "db.create_table({name}, [column(\"n\", integer())]);"
            ))) {
                assert!(outcome.stderr.contains("error[operation::name_too_long]"), "{outcome:#?}");
                assert!(outcome.stderr.len() < 4_000, "{}", outcome.stderr.len());
            }
        }
        let end = End { exit_code: 10, code: "operation::name_empty", says: "empty" };
        for outcome in victim.fails(&Program::Script(
            "db.create_table(\"\", [column(\"n\", integer())]);".to_owned(),
        )) {
            assert!(outcome.stderr.contains(end.code), "{outcome:#?}");
        }
        victim.fails(&drop_table(""));
    }
}

#[test]
fn case_22_a_nul_is_refused_wherever_the_database_would_stumble_over_it() {
    for victim in Victim::everywhere() {
        for body in [
            "db.drop_table(\"ke\\x00pt\");",
            "db.insert(\"kept\", #{ \"na\\x00me\": 1 });",
            "db.execute(\"DELETE FROM kept\\x00 WHERE 1 = 0\");",
            "db.query(\"SELECT 1\\x00\");",
            "db.query_one(\"SELECT '\\x00' AS n\");",
            // Its text is of the database's own, so that it may be kept or refused; it must not be cut.
            "db.insert(\"kept\", #{ id: 10, name: \"a\\x00b\" }); assert(db.query_one(\"SELECT name FROM kept WHERE id = 10\").name == \"a\\x00b\", \"half of it\"); throw \"whole\";",
            "let r = db.query_one(\"SELECT count(*) AS n FROM kept WHERE name = ?\", [\"a\\x00b\"]); throw `none: ${r.n}`;",
            "db.log(\"a\\x00b\"); throw \"a\\x00b\";",
        ] {
            for outcome in victim.fails(&script(body)) {
                assert!(
                    !outcome.stderr.contains(['\0']) && !outcome.stderr.contains("half of it"),
                    "{outcome:#?}"
                );
            }
        }
        victim.fails(&drop_table("ke\0pt"));
        victim.fails(&Program::Sql("DELETE FROM kept\0 WHERE 1 = 0;\n".to_owned()));
    }
}

#[test]
fn case_23_huge_parameters_and_texts_end_as_errors() {
    let long = "let s = \"0123456789abcdef\"; for n in 0..19 { s += s; }";
    let many =
        "let marks = \"?\"; let all = [1]; for n in 0..17 { marks += \",\" + marks; all += all; }";
    for victim in Victim::everywhere() {
        for body in [
            // More than the column holds, and more than some databases take in one statement.
            format!("{long} db.insert(\"kept\", #{{ id: 10, name: s }}); throw \"it fits\";"),
            format!(
                "{long} db.execute(\"UPDATE kept SET name = ? WHERE id = 1\", [s]); throw \"it fits\";"
            ),
            format!("{long} db.execute(`SELECT '${{s}}'`); throw \"it fits\";"),
            // More than the limit of one text.
            format!("{long} s += s; s += s; db.execute(`SELECT '${{s}}'`);"),
            format!(
                "{many} db.query(`SELECT id FROM kept WHERE id IN (${{marks}})`, all); throw \"it fits\";"
            ),
            "let s = \"\"; s.pad(2000000000, 'x'); db.execute(s);".to_owned(),
        ] {
            victim.fails(&script(&body));
        }
    }
}
