//! What `wit-bindgen` makes of the contract: its words, its imports, and a way to export a world.
//!
//! The functions in here that call the host work in a component alone; `host` chooses.

/// The words of the contract, and all that a host offers.
pub mod contract {
    wit_bindgen::generate!({
        path: "wit",
        world: "sandshift:guest/offered",
        additional_derives: [PartialEq],
    });
}

/// One world that a guest can export. What it imports is bound once, in [`contract`].
macro_rules! world {
    ($name:ident, $world:literal, $export:literal, $module:literal,
     [$($interface:literal => $bound:ident),* $(,)?]) => {
        #[doc = concat!("The world `", $world, "`.")]
        pub mod $name {
            wit_bindgen::generate!({
                path: "wit",
                world: $world,
                with: {
                    $($interface: crate::bindings::contract::sandshift::guest::$bound),*
                },
                pub_export_macro: true,
                export_macro_name: $export,
                default_bindings_module: $module,
            });
        }
    };
}

world!(
    migration,
    "sandshift:guest/migration",
    "export_migration",
    "sandshift_guest::bindings::migration",
    [
        "sandshift:guest/types@0.2.0" => types,
        "sandshift:guest/schema@0.2.0" => schema,
        "sandshift:guest/changes@0.2.0" => changes,
        "sandshift:guest/operations@0.2.0" => operations,
        "sandshift:guest/query@0.2.0" => query,
        "sandshift:guest/inspect@0.2.0" => inspect,
        "sandshift:guest/env@0.2.0" => env,
        "sandshift:guest/log@0.2.0" => log,
    ]
);

world!(
    forward,
    "sandshift:guest/migration-forward",
    "export_forward",
    "sandshift_guest::bindings::forward",
    [
        "sandshift:guest/types@0.2.0" => types,
        "sandshift:guest/schema@0.2.0" => schema,
        "sandshift:guest/changes@0.2.0" => changes,
        "sandshift:guest/operations@0.2.0" => operations,
        "sandshift:guest/query@0.2.0" => query,
        "sandshift:guest/inspect@0.2.0" => inspect,
        "sandshift:guest/env@0.2.0" => env,
        "sandshift:guest/log@0.2.0" => log,
    ]
);

world!(
    raw,
    "sandshift:guest/migration-raw",
    "export_raw",
    "sandshift_guest::bindings::raw",
    [
        "sandshift:guest/types@0.2.0" => types,
        "sandshift:guest/schema@0.2.0" => schema,
        "sandshift:guest/changes@0.2.0" => changes,
        "sandshift:guest/operations@0.2.0" => operations,
        "sandshift:guest/query@0.2.0" => query,
        "sandshift:guest/inspect@0.2.0" => inspect,
        "sandshift:guest/env@0.2.0" => env,
        "sandshift:guest/log@0.2.0" => log,
        "sandshift:guest/raw-sql@0.2.0" => raw_sql,
    ]
);

world!(
    transform,
    "sandshift:guest/transform",
    "export_transform",
    "sandshift_guest::bindings::transform",
    [
        "sandshift:guest/types@0.2.0" => types,
        "sandshift:guest/log@0.2.0" => log,
        "sandshift:guest/rows@0.2.0" => rows,
    ]
);
