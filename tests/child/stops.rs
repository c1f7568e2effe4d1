//! What ends a guest in a process of its own: Ctrl-C, the system, and a host that panics.

use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill, killpg};
use nix::unistd::Pid;
use sandshift_model::ident::ObjectName;
use sandshift_model::operation::Operation;
use sandshift_model::origin::Origin;
use sandshift_model::query::Query;
use sandshift_model::table::Table;
use sandshift_sandbox::child::{ChildGuest, Launch};
use sandshift_sandbox::error::{Fault, GuestError, HostError, Resource};
use sandshift_sandbox::guest::{Entry, Guest as _, RowFunction, RowModule};
use sandshift_sandbox::host::{
    Applied, CallError, Facts, Host, Level, OnRow, Savepoint, Side, TransformReport, TransformSpec,
};
use sandshift_sandbox::limits::{Limits, Profile};

use crate::project::{header, table};

/// A host that does nothing, and panics when it is to apply something.
struct Fragile(Facts);

fn no<T>() -> Result<T, HostError> {
    Err(HostError::new(Fault::Refused, "nothing is here"))
}

impl Host for Fragile {
    fn apply(&mut self, operation: Operation, _: Origin) -> Result<Applied, HostError> {
        panic!("a defect of the host at {}", operation.name())
    }
    fn query(&mut self, _: &Query, _: Origin, _: OnRow<'_>) -> Result<(), CallError> {
        panic!("a defect of the host at a question")
    }
    fn inspect(&mut self, _: &ObjectName, _: Origin) -> Result<Option<Table>, HostError> {
        no()
    }
    fn transform(
        &mut self,
        _: &TransformSpec,
        _: Origin,
        _: &dyn RowFunction,
    ) -> Result<TransformReport, CallError> {
        panic!("a defect of the host at a transform")
    }
    fn module(&mut self, _: &str) -> Result<Box<dyn RowModule>, CallError> {
        Err(CallError::Host(HostError::new(Fault::Refused, "no module")))
    }
    fn savepoint(&mut self, _: Savepoint, _: Origin) -> Result<(), HostError> {
        no()
    }
    fn side(&mut self, _: Side, _: Origin) -> Result<(), HostError> {
        no()
    }
    fn param(&self, _: &str) -> Option<String> {
        None
    }
    fn log(&mut self, _: Level, _: &str) {}
    fn progress(&mut self, _: u64, _: Option<u64>) {}
    fn facts(&self) -> &Facts {
        &self.0
    }
}

fn limits() -> Limits {
    Limits { profile: Profile::Shared, operations: u64::MAX, ..Limits::default() }
}

/// How a script ends in a process of its own.
fn ended(body: &str, limits: &Limits) -> Result<(), GuestError> {
    let program = Path::new(env!("CARGO_BIN_EXE_sandshift")).into();
    let launch = Launch { program, argument: "run-guest".to_owned() };
    let text = format!("fn up(db) {{ {body} }}");
    let mut guest = ChildGuest::script(&text, limits, &launch).unwrap();
    let facts = Facts {
        dialect: "sqlite".to_owned(),
        revision: "a1".to_owned(),
        now_micros: 0,
        seed: "00".repeat(32),
    };
    let outcome = guest.call(Entry::Up, Arc::new(Mutex::new(Fragile(facts.clone()))));
    // It can be called again, in another process.
    let again = guest.call(Entry::Up, Arc::new(Mutex::new(Fragile(facts))));
    assert_eq!(format!("{outcome:?}"), format!("{again:?}"));
    outcome
}

#[test]
fn case_51_a_host_that_panics_ends_the_guest_with_an_error() {
    for body in [
        "db.execute(\"SELECT 1\");",
        "try { db.execute(\"SELECT 1\"); } catch { }",
        "db.query(\"SELECT 1\");",
        "db.transform(\"t\", #{ }, |row| #{ });",
        "db.attempt(|| { db.execute(\"SELECT 1\"); });",
    ] {
        let outcome = ended(body, &limits());
        let Err(GuestError::Host { error, .. }) = &outcome else { panic!("{body}: {outcome:?}") };
        assert!(matches!(error.fault, Fault::Fatal | Fault::Refused), "{body}: {outcome:?}");
    }
}

#[test]
fn processor_time_that_the_system_counts_is_a_limit_of_time() {
    let limits = Limits { processor_time: Duration::from_secs(1), ..limits() };
    let begun = Instant::now();
    let error = ended("loop { }", &limits).unwrap_err();
    assert!(matches!(error, GuestError::Limit { resource: Resource::Time, .. }), "{error:?}");
    assert!(error.to_string().contains("1 s of processor time"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

#[test]
fn case_41_memory_that_the_system_refuses_is_a_limit_of_memory() {
    // One call of the engine asks for more than the process may have, before anybody can look at it.
    let limits = Limits { memory_bytes: 16 << 20, elements: usize::MAX, ..limits() };
    let error = ended("let all = blob(4000000000, 7);", &limits).unwrap_err();
    assert!(matches!(error, GuestError::Limit { resource: Resource::Memory, .. }), "{error:?}");
}

/// Stops a run whose guest computes, by a signal to its process or to all that the terminal knows of it.
#[track_caller]
fn stopped_by(send: impl Fn(Pid)) {
    let project = crate::ends::shared();
    project.write(
        "sandshift.toml",
        "[sandbox]\nprofile = \"shared\"\n[limits]\nscript_time = \"10m\"\n[env.dev]\nurl = \"sqlite:app.db\"\n",
    );
    project.migration("a0.rhai", &table("a0", None));
    project.good(&["run"]);
    let before = project.dump();
    let body = "fn up(db) { db.insert(\"a0\", #{ n: 1 }); print(\"it begins\"); loop { } }\n";
    project.migration("a1.rhai", &(header("a1", Some("a0")) + body));
    let run = Command::new(env!("CARGO_BIN_EXE_sandshift"))
        .current_dir(project.path("."))
        .args(["run"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_secs(3));
    let (begun, pid) = (Instant::now(), Pid::from_raw(run.id() as i32));
    send(pid);
    let output = run.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}: {said}", begun.elapsed());
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(said.contains("it begins") && said.contains("error[run::cancelled]"), "{said}");
    assert_eq!(project.dump(), before);
}

#[test]
fn ctrl_c_stops_a_guest_that_computes_and_nothing_of_it_stays() {
    // A terminal sends it to all processes of the foreground, a supervisor to one.
    stopped_by(|run| killpg(run, Signal::SIGINT).unwrap());
    stopped_by(|run| kill(run, Signal::SIGTERM).unwrap());
}
