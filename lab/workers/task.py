"""What the workers train: loads NumPy, so a worker imports it only after BLAS has been limited to one thread."""

from __future__ import annotations

import os
from collections.abc import Sequence

import platformdirs

from core.datasets import mnist
from core.experiment import Arm, Experiment, Run
from core.training import Training
from lab.workers.child import Train

WARMING = Experiment((Arm("softmax", "log_likelihood", 0.5),), train=10, validation=10, epochs=1, seeds=1)


def prepare() -> Train:
    """Load the images and warm the engine up, once a worker, and give back what trains on them.

    The compiled engine is compiled here, in the folder `NUMBA_CACHE_DIR` or else the user's cache folder, or loaded
    from there: before anybody waits for it.
    """
    os.environ.setdefault("NUMBA_CACHE_DIR", str(platformdirs.user_cache_path("output-layers-and-losses", False)))
    images = mnist()

    def train(runs: Sequence[Run]) -> Training:
        return Training(runs, images)

    training = train(WARMING.runs(0))
    for _ in training:
        pass
    training.results()
    return train
