"""What runs the work, behind an interface small enough for the processes of this machine and for a cluster.

A task is some runs of one seed, trained side by side. It is submitted, reports its progress, and can be cancelled.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # a new worker process imports this module before it may load NumPy
    from core.experiment import Run
    from core.results import Record, RunResult
    from core.training import Pause


@dataclass(frozen=True, slots=True)
class Progress:
    """What was recorded since the last report: `records[epoch][run]` of consecutive epochs, the first of them `first`.

    `glimpses` tells of each run what it answers to a few images after the last of these epochs, a digit a byte.
    A task that is started again because its worker died reports everything again, from its first epoch on.
    """

    first: int
    records: tuple[tuple[Record, ...], ...]
    glimpses: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Finished:
    """All runs are trained. The results come without their records, all of which have been reported as `Progress`."""

    results: tuple[RunResult, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """The task cannot be finished: `message` for the visitor, `detail` for the server's log."""

    message: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The task was ended as asked, and what ran it is free."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The task ended between two epochs, as asked or because its time was up: from here another task can go on."""

    pauses: tuple[Pause, ...]


Event = Progress | Finished | Failed | Cancelled | Paused


class Trainable(Protocol):
    """What a worker trains, such as a `core.training.Training`: iterate for the records, then ask for the results.

    `epochs` is the epoch of the last records.
    """

    @property
    def epochs(self) -> int:
        """How many epochs there are."""

    def __iter__(self) -> Iterator[tuple[Record, ...]]:
        """One record a run, before training and after each epoch."""

    def pauses(self) -> tuple[Pause, ...]:
        """The state of every run after the last records."""

    def glimpse(self) -> tuple[bytes, ...]:
        """What every run answers at this moment to a few images, a digit a byte."""

    def results(self) -> tuple[RunResult, ...]:
        """The finished runs."""


class Workers(Protocol):
    """What the pool asks of whatever runs the work."""

    @property
    def count(self) -> int:
        """How many tasks run at a time. The pool submits no more than that."""

    def submit(
        self,
        runs: Sequence[Run],
        listen: Callable[[Event], None],
        paused: Sequence[Pause] = (),
        seconds: float = math.inf,
    ) -> int:
        """Begin a task and give back its number.

        It goes on from what was `paused`, else from the beginning, and is paused again at the end of the first epoch
        after so many `seconds`, unless that is the last. `listen` is called with every event in order, and with exactly
        one of `Finished`, `Failed`, `Cancelled` and `Paused` at the end; in another thread, never from within a method
        of this class. A task whose worker dies is given to another worker, and
        has failed only when three have died of it in a row.
        """

    def pause(self, task: int) -> None:
        """Have a task paused at the end of its epoch. Does nothing where the task is over or in its last epoch."""

    def cancel(self, task: int) -> None:
        """End a task within half a second, and the process that runs it where it does not end by itself.

        Does nothing where the task is over. One that ends by itself at this moment may still be `Finished`.
        """

    def close(self) -> None:
        """End everything, and wait for it. No listener is called from then on."""
