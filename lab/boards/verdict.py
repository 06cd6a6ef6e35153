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

Results = Mapping[int, Sequence[RunResult]]
"""The finished runs of each student by number, an arm a run."""

NAMED = {
    (True, True): "{right} of {count} predictions named the arm that is ahead.",
    (True, False): "The one prediction named the arm that is ahead.",
    (False, True): "None of {count} predictions named the arm that is ahead.",
    (False, False): "The one prediction named another arm.",
}
"""How good the predictions were, by whether any was right and whether there are several."""


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

    `named` says how many had predicted the arm that is ahead, '' where none is or nobody predicted. `spreads` has an
    entry an arm.
    """

    verdict: Verdict
    headline: str
    detail: str
    named: str
    spreads: tuple[Spread, ...]


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
        named=_named(found, predictions(room)),
        spreads=tuple(_spread([100 * run.test_accuracy for run in arm]) for arm in runs),
    )


def _named(found: Verdict, said: Sequence[Predicted]) -> str:
    count = sum(row.count for row in said)
    if found.winner is None or not count:
        return ""
    right = said[found.winner].count
    return NAMED[right > 0, count > 1].format(right=right, count=count)


def _spread(accuracies: Sequence[float]) -> Spread:
    return Spread(mean(accuracies), stdev(accuracies) if len(accuracies) > 1 else None)
