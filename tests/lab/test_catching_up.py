"""What a store does by itself once its database can be used again, and what it does with rows that are too much."""

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from core.experiment import Experiment
from lab.storage import wishes
from lab.storage.codec import HEAD, pack, unpack
from lab.storage.recorder import Recorder
from lab.storage.schema import EXPERIMENTS, MEMBERS, RUNS, VISITS, WISHES
from lab.storage.store import RETRY, Store
from tests.lab.conftest import Cluster
from tests.lab.processes import WAIT
from tests.lab.synthetic import finished_runs
from tests.lab.test_store import outside
from tests.lab.test_store_trouble import Clock, another, assert_holds, put

ROOT = Path(__file__).parents[2]
Opener = Callable[..., Store]
SMALL = Experiment(epochs=1, seeds=1)


def file_of(url: str) -> str:
    return url.removeprefix("sqlite:///")


def locked(url: str) -> sqlite3.Connection:
    other = sqlite3.connect(file_of(url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    return other


def test_what_was_kept_in_memory_is_written_by_itself_and_the_notice_goes(
    sqlite_url: str, open_store: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locked for forty seconds of the store's clock."""
    monkeypatch.setattr("lab.storage.recorder.QUIET", 0.01)
    clock = Clock()
    store = open_store(sqlite_url, patience=0.05, clock=clock)
    with closing(locked(sqlite_url)) as other:
        results = put(store, another(1))
        assert "locked" in str(store.notice)
        clock.now += RETRY
        store.catch_up()
        assert "locked" in str(store.notice), "it still is"
        clock.now += 10.0
        other.execute("ROLLBACK")
    recorder = Recorder(store)
    clock.now += RETRY
    written = threading.Event()
    deadline = time.monotonic() + WAIT
    while store.notice is not None and time.monotonic() < deadline:
        written.wait(0.01)
    recorder.close()
    assert store.notice is None
    assert_holds(open_store(sqlite_url), results)
    assert [row.experiment for row in open_store(sqlite_url).recent(1, "somebody")] == [another(1)]


def test_what_is_kept_in_memory_is_written_when_the_store_closes(sqlite_url: str, open_store: Opener) -> None:
    store = open_store(sqlite_url, patience=0.05)
    with closing(locked(sqlite_url)) as other:
        results = put(store, another(1))
        other.execute("ROLLBACK")
    store.close()
    assert_holds(open_store(sqlite_url), results)


SERVER = """
    import signal, sys, threading
    from lab.storage.store import Store
    from core.experiment import Experiment
    from tests.lab.synthetic import finished_runs

    store = Store(sys.argv[1], patience=0.05)
    for seed in range(20):
        store.put_runs(finished_runs(Experiment(epochs=1, seeds=1, first_seed=seed)))
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    print(store.notice, flush=True)
    ended.wait()
    print("closing", flush=True)
    store.close(patience=20.0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_sigterm_during_an_outage_that_ends_loses_nothing(sqlite_url: str, open_store: Opener) -> None:
    open_store(sqlite_url).close()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", textwrap.dedent(SERVER), sqlite_url]
    with (
        closing(locked(sqlite_url)) as other,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as server,
    ):
        assert server.stdout is not None
        assert "locked" in server.stdout.readline()
        server.send_signal(signal.SIGTERM)
        assert server.stdout.readline() == "closing\n"
        other.execute("ROLLBACK")
        assert server.wait(WAIT) == 0
    store = open_store(sqlite_url)
    for seed in range(20):
        assert_holds(store, finished_runs(another(seed)))


def test_postgresql_is_restarted_while_a_hundred_and_fifty_results_are_written(
    postgresql_url: str, cluster: Cluster, open_store: Opener
) -> None:
    clock = Clock()
    store = open_store(postgresql_url, clock=clock)
    results = [finished_runs(Experiment(SMALL.arms[:1], epochs=1, seeds=1, first_seed=seed))[0] for seed in range(150)]
    begun = threading.Event()

    def write() -> None:
        for number, one in enumerate(results):
            store.put_runs([one])
            if number == 40:
                begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(WAIT)
    cluster.stop()
    writer.join()
    cluster.start()
    clock.now += RETRY
    store.catch_up()
    assert store.notice is None
    assert_holds(open_store(postgresql_url), results)


def test_a_database_that_may_only_be_read_is_read(open_store: Opener) -> None:
    code = """
        import os, sys
        from core.experiment import Experiment
        from lab.storage.store import Store
        from lab.storage.shelf import run_keys
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        store, experiment = Store(sys.argv[1]), Experiment(epochs=1, seeds=1, first_seed=1)
        assert len(store.get_runs(run_keys(experiment))) == 2
        assert [row.experiment for row in store.recent(5)] == [experiment]
        store.put_experiment(experiment, None)
        print(store.notice)
    """
    with tempfile.TemporaryDirectory() as name:  # not tmp_path, which nobody else may enter
        url = f"sqlite:///{name}/results.sqlite3"
        store = open_store(url)
        put(store, another(1))
        store.close()
        Path(name, "results.sqlite3").chmod(0o444)
        Path(name).chmod(0o555)
        command = [sys.executable, "-c", textwrap.dedent(code), url]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
        Path(name).chmod(0o755)
    assert done.returncode == 0, done.stderr
    assert "may not be written to" in done.stdout


DEEP = b"[" * 200_000
LARGE = zlib.compress(bytes(500_000_000), 9)  # half a megabyte
ROWS: dict[str, dict[str, object]] = {
    "a document nested too deep": {"document": zlib.compress(HEAD.pack(len(DEEP)) + DEEP)},
    "a document of half a gigabyte": {"document": LARGE},
    "weights of half a gigabyte": {"weights": LARGE},
    "predictions of half a gigabyte": {"predictions": LARGE},
    "a part that is too large to be fetched": {"predictions": bytes(20_000_001)},
    "a list where an object belongs": {"document": zlib.compress(HEAD.pack(2) + b"[]")},
    "half of a part": {"weights": pack(finished_runs(SMALL)[0]).weights[:-9]},
}


@pytest.mark.parametrize("change", ROWS.values(), ids=ROWS)
def test_one_bad_row_costs_that_row_alone(change: dict[str, object], sqlite_url: str, open_store: Opener) -> None:
    store = open_store(sqlite_url)
    results = put(store, another(1))
    bad, good = (result.run.key for result in results)
    with outside(sqlite_url).begin() as connection:
        connection.execute(update(RUNS).where(RUNS.c.key == bad).values(change))
    tracemalloc.start()
    found = store.get_runs([bad, good])
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found.keys() == {good}
    assert most < 150_000_000
    assert store.notice is None


@pytest.mark.parametrize("settings", ["[" * 50_000, '{"arms": ' * 50_000, "x" * 1_000_000, "[]", "{}", '{"arms": [3]}'])
def test_one_bad_experiment_costs_that_one_alone(settings: str, sqlite_url: str, open_store: Opener) -> None:
    store = open_store(sqlite_url)
    for seed in (1, 2):
        put(store, another(seed))
    with outside(sqlite_url).begin() as connection:
        connection.execute(update(EXPERIMENTS).where(EXPERIMENTS.c.key == another(1).key).values(settings=settings))
    assert [row.experiment for row in store.recent(5)] == [another(2)]


def test_the_largest_result_can_be_read() -> None:
    largest = Experiment(SMALL.arms[:1], hidden=(300, 300), epochs=15_000, train=10, batch=10, seeds=1)
    (result,) = finished_runs(largest)
    assert unpack(pack(result)).run == result.run


def test_members_and_visits_are_bounded(sqlite_url: str, open_store: Opener) -> None:
    store = open_store(sqlite_url, limit_bytes=600_000)  # which leaves a hundred of each
    wide = Experiment(epochs=1, seeds=10)
    for seed in range(12):
        store.put_experiment(replace(wide, first_seed=seed), "somebody")
    with outside(sqlite_url).connect() as connection:
        assert connection.scalar(select(func.count()).select_from(MEMBERS)) <= 120
        assert connection.scalar(select(func.count()).select_from(EXPERIMENTS)) > 2
    for number in range(110):
        store.put_experiment(wide, f"visitor {number}")
    with outside(sqlite_url).connect() as connection:
        assert 100 <= (connection.scalar(select(func.count()).select_from(VISITS)) or 0) <= 101


def test_what_a_server_was_training_is_taken_over_once_it_is_no_more(url: str, open_store: Opener) -> None:
    first, second = open_store(url), open_store(url)
    for seed in range(3):
        first.begin(another(seed))
    first.ended([another(1)])
    with outside(url).begin() as connection:
        connection.execute(update(WISHES).values(server="elsewhere:1"))
    assert second.unfinished() == [], "another server trains them"
    with outside(url).begin() as connection:
        connection.execute(update(WISHES).where(WISHES.c.key == another(0).key).values(until=time.time() - 1))
        mine = wishes.this_server().rpartition(":")[0]
        connection.execute(update(WISHES).where(WISHES.c.key == another(2).key).values(server=f"{mine}:99999999"))
    assert set(second.unfinished()) == {another(0), another(2)}
    second.stay()
    with outside(url).begin() as connection:
        connection.execute(update(WISHES).where(WISHES.c.key == another(0).key).values(settings="[" * 9999))
    assert first.unfinished() == [another(2)], "what cannot be read is dropped"
    with outside(url).connect() as connection:
        assert connection.scalar(select(func.count()).select_from(WISHES)) == 1
