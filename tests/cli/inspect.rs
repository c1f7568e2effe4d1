//! `inspect` and `schema dump`.

use crate::on_server::Kind;
use crate::project::{Project, header};

const SCHEMA: &str = r#"fn up(db) {
    db.create_table("teams", [
        column("id", integer()).primary_key().autoincrement(),
        column("na`me \"x\"", string(20)).not_null().unique(),
    ]);
    db.create_table("persons", [
        column("id", integer()).primary_key(),
        column("email", string(100)).not_null(),
        column("team_id", integer()).references("teams", "id", #{ on_delete: "cascade" }).index(),
        column("twin_id", integer()).unique().references("persons", "id"),
        column("total", numeric(10, 2)).default(decimal("1.50")),
        column("made", datetime()).not_null().default_now(),
        check("total >= 0"),
    ]);
    db.create_view("rich", "SELECT id,\n       email\nFROM persons");
}
"#;

fn filled() -> Project {
    let project = Project::new();
    project.migration("a1.rhai", &(header("a1", None) + SCHEMA));
    project.good(&["run"]);
    project
}

#[test]
fn the_overview_lists_what_there_is() {
    let expected = "\
tables 2
  persons  6 columns, 1 index, 2 foreign keys
  teams    2 columns

views 1
  rich
";
    assert_eq!(filled().good(&["inspect"]), expected);
}

#[test]
fn a_table_is_shown_with_all_its_parts() {
    let expected = "\
table persons
  id       INTEGER        not null
  email    VARCHAR(100)   not null
  team_id  INTEGER        null
  twin_id  INTEGER        null
  total    DECIMAL(10,2)  null      default '1.50'
  made     DATETIME       not null  default current_timestamp

  primary key    pk_persons                  (id)
  unique         uq_persons_twin_id          (twin_id)
  check          ck_persons_1                total >= 0
  foreign key    fk_persons_team_id_teams    (team_id) -> teams (id) on delete cascade
  foreign key    fk_persons_twin_id_persons  (twin_id) -> persons (id)
  referenced by  fk_persons_twin_id_persons  persons (twin_id)
  index          ix_persons_team_id          (team_id)
";
    let project = filled();
    assert_eq!(project.good(&["inspect", "persons"]), expected);
    let all = project.good(&["inspect", "--all"]);
    assert!(all.starts_with(expected) && all.contains("\nview rich\n  SELECT id,\n"), "{all}");
}

