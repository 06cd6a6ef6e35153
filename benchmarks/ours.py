"""What is timed of the project: its engines, and an experiment as a worker trains it, here or in another checkout.

`core` is loaded inside the functions, for which checkout it comes from is settled when a process has begun.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence

import numpy as np

from benchmarks.turns import Epoch

RATE = 0.1
SIX = (
    ("softmax", "log_likelihood"),
    ("sigmoid", "cross_entropy"),
    ("sigmoid", "quadratic"),
    ("softmax", "quadratic"),
    ("linear", "quadratic"),
    ("linear", "hinge"),
)
"""The six usual pairs."""

Share = tuple[int, int, int]
"""A seed, and from which of `SIX` to which its arms are."""


def engine(name: str, images: int, shares: Sequence[Share], *, costs: bool = False) -> Callable[[int], Epoch]:
    """Epochs of an engine, one hidden layer of 30: of some arms of each seed, with the running costs or without."""
    from core.datasets import mnist
    from core.engine.choice import ENGINES
    from core.engine.group import Group
    from core.engine.sample import TRAINING_DRAW, draw
    from core.experiment import Arm, Experiment

    make, order = ENGINES[name].make(), np.random.default_rng(0)

    def of(batch: int) -> Epoch:
        groups = []
        for seed, begin, end in shares:
            arms = tuple(Arm(output, loss, RATE) for output, loss in SIX[begin:end])
            runs = Experiment(arms, train=images, batch=batch).runs(seed)
            training = draw(mnist().training, images, seed, TRAINING_DRAW)
            groups.append((Group(runs, range(len(runs)), training, make), training))

        def epoch() -> None:
            for group, training in groups:
                rows = order.permutation(images)
                if costs:
                    group.epoch(training, rows, number=2)
                else:
                    group.engine.learn(rows)

        return epoch

    return of


def one_network(images: int) -> Callable[[int], Epoch]:
    """Epochs of one network, running costs included, in any checkout: `Group.epoch` is given what it asks for."""
    from core.datasets import mnist
    from core.experiment import Arm, Experiment
    from core.training import Training

    def of(batch: int) -> Epoch:
        arm = Arm(*SIX[0], RATE)
        training = Training(Experiment((arm,), train=images, batch=batch).runs(0), mnist())
        (group,) = training.groups
        order = np.random.default_rng(0)
        known = {"training": training.training, "validation": training.validation, "number": 2}
        given = {name: known[name] for name in inspect.signature(group.epoch).parameters if name in known}
        return lambda: group.epoch(rows=order.permutation(images), **given)

    return of


def default_experiment() -> Callable[[int], Epoch]:
    """The default experiment, all of it: every seed, every record, the final test; the mini-batches are its own."""
    from core.datasets import mnist
    from core.experiment import Experiment
    from core.training import Training

    def train() -> None:
        experiment = Experiment()
        for seed in experiment.seed_range:
            training = Training(experiment.runs(seed), mnist())
            for _ in training:
                pass
            training.results()

    return lambda _: train
