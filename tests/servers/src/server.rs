//! One server in its own directory: how it is launched, how others see that it lives, how its remains are removed.

use std::{
    fs::{self, File, TryLockError},
    io,
    net::TcpListener,
    os::unix::{
        fs::{PermissionsExt, chown},
        net::UnixStream,
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use crate::{PASSWORD, USER, account::Account, place::parent, programs::path_to};

/// What differs between the kinds of server.
pub(crate) struct Recipe {
    /// Names the server's files, and is the account root steps down to.
    pub(crate) name: &'static str,
    pub(crate) account: &'static str,
    pub(crate) programs: &'static [&'static str],
    /// The Debian packages that hold the programs.
    pub(crate) packages: &'static str,
    /// The name of the socket in the server's directory.
    pub(crate) socket: fn(u16) -> String,
    /// Shell functions for `supervise.sh`.
    pub(crate) script: &'static str,
}

/// A server somebody launched, here or in another process: only its files are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Server {
    pub(crate) directory: PathBuf,
    pub(crate) port: u16,
}

impl Server {
    /// Makes the directory and picks a port; nothing runs yet, so that the place can be noted down before something does.
    ///
    /// # Panics
    /// When the programs are not installed.
    pub(crate) fn place(recipe: &Recipe) -> Self {
        path_to(recipe.programs, recipe.packages);
        let account = Account::to_step_down_to(recipe.account);
        let prefix = format!("sandshift-{}-", recipe.name);
        let closed_to_others = fs::Permissions::from_mode(0o700);
        let made = tempfile::Builder::new()
            .prefix(&prefix)
            .permissions(closed_to_others)
            .tempdir_in(parent(account));
        let directory = made.expect("a temporary directory can be made").keep();
        let script = directory.join("supervise.sh");
        let text = format!("{}\n{}", recipe.script, include_str!("supervise.sh"));
        fs::write(&script, text).expect("a file can be made in a new directory");
        if let Some(Account { uid, gid }) = account {
            for path in [&directory, &script] {
                chown(path, Some(uid), Some(gid)).expect("root can give a file away");
            }
        }
        Self { directory, port: free_port() }
    }

    /// Starts the supervisor, which starts the server. Both outlive this process.
    pub(crate) fn launch(&self, recipe: &Recipe, idle: Duration, preload: Option<&Path>) {
        let mut command = Command::new("sh");
        command.arg(self.directory.join("supervise.sh")).arg(&self.directory);
        command.arg(self.port.to_string()).arg(idle.as_secs().to_string());
        command
            .env_clear()
            .env("PATH", path_to(recipe.programs, recipe.packages))
            .env("LC_ALL", "C");
        command.env("TEST_USER", USER).env("TEST_PASSWORD", PASSWORD);
        if let Some(library) = preload {
            // Into the server's directory, because its account may not be allowed into others.
            let copy = self.directory.join("preload.so");
            fs::copy(library, &copy).expect("a library can be copied into a new directory");
            let readable = fs::Permissions::from_mode(0o755);
            fs::set_permissions(&copy, readable).expect("the rights of a new file can be changed");
        }
        let log = self.locked_file("log");
        command.stdin(self.locked_file("supervisor"));
        command
            .stdout(log.try_clone().expect("a file can be opened twice"))
            .stderr(Stdio::from(log));
        // A group of its own, so that neither Ctrl-C nor the end of a timed-out test takes the server from the others.
        command.process_group(0);
        if let Some(Account { uid, gid }) = Account::to_step_down_to(recipe.account) {
            command.uid(uid).gid(gid);
        }
        drop(command.spawn().expect("`sh` starts"));
    }

    /// A new file whose lock is held by every process that inherits it, however those processes end.
    fn locked_file(&self, name: &str) -> File {
        let file = File::options()
            .create_new(true)
            .read(true)
            .append(true)
            .open(self.directory.join(name));
        let file = file.expect("a file can be made in the server's directory");
        file.lock().expect("a new file can be locked");
        file
    }

