//! The last wall: which calls of the system there still are.
//!
//! Three filters, of which the strictest answer counts. What is not on the list gets `EPERM`; what only somebody
//! calls who wants out ends the process at once; and two calls are answered as an old system would, because their
//! callers then do without.

use std::collections::BTreeMap;
use std::io;

use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};

#[cfg(target_arch = "x86_64")]
const MACHINE: TargetArch = TargetArch::x86_64;
#[cfg(target_arch = "aarch64")]
const MACHINE: TargetArch = TargetArch::aarch64;

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// What a program needs that computes, has threads and talks over pipes that are open.
const HARMLESS: &[c_long] = &[
    // Talking.
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_pread64,
    libc::SYS_close,
    libc::SYS_ppoll,
    libc::SYS_fstat,
    // Memory; mapping has conditions.
    libc::SYS_munmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    // Threads; making them has conditions.
    libc::SYS_futex,
    libc::SYS_set_robust_list,
    libc::SYS_rseq,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_gettid,
    libc::SYS_set_tid_address,
    libc::SYS_membarrier,
    // Time.
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    // Traps of modules come as signals; an abort is a signal that the process sends to itself.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    libc::SYS_getpid,
    // Its own numbers.
    libc::SYS_getrusage,
    libc::SYS_getrandom,
    libc::SYS_uname,
    // The end.
    libc::SYS_exit,
    libc::SYS_exit_group,
];

/// What old machines have beside newer calls.
#[cfg(target_arch = "x86_64")]
const HARMLESS_OLD: &[c_long] = &[libc::SYS_poll, libc::SYS_arch_prctl, libc::SYS_time];
#[cfg(not(target_arch = "x86_64"))]
const HARMLESS_OLD: &[c_long] = &[];

/// What nobody calls by accident. To open a file is not among it: the C library looks at settings of the system when
/// it gives memory back, and does without when it may not.
const FORBIDDEN: &[c_long] = &[
    libc::SYS_openat2,
    libc::SYS_open_by_handle_at,
    libc::SYS_unlinkat,
    libc::SYS_mkdirat,
    libc::SYS_linkat,
    libc::SYS_symlinkat,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_chroot,
    libc::SYS_pivot_root,
    libc::SYS_socket,
    libc::SYS_socketpair,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_sendto,
    libc::SYS_sendmsg,
    libc::SYS_sendmmsg,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_send_signal,
    libc::SYS_kill,
    libc::SYS_tkill,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_kexec_load,
    libc::SYS_reboot,
    libc::SYS_setuid,
    libc::SYS_setgid,
];

/// What old machines have of that.
#[cfg(target_arch = "x86_64")]
const FORBIDDEN_OLD: &[c_long] =
    &[libc::SYS_creat, libc::SYS_fork, libc::SYS_vfork, libc::SYS_unlink, libc::SYS_mkdir];
#[cfg(not(target_arch = "x86_64"))]
const FORBIDDEN_OLD: &[c_long] = &[];

/// What is answered as if the system were too old for it: a library then makes threads in the older way, whose
/// flags can be looked at, and the engine of modules copies what it would have mapped from a nameless file.
const UNKNOWN: &[c_long] = &[libc::SYS_clone3, libc::SYS_memfd_create];

/// Puts the filters before this thread and all that it will make.
pub(super) fn filter() -> io::Result<()> {
    let all = |calls: &[&[c_long]]| -> Rules {
        calls.iter().copied().flatten().map(|call| (*call, Vec::new())).collect()
    };
    let mut allowed = all(&[HARMLESS, HARMLESS_OLD, UNKNOWN]);
    allowed.insert(libc::SYS_mmap, vec![private_mapping()?]);
    allowed.insert(libc::SYS_clone, vec![thread()?]);
    allowed.insert(libc::SYS_tgkill, vec![to_itself()?]);
    // A child that is no thread is a way out.
    let mut forbidden = all(&[FORBIDDEN, FORBIDDEN_OLD]);
    forbidden.insert(libc::SYS_clone, vec![process()?]);
    let (allow, refuse) = (SeccompAction::Allow, SeccompAction::Errno(libc::EPERM as u32));
    put_up(all(&[UNKNOWN]), allow.clone(), SeccompAction::Errno(libc::ENOSYS as u32))?;
    put_up(forbidden, allow.clone(), SeccompAction::KillProcess)?;
    // The last one: behind it there is no call any more that puts up a filter.
    put_up(allowed, refuse, allow)
}

fn put_up(rules: Rules, otherwise: SeccompAction, then: SeccompAction) -> io::Result<()> {
    let filter = SeccompFilter::new(rules, otherwise, then, MACHINE).map_err(io::Error::other)?;
    let program: BpfProgram = filter.try_into().map_err(io::Error::other)?;
    seccompiler::apply_filter(&program).map_err(io::Error::other)
}

/// Memory that is shared with nobody, and so is counted.
fn private_mapping() -> io::Result<SeccompRule> {
    let kind = libc::MAP_TYPE as u64;
    rule(3, SeccompCmpOp::MaskedEq(kind), libc::MAP_PRIVATE as u64)
}

fn thread() -> io::Result<SeccompRule> {
    let flag = libc::CLONE_THREAD as u64;
    rule(0, SeccompCmpOp::MaskedEq(flag), flag)
}

fn process() -> io::Result<SeccompRule> {
    rule(0, SeccompCmpOp::MaskedEq(libc::CLONE_THREAD as u64), 0)
}

/// A signal to a thread of this process.
fn to_itself() -> io::Result<SeccompRule> {
    rule(0, SeccompCmpOp::Eq, u64::from(std::process::id()))
}

fn rule(argument: u8, comparison: SeccompCmpOp, value: u64) -> io::Result<SeccompRule> {
    let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, comparison, value);
    let condition = condition.map_err(io::Error::other)?;
    SeccompRule::new(vec![condition]).map_err(io::Error::other)
}
