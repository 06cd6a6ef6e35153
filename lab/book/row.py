"""A published experiment: what the book did and reports, ours beside it, and the band in which ours must lie."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from core.experiment import Arm, Experiment
from core.words import N_, Said
from lab.book.readings import READINGS, THREE, Reading
from lab.saying import followed

SURE = 3.0
"""A band reaches so many standard deviations to either side: with twenty rows, two would leave one outside by chance,
and the spread itself is known from a few seeds only."""

PLAIN = N_(
    "{half:.2f} points to either side of the book's figure: three standard deviations of the difference between its "
    "one run and our mean of {count}, where single runs of other seeds spread by {spread:.2f} points."
)
ONE = N_(
    "{half:.2f} points to either side of the book's figure: three standard deviations of the difference between its "
    "one run and ours, where single runs of other seeds spread by {spread:.2f} points."
)
OF_THREE = N_(
    "{half:.2f} points to either side of the book's figure: three standard deviations of the difference between its "
    "best of three runs and our mean of {count} such, which spread by {spread:.2f} points over other seeds."
)
ONE_OF_THREE = N_(
    "{half:.2f} points to either side of the book's figure: three standard deviations of the difference between its "
    "best of three runs and ours, which spread by {spread:.2f} points over other seeds."
)
REASONS = {(False, False): PLAIN, (False, True): ONE, (True, False): OF_THREE, (True, True): ONE_OF_THREE}
"""By whether the best of three runs counts, and whether there is but one figure of ours."""


@dataclass(frozen=True, slots=True)
class Band:
    """Where our figure must lie, in percent, both ends included, and the reason in a sentence or two."""

    low: float
    high: float
    reason: str

    def holds(self, figure: float) -> bool:
        """Whether the figure lies within; by whole hundredths, as it is written."""
        return self.low <= round(figure, 2) <= self.high


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the book.

    key: its name in files and tests. chapter, section: where it stands in the book.
    name: the network in a few words. did: what the book did, in a sentence.
    reported: the figure, in percent, and where the book has it.
    reads: the key of its reading. trained: our experiment, and the number of the arm that the figure is of, from 0.
    spread: the standard deviation of one figure over other seeds than ours (from 1,000 on), in points, measured before
    the band was set: of such as know all ten digits; of the larger one where the book's images are others.
    quick: how many seeds `--quick` trains; 0 where it leaves the row out.
    shift: how far, in points, ours is known to lie from the book's, before it was run. differs: why, and what else is
    not the same, in a sentence or two.
    """

    key: str
    chapter: int
    section: str
    name: str
    did: str
    reported: tuple[float, str]
    reads: str
    trained: tuple[Experiment, int]
    spread: float
    quick: int
    shift: float = 0.0
    differs: str = ""

    @property
    def figure(self) -> float:
        """What the book reports, in percent."""
        return self.reported[0]

    @property
    def source(self) -> str:
        """Where the book has it."""
        return self.reported[1]

    @property
    def experiment(self) -> Experiment:
        """Ours, with all of its seeds."""
        return self.trained[0]

    @property
    def reading(self) -> Reading:
        """How the figure is read off a run."""
        return READINGS[self.reads]

    @property
    def tested(self) -> Arm:
        """The arm that the figure is of."""
        return self.experiment.arms[self.trained[1]]

    def figures(self, seeds: int) -> int:
        """How many figures so many seeds give: one each, or one of every three."""
        return seeds // THREE if self.reading.rank else seeds

    def of_seeds(self, seeds: int) -> Experiment:
        """The experiment with so many seeds, from the first on."""
        return replace(self.experiment, seeds=seeds)

    def band(self, seeds: int) -> Band:
        """Where the mean of our figures over so many seeds must lie."""
        count = self.figures(seeds)
        half = SURE * self.spread * math.sqrt(1 + 1 / count)
        middle = self.figure + self.shift
        reason = REASONS[self.reading.rank is not None, count == 1]
        said = Said(reason, {"half": half, "count": count, "spread": self.spread})
        low, high = round(middle - half, 2), min(100.0, round(middle + half, 2))
        return Band(low, high, followed(said, self.differs))
