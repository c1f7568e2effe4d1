//! A database of the court, and the eyes that look at it.

use std::cell::RefCell;

use sandshift::backend::connection::Connection;
use sandshift_test_servers::TestDatabase;

use crate::stage::image::Image;
use crate::stage::server::{Server, connect};

/// A database that one case after the other runs on.
pub(crate) struct Place {
    server: Server,
    /// Open from case to case, and what empties the database as well: a new session has to load the
    /// system catalog first, which takes longer than the look. A file is looked at anew, because
    /// another one takes its place.
    eyes: Option<RefCell<Box<dyn Connection>>>,
    pub(crate) database: TestDatabase,
}

impl Place {
    pub(crate) fn new(server: Server) -> Self {
        let database = server.database();
        let eyes = (server != Server::Sqlite).then(|| RefCell::new(connect(&database)));
        Self { server, eyes, database }
    }

    pub(crate) fn empty(&self) {
        if let Some(file) = self.database.file() {
            std::fs::write(file, "").unwrap();
        }
        if let Some(eyes) = &self.eyes {
            let mut eyes = eyes.borrow_mut();
            for sql in self.server.emptying(&mut **eyes) {
                eyes.execute(&sql).unwrap_or_else(|error| panic!("{error}: {sql}"));
            }
        }
    }

    pub(crate) fn look(&self) -> Image {
        match &self.eyes {
            Some(eyes) => Image::of(&mut **eyes.borrow_mut()),
            None => Image::of(&mut *connect(&self.database)),
        }
    }

    /// The bytes of a database that is a file.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        self.database.file().map(|file| std::fs::read(file).unwrap())
    }
}
