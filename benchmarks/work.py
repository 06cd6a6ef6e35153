"""What is timed of the engine: an epoch of some arms, and the bare matrix products that it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from scipy.linalg.blas import sgemm

from benchmarks.peers import Epoch
from core.activations import ACTIVATIONS
from core.datasets import mnist
from core.experiment import Arm, Experiment, Run
from core.group import Group
from core.layers import Layers
from core.network import layer_shapes
from core.sample import TRAINING_DRAW, Sample, draw, lit_pixels

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
    """An epoch of the engine for `arms` on the settings of `run`'s experiment."""
    data = mnist()
    kept = lit_pixels(data)
    runs = [replace(run, output=a.output, loss=a.loss, learning_rate=a.learning_rate) for a in arms]
    training = Sample(data.training, draw(data.training, run.train, run.seed, TRAINING_DRAW), kept)
    group = Group(runs, range(len(runs)), kept)
    order = np.random.default_rng(0)
    return lambda: group.epoch(training, training, order.permutation(run.train), number=2)


def bare_products(run: Run, networks: int) -> Epoch:
    """Only the matrix products that the engine makes in an epoch: its own calls, without all the others."""
    pixels = len(lit_pixels(mnist()))
    shapes = [
        (units, (below if layer else pixels) + 1) for layer, (units, below) in enumerate(layer_shapes(run.hidden))
    ]
    rng = np.random.default_rng(0)
    weights = [rng.standard_normal((networks, *shape), np.float32) * np.float32(0.01) for shape in shapes]
    layers = Layers(weights, ACTIVATIONS[run.hidden_activation], run.batch)
    for delta in layers.delta:
        delta[...] = 1e-9
    x, logits = rng.random((run.batch, pixels + 1), np.float32), np.empty_like(layers.delta[-1])
    step = [*layers.forward(x, logits), *layers.backward(logits, logits, []), *layers.update(x, [1e-9] * networks)]
    products = [call for call in step if isinstance(call, partial) and call.func is sgemm]

    def epoch() -> None:
        for _ in range(run.train // run.batch):
            for product in products:
                product()

    return epoch
