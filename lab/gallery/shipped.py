"""The shipped results as a place to find runs in, below the database and whatever has become of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from core.engine.choice import chosen
from core.experiment import Experiment, Run
from core.results import RunResult
from lab.gallery import files
from lab.gallery.rows import ROWS, Row
from lab.storage.codec import DamagedError
from lab.storage.shelf import StoredExperiment

LOG = logging.getLogger(__name__)


class Shipped:
    """The results of these rows, from the files in `folder`. Reads a file when something in it is first asked for.

    Runs are named by the keys that they have here. Another engine may have made them than the one that trains here;
    then they are given only where all that is asked for is shipped, so that no comparison mixes engines.
    """

    def __init__(self, rows: Iterable[Row] = tuple(ROWS.values()), folder: Path = files.FOLDER) -> None:
        self._rows = tuple(rows)
        self._folder = folder
        self._read: dict[Row, Mapping[Run, RunResult]] = {}

    def listed(self) -> list[StoredExperiment]:
        """What is shipped, in order, for a list. Nobody has asked for it, so it is as old as time itself."""
        found = ((row.experiment, self.results(row.experiment)) for row in self._rows)
        return [
            StoredExperiment.of(experiment, 0, 0, [run.validation_accuracy for runs in results for run in runs])
            for experiment, results in found
            if results is not None
        ]

    def results(self, experiment: Experiment) -> tuple[tuple[RunResult, ...], ...] | None:
        """All results of an experiment, [arm][seed], whoever made them; None where they are not all shipped."""
        rows = [[self._result(experiment.run(arm, seed)) for seed in experiment.seed_range] for arm in experiment.arms]
        found = tuple(tuple(result for result in row if result is not None) for row in rows)
        return found if sum(map(len, found)) == sum(map(len, rows)) else None

    def get_runs(self, keys: Iterable[str]) -> dict[str, RunResult]:
        """Those of the runs that are shipped, and made by the engine that trains here."""
        here = chosen().identity
        return {key: result for key, result in self._of_any(keys).items() if result.engine == here}

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys whose runs are shipped and may be shown together."""
        return set(self.complete(keys, {}))

    def complete(self, keys: Iterable[str], found: Mapping[str, RunResult]) -> dict[str, RunResult]:
        """What was `found` of the wanted runs elsewhere, and what is missing there.

        Where these are results of another engine, they stand for all that is wanted or for nothing.
        """
        wanted = set(keys)
        if wanted <= found.keys():
            return dict(found)
        shipped, here = self._of_any(wanted), chosen().identity
        filled = {key: result for key, result in shipped.items() if result.engine == here} | dict(found)
        alone = wanted == shipped.keys() and len({result.engine for result in shipped.values()}) == 1
        return shipped if alone and not wanted <= filled.keys() else filled

    @cached_property
    def _runs(self) -> dict[str, Run]:
        return {run.key: run for run in self._holders}

    @cached_property
    def _holders(self) -> dict[Run, Row]:
        return files.holders(self._rows)

    def _of_any(self, keys: Iterable[str]) -> dict[str, RunResult]:
        """Those of the runs that are shipped, whichever engine made them."""
        found = {key: self._result(self._runs[key]) for key in keys if key in self._runs}
        return {key: result for key, result in found.items() if result is not None}

    def _result(self, run: Run) -> RunResult | None:
        row = self._holders.get(run)
        if row is None:
            return None
        if row not in self._read:  # two threads at once may both read it: the same
            self._read[row] = self._open(row)
        return self._read[row].get(run)

    def _open(self, row: Row) -> Mapping[Run, RunResult]:
        try:
            return files.read(self._folder, row)
        except (OSError, DamagedError) as wrong:
            LOG.warning("the shipped results of %s could not be read: %s", row.key, wrong)
            return {}


NOTHING = Shipped(())
"""No results at all."""
