"""Records and results made by hand: figures that a test can work out on paper, without training anything."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.experiment import Arm, Experiment
from core.results import Record, RunResult, Slowdown, Yardsticks
from ui.charts.tables import Rows

TEXTS = (
    "softmax:log_likelihood:0.5",
    "sigmoid:cross_entropy:0.5",
    "sigmoid:quadratic:3",
    "softmax:quadratic:3",
    "linear:quadratic:0.1",
    "linear:hinge:0.1",
)


def experiment(arms: int = 2, *, seeds: int = 3, epochs: int = 4, **settings: int) -> Experiment:
    """The first `arms` of the six usual pairs, with few epochs."""
    return Experiment(tuple(map(Arm.parse, TEXTS[:arms])), epochs=epochs, seeds=seeds, **settings)


def record(epoch: int, accuracy: float, cost: float = 1.0, *, probabilities: bool = True, close_up: int = 0) -> Record:
    """A record whose training figures are 0.05 better than its validation figures."""
    some = Yardsticks(cost, 0.3, 0.04, 1.1) if probabilities else Yardsticks(None, None, None, 0.9)
    return Record(
        epoch,
        cost - 0.05,
        cost,
        min(1.0, accuracy + 0.05),
        accuracy,
        None,
        () if epoch == 0 else (4 * cost, 3 * cost, 2 * cost, cost),
        () if epoch == 0 else (accuracy,) * close_up,
        some,
        Slowdown(0.5, 0.1, 0.02, (0.3, 0.4)),
        seconds=0.5 * epoch,
    )


def curve(accuracies: Sequence[float], costs: Sequence[float] | None = None, **more: bool | int) -> tuple[Record, ...]:
    """The records of one seed from its accuracies."""
    costs = costs or [2.0 / (1 + epoch) for epoch in range(len(accuracies))]
    pairs = zip(accuracies, costs, strict=True)
    return tuple(record(epoch, value, cost, **more) for epoch, (value, cost) in enumerate(pairs))


def learning(arm: int, seed: int, epochs: int) -> tuple[Record, ...]:
    """A seed that learns: every arm and seed a little different."""
    return curve([0.1 + (0.7 + 0.02 * arm + 0.01 * seed) * (1 - 0.5**epoch) for epoch in range(epochs + 1)])


def records(of: Experiment) -> list[list[tuple[Record, ...]]]:
    """Records [arm][seed][epoch] of a whole experiment."""
    return [[learning(arm, seed, of.epochs) for seed in range(of.seeds)] for arm in range(len(of.arms))]


def result(of: Experiment, arm: int, seed: int, predictions: NDArray[np.uint8] | None = None) -> RunResult:
    """A finished run that answers as told, 0 for every image where nothing is told."""
    answers = np.zeros(10_000, np.uint8) if predictions is None else predictions
    run = of.run(of.arms[arm], of.first_seed + seed)
    weights = (np.zeros((30, 785), np.float32), np.zeros((10, 31), np.float32))
    return RunResult(run, "compiled 1", learning(arm, seed, of.epochs), 0.8, 0.8, weights, answers)


def framed(rows: Rows) -> pd.DataFrame:
    """Rows as a frame, in which a test finds what it looks for by name."""
    return pd.DataFrame(rows)
