"""A dashboard of a benchmark's or a test's own, and what it takes of the machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROC = Path("/proc")


@contextmanager
def dashboard(**settings: str) -> Iterator[tuple[int, int]]:
    """A dashboard with these settings on a free port of this machine: the port and the process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1", "--server.fileWatcherType=none"]
    environment = {**os.environ, **settings}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
            yield port, server.pid
        finally:
            server.terminate()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers; raises ConnectionError where it does not."""
    for _ in range(300):
        with suppress(OSError), urllib.request.urlopen(url, timeout=1):
            return
        if server.poll() is not None:
            break
        time.sleep(0.2)
    raise ConnectionError("the dashboard did not start")


def resident(pid: int) -> int:
    """The bytes of a process that are in memory; 0 where the system does not tell, as only Linux does."""
    if not PROC.exists():
        return 0
    lines = (PROC / f"{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def processor_seconds(pid: int) -> float:
    """The seconds of processor time that a process has taken, without its children; 0 as for `resident`."""
    if not PROC.exists():
        return 0.0
    numbers = (PROC / f"{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")
