//! How much a guest may use; every limit of every engine is set from here.

use std::time::Duration;

use crate::cancel::Cancel;

/// The limits of one migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of source text.
    pub source_bytes: usize,
    /// Bytes of a compiled module: those of interpreted languages carry their interpreter.
    pub module_bytes: usize,
    /// Wall-clock time to compile a module, for each MiB of it that is begun. Holds where a child
    /// process compiles.
    pub compile_time: Duration,
    /// Bytes of address space of the process that compiles a module.
    pub compile_memory_bytes: u64,
    /// Operations of the engine over the whole migration; a row function counts as its script does.
    pub operations: u64,
    /// Wall-clock time of script code between two calls to the host; time inside the database
    /// does not count.
    pub script_time: Duration,
    /// Bytes of memory that script values may hold together.
    pub memory_bytes: usize,
    /// Bytes of one text or blob of a script.
    pub text_bytes: usize,
    /// Elements of one array or map, nested ones included.
    pub elements: usize,
    /// Nested calls.
    pub call_depth: usize,
    /// Bytes of log lines in all.
    pub log_bytes: usize,
    /// Cursors that a module may have open at once.
    pub cursors: usize,
    /// Processor time of the process of a guest, all its threads and entries together. Holds in the shared
    /// profile.
    pub processor_time: Duration,
    /// Where guests run.
    pub profile: Profile,
    /// What a module may import.
    pub offer: Offer,
    /// Whoever may want it to end before its time.
    pub cancel: Cancel,
}

/// Where guests run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// In this process: a project's own migrations.
    #[default]
    Trusted,
    /// In a process of their own with walls around it: those of somebody else.
    Shared,
}

/// What a module may import of that which not every project allows. A module that imports more
/// is refused before anything of it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offer {
    /// SQL in the database's own words.
    pub raw_sql: bool,
    /// A WASI with nothing in it: no files, no network, and a clock that stands still.
    pub wasi: bool,
}

impl Default for Offer {
    /// Raw SQL, which scripts have as well, and no WASI, which no migration needs.
    fn default() -> Self {
        Self { raw_sql: true, wasi: false }
    }
}

impl Default for Limits {
    /// Generous limits for a project's own migrations: enough for any honest one, small enough
    /// that an endless loop or a runaway text ends within seconds.
    fn default() -> Self {
        Self {
            source_bytes: 1 << 20,
            module_bytes: 32 << 20,
            compile_time: Duration::from_secs(10),
            compile_memory_bytes: 8 << 30,
            operations: 2_000_000_000,
            script_time: Duration::from_secs(30),
            memory_bytes: 512 << 20,
            text_bytes: 16 << 20,
            elements: 4_000_000,
            call_depth: 64,
            log_bytes: 1 << 20,
            cursors: 16,
            processor_time: Duration::from_secs(60 * 60),
            profile: Profile::default(),
            offer: Offer::default(),
            cancel: Cancel::default(),
        }
    }
}
