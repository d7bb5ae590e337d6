"""The memory of a serving process stays in memory: it holds data keys, tokens and what is being read."""

import ctypes
import resource

PR_SET_DUMPABLE = 4
LIBC = ctypes.CDLL(None, use_errno=True)


def leave_no_memory_behind() -> None:
    """No core file when the process crashes, whatever the system would write and whereto (core(5), prctl(2)),
    and no look into it for other processes of its account."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if LIBC.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the memory of this process could be dumped")
