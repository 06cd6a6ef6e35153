"""What came of a class's experiment, and beside it what the class had predicted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median, stdev
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.results import RunResult
from core.verdict import Verdict, judge
from lab import verdicts, wording
from lab.boards.board import Board, Room
from lab.saying import Sentence, first

Results = Mapping[int, Sequence[RunResult]]
"""The finished runs of each student by number, an arm a run."""


@dataclass(frozen=True, slots=True)
class Predicted:
    """How many students said that an arm will be ahead, and the median of the points by which; None where nobody."""

    count: int
    points: float | None


@dataclass(frozen=True, slots=True)
class Spread:
    """The mean test accuracy of an arm in percent, and its standard deviation over the seeds, None for one seed."""

    mean: float
    deviation: float | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict of a class over its seeds: in numbers, in a line, and what that leaves open.

    `foreseen` says what the class had predicted: beside an arm that is ahead how many had named it, else which arm most
    of them had named. `spreads` has an entry an arm.
    """

    verdict: Verdict
    headline: str
    detail: str
    foreseen: str
    spreads: tuple[Spread, ...]


@dataclass(frozen=True, slots=True)
class _Foreseen:
    """What the sentence on the predictions depends on.

    Of so many predictions (`count`) so many (`most`) were for the arm in question, which is `ahead` or, where none is,
    the one that was predicted most; `shared` where another was predicted as often.
    """

    count: int
    most: int
    ahead: bool
    shared: bool


FORESEEN: tuple[Sentence[_Foreseen], ...] = (
    Sentence("Nobody had predicted.", lambda said: not said.count),
    Sentence(
        "The one prediction named it: {name}, by {points:.1f} points.",
        lambda said: said.ahead and said.count == said.most == 1,
    ),
    Sentence("The one prediction was another arm.", lambda said: said.ahead and said.count == 1),
    Sentence("None of {count} predictions was this arm.", lambda said: said.ahead and not said.most),
    Sentence(
        "{most} of {count} had predicted it, by {points:.1f} points (the median).",
        lambda said: said.ahead,
    ),
    Sentence("The one prediction was {name}, by {points:.1f} points.", lambda said: said.count == 1),
    Sentence("The class was divided: {count} predictions, and no arm was named most.", lambda said: said.shared),
    Sentence("Most often predicted was {name}: {most} of {count}, by {points:.1f} points (the median)."),
)


def predictions(room: Room) -> tuple[Predicted, ...]:
    """What the class has predicted, arm by arm."""
    said: list[list[float]] = [[] for _ in room.board.experiment.arms]
    for student in room.students:
        if student.winner is not None and student.points is not None:
            said[student.winner].append(student.points)
    return tuple(Predicted(len(points), median(points) if points else None) for points in said)


def matrix(board: Board, results: Results) -> list[list[RunResult]]:
    """The runs of those who finished, [arm][seed], the same seeds in every arm."""
    whole = [results[number] for number in sorted(results) if len(results[number]) == len(board.experiment.arms)]
    return [list(runs) for runs in zip(*whole, strict=True)]


def outcome(room: Room, results: Results, labels: NDArray[np.integer[Any]]) -> Outcome | None:
    """What came of the runs that are there, None where there are none; `labels` are those of the test images."""
    runs = matrix(room.board, results)
    if not runs:
        return None
    found = judge(runs, labels)
    arms = room.board.experiment.arms
    names = wording.arm_names(arms)
    detail = verdicts.which(found, names) if len(names) > 2 else verdicts.detail(found, names)
    return Outcome(
        verdict=found,
        headline=verdicts.headline(found, wording.short_names(arms)),
        detail=detail,
        foreseen=_foreseen(found, predictions(room), wording.short_names(arms)),
        spreads=tuple(_spread([100 * run.test_accuracy for run in arm]) for arm in runs),
    )


def _foreseen(found: Verdict, said: Sequence[Predicted], names: Sequence[str]) -> str:
    counts = [row.count for row in said]
    arm = found.winner if found.winner is not None else counts.index(max(counts))
    about = _Foreseen(sum(counts), counts[arm], found.winner is not None, counts.count(counts[arm]) > 1)
    return first(FORESEEN, about).format(
        name=wording.small(names[arm]), most=about.most, count=about.count, points=said[arm].points or 0.0
    )


def _spread(accuracies: Sequence[float]) -> Spread:
    return Spread(mean(accuracies), stdev(accuracies) if len(accuracies) > 1 else None)
