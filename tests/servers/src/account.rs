//! The account a server runs under: both servers refuse to run as root.

use std::{fs, process::Command};

/// A user and its group, as `/etc/passwd` gives them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Account {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl Account {
    /// The account to step down to, the first of `preferred` that exists or else `nobody`; `None` when this process
    /// is not root and the server can run as ourselves.
    pub(crate) fn to_step_down_to(preferred: &str) -> Option<Self> {
        if !is_root() {
            return None;
        }
        let passwd = fs::read_to_string("/etc/passwd")
            .expect("root needs /etc/passwd to step down to another user");
        let account = find(&passwd, preferred).or_else(|| find(&passwd, "nobody"));
        Some(account.unwrap_or_else(|| {
            panic!("neither `{preferred}` nor `nobody` is a user of this machine")
        }))
    }
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output().expect("`id -u` runs on every Unix");
    output.stdout.trim_ascii() == b"0"
}

fn find(passwd: &str, name: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let found = fields.next()? == name;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        found.then_some(Account { uid, gid })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_is_found_by_its_whole_name() {
        let passwd =
            "mysqlx:x:1:2::/:/bin/sh\nmysql:x:102:105:MySQL Server,,,:/nonexistent:/bin/false\n";
        assert_eq!(find(passwd, "mysql"), Some(Account { uid: 102, gid: 105 }));
        assert_eq!(find(passwd, "postgres"), None);
    }
}