#[test]
fn a_diagram_names_types_keys_and_how_many_rows_meet() {
    let expected = "\
erDiagram
    persons {
        INTEGER id PK
        VARCHAR(100) email
        INTEGER team_id FK
        INTEGER twin_id FK, UK
        DECIMAL(10_2) total
        DATETIME made
    }
    teams {
        INTEGER id PK
        VARCHAR(20) na_me_x UK \"na#96;me #34;x#34;\"
    }
    teams |o--o{ persons : \"team_id\"
    persons |o--o| persons : \"twin_id\"
";
    assert_eq!(filled().good(&["inspect", "--mermaid"]), expected);
}

#[test]
fn the_document_has_the_keys_that_are_promised() {
    let project = filled();
    let document = project.json(&["inspect"]);
    assert_eq!(document["dialect"], "sqlite");
    let tables = document["tables"].as_array().unwrap();
    let names: Vec<&str> = tables.iter().map(|table| table["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["persons", "teams"]);
    let total = &tables[0]["columns"][4];
    assert_eq!((&total["type"], &total["default"]), (&"DECIMAL(10,2)".into(), &"'1.50'".into()));
    assert_eq!(tables[0]["primary_key"]["columns"][0], "id");
    let key = &tables[0]["foreign_keys"][0];
    assert_eq!(key["references"]["table"], "teams");
    assert_eq!((&key["on_delete"], &key["is_valid"]), (&"cascade".into(), &true.into()));
    assert_eq!(tables[1]["referenced_by"][0]["table"], "persons");
    let promised = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json.md"),
    )
    .unwrap();
    for object in [&document, &tables[0], &tables[0]["columns"][0], key, &tables[0]["indexes"][0]] {
        for key in object.as_object().unwrap().keys() {
            assert!(promised.contains(&format!("`{key}`")), "`{key}` is not in docs/json.md");
        }
    }
    let one = project.json(&["inspect", "teams"]);
    assert_eq!(one["tables"].as_array().unwrap().len(), 1);
    assert_eq!(one["views"], serde_json::json!([]));
}

#[test]
fn a_name_that_is_not_there_is_refused_with_the_nearest_one() {
    let project = filled();
    project.refused(
        &["inspect", "persns"],
        5,
        "schema::no_table",
        &["no table or view `persns`", "did you mean `persons`?"],
    );
    project.refused(&["inspect", "nosuchthing"], 5, "schema::no_table", &["sandshift inspect"]);
}

#[test]
fn what_the_settings_exclude_is_left_out() {
    let project = filled();
    let settings = "[env.dev]\nurl = \"sqlite:app.db\"\n[schema]\nexclude = [\"rich\"]\n";
    project.write("sandshift.toml", settings);
    assert!(!project.good(&["inspect"]).contains("rich"));
    assert!(!project.good(&["schema", "dump"]).contains("rich"));
}

#[test]
fn the_forms_exclude_each_other() {
    let project = Project::new();
    assert_eq!(project.run(&["inspect", "--sql", "--rhai"]).code, 2);
    assert_eq!(project.run(&["inspect", "--all", "persons"]).code, 2);
    let outcome = project.run(&["inspect", "--json", "--mermaid"]);
    assert_eq!(outcome.code, 2, "{outcome:#?}");
    assert!(outcome.stdout.contains("usage::contradiction"), "{outcome:#?}");
}

#[test]
fn an_empty_database_is_no_error() {
    let project = Project::new();
    let outcome = project.run(&["inspect"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""));
    assert!(outcome.stderr.ends_with("The database is empty\n"), "{outcome:#?}");
    assert_eq!(project.good(&["inspect", "--mermaid"]), "erDiagram\n");
    assert_eq!(project.good(&["inspect", "--rhai"]), "fn schema(db) {\n}\n");
    assert_eq!(project.json(&["inspect"])["tables"], serde_json::json!([]));
    assert!(!project.path("app.db").exists());
}

#[test]
fn without_a_project_or_a_server_it_says_so() {
    Project::empty_folder().refused(&["inspect"], 3, "project::not_found", &[]);
    Project::empty_folder().refused(&["schema", "dump"], 3, "project::not_found", &[]);
    let url = "postgres://nobody:hidden1@127.0.0.1:1/x";
    let outcome = Project::new().run(&["inspect", "--url", url]);
    assert_eq!(outcome.code, 12, "{outcome:#?}");
    assert!(!outcome.stderr.contains("hidden1"), "{outcome:#?}");
}

#[test]
fn every_form_comes_from_servers_too() {
    for kind in Kind::ALL {
        let (project, database) = (filled(), kind.database());
        project.good(&["run", "--url", &database.url]);
        let inspect = |form: &str| project.good(&["inspect", "--url", &database.url, form]);
        assert!(inspect("--sql").contains("CREATE TABLE"), "{kind:?}");
        assert!(
            inspect("--rhai").contains("column(\"email\", string(100)).not_null()"),
            "{kind:?}"
        );
        let diagram = inspect("--mermaid");
        assert!(diagram.contains("teams |o--o{ persons : \"team_id\""), "{kind:?} {diagram}");
        let all = inspect("--all");
        assert!(all.contains("(team_id) -> teams (id) on delete cascade"), "{kind:?} {all}");
    }
}

#[test]
fn a_dump_goes_to_a_file_that_is_not_overwritten_unasked() {
    let project = filled();
    let text = project.good(&["schema", "dump"]);
    assert!(text.contains("CREATE TABLE \"persons\""), "{text}");
    project.good(&["schema", "dump", "--output", "schema.sql"]);
    assert_eq!(std::fs::read_to_string(project.path("schema.sql")).unwrap(), text);
    let again = ["schema", "dump", "--format", "rhai", "--output", "schema.sql"];
    project.refused(&again, 3, "project::in_the_way", &["`schema.sql` exists already", "--force"]);
    project.good(&[&again[..], &["--force"]].concat());
    let written = std::fs::read_to_string(project.path("schema.sql")).unwrap();
    assert_eq!(written, project.good(&["inspect", "--rhai"]));
    assert_eq!(project.json(&["schema", "dump"])["schema"], text);
}
