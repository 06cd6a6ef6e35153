"""The grid of a sweep: every arm at every rate and with every loss, with every combination of the settings."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.experiment import Arm, Experiment, Run
from core.limits import LEARNING_RATE, SWEPT, InvalidSetting, choice
from core.losses import LOSSES
from core.notation import number_text
from core.pairs import pair
from core.settings import DEFAULTS, SETTINGS

INCOMPLETE = (
    "an arm of a sweep must be written output:loss:learning_rate, where the loss may be left to --losses and the "
    "learning rate to --rates, such as softmax:quadratic, softmax::0.5 or softmax, got {text!r}"
)


@dataclass(frozen=True, slots=True)
class Grid:
    """The runs of a sweep, each once, in the order in which everything was given.

    `left_out` has a sentence for each reason why some of the combinations cannot be trained.
    """

    runs: tuple[Run, ...]
    left_out: tuple[str, ...] = ()


def grid(
    arms: Sequence[str],
    losses: Sequence[str] = (),
    rates: Sequence[str | float] = (),
    settings: Mapping[str, Sequence[Any]] | None = None,
) -> Grid:
    """The grid over arms, given as texts, and over values of settings by their names, given as values or as texts.

    Where there are `losses` or `rates`, every arm is tried with each of them, in place of its own if it names one.
    A setting that is an arm's own stands. What nobody has asked for by itself, but only the grid has made, is left out
    where it cannot be trained: a pair that is refused, a mini-batch larger than the training images. Everything else
    that cannot be used raises `InvalidSetting`: a value, an arm, a grid without any run or of more than `SWEPT`.

    >>> [run.arm_name for run in grid(["softmax", "sigmoid"], ["quadratic"], [1, 3], {"seeds": [1]}).runs]
    ['softmax:quadratic:1', 'softmax:quadratic:3', 'sigmoid:quadratic:1', 'sigmoid:quadratic:3']
    """
    texts = [text for arm in arms for text in _variants(arm, losses, rates)]
    given = {choice("setting", name, SETTINGS): values for name, values in (settings or {}).items()}
    values = {name: [SETTINGS[name].kind.check(value) for value in several] for name, several in given.items()}
    seeds = max(values.get("seeds", [DEFAULTS["seeds"]]))
    SWEPT.check(len(texts) * math.prod(map(len, values.values())) * seeds)
    left_out: dict[str, None] = {}
    wanted = list(_allowed(texts, left_out) if losses else map(Arm.parse, texts))
    shared = list(_agreeing(values, left_out))
    runs = dict.fromkeys(run for arm in wanted for one in shared for run in _runs(arm, one))
    if not runs:
        raise InvalidSetting(next(iter(left_out)))
    return Grid(tuple(runs), tuple(left_out))


def _variants(text: str, losses: Sequence[str], rates: Sequence[str | float]) -> Iterator[str]:
    """The arms that the text of one stands for, whole."""
    parts = text.split(":")
    main = list(itertools.takewhile(lambda part: "=" not in part, parts))
    own = parts[len(main) :]
    output, loss, rate = (*main, "", "", "")[:3]
    if len(main) > 3 or not output or not (loss or losses) or not (rate or rates):
        raise InvalidSetting(INCOMPLETE.format(text=text))
    own_loss = [choice("loss", loss, LOSSES)] if loss else []
    own_rate = [LEARNING_RATE.check(rate)] if rate else []
    for one_loss in [choice("loss", one, LOSSES) for one in losses] or own_loss:
        for one_rate in map(number_text, map(LEARNING_RATE.check, rates or own_rate)):
            yield ":".join([output, one_loss, one_rate, *own])


def _allowed(texts: Iterable[str], left_out: dict[str, None]) -> Iterator[Arm]:
    """The arms whose pair can be trained."""
    for text in texts:
        output, loss, *_ = text.split(":")
        row = pair(output, loss)
        if row.refused:
            left_out[row.note] = None
        else:
            yield Arm.parse(text)


def _agreeing(values: Mapping[str, Sequence[Any]], left_out: dict[str, None]) -> Iterator[dict[str, Any]]:
    """The combinations of settings that go together."""
    for combination in itertools.product(*values.values()):
        settings = dict(zip(values, combination, strict=True))
        try:
            Experiment(**settings)
        except InvalidSetting as wrong:
            left_out[str(wrong)] = None
        else:
            yield settings


def _runs(arm: Arm, settings: Mapping[str, Any]) -> Iterator[Run]:
    experiment = Experiment((arm,), **settings)
    return (experiment.run(arm, seed) for seed in experiment.seed_range)
