"""Ending processes and waiting for their end, on any system."""

import os
import select
import signal
import sys
import threading
import time

WAIT = 120  # seconds after which a test gives up: a worker may take half a minute to start on a machine that is busy
KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # on Windows, os.kill ends a process at once whatever the signal
KILLED = KILL if sys.platform == "win32" else -KILL  # the return code then


def kill(pid: int) -> None:
    """End a process at once, without its having a say."""
    os.kill(pid, KILL)


def gone(pid: int) -> bool:
    """Wait for a process, ours or not, to end."""
    if sys.platform == "win32":
        return _gone_on_windows(pid)
    if not hasattr(os, "pidfd_open"):
        return _gone_by_asking(pid)
    try:
        watch = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watch], [], [], WAIT)[0])
    finally:
        os.close(watch)


def _gone_by_asking(pid: int) -> bool:
    deadline = time.monotonic() + WAIT
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        threading.Event().wait(0.01)
    return False


def _gone_on_windows(pid: int) -> bool:
    import ctypes

    kernel = ctypes.WinDLL("kernel32")
    kernel.OpenProcess.restype = ctypes.c_void_p
    kernel.WaitForSingleObject.argtypes = (ctypes.c_void_p, ctypes.c_uint32)
    process = kernel.OpenProcess(0x100000, False, pid)  # the right to wait for it
    return not process or kernel.WaitForSingleObject(process, 1000 * WAIT) == 0
