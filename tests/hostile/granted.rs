//! Both walls of PostgreSQL at once: the host denies what is not granted, and where its check is not asked the
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
