"""The live runs that requests share, so that what several want is trained once."""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakValueDictionary

from core.experiment import Experiment, Run
from core.results import RunResult
from lab.serving.requests import LiveRun, Request


class SharedRuns:
    """The live runs that requests may share: all that are wanted, and those of ended requests that somebody keeps."""

    def __init__(self) -> None:
        self._live: WeakValueDictionary[Run, LiveRun] = WeakValueDictionary()

    def request(self, experiment: Experiment, stored: Mapping[str, RunResult]) -> Request:
        """A request for the experiment, of live runs that are here and, by `Run.key`, of runs that are `stored`."""
        rows = ((self._get(run, stored) for run in row) for row in _rows(experiment))
        return Request(experiment, tuple(map(tuple, rows)))

    def repeat(self, experiment: Experiment) -> Request:
        """A request that trains every run anew. Its runs are its own: nobody who knows them has to wait for it."""
        own = {run: LiveRun(run) for row in _rows(experiment) for run in row}  # two arms may be the same
        rows = tuple(tuple(own[run] for run in row) for row in _rows(experiment))
        return Request(experiment, rows, again=True)

    def drop(self, live: LiveRun) -> None:
        """Forget this run: whoever wants it from now on has it trained anew."""
        live.pause = None
        if self._live.get(live.run) is live:
            del self._live[live.run]

    def _get(self, run: Run, stored: Mapping[str, RunResult]) -> LiveRun:
        known = self._live.get(run)
        if known is None:
            result = stored.get(run.key)
            known = self._live[run] = LiveRun(run) if result is None else LiveRun(run, result.records, result)
        return known


def _rows(experiment: Experiment) -> list[list[Run]]:
    """The runs of an experiment, [arm][seed]."""
    return [[experiment.run(arm, seed) for seed in experiment.seed_range] for arm in experiment.arms]
