"""Training the book's experiments: what the store has is read from there, what it lacks is trained and put there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.datasets import mnist
from core.experiment import Experiment, Run
from core.results import RunResult
from lab.book.outcome import Outcome, Seen
from lab.book.row import Row
from lab.storage.store import Store
from lab.sweeps.stored import stored
from lab.sweeps.training import Tick, train


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is trained: how many seeds of each row, by its key; a row that is not named is left out."""

    seeds: Mapping[str, int]

    def rows(self, rows: Sequence[Row]) -> list[Row]:
        """The rows that are trained, in order."""
        return [row for row in rows if row.key in self.seeds]

    def experiments(self, rows: Sequence[Row]) -> list[Experiment]:
        """The experiments that are trained, each once though several rows may read it, in the order of the rows."""
        return list(dict.fromkeys(row.of_seeds(self.seeds[row.key]) for row in self.rows(rows)))

    def runs(self, rows: Sequence[Row]) -> list[Run]:
        """All runs of these experiments."""
        whole = self.experiments(rows)
        return [run for experiment in whole for seed in experiment.seed_range for run in experiment.runs(seed)]


def full(rows: Sequence[Row]) -> Extent:
    """All rows with all of their seeds."""
    return Extent({row.key: row.experiment.seeds for row in rows})


def quick(rows: Sequence[Row]) -> Extent:
    """What three minutes of two cores have time for."""
    return Extent({row.key: row.quick for row in rows if row.quick})


def lacking(runs: Sequence[Run], store: Store) -> list[Run]:
    """Those of the runs that the store does not have."""
    known = store.known([run.key for run in runs])
    return [run for run in runs if run.key not in known]


class Reader:
    """What the rows read off the runs. A run is read when it comes and then let go: 15,000 records take 30 MB."""

    def __init__(self, rows: Sequence[Row], extent: Extent) -> None:
        self._wanted = {row: row.of_seeds(extent.seeds[row.key]) for row in extent.rows(rows)}
        self._seen: dict[tuple[Row, Run], Seen] = {}
        self._read: set[Run] = set()
        self._labels = mnist().test.labels

    def read(self, result: RunResult) -> None:
        """Read a finished run for every row that is about it."""
        self._read.add(result.run)
        for row, experiment in self._wanted.items():
            if result.run == experiment.run(row.tested, result.run.seed) and result.run.seed in experiment.seed_range:
                self._seen[row, result.run] = Seen.of(row, result, self._labels)

    def unread(self, runs: Sequence[Run]) -> list[Run]:
        """Those of the runs that have not been read."""
        return [run for run in runs if run not in self._read]

    def outcomes(self) -> list[Outcome]:
        """The outcomes of all rows, in order."""
        return [
            Outcome(row, tuple(self._seen[row, experiment.run(row.tested, seed)] for seed in experiment.seed_range))
            for row, experiment in self._wanted.items()
        ]


def make(rows: Sequence[Row], extent: Extent, store: Store, tick: Tick) -> list[Outcome]:
    """Train what is missing and give the outcomes of the rows.

    What is finished is in the store at once: where this is stopped, the next time goes on from there. Raises
    `core.datasets.DataError` and `lab.seeds.TrainingError`.
    """
    reader, runs = Reader(rows, extent), extent.runs(rows)
    for run in runs:
        for result in stored(store, [run]):
            reader.read(result)

    def keep(result: RunResult) -> None:
        store.put_runs([result])
        reader.read(result)

    train(reader.unread(runs), keep, tick)
    for experiment in extent.experiments(rows):
        store.put_experiment(experiment, None)
    return reader.outcomes()
