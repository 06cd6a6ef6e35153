"""The store when its database is locked, full, read-only, damaged or gone: it goes on, and says what is wrong."""

import math
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event

from core.experiment import Experiment
from core.results import RunResult
from lab.storage.dialects import ADVISORY
from lab.storage.shelf import Memory, run_keys
from lab.storage.store import RETRY, Store
from tests.lab.conftest import Cluster
from tests.lab.processes import KILLED
from tests.lab.synthetic import finished, finished_runs
from tests.lab.writer import EXPERIMENT as WRITTEN

ROOT = Path(__file__).parents[2]
SMALL = Experiment(epochs=1, seeds=1)
Opener = Callable[..., Store]


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def another(seed: int) -> Experiment:
    return replace(SMALL, first_seed=seed)


def put(store: Store, experiment: Experiment) -> list[RunResult]:
    results = finished_runs(experiment)
    store.put_runs(results)
    store.put_experiment(experiment, "somebody")
    return results


def assert_holds(store: Store, results: list[RunResult]) -> None:
    found = store.get_runs([result.run.key for result in results])
    assert [found[result.run.key].same(result) for result in results] == [True] * len(results)


def assert_goes_on(store: Store, reason: str) -> None:
    """The store says what is wrong, and keeps in memory what it is given."""
    results = put(store, another(999))
    assert reason in str(store.notice)
    assert "in memory" in str(store.notice)
    assert_holds(store, results)
    assert [row.experiment for row in store.recent(1)] == [another(999)]
    assert [row.experiment for row in store.recent(1, "somebody")] == [another(999)]


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def test_garbage_in_place_of_the_database(
    sqlite_url: str, open_store: Opener, caplog: pytest.LogCaptureFixture
) -> None:
    file_of(sqlite_url).write_bytes(b"this is not a database, " * 1000)
    clock = Clock()
    store = open_store(sqlite_url, clock=clock)
    assert "not a database" in str(store.notice)
    assert_goes_on(store, "not a database")
    for _ in range(10):
        clock.now += RETRY
        store.catch_up()
        store.get_runs(run_keys(another(0)))
    store.close(patience=math.inf)  # does not wait for what will not come
    assert len(caplog.records) == 1, "it is said once"
    assert file_of(sqlite_url).read_bytes().startswith(b"this is not"), "somebody else's file was overwritten"


def test_a_folder_in_place_of_the_database(sqlite_url: str, open_store: Opener) -> None:
    file_of(sqlite_url).mkdir()
    assert_goes_on(open_store(sqlite_url), "cannot be opened")


def test_a_file_in_place_of_the_folder(tmp_path: Path, open_store: Opener) -> None:
    (tmp_path / "file").touch()
    assert_goes_on(open_store(f"sqlite:///{tmp_path}/file/results.sqlite3"), "The folder for the database")


