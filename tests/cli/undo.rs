//! Rows that are kept for rollbacks, as a person sees them.

use crate::project::{Project, header};

fn project() -> Project {
    let project = Project::new();
    let made = header("a1", None)
        + r#"fn up(db) {
            db.create_table("roles", [column("id", integer()).primary_key(), column("name", string(20)).not_null()]);
            db.insert("roles", [#{ id: 1, name: "OLD" }, #{ id: 2, name: "NEW" }]);
        }
        fn down(db) { db.drop_table("roles"); }
"#;
    project.migration("a1.rhai", &made);
    let renamed = header("b2", Some("a1"))
        + "fn up(db) {\n    db.execute(\"UPDATE roles SET name = 'NEW' WHERE name = 'OLD'\");\n}\n";
    project.migration("b2.rhai", &renamed);
    project.good(&["run"]);
    project
}

#[test]
fn kept_rows_are_listed_shown_and_gone_after_the_rollback() {
    let project = project();
    let line = project.good(&["undo", "list"]);
    assert_eq!(line, "b2 roles  1 row  sandshift_undo_b2_0\n");
    assert_eq!(project.json(&["undo", "list"])["undo"][0]["rows"], 1);
    let shown = project.good(&["undo", "show", "b"]);
    assert!(shown.contains("(line 5)\n  id = 1  name: \"OLD\" -> \"NEW\"\n"), "{shown}");
    let shown = project.json(&["undo", "show", "b2"]);
    assert_eq!(shown["operations"][0]["rows"][0]["before"][0], "\"OLD\"");
    assert!(project.good(&["show", "b2", "--down"]).contains("restore rows of `roles`"));
    assert!(project.good(&["show", "a1", "--down"]).contains("its own `down`"));
    project.good(&["rollback"]);
    assert_eq!(project.good(&["undo", "list"]), "");
    assert!(project.good(&["show", "b2", "--down"]).contains("restore rows of `roles`"));
}

#[test]
fn rows_are_dropped_only_after_a_yes_and_a_rollback_then_says_what_is_missing() {
    let project = project();
    let refused = project.run(&["undo", "purge", "b2"]);
    assert!(refused.stderr.contains("error[usage::not_confirmed]"), "{refused:#?}");
    assert_eq!(project.good(&["undo", "list"]).lines().count(), 1);
    assert_eq!(project.run(&["undo", "purge", "zz", "--yes"]).code, 2);
    project.good(&["undo", "purge", "--all", "--yes"]);
    let refused = project.run(&["rollback"]);
    assert!(refused.stderr.contains("error[rollback::no_way_back]"), "{refused:#?}");
    assert!(refused.stderr.contains("are not kept any more"), "{refused:#?}");
}

#[test]
fn settings_say_whether_rows_are_kept_and_for_how_long() {
    let project = Project::new();
    project.write("sandshift.toml", "[env.dev]\nurl = \"sqlite:app.db\"\n[undo]\nkeep = false\n");
    let text = header("a1", None)
        + r#"fn up(db) {
            db.create_table("t", [column("id", integer()).primary_key()]);
            db.insert("t", #{ id: 1 });
            db.delete("t", #{});
        }
"#;
    project.migration("a1.rhai", &text);
    project.good(&["run"]);
    assert_eq!(project.good(&["undo", "list"]), "");
    assert!(project.run(&["rollback"]).stderr.contains("the deleted rows are not kept"));
    let odd = "[env.dev]\nurl = \"sqlite:app.db\"\n[undo]\ndays = 0\n";
    project.write("sandshift.toml", odd);
    let refused = project.run(&["undo", "list"]);
    assert!(refused.stderr.contains("sandshift.toml:4"), "{refused:#?}");
}
