"""What is timed of the engine: an epoch of some arms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.peers import Epoch
from core.datasets import mnist
from core.engine.choice import chosen
from core.experiment import Arm, Experiment, Run
from core.group import Group
from core.sample import TRAINING_DRAW, draw

IMAGES = 10_000
SIX = tuple(
    Arm(*key, 0.1)
    for key in [
        ("softmax", "log_likelihood"),
        ("sigmoid", "cross_entropy"),
        ("sigmoid", "quadratic"),
        ("softmax", "quadratic"),
        ("linear", "quadratic"),
        ("linear", "hinge"),
    ]
)
"""The six usual pairs: different formulas, so the stack gains least."""

SAME = tuple(replace(SIX[0], learning_rate=0.1 * (k + 1)) for k in range(6))
"""One pair at six learning rates: what JAX trains by vmap, which maps one function."""


def settings(batch: int, *, train: int = IMAGES, hidden: tuple[int, ...] = (30,), seed: int = 0) -> Run:
    """The run that is timed: one hidden layer of 30, 10,000 images unless said otherwise."""
    return Experiment(train=train, hidden=hidden, batch=batch).runs(seed)[0]


def engine(run: Run, arms: Sequence[Arm]) -> Epoch:
    """An epoch of the chosen engine for `arms` on the settings of `run`, mini-batch costs included."""
    runs = [replace(run, output=a.output, loss=a.loss, learning_rate=a.learning_rate) for a in arms]
    training = draw(mnist().training, run.train, run.seed, TRAINING_DRAW)
    group = Group(runs, range(len(runs)), training, chosen().make())
    order = np.random.default_rng(0)
    return lambda: group.epoch(training, order.permutation(run.train), number=2)