@pytest.mark.parametrize("cut", ["end", "middle", "all"])
def test_a_damaged_database(sqlite_url: str, open_store: Opener, cut: str) -> None:
    first = open_store(sqlite_url)
    for seed in range(5):
        put(first, another(seed))
    first.close()
    file = file_of(sqlite_url)
    whole = file.read_bytes()
    noise = random.Random(0).randbytes(len(whole))  # noqa: S311 - not for secrets
    file.write_bytes({"end": whole[: len(whole) // 2], "middle": whole[:4096] + noise[4096:], "all": noise}[cut])
    store = open_store(sqlite_url)
    for seed in range(5):
        store.get_runs(run_keys(another(seed)))
    assert_goes_on(store, {"end": "damaged", "middle": "damaged", "all": "not a database"}[cut])


def test_a_locked_database_is_used_again_once_it_is_free(sqlite_url: str, open_store: Opener) -> None:
    clock = Clock()
    store = open_store(sqlite_url, patience=0.05, clock=clock)
    before = put(store, another(0))
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert_goes_on(store, "locked by another program")
        assert_holds(store, before)
        assert len(store.recent(9)) == 2
        other.execute("ROLLBACK")
    put(store, another(1))
    assert "locked" in str(store.notice), "the database was tried again too early"
    clock.now += RETRY
    after = put(store, another(2))
    assert store.notice is None
    assert len(store.recent(9)) == 4
    for results in (before, finished_runs(another(999)), finished_runs(another(1)), after):
        assert_holds(open_store(sqlite_url), results)
    assert [row.experiment for row in open_store(sqlite_url).recent(9, "somebody")][-1] == another(0)


def test_a_database_that_cannot_even_be_read(sqlite_url: str, open_store: Opener) -> None:
    open_store(sqlite_url).close()
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert_goes_on(open_store(sqlite_url, patience=0.05), "locked by another program")


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    """A file system in memory of this size."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system can be mounted by root only; test_a_database_that_may_not_grow stands in")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk(tmp_path: Path, open_store: Opener) -> None:
    clock = Clock()
    with small_disk(tmp_path, "2m"):
        store = open_store(f"sqlite:///{tmp_path}/results.sqlite3", clock=clock)
        stored = []
        while store.notice is None:
            stored += put(store, another(len(stored)))
        assert len(stored) >= 4
        assert_goes_on(store, "is full")
        assert_holds(store, stored)
        subprocess.run(["mount", "-o", "remount,size=20m", tmp_path], check=True)
        clock.now += RETRY
        stored += put(store, another(len(stored)))
        assert store.notice is None
        fresh = open_store(f"sqlite:///{tmp_path}/results.sqlite3")
        assert_holds(fresh, [*stored, *finished_runs(another(999))])
        store.close()
        fresh.close()


def test_a_disk_that_is_full_from_the_start(tmp_path: Path, open_store: Opener) -> None:
    with small_disk(tmp_path, "64k"):
        (tmp_path / "filler").write_bytes(bytes(32_768))
        store = open_store(f"sqlite:///{tmp_path}/results.sqlite3")
        put(store, SMALL)
        assert_goes_on(store, "The disk that holds")
        store.close()


def test_a_database_that_may_not_grow(sqlite_url: str, open_store: Opener) -> None:
    store = open_store(sqlite_url)
    before = put(store, another(0))
    engine = store._database._engine

    @event.listens_for(engine, "begin")
    def _(connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")  # as far as it has come

    assert_goes_on(store, "is full")
    assert_holds(store, before)


AS_SOMEBODY_ELSE = """
import os, sys
from core.experiment import Experiment
from lab.storage.shelf import run_keys
from lab.storage.store import Store
from tests.lab.synthetic import finished_runs
if hasattr(os, "geteuid") and os.geteuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
store = Store(sys.argv[1])
experiment = Experiment(epochs=1, seeds=1, first_seed=999)
store.put_runs(finished_runs(experiment))
store.put_experiment(experiment, None)
assert store.has_all(run_keys(experiment))
assert [row.experiment for row in store.recent(1)] == [experiment]
store.close()
print(store.notice)
"""


@pytest.mark.parametrize("existing", [True, False], ids=["existing", "new"])
def test_a_read_only_folder(open_store: Opener, existing: bool) -> None:
    with tempfile.TemporaryDirectory() as name:  # not tmp_path, which nobody else may enter
        folder = Path(name)
        url = f"sqlite:///{folder}/results.sqlite3"
        if existing:
            open_store(url).close()
            file_of(url).chmod(0o444)
        folder.chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", AS_SOMEBODY_ELSE, url], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
        )
        folder.chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert "read-only" in done.stdout or "may not be written to" in done.stdout


def test_the_file_is_deleted_while_the_server_runs(sqlite_url: str, open_store: Opener) -> None:
    store = open_store(sqlite_url)
    put(store, another(0))
    for file in file_of(sqlite_url).parent.glob("results.sqlite3*"):
        file.unlink()
    assert_holds(store, put(store, another(1)))
    assert store.notice is None
    assert_holds(open_store(sqlite_url), finished_runs(another(1)))


def writer(url: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, ROOT / "tests/lab/writer.py", url, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )


def test_kill_9_between_writing_and_commit_loses_that_run_only(url: str, open_store: Opener) -> None:
    with writer(url, "3", "up", "before-commit") as process:
        keys = process.communicate(timeout=60)[0].split()
    assert process.returncode == KILLED
    results = [finished(WRITTEN.run(WRITTEN.arms[0], seed)) for seed in range(3)]
    assert keys == [result.run.key for result in results[:2]]
    store = open_store(url)
    assert_holds(store, results[:2])
    assert not store.known([results[2].run.key])
    store.put_runs(results)
    assert_holds(store, results)
    assert store.notice is None


@pytest.mark.parametrize("lines", [1, 4, 9])
def test_kill_9_at_any_moment_leaves_what_was_reported(url: str, open_store: Opener, lines: int) -> None:
    with writer(url, "1000", "up") as process:
        assert process.stdout is not None
        reported = [process.stdout.readline().strip() for _ in range(lines)]
        process.kill()
        reported += process.stdout.read().split()
    store = open_store(url)
    found = store.get_runs(reported)
    assert len(found) == len(reported) >= lines
    assert all(found[key].same(finished(found[key].run)) for key in reported)
    assert store.notice is None
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(file_of(url))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_writers_that_wait_too_long_for_postgresql(postgresql_url: str, open_store: Opener) -> None:
    clock = Clock()
    store = open_store(postgresql_url, patience=0.05, clock=clock)
    before = put(store, another(0))
    with psycopg.connect(postgresql_url) as other:
        other.execute(f"SELECT pg_advisory_xact_lock({ADVISORY})")
        assert_goes_on(store, "locked by another program")
        assert_holds(store, before)
    clock.now += RETRY
    put(store, another(1))
    assert store.notice is None
    assert_holds(open_store(postgresql_url), finished_runs(another(999)))


def test_a_read_only_postgresql(postgresql_url: str, cluster: Cluster, open_store: Opener) -> None:
    before = put(open_store(postgresql_url), another(0))
    name = postgresql_url.rpartition("/")[2]
    cluster.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    store = open_store(postgresql_url)
    assert_goes_on(store, "may not be written to")
    assert_holds(store, before)


def test_postgresql_is_stopped_and_started_again(postgresql_url: str, cluster: Cluster, open_store: Opener) -> None:
    clock = Clock()
    store = open_store(postgresql_url, clock=clock)
    before = put(store, another(0))
    cluster.stop()
    try:
        assert_goes_on(store, "cannot be used")
        assert store.get_runs([result.run.key for result in before]) == {}
    finally:
        cluster.start()
    clock.now += RETRY
    after = put(store, another(1))
    assert_holds(store, [*before, *after])
    assert store.notice is None
    assert_holds(open_store(postgresql_url), finished_runs(another(999)))


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://lab:secret@127.0.0.1/lab",
        "postgresql://lab:secret@127.0.0.1:port/lab",
        "postgresql://lab:secret@127.0.0.1:1/lab",
        "sqlite:///\0secret",
    ],
)
def test_a_url_that_leads_nowhere(url: str, open_store: Opener, caplog: pytest.LogCaptureFixture) -> None:
    store = open_store(url)
    assert_goes_on(store, "The ")
    assert "secret" not in f"{store.notice}{caplog.text}"


def test_memory_may_be_asked_for(open_store: Opener) -> None:
    store = open_store("sqlite://")
    assert_holds(store, put(store, SMALL))
    assert store.notice is None


def test_memory_is_bounded_and_forgets_the_least_recently_used() -> None:
    results = [finished_runs(another(seed))[0] for seed in range(4)]
    keys = [result.run.key for result in results]
    memory = Memory(limit_bytes=350_000)  # three runs of 0.1 MB
    memory.put_runs(results[:3])
    memory.get_runs(keys[:1])
    memory.put_runs(results[3:])
    assert memory.known(keys) == {keys[0], keys[2], keys[3]}
    memory.put_runs(results[3:])
    assert memory.known(keys) == {keys[0], keys[2], keys[3]}


def test_no_notice_names_a_path(sqlite_url: str, open_store: Opener) -> None:
    file_of(sqlite_url).mkdir()
    assert os.sep not in str(open_store(sqlite_url).notice)
