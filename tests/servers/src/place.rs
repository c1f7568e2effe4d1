//! Where the files of a server go: into memory where that has room, because InnoDB waits for the disk at each schema
//! change whatever it is told.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::account::Account;

/// The file system in memory that Linux has; what lies there is gone with the machine, and so may a test server be.
const MEMORY: &str = "/dev/shm";

/// A server takes 200 MB when it starts; the rest is for the databases of the tests. Containers often have 64 MB.
const ROOM_KILOBYTES: u64 = 2 << 20;

/// The folder for a server's own folder, open to the account that root steps down to.
pub(crate) fn parent(account: Option<Account>) -> PathBuf {
    match account {
        _ if has_room(Path::new(MEMORY)) => PathBuf::from(MEMORY),
        // Root's own temporary directory may be closed to that account.
        Some(_) => PathBuf::from("/tmp"),
        None => std::env::temp_dir(),
    }
}

fn has_room(folder: &Path) -> bool {
    let Ok(output) = Command::new("df").arg("-Pk").arg(folder).env("LC_ALL", "C").output() else {
        return false;
    };
    let report = String::from_utf8_lossy(&output.stdout);
    output.status.success() && free_kilobytes(&report).is_some_and(|free| free >= ROOM_KILOBYTES)
}

/// The fourth column of the second line, as POSIX has it.
fn free_kilobytes(report: &str) -> Option<u64> {
    report.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_room_is_the_fourth_column() {
        let report = "Filesystem     1024-blocks  Used Available Capacity Mounted on\n\
                      tmpfs             24683656 49272  24634384       1% /dev/shm\n";
        assert_eq!(free_kilobytes(report), Some(24_634_384));
        assert_eq!(free_kilobytes(""), None);
    }

    #[test]
    fn a_folder_that_is_not_there_has_no_room() {
        assert!(!has_room(Path::new("/no/such/folder")));
    }
}
