//! What a worker may not do. One of two modules with `unsafe` here: calls between fork and exec, inherited descriptors, shared memory file.
#![expect(
    unsafe_code,
    reason = "prctl, setrlimit, memfd_create, dup2 have no safe wrapper; each call is argued for"
)]

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::fs::FileExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::process::Command;

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule,
};

use super::protocol::InputId;

/// The descriptor under which a worker finds its socket.
const SOCKET_FD: RawFd = 3;
/// The descriptor under which a worker finds its black box.
const BLACK_BOX_FD: RawFd = 4;
/// Above everything that is to be replaced between fork and exec.
const FREE_FD: RawFd = 10;
/// Address space of a worker: nine 1080p decoders and an encoder stay below 1 GB.
const MAX_ADDRESS_SPACE_BYTES: u64 = 4 << 30;
/// Descriptors of a worker: it needs about 40.
const MAX_DESCRIPTORS: u64 = 256;
/// Sound is mixed in the parent and must not wait for pictures.
const NICENESS: libc::c_int = 5;

/// Makes the child of `command` start with `socket` as descriptor 3, `black_box` as descriptor 4, nothing else of ours, and the
/// limits of a worker. It dies with the *thread* that spawns it: spawn from one that lives on.
pub(super) fn confine(command: &mut Command, socket: OwnedFd, black_box: OwnedFd) {
    // SAFETY: the closure runs between fork and exec and makes async-signal-safe system calls only; it allocates nothing.
    unsafe {
        command.pre_exec(move || {
            // Either may sit on the other's number: out of the way first.
            let socket = check(libc::fcntl(
                socket.as_raw_fd(),
                libc::F_DUPFD_CLOEXEC,
                FREE_FD,
            ))?;
            let black_box = check(libc::fcntl(
                black_box.as_raw_fd(),
                libc::F_DUPFD_CLOEXEC,
                FREE_FD,
            ))?;
            check(libc::dup2(socket, SOCKET_FD))?;
            check(libc::dup2(black_box, BLACK_BOX_FD))?;
            check(libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL))?;
            check(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))?;
            limit(libc::RLIMIT_CORE, 0)?;
            limit(libc::RLIMIT_NOFILE, MAX_DESCRIPTORS)?;
            limit(libc::RLIMIT_AS, MAX_ADDRESS_SPACE_BYTES)?;
            // Everything above closes at exec. A kernel without close_range keeps CLOEXEC descriptors closed anyway.
            libc::syscall(
                libc::SYS_close_range,
                BLACK_BOX_FD + 1,
                u32::MAX,
                libc::CLOSE_RANGE_CLOEXEC,
            );
            libc::setpriority(libc::PRIO_PROCESS, 0, NICENESS);
            Ok(())
        });
    }
}

fn check(result: libc::c_int) -> io::Result<libc::c_int> {
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(result)
    }
}

fn limit(resource: libc::__rlimit_resource_t, value: u64) -> io::Result<()> {
    let limit = libc::rlimit {
        rlim_cur: value,
        rlim_max: value,
    };
    // SAFETY: the pointer is to a live local.
    check(unsafe { libc::setrlimit(resource, &raw const limit) }).map(drop)
}

/// What the parent left us: the socket, and the black box when there is one. To be called once.
pub(super) fn inherited() -> (UnixStream, Option<File>) {
    // SAFETY: `confine` put the socket there and nobody else in this process takes it.
    let socket = unsafe { UnixStream::from_raw_fd(SOCKET_FD) };
    // SAFETY: asks only whether the number is a descriptor.
    let exists = unsafe { libc::fcntl(BLACK_BOX_FD, libc::F_GETFD) } >= 0;
    // SAFETY: it exists, `confine` put it there and nobody else in this process takes it.
    let black_box = exists.then(|| unsafe { File::from_raw_fd(BLACK_BOX_FD) });
    (socket, black_box)
}

/// What a decoder was doing, in eight bytes: written before and after each access unit, read by the parent when the worker is dead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BlackBoxEntry {
    /// Whose unit.
    pub(super) input: InputId,
    /// In the decoder, not behind it.
    pub(super) inside: bool,
}

/// Places in the black box; inputs share one when there are more of them than a worker ever decodes.
const BLACK_BOX_PLACES: u32 = 64;
const ENTRY_BYTES: u64 = 8;

impl BlackBoxEntry {
    pub(super) fn to_bytes(self) -> [u8; 8] {
        let mut bytes = [0; 8];
        let (input, inside) = bytes.split_at_mut(4);
        input.copy_from_slice(&self.input.0.to_le_bytes());
        inside.copy_from_slice(&u32::from(self.inside).to_le_bytes());
        bytes
    }

    fn from_bytes([a, b, c, d, inside, ..]: [u8; 8]) -> BlackBoxEntry {
        BlackBoxEntry {
            input: InputId(u32::from_le_bytes([a, b, c, d])),
            inside: inside != 0,
        }
    }
}

/// Where the entry of an input is.
pub(super) fn black_box_place(input: InputId) -> u64 {
    u64::from(input.0 % BLACK_BOX_PLACES) * ENTRY_BYTES
}

/// A black box: an unnamed file in memory.
///
/// # Errors
/// When the kernel has no memory or no descriptor for it.
pub(super) fn new_black_box() -> io::Result<File> {
    // SAFETY: the name is a string that ends with a zero; the result is checked.
    let fd = check(unsafe { libc::memfd_create(c"worker".as_ptr(), libc::MFD_CLOEXEC) })?;
    // SAFETY: just made, and ours alone.
    let file = unsafe { File::from_raw_fd(fd) };
    file.set_len(u64::from(BLACK_BOX_PLACES) * ENTRY_BYTES)?;
    Ok(file)
}

