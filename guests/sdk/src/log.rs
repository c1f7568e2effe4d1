//! What a guest says without a [`crate::Db`]: row transforms, and panics.

use crate::Level;

/// Says something to whoever watches; migrations have [`crate::Db::log`].
///
/// In a unit test nobody watches, and nothing happens.
#[cfg(target_arch = "wasm32")]
pub fn log(level: Level, message: &str) {
    crate::bindings::contract::sandshift::guest::log::write(level, message);
}

/// Says something to whoever watches; migrations have [`crate::Db::log`].
///
/// In a unit test nobody watches, and nothing happens.
#[cfg(not(target_arch = "wasm32"))]
pub fn log(_level: Level, _message: &str) {}
