use sandshift_model::object::{NativeObject, Stage, Trigger, View};
use sandshift_model::table::Table;

use super::*;

fn ident(name: &str) -> Ident {
    Ident::new(name).unwrap()
}

fn object(name: &str) -> ObjectName {
    match name.split_once('.') {
        Some((schema, name)) => ObjectName { schema: Some(ident(schema)), name: ident(name) },
        None => ObjectName::bare(ident(name)),
    }
}

fn filter(include: &[&str], exclude: &[&str]) -> Filter {
    let texts = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
    Filter::new(&texts(include), &texts(exclude))
}

#[test]
fn a_star_stands_for_any_letters() {
    for (pattern, name, fits) in [
        ("a", "a", true),
        ("a", "ab", false),
        ("*", "", true),
        ("tmp_*", "tmp_1", true),
        ("*_old", "a_old", true),
        ("*_old", "old", false),
        ("a*b*c", "a1b2bc", true),
        ("a*b*c", "a1c", false),
        ("é*", "éa", true),
    ] {
        assert_eq!(matches(pattern, name), fits, "{pattern} {name}");
    }
}

#[test]
fn exclude_wins_and_a_pattern_without_a_schema_means_every_schema() {
    let both = filter(&["p*", "audit.*"], &["*_tmp"]);
    for (name, shown) in [
        ("persons", true),
        ("other.persons", true),
        ("orders", false),
        ("audit.orders", true),
        ("persons_tmp", false),
        ("audit.x_tmp", false),
    ] {
        assert_eq!(both.shows(&object(name)), shown, "{name}");
    }
}

#[test]
fn a_name_without_a_schema_is_one_of_the_default_schema() {
    let public = filter(&["public.*"], &[]);
    assert!(public.shows(&object("persons")));
    assert!(!public.shows(&object("audit.log")));
}

#[test]
fn tables_of_other_tools_are_never_looked_at() {
    for name in ["alembic_version", "public.schema_migrations", "spatial_ref_sys", "topology.layer"]
    {
        assert!(!Filter::default().shows(&object(name)), "{name}");
        assert!(!filter(&["*"], &[]).shows(&object(name)), "{name}");
    }
    assert!(Filter::default().shows(&object("persons")));
}

#[test]
fn what_belongs_to_a_hidden_table_is_hidden_with_it() {
    let mut catalog = Catalog::default();
    for name in ["persons", "secret", "audit.log"] {
        catalog.tables.insert(object(name), Table::new(object(name)).into());
        let trigger = Trigger {
            name: ident("tr"),
            table: object(name),
            definition: "CREATE TRIGGER tr".to_owned(),
        };
        catalog.triggers.insert((object(name), ident("tr")), trigger);
        let native = NativeObject {
            kind: "row policy".to_owned(),
            name: format!("{name}.tenant"),
            stage: Stage::AfterTables,
            create: String::new(),
            drop: String::new(),
            parts: Vec::new(),
        };
        catalog.natives.insert((native.kind.clone(), native.name.clone()), native);
    }
    let view = View {
        name: object("secret_view"),
        query: "SELECT 1".to_owned(),
        materialized: false,
        columns: Vec::new(),
    };
    catalog.views.insert(view.name.clone(), view);
    catalog.schemas.insert(ident("audit"));
    filter(&[], &["secret*", "audit.*"]).retain(&mut catalog);
    assert_eq!(catalog.tables.keys().cloned().collect::<Vec<_>>(), [object("persons")]);
    assert_eq!(catalog.triggers.len(), 1);
    let natives: Vec<&str> = catalog.natives.keys().map(|(_, name)| name.as_str()).collect();
    assert_eq!(natives, ["persons.tenant"]);
    assert!(catalog.views.is_empty() && catalog.schemas.is_empty());
}
