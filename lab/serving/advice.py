"""How long an experiment will take, and which setting to lower where that is too long for a shared server."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

from core.experiment import Experiment
from core.kinds import Whole
from core.limits import InvalidSetting
from core.settings import SETTINGS
from core.words import N_, Said, said
from lab.serving.pace import seconds


@dataclass(frozen=True, slots=True)
class Step:
    """A setting that may be lowered, to no less than `least`, and the sentence that says so, also of the value 1.

    `seeds` is how many seeds there are then, None for as many as before.
    """

    field: str
    least: int
    sentence: str
    of_one: str = ""
    seeds: int | None = None


def _least(name: str) -> int:
    """The least value of a setting that is a whole number."""
    return int(cast("Whole", SETTINGS[name].kind).low)


FEWER_SEEDS = N_("With {value:,} seeds it fits.")
FEWER_EPOCHS = N_("With {value:,} epochs it fits.")
FEWER_IMAGES = N_("With {value:,} training images it fits.")
ONE_SEED = N_("With one seed it fits.")
ONE_EPOCH = N_("With one epoch it fits.")
WITH_ONE_SEED = N_("With one seed and {value:,} epochs it fits.")
STEPS = (
    Step("seeds", 3, FEWER_SEEDS),
    Step("epochs", 10, FEWER_EPOCHS),
    Step("train", 1000, FEWER_IMAGES),
    Step("seeds", _least("seeds"), FEWER_SEEDS, ONE_SEED),
    Step("epochs", 5, WITH_ONE_SEED, seeds=1),
    Step("epochs", _least("epochs"), FEWER_EPOCHS, ONE_EPOCH),
    Step("train", _least("train"), FEWER_IMAGES),
)
"""What is lowered first comes first: fewer seeds say the same with less certainty, fewer images say something else."""

OTHERWISE = N_("Please take much less of everything: seeds, epochs, training images, hidden units and arms.")

SPANS = ((N_("{count} hours"), 3600), (N_("{count} minutes"), 60))
SECONDS = N_("{count} seconds")
ONE_SECOND = N_("{count} second")


def forecast(experiment: Experiment) -> float:
    """About how many seconds of one core it takes to train all runs of the experiment, each once."""
    return experiment.seeds * sum(map(seconds, set(experiment.runs(experiment.first_seed))))


def advice(experiment: Experiment, most: float) -> str:
    """Which setting to lower, and to what, so that the experiment takes `most` seconds of a core; '' where it does.

    A `Said`, or a text that is marked.
    """
    if forecast(experiment) <= most:
        return ""
    for step in STEPS:
        value = _greatest(replace(experiment, seeds=step.seeds or experiment.seeds), step, most)
        if value:
            return step.of_one if value == 1 and step.of_one else Said(step.sentence, {"value": value})
    return OTHERWISE


def span(seconds: float) -> str:
    """A span of time in words, as exact as a forecast is: a `Said`.

    >>> span(0.4), span(42), span(100), span(5400), span(97_000)
    ('1 second', '42 seconds', '2 minutes', '90 minutes', '27 hours')
    """
    for sentence, size in SPANS:
        if seconds >= 1.6 * size:
            return Said(sentence, {"count": round(seconds / size)})
    whole = max(1, round(seconds))
    return said(ONE_SECOND if whole == 1 else SECONDS, count=whole)


def _greatest(experiment: Experiment, step: Step, most: float) -> int | None:
    """The greatest value of a setting with which the experiment fits; None where the least does not."""
    low, high = step.least, getattr(experiment, step.field)
    if low > high or not _fits(experiment, step.field, low, most):
        return None
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _fits(experiment, step.field, middle, most) else (low, middle - 1)
    return int(low)


def _fits(experiment: Experiment, name: str, value: int, most: float) -> bool:
    lowered: dict[str, Any] = {name: value}
    try:
        return forecast(replace(experiment, **lowered)) <= most
    except InvalidSetting:  # fewer images than a mini-batch
        return False
