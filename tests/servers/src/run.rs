//! The run directory: how the test processes of a run agree on one server of each kind.
//!
//! Per kind there is a lock file, held while a process looks for or starts the server, and a note that says where it is.
//! Everything else lives in the server's own temporary directory, because the account that the server runs under may not
//! be allowed into the project's folder.

use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    sync::{Mutex, OnceLock},
    thread::{self, sleep},
    time::{Duration, Instant},
};

use crate::server::{Recipe, Server};

const IDLE: Duration = Duration::from_secs(120);
const START_TIMEOUT: Duration = Duration::from_secs(180);
const STARTS: u32 = 3;

/// A folder through which processes share servers.
#[derive(Clone, Debug)]
pub struct RunDirectory {
    path: PathBuf,
    idle: Duration,
    preload: Option<PathBuf>,
}

/// What [`RunDirectory::stop`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// No server of the run directory is running any more.
    All,
    /// Live test processes use the servers, so they were left alone; they end when they become idle.
    InUse,
}

impl RunDirectory {
    /// The directory of all tests of this workspace, `target/test-servers`.
    pub fn shared() -> Self {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .expect("this package is in tests/");
        Self::new(&workspace.join("target/test-servers"), IDLE)
    }

    /// A directory with servers of its own, which end after `idle` (whole seconds) without a user.
    pub fn new(path: &Path, idle: Duration) -> Self {
        fs::create_dir_all(path)
            .unwrap_or_else(|error| panic!("cannot make `{}`: {error}", path.display()));
        Self { path: path.to_owned(), idle, preload: None }
    }

    /// Lets the servers of this directory load a library before all others. In their environment `DISK_IS_FULL` is the
    /// path of a file that is there between `fill_disk` and `free_disk`; the library makes it so.
    pub fn preloading(self, library: &Path) -> Self {
        Self { preload: Some(library.to_owned()), ..self }
    }

    /// Ends all servers of this directory, unless live processes use them.
    pub fn stop(&self) -> Stopped {
        let users = self.open("users");
        match users.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Stopped::InUse,
            Err(TryLockError::Error(error)) => panic!("cannot lock the run directory: {error}"),
        }
        for recipe in [&crate::postgres::RECIPE, &crate::mariadb::RECIPE] {
            let lock = self.open(&format!("{}.lock", recipe.name));
            lock.lock().expect("the run directory's files can be locked");
            if let Some(server) = self.noted(recipe) {
                server.stop();
                let _ = fs::remove_file(self.note(recipe));
            }
        }
        Stopped::All
    }

    /// The running server of this directory, started if there is none, and kept alive while this process lives.
    pub(crate) fn server(&self, recipe: &Recipe) -> Server {
        self.register();
        let lock = self.open(&format!("{}.lock", recipe.name));
        lock.lock().expect("the run directory's files can be locked");
        let server = self.running(recipe);
        let (beating, pause) = (server.clone(), self.idle / 10);
        thread::spawn(move || {
            while beating.beat().is_ok() {
                sleep(pause);
            }
        });
        server
    }

    /// Called with the lock held, so only one process at a time launches or discards.
    fn running(&self, recipe: &Recipe) -> Server {
        let deadline = Instant::now() + START_TIMEOUT;
        let mut starts = 0;
        loop {
            if let Some(server) = self.noted(recipe) {
                if server.is_supervised() {
                    // First the heartbeat, then the look at `ready`: see `supervise.sh`.
                    let _ = server.beat();
                    if server.is_ready(recipe) {
                        return server;
                    }
                    assert!(
                        Instant::now() < deadline,
                        "{} is not ready in time:\n{}",
                        recipe.name,
                        server.log()
                    );
                    sleep(Duration::from_millis(20));
                    continue;
                }
                assert!(starts < STARTS, "{} does not start:\n{}", recipe.name, server.log());
                server.discard();
            }
            let server = Server::place(recipe);
            let note = format!("{}\n{}\n", server.directory.display(), server.port);
            fs::write(self.note(recipe), note).expect("the run directory can be written to");
            server.launch(recipe, self.idle, self.preload.as_deref());
            starts += 1;
        }
    }

    fn note(&self, recipe: &Recipe) -> PathBuf {
        self.path.join(recipe.name)
    }

    /// The server that was launched last, dead or alive. A note cut short by a kill counts as none.
    fn noted(&self, recipe: &Recipe) -> Option<Server> {
        let note = fs::read_to_string(self.note(recipe)).ok()?;
        let (directory, port) = note.strip_suffix('\n')?.split_once('\n')?;
        Some(Server { directory: directory.into(), port: port.parse().ok()? })
    }

    /// Marks this process as a user of the directory for as long as it lives.
    fn register(&self) {
        static USED: OnceLock<Mutex<Vec<(PathBuf, File)>>> = OnceLock::new();
        let mut used =
            USED.get_or_init(Mutex::default).lock().expect("nobody panics with this lock held");
        if used.iter().all(|(path, _)| *path != self.path) {
            let users = self.open("users");
            users.lock_shared().expect("the run directory's files can be locked");
            used.push((self.path.clone(), users));
        }
    }

    fn open(&self, name: &str) -> File {
        let path = self.path.join(name);
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        file.unwrap_or_else(|error| panic!("cannot open `{}`: {error}", path.display()))
    }
}
