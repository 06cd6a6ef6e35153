"""A dashboard of the test's own, as a process, and what it answers."""

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.dashboard import wait_for

ROOT = Path(__file__).parents[3]


@dataclass
class Server:
    port: int
    log: Path
    store: Path
    process: subprocess.Popen[bytes]

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def log_text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, **settings: str) -> Server:
    port = free_port()
    store, log = folder / "results.sqlite3", folder / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.headless=true"]
    command += [f"--server.port={port}", "--server.address=127.0.0.1"]
    environment = {**os.environ, "LAB_STORE": f"sqlite:///{store}", "LAB_WORKERS": "1", **settings}
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT)
    return Server(port, log, store, process)


@contextmanager
def serving(folder: Path, base: str = "", **settings: str) -> Iterator[Server]:
    """A dashboard, under the path `base` where one is named."""
    running = start(folder, **settings, STREAMLIT_SERVER_BASE_URL_PATH=base)
    try:
        wait_for(running.url(f"{base}/_stcore/health"), running.process)
        yield running
    finally:
        running.process.terminate()
        running.process.wait(20)


def answer(url: str) -> tuple[int, dict[str, str]]:
    try:
        with urllib.request.urlopen(url, timeout=10) as got:
            return got.status, {name.lower(): value for name, value in got.headers.items()}
    except urllib.error.HTTPError as refused:
        return refused.code, {name.lower(): value for name, value in refused.headers.items()}
