//! What a process with walls around it can still do: nothing.
//!
//! Each attempt is made by this test program, started again and shut in as a guest is.

use std::fs::{self, File};
use std::net::{TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output};
use std::thread;

use nix::sys::resource::{Resource, setrlimit};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, getppid};
use sandshift_sandbox::child::{Bounds, shut_in};

/// The variable that names an attempt.
const ATTEMPT: &str = "SANDSHIFT_ATTEMPT";

const BOUNDS: Bounds = Bounds { memory_bytes: 1 << 30, processor_seconds: 60 };

/// The signal of a call that no guest makes by accident.
const BAD_CALL: i32 = Signal::SIGSYS as i32;

type Attempt = fn() -> std::io::Result<()>;

const ATTEMPTS: &[(&str, Attempt)] = &[
    ("compute", || Ok(())),
    ("thread", || thread::Builder::new().spawn(|| ()).map(|thread| thread.join().unwrap())),
    ("read a file", || File::open("/etc/passwd").map(drop)),
    ("make a file", || File::create("/tmp/sandshift-made-by-a-guest").map(drop)),
    ("list a folder", || fs::read_dir("/").map(drop)),
    ("remove a file", || fs::remove_file("/tmp/sandshift-not-there")),
    ("tcp", || TcpStream::connect("127.0.0.1:1").map(drop)),
    ("udp", || UdpSocket::bind("127.0.0.1:0").map(drop)),
    ("unix socket", || UnixStream::pair().map(drop)),
    ("process", || Command::new("/bin/true").spawn().map(drop)),
    ("kill the parent", || Ok(kill(getppid(), Signal::SIGKILL)?)),
    ("kill itself all", || Ok(kill(Pid::from_raw(-1), Signal::SIGKILL)?)),
    ("trace the parent", || Ok(nix::sys::ptrace::attach(getppid())?)),
    ("more files", || Ok(setrlimit(Resource::RLIMIT_NOFILE, 64, 64)?)),
    ("pipe", || std::io::pipe().map(drop)),
    ("inherited file", || {
        let open = (3..64).filter(|number| nix::unistd::close(*number).is_ok());
        match open.count() {
            0 => Err(std::io::Error::other("nothing is open")),
            many => Err(std::io::Error::other(format!("{many} descriptors were open"))),
        }
    }),
];

/// One attempt behind walls, and the end of this process.
fn attempt(wanted: &str) -> ! {
    let (_, attempt) = ATTEMPTS.iter().find(|(name, _)| *name == wanted).unwrap();
    // The walls have to close it.
    let left = File::open("/proc/self/status").unwrap();
    std::mem::forget(left);
    shut_in(BOUNDS, &[]).unwrap();
    match attempt() {
        Ok(()) => println!("outcome: done"),
        Err(error) => println!("outcome: {error}"),
    }
    std::process::exit(0);
}

fn tried(name: &str) -> Output {
    let program = std::env::current_exe().unwrap();
    let again = "walls::a_process_behind_walls_can_compute_and_have_threads";
    let arguments = ["--exact", again, "--nocapture", "--test-threads=1"];
    Command::new(program).args(arguments).env(ATTEMPT, name).output().unwrap()
}

#[track_caller]
fn says(name: &str, expected: &str) {
    let output = tried(name);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains(&format!("outcome: {expected}")), "{name}: {output:?}");
}

/// The process is ended by the system in the middle of the attempt.
#[track_caller]
fn ends(name: &str) {
    let output = tried(name);
    assert_eq!(output.status.signal(), Some(BAD_CALL), "{name}: {output:?}");
    assert!(!String::from_utf8_lossy(&output.stdout).contains("outcome"), "{name}: {output:?}");
}

/// The other tests start this one again, with an attempt to make.
#[test]
fn a_process_behind_walls_can_compute_and_have_threads() {
    if let Ok(wanted) = std::env::var(ATTEMPT) {
        attempt(&wanted);
    }
    says("compute", "done");
    says("thread", "done");
}

#[test]
fn a_process_behind_walls_reaches_no_file() {
    for name in ["read a file", "make a file", "list a folder"] {
        says(name, "Operation not permitted");
    }
    ends("remove a file");
    assert!(!fs::exists("/tmp/sandshift-made-by-a-guest").unwrap());
}

#[test]
fn a_process_behind_walls_reaches_no_network_and_no_socket() {
    for name in ["tcp", "udp", "unix socket"] {
        ends(name);
    }
}

#[test]
fn a_process_behind_walls_begins_no_other_process_and_touches_none() {
    for name in ["process", "kill the parent", "kill itself all", "trace the parent"] {
        ends(name);
    }
}

#[test]
fn a_process_behind_walls_cannot_take_its_bounds_away() {
    says("more files", "Operation not permitted");
    says("pipe", "Operation not permitted");
}

#[test]
fn what_a_process_had_open_is_closed_when_the_walls_go_up() {
    says("inherited file", "nothing is open");
}
