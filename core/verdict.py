"""The verdict of an experiment, in numbers: which arm is ahead in test accuracy, or that it is too close to call.

It rests on the paired t test over seeds of the test accuracy after the last epoch, with Holm's correction over all
pairs of arms. McNemar's test within a seed stands beside it and decides nothing: it asks whether two networks differ,
not whether two ways of training do (Dietterich 1998, "Approximate statistical tests").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.results import RunResult
from core.statistics import LEVEL, McNemar, Paired, holm, mcnemar, paired, seeds_to_tell

Kind = Literal["winner", "too_close", "tie", "one_seed", "one_arm"]
"""`winner`: one arm beats every other. `too_close`: none does. `tie`: the leader and its rival have the same accuracy
in every seed. `one_seed`, `one_arm`: there is nothing to compare."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two arms, by their indices, `first` before `second`; differences are first minus second, in percentage points.

    `half_width` belongs to the interval at the level at which Holm's procedure tests the pair (95 % for two arms,
    wider for more), so that it excludes 0 exactly where the two are told apart; `told_apart` says whether they are.
    `half_width`, `p` and `p_adjusted` (two-sided paired t test, alone and with Holm's correction) are None with one
    seed. `wins`, `ties` and `losses` count seeds, as the first arm sees them.
    """

    first: int
    second: int
    difference: float
    half_width: float | None
    p: float | None
    p_adjusted: float | None
    wins: int
    ties: int
    losses: int
    seeds_needed: int | None

    @property
    def told_apart(self) -> bool:
        """Whether the test tells the two arms apart, all pairs considered."""
        return self.p_adjusted is not None and self.p_adjusted < 1 - LEVEL


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said of an experiment; arms are given by their indices.

    `leader` has the highest mean test accuracy, the first among equals, and is the `winner` where it beats every other
    arm. `rival` is the best of the arms that it does not beat, or else of all others. `difference` (leader minus
    rival, never negative unless by rounding) and `half_width` are in percentage points, the latter as in `Comparison`.
    `seeds_needed` is how many seeds in all would tell the leader from every arm it does not beat now, with 80 %
    probability and if differences and spreads are as seen; None where it is a winner, or where more than
    `statistics.MOST_SEEDS` would be needed. `diverged` counts the diverged runs of each arm, `seeds` all seeds.
    """

    kind: Kind
    leader: int
    rival: int | None
    winner: int | None
    difference: float | None
    half_width: float | None
    seeds: int
    seeds_needed: int | None
    diverged: tuple[int, ...]
    comparisons: tuple[Comparison, ...]


def judge(results: Sequence[Sequence[RunResult]]) -> Verdict:
    """The verdict of finished runs, [arm][seed], the same seeds in every arm.

    A run that diverged counts with the test accuracy of its last network whose costs were finite, which is the one
    its `RunResult` holds.
    """
    accuracies = [[result.test_accuracy for result in arm] for arm in results]
    return verdict(accuracies, [sum(result.diverged is not None for result in arm) for arm in results])


def verdict(accuracies: Sequence[Sequence[float]], diverged: Sequence[int] | None = None) -> Verdict:
    """The verdict on accuracies [arm][seed], fractions of 1, with the number of diverged runs of each arm.

    Raises ValueError without arms or seeds, where arms differ in their seeds, or where an accuracy is not finite.
    """
    table = np.array(accuracies, dtype=np.float64)
    if table.ndim != 2 or not table.size:
        raise ValueError(f"accuracies must be given for at least one arm and one seed, got shape {table.shape}")
    arms, seeds = table.shape
    comparisons = compare(table)
    leader = int(np.round(table.mean(axis=1), 12).argmax())
    rows = {
        row.second if row.first == leader else row.first: row
        for row in comparisons
        if leader in (row.first, row.second)
    }
    unbeaten = {arm: row for arm, row in rows.items() if not row.told_apart}
    rival = max(unbeaten or rows, key=lambda arm: table[arm].mean(), default=None)
    needed = [row.seeds_needed for row in unbeaten.values()]
    row = None if rival is None else rows[rival]
    return Verdict(
        kind=_kind(row, seeds),
        leader=leader,
        rival=rival,
        winner=leader if rows and not unbeaten else None,
        difference=None if row is None else row.difference if row.first == leader else 0.0 - row.difference,
        half_width=None if row is None else row.half_width,
        seeds=seeds,
        seeds_needed=None if not needed or None in needed else max(number for number in needed if number is not None),
        diverged=tuple(diverged) if diverged is not None else (0,) * arms,
        comparisons=comparisons,
    )


def _kind(row: Comparison | None, seeds: int) -> Kind:
    """The kind of a verdict from the comparison of the leader with its rival."""
    if row is None:
        return "one_arm"
    if seeds == 1:
        return "one_seed"
    if row.told_apart:
        return "winner"
    return "tie" if row.ties == seeds else "too_close"


def compare(accuracies: NDArray[np.float64]) -> tuple[Comparison, ...]:
    """All pairs of arms of `accuracies` (arms, seeds), fractions of 1: (0, 1), (0, 2), ... (1, 2), ..."""
    pairs = list(combinations(range(len(accuracies)), 2))
    points = 100 * accuracies
    tests = [paired(points[first], points[second]) for first, second in pairs]
    corrected = holm([1.0 if test.p is None else test.p for test in tests])
    return tuple(
        _comparison(*pair, test, adjusted, level)
        for pair, test, adjusted, level in zip(pairs, tests, corrected.adjusted, corrected.levels, strict=True)
    )


def _comparison(first: int, second: int, test: Paired, adjusted: float, level: float) -> Comparison:
    known = test.p is not None and test.spread is not None
    return Comparison(
        first=first,
        second=second,
        difference=test.mean,
        half_width=test.half_width(level),
        p=test.p,
        p_adjusted=adjusted if known else None,
        wins=test.wins,
        ties=test.ties,
        losses=test.losses,
        seeds_needed=None
        if test.spread is None or adjusted < 1 - LEVEL
        else seeds_to_tell(test.mean, test.spread, level, at_least=test.seeds + 1),
    )


@dataclass(frozen=True, slots=True)
class SeedTest:
    """McNemar's test of two arms, by index, in one seed; `p_adjusted` is corrected for all pairs of that seed."""

    seed: int
    first: int
    second: int
    test: McNemar
    p_adjusted: float


def mcnemar_by_seed(results: Sequence[Sequence[RunResult]], labels: NDArray[np.integer[Any]]) -> tuple[SeedTest, ...]:
    """McNemar's exact test of every pair of arms in every seed of `results` [arm][seed], pairs as in `compare`.

    `labels` (10,000,) are those of the test images.
    """
    pairs = list(combinations(range(len(results)), 2))
    rows: list[SeedTest] = []
    for runs in zip(*results, strict=True):
        tests = [mcnemar(runs[first].predictions, runs[second].predictions, labels) for first, second in pairs]
        adjusted = holm([test.p for test in tests]).adjusted
        rows += [
            SeedTest(runs[0].run.seed, *pair, test, p) for pair, test, p in zip(pairs, tests, adjusted, strict=True)
        ]
    return tuple(rows)
