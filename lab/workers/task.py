"""What the workers train: loads NumPy, so a worker imports it only after BLAS has been limited to one thread."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import platformdirs

from core.datasets import mnist
from core.engine.choice import chosen
from core.experiment import Arm, Experiment, Run
from core.training import Pause, Training
from lab.workers.child import Train
from lab.workers.filelock import file_lock

WARMING = Experiment((Arm("softmax", "log_likelihood", 0.5),), train=10, validation=10, epochs=1, seeds=1)


def prepare() -> Train:
    """Load the images and warm the engine up, once a worker, and give back what trains on them.

    The compiled engine is compiled here, in the folder `NUMBA_CACHE_DIR` or else the user's cache folder, or loaded
    from there: before anybody waits for it. Of several workers that find the folder empty one compiles, and the others
    wait for it: all at once would take nearly twice as long, and no core would be left for the server.
    """
    cache = Path(
        os.environ.setdefault("NUMBA_CACHE_DIR", str(platformdirs.user_cache_path("output-layers-and-losses", False)))
    )
    images = mnist()
    chosen().make()

    def train(runs: Sequence[Run], paused: Sequence[Pause] = ()) -> Training:
        return Training(runs, images, paused)

    with file_lock(cache / "compiling"):
        training = train(WARMING.runs(0))
        for _ in training:
            pass
        training.results()
    return train
