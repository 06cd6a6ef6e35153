"""The answer to what an experiment asks, in the same words wherever it is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evidence.reach import GOAL, Asks, reach
from core.experiment import Experiment
from core.results import RunResult
from core.verdict import Verdict, judge
from lab import goals, verdicts, wording
from lab.gallery.rows import ROWS
from lab.languages.words import N_, _

Results = Sequence[Sequence[RunResult]]
Labels = NDArray[np.integer[Any]]

BOTH = 2
"""So many arms leave room for what the interval covers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in a line, and what that leaves open, in a sentence or more."""

    headline: str
    detail: str


def asks(experiment: Experiment) -> Asks:
    """What is asked of `experiment`: what its row of the gallery asks, or which arm is more accurate in the end."""
    return next((row.asks for row in ROWS.values() if row.experiment == experiment), "accuracy")


def answer(experiment: Experiment, results: Results, labels: Labels) -> Answer:
    """The answer of finished runs [arm][seed]; `labels` (10,000,) are those of the test images."""
    return ANSWERS[asks(experiment)](experiment, results, labels)


def covers(experiment: Experiment, found: Verdict) -> list[str]:
    """What the interval covers, where several arms leave no room for it beside their names."""
    names = wording.arm_names(experiment.arms)
    return [said] if len(names) > BOTH and (said := verdicts.covered(found, names)) else []


def grounds(experiment: Experiment, found: Verdict) -> list[str]:
    """What can be told besides of how sure the verdict on accuracy is: which verdict, where the answer is not that."""
    names = wording.arm_names(experiment.arms)
    said = verdicts.further(found, names)
    if asks(experiment) == "accuracy":
        return [*covers(experiment, found), *said]
    return [_(ACCURACY).format(headline=verdicts.headline(found, names)), verdicts.detail(found, names), *said]


ACCURACY = N_("Of test accuracy the verdict is: {headline}.")


def _in_the_end(experiment: Experiment, results: Results, labels: Labels) -> Answer:
    """Which arm is more accurate in the end."""
    found = judge(results, labels)
    short, names = wording.short_names(experiment.arms), wording.arm_names(experiment.arms)
    said = verdicts.which(found, names) if len(names) > BOTH else verdicts.detail(found, names)
    return Answer(verdicts.headline(found, short), said)


def _how_soon(experiment: Experiment, results: Results, _: Labels) -> Answer:
    """Which arm reaches an accuracy first: a matter of its learning rate, too, which is said where the arms' differ."""
    reached = [reach([run.records for run in runs]) for runs in results]
    return Answer(
        goals.headline(reached, wording.rated_names(experiment.arms), GOAL, experiment.epochs),
        goals.detail(reached, wording.arm_names(experiment.arms), GOAL, experiment.validation),
    )


ANSWERS: dict[Asks, Callable[[Experiment, Results, Labels], Answer]] = {"accuracy": _in_the_end, "epochs": _how_soon}
"""How each kind of question is answered."""
