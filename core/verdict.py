"""The verdict of an experiment, in numbers: which arm is ahead in test accuracy, or that it is too close to call.

It holds for other seeds and other test images of the same kind: the difference of two arms after the last epoch is
tested over seeds and images (`core.evidence.crossed`), with Holm's correction over all pairs of arms. McNemar's test
within a seed stands beside it and decides nothing: it asks whether two networks differ, not whether two ways of
training do (Dietterich 1998, "Approximate statistical tests").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.evidence.crossed import Crossed, Right, answers, crossed
from core.evidence.odds import Odds, Outlook, odds, outlook
from core.evidence.statistics import LEVEL, McNemar, holm, mcnemar
from core.results import RunResult

VerdictKind = Literal["winner", "small_lead", "too_close", "tie", "one_seed", "one_arm"]
"""`winner`: one arm beats every other. `small_lead`: it does, but the next by less than `MATTERS`. `too_close`: none
does. `tie`: the leader and its rival have the same accuracy in every seed. `one_seed`, `one_arm`: there is nothing to
compare."""

MATTERS = 0.1
"""Percentage points of test accuracy: ten of 10,000 images. A smaller difference is too little to matter."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two arms, by their indices; `between` is the first minus the second, in percentage points.

    `level` is the confidence at which Holm's procedure tests the pair (95 % for two arms, higher for more), so that the
    interval of this level excludes 0 exactly where the two are told apart. `p` and `p_adjusted` (alone and with Holm's
    correction) are None with one seed.
    """

    first: int
    second: int
    between: Crossed
    level: float
    p: float | None
    p_adjusted: float | None

    @property
    def difference(self) -> float:
        """The mean difference, in percentage points."""
        return self.between.mean

    @property
    def half_width(self) -> float | None:
        """Half the width of the interval for other seeds and other images, in points; None with one seed."""
        return None if self.between.error is None else self.between.error.half_width(self.level)

    @property
    def seeds_alone(self) -> float | None:
        """Half the width of the interval by the test of the seeds alone, in points; None with one seed.

        Never more than `half_width`, and all of it where the images add nothing: see `core.evidence.crossed`.
        """
        return None if self.between.error is None else self.between.error.seeds_alone(self.level)

    @property
    def images_alone(self) -> float | None:
        """Half the width of the interval that would be left with any number of seeds, in points; None with one seed.

        Never more than `half_width`.
        """
        return None if self.between.error is None else self.between.error.images_alone(self.level)

    @property
    def told_apart(self) -> bool:
        """Whether the test tells the two arms apart, all pairs considered."""
        return self.p_adjusted is not None and self.p_adjusted < 1 - LEVEL

    @property
    def little(self) -> bool:
        """Whether they are told apart by too little to matter."""
        return self.told_apart and abs(self.difference) < MATTERS

    @property
    def images_ahead(self) -> int:
        """The difference in test images, to the nearest whole one."""
        return round(abs(self.difference) * self.between.images / 100)

    def odds(self) -> Odds | None:
        """How often the first would beat the second, each trained once; None with one seed."""
        return odds(self.between, self.level)

    def outlook(self) -> tuple[Outlook, int | None]:
        """What more seeds would do, and how many would tell; `unsaid` with one seed or where they are told apart."""
        if self.between.error is None or self.told_apart:
            return "unsaid", None
        return outlook(self.difference, self.between.error, self.level)

    def turned(self) -> Comparison:
        """The same comparison seen from the second arm."""
        between = replace(
            self.between, mean=0.0 - self.between.mean, wins=self.between.losses, losses=self.between.wins
        )
        return replace(self, first=self.second, second=self.first, between=between)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said of an experiment; arms are given by their indices.

    `leader` has the highest mean test accuracy, the first among equals, and is the `winner` where it beats every other
    arm. `unbeaten` are the arms that it does not beat, `beaten` those that it does, each the best first; `tied` are
    those of the unbeaten that have its accuracy in every seed. `lead` compares it, standing first, with its rival: the
    best of the unbeaten, or else of all others; None with one arm. `diverged` counts the diverged runs of each arm,
    `seeds` all seeds, `images` the test images. `looks` is how many such verdicts could be looked at, for which all
    tests are corrected.
    """

    kind: VerdictKind
    leader: int
    winner: int | None
    lead: Comparison | None
    seeds: int
    images: int
    diverged: tuple[int, ...]
    comparisons: tuple[Comparison, ...]
    unbeaten: tuple[int, ...] = ()
    beaten: tuple[int, ...] = ()
    tied: tuple[int, ...] = ()
    looks: int = 1

    @property
    def rival(self) -> int | None:
        """The arm that the leader is compared with."""
        return None if self.lead is None else self.lead.second


