//! C: every `.c` file of the folder, compiled by zig, with bindings made from the contract.

use std::collections::BTreeMap;
use std::path::PathBuf;

use wit_bindgen_core::Files;

use super::tool::Tool;
use super::{BuildError, Built, Site, component, files};

/// The file that makes a folder a source in C.
pub(super) const MAIN_FILE: &str = "migration.c";

const ADVICE: &str = "install zig: `pip install ziglang` in a virtual environment works on Debian, \
     macOS and Windows (it is then found as `python3 -m ziglang`), and so do `brew install zig` \
     and `winget install zig.zig`";

/// Flags that make the same bytes on every machine, and a module without an entry of its own.
const FLAGS: [&str; 9] = [
    "cc",
    "-target",
    "wasm32-wasi",
    "-mexec-model=reactor",
    "-O2",
    "-s",
    "-Wall",
    "-fno-sanitize=undefined",
    // The builders name a field that was set before in order to set it otherwise.
    "-Wno-initializer-overrides",
];

/// Compiles the folder and makes a component of it.
pub(super) fn build(site: &Site) -> Result<Built, BuildError> {
    let candidates = [
        Tool::new("zig", &[]),
        Tool::new("python3", &["-m", "ziglang"]),
        Tool::new("python", &["-m", "ziglang"]),
    ];
    let Some((zig, version)) = Tool::first(&candidates, &["version"]) else {
        let what = "zig, which brings a C compiler and library for WebAssembly".to_owned();
        return Err(BuildError::ToolMissing { language: "C", what, advice: ADVICE.to_owned() });
    };
    let bindings = bindings(site)?;
    let core = site.build.join("core.wasm");
    let mut command = zig.command();
    command
        .args(FLAGS)
        .arg(format!("-ffile-prefix-map={}=.", site.source.display()))
        .args(["-I", "."])
        .arg("-I")
        .arg(&site.build)
        .arg("-I")
        .arg(site.kit.part("c"))
        .arg("-o")
        .arg(&core)
        .args(sources(site))
        .args(bindings)
        .current_dir(&site.source);
    zig.run(&mut command, site)?;
    let component = component::encode(site, &files::read_bytes(&core)?)?;
    Ok(Built { component, tools: BTreeMap::from([("zig".to_owned(), version)]) })
}

fn sources(site: &Site) -> Vec<PathBuf> {
    let is_c = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "c");
    let all = files::all_in(&site.source).into_iter().filter(is_c);
    all.filter_map(|path| path.strip_prefix(&site.source).ok().map(PathBuf::from)).collect()
}

/// Writes the header and the glue for the world, always under the name `contract`, and gives what
/// has to be compiled and linked.
fn bindings(site: &Site) -> Result<Vec<PathBuf>, BuildError> {
    let (mut resolve, world) = component::contract(site)?;
    let options = wit_bindgen_c::Opts {
        rename_world: Some("contract".to_owned()),
        ..wit_bindgen_c::Opts::default()
    };
    let mut made = Files::default();
    options.build().generate(&mut resolve, world, &mut made).map_err(|fault| {
        BuildError::Component {
            revision: site.revision.clone(),
            world: site.world.clone(),
            reason: format!("{fault:#}"),
        }
    })?;
    let mut linked = Vec::new();
    for (name, bytes) in made.iter() {
        let file = site.build.join(name);
        files::write_whole(&file, bytes)?;
        if !name.ends_with(".h") {
            linked.push(file);
        }
    }
    Ok(linked)
}
