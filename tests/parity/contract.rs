//! The kit for Rust stands alone in users' projects, so it has a copy of the contract.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn texts(folder: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let file = |entry: fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        (name, fs::read_to_string(entry.path()).unwrap())
    };
    fs::read_dir(folder).unwrap().map(|entry| file(entry.unwrap())).collect()
}

#[test]
fn the_kit_for_rust_has_the_contract_of_the_host() {
    assert_eq!(texts("guests/sdk/wit"), texts("guests/wit"));
}
