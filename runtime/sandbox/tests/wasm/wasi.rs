//! Modules whose toolchain brings WASI with it.

use std::sync::{Arc, Mutex};

use sandshift_sandbox::error::GuestError;
use sandshift_sandbox::guest::{Entry, Guest};
use sandshift_sandbox::host::Level;
use sandshift_sandbox::limits::{Limits, Offer};
use sandshift_sandbox::wasm::{WasmGuest, describe};
use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER,
};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};

use crate::component::{MEMORY, contract};
use crate::host::Recorder;
use crate::running::{run_on, still_alive};

/// What a language library imports, under short names.
const IMPORTS: &str = r#"
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "clock_time_get" (func $clock (param i32 i64 i32) (result i32)))
    (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "environ_sizes_get" (func $vars (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_prestat_get" (func $folder (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "poll_oneoff" (func $sleep (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))"#;

/// A module as C or Rust make it: against the old WASI, with the adapter to the new one.
fn with_wasi(body: &str) -> Vec<u8> {
    let module = format!(
        "(module {IMPORTS} {MEMORY}
        (data (i32.const 512) \"one\\ntwo\\nthree\")
        (func $must (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))
        (func $say (param $to i32) (param $at i32) (param $length i32)
            (i32.store (i32.const 600) (local.get $at))
            (i32.store (i32.const 604) (local.get $length))
            (call $must (i32.eqz
                (call $write (local.get $to) (i32.const 600) (i32.const 1) (i32.const 608)))))
        (func (export \"up\") (result i32) {body} (i32.const 16)))"
    );
    let (resolve, package) = contract();
    let world = resolve.select_world(&[package], Some("migration-forward")).unwrap();
    let mut core = wat::parse_str(module).unwrap_or_else(|error| panic!("{error}"));
    embed_component_metadata(&mut core, &resolve, world, StringEncoding::UTF8).unwrap();
    let (name, adapter) =
        (WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER);
    let encoder = ComponentEncoder::default().validate(true).module(&core).unwrap();
    encoder.adapter(name, adapter).unwrap().encode().unwrap()
}

fn allowed() -> Limits {
    Limits { offer: Offer { wasi: true, ..Offer::default() }, ..Limits::default() }
}

#[track_caller]
fn passes(body: &str) -> Recorder {
    let (outcome, host) = run_on(Recorder::default(), &with_wasi(body), &allowed());
    outcome.unwrap_or_else(|error| panic!("{error:?}"));
    host
}

fn lines(host: &Recorder) -> Vec<(Level, &str)> {
    host.lines.iter().map(|(level, line)| (*level, line.as_str())).collect()
}

const PRINTING: &str = "(call $say (i32.const 1) (i32.const 512) (i32.const 13))";

#[test]
fn case_11_wasi_is_refused_with_the_names_of_all_that_is_asked_for() {
    let bytes = with_wasi(PRINTING);
    let asked = describe(&bytes).unwrap().imports;
    assert!(asked.len() > 5, "{asked:?}");
    let error = WasmGuest::compile(&bytes, &Limits::default()).expect_err("it compiles");
    let said = error.to_string();
    for name in asked {
        assert!(said.contains(&format!("`{name}`")), "{name}: {said}");
    }
    let GuestError::Misuse { hint: Some(hint), .. } = error else { panic!("{error:?}") };
    assert!(hint.contains("build it without WASI"), "{hint}");
}

#[test]
fn what_a_module_prints_is_said_line_by_line() {
    let host = passes(PRINTING);
    let said = [(Level::Info, "one"), (Level::Info, "two"), (Level::Info, "three")];
    assert_eq!(lines(&host), said);
}

#[test]
fn the_last_words_of_a_panic_are_heard() {
    let body = "(call $say (i32.const 2) (i32.const 512) (i32.const 6)) unreachable";
    let (outcome, host) = run_on(Recorder::default(), &with_wasi(body), &allowed());
    assert!(matches!(outcome, Err(GuestError::Thrown { .. })), "{outcome:?}");
    assert_eq!(lines(&host), [(Level::Warn, "one"), (Level::Warn, "tw")]);
    still_alive();
}

#[test]
fn what_a_module_prints_is_under_the_limit_of_the_log() {
    let limits = Limits { log_bytes: 1 << 10, ..allowed() };
    let flood = format!("(loop {PRINTING} (br 0))");
    let (outcome, _) = run_on(Recorder::default(), &with_wasi(&flood), &limits);
    let Err(GuestError::Limit { limit, .. }) = outcome else { panic!("{outcome:?}") };
    assert_eq!(limit, "1024 bytes of log lines");
}

#[test]
fn there_is_nothing_around_a_module() {
    passes(
        "(call $must (i32.eqz (call $args (i32.const 600) (i32.const 604))))
         (call $must (i32.eqz (i32.load (i32.const 600))))
         (call $must (i32.eqz (call $vars (i32.const 600) (i32.const 604))))
         (call $must (i32.eqz (i32.load (i32.const 600))))
         (call $must (i32.eq (call $folder (i32.const 3) (i32.const 600)) (i32.const 8)))
         (i32.store (i32.const 600) (i32.const 700)) (i32.store (i32.const 604) (i32.const 9))
         (call $must (i32.eqz
            (call $read (i32.const 0) (i32.const 600) (i32.const 1) (i32.const 608))))
         (call $must (i32.eqz (i32.load (i32.const 608))))",
    );
}

#[test]
fn the_clock_stands_at_the_moment_of_the_migration() {
    passes(
        "(call $must (i32.eqz (call $clock (i32.const 0) (i64.const 1) (i32.const 600))))
         (call $must (i64.eq (i64.load (i32.const 600)) (i64.const 1700000000123456000)))
         (call $must (i32.eqz (call $clock (i32.const 1) (i64.const 1) (i32.const 608))))
         (call $must (i64.eq (i64.load (i32.const 608)) (i64.const 1700000000123456000)))",
    );
}

/// Says 16 random letters.
const DRAWING: &str = "(call $must (i32.eqz (call $random (i32.const 700) (i32.const 16))))
    (global.set $free (i32.const 700))
    (loop
        (i32.store8 (global.get $free)
            (i32.add (i32.const 97) (i32.and (i32.load8_u (global.get $free)) (i32.const 15))))
        (global.set $free (i32.add (global.get $free) (i32.const 1)))
        (br_if 0 (i32.ne (global.get $free) (i32.const 716))))
    (global.set $free (i32.const 1600000))
    (call $say (i32.const 1) (i32.const 700) (i32.const 16))";

#[test]
fn case_46_randomness_is_the_same_when_the_migration_runs_again() {
    let bytes = with_wasi(&format!("{DRAWING} {DRAWING}"));
    let mut guest = WasmGuest::compile(&bytes, &allowed()).unwrap();
    let mut run = || {
        let host = Arc::new(Mutex::new(Recorder::default()));
        guest.call(Entry::Up, host.clone()).unwrap();
        let lines = std::mem::take(&mut host.lock().unwrap().lines);
        (lines, guest.used_operations())
    };
    let first = run();
    assert_eq!(first, run());
    assert_eq!(first.0[0].1.len(), 32);
    let (one, other) = first.0[0].1.split_at(16);
    assert_ne!(one, other);
}

#[test]
fn a_module_that_ends_itself_says_so() {
    let body = "(call $exit (i32.const 1))";
    let (outcome, _) = run_on(Recorder::default(), &with_wasi(body), &allowed());
    assert_eq!(outcome.unwrap_err().to_string(), "the module ended itself with `exit`");
}

#[test]
fn what_is_not_there_is_told_by_its_name() {
    // A subscription to the clock, relative, at address 700; all zeros wait for nothing.
    let body = "(i64.store (i32.const 728) (i64.const 1000))
        (drop (call $sleep (i32.const 700) (i32.const 800) (i32.const 1) (i32.const 900)))";
    let (outcome, _) = run_on(Recorder::default(), &with_wasi(body), &allowed());
    let error = outcome.unwrap_err();
    let expected = "the module calls `wasi:clocks/monotonic-clock.subscribe-duration`, \
                    which a migration's WASI does not have";
    assert_eq!(error.to_string(), expected);
    assert!(matches!(error, GuestError::Misuse { hint: Some(_), .. }));
}
