"""Writes runs into a store, and a line for each that is written: a process for tests to start and to kill.

    python tests/lab/writer.py URL COUNT up|down [before-commit]

With `before-commit` it kills itself inside its last write, after the rows and before the commit.
"""

import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from core.experiment import Experiment
from lab.storage.database import Database
from lab.storage.store import Store
from tests.lab.processes import kill
from tests.lab.synthetic import finished

EXPERIMENT = Experiment(epochs=2, seeds=20)


def main(url: str, count: str, order: str, fate: str = "") -> None:
    store = Store(url, patience=30)
    seeds = range(int(count)) if order == "up" else range(int(count))[::-1]
    for seed in seeds:
        if fate == "before-commit" and seed == seeds[-1]:
            Database._evict = die
        run = EXPERIMENT.run(EXPERIMENT.arms[0], seed)
        store.put_runs([finished(run)])
        sys.stdout.write(f"{run.key}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{store.notice}\n")
    store.close()


def die(*_: Any, **__: Any) -> None:
    kill(os.getpid())


if __name__ == "__main__":
    main(*sys.argv[1:])
