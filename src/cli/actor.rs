//! Who runs the command, for the journal.

/// The user and the machine, as `user@machine`.
#[must_use]
pub(super) fn actor() -> String {
    let set = |name: &str| std::env::var(name).ok().filter(|text| !text.is_empty());
    let user = set("USER").or_else(|| set("LOGNAME")).or_else(|| set("USERNAME"));
    let machine = set("HOSTNAME")
        .or_else(|| std::fs::read_to_string("/proc/sys/kernel/hostname").ok())
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
        .or_else(|| set("COMPUTERNAME"));
    let text = format!(
        "{}@{}",
        user.as_deref().unwrap_or("unknown"),
        machine.as_deref().map_or("unknown", str::trim)
    );
    text.chars().filter(|c| !c.is_control()).take(255).collect()
}
