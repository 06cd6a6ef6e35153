"""What the bands of the book's experiments rest on: the spread over other seeds, and what the book's own images change.

    python benchmarks/book.py             # a quarter of an hour on two cores
    python benchmarks/book.py --seeds 2   # a quicker look

`lab/book/rows.py` and `lab/book/sizes.py` hold the spread of each figure over seeds from 1,000 on, which
`python -m lab reproduce` never trains, and how far images that are drawn at random lie above those that the book takes:
the first so many of the training images. This prints both anew.
"""

from __future__ import annotations

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before NumPy is loaded: two processes share two cores

import argparse
import statistics
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from core.datasets import TRAINING, Mnist, mnist
from core.experiment import Run
from core.training import Training
from lab.book.outcome import Seen
from lab.book.row import Row
from lab.book.rows import ROWS

FIRST_SEED = 1000
LINE = "{name:32s} {images:16s} mean {mean:6.2f}  spread {spread:4.2f}  ({each})"


def trained(row: Row, run: Run, *, first: bool) -> Seen:
    """What the row reads off a run, on images that are drawn or on the first so many."""
    data = mnist()
    if first:
        data = Mnist(data.training[: run.train], data.validation, data.test)
    training = Training([run], data)
    for _ in training:
        pass
    return Seen.of(row, training.results()[0], mnist().test.labels)


def lines(seeds: int) -> Iterator[str]:
    """The mean and the spread of every row, twice where the book's images are others."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        jobs = [
            (row, first, [pool.submit(trained, row, run, first=first) for run in runs(row, seeds)])
            for row in ROWS
            for first in ((False, True) if row.experiment.train < TRAINING else (False,))
        ]
        for row, first, futures in jobs:
            seen = [future.result() for future in futures]
            whole = [run.value for run in seen if run.whole] or [run.value for run in seen]
            yield LINE.format(
                name=row.key,
                images="the book's" if first else "drawn",
                mean=statistics.mean(whole),
                spread=statistics.stdev(whole) if len(whole) > 1 else 0.0,
                each=", ".join(f"{run.value:.2f}{'' if run.whole else ' lost'}" for run in seen),
            )


def runs(row: Row, seeds: int) -> list[Run]:
    """The runs of the row's arm with other seeds than it has."""
    return [row.experiment.run(row.tested, seed) for seed in range(FIRST_SEED, FIRST_SEED + seeds)]


def main() -> None:
    """Print a line a row."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, default=6, help="seeds of each row (default 6)")
    for line in lines(options.parse_args().seeds):
        print(line, flush=True)


if __name__ == "__main__":
    main()
