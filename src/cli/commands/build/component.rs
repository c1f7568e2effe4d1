//! Components: made of the core modules that compilers give, and looked at.

use wit_component::{ComponentEncoder, DecodedWasm};
use wit_parser::{Resolve, WorldId, WorldItem, WorldKey};

use super::{BuildError, Site};

/// What is known about a component without running it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Facts {
    /// The world of the contract that it fits.
    pub world: String,
    /// The interfaces with functions that it imports.
    pub imports: Vec<String>,
    /// The functions that it exports.
    pub exports: Vec<String>,
}

/// The contract with one of its worlds chosen.
pub(super) fn contract(site: &Site) -> Result<(Resolve, WorldId), BuildError> {
    let mut resolve = Resolve::default();
    let broken = |reason: String| BuildError::Component {
        revision: site.revision.clone(),
        world: site.world.clone(),
        reason,
    };
    let (package, _) =
        resolve.push_dir(site.kit.wit()).map_err(|fault| broken(format!("{fault:#}")))?;
    match resolve.select_world(&[package], Some(&site.world)) {
        Ok(world) => Ok((resolve, world)),
        Err(_) => {
            let known = resolve.packages[package].worlds.keys().cloned().collect();
            Err(BuildError::World { world: site.world.clone(), known })
        }
    }
}

/// Makes a component of a core module that tells its world in a section of its own.
///
/// # Errors
///
/// It tells no world, lacks an export, or imports what is not in its world.
pub(super) fn encode(site: &Site, core: &[u8]) -> Result<Vec<u8>, BuildError> {
    let encode = || {
        let mut encoder = ComponentEncoder::default().validate(true).module(core)?;
        encoder.encode()
    };
    encode().map_err(|fault| {
        let reason = format!("{fault:#}");
        if reason.contains("wasi_snapshot_preview1") {
            let names = vec!["`wasi_snapshot_preview1`".to_owned()];
            return BuildError::Imports { revision: site.revision.clone(), names };
        }
        let (revision, world) = (site.revision.clone(), site.world.clone());
        BuildError::Component { revision, world, reason }
    })
}

/// Looks at a component.
///
/// # Errors
///
/// It is none, or it imports what is not in the contract.
pub(super) fn facts(site: &Site, component: &[u8]) -> Result<Facts, BuildError> {
    let broken = |reason: String| BuildError::Component {
        revision: site.revision.clone(),
        world: site.world.clone(),
        reason,
    };
    let decoded = wit_component::decode(component).map_err(|fault| broken(format!("{fault:#}")))?;
    let DecodedWasm::Component(resolve, world) = decoded else {
        return Err(broken("it is a package of interfaces".to_owned()));
    };
    let world = &resolve.worlds[world];
    let imports: Vec<String> = world
        .imports
        .iter()
        .filter(|(_, item)| has_functions(&resolve, item))
        .map(|(key, _)| resolve.name_world_key(key))
        .collect();
    let strangers: Vec<String> = imports
        .iter()
        .filter(|name| !name.starts_with("sandshift:guest/"))
        .map(|name| format!("`{name}`"))
        .collect();
    if !strangers.is_empty() {
        return Err(BuildError::Imports { revision: site.revision.clone(), names: strangers });
    }
    let exports: Vec<String> =
        world.exports.iter().filter_map(|(key, item)| function(key, item)).collect();
    Ok(Facts { world: world_of(&imports, &exports).to_owned(), imports, exports })
}

/// The smallest world that has these imports and exports.
fn world_of(imports: &[String], exports: &[String]) -> &'static str {
    let has = |name: &str| exports.iter().any(|export| export == name);
    let raw_sql = imports.iter().any(|name| name.starts_with("sandshift:guest/raw-sql@"));
    match (has("transform"), raw_sql, has("down")) {
        (true, _, _) => "transform",
        (false, true, _) => "migration-raw",
        (false, false, true) => "migration",
        (false, false, false) => "migration-forward",
    }
}

/// An interface of types alone is no power, and every guest that names a type imports it.
fn has_functions(resolve: &Resolve, item: &WorldItem) -> bool {
    match item {
        WorldItem::Interface { id, .. } => !resolve.interfaces[*id].functions.is_empty(),
        WorldItem::Function(_) => true,
        WorldItem::Type { .. } => false,
    }
}

fn function(key: &WorldKey, item: &WorldItem) -> Option<String> {
    match (key, item) {
        (WorldKey::Name(name), WorldItem::Function(_)) => Some(name.clone()),
        _ => None,
    }
}
