//! Modules that take more and more of something.

use std::fs;
use std::time::{Duration, Instant};

use sandshift_sandbox::error::{GuestError, Resource};
use sandshift_sandbox::limits::Limits;
use wit_component::StringEncoding;

use crate::component::{MEMORY, component_of, contract, encoded, up};
use crate::hostile::goes_over;
use crate::running::{fails, still_alive};

const MIB: usize = 1 << 20;

const NOW: &str = r#"(import "sandshift:guest/env@0.2.0" "now-micros" (func $now (result i64)))"#;

const LOG: &str = r#"(import "sandshift:guest/log@0.2.0" "write" (func $log (param i32 i32 i32)))"#;

/// What the process has in memory now; each test has a process of its own.
fn resident_bytes() -> usize {
    let pages = fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

/// Runs a module that goes over a limit, and tells how much the process grew meanwhile. It is run
/// once before, so that what compiling takes is there already.
#[track_caller]
fn growth(bytes: &[u8], limits: &Limits, resource: Resource, words: &str) -> usize {
    goes_over(bytes, limits, resource, words);
    let before = resident_bytes();
    goes_over(bytes, limits, resource, words);
    resident_bytes().saturating_sub(before)
}

/// A component of a core module that is instantiated so often, and of one with `up`.
fn instances(module: &str, count: usize) -> Vec<u8> {
    let text = format!(
        "(component (core module $part {module}) {}
        (core module $m (memory (export \"memory\") 1)
            (func (export \"up\") (result i32) (i32.const 16)))
        (core instance $i (instantiate $m))
        (alias core export $i \"memory\" (core memory $memory))
        (func (export \"up\") (result (result (error string)))
            (canon lift (core func $i \"up\") (memory $memory))))",
        "(core instance (instantiate $part))".repeat(count)
    );
    wat::parse_str(text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn case_03_memory_that_is_taken_and_used_stays_within_the_limit() {
    let limits = Limits { memory_bytes: 64 * MIB, ..Limits::default() };
    let body = "(local $end i32)
        (loop
            (local.set $end (i32.mul (memory.size) (i32.const 65536)))
            (if (i32.ne (memory.grow (i32.const 16)) (i32.const -1)) (then
                (memory.fill (local.get $end) (i32.const 1) (i32.const 1048576))
                (br 1))))
        unreachable";
    let words = "67108864 bytes of memory";
    let grown = growth(&up("", body), &limits, Resource::Memory, words);
    assert!(grown < 70 * MIB, "{grown} bytes");
}

#[test]
fn case_03_the_memories_of_all_instances_are_counted_together() {
    let limits = Limits { memory_bytes: 8 * MIB, ..Limits::default() };
    // Two MiB each.
    let bytes = instances("(memory 32)", 50);
    let grown = growth(&bytes, &limits, Resource::Memory, "8388608 bytes of memory");
    assert!(grown < 10 * MIB, "{grown} bytes");
}

#[test]
fn case_03_there_are_at_most_a_hundred_instances() {
    let words = "100 instances, memories or tables";
    goes_over(&instances("(memory 0)", 150), &Limits::default(), Resource::Memory, words);
}

#[test]
fn case_03_several_memories_in_one_module_are_refused() {
    let bytes = wat::parse_str(
        "(component (core module (memory 1) (memory 1)) (core module $m
            (memory (export \"memory\") 1) (func (export \"up\") (result i32) (i32.const 16)))
        (core instance $i (instantiate $m))
        (alias core export $i \"memory\" (core memory $memory))
        (func (export \"up\") (result (result (error string)))
            (canon lift (core func $i \"up\") (memory $memory))))",
    );
    let (error, _) = fails(&bytes.unwrap(), &Limits::default());
    assert!(error.to_string().contains("multiple memories"), "{error}");
}

#[test]
fn case_04_a_table_that_grows_takes_no_more_than_the_limit() {
    let limits = Limits { memory_bytes: 8 * MIB, ..Limits::default() };
    let body = "(loop (br_if 0
        (i32.ne (table.grow (ref.null func) (i32.const 10000)) (i32.const -1)))) unreachable";
    let bytes = up("(table 0 funcref)", body);
    let grown = growth(&bytes, &limits, Resource::Memory, "8388608 bytes of memory");
    assert!(grown < 10 * MIB, "{grown} bytes");
}

#[test]
fn case_04_a_table_of_millions_is_refused_before_it_is_made() {
    let limits = Limits { memory_bytes: 8 * MIB, ..Limits::default() };
    let bytes = up("(table 1000000000 funcref)", "");
    let grown = growth(&bytes, &limits, Resource::Memory, "8388608 bytes of memory");
    assert!(grown < MIB, "{grown} bytes");
}

#[test]
fn case_04_ten_thousand_tables_are_refused() {
    let bytes = instances(&"(table 1 funcref)".repeat(10_000), 1);
    let (error, _) = fails(&bytes, &Limits::default());
    assert!(matches!(error, GuestError::Syntax { .. }), "{error:?}");
    assert!(error.to_string().contains("tables"), "{error}");
    let limits = Limits { memory_bytes: 8 * MIB, ..Limits::default() };
    let bytes = instances(&"(table 20000 funcref)".repeat(50), 50);
    goes_over(&bytes, &limits, Resource::Memory, "8388608 bytes of memory");
}

/// A component with a resource of its own, and `up` or a start function that makes handles.
fn handles(count: usize, body: &str) -> Vec<u8> {
    let part = "(core module $part (import \"\" \"new\" (func $new (param i32) (result i32)))
        (func $start (local i32)
            (loop (drop (call $new (i32.const 1)))
                (local.set 0 (i32.add (local.get 0) (i32.const 1)))
                (br_if 0 (i32.lt_u (local.get 0) (i32.const 90)))))
        (start $start))";
    let given = "(with \"\" (instance (export \"new\" (func $new))))";
    let text = format!(
        "(component (type $thing (resource (rep i32))) (core func $new (canon resource.new $thing))
        {part} {}
        (core module $m (import \"\" \"new\" (func $new (param i32) (result i32)))
            (memory (export \"memory\") 1)
            (func (export \"up\") (result i32) {body} (i32.const 16)))
        (core instance $i (instantiate $m {given}))
        (alias core export $i \"memory\" (core memory $memory))
        (func (export \"up\") (result (result (error string)))
            (canon lift (core func $i \"up\") (memory $memory))))",
        format!("(core instance (instantiate $part {given}))").repeat(count)
    );
    wat::parse_str(text).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn case_05_a_flood_of_handles_ends_at_the_limit() {
    let flood = "(loop (drop (call $new (i32.const 1))) (br 0))";
    let grown = growth(&handles(0, flood), &Limits::default(), Resource::Memory, "1000 handles");
    assert!(grown < MIB, "{grown} bytes");
}

#[test]
fn case_05_the_handles_of_all_instances_are_counted_together() {
    // 90 handles each: ten instances stay below the limit, and twelve go over it.
    let (outcome, _) =
        crate::running::run_on(Default::default(), &handles(10, ""), &Limits::default());
    outcome.unwrap();
    let grown = growth(&handles(12, ""), &Limits::default(), Resource::Memory, "1000 handles");
    assert!(grown < MIB, "{grown} bytes");
}

#[test]
fn case_06_an_allocator_that_calls_the_host_cannot_recurse() {
    let module = r#"(module
        (import "sandshift:guest/env@0.2.0" "dialect" (func $dialect (param i32)))
        (memory (export "memory") 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
            (call $dialect (i32.const 64)) (i32.const 128))
        (func (export "up") (result i32) (call $dialect (i32.const 64)) (i32.const 16)))"#;
    let (error, _) = fails(&component_of("migration-forward", module), &Limits::default());
    assert!(error.to_string().contains("cannot leave component"), "{error}");
    still_alive();
}

#[test]
fn case_07_filling_memory_costs_by_its_length() {
    let limits = Limits { operations: 200_000_000, ..Limits::default() };
    let fill = "(loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 2097152)) (br 0))";
    let began = Instant::now();
    goes_over(&up("", fill), &limits, Resource::Time, "200000000 operations");
    // Hundred fills at most: without a price by length there would be two hundred millions.
    assert!(began.elapsed() < Duration::from_secs(10), "it took {:?}", began.elapsed());
}

#[test]
fn case_15_a_flood_of_calls_of_the_host_ends_at_its_budget() {
    let limits = Limits { operations: 1_000_000, ..Limits::default() };
    let flood = "(loop (drop (call $now)) (br 0))";
    goes_over(&up(NOW, flood), &limits, Resource::Time, "10000 calls of the host");
}

#[test]
fn case_15_calls_within_the_budget_pass() {
    let calls = "(local i32) (loop (drop (call $now))
        (local.set 0 (i32.add (local.get 0) (i32.const 1)))
        (br_if 0 (i32.lt_u (local.get 0) (i32.const 10000))))";
    let limits = Limits { operations: 1_000_000, ..Limits::default() };
    let (outcome, _) = crate::running::run_on(Default::default(), &up(NOW, calls), &limits);
    outcome.unwrap();
}

#[test]
fn case_17_a_text_of_four_gigabytes_is_not_copied() {
    let limits = Limits::default();
    let call = "(call $log (i32.const 1) (i32.const 0) (i32.const -1))";
    fails(&up(LOG, call), &limits);
    let before = resident_bytes();
    let (error, _) = fails(&up(LOG, call), &limits);
    assert!(error.to_string().contains("out of bounds"), "{error}");
    let grown = resident_bytes().saturating_sub(before);
    assert!(grown < 4 * MIB, "{grown} bytes");
    still_alive();
}

#[test]
fn case_17_texts_that_lie_upon_each_other_are_counted_each() {
    // Ten thousand parameters, all of them the same MiB of memory.
    let module = format!(
        "(module (import \"sandshift:guest/raw-sql@0.2.0\" \"execute\"
            (func $execute (param i32 i32 i32 i32 i32 i32 i32) (result i64)))
         {MEMORY}
         (func (export \"up\") (result i32) (local $at i32)
            (local.set $at (i32.const 4096))
            (loop
                (i32.store8 (local.get $at) (i32.const 6))
                (i32.store offset=8 (local.get $at) (i32.const 262144))
                (i32.store offset=12 (local.get $at) (i32.const 1048576))
                (local.set $at (i32.add (local.get $at) (i32.const 16)))
                (br_if 0 (i32.lt_u (local.get $at) (i32.const 164096))))
            (drop (call $execute (i32.const 1) (i32.const 64) (i32.const 4)
                (i32.const 0) (i32.const 0) (i32.const 4096) (i32.const 10000)))
            (i32.const 16))
         (func (export \"down\") (result i32) (i32.const 16))
         (func (export \"verify\") (result i32) (i32.const 16)))"
    );
    let bytes = component_of("migration-raw", &module);
    let words = "16777216 bytes in one call";
    let grown = growth(&bytes, &Limits::default(), Resource::Memory, words);
    assert!(grown < 40 * MIB, "{grown} bytes");
}

/// A module whose texts are UTF-16 says what lies at an address.
fn wide(data: &str, address: usize, length: usize) -> Vec<u8> {
    let (resolve, package) = contract();
    let module = format!(
        "(module {LOG} {MEMORY} (data (i32.const 64) \"{data}\") (func (export \"up\") (result i32)
            (call $log (i32.const 1) (i32.const {address}) (i32.const {length}))
            (i32.const 16)))"
    );
    encoded(&resolve, package, "migration-forward", &module, StringEncoding::UTF16)
}

#[test]
fn case_18_half_a_character_of_utf_16_is_refused() {
    let (outcome, host) =
        crate::running::run_on(Default::default(), &wide("h\\00i\\00", 64, 2), &Limits::default());
    outcome.unwrap();
    assert_eq!(host.lines[0].1, "hi");
    let (error, host) = fails(&wide("\\00\\d8h\\00", 64, 2), &Limits::default());
    assert!(error.to_string().contains("unpaired surrogate"), "{error}");
    assert!(host.lines.is_empty());
    let (error, _) = fails(&wide("\\00\\00h\\00i\\00", 65, 2), &Limits::default());
    assert!(error.to_string().contains("not aligned"), "{error}");
    still_alive();
}
