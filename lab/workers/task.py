"""What the workers train: loads NumPy, so a worker imports it only after BLAS has been limited to one thread."""

from __future__ import annotations

from collections.abc import Sequence

from core.datasets import mnist
from core.experiment import Run
from core.sample import lit_pixels
from core.training import Training
from lab.workers.child import Train


def prepare() -> Train:
    """Load the images, once a worker, and give back what trains on them."""
    images = mnist()
    lit_pixels(images)

    def train(runs: Sequence[Run]) -> Training:
        return Training(runs, images)

    return train