/// The inputs whose units were inside a decoder when the worker wrote last.
pub(super) fn read_black_box(file: &File) -> Vec<InputId> {
    (0..u64::from(BLACK_BOX_PLACES))
        .filter_map(|place| {
            let mut bytes = [0; 8];
            file.read_exact_at(&mut bytes, place * ENTRY_BYTES).ok()?;
            let entry = BlackBoxEntry::from_bytes(bytes);
            entry.inside.then_some(entry.input)
        })
        .collect()
}

/// From here on: no new files, sockets, programs or signals to others. To be called when every plug-in is loaded.
///
/// # Errors
/// When the kernel has no seccomp or the architecture is unknown to it.
pub(super) fn shut() -> io::Result<()> {
    let mut denied: BTreeMap<i64, Vec<SeccompRule>> =
        DENIED.iter().map(|call| (*call, Vec::new())).collect();
    for call in DENIED_FOR_OTHERS {
        denied.insert(*call, vec![of_others().map_err(io::Error::other)?]);
    }
    let architecture = std::env::consts::ARCH
        .try_into()
        .map_err(io::Error::other)?;
    let errno = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let filter = SeccompFilter::new(denied, SeccompAction::Allow, errno, architecture)
        .map_err(io::Error::other)?;
    let program: BpfProgram = filter.try_into().map_err(io::Error::other)?;
    seccompiler::apply_filter_all_threads(&program).map_err(io::Error::other)
}

/// A first argument that names another process. Zero is oneself.
fn of_others() -> Result<SeccompRule, BackendError> {
    let is_not = |pid: u32| {
        let pid = u64::from(pid);
        SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Ne, pid)
    };
    SeccompRule::new(vec![is_not(0)?, is_not(std::process::id())?])
}

/// `abort` signals its own process, and threads ask for their stack's limit.
const DENIED_FOR_OTHERS: &[i64] = &[libc::SYS_tgkill, libc::SYS_prlimit64];

/// `socketpair` stays: a pipeline's bus is made of one, and it leads nowhere.
const DENIED: &[i64] = &[
    libc::SYS_openat,
    libc::SYS_openat2,
    libc::SYS_socket,
    libc::SYS_connect,
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_send_signal,
    libc::SYS_unlinkat,
    libc::SYS_renameat2,
    libc::SYS_linkat,
    libc::SYS_symlinkat,
    libc::SYS_mkdirat,
    libc::SYS_mknodat,
    libc::SYS_fchmodat,
    libc::SYS_fchownat,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_chroot,
    libc::SYS_pivot_root,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_kill,
    libc::SYS_tkill,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    libc::SYS_setuid,
    libc::SYS_setgid,
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
    #[cfg(target_arch = "x86_64")]
    libc::SYS_link,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_symlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mkdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mknod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chown,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_black_box_tells_who_was_inside() {
        let file = new_black_box().expect("memory");
        for (input, inside) in [(3, true), (7, true), (3, false), (70, true)] {
            let entry = BlackBoxEntry {
                input: InputId(input),
                inside,
            };
            file.write_all_at(&entry.to_bytes(), black_box_place(entry.input))
                .expect("written");
        }
        assert_eq!(read_black_box(&file), [InputId(70), InputId(7)]);
    }

    /// Runs this test once more in a process of its own, for what it shuts stays shut.
    #[test]
    #[expect(
        clippy::disallowed_methods,
        reason = "how the second process learns what it is"
    )]
    fn a_worker_reaches_nothing_and_nobody() {
        const OUTSIDE: &str = "TOLK_TEST_OUTSIDE";
        if let Ok(outside) = std::env::var(OUTSIDE) {
            return look_around(outside.parse().expect("a process"));
        }
        let status = Command::new(std::env::current_exe().expect("a program"))
            .args([
                "--exact",
                "worker::sandbox::tests::a_worker_reaches_nothing_and_nobody",
            ])
            .env(OUTSIDE, std::process::id().to_string())
            .status()
            .expect("it starts");
        assert!(status.success(), "see above");
    }

    fn look_around(outside: libc::pid_t) {
        shut().expect("a kernel with seccomp");
        let nothing = std::ptr::null::<u8>();
        let (own, file) = (std::process::id(), c"/etc/hostname".as_ptr());
        let refused = |what, result: libc::c_long| {
            let why = io::Error::last_os_error().raw_os_error();
            assert_eq!((result, why), (-1, Some(libc::EPERM)), "{what}");
        };
        // SAFETY: calls that are refused, and would else change nothing that matters; every pointer is null or to a constant.
        unsafe {
            let call = libc::syscall;
            refused("files", call(libc::SYS_openat, libc::AT_FDCWD, file, 0));
            let datagrams = libc::SOCK_DGRAM;
            refused(
                "sockets",
                call(libc::SYS_socket, libc::AF_INET, datagrams, 0),
            );
            refused("programs", call(libc::SYS_execve, file, nothing, nothing));
            refused("signals", call(libc::SYS_kill, outside, 0));
            refused("threads", call(libc::SYS_tgkill, outside, outside, 0));
            refused(
                "queues",
                call(libc::SYS_rt_sigqueueinfo, outside, 0, nothing),
            );
            refused(
                "limits",
                call(libc::SYS_prlimit64, outside, 0, nothing, nothing),
            );
        }
        // SAFETY: signal zero changes nothing, and a null pointer asks for nothing.
        let oneself = unsafe {
            [
                libc::syscall(libc::SYS_tgkill, own, libc::gettid(), 0),
                libc::syscall(libc::SYS_prlimit64, 0, 0, nothing, nothing),
            ]
        };
        assert_eq!(oneself, [0, 0], "what libraries need");
    }
}
