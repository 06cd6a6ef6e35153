"""The databases that the store is tested on: SQLite in a file, and a PostgreSQL server of the tests' own."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest

from lab.storage.store import Store


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server on loopback. As root it runs as `postgres`, since it refuses to run as root."""

    bin: Path
    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://lab@127.0.0.1:{self.port}"

    def run(self, program: str, *arguments: str) -> None:
        who: dict[str, Any] = {}
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            who = {"user": "postgres", "group": "postgres", "extra_groups": []}
        data = str(self.folder / "data")
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            subprocess.run(
                [self.bin / program, "-D", data, *arguments], check=True, cwd=self.folder, stdout=log, stderr=log, **who
            )

    def start(self) -> None:
        options = f"-F -p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-w", "-m", "immediate", "stop")

    def execute(self, statement: str, database: str = "postgres") -> None:
        with psycopg.connect(f"{self.url}/{database}", autocommit=True) as connection:
            connection.execute(statement)


def _installed() -> Path | None:
    """The folder of PostgreSQL's programs: where Debian puts them, newest first, or on the path."""
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = [*debian[::-1], *([Path(on_path)] if on_path else [])]
    return found[0].parent if found else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _cluster(programs: Path) -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="lab-postgresql-") as outer:
        Path(outer).chmod(0o755)
        folder = Path(outer, "cluster")
        folder.mkdir()
        cluster = Cluster(programs, folder, _free_port())
        cluster.run("initdb", "-U", "lab", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


@pytest.fixture(scope="session")
def cluster(unavailable: Callable[[str], NoReturn]) -> Iterator[Cluster]:
    """A running PostgreSQL server, for all tests."""
    programs = _installed()
    if programs is None:
        unavailable("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with _cluster(programs) as running:
        yield running


@pytest.fixture
def postgresql_url(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of the test's own."""
    name = f"test_{abs(hash(request.node.nodeid))}"
    cluster.execute(f"CREATE DATABASE {name}")
    yield f"{cluster.url}/{name}"
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The URL of an SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'results.sqlite3'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database, one of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def open_store() -> Iterator[Callable[..., Store]]:
    """Call as `Store`; what was opened is closed after the test."""
    opened: list[Store] = []

    def make(*arguments: Any, **options: Any) -> Store:
        opened.append(Store(*arguments, **options))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


@pytest.fixture
def store(url: str, open_store: Callable[..., Store]) -> Store:
    """An empty store on a database of each kind, without trouble."""
    made = open_store(url)
    assert made.notice is None
    return made
