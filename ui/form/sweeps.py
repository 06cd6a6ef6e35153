"""A sweep: every arm at every learning rate of a grid, trained side by side as one experiment; what came of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core import limits
from core.experiment import Arm, Experiment
from core.limits import InvalidSetting
from core.notation import number_text
from core.results import RunResult
from lab import links
from lab.languages.words import N_, said
from ui.form import forms, learning_rates

Floats = NDArray[np.float64]

MOST = int(limits.ARMS.high)
TOO_MANY = N_(
    "{arms} arms at {rates} learning rates are {count} networks, and at most {most} can be trained side by side"
)


@dataclass(frozen=True, slots=True)
class Sweep:
    """`base` holds the arms, each once, and everything they share; `rates` the grid, ascending."""

    base: Experiment
    rates: tuple[float, ...]

    @property
    def experiment(self) -> Experiment:
        """The experiment that trains it: arm by arm, rate by rate. Raises `InvalidSetting` where that is too much."""
        arms = tuple(replace(arm, learning_rate=rate) for arm in self.base.arms for rate in self.rates)
        if len(arms) > MOST:
            counts = {"arms": len(self.base.arms), "rates": len(self.rates), "count": len(arms), "most": MOST}
            raise InvalidSetting(said(TOO_MANY, **counts))
        return replace(self.base, arms=arms)

    def query(self) -> list[tuple[str, str]]:
        """The address of the sweep on the learning-rate page."""
        ends = zip(learning_rates.NAMES, map(number_text, (self.rates[0], self.rates[-1])), strict=True)
        return [*links.to_query(self.base), *ends]

    def at(self, rates: Sequence[float]) -> Experiment:
        """The base with these learning rates, one an arm: what Compare shows."""
        arms = zip(self.base.arms, rates, strict=True)
        return replace(self.base, arms=tuple(replace(arm, learning_rate=rate) for arm, rate in arms))


def plan(base: Experiment, rates: tuple[float, ...]) -> Sweep:
    """The sweep of the arms of `base` over `rates`: arms that differ by their learning rate only are one."""
    unique: dict[Arm, Arm] = {}
    for arm in base.arms:
        unique.setdefault(replace(arm, learning_rate=1.0), arm)
    return Sweep(replace(base, arms=tuple(unique.values())), rates)


def planned() -> tuple[Sweep | None, forms.Form]:
    """The sweep that the form and the grid say, and its experiment, or None and what is wrong with it."""
    form = forms.read()
    if form.experiment is None:
        return None, form
    sweep = plan(form.experiment, learning_rates.rates())
    try:
        return sweep, forms.Form(sweep.experiment)
    except InvalidSetting as wrong:
        return None, forms.Form(None, wrong.sentence)


def of(experiment: Experiment) -> Sweep | None:
    """The sweep that `experiment` trains, or None where it is none, or one small enough for Compare."""
    if len(experiment.arms) <= limits.SHOWN_ARMS.high:
        return None
    rates = tuple(dict.fromkeys(arm.learning_rate for arm in experiment.arms))
    found = plan(replace(experiment, arms=experiment.arms[:: len(rates)]), rates)
    return found if set(rates) <= set(learning_rates.RATES) and found.experiment.arms == experiment.arms else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sweep showed of one arm, at each rate of the grid.

    `validation` and `test` are mean accuracies over the seeds on all 10,000 images each, fractions of 1; `diverged`
    counts seeds. The spreads are standard deviations over the seeds, nan for one.
    The rate is chosen on validation; the test accuracy stands beside it and chooses nothing.
    """

    arm: Arm
    rates: tuple[float, ...]
    validation: tuple[float, ...]
    test: tuple[float, ...]
    diverged: tuple[int, ...]
    validation_spread: tuple[float, ...]
    test_spread: tuple[float, ...]

    @property
    def best(self) -> int:
        """The place in the grid with the highest validation accuracy, the smallest rate among equals."""
        return int(np.argmax(self.validation))

    @property
    def rate(self) -> float:
        """The best learning rate of the grid."""
        return self.rates[self.best]

    @property
    def at_edge(self) -> bool:
        """Whether the best rate is the smallest or the largest of the grid: better ones may lie outside it."""
        return self.best in (0, len(self.rates) - 1)


def outcomes(sweep: Sweep, results: Sequence[Sequence[RunResult]]) -> tuple[Outcome, ...]:
    """One outcome an arm, from the finished runs [arm and rate][seed]."""
    count = len(sweep.rates)
    parts = [results[start : start + count] for start in range(0, len(results), count)]
    return tuple(
        Outcome(
            arm,
            sweep.rates,
            tuple(float(np.mean([run.validation_accuracy for run in runs])) for runs in part),
            tuple(float(np.mean([run.test_accuracy for run in runs])) for runs in part),
            tuple(sum(run.diverged is not None for run in runs) for runs in part),
            tuple(_spread([run.validation_accuracy for run in runs]) for runs in part),
            tuple(_spread([run.test_accuracy for run in runs]) for runs in part),
        )
        for arm, part in zip(sweep.base.arms, parts, strict=True)
    )


def _spread(values: Sequence[float]) -> float:
    return float(np.std(values, ddof=1)) if len(values) > 1 else math.nan


def common(found: Sequence[Outcome]) -> int:
    """The place in the grid where the arms do best on average on validation: the fairest single rate."""
    return int(np.argmax(np.mean([outcome.validation for outcome in found], axis=0)))
