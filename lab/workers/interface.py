"""What runs the work, behind an interface small enough for the processes of this machine and for a cluster.

A task is some runs of one seed, trained side by side. It is submitted, reports its progress, and can be cancelled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # a new worker process imports this module before it may load NumPy
    from core.experiment import Run
    from core.results import Record, RunResult


@dataclass(frozen=True, slots=True)
class Progress:
    """What was recorded since the last report: `records[epoch][run]` of consecutive epochs, the first of them `first`.

    A task that is started again because its worker died reports everything again, from epoch 0 on.
    """

    first: int
    records: tuple[tuple[Record, ...], ...]


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


Event = Progress | Finished | Failed | Cancelled


class Trainable(Protocol):
    """What a worker trains, such as a `core.training.Training`: iterate for the records, then ask for the results."""

    def __iter__(self) -> Iterator[tuple[Record, ...]]:
        """One record a run, before training and after each epoch."""

    def results(self) -> tuple[RunResult, ...]:
        """The finished runs."""


class Workers(Protocol):
    """What the pool asks of whatever runs the work."""

    @property
    def count(self) -> int:
        """How many tasks run at a time. The pool submits no more than that."""

    def submit(self, runs: Sequence[Run], listen: Callable[[Event], None]) -> int:
        """Begin a task and give back its number.

        `listen` is called with every event in order, and with exactly one of `Finished`, `Failed` and `Cancelled` at
        the end; in another thread, never from within `submit` or `cancel`. A task whose worker dies is given to
        another worker, once.
        """

    def cancel(self, task: int) -> None:
        """End a task within half a second, and the process that runs it where it does not end by itself.

        Does nothing where the task is over. One that ends by itself at this moment may still be `Finished`.
        """

    def close(self) -> None:
        """End everything, and wait for it. No listener is called from then on."""
