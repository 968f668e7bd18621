//! What a worker may not do. The one module of the worker with `unsafe`: calls between fork and exec, and the inherited socket.
#![expect(
    unsafe_code,
    reason = "prctl, setrlimit, close_range and dup2 have no safe wrapper; each call is argued for"
)]

use std::collections::BTreeMap;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::Command;

use seccompiler::{BpfProgram, SeccompAction, SeccompFilter};

/// The descriptor under which a worker finds its socket.
pub(super) const SOCKET_FD: RawFd = 3;
/// Address space of a worker: nine 1080p decoders and an encoder stay below 1 GB.
const MAX_ADDRESS_SPACE_BYTES: u64 = 4 << 30;
/// Descriptors of a worker: it needs about 40.
const MAX_DESCRIPTORS: u64 = 256;

/// Makes the child of `command` start with `socket` as descriptor 3, nothing else of ours, and the limits of a worker.
/// It dies with the *thread* that spawns it: spawn from one that lives on.
pub(super) fn confine(command: &mut Command, socket: OwnedFd) {
    // SAFETY: the closure runs between fork and exec and makes async-signal-safe system calls only; it allocates nothing.
    unsafe {
        command.pre_exec(move || {
            if socket.as_raw_fd() == SOCKET_FD {
                check(libc::fcntl(SOCKET_FD, libc::F_SETFD, 0))?;
            } else {
                check(libc::dup2(socket.as_raw_fd(), SOCKET_FD))?;
            }
            check(libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL))?;
            check(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))?;
            limit(libc::RLIMIT_CORE, 0)?;
            limit(libc::RLIMIT_NOFILE, MAX_DESCRIPTORS)?;
            limit(libc::RLIMIT_AS, MAX_ADDRESS_SPACE_BYTES)?;
            // Everything above our socket closes at exec. A kernel without close_range keeps CLOEXEC descriptors closed anyway.
            libc::syscall(libc::SYS_close_range, SOCKET_FD + 1, u32::MAX, 4);
            libc::setpriority(libc::PRIO_PROCESS, 0, 5);
            Ok(())
        });
    }
}

fn check(result: libc::c_int) -> io::Result<()> {
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(())
    }
}

fn limit(resource: libc::__rlimit_resource_t, value: u64) -> io::Result<()> {
    let limit = libc::rlimit {
        rlim_cur: value,
        rlim_max: value,
    };
    // SAFETY: the pointer is to a live local.
    check(unsafe { libc::setrlimit(resource, &raw const limit) })
}

/// The socket that the parent left us. To be called once.
pub(super) fn inherited_socket() -> UnixStream {
    // SAFETY: `confine` put the socket there and nobody else in this process takes it.
    unsafe { UnixStream::from_raw_fd(SOCKET_FD) }
}

/// From here on: no new files, sockets, programs or signals to others. To be called when every plug-in is loaded.
///
/// # Errors
/// When the kernel has no seccomp or the architecture is unknown to it.
pub(super) fn shut() -> io::Result<()> {
    let denied: BTreeMap<i64, Vec<seccompiler::SeccompRule>> =
        DENIED.iter().map(|call| (*call, Vec::new())).collect();
    let architecture = std::env::consts::ARCH
        .try_into()
        .map_err(io::Error::other)?;
    let errno = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let filter = SeccompFilter::new(denied, SeccompAction::Allow, errno, architecture)
        .map_err(io::Error::other)?;
    let program: BpfProgram = filter.try_into().map_err(io::Error::other)?;
    seccompiler::apply_filter_all_threads(&program).map_err(io::Error::other)
}

const DENIED: &[i64] = &[
    libc::SYS_openat,
    libc::SYS_openat2,
    libc::SYS_socket,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept4,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_unlinkat,
    libc::SYS_mount,
    libc::SYS_bpf,
    libc::SYS_io_uring_setup,
    libc::SYS_kill,
    libc::SYS_tkill,
    libc::SYS_setuid,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_open,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_creat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_fork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_vfork,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_unlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rename,
];
