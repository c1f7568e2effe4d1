//! How children end, and what their parents say of it.

use crate::project::{Outcome, Project, header, table};

/// A project of somebody else.
pub(crate) fn shared() -> Project {
    let project = Project::new();
    project.write(
        "sandshift.toml",
        "[sandbox]\nprofile = \"shared\"\n[limits]\nscript_time = \"2s\"\nmemory_mb = 64\n\
         [env.dev]\nurl = \"sqlite:app.db\"\n",
    );
    project
}

/// Runs a migration whose `up` makes a table and then does this, which is too much; nothing of it stays.
#[track_caller]
pub(crate) fn outcome_of(body: &str) -> Outcome {
    let project = shared();
    project.migration("a0.rhai", &table("a0", None));
    project.good(&["run"]);
    let before = project.dump();
    let text = format!(
        "{}fn up(db) {{\n    db.create_table(\"made\", [column(\"n\", integer())]);\n{body}\n}}\n",
        header("a1", Some("a0"))
    );
    project.migration("a1.rhai", &text);
    let outcome = project.run(&["run"]);
    assert_eq!(project.dump(), before);
    outcome
}

/// The same, with the codes that it ends with and what is said.
#[track_caller]
pub(crate) fn refused(body: &str, exit_code: i32, code: &str, says: &[&str]) {
    let outcome = outcome_of(body);
    assert_eq!(outcome.code, exit_code, "{outcome:#?}");
    for words in says.iter().chain([&format!("error[{code}]").as_str()]) {
        assert!(outcome.stderr.contains(words), "`{words}` is missing: {outcome:#?}");
    }
}

#[test]
fn a_script_of_the_shared_profile_does_what_it_says() {
    let project = shared();
    let text = "fn up(db) {
    db.create_table(\"a\", [column(\"id\", integer()).primary_key(), column(\"n\", string(20))]);
    for number in 0..2500 { db.insert(\"a\", #{ id: number, n: `n${number}` }); }
    let seen = 0;
    db.each(\"SELECT id, n FROM a ORDER BY id\", |row| { seen += row.id; });
    assert(seen == 3123750, `saw ${seen}`);
    db.transform(\"a\", #{ batch: 100 }, |row| #{ n: row.n + \"!\" });
    let one = db.query_one(\"SELECT n FROM a WHERE id = 2499\");
    assert(one.n == \"n2499!\", one.n);
    db.log(`saw ${seen}`);
}
fn verify(db) { assert(db.inspect(\"a\").has_column(\"n\"), \"n is missing\"); }
";
    project.migration("a1.rhai", &(header("a1", None) + text));
    project.good(&["run"]);
    assert!(project.good(&["current"]).starts_with("a1 "));
    project.good(&["rollback", "--yes"]);
    project.good(&["validate"]);
}

#[test]
fn errors_of_scripts_keep_their_places_and_codes() {
    refused("    throw \"no\";", 7, "script::thrown", &["no", "a1.rhai:6:5"]);
    refused("    db.no_such();", 25, "script::misuse", &["no_such", "a1.rhai:6"]);
    refused("    db.execute(\"SELEC 1\");", 11, "database::statement", &["SELEC 1"]);
}

#[test]
fn case_45_an_endless_script_ends_by_its_clock_and_a_catch_does_not_help() {
    refused("    loop { }", 8, "script::time_limit", &["2 s of script time", "a1.rhai:6"]);
    refused("    try { loop { } } catch { }", 8, "script::time_limit", &["2 s of script time"]);
}

#[test]
fn case_06_deep_recursion_ends_the_script_and_not_its_process() {
    let text = "fn down_there(n) { down_there(n + 1) }\n";
    let project = shared();
    let up = "fn up(db) { down_there(0); }\n";
    project.migration("a1.rhai", &(header("a1", None) + text + up));
    project.refused(&["run"], 8, "script::time_limit", &["nested calls"]);
}