def judge(results: Sequence[Sequence[RunResult]], labels: NDArray[np.integer[Any]], *, looks: int = 1) -> Verdict:
    """The verdict of finished runs, [arm][seed], the same seeds in every arm; `labels` are those of the test images.

    A run that diverged counts with the answers of its last network whose costs were finite, which its `RunResult`
    holds. `looks` as in `verdict`.
    """
    right = answers([[result.predictions for result in arm] for arm in results], labels)
    return verdict(right, [sum(result.diverged is not None for result in arm) for arm in results], looks=looks)


def verdict(right: Right, diverged: Sequence[int] | None = None, *, looks: int = 1) -> Verdict:
    """The verdict on answers (arms, seeds, images), right or not, with the number of diverged runs of each arm.

    Where a reader can look at several such verdicts and is shown the one that is asked for, `looks` is their number:
    all are corrected for it (Bonferroni), so that seldom any of them names a difference that is not there. Raises
    ValueError without arms, seeds or images.
    """
    comparisons = compare(right, looks)
    arms, seeds, images = right.shape
    means = right.sum(axis=(1, 2))
    leader = int(means.argmax())
    rows = {
        row.first + row.second - leader: row if row.first == leader else row.turned()
        for row in comparisons
        if leader in (row.first, row.second)
    }
    others = sorted(rows, key=lambda arm: -int(means[arm]))
    unbeaten = tuple(arm for arm in others if not rows[arm].told_apart)
    lead = rows[(unbeaten or tuple(others))[0]] if rows else None
    return Verdict(
        kind=_kind(lead, seeds),
        leader=leader,
        winner=leader if rows and not unbeaten else None,
        lead=lead,
        seeds=seeds,
        images=images,
        diverged=tuple(diverged) if diverged is not None else (0,) * arms,
        comparisons=comparisons,
        unbeaten=unbeaten,
        beaten=tuple(arm for arm in others if rows[arm].told_apart),
        tied=tuple(arm for arm in unbeaten if rows[arm].between.ties == seeds),
        looks=looks,
    )


def _kind(lead: Comparison | None, seeds: int) -> VerdictKind:
    """The kind of a verdict from the comparison of the leader with its rival."""
    if lead is None:
        return "one_arm"
    if seeds == 1:
        return "one_seed"
    if lead.told_apart:
        return "small_lead" if lead.little else "winner"
    return "tie" if lead.between.ties == seeds else "too_close"


def compare(right: Right, looks: int = 1) -> tuple[Comparison, ...]:
    """All pairs of arms of `right` (arms, seeds, images), (0, 1), (0, 2), ... (1, 2), ..., with Holm's correction.

    `looks` as in `verdict`.
    """
    found = crossed(right)
    ps = [None if row.error is None else row.error.p(row.mean) for row in found.values()]
    corrected = holm([1.0 if p is None else min(1.0, p * looks) for p in ps])
    return tuple(
        Comparison(*pair, row, 1 - (1 - level) / looks, p, None if p is None else adjusted)
        for (pair, row), p, adjusted, level in zip(found.items(), ps, corrected.adjusted, corrected.levels, strict=True)
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
