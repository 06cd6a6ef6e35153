"""The book's figures for the sigmoid output layer with the cross-entropy, trained anew.

    python benchmarks/book.py             # a few minutes on two cores
    python benchmarks/book.py --seeds 1   # a quicker look

Nielsen, "Neural Networks and Deep Learning", ch. 3, trains with learning rate 0.5, mini-batches of 10 and large
initial weights, and reports the best test accuracy over all epochs, of one run each. So does this, as a mean over
seeds. (To choose an epoch by the test set is nothing to copy: everywhere else here the test set is used once.)

The book takes the first 1,000 training images where it takes a part of them; this project draws them at random,
stratified by digit. The first 1,000 happen to be a hard thousand, so the last row takes them too.
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is loaded: two processes share two cores

import argparse
import statistics
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from core.datasets import Mnist, mnist
from core.experiment import Arm, Experiment
from core.training import Training

BOOK = Experiment((Arm("sigmoid", "cross_entropy", 0.5),), init="large", seeds=5, test_each_epoch=True)
ROWS = [
    ("30 hidden, 50,000 images, 30 epochs", replace(BOOK, train=50_000), False, 95.49),
    ("100 hidden, 50,000 images, 30 epochs", replace(BOOK, train=50_000, hidden=(100,)), False, 96.82),
    ("30 hidden, 1,000 images drawn, 400 epochs", replace(BOOK, epochs=400), False, 82.27),
    ("30 hidden, the first 1,000 images, 400 epochs", replace(BOOK, epochs=400), True, 82.27),
]


def best_test_accuracy(experiment: Experiment, seed: int, first: bool) -> float:
    """The best test accuracy over the epochs of one run, in percent."""
    data = mnist()
    if first:
        data = Mnist(data.training[: experiment.train], data.validation, data.test)
    records = [of_epoch[0] for of_epoch in Training(experiment.runs(seed), data)]
    return 100 * max(record.test_accuracy or 0 for record in records)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, default=5, help="seeds of each row (default 5)")
    seeds = options.parse_args().seeds
    print("best test accuracy over the epochs, %: mean over seeds (each seed), the book's one run")
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        jobs = [
            (title, book, [pool.submit(best_test_accuracy, experiment, seed, first) for seed in range(seeds)])
            for title, experiment, first, book in ROWS
        ]
        for title, book, runs in jobs:
            figures = [run.result() for run in runs]
            each = ", ".join(f"{figure:.2f}" for figure in figures)
            print(f"{title:46s} {statistics.mean(figures):6.2f} ({each})  book {book}", flush=True)


if __name__ == "__main__":
    main()