    /// Whether the supervisor lets us in and the server does too: one that crashed is noticed a second later.
    pub(crate) fn is_ready(&self, recipe: &Recipe) -> bool {
        let socket = self.directory.join((recipe.socket)(self.port));
        self.directory.join("ready").exists() && UnixStream::connect(socket).is_ok()
    }

    pub(crate) fn is_supervised(&self) -> bool {
        is_locked(&self.directory.join("supervisor"))
    }

    /// Tells the supervisor that the server is in use; fails once the directory is gone.
    pub(crate) fn beat(&self) -> io::Result<()> {
        fs::write(self.directory.join("heartbeat"), "")
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(self.directory.join("log")).unwrap_or_default()
    }

    /// Asks the supervisor to end the server, waits until it did, and removes what is left.
    pub(crate) fn stop(&self) {
        let deadline = Instant::now() + Duration::from_secs(30);
        if fs::write(self.directory.join("stop"), "").is_ok() {
            while self.is_supervised() && Instant::now() < deadline {
                sleep(Duration::from_millis(50));
            }
        }
        self.discard();
    }

    /// Kills the server and waits until it is back, with what it had written by then.
    ///
    /// # Errors
    /// When it crashes again while it reads what it had written, with its log.
    pub(crate) fn crash(&self, recipe: &Recipe) -> Result<(), String> {
        let process = || fs::read_to_string(self.directory.join("server.pid")).unwrap_or_default();
        let killed = process();
        fs::write(self.directory.join("again"), "").expect("the server's directory is there");
        let kill = Command::new("kill").args(["-KILL", killed.trim()]).status();
        assert!(kill.is_ok_and(|status| status.success()), "the server was dead before");
        let is_back = || !self.directory.join("again").exists() && self.is_ready(recipe);
        let is_lost = || self.directory.join("lost").exists();
        self.wait_until(|| is_lost() || is_back());
        if is_lost() { Err(self.log()) } else { Ok(()) }
    }

    /// From now on a preloaded library may say that the disk is full. A server that ends over it is started again.
    pub(crate) fn fill_disk(&self) {
        for name in ["again", "full"] {
            fs::write(self.directory.join(name), "").expect("the server's directory is there");
        }
    }

    /// The disk has room again; waits for a server that ended meanwhile.
    pub(crate) fn free_disk(&self, recipe: &Recipe) {
        let _ = fs::remove_file(self.directory.join("full"));
        self.wait_until(|| self.is_ready(recipe));
        let _ = fs::remove_file(self.directory.join("again"));
    }

    fn wait_until(&self, is_so: impl Fn() -> bool) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !is_so() {
            let late = Instant::now() >= deadline;
            assert!(!late, "{} does not come back:\n{}", self.directory.display(), self.log());
            sleep(Duration::from_millis(20));
        }
    }

    /// Removes a server whose supervisor is gone, killing what outlived it.
    pub(crate) fn discard(&self) {
        let log = self.directory.join("log");
        // The lock on the log proves that the process id still belongs to our server and to nobody else.
        if is_locked(&log)
            && let Ok(pid) = fs::read_to_string(self.directory.join("server.pid"))
        {
            let _ = Command::new("kill").args(["-KILL", pid.trim()]).stderr(Stdio::null()).status();
            let deadline = Instant::now() + Duration::from_secs(10);
            while is_locked(&log) && Instant::now() < deadline {
                sleep(Duration::from_millis(20));
            }
        }
        let _ = fs::remove_dir_all(&self.directory);
    }
}

fn is_locked(path: &Path) -> bool {
    let Ok(file) = File::open(path) else {
        return false;
    };
    matches!(file.try_lock(), Err(TryLockError::WouldBlock))
}

/// Another process may take the port before the server does; the start is then tried again with another one.
fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("127.0.0.1 has a free port");
    listener.local_addr().expect("a bound listener has an address").port()
}
