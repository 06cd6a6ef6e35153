"""Writes to the store, in a thread of its own, so that nobody waits for a disk; and lets the store catch up."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from core.experiment import Experiment
from core.results import RunResult
from lab.storage.wishes import LEASE

QUIET = 2.0  # seconds without anything to do after which the store may catch up
FAILED = "The store has failed"
RENEWAL = LEASE / 4  # seconds after which the store is told again that this server is there

_log = logging.getLogger(__name__)


class Storage(Protocol):
    """What the pool asks of a store, see `lab.storage.store.Store`."""

    def get_runs(self, keys: Iterable[str]) -> dict[str, RunResult]:
        """Those of the runs that are stored."""

    def known(self, keys: Iterable[str]) -> set[str]:
        """Those of the keys whose runs are stored."""

    def has_all(self, keys: Iterable[str]) -> bool:
        """Whether all of the runs are stored."""

    def put_runs(self, results: Iterable[RunResult]) -> None:
        """Store finished runs."""

    def put_experiment(self, experiment: Experiment, visitor: str | None) -> None:
        """Note that the experiment was asked for."""

    def begin(self, experiment: Experiment) -> None:
        """Note that this server begins to train the experiment."""

    def ended(self, experiments: Sequence[Experiment]) -> None:
        """Note that the experiments are finished, or wanted by nobody any more."""

    def unfinished(self) -> list[Experiment]:
        """What a server that is no more was training."""

    def catch_up(self) -> None:
        """Store what could not be stored, where it is time to try again."""

    def stay(self) -> None:
        """Note that this server is still there."""


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

    def begun(self, experiment: Experiment) -> None:
        """The experiment waits or runs from now on."""
        self._to_do.put(lambda: self._store.begin(experiment))

    def ended(self, experiments: Sequence[Experiment]) -> None:
        """The experiments wait and run no more."""
        self._to_do.put(lambda: self._store.ended(experiments))

    def finished(self, results: list[RunResult], then: Callable[[], None]) -> None:
        """Store the runs; `then` is called when that is done, or has failed."""

        def keep() -> None:
            try:
                self._store.put_runs(results)
            except Exception:  # noqa: BLE001 (a result that cannot be stored can still be shown)
                _log.exception(FAILED)
            then()

        self._to_do.put(keep)

    def close(self) -> None:
        """Write what is left, and end."""
        self._to_do.put(None)
        self._thread.join()

    def _work(self) -> None:
        renewed = time.monotonic()
        while (do := self._next()) is not None:
            try:
                do()
                if time.monotonic() > renewed + RENEWAL:
                    renewed = time.monotonic()
                    self._store.stay()
            except Exception:  # noqa: BLE001 (a result that cannot be stored can still be shown)
                _log.exception(FAILED)

    def _next(self) -> Callable[[], None] | None:
        """What is to be done next; where nothing comes for a while, what the store has to catch up on."""
        try:
            return self._to_do.get(timeout=QUIET)
        except queue.Empty:
            return self._store.catch_up
