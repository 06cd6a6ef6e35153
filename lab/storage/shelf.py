"""Where finished runs can be kept: what every such place offers, and the plainest one, the memory of this process."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import stdev
from typing import Protocol

from core.engine.choice import chosen
from core.experiment import Experiment
from core.results import RunResult


@dataclass(frozen=True, slots=True)
class StoredExperiment:
    """An experiment all runs of which are stored.

    `created` and `seen` (when it was last asked for) are in UTC. `accuracies` holds, for each arm, the mean over the
    seeds of the final network's accuracy on all 10,000 validation images, a fraction of 1, and `spreads`
    the standard deviation over them, None for one seed.
    """

    experiment: Experiment
    created: datetime
    seen: datetime
    accuracies: tuple[float, ...]
    spreads: tuple[float | None, ...]

    @property
    def best(self) -> int:
        """The index of the arm with the highest accuracy, the first among equals."""
        return max(range(len(self.accuracies)), key=self.accuracies.__getitem__)

    @classmethod
    def of(cls, experiment: Experiment, created: float, seen: float, accuracies: Sequence[float]) -> StoredExperiment:
        """Take times in seconds since 1970, and the runs' accuracies arm by arm, seed by seed."""
        seeds = experiment.seeds
        arms = [accuracies[start : start + seeds] for start in range(0, len(accuracies), seeds)]
        means = tuple(sum(arm) / seeds for arm in arms)
        spreads = tuple(stdev(arm) if seeds > 1 else None for arm in arms)
        return cls(experiment, datetime.fromtimestamp(created, UTC), datetime.fromtimestamp(seen, UTC), means, spreads)


class Shelf(Protocol):
    """A place for finished runs, by `core.experiment.Run.key`, and for the experiments that they belong to."""

    def get_runs(self, keys: Iterable[str]) -> dict[str, RunResult]:
        """Those of the runs that are here, by key."""

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys whose runs are here."""

    def put_runs(self, results: Iterable[RunResult]) -> None:
        """Keep the runs, all or none; least recently used ones make room where the place is full."""

    def put_experiment(self, experiment: Experiment, visitor: str | None) -> None:
        """Note that the experiment was asked for now, and by whom."""

    def recent(self, limit: int, visitor: str | None) -> list[StoredExperiment]:
        """The complete experiments last asked for, by this visitor where one is named, newest first."""


def run_keys(experiment: Experiment) -> list[str]:
    """The keys of all runs of an experiment by the engine that is chosen, arm by arm, seed by seed."""
    return run_keys_by(chosen().identity, experiment)


def run_keys_by(engine: str, experiment: Experiment) -> list[str]:
    """The keys of all runs of an experiment by an engine, arm by arm, seed by seed."""
    return [experiment.run(arm, seed).key_by(engine) for arm in experiment.arms for seed in experiment.seed_range]


class Memory:
    """A shelf that lasts as long as the process. Thread-safe."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._bytes = 0
        self._lock = threading.Lock()
        self._runs: OrderedDict[str, RunResult] = OrderedDict()  # least recently used first
        self._seen: OrderedDict[str, tuple[Experiment, float, float]] = OrderedDict()  # with when created, when seen
        self._visits: OrderedDict[tuple[str, str], None] = OrderedDict()  # (visitor, experiment key), newest last

    def get_runs(self, keys: Iterable[str]) -> dict[str, RunResult]:
        """See `Shelf`."""
        with self._lock:
            found = {key: self._runs[key] for key in keys if key in self._runs}
            for key in found:
                self._runs.move_to_end(key)
            return found

    def known(self, keys: Iterable[str]) -> set[str]:
        """See `Shelf`."""
        with self._lock:
            return self._runs.keys() & set(keys)

    def put_runs(self, results: Iterable[RunResult]) -> None:
        """See `Shelf`. The run put last is kept whatever its size."""
        with self._lock:
            for result in results:
                self._forget(result.key)
                self._runs[result.key] = result
                self._bytes += _bytes(result)
            while self._bytes > self._limit and len(self._runs) > 1:
                self._forget(next(iter(self._runs)))

    def put_experiment(self, experiment: Experiment, visitor: str | None) -> None:
        """See `Shelf`."""
        with self._lock:
            now = time.time()
            created = self._seen.pop(experiment.key, (experiment, now, now))[1]
            self._seen[experiment.key] = (experiment, created, now)
            if visitor is not None:
                self._visits.pop((visitor, experiment.key), None)
                self._visits[visitor, experiment.key] = None
            for kept in (self._seen, self._visits):
                while len(kept) > MOST_EXPERIMENTS:
                    kept.popitem(last=False)

    def recent(self, limit: int, visitor: str | None) -> list[StoredExperiment]:
        """See `Shelf`."""
        with self._lock:
            mine = [key for who, key in self._visits if who == visitor] if visitor is not None else list(self._seen)
            found = [self._seen[key] for key in reversed(mine) if key in self._seen]
            listed = [(seen, run_keys(seen[0])) for seen in found]
            complete = [(seen, keys) for seen, keys in listed if all(key in self._runs for key in keys)]
            return [
                StoredExperiment.of(*seen, [self._runs[key].validation_accuracy for key in keys])
                for seen, keys in complete[:limit]
            ]

    @property
    def holds_something(self) -> bool:
        """Whether anything is here."""
        with self._lock:
            return bool(self._runs or self._seen)

    def contents(self) -> tuple[list[RunResult], list[tuple[Experiment, str | None]]]:
        """Everything that is here: the runs, and the experiments each with a visitor, oldest first."""
        with self._lock:
            visits: list[tuple[Experiment, str | None]] = [(row[0], None) for row in self._seen.values()]
            visits += [(self._seen[key][0], visitor) for visitor, key in self._visits if key in self._seen]
            return list(self._runs.values()), visits

    def drop(self, runs: Iterable[RunResult], visits: Iterable[tuple[Experiment, str | None]]) -> None:
        """Forget these runs and experiments: they have found a better place."""
        with self._lock:
            for result in runs:
                self._forget(result.key)
            for experiment, visitor in visits:
                self._seen.pop(experiment.key, None)
                self._visits.pop((visitor or "", experiment.key), None)

    def _forget(self, key: str) -> None:
        if key in self._runs:
            self._bytes -= _bytes(self._runs.pop(key))


MOST_EXPERIMENTS = 10_000
"""How many experiments a shelf lists; those not asked for the longest are forgotten."""


def _bytes(result: RunResult) -> int:
    """About what a run takes in memory: its arrays, and two kB a record."""
    return sum(layer.nbytes for layer in result.weights) + result.predictions.nbytes + 2000 * len(result.records)
