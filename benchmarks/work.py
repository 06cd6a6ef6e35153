"""What is timed of the engine: an epoch of some arms, and the bare matrix products that it makes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.linalg.blas import sgemm

from benchmarks.peers import Epoch
from core.datasets import mnist
from core.experiment import Arm, Experiment, Run
from core.group import Group
from core.network import layer_shapes
from core.sample import TRAINING_DRAW, Sample, draw, lit_pixels
from core.stack import cuts

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
    """Only the matrix products that the engine makes in an epoch, on arrays of the same shapes and layout."""
    kept = len(lit_pixels(mnist())) + 1
    shapes = [(units, inputs + 1) for units, inputs in layer_shapes(run.hidden)]
    shapes[0] = (shapes[0][0], kept)
    rng = np.random.default_rng(0)
    weights = [rng.standard_normal((networks, *shape), np.float32) * 0.01 for shape in shapes]
    batch = run.batch
    x = rng.random((batch, kept), np.float32)
    inputs = [x.T, *(rng.random((networks, units + 1, batch), np.float32) for units, _ in shapes[:-1])]
    deltas = [rng.standard_normal((networks, units, batch), np.float32) * 1e-9 for units, _ in shapes]
    outputs = [np.empty_like(delta) for delta in deltas]
    forward = [
        (w[:, cut], a, out[:, cut])
        for w, a, out in zip(weights, inputs, outputs, strict=True)
        for cut in cuts(w.shape[1], w.shape[2], batch)
    ]
    back = [(w[:, :, :-1].swapaxes(1, 2), d, out) for w, d, out in zip(weights[1:], deltas[1:], outputs, strict=False)]
    updates = [
        (-1.0, a[k].T if layer else a, d[k, cut].T, 1.0, w[k, cut].T, layer > 0, False, True)
        for layer, (w, d, a) in enumerate(zip(weights, deltas, inputs, strict=True))
        for k in range(networks)
        for cut in cuts(w.shape[1], w.shape[2], batch)
    ]

    def epoch() -> None:
        for _ in range(run.train // batch):
            for a, b, out in (*forward, *back):
                np.matmul(a, b, out=out)
            for update in updates:
                sgemm(*update)

    return epoch
