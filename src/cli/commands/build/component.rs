//! Components: made of the core modules that compilers give, and looked at.

use sandshift_sandbox::limits::Offer;
use sandshift_sandbox::wasm::{Description, describe};
use wit_component::ComponentEncoder;
use wit_parser::{Resolve, WorldId};

use super::{BuildError, Site};

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

/// Looks at a component as a run would before it loads it.
///
/// # Errors
///
/// It is none, it keeps no world, or it imports what the project does not offer.
pub(super) fn look(site: &Site, component: &[u8], offer: Offer) -> Result<Description, BuildError> {
    let revision = || site.revision.clone();
    let broken = |reason: String| {
        let world = site.world.clone();
        BuildError::Component { revision: revision(), world, reason }
    };
    let found = describe(component).map_err(|fault| broken(fault.to_string()))?;
    let is_offered = |name: &&String| {
        name.starts_with("sandshift:guest/") || (offer.wasi && name.starts_with("wasi:"))
    };
    let strangers: Vec<String> = found
        .imports
        .iter()
        .filter(|name| !is_offered(name))
        .map(|name| format!("`{name}`"))
        .collect();
    if !strangers.is_empty() {
        return Err(BuildError::Imports { revision: revision(), names: strangers });
    }
    match found.world {
        Some(_) => Ok(found),
        None => Err(broken("it exports no `up`".to_owned())),
    }
}
