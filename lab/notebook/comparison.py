"""Training a comparison from Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core import limits
from core.experiment import Arm, Experiment
from core.limits import InvalidSetting, choice
from core.settings import SETTINGS
from lab.notebook.bar import bar
from lab.notebook.result import Result
from lab.seeds import train

NO_ARM = (
    "an arm must be written output:loss:learning_rate, such as 'softmax:log_likelihood:0.5', and each be an argument "
    "of its own, got {given!r}"
)


def compare(*arms: str | Arm, quiet: bool = False, **settings: Any) -> Result:
    """Train one to six arms on the same images, with the same mini-batches, from the same initial weights.

    An arm is a text, `output:loss:learning_rate`, with settings of its own if it has any:
    `"softmax:log_likelihood:0.5:hidden=100"`. Of the settings, given by their names, each has a default: `train` and
    `validation` images, `hidden` units, `epochs`, `batch`, `seeds` and the others of the README. A progress bar is
    shown unless `quiet`.

    Raises `core.limits.InvalidSetting` for what cannot be trained, with a sentence that says why, and
    `lab.seeds.TrainingError` where training fails.
    """
    experiment = _experiment(arms, settings)
    with bar(experiment.epochs * experiment.seeds, quiet=quiet) as shown:
        results = train(experiment, shown.update)
    return Result(experiment, tuple(map(tuple, results)))


def _experiment(arms: tuple[Any, ...], settings: Mapping[str, Any]) -> Experiment:
    limits.SHOWN_ARMS.check(len(arms))
    given = {choice("setting", name, SETTINGS): _plain(value) for name, value in settings.items()}
    return Experiment(tuple(map(_arm, arms)), **given)


def _arm(given: Any) -> Arm:
    if isinstance(given, Arm):
        return given
    if not isinstance(given, str):
        raise InvalidSetting(NO_ARM.format(given=given))
    return Arm.parse(given)


def _plain(value: Any) -> Any:
    """A number of NumPy's as one of Python's: loops over arrays give those."""
    return value.item() if isinstance(value, np.generic) else value
