"""How far the runs of a class have come: looked up at most once a second, however many look on.

Runs may be trained by any of the processes that share a store: those under way elsewhere are seen when they are stored.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from core.experiment import Experiment
from core.results import Record, RunResult
from lab.boards.board import Room
from lab.serving.snapshot import Snapshot
from lab.storage.shelf import run_keys

FRESH = 0.8  # seconds that a look is good for
MOST_RECORDS = 50_000  # of finished runs that are kept, of all boards: 30 MB. The boards looked at last are kept anyway

Runs = tuple[RunResult, ...]
"""The finished runs of one student, an arm a run, without weights."""


class Pool(Protocol):
    """What is asked of `lab.serving.pool.Pool`."""

    def glance(self, experiment: Experiment) -> Snapshot | None:
        """The experiment at this moment, where that is in memory."""


class Store(Protocol):
    """What is asked of `lab.storage.store.Store`."""

    def get_runs(self, keys: Iterable[str], *, weights: bool = True) -> dict[str, RunResult]:
        """Those of the runs that are stored."""

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys whose runs are stored."""


@dataclass(frozen=True, slots=True)
class Growth:
    """The runs of those who train, by the student's number.

    `records` holds those of each arm, as far as they have come, `results` those that are finished; `lost` are numbers
    of which nothing is under way here, and nothing stored.
    """

    records: Mapping[int, tuple[tuple[Record, ...], ...]] = field(default_factory=dict)
    results: Mapping[int, Runs] = field(default_factory=dict)
    lost: frozenset[int] = frozenset()

    @property
    def mark(self) -> tuple[int, int]:
        """What changes wherever something has come: how many have finished, and how many records there are."""
        return len(self.results), sum(len(run) for runs in self.records.values() for run in runs)

    def reached(self, number: int) -> int:
        """The epoch that all runs of a student have come to."""
        return min((max(0, len(run) - 1) for run in self.records.get(number, ())), default=0)


@dataclass(slots=True)
class _Kept:
    """What is known of a board: the finished runs by number, and the last look with when it was taken."""

    finished: dict[int, Runs] = field(default_factory=dict)
    last: Growth = field(default_factory=Growth)
    taken: float = float("-inf")
    of: int = 0  # how many trained then
    looking: threading.Lock = field(default_factory=threading.Lock)


class Growths:
    """The growth of every board. Thread-safe. Times are in seconds of any one clock."""

    def __init__(self, pool: Pool, store: Store) -> None:
        self._pool, self._store = pool, store
        self._lock = threading.Lock()
        self._boards: OrderedDict[str, _Kept] = OrderedDict()

    def look(self, room: Room, now: float) -> Growth:
        """How far the class has come by now, or had come less than a second ago."""
        kept = self._kept(room.board.key)
        training = sum(student.trains for student in room.students)
        if (now < kept.taken + FRESH and training == kept.of) or not kept.looking.acquire(blocking=False):
            return kept.last  # somebody looks already
        try:
            kept.last, kept.of = self._looked(room, kept), training
            kept.taken = now
        finally:
            kept.looking.release()
        return kept.last

    def forget(self, key: str) -> None:
        """The board has ended."""
        with self._lock:
            self._boards.pop(key, None)

    def _kept(self, key: str) -> _Kept:
        with self._lock:
            kept = self._boards.setdefault(key, _Kept())
            self._boards.move_to_end(key)
            while len(self._boards) > 1 and _records(self._boards.values()) > MOST_RECORDS:
                self._boards.popitem(last=False)
            return kept

    def _looked(self, room: Room, kept: _Kept) -> Growth:
        records: dict[int, tuple[tuple[Record, ...], ...]] = {}
        elsewhere: dict[int, Experiment] = {}
        for number in (student.number for student in room.students if student.trains):
            if number not in kept.finished:
                experiment = room.board.of(number)
                snapshot = self._pool.glance(experiment)
                if snapshot is not None and (runs := _finished(snapshot)):
                    kept.finished[number] = runs
                elif snapshot is not None and snapshot.state in ("queued", "running"):
                    records[number] = tuple(row[0] for row in snapshot.records)
                else:
                    elsewhere[number] = experiment
        kept.finished |= self._stored(elsewhere)
        records |= {number: tuple(run.records for run in runs) for number, runs in kept.finished.items()}
        lost = frozenset(elsewhere.keys() - kept.finished.keys())
        return Growth(dict(sorted(records.items())), dict(sorted(kept.finished.items())), lost)

    def _stored(self, experiments: Mapping[int, Experiment]) -> dict[int, Runs]:
        """The runs of those students all of whose runs are stored."""
        keys = {number: run_keys(experiment) for number, experiment in experiments.items()}
        known = self._store.known([key for mine in keys.values() for key in mine]) if keys else set()
        whole = {number: mine for number, mine in keys.items() if known.issuperset(mine)}
        found = self._store.get_runs([key for mine in whole.values() for key in mine], weights=False) if whole else {}
        return {
            number: tuple(_light(found[key]) for key in mine)
            for number, mine in whole.items()
            if all(key in found for key in mine)
        }


def _finished(snapshot: Snapshot) -> Runs:
    """The runs of a snapshot of one seed; none where one is not finished."""
    runs = tuple(row[0] for row in snapshot.results)
    return tuple(_light(run) for run in runs if run is not None) if all(runs) else ()


def _light(result: RunResult) -> RunResult:
    """A result without what neither curves nor verdict are made of."""
    records = tuple(replace(record, minibatch_costs=(), close_up=()) for record in result.records)
    return replace(result, weights=(), records=records)


def _records(kept: Iterable[_Kept]) -> int:
    return sum(len(run.records) for one in kept for runs in list(one.finished.values()) for run in runs)
