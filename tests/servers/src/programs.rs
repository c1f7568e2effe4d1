//! Where the database programs are: Debian keeps some of them outside `PATH`.

use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

/// The value of `PATH` that finds all of `programs`.
///
/// # Panics
/// When one of them is missing, naming the Debian packages and `make setup`.
pub(crate) fn path_to(programs: &[&str], packages: &str) -> OsString {
    let folders = folders();
    for program in programs {
        assert!(
            folders.iter().any(|folder| folder.join(program).is_file()),
            "`{program}` is not installed, and this test needs the real database: \
             run `make setup`, or install the Debian packages {packages}"
        );
    }
    env::join_paths(folders).expect("folders from PATH can be joined to a PATH")
}

/// PostgreSQL's own folders come first because `/usr/bin/psql` is a Perl wrapper on Debian, slow to start.
fn folders() -> Vec<PathBuf> {
    let mut folders = postgresql_folders(Path::new("/usr/lib/postgresql"));
    folders.extend(env::split_paths(&env::var_os("PATH").unwrap_or_default()));
    folders.extend(
        ["/usr/local/sbin", "/usr/sbin", "/usr/local/bin", "/usr/bin", "/bin"].map(PathBuf::from),
    );
    folders
}

/// The `bin` folders of all installed versions, newest first.
fn postgresql_folders(root: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(root) else {
        return Vec::new();
    };
    let mut versions: Vec<u32> =
        entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect();
    versions.sort_unstable_by(|a, b| b.cmp(a));
    versions.into_iter().map(|version| root.join(version.to_string()).join("bin")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newest_postgresql_comes_first() {
        let root = tempfile::tempdir().unwrap();
        for version in ["9", "15", "current"] {
            fs::create_dir(root.path().join(version)).unwrap();
        }
        let expected = [root.path().join("15/bin"), root.path().join("9/bin")];
        assert_eq!(postgresql_folders(root.path()), expected);
    }

    #[test]
    #[should_panic(expected = "run `make setup`, or install the Debian packages postgresql")]
    fn missing_program_names_the_package_and_the_make_target() {
        path_to(&["a-program-nobody-has"], "postgresql");
    }
}
