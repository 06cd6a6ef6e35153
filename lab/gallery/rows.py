"""What is shipped, a row an experiment. To add one: add its row, then run `python -m lab gallery`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from core.evidence.reach import Asks
from core.experiment import Arm, Experiment

USUAL = (
    Arm("softmax", "log_likelihood", 0.5),
    Arm("sigmoid", "cross_entropy", 0.5),
    Arm("sigmoid", "quadratic", 3.0),
    Arm("softmax", "quadratic", 3.0),
    Arm("linear", "quadratic", 0.1),
    Arm("linear", "hinge", 0.1),
)
"""The six usual pairs, each with a learning rate that suits it."""

SOFTMAX = USUAL[0]

GRID = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
"""The learning rates of the sweep that is shipped."""


@dataclass(frozen=True, slots=True)
class Row:
    """An experiment whose results are shipped. The `key` names its file.

    `weights`: of how many seeds, from the first, the weights of the networks are shipped, too. They take six times the
    room of everything else; whoever wants the networks of another seed has to train them again. `asks`: what the
    headline of its result answers.
    """

    key: str
    experiment: Experiment
    weights: int = 0
    asks: Asks = "accuracy"


_ROWS = (
    Row("default", Experiment(), weights=3),
    Row(
        "slowdown",
        Experiment(
            arms=(Arm("sigmoid", "quadratic", 3.0), Arm("sigmoid", "cross_entropy", 0.5)),
            train=5000,
            epochs=12,
            output_bias=10,
            close_up=3,
        ),
        weights=1,
        asks="epochs",
    ),
    Row("six", Experiment(arms=USUAL), weights=1),
    Row("wrong", Experiment(arms=(SOFTMAX, Arm("sigmoid", "log_likelihood", 0.5))), weights=1),
    Row("start", Experiment(arms=(replace(SOFTMAX, init="scaled"), replace(SOFTMAX, init="large"))), weights=1),
    Row("decay", Experiment(arms=(replace(SOFTMAX, l2=0.0), replace(SOFTMAX, l2=1.0)), init="large"), weights=1),
    Row(
        "sweep",
        Experiment(arms=tuple(replace(arm, learning_rate=rate) for arm in Experiment().arms for rate in GRID)),
    ),
)

ROWS: dict[str, Row] = {row.key: row for row in _ROWS}
"""By key. What rows have in common is shipped once, with the first of them."""
