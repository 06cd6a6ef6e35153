"""How soon arms reach an accuracy: the epochs until then, over the seeds, some of which may never get there."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.results import Record, epochs_to_reach

Asks = Literal["accuracy", "epochs"]
"""What a comparison asks. `accuracy`: which arm answers most test images rightly at the end. `epochs`: how soon each
arm reaches `GOAL`."""

GOAL = 0.8
"""The validation accuracy, a fraction of 1, that `epochs` asks for."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The epochs that one arm takes to reach an accuracy, for every seed; None in a seed that never gets there."""

    epochs: tuple[float | None, ...]

    @property
    def reached(self) -> tuple[float, ...]:
        """The epochs of the seeds that get there, in ascending order."""
        return tuple(sorted(epochs for epochs in self.epochs if epochs is not None))

    @property
    def missing(self) -> int:
        """How many seeds never get there."""
        return len(self.epochs) - len(self.reached)

    @property
    def median(self) -> float | None:
        """The median over the seeds that get there, None where none does."""
        return statistics.median(self.reached) if self.reached else None


def reach(seeds: Sequence[Sequence[Record]], accuracy: float = GOAL) -> Reach:
    """How soon an arm reaches a validation accuracy, from its records [seed][epoch].

    A run that diverges later has reached it all the same. Counted as in `results.epochs_to_reach`.
    """
    return Reach(tuple(epochs_to_reach(records, accuracy) for records in seeds))
