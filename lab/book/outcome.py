"""What came out of a row: each run's figure, our mean, whether it lies in its band, and which networks lost digits."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evidence.measures import lost_digits, nearly_lost_digits
from core.results import RunResult
from lab.book.readings import THREE
from lab.book.row import Band, Row

HUNDREDTH = 2  # decimals of a percent: all figures are of 10,000 images


@dataclass(frozen=True, slots=True)
class Seen:
    """One run: its seed, its figure in percent, by what it is ranked among three (None where each counts), the digits
    that its last network has `lost` or `nearly` lost, and the epoch in which it diverged, None where it did not.
    """

    seed: int
    value: float
    rank: float | None
    lost: tuple[int, ...]
    nearly: tuple[int, ...]
    diverged: int | None

    @property
    def whole(self) -> bool:
        """Whether its network knows all ten digits."""
        return not (self.lost or self.nearly)

    @classmethod
    def of(cls, row: Row, result: RunResult, labels: NDArray[np.integer[Any]]) -> Seen:
        """Read a finished run; `labels` (10,000,) are those of the test images."""
        reading = row.reading
        return cls(
            result.run.seed,
            round(100 * reading.value(result), HUNDREDTH),
            round(100 * reading.rank(result), HUNDREDTH) if reading.rank else None,
            lost_digits(result.predictions, labels),
            nearly_lost_digits(result.predictions, labels),
            result.diverged,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A row with what its runs gave, in the order of their seeds."""

    row: Row
    seen: tuple[Seen, ...]

    @classmethod
    def of(cls, row: Row, results: Sequence[RunResult], labels: NDArray[np.integer[Any]]) -> Outcome:
        """Read the finished runs of the row's arm."""
        return cls(row, tuple(Seen.of(row, result, labels) for result in results))

    @property
    def threes(self) -> tuple[Seen, ...]:
        """The best of the first three runs that knows all digits, or else the best, of the next three, and so on; none
        where every run counts.
        """
        if self.row.reading.rank is None:
            return ()
        starts = range(0, len(self.seen) - THREE + 1, THREE)
        threes = (self.seen[start : start + THREE] for start in starts)
        return tuple(max(three, key=lambda run: (run.whole, run.rank or 0.0)) for three in threes)

    @property
    def counted(self) -> tuple[Seen, ...]:
        """The runs whose figures count: all, or the best of every three where it knows all digits.

        Three networks that have each lost a digit would bring the mean of such figures down by points, to where the
        book's best of three was not; `table` and page say where that has happened. Where it has happened to all, they
        count.
        """
        return tuple(run for run in self.threes if run.whole) or self.threes or self.seen

    @property
    def ours(self) -> float:
        """The mean of the figures that count, in percent."""
        return statistics.fmean(run.value for run in self.counted)

    @property
    def of_all(self) -> float:
        """What it would be if the best of every three counted, whichever digits it has lost."""
        return statistics.fmean(run.value for run in self.threes or self.seen)

    @property
    def left_out(self) -> tuple[Seen, ...]:
        """The best of three that do not count."""
        return tuple(run for run in self.threes if run not in self.counted)

    @property
    def lowest(self) -> float:
        """The lowest figure of any run, in percent."""
        return min(run.value for run in self.seen)

    @property
    def highest(self) -> float:
        """The highest."""
        return max(run.value for run in self.seen)

    @property
    def band(self) -> Band:
        """Where `ours` must lie."""
        return self.row.band(len(self.seen))

    @property
    def inside(self) -> bool:
        """Whether it does."""
        return self.band.holds(self.ours)

    @property
    def on_condition(self) -> bool:
        """Whether it lies within only because some best of three does not count."""
        return self.inside and not self.band.holds(self.of_all)

    @property
    def lost(self) -> tuple[Seen, ...]:
        """The runs whose networks have lost a digit, or nearly."""
        return tuple(run for run in self.seen if not run.whole)
