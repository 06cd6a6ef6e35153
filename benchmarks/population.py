"""Populations of networks for `benchmarks/verdict.py`: trained ones, kept in a file, and made-up ones.

Each gives answers (arms, seeds, images), right or not, of seeds and test images that are drawn anew every time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.datasets import mnist
from core.evidence.crossed import Right
from core.experiment import Arm, Experiment
from core.training import Training

Draw = Callable[[np.random.Generator, int], Right]
"""Draw so many seeds anew, and images."""

ARMS = tuple(
    map(
        Arm.parse,
        (
            "softmax:log_likelihood:0.5",
            "sigmoid:cross_entropy:0.5",
            "sigmoid:quadratic:3",
            "softmax:quadratic:3",
            "linear:quadratic:0.1",
            "linear:hinge:0.1",
            "softmax:log_likelihood:0.3",
            "softmax:log_likelihood:0.31",
        ),
    )
)
USUAL = range(6)
CLOSE = (6, 7)
SEEDS = 150
AGAIN = 300  # seeds of the first arm, for arms that are one arm
IMAGES = 10_000


def trained(file: Path, epochs: int = 30) -> NDArray[np.bool_]:
    """The answers of all arms with `SEEDS` seeds, then of the first arm with further seeds, [run][image].

    Trained with the dashboard's defaults, which takes some minutes of two cores, and kept in `file`.
    """
    if not file.exists():
        start = time.perf_counter()
        seeds = range(AGAIN)
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            runs = list(pool.map(partial(_train, epochs), seeds, chunksize=5))
        rows = [runs[seed][arm] for arm in range(len(ARMS)) for seed in range(SEEDS)]
        rows += [runs[seed][0] for seed in range(SEEDS, AGAIN)]
        np.save(file, np.packbits(np.array(rows), axis=1))
        print(f"trained {len(rows):,} networks in {time.perf_counter() - start:.0f} s, kept in {file}")
    return np.unpackbits(np.load(file), axis=1, count=IMAGES).view(bool)


def _train(epochs: int, seed: int) -> list[NDArray[np.bool_]]:
    experiment = Experiment(ARMS if seed < SEEDS else ARMS[:1], epochs=epochs, validation=100)
    training = Training(experiment.runs(seed), mnist())
    for _ in training:
        pass
    return [result.predictions == mnist().test.labels for result in training.results()]


def arms_of(population: NDArray[np.bool_], arms: Sequence[int]) -> Right:
    """The answers (arms, seeds, images) of some of `ARMS`, every seed and image."""
    return population[: len(ARMS) * SEEDS].reshape(len(ARMS), SEEDS, IMAGES)[list(arms)]


def of_arms(right: Right) -> Draw:
    """Arms as they are, paired: seeds and images drawn with replacement, as from endlessly many like these."""

    def draw(rng: np.random.Generator, seeds: int) -> Right:
        chosen, images = rng.integers(right.shape[1], size=seeds), rng.integers(IMAGES, size=IMAGES)
        return right[:, chosen][:, :, images]

    return draw


def of_one_arm(population: NDArray[np.bool_], arms: int) -> Draw:
    """So many arms that are one and the same, trained from seeds of their own: they truly tie."""
    one = np.concatenate([population[:SEEDS], population[len(ARMS) * SEEDS :]])

    def draw(rng: np.random.Generator, seeds: int) -> Right:
        chosen, images = rng.permutation(len(one))[: arms * seeds], rng.integers(IMAGES, size=IMAGES)
        return one[chosen.reshape(arms, seeds)][:, :, images]

    return draw


def made_up(arms: int, of_arm: float, of_seed: float) -> Draw:
    """Arms that truly tie, made up: an image is answered rightly where its ease, and what an arm, a seed of an arm and
    a single network add to it, is above 0.

    All are normal: the ease of an image has a standard deviation of 1 and a mean with which about nine in ten are
    right; `of_arm` is how much arms differ on an image, `of_seed` how much a seed moves all images of an arm; every
    network adds 0.3 of its own to each image.
    """

    def draw(rng: np.random.Generator, seeds: int) -> Right:
        ease = rng.normal(1.4, 1.0, IMAGES) + of_arm * rng.normal(size=(arms, 1, IMAGES))
        moved = of_seed * rng.normal(size=(arms, seeds, 1)) + 0.3 * rng.normal(size=(arms, seeds, IMAGES))
        return np.asarray(ease + moved > 0)

    return draw


def nearly_the_same(arms: int) -> Draw:
    """Arms of which two networks differ by an image or so of all: the same difference in both seeds is quite likely."""

    def draw(rng: np.random.Generator, seeds: int) -> Right:
        right = np.broadcast_to(rng.random(IMAGES) < 0.9, (arms, seeds, IMAGES)).copy()
        for network in right.reshape(-1, IMAGES):
            turned = rng.integers(IMAGES, size=rng.poisson(1.0))
            network[turned] ^= True
        return right

    return draw
