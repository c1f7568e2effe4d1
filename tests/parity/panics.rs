//! A panic of a guest is more than "unreachable" for whoever runs it.

use crate::language::crate_of;
use crate::place::Place;
use crate::stage::image::Image;
use crate::stage::server::{Server, connect};

#[test]
fn the_message_of_a_panic_reaches_the_user_and_nothing_stays() {
    let header = "revision = \"0badcafe\"\nworld = \"migration-forward\"\n".to_owned();
    let name = "0badcafe_panicking";
    let module = crate_of("panicking", name, header, None);
    for server in [Server::Sqlite, Server::Postgres] {
        let place = Place::with(name, &module, None, server);
        let (said, failure) = place.failing_up();
        let told = |part: &str| said.iter().any(|line| line.contains(part));
        assert!(told("no ware has a price") && told("src/lib.rs:"), "{said:?}");
        assert!(failure.contains("trapped"), "{failure}");
        let tables = Image::of(&mut *connect(&place.database)).catalog.tables;
        assert!(tables.keys().all(|name| name.name.as_str() != "wares"), "{server:?}");
    }
}
