"""A pool in which nothing is trained: tests say how far an experiment has come."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.experiment import Experiment
from core.results import Record, RunResult
from lab.serving.pool import Refused
from lab.serving.snapshot import Snapshot
from lab.storage.store import Store
from tests.lab.synthetic import finished
from ui.site import service

GLIMPSE = bytes([0, 1, 2, 3, 4, 5, 6, 7, 8, 4])
"""All of the ten images are answered rightly but the 9."""

ROOT = Path(__file__).resolve().parents[2]


class Bench:
    """Stands in for the pool. `came` and `went` are the visitors who joined and left."""

    def __init__(self) -> None:
        self.snapshots: dict[Experiment, Snapshot] = {}
        self.wanted: dict[Experiment, list[str]] = {}
        self.asked: list[Experiment] = []
        self.came: list[str] = []
        self.went: list[str] = []
        self.refusal = ""

    def join(self, visitor: str, address: str = "") -> None:
        self.came.append(visitor)

    def leave(self, visitor: str) -> None:
        self.went.append(visitor)

    def submit(self, experiment: Experiment, visitor: str, *, again: bool = False, listed: bool = True) -> None:
        if self.refusal:
            raise Refused(self.refusal)
        self.asked.append(experiment)
        self.wanted.setdefault(experiment, []).append(visitor)
        if again or self.snapshot(experiment).state != "finished":
            records: tuple[tuple[tuple[Record, ...], ...], ...] = (((),) * experiment.seeds,) * len(experiment.arms)
            self.snapshots[experiment] = Snapshot("queued", experiment.epochs, position=1, records=records)

    def watch(self, experiment: Experiment, visitor: str) -> Snapshot:
        if experiment in self.wanted:
            self.wanted[experiment].append(visitor)
        return self.snapshot(experiment)

    def cancel(self, experiment: Experiment, visitor: str) -> None:
        self.wanted[experiment].remove(visitor)
        if not self.wanted[experiment]:
            self.snapshots[experiment] = replace(self.snapshot(experiment), state="stopped")

    @property
    def waiting(self) -> int:
        return sum(map(len, self.wanted.values()))

    def snapshot(self, experiment: Experiment, visitor: str = "") -> Snapshot:
        return self.snapshots.get(experiment) or Snapshot.unknown(experiment)

    def glance(self, experiment: Experiment) -> Snapshot | None:
        return self.snapshots.get(experiment)

    def advance(self, experiment: Experiment, epoch: int) -> None:
        """All runs have come so far."""
        records = tuple(tuple(run.records[: epoch + 1] for run in runs) for runs in results_of(experiment))
        glimpses = tuple((GLIMPSE,) * experiment.seeds for _ in experiment.arms)
        self.snapshots[experiment] = Snapshot(
            "running", experiment.epochs, epoch, remaining=1.25, records=records, glimpses=glimpses
        )

    def finish(self, experiment: Experiment) -> None:
        results = results_of(experiment)
        records = tuple(tuple(run.records for run in runs) for runs in results)
        self.snapshots[experiment] = Snapshot(
            "finished", experiment.epochs, experiment.epochs, records=records, results=results
        )

    def fail(self, experiment: Experiment, message: str) -> None:
        self.snapshots[experiment] = Snapshot("failed", experiment.epochs, message=message)


def results_of(experiment: Experiment) -> tuple[tuple[RunResult, ...], ...]:
    return tuple(
        tuple(finished(experiment.run(arm, seed)) for seed in experiment.seed_range) for arm in experiment.arms
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path / 'results.sqlite3'}")
    yield store
    store.close()


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch, store: Store) -> Bench:
    """The stand-in for the pool that the pages of this test use."""
    bench = Bench()
    monkeypatch.setattr(service, "running", lambda: service.Service(bench, store))
    return bench


def open_page(path: str, query: list[tuple[str, str]] | None = None) -> AppTest:
    """Start at home, as `st.page_link` needs, and open a page with a query, the names of which may repeat."""
    at = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30).run()
    assert not at.exception
    at.switch_page(path)
    at.query_params.clear()
    for name, value in query or []:
        at.query_params[name] = [*at.query_params.get(name, []), value]
    at.run()
    assert not at.exception
    return at
