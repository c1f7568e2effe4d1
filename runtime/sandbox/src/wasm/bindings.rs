//! The contract in `guests/wit`, bound to Rust.

#![allow(missing_docs, clippy::all, rust_2018_idioms, reason = "the code is generated")]

wasmtime::component::bindgen!({
    path: "../../guests/wit",
    world: "offered",
    imports: { default: trappable },
    with: { "sandshift:guest/query.cursor": super::cursor::Cursor },
});

pub use sandshift::guest::{
    changes, env, inspect, log, operations, query, raw_sql, rows, schema, types,
};
