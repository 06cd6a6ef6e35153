"""What of a sweep is there already, in the store or shipped with the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.engine.choice import chosen
from core.experiment import Run
from core.results import RunResult
from lab.storage.lists import portions
from lab.storage.store import Store


def stored(store: Store, runs: Sequence[Run]) -> Iterator[RunResult]:
    """Those of the runs that the engine of this process has trained before, without their weights.

    What another engine has made is not taken: one table does not mix two.
    """
    here = chosen().identity
    for keys in portions(run.key for run in runs):
        found = store.get_runs(keys, weights=False)
        yield from (result for result in found.values() if result.engine == here)
