//! The interfaces that an older version shares with the current one, under the older names.
//!
//! The bindings know one name for each interface, so that the functions are named here again;
//! what they do is that of `calls.rs`.

use wasmtime::StoreContextMut;
use wasmtime::component::{Linker, Resource, ResourceType};

use super::super::bindings::query::HostCursor;
use super::super::bindings::{env, inspect, log, query, raw_sql, types};
use super::super::cursor::Cursor;
use super::super::state::State;

type Store<'a> = StoreContextMut<'a, State>;

/// Defines a function of the current contract in an older instance.
macro_rules! same {
    ($instance:ident, $name:literal, $function:path $(, $argument:ident: $ty:ty)*) => {
        $instance.func_wrap($name, |mut store: Store<'_>, ($($argument,)*): ($($ty,)*)| {
            Ok(($function(store.data_mut() $(, $argument)*)?,))
        })?;
    };
}

/// Defines the interfaces of a version that differs from the current one in `operations` alone.
pub(super) fn add_to_linker(linker: &mut Linker<State>, version: &str) -> wasmtime::Result<()> {
    let name = |interface: &str| format!("sandshift:guest/{interface}@{version}");
    for types in ["types", "schema", "changes"] {
        linker.instance(&name(types))?;
    }
    surroundings(linker, &name("env"), &name("log"))?;
    reading(linker, &name("query"), &name("inspect"))?;
    let mut instance = linker.instance(&name("raw-sql"))?;
    same!(instance, "execute", raw_sql::Host::execute,
        sql: types::DialectText, parameters: Vec<types::Value>);
    same!(instance, "query", raw_sql::Host::query,
        sql: types::DialectText, parameters: Vec<types::Value>);
    Ok(())
}

fn surroundings(linker: &mut Linker<State>, env: &str, log: &str) -> wasmtime::Result<()> {
    let mut instance = linker.instance(env)?;
    same!(instance, "dialect", env::Host::dialect);
    same!(instance, "revision", env::Host::revision);
    same!(instance, "param", env::Host::param, name: String);
    same!(instance, "now-micros", env::Host::now_micros);
    same!(instance, "uuid4", env::Host::uuid4);
    same!(instance, "uuid7", env::Host::uuid7);
    let mut instance = linker.instance(log)?;
    // These two give nothing, which is not a list of one nothing.
    instance.func_wrap("write", |mut store: Store<'_>, (level, text): (log::Level, String)| {
        log::Host::write(store.data_mut(), level, text)
    })?;
    instance.func_wrap("progress", |mut store: Store<'_>, (done, total): (u64, Option<u64>)| {
        log::Host::progress(store.data_mut(), done, total)
    })
}

fn reading(linker: &mut Linker<State>, query: &str, inspect: &str) -> wasmtime::Result<()> {
    let mut instance = linker.instance(query)?;
    instance.resource("cursor", ResourceType::host::<Cursor>(), |mut store, number| {
        HostCursor::drop(store.data_mut(), Resource::new_own(number))
    })?;
    same!(instance, "[method]cursor.columns", HostCursor::columns, cursor: Resource<Cursor>);
    same!(instance, "[method]cursor.next", HostCursor::next,
        cursor: Resource<Cursor>, most_rows: u32);
    same!(instance, "open", query::Host::open, rows: query::TableRows);
    let mut instance = linker.instance(inspect)?;
    same!(instance, "table", inspect::Host::table, name: types::ObjectName);
    Ok(())
}
