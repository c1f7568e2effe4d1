//! JavaScript: an ECMAScript module, put together with its engine by componentize-js on node.

use std::collections::BTreeMap;

use super::tool::{Tool, said};
use super::{BuildError, Built, Site, component, files};

/// The file that makes a folder a source in JavaScript.
pub(super) const MAIN_FILE: &str = "migration.js";

/// The command line of componentize-js cannot read a folder of interfaces; its library can.
const SCRIPT: &str = include_str!("componentize.mjs");

/// The exit code of the script when the package is not there.
const NOT_THERE: i32 = 3;

const NODE_ADVICE: &str = "install Node.js 20 or later: `apt install nodejs npm` on Debian, \
     `brew install node` on macOS, `winget install OpenJS.NodeJS.LTS` on Windows";

const PACKAGE_ADVICE: &str = "install it in the folder of the project or of the migrations: \
     `npm install @bytecodealliance/componentize-js`";

/// Puts the module together with its engine.
pub(super) fn build(site: &Site) -> Result<Built, BuildError> {
    let missing = |what: &str, advice: &str| BuildError::ToolMissing {
        language: "JavaScript",
        what: what.to_owned(),
        advice: advice.to_owned(),
    };
    let node = Tool::new("node", &[]);
    let Some(version) = node.answer(&["--version"]) else {
        return Err(missing("node", NODE_ADVICE));
    };
    // So that an unknown world is told before the compiler is started.
    component::contract(site)?;
    let script = site.shared.join("componentize.mjs");
    files::write_whole(&script, SCRIPT.as_bytes())?;
    let file = site.build.join("module.wasm");
    let mut command = node.command();
    command
        .arg(&script)
        .arg(site.source.join(MAIN_FILE))
        .arg(site.kit.wit())
        .arg(&site.world)
        .arg(&file)
        // The engine sees nothing above the folder in which it is started, and the kit is beside
        // the source.
        .current_dir(site.source.parent().unwrap_or(&site.source));
    let output = node.run(&mut command, site).map_err(|error| match &error {
        BuildError::Compiler { source, .. } if source.0.contains(&not_there()) => {
            missing("`@bytecodealliance/componentize-js`", PACKAGE_ADVICE)
        }
        _ => error,
    })?;
    let told = said(&output);
    let componentize = told.lines().last().unwrap_or_default().trim().to_owned();
    let tools =
        [("node", version.trim_start_matches('v').to_owned()), ("componentize-js", componentize)];
    let tools = tools.map(|(name, version)| (name.to_owned(), version));
    Ok(Built { component: files::read_bytes(&file)?, tools: BTreeMap::from(tools) })
}

fn not_there() -> String {
    format!("componentize-js is not installed ({NOT_THERE})")
}
