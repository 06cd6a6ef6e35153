"""Writes to the store, in a thread of its own, so that nobody waits for a disk."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterable
from typing import Protocol

from core.experiment import Experiment
from core.results import RunResult

_log = logging.getLogger(__name__)


class Storage(Protocol):
    """What the pool asks of a store, see `lab.storage.store.Store`."""

    def get_runs(self, keys: Iterable[str]) -> dict[str, RunResult]:
        """Those of the runs that are stored."""

    def has_all(self, keys: Iterable[str]) -> bool:
        """Whether all of the runs are stored."""

    def put_runs(self, results: Iterable[RunResult]) -> None:
        """Store finished runs."""

    def put_experiment(self, experiment: Experiment, visitor: str | None) -> None:
        """Note that the experiment was asked for."""


class Recorder:
    """Writes what it is given, one thing after another. A store that fails is written of in the log."""

    def __init__(self, store: Storage) -> None:
        self._store = store
        self._to_do: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="pool-recorder", daemon=True)
        self._thread.start()

    def asked(self, experiment: Experiment, visitor: str) -> None:
        """The visitor has asked for the experiment."""
        self._to_do.put(lambda: self._store.put_experiment(experiment, visitor))

    def finished(self, results: list[RunResult], then: Callable[[], None]) -> None:
        """Store the runs; `then` is called when that is done, or has failed."""

        def keep() -> None:
            try:
                self._store.put_runs(results)
            finally:
                then()

        self._to_do.put(keep)

    def close(self) -> None:
        """Write what is left, and end."""
        self._to_do.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (do := self._to_do.get()) is not None:
            try:
                do()
            except Exception:  # noqa: BLE001 (a result that cannot be stored can still be shown)
                _log.exception("The store has failed")
