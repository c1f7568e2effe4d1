//! Both walls of the servers at once: the host denies what is not granted, and where its check is not asked the
//! database does.

use std::path::Path;

use sandshift::error::Coded as _;
use sandshift::policy::grant::GrantFile;
use sandshift::policy::plan::Policy;

use crate::reach::walls;
use crate::scene::Scene;

const HOSTILE: &str =
    "db.execute(\"UPDATE own SET name = 'x'\"); db.execute(\"DELETE FROM other\");";
const HONEST: &str = "db.execute(\"UPDATE own SET name = 'x' WHERE id = 1\");";

fn policy(scene: &Scene) -> Policy {
    let books = scene.books.clone().unwrap();
    let grant = books.schema.strip_prefix("sandshift_").unwrap();
    let text = format!(
        "grant = \"{grant}\"\nprofile = \"trusted\"\n[allow]\nread = [\"own*\", \"shared(id)\"]\nwrite = [\"own*\"]\n\
         define = [\"own*\"]\nsql = \"dml\"\n[require]\nwalls = true\n"
    );
    let file = GrantFile::parse(Path::new("acme.toml"), text.as_bytes()).unwrap();
    Policy::of(file).with_books(Some(books.secret))
}

#[test]
fn what_the_host_would_let_through_postgres_denies_and_a_login_that_may_do_more_runs_nothing() {
    let mut scene = Scene::postgres();
    let before = scene.image();
    let by_host = scene.run_granted(policy(&scene), HOSTILE).unwrap_err();
    assert!(by_host.code().starts_with("policy::"), "{by_host}: {}", by_host.code());
    before.is_kept(&scene.image(), "denied by the host");
    // The same without a policy that the host could ask.
    scene.fails(&walls(), HOSTILE, "database::denied");
    let honest = scene.run_granted(policy(&scene), HONEST);
    honest.unwrap_or_else(|error| panic!("{error}: {error:?}"));
    scene.back(&walls()).unwrap();
    let without = policy(&scene).with_books(None);
    let refused = scene.run_granted(without, HONEST).unwrap_err();
    assert_eq!(refused.code(), "database::denied", "{refused}");
    let policy = policy(&scene);
    scene.login = scene.database.url.clone();
    let refused = scene.run_granted(policy, HONEST).unwrap_err();
    assert_eq!(refused.code(), "database::denied", "{refused}");
}

#[test]
fn what_the_host_would_let_through_mariadb_denies_as_well() {
    let scene = crate::mariadb::scene();
    let text = "grant = \"acme\"\nprofile = \"trusted\"\n[allow]\nread = [\"own*\"]\nwrite = [\"own*\"]\ndefine = [\"own*\"]\n\
                sql = \"ddl\"\n[require]\nwalls = true\n";
    let policy = || Policy::of(GrantFile::parse(Path::new("acme.toml"), text.as_bytes()).unwrap());
    let other = format!("{}_other.other", scene.database.name);
    for body in [
        format!("db.execute(\"DELETE FROM {other}\");"),
        format!("db.execute(\"UPDATE own o, {other} p SET o.name = p.secret\");"),
        format!("db.execute(\"INSERT INTO own SELECT 9, secret, NULL FROM {other}\");"),
        format!("db.query(\"SELECT o.id FROM own o JOIN {other} p ON o.id = p.id\");"),
        "db.execute(\"DELETE FROM sandshift_heads\");".to_owned(),
        "db.execute(\"SET sql_mode = ''\");".to_owned(),
        "db.query(\"SELECT load_file('/etc/passwd')\");".to_owned(),
    ] {
        let before = scene.image();
        let by_host = scene.run_granted(policy(), &body).unwrap_err();
        assert_eq!(by_host.code(), "policy::denied", "{body}: {by_host}");
        before.is_kept(&scene.image(), &body);
        let by_server = scene.fails(&crate::mariadb::open_walls(), &body, "database::denied");
        assert!(!by_server.to_string().contains("swordfish"), "{by_server}");
    }
    let honest = scene.run_granted(policy(), HONEST);
    honest.unwrap_or_else(|error| panic!("{error}: {error:?}"));
}
