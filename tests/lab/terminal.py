"""The command line on a terminal of its own, as people run it."""

import os
import struct
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TERMINAL = ("fcntl", "pty", "termios")


def on_a_terminal(arguments: Sequence[str], act: Callable[[subprocess.Popen[bytes], bytes], None]) -> tuple[int, str]:
    """Run it with standard error on a terminal; `act` is called with all that was shown, at each new piece."""
    fcntl, pty, termios = (pytest.importorskip(name, reason="Windows has no such terminal") for name in TERMINAL)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    with subprocess.Popen(
        [sys.executable, "-m", "lab", *arguments],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            act(process, shown)
    os.close(ours)
    return process.returncode, shown.decode()
