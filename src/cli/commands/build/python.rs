//! Python: a module, put together with its interpreter by componentize-py.

use std::collections::BTreeMap;

use super::tool::Tool;
use super::{BuildError, Built, Site, component, files};

/// The file that makes a folder a source in Python.
pub(super) const MAIN_FILE: &str = "migration.py";

const ADVICE: &str = "install it in a virtual environment that is active while you build: \
     `python3 -m venv .venv && . .venv/bin/activate && pip install componentize-py` (on Debian \
     after `apt install python3-venv`, on Windows `.venv\\Scripts\\activate`)";

/// Puts the module together with its interpreter.
pub(super) fn build(site: &Site) -> Result<Built, BuildError> {
    let componentize = Tool::new("componentize-py", &[]);
    let Some(version) = componentize.answer(&["--version"]) else {
        return Err(BuildError::ToolMissing {
            language: "Python",
            what: "componentize-py".to_owned(),
            advice: ADVICE.to_owned(),
        });
    };
    // So that an unknown world is told before the compiler is started.
    component::contract(site)?;
    let file = site.build.join("module.wasm");
    let mut command = componentize.command();
    command
        .arg("-d")
        .arg(site.kit.wit())
        .args(["-w", &site.world])
        // What a guest without WASI would ask for answers with nothing.
        .args(["componentize", "--stub-wasi"])
        .arg("-p")
        .arg(&site.source)
        .arg("-p")
        .arg(site.kit.part("python"))
        .arg("migration")
        .arg("-o")
        .arg(&file)
        .current_dir(&site.source);
    componentize.run(&mut command, site)?;
    let version = version.split_whitespace().last().unwrap_or_default().to_owned();
    let tools = BTreeMap::from([("componentize-py".to_owned(), version)]);
    Ok(Built { component: files::read_bytes(&file)?, tools })
}
