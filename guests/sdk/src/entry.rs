//! What a guest is: a migration, and how a component exports it.

use crate::{Db, RawDb, Result};

/// A migration with a way back of its own; see [`crate::migration!`].
pub trait Migration {
    /// Applies the revision.
    ///
    /// # Errors
    ///
    /// Why it cannot go on; everything is undone then.
    fn up(db: &Db) -> Result;

    /// Undoes the revision.
    ///
    /// # Errors
    ///
    /// Why it cannot go on; everything is undone then.
    fn down(db: &Db) -> Result;

    /// Checks the result of `up` inside the same transaction; nothing is checked without it.
    ///
    /// # Errors
    ///
    /// What is not as it should be; `up` is undone then.
    fn verify(db: &Db) -> Result {
        let _ = db;
        Ok(())
    }
}

/// A migration whose way back the host works out from its operations; see [`crate::migration!`].
pub trait Forward {
    /// Applies the revision.
    ///
    /// # Errors
    ///
    /// Why it cannot go on; everything is undone then.
    fn up(db: &Db) -> Result;
}

/// A [`Migration`] that also uses SQL in the database's own words; see [`crate::migration!`].
pub trait RawMigration {
    /// Applies the revision.
    ///
    /// # Errors
    ///
    /// Why it cannot go on; everything is undone then.
    fn up(db: &RawDb) -> Result;

    /// Undoes the revision.
    ///
    /// # Errors
    ///
    /// Why it cannot go on; everything is undone then.
    fn down(db: &RawDb) -> Result;

    /// Checks the result of `up` inside the same transaction; nothing is checked without it.
    ///
    /// # Errors
    ///
    /// What is not as it should be; `up` is undone then.
    fn verify(db: &RawDb) -> Result {
        let _ = db;
        Ok(())
    }
}

/// Makes a component of the crate, once for each crate.
///
/// - `migration!(Type)` for a [`Migration`]: world `migration` with `up`, `down` and `verify`.
/// - `migration!(forward Type)` for a [`Forward`]: world `migration-forward` with `up` alone.
/// - `migration!(raw Type)` for a [`RawMigration`]: world `migration-raw`, which a project may
///   forbid.
#[macro_export]
macro_rules! migration {
    (forward $type:ty) => {
        struct SandshiftExport;

        impl $crate::bindings::forward::Guest for SandshiftExport {
            fn up() -> ::std::result::Result<(), ::std::string::String> {
                $crate::entry::enter(<$type as $crate::Forward>::up)
            }
        }

        $crate::bindings::forward::export_forward!(SandshiftExport);
    };
    (raw $type:ty) => {
        $crate::reversible!(raw, export_raw, enter_raw, <$type as $crate::RawMigration>);
    };
    ($type:ty) => {
        $crate::reversible!(migration, export_migration, enter, <$type as $crate::Migration>);
    };
}

/// The exports `up`, `down` and `verify`.
#[doc(hidden)]
#[macro_export]
macro_rules! reversible {
    ($world:ident, $export:ident, $enter:ident, <$type:ty as $trait:path>) => {
        struct SandshiftExport;

        impl $crate::bindings::$world::Guest for SandshiftExport {
            fn up() -> ::std::result::Result<(), ::std::string::String> {
                $crate::entry::$enter(<$type as $trait>::up)
            }

            fn down() -> ::std::result::Result<(), ::std::string::String> {
                $crate::entry::$enter(<$type as $trait>::down)
            }

            fn verify() -> ::std::result::Result<(), ::std::string::String> {
                $crate::entry::$enter(<$type as $trait>::verify)
            }
        }

        $crate::bindings::$world::$export!(SandshiftExport);
    };
}

/// Runs an entry of a component.
#[doc(hidden)]
pub fn enter(entry: fn(&Db) -> Result) -> std::result::Result<(), String> {
    tell_panics();
    entry(&component::db()).map_err(|error| error.to_string())
}

/// Runs an entry of a component that uses raw SQL.
#[doc(hidden)]
pub fn enter_raw(entry: fn(&RawDb) -> Result) -> std::result::Result<(), String> {
    tell_panics();
    entry(&component::raw_db()).map_err(|error| error.to_string())
}

/// Without this a panic is no more than "unreachable" for whoever runs the migration.
pub(crate) fn tell_panics() {
    std::panic::set_hook(Box::new(|panic| crate::log(crate::Level::Warn, &panic.to_string())));
}

#[cfg(target_arch = "wasm32")]
mod component {
    use crate::host::component::Component;
    use crate::{Db, RawDb};

    pub(super) fn db() -> Db {
        Db::new(Component)
    }

    pub(super) fn raw_db() -> RawDb {
        RawDb::new(Component, Component)
    }
}

/// Nothing calls the exports of a component that was built for a test.
#[cfg(not(target_arch = "wasm32"))]
mod component {
    use crate::testing::FakeHost;
    use crate::{Db, RawDb};

    pub(super) fn db() -> Db {
        FakeHost::new().db()
    }

    pub(super) fn raw_db() -> RawDb {
        FakeHost::new().raw_db()
    }
}
