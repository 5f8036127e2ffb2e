"""Gives up, for good, what a parser of hostile media does not need.

Works for any user, in a container without capabilities: resource limits, and a filter of system
calls as seccomp(2) describes it. The numbers of system calls are of Linux's
arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import resource
import signal
import struct
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from video_catalog.probe.limits import Limits

LIBRARY: Final = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG: Final = 1
PR_SET_DUMPABLE: Final = 4
PR_SET_SECCOMP: Final = 22
PR_SET_NO_NEW_PRIVS: Final = 38
SECCOMP_MODE_FILTER: Final = 2

KILL: Final = 0x80000000
ALLOW: Final = 0x7FFF0000
REFUSE: Final = 0x00050000 | errno.EPERM
ABSENT: Final = 0x00050000 | errno.ENOSYS

LOAD_WORD, JUMP_IF_EQUAL, JUMP_IF_ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
NUMBER_AT: Final = 0
ARCHITECTURE_AT: Final = 4
THIRD_ARGUMENT_AT: Final = 32
PROT_EXEC: Final = 4

ARCHITECTURES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

ALLOWED: Final = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "lseek": (8, 62),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigreturn": (15, 139),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "sched_yield": (24, 124),
    "nanosleep": (35, 101),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "restart_syscall": (219, 128),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
    "rseq": (334, 293),
}
"""By name: the number on x86_64 and on aarch64, there of what stands in for an older call."""

WITHOUT_EXECUTION: Final = {"mmap": (9, 222), "mprotect": (10, 226)}
"""Allowed where the memory does not become executable."""

REFUSED: Final = {
    # Who ignores or blocks SIGALRM has all the time there is.
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    # What libraries try without need: they can do without.
    "open": (2, 56),
    "stat": (4, 79),
    "fstat": (5, 80),
    "lstat": (6, 79),
    "ioctl": (16, 29),
    "access": (21, 48),
    "uname": (63, 160),
    "fcntl": (72, 25),
    "getcwd": (79, 17),
    "readlink": (89, 78),
    "sysinfo": (99, 179),
    "sched_getaffinity": (204, 123),
    "openat": (257, 56),
    "newfstatat": (262, 79),
    "readlinkat": (267, 78),
    "prlimit64": (302, 261),
    "membarrier": (324, 283),
    "statx": (332, 291),
    # A decoder goes on with one thread.
    "clone": (56, 220),
    # Without it abort(3) still ends the process, by another signal.
    "tgkill": (234, 131),
}
UNKNOWN: Final = {"clone3": (435, 435)}
"""Said to be absent, so that the C library tries the older call."""


def not_dumpable() -> None:
    """Let no other process of this user look into this one's memory."""
    _prctl(PR_SET_DUMPABLE, 0)


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that started it ends."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def prepare() -> None:
    """Give up what can be before the limits are known, so that `enter` takes less time.

    Raises:
        OSError: the kernel refuses; nothing must be parsed then.
    """
    not_dumpable()
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    program(platform.machine())


def enter(limits: Limits) -> None:
    """Give up all but computing, and reading and writing what is open, after `prepare`.

    A forbidden system call kills the process by SIGSYS; the time limits by SIGALRM and SIGXCPU.

    Args:
        limits: time and memory.

    Raises:
        OSError: the kernel refuses; nothing must be parsed then.
    """
    for name, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(name, (most, most))
    # At the second limit the kernel kills by SIGKILL, which says nothing.
    processor = limits.processor_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (processor, processor + 1))
    for number in (signal.SIGALRM, signal.SIGXCPU):
        signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    _filter(program(platform.machine()))


@cache
def program(machine: str) -> bytes:
    """The filter for a machine, as the kernel's struct sock_filter.

    Args:
        machine: as uname(2) names it.

    Raises:
        OSError: the system calls of that machine are not known.
    """
    if machine not in ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no filter of system calls for {machine}")
    column = list(ARCHITECTURES).index(machine)
    rules: list[bytes] = [
        _instruction(LOAD_WORD, ARCHITECTURE_AT),
        _instruction(JUMP_IF_EQUAL, ARCHITECTURES[machine], 1, 0),
        _instruction(RETURN, KILL),
        _instruction(LOAD_WORD, NUMBER_AT),
    ]
    rules += _all(ALLOWED, column, ALLOW)
    rules += _all(REFUSED, column, REFUSE)
    rules += _all(UNKNOWN, column, ABSENT)
    for number in _numbers(WITHOUT_EXECUTION, column):
        rules += [
            _instruction(JUMP_IF_EQUAL, number, 0, 4),
            _instruction(LOAD_WORD, THIRD_ARGUMENT_AT),
            _instruction(JUMP_IF_ANY_BIT, PROT_EXEC, 0, 1),
            _instruction(RETURN, KILL),
            _instruction(RETURN, ALLOW),
        ]
    return b"".join([*rules, _instruction(RETURN, KILL)])


def _all(calls: Mapping[str, tuple[int, int]], column: int, verdict: int) -> Iterable[bytes]:
    for number in _numbers(calls, column):
        yield _instruction(JUMP_IF_EQUAL, number, 0, 1)
        yield _instruction(RETURN, verdict)


def _numbers(calls: Mapping[str, tuple[int, int]], column: int) -> list[int]:
    return sorted({numbers[column] for numbers in calls.values()})


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def _filter(instructions: bytes) -> None:
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    size = struct.calcsize("<HBBI")
    loaded = _Program(len(instructions) // size, ctypes.addressof(buffer))
    _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(loaded))


def _prctl(option: int, value: int, third: int = 0) -> None:
    zero = ctypes.c_ulong(0)
    if LIBRARY.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(third), zero, zero) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl({option}): {os.strerror(number)}")
