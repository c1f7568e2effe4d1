//! Machine code is kept between runs, and only what this installation made is ever loaded.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use sandshift_sandbox::limits::Limits;
use sandshift_sandbox::wasm::{Compilation, Notice, Places, WasmGuest};
use tempfile::TempDir;

use crate::component::up;

struct Scene {
    folder: TempDir,
    compilation: Compilation,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let places =
            Places { code: folder.path().join("code"), key: folder.path().join("secret/key") };
        Self { folder, compilation: Compilation { places: Some(places), ..Compilation::default() } }
    }

    fn compile(&self, bytes: &[u8]) {
        WasmGuest::load(bytes, &Limits::default(), &self.compilation).unwrap();
    }

    /// Fails where a child would have to compile, because there is no such program.
    fn load(&self, bytes: &[u8]) -> bool {
        let program = Some((PathBuf::from("/nowhere"), String::new()));
        let compilation = Compilation { program, ..self.compilation.clone() };
        WasmGuest::load(bytes, &Limits::default(), &compilation).is_ok()
    }

    fn code(&self) -> PathBuf {
        self.folder.path().join("code")
    }

    fn kept(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.code()).unwrap();
        entries.map(|entry| entry.unwrap().path()).collect()
    }
}

fn change(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_second_run_does_not_compile() {
    let scene = Scene::new();
    let bytes = up("", "");
    assert!(!scene.load(&bytes));
    scene.compile(&bytes);
    assert!(scene.load(&bytes));
    assert_eq!(scene.kept().len(), 1);
    assert!(!scene.load(&up("", "nop")), "another component is another matter");
}

#[test]
fn whoever_watches_is_told_of_a_compilation_and_of_nothing_else() {
    let (mut scene, told) = (Scene::new(), Arc::new(AtomicUsize::new(0)));
    let counter = Arc::clone(&told);
    scene.compilation.notice = Some(Notice::new(move |bytes| {
        counter.fetch_add(bytes, Relaxed);
    }));
    let bytes = up("", "");
    scene.compile(&bytes);
    scene.compile(&bytes);
    assert_eq!(told.load(Relaxed), bytes.len());
}

#[test]
fn case_10_kept_code_that_was_changed_is_thrown_away_and_made_again() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [(&str, Damage); 5] = [
        ("a bit in the middle", |bytes| {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
        }),
        ("a bit of the seal", |bytes| {
            let last = bytes.len() - 1;
            bytes[last] ^= 0x80;
        }),
        ("a byte more", |bytes| bytes.push(0)),
        ("half of it", |bytes| bytes.truncate(bytes.len() / 2)),
        ("nothing left", Vec::clear),
    ];
    let bytes = up("", "");
    for (name, damage) in damages {
        let scene = Scene::new();
        scene.compile(&bytes);
        let file = scene.kept().remove(0);
        change(&file, damage);
        assert!(!scene.load(&bytes), "{name}");
        scene.compile(&bytes);
        assert!(scene.load(&bytes), "{name}");
    }
}

#[test]
fn case_10_code_of_another_component_or_with_another_key_is_not_loaded() {
    let (scene, other) = (Scene::new(), Scene::new());
    let (bytes, elsewhere) = (up("", ""), up("", "nop"));
    scene.compile(&bytes);
    let own = scene.kept().remove(0);
    other.compile(&bytes);
    fs::copy(other.kept().remove(0), &own).unwrap();
    assert!(!scene.load(&bytes), "sealed with another key");
    scene.compile(&bytes);
    scene.compile(&elsewhere);
    let swapped = scene.kept().into_iter().find(|path| *path != own).unwrap();
    fs::copy(swapped, &own).unwrap();
    assert!(!scene.load(&bytes), "sealed under another name");
}

#[cfg(unix)]
#[test]
fn case_10_a_store_that_others_may_write_to_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::new();
    let bytes = up("", "");
    scene.compile(&bytes);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&scene.code()), 0o700);
    assert_eq!(mode(&scene.folder.path().join("secret/key")), 0o600);
    for (path, open) in [(scene.code(), 0o777), (scene.folder.path().join("secret/key"), 0o666)] {
        let before = fs::metadata(&path).unwrap().permissions();
        fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
        assert!(!scene.load(&bytes), "{}", path.display());
        // It still works, only slower.
        scene.compile(&bytes);
        fs::set_permissions(&path, before).unwrap();
        assert!(scene.load(&bytes));
    }
}
