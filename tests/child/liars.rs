//! Processes that are no guests, in the place of one: their parent gets an error and goes on.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use sandshift_sandbox::cancel::Cancel;
use sandshift_sandbox::child::{ChildGuest, Launch};
use sandshift_sandbox::error::{GuestError, ProcessFault};
use sandshift_sandbox::limits::{Limits, Profile};
use tempfile::TempDir;

/// What becomes of a guest whose process is this shell script.
fn told(script: &str, limits: &Limits) -> GuestError {
    let folder = TempDir::new().unwrap();
    let program = folder.path().join("liar");
    fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    let launch = Launch { program, argument: "run-guest".to_owned() };
    ChildGuest::script("fn up(db) { }", limits, &launch).map(drop).unwrap_err()
}

fn limits() -> Limits {
    let script_time = Duration::from_millis(500);
    Limits { profile: Profile::Shared, script_time, ..Limits::default() }
}

#[track_caller]
fn is(script: &str, expected: ProcessFault, words: &str) {
    let error = told(script, &limits());
    let text = error.to_string();
    let GuestError::Process { fault, .. } = error else { panic!("{script}: {error:?}") };
    assert_eq!(fault, expected, "{script}: {text}");
    assert!(text.contains(words), "{script}: {text}");
}

#[test]
fn a_process_that_talks_rubbish_is_told_from_one_that_died() {
    is("printf 'rubbish rubbish rubbish'", ProcessFault::Rubbish, "is longer than");
    is(r"printf '\005\000\000\000\005\000\000\000hello'", ProcessFault::Rubbish, "understood");
    is(r"printf '\001\000\000\000\377\000\000\000{'", ProcessFault::Rubbish, "head");
    let early = r#"{"Ended":{"Ok":null}}"#;
    let frame = format!(r"printf '\{:03o}\000\000\000\{0:03o}\000\000\000{early}'", early.len());
    // It stays until it is ended, so that it is heard in any case.
    is(&format!("{frame}; exec cat >/dev/null"), ProcessFault::Rubbish, "not called");
}

#[test]
fn a_process_that_ends_is_told_with_what_it_said_last() {
    is(r"printf '\377\000\000\000\001\000\000\000{'; exit 1", ProcessFault::Died, "status: 1");
    is(r"printf '\001\000'", ProcessFault::Died, "status: 0");
    is("exit 3", ProcessFault::Died, "exit status: 3");
    is(
        r"printf 'it was\033[31m too much' >&2; exit 1",
        ProcessFault::Died,
        r"it was\u{1b}[31m too",
    );
    is("kill -9 $$", ProcessFault::Died, "was killed");
    is("kill -31 $$", ProcessFault::Forbidden, "asked the system");
    is("kill -11 $$", ProcessFault::Died, "signal: 11");
    is("echo 'no seccomp here' >&2; exit 66", ProcessFault::NoWalls, "no seccomp here");
}

#[test]
fn the_limits_that_the_system_holds_are_limits_of_the_guest() {
    let memory = told("echo 'memory allocation of 9 bytes failed' >&2; kill -6 $$", &limits());
    assert!(memory.to_string().ends_with("536870912 bytes of memory"), "{memory}");
    let processor = told("kill -24 $$", &limits());
    assert!(processor.to_string().ends_with("3600 s of processor time"), "{processor}");
}

#[test]
fn a_process_that_is_silent_is_given_up_and_ended() {
    let begun = Instant::now();
    let error = told("exec sleep 1000", &limits());
    assert!(error.to_string().contains("0.5 s of script time"), "{error}");
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[test]
fn a_process_that_floods_its_complaints_is_given_up() {
    let error = told("yes >&2", &limits());
    assert!(error.to_string().contains("0.5 s of script time"), "{error}");
}

#[test]
fn a_wish_to_stop_ends_a_process_that_does_not_listen() {
    let cancel = Cancel::new();
    let limits =
        Limits { script_time: Duration::from_secs(600), cancel: cancel.clone(), ..limits() };
    cancel.want();
    let begun = Instant::now();
    let error = told("exec sleep 1000", &limits);
    assert!(matches!(error, GuestError::Cancelled { .. }), "{error:?}");
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[test]
fn a_program_that_does_not_start_is_no_process() {
    let launch = Launch { program: "/nowhere/sandshift".into(), argument: "run-guest".to_owned() };
    let error = ChildGuest::script("fn up(db) { }", &limits(), &launch).map(drop).unwrap_err();
    assert!(error.to_string().contains("does not start"), "{error}");
}
